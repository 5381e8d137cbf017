// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/kernel_entry.hh"

#include <gtest/gtest.h>

namespace ksim::sched {
namespace {

constexpr std::size_t kStackBytes = 512 * 1024;

class KernelEntryTest : public ::testing::Test {
 protected:
  StackPool pool_{kStackBytes};
  KernelEntry entry_{pool_.take()};
};

TEST_F(KernelEntryTest, RunsTheCallOnItsOwnStack) {
  void* frame = nullptr;
  EXPECT_EQ(entry_.run([&] { frame = __builtin_frame_address(0); }), KernelEntry::Ending::Returned);
  EXPECT_TRUE(entry_.stack().holds(frame));
  EXPECT_FALSE(entry_.stack().holds(__builtin_frame_address(0)));
}

TEST_F(KernelEntryTest, LeaveAbandonsWhatIsOnTheStack) {
  struct Tattler {
    ~Tattler() { *destroyed = true; }
    bool* destroyed;
  };
  bool destroyed = false;
  const auto ending = entry_.run([&] {
    Tattler tattler{&destroyed};
    entry_.leave();
  });
  EXPECT_EQ(ending, KernelEntry::Ending::Left);
  EXPECT_FALSE(destroyed);
  EXPECT_FALSE(entry_.is_inside());
}

// Kernel stacks are full of C frames, which must not be unwound.
TEST_F(KernelEntryTest, NoExceptionPassesAKernelStack) {
  EXPECT_DEATH(entry_.run([] { throw 1; }), "terminate");
}

TEST_F(KernelEntryTest, CanBeEnteredAgainAfterLeaving) {
  for (int round = 0; round < 1000; ++round) {
    EXPECT_EQ(entry_.run([&] { entry_.leave(); }), KernelEntry::Ending::Left);
    int answer = 0;
    EXPECT_EQ(entry_.run([&] { answer = 42; }), KernelEntry::Ending::Returned);
    EXPECT_EQ(answer, 42);
  }
}

TEST_F(KernelEntryTest, UserCodeMayThrowAfterLeaving) {
  EXPECT_THROW(
      {
        entry_.run([&] { entry_.leave(); });
        throw 1;
      },
      int);
}

TEST(StackPool, AStackIsUsedAgain) {
  StackPool pool(kStackBytes);
  const Stack first = pool.take();
  pool.give_back(first);
  EXPECT_EQ(pool.take().bottom, first.bottom);
  pool.give_back(first);
}

TEST(StackPool, TheGuardLiesRightBelow) {
  StackPool pool(kStackBytes);
  const Stack stack = pool.take();
  const char* bottom = static_cast<const char*>(stack.bottom);
  EXPECT_TRUE(stack.guards(bottom - 1));
  EXPECT_FALSE(stack.guards(bottom));
  EXPECT_TRUE(stack.holds(bottom));
  EXPECT_FALSE(stack.holds(stack.top()));
  pool.give_back(stack);
}

}  // namespace
}  // namespace ksim::sched
