// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "ksim/abi/task.h"
#include "ksim/abi/time.h"
#include "ksim/machine/machine.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;

constexpr std::uint64_t kSecond_ns = 1'000'000'000;

// Sleeps in the kernel, as msleep() does.
void sleep_ns(std::uint64_t time_ns) {
  current_task().enter_kernel([&] { return ksim_task_block(time_ns, 0); });
}

Simulator::Options with_seed(std::uint64_t seed) {
  Simulator::Options options;
  options.strategy = make_random(seed);
  return options;
}

Simulator::Options in_order() {
  Simulator::Options options;
  options.strategy = make_fifo();
  return options;
}

TEST(Scheduler, ASpawnedProcessRunsWhenTheCallerWaits) {
  Simulator simulator;
  std::vector<std::string> events;
  const auto child = simulator.spawn("child", [&] { events.push_back("child"); });
  events.push_back("parent");
  EXPECT_TRUE(child->wait());
  EXPECT_THAT(events, ElementsAre("parent", "child"));
  EXPECT_EQ(child->state(), Task::State::Dead);
}

TEST(Scheduler, AProcessRestsUntilItIsRoused) {
  Simulator simulator;
  std::vector<std::string> events;
  const auto server = simulator.spawn("server", [&] {
    for (const char* event : {"first", "second", "third"}) {
      simulator.rest();
      events.push_back(event);
    }
  });
  EXPECT_TRUE(server->wait_until_blocked());
  EXPECT_THAT(events, ElementsAre());
  simulator.rouse(*server);
  EXPECT_TRUE(server->wait_until_blocked());
  EXPECT_THAT(events, ElementsAre("first"));
  simulator.rouse(*server);
  simulator.rouse(*server);
  EXPECT_TRUE(server->wait_until_blocked());
  EXPECT_THAT(events, ElementsAre("first", "second"));
}

TEST(Scheduler, AProcessThatRestsDiesOfASignal) {
  Simulator simulator;
  const auto server = simulator.spawn("server", [&] { simulator.rest(); });
  server->wait_until_blocked();
  simulator.interrupt(*server, SIGKILL);
  EXPECT_TRUE(server->wait());
  EXPECT_EQ(server->exit_status().signal, SIGKILL);
}

TEST(Scheduler, EveryProcessHasItsPidAndName) {
  Simulator simulator;
  EXPECT_EQ(system_call::getpid(), 1);
  long pid = 0;
  const auto child =
      simulator.spawn("a name of more than fifteen", [&] { pid = system_call::getpid(); });
  child->wait();
  EXPECT_EQ(pid, child->pid());
  EXPECT_NE(pid, 1);
  EXPECT_EQ(child->name(), "a name of more ");
}

TEST(Scheduler, TimeJumpsToTheNextTimeout) {
  Simulator simulator;
  std::vector<std::string> events;
  const auto slow = simulator.spawn("slow", [&] {
    sleep_ns(1000 * kSecond_ns);
    events.push_back("slow");
  });
  const auto quick = simulator.spawn("quick", [&] {
    sleep_ns(kSecond_ns);
    events.push_back("quick");
  });
  slow->wait();
  quick->wait();
  EXPECT_THAT(events, ElementsAre("quick", "slow"));
  EXPECT_EQ(simulator.clock().now_ns(), 1000 * kSecond_ns);
}

TEST(Scheduler, TimeoutsOfOneInstantKeepTheOrderOfGoingToSleep) {
  constexpr int kSleepers = 20;
  Simulator simulator(in_order());
  std::vector<int> woken;
  std::vector<int> expected;
  std::vector<std::shared_ptr<Task>> sleepers;
  // Those made last go to sleep first.
  for (int index = 0; index < kSleepers; ++index) {
    sleepers.push_back(simulator.spawn("sleeper", [&, index] {
      sleep_ns(static_cast<std::uint64_t>(kSleepers - index));
      sleep_ns(kSecond_ns - simulator.clock().now_ns());
      woken.push_back(index);
    }));
    expected.insert(expected.begin(), index);
  }
  for (const auto& sleeper : sleepers) sleeper->wait();
  EXPECT_EQ(simulator.clock().now_ns(), kSecond_ns);
  EXPECT_EQ(woken, expected);
}

TEST(Scheduler, AWaitForAProcessThatNeverEndsComesBack) {
  Simulator simulator;
  const auto stuck = simulator.spawn("stuck", [] { sleep_ns(KSIM_FOREVER); });
  EXPECT_FALSE(stuck->wait());
  EXPECT_EQ(stuck->state(), Task::State::Blocked);
}

TEST(Scheduler, WaitUntilBlockedDoesNotMoveTime) {
  Simulator simulator;
  const auto sleeper = simulator.spawn("sleeper", [] { sleep_ns(kSecond_ns); });
  EXPECT_TRUE(sleeper->wait_until_blocked());
  EXPECT_EQ(simulator.clock().now_ns(), 0u);
  EXPECT_TRUE(sleeper->wait());
  EXPECT_FALSE(sleeper->wait_until_blocked());
}

