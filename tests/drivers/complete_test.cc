// SPDX-License-Identifier: GPL-2.0-or-later
// complete: readers wait for a completion, writers complete it.
#include <climits>
#include <memory>
#include <string>
#include <vector>

#include "drivers/complete/uapi/complete.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

using Reader = Process<Outcome<std::string>>;

class Complete : public DriverTest {
 protected:
  // Longer than any test takes.
  static constexpr int kLong_ms = 1'000'000;

  Complete() : DriverTest("complete") {}

  static Fd device(int flags = O_RDWR) { return open("/dev/complete", flags); }
  static void complete_one() { device().write("x"); }
  static void complete_all() { device().ioctl(COMPLETE_IOCALL); }
  static bool is_done() { return device().ioctl(COMPLETE_IOCQDONE).value() == 1; }
  static Outcome<long> wait(int timeout_ms) {
    return device().ioctl(COMPLETE_IOCTWAIT, timeout_ms);
  }

  static Reader reader() {
    return spawn("reader", [] { return device(O_RDONLY).read(100); });
  }
  // A process that waits, and counts the SIGUSR1 it gets.
  template <typename Function>
  auto spawn_handling(RestartCalls restart, Function function) {
    return spawn("waiter", [this, restart, function] {
      on_signal(
          SIGUSR1, [this] { ++handled_; }, restart);
      return function();
    });
  }

  int handled_ = 0;
};

// ---- Reading and writing ----------------------------------------------------------------

TEST_F(Complete, AReaderWaitsUntilSomebodyWrites) {
  Reader cat = reader();
  ASSERT_THAT(cat, Blocks());
  EXPECT_THAT(device().write("hello"), SucceedsWith(5U));
  EXPECT_THAT(cat.result(), SucceedsWith(""));
}

TEST_F(Complete, EachWriteLetsOneReaderThroughTheFirstFirst) {
  constexpr int kReaders = 4;
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back(new Reader(reader()));
    ASSERT_THAT(*readers.back(), Blocks());
  }
  for (int written = 0; written < kReaders; ++written) {
    complete_one();
    EXPECT_THAT(readers[written]->result(), Succeeds());
    for (int i = written + 1; i < kReaders; ++i) EXPECT_THAT(*readers[i], Blocks()) << i;
  }
}

