// SPDX-License-Identifier: GPL-2.0-or-later
// poll() and select(): which events they report, when they sleep, and what wakes them up.
#include <cstdint>
#include <limits>
#include <vector>

#include "ksim/testing/driver_test.hh"
#include "mailbox.h"

namespace ksim {
namespace {

using ::testing::ElementsAre;

constexpr short kReadable = POLLIN | POLLRDNORM;
constexpr short kWritable = POLLOUT | POLLWRNORM;

constexpr std::uint64_t kSecond_ns = 1'000'000'000;

// But for what reading the clock and spinning for locks take, and rounding to microseconds.
MATCHER_P(IsAbout, time_ns, "") {
  constexpr std::uint64_t kTolerance_ns = 100'000;
  return arg + kTolerance_ns > time_ns && arg < time_ns + kTolerance_ns;
}

class Waiting : public DriverTest {
 protected:
  Waiting() : DriverTest("mailbox") {}

  static Fd mailbox(int flags = O_RDWR) { return open("/dev/mailbox", flags); }
  // From now on the driver reports these events besides.
  static void report(unsigned int events) { mailbox().ioctl(MAILBOX_REPORT, events); }

  // The running process, and those that it spawns, count this signal.
  void count(int signal) {
    on_signal(signal, [this] { ++handled_; });
  }
  static void block_then_send(int signal) {
    block_signal(signal);
    system_call::kill(static_cast<int>(system_call::getpid()), signal);
  }