TEST(Scheduler, AWokenTaskHasTheRestOfItsTimeoutLeft) {
  Simulator simulator;
  ksim_s64 left = 0;
  ksim_task* sleeping = nullptr;
  const auto sleeper = simulator.spawn("sleeper", [&] {
    current_task().enter_kernel([&] {
      sleeping = ksim_task_current();
      left = ksim_task_block(10 * kSecond_ns, 0);
      return 0;
    });
  });
  sleeper->wait_until_blocked();
  simulator.clock().advance_ns(3 * kSecond_ns);
  ksim_task_wake(sleeping);
  sleeper->wait();
  EXPECT_EQ(left, static_cast<ksim_s64>(7 * kSecond_ns));
}

TEST(Scheduler, ABusyWaitEnds) {
  Simulator simulator;
  current_task().enter_kernel([] {
    while (ksim_time_now_ns() < kSecond_ns) ksim_time_spin(0);
    return 0;
  });
  EXPECT_GE(simulator.clock().now_ns(), kSecond_ns);
}

TEST(Scheduler, ABusyWaitInTheHostsTimeEndsWhenItTakesTooLong) {
  std::uint64_t host_ns = 0;
  Simulator::Options options;
  options.host_clock = [&] { return host_ns += 1'000'000; };
  Simulator simulator(std::move(options));
  const auto waiter = simulator.spawn("waiter", [] {
    current_task().enter_kernel([] {
      for (;;) ksim_time_spin(0);
      return 0;
    });
  });
  while (waiter->state() != Task::State::Dead && host_ns < 60 * kSecond_ns)
    simulator.run_until_idle();
  ASSERT_EQ(waiter->state(), Task::State::Dead);
  EXPECT_GE(simulator.clock().now_ns(), 20 * kSecond_ns);
  ASSERT_EQ(simulator.findings().size(), 1U);
  EXPECT_EQ(simulator.take_findings().front().kind, FindingKind::SoftLockup);
}

TEST(Scheduler, WhenTheFirstProcessBlocksForEverItIsADeadlock) {
  Simulator simulator;
  EXPECT_THROW(sleep_ns(KSIM_FOREVER), TaskKilled);
  simulator.revive();
  const auto findings = simulator.take_findings();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::Deadlock);
}

TEST(Scheduler, BlockedProcessesLetTheirObjectsGoAtPowerOff) {
  bool destroyed = false;
  {
    struct Tattler {
      ~Tattler() { *destroyed = true; }
      bool* destroyed;
    };
    Simulator simulator;
    const auto stuck = simulator.spawn("stuck", [&] {
      Tattler tattler{&destroyed};
      sleep_ns(KSIM_FOREVER);
    });
    stuck->wait_until_blocked();
  }
  EXPECT_TRUE(destroyed);
}

TEST(Scheduler, WhatIsLetGoAtPowerOffMayMakeSystemCalls) {
  long returned = 0;
  {
    struct Closer {
      ~Closer() { *returned = system_call::close(0); }
      long* returned;
    };
    Simulator simulator;
    const auto stuck = simulator.spawn("stuck", [&] {
      Closer closer{&returned};
      sleep_ns(KSIM_FOREVER);
    });
    stuck->wait_until_blocked();
  }
  EXPECT_EQ(returned, -EINTR);
}

TEST(Scheduler, AProcessThatNeverRanIsForgottenAtPowerOff) {
  bool ran = false;
  {
    Simulator simulator;
    simulator.spawn("never", [&] { ran = true; });
  }
  EXPECT_FALSE(ran);
}

std::string order_of_three(Simulator& simulator) {
  std::string order;
  std::vector<std::shared_ptr<Task>> tasks;
  for (const char* name : {"a", "b", "c"})
    tasks.push_back(simulator.spawn(name, [&order, name] {
      for (int round = 0; round < 4; ++round) {
        order += name;
        current_task().enter_kernel([] {
          ksim_task_yield(0);
          return 0;
        });
      }
    }));
  for (const auto& task : tasks) task->wait();
  return order;
}

TEST(Scheduler, FifoTakesTurns) {
  Simulator simulator(in_order());
  EXPECT_EQ(order_of_three(simulator), "abcabcabcabc");
}

TEST(Scheduler, ASeedGivesOneOrderAndItsRecordingTheSame) {
  std::string order;
  std::string recording;
  {
    Simulator simulator(with_seed(5));
    order = order_of_three(simulator);
    recording = simulator.recording();
  }
  Simulator::Options options;
  options.strategy = make_replay(recording);
  Simulator simulator(std::move(options));
  EXPECT_EQ(order_of_three(simulator), order);
}

TEST(Scheduler, SeedsFindDifferentOrders) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Simulator simulator(with_seed(seed));
    orders.insert(order_of_three(simulator));
  }
  EXPECT_GT(orders.size(), 40u);
}

TEST(Scheduler, ManyShortProcessesRunOneAfterTheOther) {
  constexpr int kTasks = 20'000;
  Simulator simulator;
  int ran = 0;
  for (int index = 0; index < kTasks; ++index) simulator.spawn("short", [&] { ++ran; })->wait();
  EXPECT_EQ(ran, kTasks);
}

}  // namespace
}  // namespace ksim
