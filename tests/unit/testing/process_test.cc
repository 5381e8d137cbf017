// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/process.hh"

#include <stdexcept>
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::Not;

class ProcessTest : public DriverTest {
 protected:
  ProcessTest() : DriverTest("scull") {}
};

TEST_F(ProcessTest, HandsOverWhatItsFunctionReturns) {
  Process answer = spawn("answer", [] { return 42; });
  EXPECT_EQ(answer.result(), 42);
  EXPECT_FALSE(answer.was_killed());
}

TEST_F(ProcessTest, OfAFunctionWithoutResultIsDone) {
  bool ran = false;
  Process process = spawn("process", [&] { ran = true; });
  EXPECT_EQ(process.result(), Done{});
  EXPECT_TRUE(ran);
}

TEST_F(ProcessTest, EndsBeforeItsObjectDoes) {
  bool ran = false;
  {
    Process process = spawn("process", [&] { ran = true; });
  }
  EXPECT_TRUE(ran);
}

TEST_F(ProcessTest, HandsOverAnException) {
  Process process = spawn("process", []() -> int { throw std::invalid_argument("no such luck"); });
  EXPECT_THROW(process.result(), std::invalid_argument);
  EXPECT_FALSE(process.was_killed());
}

TEST_F(ProcessTest, HasANameAndAPidOfItsOwn) {
  Process first = spawn("first", [] { return system_call::getpid(); });
  Process second = spawn("second", [] { return system_call::getpid(); });
  EXPECT_EQ(first.name(), "first");
  EXPECT_EQ(first.result(), first.pid());
  EXPECT_EQ(second.result(), second.pid());
  EXPECT_NE(first.pid(), second.pid());
  EXPECT_NE(first.pid(), system_call::getpid());
}

TEST_F(ProcessTest, RunsWhenItsMakerWaits) {
  std::vector<int> order;
  Process process = spawn("process", [&] { order.push_back(2); });
  order.push_back(1);
  process.result();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(ProcessTest, ClosesWhatItOpenedWhenItEnds) {
  Process process = spawn("process", [] {
    Fd fd = open("/dev/scull0", O_RDONLY);
    return fd.number();
  });
  const int number = process.result();
  EXPECT_EQ(system_call::read(number, nullptr, 0), -EBADF);
  EXPECT_THAT(unload_module("scull"), Succeeds());
}

TEST_F(ProcessTest, ThatEndsDoesNotBlock) {
  Process process = spawn("process", [] {});
  EXPECT_FALSE(process.is_blocked());
  EXPECT_TRUE(process.is_over());
  EXPECT_THAT(process, Not(Blocks()));
}

TEST_F(ProcessTest, PrintsItsName) {
  Process process = spawn("cat", [] {});
  EXPECT_EQ(::testing::PrintToString(process),
            "process cat (pid " + std::to_string(process.pid()) + ")");
}

class BlockedProcess : public DriverTest {
 protected:
  BlockedProcess() : DriverTest("gate") {}
};

TEST_F(BlockedProcess, SleepsUntilSomebodyWakesIt) {
  Process second = spawn("second", [] { return open("/dev/gate", O_RDONLY).ok(); });
  Fd first = open("/dev/gate", O_RDONLY);
  ASSERT_THAT(second, Blocks());
  EXPECT_FALSE(second.is_over());

  ASSERT_THAT(first.close(), Succeeds());
  EXPECT_TRUE(second.result());
}

TEST_F(BlockedProcess, SeveralGoOnInTurn) {
  std::vector<int> order;
  const auto pass = [&](int number) {
    Fd gate = open("/dev/gate", O_RDONLY);
    order.push_back(number);
  };
  Process second = spawn("second", [&] { pass(2); });
  Process third = spawn("third", [&] { pass(3); });
  Fd first = open("/dev/gate", O_RDONLY);
  ASSERT_THAT(second, Blocks());
  ASSERT_THAT(third, Blocks());

  ASSERT_THAT(first.close(), Succeeds());
  third.result();
  EXPECT_EQ(order, (std::vector<int>{2, 3}));
}

TEST_F(BlockedProcess, HoldsOpenWhatItsMakerHadOpen) {
  Fd first = open("/dev/gate", O_RDONLY);
  Process second = spawn("second", [&] {
    EXPECT_EQ(system_call::close(first.number()), 0);
    return open("/dev/gate", O_RDONLY).ok();
  });
  ASSERT_THAT(second, Blocks());
  ASSERT_THAT(first.close(), Succeeds());
  EXPECT_TRUE(second.result());
}

TEST_F(BlockedProcess, ThatNobodyWakesHasNoResult) {
  Process second = spawn("second", [] { return open("/dev/gate", O_RDONLY).ok(); });
  Fd first = open("/dev/gate", O_RDONLY);
  EXPECT_THROW(second.result(), std::runtime_error);
  expect_finding(FindingKind::Deadlock, "gate.c:15");
  ASSERT_THAT(first.close(), Succeeds());
}

class KilledProcess : public DriverTest {
 protected:
  KilledProcess() : DriverTest("null_read") {}
};

TEST_F(KilledProcess, HasNoResult) {
  expect_finding(FindingKind::Oops, "null_read.c:21");
  bool destroyed = false;
  struct Flag {
    bool& set;
    ~Flag() { set = true; }
  };
  Process victim = spawn("victim", [&] {
    Flag flag{destroyed};
    return open("/dev/null_read", O_RDONLY).read(1);
  });
  EXPECT_TRUE(victim.was_killed());
  EXPECT_THROW(victim.result(), std::runtime_error);
  EXPECT_TRUE(destroyed);
}

}  // namespace
}  // namespace ksim
