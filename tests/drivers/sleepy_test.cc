// SPDX-License-Identifier: GPL-2.0-or-later
// sleepy: readers that sleep until somebody writes.
#include <memory>
#include <string>
#include <vector>

#include "drivers/sleepy/uapi/sleepy.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;

using Reader = Process<Outcome<std::string>>;

// What all devices do, however their readers sleep.
class Sleepy : public DriverTest, public ::testing::WithParamInterface<const char*> {
 protected:
  Sleepy() : DriverTest("sleepy") {}

  static std::string path() { return std::string("/dev/") + GetParam(); }
  static Fd device(int flags = O_RDWR) { return open(path(), flags); }
  static void post() { device().write("x"); }
  static long events() { return device().ioctl(SLEEPY_IOCQEVENTS).value(); }

  static Reader reader(const std::string& name = "reader") {
    return spawn(name, [] { return device(O_RDONLY).read(100); });
  }
};

INSTANTIATE_TEST_SUITE_P(, Sleepy, ::testing::Values("sleepy", "sleepy_manual", "sleepy_killable"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(Sleepy, AReaderSleepsUntilSomebodyWrites) {
  Reader cat = reader("cat");
  ASSERT_THAT(cat, Blocks());
  EXPECT_THAT(device().write("hello"), SucceedsWith(5U));
  EXPECT_THAT(cat.result(), SucceedsWith(""));
}

TEST_P(Sleepy, AReaderThatComesAfterTheWriteDoesNotSleep) {
  post();
  EXPECT_THAT(device().read(1), SucceedsWith(""));
}

TEST_P(Sleepy, AWriteLetsOneReaderThroughAndOnlyOne) {
  Reader first = reader();
  ASSERT_THAT(first, Blocks());
  Reader second = reader();
  ASSERT_THAT(second, Blocks());

  post();
  EXPECT_THAT(first.result(), Succeeds());
  EXPECT_THAT(second, Blocks());
  EXPECT_EQ(events(), 0);

  post();
  EXPECT_THAT(second.result(), Succeeds());
}

TEST_P(Sleepy, TwoWritesInARowLetTwoReadersThrough) {
  Reader first = reader();
  Reader second = reader();
  ASSERT_THAT(first, Blocks());
  ASSERT_THAT(second, Blocks());
  Fd fd = device();
  fd.write("x");
  fd.write("x");
  EXPECT_THAT(first.result(), Succeeds());
  EXPECT_THAT(second.result(), Succeeds());
  EXPECT_EQ(events(), 0);
}

TEST_P(Sleepy, WritesThatNobodyWaitsForAreNotLost) {
  for (int i = 0; i < 3; ++i) post();
  EXPECT_EQ(events(), 3);
  Fd fd = device(O_RDONLY | O_NONBLOCK);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(fd.read(1), Succeeds()) << i;
  EXPECT_THAT(fd.read(1), FailsWith(EAGAIN));
}

TEST_P(Sleepy, AWriteOfNothingIsAnEventToo) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 23);
  EXPECT_THAT(device().write(""), SucceedsWith(0U));
  EXPECT_EQ(events(), 1);
}

TEST_P(Sleepy, SeveralEventsLetAsManyReadersThrough) {
  constexpr int kReaders = 10;
  constexpr int kEvents = 4;
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back(new Reader(reader()));
    ASSERT_THAT(*readers.back(), Blocks());
  }
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, kEvents), SucceedsWith(0));
  for (int i = 0; i < kReaders; ++i) {
    EXPECT_EQ(readers[i]->is_blocked(), i >= kEvents) << i;
  }
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, kReaders - kEvents), Succeeds());
  for (const auto& each : readers) EXPECT_THAT(each->result(), Succeeds());
}

TEST_P(Sleepy, AReaderThatIsOvertakenGoesBackToSleep) {
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  Fd quick = device(O_RDWR | O_NONBLOCK);
  quick.write("x");
  // Which of them is quicker is not for us to say.
  const Outcome<std::string> taken = quick.read(1);
  EXPECT_TRUE(taken.ok() || taken.error() == Errno{EAGAIN});
  EXPECT_EQ(sleeper.is_blocked(), taken.ok());
  if (taken.ok()) quick.write("x");
  EXPECT_THAT(sleeper.result(), Succeeds());
}

TEST_P(Sleepy, RefusesToSleepForAReaderThatMustNot) {
  EXPECT_THAT(device(O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
}

TEST_P(Sleepy, DiesOfASignalInItsSleep) {
  Reader victim = reader();
  ASSERT_THAT(victim, Blocks());
  victim.kill(SIGKILL);
  EXPECT_EQ(victim.exit_status().signal, SIGKILL);
  EXPECT_EQ(events(), 0);
}

TEST_P(Sleepy, AKilledReaderLeavesTheEventToTheNext) {
  Reader victim = reader();
  ASSERT_THAT(victim, Blocks());
  Reader heir = reader();
  ASSERT_THAT(heir, Blocks());
  victim.kill(SIGKILL);
  EXPECT_TRUE(victim.was_killed());
  post();
  EXPECT_THAT(heir.result(), Succeeds());
}

TEST_P(Sleepy, IsReadableWhileThereAreEvents) {
  Fd fd = device();
  EXPECT_THAT(poll({{fd, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLOUT)));
  fd.write("x");
  EXPECT_THAT(poll({{fd, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLIN | POLLOUT)));
  fd.read(1);
  EXPECT_THAT(poll({{fd, POLLIN}}, 0), SucceedsWith(ElementsAre(0)));
}

TEST_P(Sleepy, AWriteWakesThosePollingAndAReader) {
  Process poller = spawn("poller", [] { return poll({{device(O_RDONLY), POLLIN}}, kForever_ms); });
  ASSERT_THAT(poller, Blocks());
  post();
  EXPECT_THAT(poller.result(), SucceedsWith(ElementsAre(POLLIN)));
  EXPECT_EQ(events(), 1);
}

TEST_P(Sleepy, CannotBeUnloadedUnderASleepingReader) {
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  EXPECT_THAT(unload_module("sleepy"), FailsWith(EWOULDBLOCK));
  post();
  EXPECT_THAT(sleeper.result(), Succeeds());
}

TEST_P(Sleepy, HasNoPositions) {
  EXPECT_THAT(device().lseek(0), FailsWith(ESPIPE));
  EXPECT_THAT(device().pread(1, 0), FailsWith(ESPIPE));
}

TEST_P(Sleepy, PostsOneEventAtLeast) {
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, 0), FailsWith(EINVAL));
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, -1), FailsWith(EINVAL));
  EXPECT_EQ(events(), 0);
}

