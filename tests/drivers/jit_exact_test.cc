// SPDX-License-Identifier: GPL-2.0-or-later
// jit in virtual time, to the tick: what no other world can promise.
#include <cstdint>
#include <string>
#include <vector>

#include "jit_fixture.hh"
#include "ksim/clock.hh"
#include "ksim/simulator.hh"

namespace ksim {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::uint64_t kTick_ns = 4'000'000;
constexpr std::uint64_t kSecond_ns = 1'000'000'000;

std::uint64_t now_ns() { return Simulator::current().clock().now_ns(); }

std::vector<std::uint64_t> deltas(const JitTable& table) {
  std::vector<std::uint64_t> result;
  for (const JitRun& run : table.runs) result.push_back(run.delta);
  return result;
}

class JitExactDelay : public Jit {
 protected:
  JitExactDelay() : Jit("delay=1000") {}
};

TEST_F(JitExactDelay, TakesSoManyTicksAndNoMore) {
  for (const char* device :
       {"jitbusy", "jitsched", "jitqueue", "jitschedto", "jitudelay", "jitmdelay"}) {
    EXPECT_EQ(read_delay(device).ticks(), 250U) << device;
  }
}

TEST_F(JitExactDelay, MsleepTakesATickMoreAsInLinux) {
  EXPECT_EQ(read_delay("jitmsleep").ticks(), 251U);
}

TEST_F(JitExactDelay, BusyWaitersWaitAtTheSameTime) {
  const std::uint64_t start_ns = now_ns();
  Process first = spawn("first", [] { return read_delay("jitbusy"); });
  Process second = spawn("second", [] { return read_delay("jitsched"); });
  Process third = spawn("third", [] { return read_delay("jitqueue"); });
  // A tick may come between the reader's look at jiffies and the driver's.
  for (auto* process : {&first, &second, &third})
    EXPECT_THAT(process->result().ticks(), AnyOf(250U, 251U));
  EXPECT_LT(now_ns() - start_ns, kSecond_ns + 2 * kTick_ns);
}

class JitExactPeriod : public Jit {
 protected:
  JitExactPeriod() : Jit("period=10 runs=6") {}
};

TEST_F(JitExactPeriod, OfATimerIsRoundedUpToTicks) {
  EXPECT_THAT(deltas(read_table("jitimer")), ElementsAre(3, 3, 3, 3, 3, 3));
}

TEST_F(JitExactPeriod, OfWorkIsRoundedUpToTicks) {
  EXPECT_THAT(deltas(read_table("jitwork")), ElementsAre(3, 3, 3, 3, 3, 3));
}

TEST_F(JitExactPeriod, OfAnHrtimerIsNotRounded) {
  const std::uint64_t start_ns = now_ns();
  read_table("jithrtimer");
  const std::uint64_t passed_ns = now_ns() - start_ns;
  EXPECT_GE(passed_ns, 60'000'000U);
  EXPECT_LT(passed_ns, 60'000'000U + 100'000U);
}

TEST_F(JitExactPeriod, OfATaskletIsNone) {
  EXPECT_THAT(deltas(read_table("jittasklet")), Each(0U));
  EXPECT_THAT(deltas(read_table("jittasklethi")), Each(0U));
}

class JitDay : public Jit {
 protected:
  JitDay() : Jit("period=3600000 runs=24") {}
};

TEST_F(JitDay, PassesInAMoment) {
  for (const char* device : {"jitimer", "jithrtimer", "jitwork"}) {
    const std::uint64_t start_ns = now_ns();
    const JitTable table = read_table(device);
    EXPECT_EQ(table.runs.size(), 24U) << device;
    EXPECT_THAT(deltas(table), Each(3600U * 250)) << device;
    // It begins between two ticks.
    EXPECT_EQ((now_ns() - start_ns + kTick_ns) / kSecond_ns, 24U * 3600) << device;
  }
}

class JitWrap : public Jit {
 protected:
  JitWrap() : Jit("delay=60000") {}
};

TEST_F(JitWrap, JiffiesPass32BitsFiveMinutesAfterBoot) {
  constexpr std::uint64_t k32Bits = std::uint64_t{1} << 32;
  EXPECT_LT(current("jiffies"), k32Bits);
  EXPECT_GT(current("jiffies"), k32Bits - 301 * 250);
  for (int minute = 0; minute < 5; ++minute) {
    EXPECT_EQ(read_delay("jitbusy").ticks(), 15000U) << minute;
  }
  EXPECT_GE(current("jiffies"), k32Bits);
  EXPECT_EQ(read_delay("jitbusy").ticks(), 15000U);
}

TEST(JitExactTime, IsTheSameInEveryRun) {
  std::vector<std::string> texts;
  for (int i = 0; i < 2; ++i) {
    Simulator simulator;
    ASSERT_TRUE(simulator.insmod("jit", "delay=20 period=7"));
    std::string text;
    for (const char* path : {"/dev/jitbusy", "/dev/jitimer", "/dev/jithrtimer", "/dev/currentime"})
      text += Fd::open(path, O_RDONLY).read(1000).value();
    texts.push_back(text);
    Fd::close_all();
  }
  EXPECT_EQ(texts[0], texts[1]);
}

}  // namespace
}  // namespace ksim