TEST_F(Complete, CountsTheWritesThatNobodyWaitsFor) {
  for (int i = 0; i < 3; ++i) complete_one();
  for (int i = 0; i < 3; ++i) EXPECT_THAT(device().read(1), SucceedsWith("")) << i;
  EXPECT_THAT(device(O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
}

TEST_F(Complete, SaysWhetherAReaderWouldWait) {
  EXPECT_FALSE(is_done());
  complete_one();
  EXPECT_TRUE(is_done());
  EXPECT_TRUE(is_done());
  device().read(1);
  EXPECT_FALSE(is_done());
}

TEST_F(Complete, RefusesToWaitForAReaderThatMustNot) {
  EXPECT_THAT(device(O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
  complete_one();
  EXPECT_THAT(device(O_RDONLY | O_NONBLOCK).read(1), SucceedsWith(""));
}

TEST_F(Complete, ASignalInterruptsAReader) {
  Process waiter = spawn_handling(RestartCalls::No, [] { return device(O_RDONLY).read(1); });
  ASSERT_THAT(waiter, Blocks());
  waiter.kill(SIGUSR1);
  EXPECT_THAT(waiter.result(), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
}

TEST_F(Complete, ASignalMayRestartAReader) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  Process waiter = spawn_handling(RestartCalls::Yes, [] { return device(O_RDONLY).read(1); });
  ASSERT_THAT(waiter, Blocks());
  waiter.kill(SIGUSR1);
  ASSERT_THAT(waiter, Blocks());
  complete_one();
  EXPECT_THAT(waiter.result(), Succeeds());
  EXPECT_EQ(handled_, 1);
}

TEST_F(Complete, AKilledReaderTakesNothing) {
  Reader victim = reader();
  ASSERT_THAT(victim, Blocks());
  Reader heir = reader();
  ASSERT_THAT(heir, Blocks());
  victim.kill(SIGKILL);
  EXPECT_TRUE(victim.was_killed());
  complete_one();
  EXPECT_THAT(heir.result(), Succeeds());
  EXPECT_FALSE(is_done());
}

TEST_F(Complete, HasNoPositions) { EXPECT_THAT(device().lseek(0), FailsWith(ESPIPE)); }

TEST_F(Complete, CannotBeUnloadedUnderAReader) {
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  EXPECT_THAT(unload_module("complete"), FailsWith(EWOULDBLOCK));
  complete_one();
  EXPECT_THAT(sleeper.result(), Succeeds());
}

// ---- All at once, and from the beginning ------------------------------------------------

TEST_F(Complete, AllLetsEverybodyThrough) {
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 5; ++i) {
    readers.emplace_back(new Reader(reader()));
    ASSERT_THAT(*readers.back(), Blocks());
  }
  complete_all();
  for (const auto& each : readers) EXPECT_THAT(each->result(), SucceedsWith(""));
}

TEST_F(Complete, AllLetsThroughWhoeverComesLater) {
  complete_all();
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(device().read(1), SucceedsWith("")) << i;
    EXPECT_THAT(wait(0), Succeeds()) << i;
  }
  EXPECT_TRUE(is_done());
}

TEST_F(Complete, StartsAnewWhenReinitialised) {
  complete_all();
  EXPECT_THAT(device().ioctl(COMPLETE_IOCREINIT), SucceedsWith(0));
  EXPECT_FALSE(is_done());
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  complete_one();
  EXPECT_THAT(sleeper.result(), Succeeds());
  EXPECT_FALSE(is_done());
}

TEST_F(Complete, ForgetsItsCountWhenReinitialised) {
  complete_one();
  complete_one();
  EXPECT_THAT(device().ioctl(COMPLETE_IOCREINIT), Succeeds());
  EXPECT_THAT(device(O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
}

TEST_F(Complete, IsNotReinitialisedUnderThoseWhoWait) {
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  EXPECT_THAT(device().ioctl(COMPLETE_IOCREINIT), FailsWith(EBUSY));
  Process timed = spawn("timed", [] { return wait(kLong_ms); });
  ASSERT_THAT(timed, Blocks());
  complete_one();
  EXPECT_THAT(sleeper.result(), Succeeds());
  EXPECT_THAT(device().ioctl(COMPLETE_IOCREINIT), FailsWith(EBUSY));
  complete_one();
  EXPECT_THAT(timed.result(), Succeeds());
  EXPECT_THAT(device().ioctl(COMPLETE_IOCREINIT), Succeeds());
}

// ---- Not for ever -----------------------------------------------------------------------

TEST_F(Complete, AWaitEndsWhenItsTimeIsUp) {
  EXPECT_THAT(wait(1), FailsWith(ETIMEDOUT));
  EXPECT_THAT(wait(50), FailsWith(ETIMEDOUT));
}

TEST_F(Complete, AWaitThatTimedOutTakesNothingLater) {
  EXPECT_THAT(wait(5), FailsWith(ETIMEDOUT));
  complete_one();
  EXPECT_TRUE(is_done());
}

TEST_F(Complete, AWaitSaysHowMuchTimeWasLeft) {
  Process waiter = spawn("waiter", [] { return wait(kLong_ms); });
  ASSERT_THAT(waiter, Blocks());
  complete_one();
  EXPECT_THAT(waiter.result(), SucceedsWith(AllOf(Ge(kLong_ms / 2), Le(kLong_ms))));
}

TEST_F(Complete, AWaitForSomethingDoneHasAllItsTimeLeft) {
  complete_all();
  EXPECT_THAT(wait(kLong_ms), SucceedsWith(kLong_ms));
  EXPECT_THAT(wait(INT_MAX), SucceedsWith(INT_MAX));
}

TEST_F(Complete, AWaitOfNoTimeDoesNotSleep) {
  EXPECT_THAT(wait(0), FailsWith(ETIMEDOUT));
  complete_one();
  EXPECT_THAT(wait(0), SucceedsWith(1));
  EXPECT_THAT(wait(0), FailsWith(ETIMEDOUT));
}

TEST_F(Complete, RefusesToWaitForLessThanNoTime) {
  EXPECT_THAT(wait(-1), FailsWith(EINVAL));
  EXPECT_THAT(wait(INT_MIN), FailsWith(EINVAL));
}

TEST_F(Complete, AnInterruptedWaitIsNeverRestarted) {
  for (RestartCalls restart : {RestartCalls::No, RestartCalls::Yes}) {
    Process waiter = spawn_handling(restart, [] { return wait(kLong_ms); });
    ASSERT_THAT(waiter, Blocks());
    waiter.kill(SIGUSR1);
    EXPECT_THAT(waiter.result(), FailsWith(EINTR));
  }
  EXPECT_EQ(handled_, 2);
}

TEST_F(Complete, ReadersAndTimedWaitsStandInOneQueue) {
  Process timed = spawn("timed", [] { return wait(kLong_ms); });
  ASSERT_THAT(timed, Blocks());
  Reader sleeper = reader();
  ASSERT_THAT(sleeper, Blocks());
  complete_one();
  EXPECT_THAT(timed.result(), Succeeds());
  EXPECT_THAT(sleeper, Blocks());
  complete_one();
  EXPECT_THAT(sleeper.result(), Succeeds());
}

TEST_F(Complete, KnowsNoOtherCommand) {
  EXPECT_THAT(device().ioctl(_IO(COMPLETE_IOC_MAGIC, 0xc4)), FailsWith(ENOTTY));
}

}  // namespace
}  // namespace ksim
