// SPDX-License-Identifier: GPL-2.0-or-later
// epoll: level- and edge-triggered, once, exclusively, and of one another.
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EpollTest : public DriverTest {
 protected:
  EpollTest() : DriverTest("mailbox") {}

  static Fd mailbox(int flags = O_RDWR) { return open("/dev/mailbox", flags); }
};

TEST_F(EpollTest, SaysWhatIsReadyWithItsData) {
  Epoll epoll;
  Fd fd = mailbox();
  ASSERT_THAT(epoll.add(fd, EPOLLIN | EPOLLOUT, 42), Succeeds());
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 42})));
  fd.write("x");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN | EPOLLOUT, 42})));
}

TEST_F(EpollTest, SleepsUntilAFileIsReady) {
  Process process = spawn("epoll", [] {
    Epoll epoll;
    Fd fd = mailbox();
    epoll.add(fd, EPOLLIN, 1);
    return epoll.wait(kForever_ms);
  });
  ASSERT_THAT(process, Blocks());
  mailbox().write("x");
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN, 1})));
}

TEST_F(EpollTest, EndsWhenTheTimeIsUp) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 13);
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLIN);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  EXPECT_THAT(epoll.wait(100), SucceedsWith(IsEmpty()));
}

TEST_F(EpollTest, ByLevelReportsAsLongAsItIsSo) {
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLIN);
  fd.write("x");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  fd.read(1);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(EpollTest, ByEdgeReportsOncePerWakeUp) {
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLIN | EPOLLET);
  fd.write("x");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.write("y");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
}

TEST_F(EpollTest, ByEdgeReportsWhatIsSoFromTheBeginning) {
  Epoll epoll;
  Fd fd = mailbox();
  fd.write("x");
  epoll.add(fd, EPOLLIN | EPOLLET);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(EpollTest, OneShotIsSilentUntilItIsArmedAgain) {
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLIN | EPOLLONESHOT);
  fd.write("x");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  fd.write("y");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  ASSERT_THAT(epoll.modify(fd, EPOLLIN | EPOLLONESHOT), Succeeds());
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
}

TEST_F(EpollTest, HandsOutInTurnWhatThereIsNoRoomFor) {
  Epoll epoll;
  Fd first = mailbox();
  Fd second = mailbox();
  epoll.add(first, EPOLLOUT, 1);
  epoll.add(second, EPOLLOUT, 2);
  EXPECT_THAT(epoll.wait(0, 1), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 1})));
  EXPECT_THAT(epoll.wait(0, 1), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 2})));
  EXPECT_THAT(epoll.wait(0, 1), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 1})));
}

TEST_F(EpollTest, ExclusiveWaitersAreNotAllWoken) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 24);
  const auto waiter = [] {
    Epoll epoll;
    Fd fd = mailbox();
    epoll.add(fd, EPOLLIN | EPOLLEXCLUSIVE);
    return epoll.wait(kForever_ms).value().size();
  };
  Process first = spawn("first", waiter);
  ASSERT_THAT(first, Blocks());
  Process second = spawn("second", waiter);
  ASSERT_THAT(second, Blocks());
  mailbox().write("x");
  EXPECT_EQ(first.is_blocked() + second.is_blocked(), 1);
  mailbox().write("y");
  EXPECT_EQ(first.result() + second.result(), 2u);
}

