// SPDX-License-Identifier: GPL-2.0-or-later
// poll(): which events it reports, when it sleeps, and what wakes it up.
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;

constexpr short kReadable = POLLIN | POLLRDNORM;
constexpr short kWritable = POLLOUT | POLLWRNORM;

class Poll : public DriverTest {
 protected:
  Poll() : DriverTest("mailbox") {}

  static Fd mailbox(int flags = O_RDWR) { return open("/dev/mailbox", flags); }
};

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

TEST_F(Poll, EndsWhenTheTimeIsUp) {
  Fd fd = mailbox();
  EXPECT_THAT(poll({{fd, POLLIN}}, 0), SucceedsWith(ElementsAre(0)));
  EXPECT_THAT(poll({{fd, POLLIN}}, 10'000), SucceedsWith(ElementsAre(0)));
  EXPECT_THAT(poll({}, 3'600'000), Succeeds());
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

}  // namespace
}  // namespace ksim