  int handled_ = 0;
};

class Poll : public Waiting {};

TEST_F(Poll, ReportsWhatWasAskedForAndIsSo) {
  Fd fd = mailbox();
  EXPECT_THAT(poll({{fd, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLOUT)));
  fd.write("x");
  EXPECT_THAT(poll({{fd, POLLIN}}, 0), SucceedsWith(ElementsAre(POLLIN)));
  EXPECT_THAT(poll({{fd, kReadable | kWritable}}, 0),
              SucceedsWith(ElementsAre(kReadable | kWritable)));
  fd.write("1234567");
  EXPECT_THAT(poll({{fd, kReadable | kWritable}}, 0), SucceedsWith(ElementsAre(kReadable)));
  EXPECT_THAT(poll({{fd, 0}}, 0), SucceedsWith(ElementsAre(0)));
}

TEST_F(Poll, ADescriptorThatIsNotOpenIsInvalid) {
  EXPECT_THAT(poll({{77, POLLIN}}, kForever_ms), SucceedsWith(ElementsAre(POLLNVAL)));
}

TEST_F(Poll, ANegativeDescriptorIsLeftOut) {
  Fd fd = mailbox();
  EXPECT_THAT(poll({{-1, POLLIN}, {fd, POLLOUT}}, 0), SucceedsWith(ElementsAre(0, POLLOUT)));
}

TEST_F(Poll, AFileThatCannotBePolledIsAlwaysReady) {
  Fd fd = open("/dev/mailbox_bare", O_RDWR);
  EXPECT_THAT(poll({{fd, kReadable | kWritable | POLLPRI}}, kForever_ms),
              SucceedsWith(ElementsAre(kReadable | kWritable)));
}

TEST_F(Poll, SleepsUntilOneOfTheFilesIsReady) {
  Process process = spawn("poll", [] {
    Fd fd = mailbox();
    Fd other = mailbox();
    return poll({{fd, POLLPRI}, {other, POLLIN}}, kForever_ms);
  });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(0, POLLIN)));
}

TEST_F(Poll, ForWritingSleepsUntilThereIsRoom) {
  mailbox().write("12345678");
  Process process = spawn("poll", [] { return poll({{mailbox(), POLLOUT}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  mailbox().read(1);
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLOUT)));
}

TEST_F(Poll, OfMoreFilesThanFitOnTheStackWorks) {
  Process process = spawn("poll", [] {
    Fd fd = mailbox();
    std::vector<PollRequest> requests(100, {fd, POLLIN});
    return poll(requests, kForever_ms).value().size();
  });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  EXPECT_EQ(process.result(), 100u);
}

TEST_F(Poll, OfMoreFilesThanAProcessMayHaveIsRefused) {
  const std::vector<PollRequest> requests(1025, {-1, POLLIN});
  EXPECT_THAT(poll(requests, 0), FailsWith(EINVAL));
}

TEST_F(Poll, EndsWhenTheTimeIsUpAndNotBefore) {
  Fd fd = mailbox();
  const std::uint64_t start_ns = clock_ns();
  EXPECT_THAT(poll({{fd, POLLIN}}, 0), SucceedsWith(ElementsAre(0)));
  EXPECT_EQ(clock_ns(), start_ns);
  EXPECT_THAT(poll({{fd, POLLIN}}, 10'000), SucceedsWith(ElementsAre(0)));
  EXPECT_THAT(clock_ns(), IsAbout(start_ns + 10 * kSecond_ns));
  EXPECT_THAT(poll({}, 3'600'000), Succeeds());
  EXPECT_THAT(clock_ns(), IsAbout(start_ns + 3610 * kSecond_ns));
}

TEST_F(Poll, ReportsErrorsAndHangupsUnasked) {
  Fd fd = mailbox();
  report(POLLERR | POLLHUP);
  EXPECT_THAT(poll({{fd, 0}}, kForever_ms), SucceedsWith(ElementsAre(POLLERR | POLLHUP)));
}

TEST_F(Poll, WakesUpAtAHangup) {
  Process process = spawn("poll", [] { return poll({{mailbox(), POLLIN}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  report(POLLHUP);
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLHUP)));
}

TEST_F(Poll, SleepsOnWhenOnlyWhatItDoesNotWaitForHappens) {
  Process process = spawn("poll", [] { return poll({{mailbox(), POLLPRI}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  ASSERT_THAT(process, Blocks());
  report(POLLPRI);
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLPRI)));
}

TEST_F(Poll, OfOneFileTwiceAnswersEach) {
  Fd fd = mailbox();
  EXPECT_THAT(poll({{fd, POLLIN}, {fd, POLLOUT}}, kForever_ms),
              SucceedsWith(ElementsAre(0, POLLOUT)));
}

TEST_F(Poll, IsInterruptedByASignalEvenIfCallsAreToBeRestarted) {
  Process process = spawn("poll", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::Yes);
    return poll({{mailbox(), POLLIN}}, kForever_ms);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  EXPECT_THAT(process.result(), FailsWith(EINTR));
}

TEST_F(Poll, GoesOnAfterAStop) {
  Process process = spawn("poll", [] { return poll({{mailbox(), POLLIN}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGSTOP);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGCONT);
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLIN)));
}

TEST_F(Poll, OfMemoryThatIsNotThereIsEfault) {
  pollfd* nowhere = nullptr;
  EXPECT_EQ(system_call::poll(nowhere, 1, 0), -EFAULT);
}

// ppoll(): the same, with a mask of signals and a time that is written back.

class Ppoll : public Waiting {};

TEST_F(Ppoll, WaitsAsPollDoes) {
  Fd fd = mailbox();
  const std::uint64_t start_ns = clock_ns();
  EXPECT_THAT(ppoll({{fd, POLLIN | POLLOUT}}, kForever_ms, {}), SucceedsWith(ElementsAre(POLLOUT)));
  EXPECT_THAT(ppoll({{fd, POLLIN}}, 250, {}), SucceedsWith(ElementsAre(0)));
  EXPECT_THAT(clock_ns(), IsAbout(start_ns + kSecond_ns / 4));
}

TEST_F(Ppoll, LetsInASignalThatIsBlockedOtherwise) {
  count(SIGUSR1);
  block_then_send(SIGUSR1);
  EXPECT_THAT(ppoll({}, kForever_ms, {}), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
  block_then_send(SIGUSR1);
  EXPECT_EQ(handled_, 1);
  EXPECT_TRUE(is_signal_pending(SIGUSR1));
}

TEST_F(Ppoll, HandlerReturnsToTheMaskOfBefore) {
  bool blocked = true;
  on_signal(SIGUSR1, [&] {
    sigset_t mask;
    system_call::sigprocmask(SIG_BLOCK, nullptr, &mask);
    blocked = sigismember(&mask, SIGUSR2) == 1;
  });
  block_signal(SIGUSR2);
  block_then_send(SIGUSR1);
  EXPECT_THAT(ppoll({}, kForever_ms, {}), FailsWith(EINTR));
  // The handler itself runs with the mask of the call.
  EXPECT_FALSE(blocked);
  sigset_t mask;
  system_call::sigprocmask(SIG_BLOCK, nullptr, &mask);
  EXPECT_TRUE(sigismember(&mask, SIGUSR1));
  EXPECT_TRUE(sigismember(&mask, SIGUSR2));
}

TEST_F(Ppoll, HoldsBackWhatIsNotBlockedOtherwise) {
  Process process = spawn("ppoll", [this] {
    count(SIGUSR1);
    const bool timed_out = ppoll({}, 5'000, {SIGUSR1}).value().empty();
    EXPECT_EQ(handled_, 1);
    return timed_out;
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  EXPECT_EQ(handled_, 0);
  EXPECT_TRUE(process.result());
  EXPECT_THAT(clock_ns(), IsAbout(5 * kSecond_ns));
}

TEST_F(Ppoll, ThatFindsSomethingLeavesTheSignalAlone) {
  count(SIGUSR1);
  Fd fd = mailbox();
  block_then_send(SIGUSR1);
  EXPECT_THAT(ppoll({{fd, POLLOUT}}, kForever_ms, {}), SucceedsWith(ElementsAre(POLLOUT)));
  EXPECT_EQ(handled_, 0);
  EXPECT_TRUE(is_signal_pending(SIGUSR1));
}

TEST_F(Ppoll, NeverHoldsBackSigkill) {
  Process process = spawn("ppoll", [] { ppoll({}, kForever_ms, {SIGKILL}); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  EXPECT_EQ(process.exit_status().signal, SIGKILL);
}

TEST_F(Ppoll, WritesBackHowMuchTimeIsLeft) {
  Process process = spawn("ppoll", [this] {
    count(SIGUSR1);
    timespec timeout{10, 0};
    pollfd nothing{-1, POLLIN, 0};
    EXPECT_EQ(system_call::ppoll(&nothing, 1, &timeout, nullptr), -EINTR);
    return static_cast<std::uint64_t>(timeout.tv_sec) * kSecond_ns +
           static_cast<std::uint64_t>(timeout.tv_nsec);
  });
  Process killer = spawn("killer", [&] {
    poll({}, 3'000);
    process.kill(SIGUSR1);
  });
  EXPECT_THAT(process.result(), IsAbout(7 * kSecond_ns));
}

TEST_F(Ppoll, GoesOnAfterAStopForTheTimeThatWasLeftThen) {
  Process process = spawn("ppoll", [] { return ppoll({}, 10'000, {}).value().size(); });
  Process stopper = spawn("stopper", [&] {
    poll({}, 4'000);
    process.kill(SIGSTOP);
    poll({}, 1'000);
    process.kill(SIGCONT);
  });
  EXPECT_EQ(process.result(), 0u);
  EXPECT_THAT(clock_ns(), IsAbout(11 * kSecond_ns));
}

TEST_F(Ppoll, WithWrongArgumentsIsRefused) {
  pollfd nothing{-1, POLLIN, 0};
  timespec too_much{0, 1'000'000'000}, negative{-1, 0}, none{0, 0};
  EXPECT_EQ(system_call::ppoll(&nothing, 1, &too_much, nullptr), -EINVAL);
  EXPECT_EQ(system_call::ppoll(&nothing, 1, &negative, nullptr), -EINVAL);
  EXPECT_EQ(system_call::ppoll(nullptr, 1, &none, nullptr), -EFAULT);
  auto* nowhere = reinterpret_cast<timespec*>(8);
  EXPECT_EQ(system_call::ppoll(&nothing, 1, nowhere, nullptr), -EFAULT);
  const auto* no_mask = reinterpret_cast<const sigset_t*>(8);
  EXPECT_EQ(system_call::ppoll(&nothing, 1, &none, no_mask), -EFAULT);
}

// select(): sets of descriptors.

class Select : public Waiting {};

TEST_F(Select, FindsWhatIsReadyInEachSet) {
  Fd fd = mailbox();
  const int number = fd.number();
  const SelectSets all{{number}, {number}, {number}};
  EXPECT_THAT(select(all, 0), SucceedsWith(SelectSets{{}, {number}, {}}));
  fd.write("12345678");
  EXPECT_THAT(select(all, 0), SucceedsWith(SelectSets{{number}, {}, {}}));
  report(POLLPRI);
  EXPECT_THAT(select(all, 0), SucceedsWith(SelectSets{{number}, {}, {number}}));
  EXPECT_THAT(select({.write = {number}}, 0), SucceedsWith(SelectSets{}));
}

TEST_F(Select, CountsAnErrorAsReadableAndWritableAndAHangupAsReadable) {
  Fd fd = mailbox();
  const int number = fd.number();
  const SelectSets all{{number}, {number}, {number}};
  fd.write("12345678");
  fd.read(8);
  fd.write("1234567");
  report(POLLHUP);
  EXPECT_THAT(select({.read = {number}, .except = {number}}, 0),
              SucceedsWith(SelectSets{{number}, {}, {}}));
  fd.write("8");
  report(POLLERR);
  EXPECT_THAT(select(all, 0), SucceedsWith(SelectSets{{number}, {number}, {}}));
}

TEST_F(Select, SleepsUntilOneOfTheFilesIsReady) {
  Process process = spawn("select", [] {
    Fd fd = mailbox(), other = mailbox();
    SelectSets found =
        select({.read = {other.number()}, .except = {fd.number()}}, kForever_ms).value();
    return found == SelectSets{.read = {other.number()}};
  });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  EXPECT_TRUE(process.result());
}

TEST_F(Select, WakesUpAtAnExceptionalCondition) {
  Process process = spawn("select", [] {
    Fd fd = mailbox();
    return select({.except = {fd.number()}}, kForever_ms).value().except.size();
  });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  ASSERT_THAT(process, Blocks());
  report(POLLPRI);
  EXPECT_EQ(process.result(), 1u);
}

TEST_F(Select, EndsWhenTheTimeIsUpAndNotBefore) {
  Fd fd = mailbox();
  const std::uint64_t start_ns = clock_ns();
  EXPECT_THAT(select({.read = {fd.number()}}, 0), SucceedsWith(SelectSets{}));
  EXPECT_EQ(clock_ns(), start_ns);
  EXPECT_THAT(select({.read = {fd.number()}}, 1'500), SucceedsWith(SelectSets{}));
  EXPECT_THAT(clock_ns(), IsAbout(start_ns + 3 * kSecond_ns / 2));
}

TEST_F(Select, OfADescriptorThatIsNotOpenIsEbadf) {
  EXPECT_THAT(select({.read = {9}}, 0), FailsWith(EBADF));
  EXPECT_THAT(select({.except = {9}}, 0), FailsWith(EBADF));
}

TEST_F(Select, LooksOnlyBelowTheCount) {
  Fd fd = mailbox(), other = mailbox();
  fd_set out;
  FD_ZERO(&out);
  FD_SET(fd.number(), &out);
  FD_SET(other.number(), &out);
  FD_SET(60, &out);
  EXPECT_EQ(system_call::select(other.number(), nullptr, &out, nullptr, nullptr), 1);
  EXPECT_TRUE(FD_ISSET(fd.number(), &out));
  EXPECT_FALSE(FD_ISSET(other.number(), &out));
}

TEST_F(Select, DoesNotLookBeyondTheTableOfDescriptors) {
  timeval at_once{0, 0};
  fd_set in;
  FD_ZERO(&in);
  FD_SET(500, &in);
  // The table of this process has 64 places.
  EXPECT_EQ(system_call::select(1024, &in, nullptr, nullptr, &at_once), 0);
  EXPECT_EQ(system_call::select(std::numeric_limits<int>::max(), &in, nullptr, nullptr, &at_once),
            0);
  // Now it has 512.
  Fd fd = mailbox();
  Fd high = Fd::adopt("/dev/mailbox", fd.fcntl(F_DUPFD, 300).value());
  FD_SET(500, &in);
  EXPECT_EQ(system_call::select(1024, &in, nullptr, nullptr, &at_once), -EBADF);
}

TEST_F(Select, OfMoreDescriptorsThanFitOnTheStackWorks) {
  Fd fd = mailbox();
  Fd high = Fd::adopt("/dev/mailbox", fd.fcntl(F_DUPFD, 700).value());
  EXPECT_THAT(select({.read = {700}, .write = {fd.number(), 700}}, kForever_ms),
              SucceedsWith(SelectSets{.write = {fd.number(), 700}}));
}

TEST_F(Select, OfANegativeCountIsEinval) {
  EXPECT_EQ(system_call::select(-1, nullptr, nullptr, nullptr, nullptr), -EINVAL);
}

TEST_F(Select, WithWrongArgumentsIsRefused) {
  timeval negative{-1, 0}, negative_too{0, -1}, at_once{0, 0};
  EXPECT_EQ(system_call::select(0, nullptr, nullptr, nullptr, &negative), -EINVAL);
  EXPECT_EQ(system_call::select(0, nullptr, nullptr, nullptr, &negative_too), -EINVAL);
  auto* nowhere = reinterpret_cast<fd_set*>(8);
  EXPECT_EQ(system_call::select(1, nowhere, nullptr, nullptr, &at_once), -EFAULT);
  EXPECT_EQ(system_call::select(0, nullptr, nullptr, nullptr, reinterpret_cast<timeval*>(8)),
            -EFAULT);
}

TEST_F(Select, TakesMicrosecondsThatAreMoreThanASecond) {
  const std::uint64_t start_ns = clock_ns();
  timeval timeout{1, 2'500'000};
  EXPECT_EQ(system_call::select(0, nullptr, nullptr, nullptr, &timeout), 0);
  EXPECT_THAT(clock_ns(), IsAbout(start_ns + 7 * kSecond_ns / 2));
  EXPECT_EQ(timeout.tv_sec, 0);
  EXPECT_EQ(timeout.tv_usec, 0);
}

TEST_F(Select, WritesBackHowMuchTimeIsLeft) {
  Process process = spawn("select", [] {
    Fd fd = mailbox();
    fd_set in;
    FD_ZERO(&in);
    FD_SET(fd.number(), &in);
    timeval timeout{5, 0};
    EXPECT_EQ(system_call::select(fd.number() + 1, &in, nullptr, nullptr, &timeout), 1);
    return static_cast<std::uint64_t>(timeout.tv_sec) * kSecond_ns +
           static_cast<std::uint64_t>(timeout.tv_usec) * 1'000;
  });
  Process writer = spawn("writer", [] {
    poll({}, 2'000);
    mailbox().write("x");
  });
  EXPECT_THAT(process.result(), IsAbout(3 * kSecond_ns));
}

TEST_F(Select, KeepsTheSetsWhenItFails) {
  fd_set in;
  FD_ZERO(&in);
  FD_SET(9, &in);
  EXPECT_EQ(system_call::select(10, &in, nullptr, nullptr, nullptr), -EBADF);
  EXPECT_TRUE(FD_ISSET(9, &in));
}

TEST_F(Select, IsInterruptedByASignalEvenIfCallsAreToBeRestarted) {
  Process process = spawn("select", [this] {
    count(SIGUSR1);
    Fd fd = mailbox();
    return select({.read = {fd.number()}}, kForever_ms);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  EXPECT_THAT(process.result(), FailsWith(EINTR));
}

TEST_F(Select, GoesOnAfterAStopForTheTimeThatWasLeftThen) {
  Process process = spawn("select", [] { return select({}, 10'000).ok(); });
  Process stopper = spawn("stopper", [&] {
    poll({}, 4'000);
    process.kill(SIGSTOP);
    poll({}, 1'000);
    process.kill(SIGCONT);
  });
  EXPECT_TRUE(process.result());
  EXPECT_THAT(clock_ns(), IsAbout(11 * kSecond_ns));
}

TEST_F(Select, WithPselectLetsInASignalThatIsBlockedOtherwise) {
  count(SIGUSR1);
  block_then_send(SIGUSR1);
  EXPECT_THAT(pselect({}, kForever_ms, {}), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
  block_then_send(SIGUSR1);
  EXPECT_THAT(pselect({}, 1'000, {SIGUSR1}), SucceedsWith(SelectSets{}));
  EXPECT_EQ(handled_, 1);
  EXPECT_TRUE(is_signal_pending(SIGUSR1));
}

}  // namespace
}  // namespace ksim
