// SPDX-License-Identifier: GPL-2.0-or-later
// What the fixture itself says of tests that go wrong.
#include <gtest/gtest-spi.h>

#include <string>

#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A test inside a test: set up and torn down by hand.
class Inner : public DriverTest {
 public:
  explicit Inner(std::string module = "", std::string parameters = "")
      : DriverTest(std::move(module), std::move(parameters)) {}
  void TestBody() override {}

  using DriverTest::claim_findings;
  using DriverTest::dmesg;
  using DriverTest::expect_finding;
  using DriverTest::expect_findings;
  using DriverTest::load_module;
  using DriverTest::open;
  using DriverTest::SetUp;
  using DriverTest::spawn;
  using DriverTest::TearDown;
  using DriverTest::unload_module;
};

// As the body of a test does it: an oops ends it.
void read_and_die() {
  EXPECT_THROW({ Inner::open("/dev/null_read", O_RDONLY).read(1).ok(); }, TaskKilled);
}

TEST(DriverTest, LoadsBeforeAndUnloadsAfterwards) {
  Inner inner("hello");
  inner.SetUp();
  EXPECT_THAT(Inner::dmesg(), HasSubstr("Hello, world"));
  EXPECT_THAT(inner.load_module("hello"), FailsWith(EEXIST));
  inner.TearDown();
}

TEST(DriverTest, EachTestHasAFreshKernel) {
  for (int i = 0; i < 3; ++i) {
    Inner inner("scull");
    inner.SetUp();
    EXPECT_THAT(Inner::open("/dev/scull0", O_RDWR).read_all(), SucceedsWith(""));
    Inner::open("/dev/scull0", O_WRONLY).write("left behind");
    inner.TearDown();
  }
}

TEST(DriverTest, FailsIfItsModuleDoesNotLoad) {
  static Inner* inner;
  Inner without("no_such_module");
  inner = &without;
  EXPECT_FATAL_FAILURE(inner->SetUp(), "insmod no_such_module");
  without.TearDown();

  Inner refused("scull", "scull_quantum=0");
  inner = &refused;
  EXPECT_FATAL_FAILURE(inner->SetUp(), "EINVAL");
  refused.TearDown();
}

TEST(DriverTest, FailsForAFindingThatNobodyExpected) {
  Inner inner("null_read");
  inner.SetUp();
  read_and_die();
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "null_read.c:21");
}

TEST(DriverTest, TheFindingSaysHowToSeeItAgain) {
  Inner inner("null_read");
  inner.SetUp();
  read_and_die();
  EXPECT_NONFATAL_FAILURE(inner.TearDown(),
                          "driver_test_test --gtest_filter=DriverTest.TheFinding");
}

TEST(DriverTest, PassesForAFindingThatWasExpected) {
  Inner inner("null_read");
  inner.SetUp();
  inner.expect_finding(FindingKind::Oops, "null_read.c:21");
  read_and_die();
  inner.TearDown();
}

TEST(DriverTest, FailsForAnExpectedFindingThatDidNotCome) {
  Inner inner("null_read");
  inner.SetUp();
  inner.expect_finding(FindingKind::Oops, "null_read.c:21");
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "no finding oops at null_read.c:21");
}

TEST(DriverTest, TheSameFindingTwiceMustBeExpectedTwice) {
  Inner inner("bug_on");
  inner.SetUp();
  inner.expect_finding(FindingKind::Oops, "bug_on.c:15");
  for (int i = 0; i < 2; ++i) {
    Process victim = Inner::spawn("victim", [] { Inner::open("/dev/bug_on", O_WRONLY).write(""); });
    EXPECT_TRUE(victim.was_killed());
  }
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "bug_on.c:15");
}

TEST(DriverTest, SeveralFindingsMayBeExpectedAtOnce) {
  Inner inner("bug_on");
  inner.SetUp();
  inner.expect_findings(FindingKind::Oops, {"bug_on.c:14", "bug_on.c:15"});
  for (int i = 0; i < 2; ++i) {
    Process victim = Inner::spawn("victim", [] { Inner::open("/dev/bug_on", O_WRONLY).write(""); });
    EXPECT_TRUE(victim.was_killed());
  }
  inner.TearDown();
}

TEST(DriverTest, ButAtLeastOneOfThemMustCome) {
  Inner inner("bug_on");
  inner.SetUp();
  inner.expect_findings(FindingKind::Oops, {"bug_on.c:14", "bug_on.c:15"});
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "no finding oops at bug_on.c:14 or bug_on.c:15");
}

TEST(DriverTest, ClaimedFindingsDoNotFailIt) {
  Inner inner("null_read");
  inner.SetUp();
  read_and_die();
  EXPECT_THAT(Inner::claim_findings(),
              ::testing::ElementsAre(IsFinding(FindingKind::Oops, "null_read.c:21")));
  EXPECT_THAT(Inner::claim_findings(), IsEmpty());
  inner.TearDown();
}

TEST(DriverTest, FailsForALeakThatOnlyUnloadingShows) {
  Inner inner("leak_exit");
  inner.SetUp();
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "leak_exit.c:35");
}

TEST(DriverTest, ClosesWhatItsBodyLeftOpen) {
  Inner inner("scull");
  inner.SetUp();
  Fd left = Inner::open("/dev/scull0", O_RDONLY);
  EXPECT_TRUE(left.ok());
  inner.TearDown();
}

TEST(DriverTest, FailsIfAModuleCannotBeUnloaded) {
  Inner inner("scull");
  inner.SetUp();
  // Past Fd, which would close it.
  ASSERT_GE(system_call::open("/dev/scull0", O_RDONLY), 0);
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "rmmod scull: EAGAIN");
}

TEST(DriverTest, FailsIfAProcessNeverEnds) {
  Inner inner("gate");
  inner.SetUp();
  // Past Fd, which would close it.
  ASSERT_GE(system_call::open("/dev/gate", O_RDONLY), 0);
  Process stuck = Inner::spawn("stuck", [] { system_call::open("/dev/gate", O_RDONLY); });
  EXPECT_THAT(stuck, Blocks());
  EXPECT_NONFATAL_FAILURE(inner.TearDown(), "stuck (pid 2) waits here for semaphore");
}

}  // namespace
}  // namespace ksim
