// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual time as a driver feels it: long waits are short, and busy waits end.
#include <cstdint>
#include <string>
#include <vector>

#include "ksim/clock.hh"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "treadmill.h"

namespace ksim {
namespace {

constexpr std::uint64_t kMillisecond_ns = 1'000'000;
constexpr std::uint64_t kSecond_ns = 1'000'000'000;
constexpr std::uint64_t kTick_ns = 4 * kMillisecond_ns;
constexpr std::uint64_t kWait_ns = 200 * kMillisecond_ns;

std::uint64_t now_ns() { return Simulator::current().clock().now_ns(); }

std::string name_of_parameter(const ::testing::TestParamInfo<const char*>& tested) {
  return tested.param;
}

// More than the queue of timers has room for in a kmalloc().
class ManyTimers : public DriverTest {
 protected:
  ManyTimers() : DriverTest("treadmill") {}
};

TEST_F(ManyTimers, AMillionAreArmedAndRun) {
  Fd treadmill = open("/dev/treadmill", O_RDWR);
  EXPECT_THAT(treadmill.ioctl(TREADMILL_FIRE, 1'000'000UL), Succeeds());
}

class Time : public DriverTest {
 protected:
  Time() : DriverTest("waits") {}

  static Outcome<std::size_t> wait(const std::string& how) {
    return open("/dev/waits", O_WRONLY).write(how);
  }
};

TEST_F(Time, ADayOfTimersPassesInAMoment) {
  constexpr std::uint64_t kDay_s = 24 * 60 * 60;
  ASSERT_THAT(open("/dev/waits", O_RDWR).ioctl(0, kDay_s), Succeeds());
  EXPECT_GE(now_ns(), kDay_s * kSecond_ns);
  EXPECT_LT(now_ns(), kDay_s * kSecond_ns + 2 * kTick_ns);
}

class BusyWait : public Time, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(, BusyWait,
                         ::testing::Values("jiffies", "ktime", "relax", "read_once", "atomic",
                                           "acquire", "schedule", "yield", "cond_resched", "locked",
                                           "bh_off", "irqs_off"),
                         name_of_parameter);

TEST_P(BusyWait, EndsWhenItsTimeHasCome) {
  const std::uint64_t start_ns = now_ns();
  ASSERT_THAT(wait(GetParam()), Succeeds());
  EXPECT_GE(now_ns() - start_ns, kWait_ns - kTick_ns);
  EXPECT_LT(now_ns() - start_ns, kWait_ns + 2 * kTick_ns);
}

TEST_P(BusyWait, LetsOthersRunMeanwhile) {
  const std::uint64_t start_ns = now_ns();
  std::uint64_t passed_ns = 0;
  Process other = spawn("other", [&] {
    open("/dev/waits", O_RDWR).ioctl(0, 1);
    passed_ns = now_ns() - start_ns;
  });
  for (int i = 0; i < 10; ++i) ASSERT_THAT(wait(GetParam()), Succeeds());
  EXPECT_NE(passed_ns, 0U);
  EXPECT_LT(passed_ns, kSecond_ns + 2 * kTick_ns);
}

class EndlessWait : public Time, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(, EndlessWait,
                         ::testing::Values("never_relax", "never_read_once", "never_schedule",
                                           "never_cond_resched"),
                         name_of_parameter);

TEST_P(EndlessWait, IsASoftLockupWithItsLine) {
  Process victim = spawn("victim", [] { wait(GetParam()); });
  Process other = spawn("other", [] { open("/dev/waits", O_RDWR).ioctl(0, 10); });
  EXPECT_FALSE(other.was_killed());
  EXPECT_TRUE(victim.was_killed());
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::SoftLockup);
  ASSERT_FALSE(findings[0].sites.empty());
  EXPECT_EQ(findings[0].sites[0].source.function, GetParam());
}

}  // namespace
}  // namespace ksim