TEST_F(EpollTest, RefusesWhatCannotBe) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 19);
  Epoll epoll;
  Fd fd = mailbox();
  Fd bare = open("/dev/mailbox_bare", O_RDWR);
  EXPECT_THAT(epoll.add(bare, EPOLLIN), FailsWith(EPERM));
  EXPECT_THAT(epoll.add(epoll.fd(), EPOLLIN), FailsWith(EINVAL));
  EXPECT_THAT(epoll.remove(fd), FailsWith(ENOENT));
  EXPECT_THAT(epoll.modify(fd, EPOLLIN), FailsWith(ENOENT));
  ASSERT_THAT(epoll.add(fd, EPOLLIN), Succeeds());
  EXPECT_THAT(epoll.add(fd, EPOLLIN), FailsWith(EEXIST));
  EXPECT_THAT(epoll.modify(fd, EPOLLIN | EPOLLEXCLUSIVE), FailsWith(EINVAL));
  EXPECT_THAT(epoll.wait(0, 0), FailsWith(EINVAL));
  EXPECT_THAT(epoll.remove(fd), Succeeds());
  epoll_event event{};
  EXPECT_EQ(system_call::epoll_ctl(fd.number(), EPOLL_CTL_ADD, epoll.fd().number(), &event),
            -EINVAL);
  EXPECT_EQ(system_call::epoll_ctl(77, EPOLL_CTL_ADD, fd.number(), &event), -EBADF);
  EXPECT_EQ(system_call::epoll_create1(1), -EINVAL);
}

TEST_F(EpollTest, ForgetsAFileWithItsLastDescriptor) {
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLOUT);
  Fd copy = fd.dup();
  fd.close();
  EXPECT_THAT(epoll.wait(0), SucceedsWith(SizeIs(1)));
  copy.close();
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(EpollTest, CanBePolledItself) {
  Epoll inner;
  Epoll outer;
  Fd fd = mailbox();
  inner.add(fd, EPOLLIN);
  outer.add(inner.fd(), EPOLLIN, 7);
  EXPECT_THAT(outer.wait(0), SucceedsWith(IsEmpty()));
  fd.write("x");
  EXPECT_THAT(outer.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN, 7})));
  EXPECT_THAT(poll({{inner.fd(), POLLIN}}, 0), SucceedsWith(ElementsAre(POLLIN)));
  fd.read(1);
  EXPECT_THAT(outer.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(EpollTest, CannotWatchItselfThroughAnother) {
  Epoll inner;
  Epoll outer;
  outer.add(inner.fd(), EPOLLIN);
  EXPECT_THAT(inner.add(outer.fd(), EPOLLIN), FailsWith(ELOOP));
}

TEST_F(EpollTest, IsInterruptedByASignalEvenIfCallsAreToBeRestarted) {
  Process process = spawn("epoll", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::Yes);
    Epoll epoll;
    return epoll.wait(kForever_ms);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  EXPECT_THAT(process.result(), FailsWith(EINTR));
}

TEST_F(EpollTest, LetsInASignalThatIsBlockedOtherwise) {
  int handled = 0;
  on_signal(SIGUSR1, [&] { ++handled; });
  block_signal(SIGUSR1);
  const int self = static_cast<int>(system_call::getpid());
  Epoll epoll;
  system_call::kill(self, SIGUSR1);
  EXPECT_THAT(epoll.pwait(1'000, {SIGUSR1}), SucceedsWith(IsEmpty()));
  EXPECT_EQ(handled, 0);
  EXPECT_THAT(epoll.pwait(kForever_ms, {}), FailsWith(EINTR));
  EXPECT_EQ(handled, 1);
  system_call::kill(self, SIGUSR1);
  EXPECT_TRUE(is_signal_pending(SIGUSR1));
}

TEST_F(EpollTest, ThatFindsSomethingLeavesTheSignalAlone) {
  int handled = 0;
  on_signal(SIGUSR1, [&] { ++handled; });
  block_signal(SIGUSR1);
  system_call::kill(static_cast<int>(system_call::getpid()), SIGUSR1);
  Epoll epoll;
  Fd fd = mailbox();
  epoll.add(fd, EPOLLOUT, 7);
  EXPECT_THAT(epoll.pwait(kForever_ms, {}), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 7})));
  EXPECT_EQ(handled, 0);
  EXPECT_TRUE(is_signal_pending(SIGUSR1));
}

}  // namespace
}  // namespace ksim
