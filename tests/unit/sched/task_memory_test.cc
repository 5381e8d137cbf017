// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of the memory of dead tasks.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <memory>

#include "ksim/machine/machine.hh"
#include "ksim/sched/sanitizer.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/testing/world.hh"
#include "threads.h"

namespace ksim {
namespace {

// AddressSanitizer keeps what is freed for a while, and takes its time.
constexpr unsigned kTasks = sched::kAddressSanitizer ? 20'000 : 1'000'000;
constexpr unsigned kFirstTasks = 10'000;
constexpr std::uint64_t kHostSlack_bytes = sched::kAddressSanitizer ? 64 << 20 : 1 << 20;

// What the kernel and the host have in use.
struct Memory {
  std::uint64_t ram_bytes;
  std::uint64_t host_bytes;
};

Memory memory_in_use() {
  std::uint64_t pages = 0;
  std::uint64_t resident_pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident_pages;
  return {*machine().vmlinux().ram_high_water,
          resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE))};
}

// Chance would have its choices recorded, which takes memory.
Simulator::Options in_order() {
  Simulator::Options options;
  options.strategy = make_fifo();
  return options;
}

// Whether many tasks take no more memory than a few did. `make(count)` makes them.
template <typename Make>
void expect_no_growth(Make make) {
  make(kFirstTasks);
  const Memory before = memory_in_use();
  make(kTasks);
  const Memory after = memory_in_use();
  EXPECT_EQ(after.ram_bytes, before.ram_bytes);
  EXPECT_LT(after.host_bytes, before.host_bytes + kHostSlack_bytes);
}

TEST(TaskMemory, AMillionProcessesTakeNoMoreThanAFew) {
  Simulator simulator(in_order());
  unsigned ran = 0;
  expect_no_growth([&](unsigned count) {
    while (count-- > 0) simulator.spawn("short", [&] { ++ran; })->wait();
  });
  EXPECT_EQ(ran, kTasks + kFirstTasks);
}

TEST(TaskMemory, ProcessesThatNobodyWaitsForGoAsWell) {
  constexpr unsigned kAtOnce = 100;
  Simulator simulator(in_order());
  unsigned ran = 0;
  expect_no_growth([&](unsigned count) {
    for (unsigned made = 0; made < count / 10; made += kAtOnce) {
      for (unsigned index = 0; index < kAtOnce; ++index) simulator.spawn("short", [&] { ++ran; });
      simulator.spawn("last", [] {})->wait();
    }
  });
  EXPECT_EQ(ran, (kTasks + kFirstTasks) / 10);
}

TEST(TaskMemory, AHandleOutlivesItsTaskAndTheSimulator) {
  std::shared_ptr<Task> handle;
  {
    Simulator simulator;
    handle = simulator.spawn("ended", [] {});
    for (int index = 0; index < 1000; ++index) simulator.spawn("other", [] {})->wait();
    EXPECT_EQ(handle->name(), "ended");
    EXPECT_TRUE(handle->wait());
  }
  EXPECT_EQ(handle->pid(), 2);
  EXPECT_EQ(handle->state(), Task::State::Dead);
  EXPECT_EQ(handle->exit_status().signal, 0);
  EXPECT_TRUE(handle->wait());
  EXPECT_FALSE(handle->wait_until_blocked());
}

TEST(TaskMemory, AProcessMayBeForgottenWhileOneWaitsForIt) {
  Simulator simulator;
  std::shared_ptr<Task> handle;
  bool waited = false;
  handle = simulator.spawn("forgotten", [&] {
    handle.reset();
    for (int index = 0; index < 1000; ++index) simulator.spawn("other", [] {})->wait();
  });
  Task& forgotten = *handle;
  waited = forgotten.wait();
  EXPECT_TRUE(waited);
}

TEST(TaskMemory, AProcessThatIsKilledWhileItWaitsIsNotWokenByTheDeath) {
  Simulator simulator;
  const auto watched = simulator.spawn(
      "watched", [] { current_task().enter_kernel([] { return ksim_task_block(1'000'000, 0); }); });
  const auto waiter = simulator.spawn("waiter", [&] { watched->wait(); });
  EXPECT_TRUE(waiter->wait_until_blocked());
  EXPECT_EQ(system_call::kill(waiter->pid(), SIGKILL), 0);
  EXPECT_TRUE(waiter->wait());
  EXPECT_EQ(waiter->exit_status().signal, SIGKILL);
  EXPECT_TRUE(watched->wait());
}

// With a driver that makes kernel threads.
class ThreadMemory : public ::testing::Test {
 protected:
  ThreadMemory() : simulator_(in_order()) {
    simulator_.insmod("threads").value();
    file_ = static_cast<int>(system_call::open("/dev/threads", O_RDWR));
  }
  ~ThreadMemory() override {
    system_call::close(file_);
    simulator_.rmmod("threads").value();
    simulator_.audit();
    EXPECT_TRUE(simulator_.take_findings().empty());
  }

  long ask(unsigned command, unsigned count) { return system_call::ioctl(file_, command, count); }

 private:
  Simulator simulator_;
  int file_ = -1;
};

TEST_F(ThreadMemory, AMillionThreadsThatEndTakeNoMoreThanAFew) {
  expect_no_growth([&](unsigned count) { EXPECT_EQ(ask(THREADS_THAT_END, count), 0); });
}

TEST_F(ThreadMemory, AMillionThreadsThatAreStoppedTakeNoMoreThanAFew) {
  expect_no_growth([&](unsigned count) { EXPECT_EQ(ask(THREADS_TO_STOP, count), 0); });
}

TEST_F(ThreadMemory, AReferenceOfADriverKeepsATaskStruct) {
  const long pid = ask(THREADS_AFTER_ONE_KEPT, 0);
  EXPECT_GT(pid, 1);
  EXPECT_EQ(ask(THREADS_AFTER_ONE_KEPT, 1000), pid + 1);
}

class ProcessMemory : public DriverTest {};

TEST_F(ProcessMemory, ATestForgetsProcessesThatAreOver) {
  std::weak_ptr<Task> first = world::spawn("first", [] {});
  EXPECT_TRUE(first.lock()->wait());
  for (int index = 0; index < 1000; ++index)
    EXPECT_EQ(spawn("other", [] {}).exit_status().signal, 0);
  EXPECT_TRUE(first.expired());
}

}  // namespace
}  // namespace ksim