TEST_P(Sleepy, HoldsSoManyEventsAndNoMore) {
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, SLEEPY_EVENTS_MAX), Succeeds());
  EXPECT_THAT(device().ioctl(SLEEPY_IOCTPOST, 1), FailsWith(EOVERFLOW));
  EXPECT_THAT(device().write("x"), FailsWith(EOVERFLOW));
  EXPECT_EQ(events(), SLEEPY_EVENTS_MAX);
}

TEST_P(Sleepy, KnowsNoOtherCommand) {
  EXPECT_THAT(device().ioctl(_IO(SLEEPY_IOC_MAGIC, 2)), FailsWith(ENOTTY));
  EXPECT_THAT(device().ioctl(0), FailsWith(ENOTTY));
}

// Signals that a process handles.
class SleepyAndSignals : public Sleepy {
 protected:
  // A reader that counts the SIGUSR1 it gets.
  Reader handling_reader(RestartCalls restart) {
    return spawn("reader", [this, restart] {
      on_signal(
          SIGUSR1, [this] { ++handled_; }, restart);
      return device(O_RDONLY).read(1);
    });
  }

  int handled_ = 0;
};

class InterruptibleSleepy : public SleepyAndSignals {};
INSTANTIATE_TEST_SUITE_P(, InterruptibleSleepy, ::testing::Values("sleepy", "sleepy_manual"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(InterruptibleSleepy, ASignalInterruptsARead) {
  Reader sleeper = handling_reader(RestartCalls::No);
  ASSERT_THAT(sleeper, Blocks());
  sleeper.kill(SIGUSR1);
  EXPECT_THAT(sleeper.result(), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
}

TEST_P(InterruptibleSleepy, ASignalMayRestartARead) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  Reader sleeper = handling_reader(RestartCalls::Yes);
  ASSERT_THAT(sleeper, Blocks());
  sleeper.kill(SIGUSR1);
  ASSERT_THAT(sleeper, Blocks());
  EXPECT_EQ(handled_, 1);
  post();
  EXPECT_THAT(sleeper.result(), SucceedsWith(""));
}

TEST_P(InterruptibleSleepy, AnInterruptedReaderTakesNoEvent) {
  Reader interrupted = handling_reader(RestartCalls::No);
  ASSERT_THAT(interrupted, Blocks());
  Reader other = reader();
  ASSERT_THAT(other, Blocks());
  interrupted.kill(SIGUSR1);
  EXPECT_THAT(interrupted.result(), FailsWith(EINTR));
  EXPECT_THAT(other, Blocks());
  post();
  EXPECT_THAT(other.result(), Succeeds());
}

TEST_P(InterruptibleSleepy, AReaderWithAnEventAndASignalHasLostNeither) {
  Reader sleeper = handling_reader(RestartCalls::No);
  ASSERT_THAT(sleeper, Blocks());
  sleeper.kill(SIGUSR1);
  post();
  const bool let_through = sleeper.result().ok();
  EXPECT_EQ(handled_, 1);
  EXPECT_EQ(events(), let_through ? 0 : 1);
}

class KillableSleepy : public SleepyAndSignals {};
INSTANTIATE_TEST_SUITE_P(, KillableSleepy, ::testing::Values("sleepy_killable"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(KillableSleepy, IsDeafToASignalUntilItWakes) {
  Reader sleeper = handling_reader(RestartCalls::No);
  ASSERT_THAT(sleeper, Blocks());
  sleeper.kill(SIGUSR1);
  ASSERT_THAT(sleeper, Blocks());
  EXPECT_EQ(handled_, 0);
  post();
  EXPECT_THAT(sleeper.result(), SucceedsWith(""));
  EXPECT_EQ(handled_, 1);
}

TEST_P(KillableSleepy, DiesOfAnySignalThatKills) {
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  sleeper.kill(SIGTERM);
  EXPECT_EQ(sleeper.exit_status().signal, SIGTERM);
}

class SleepyDevices : public DriverTest {
 protected:
  SleepyDevices() : DriverTest("sleepy") {}
};

TEST_F(SleepyDevices, ShareNoEvents) {
  open("/dev/sleepy", O_WRONLY).write("x");
  EXPECT_THAT(open("/dev/sleepy_manual", O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
  EXPECT_THAT(open("/dev/sleepy_killable", O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
  EXPECT_THAT(open("/dev/sleepy", O_RDONLY | O_NONBLOCK).read(1), Succeeds());
}

}  // namespace
}  // namespace ksim
