// SPDX-License-Identifier: GPL-2.0-or-later
// What Simulator::start_counting() counts.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ksim/counters.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "treadmill.h"

namespace {

namespace sys = ksim::system_call;

class CountersTest : public ::testing::Test {
 protected:
  int open(const char* module, const char* path, const char* parameters = "") {
    simulator_.insmod(module, parameters).value();
    return static_cast<int>(sys::open(path, O_RDWR));
  }

  ksim::Counters count(const std::function<void()>& operation) {
    simulator_.start_counting();
    operation();
    return simulator_.stop_counting();
  }

  ksim::Simulator simulator_;
};

TEST_F(CountersTest, KnowTheBytesThatAWriteCopies) {
  const int scull = open("scull", "/dev/scull0");
  const std::string text(100, 'x');
  const ksim::Counters counted = count([&] { sys::write(scull, text.data(), text.size()); });
  EXPECT_EQ(counted.user_copies, 2U) << "it touches the buffer before it takes the lock";
  EXPECT_EQ(counted.bytes_from_user, 101U);
  EXPECT_EQ(counted.bytes_to_user, 0U);
}

TEST_F(CountersTest, KnowTheBytesThatAReadCopies) {
  const int scull = open("scull", "/dev/scull0");
  sys::write(scull, "hello", 5);
  char buffer[5];
  const ksim::Counters counted = count([&] { sys::pread(scull, buffer, sizeof buffer, 0); });
  EXPECT_EQ(counted.bytes_to_user, 5U);
  EXPECT_EQ(counted.allocations, 0U);
}

TEST_F(CountersTest, KnowWhatAFirstWriteAllocates) {
  const int scull = open("scull", "/dev/scull0");
  const ksim::Counters first = count([&] { sys::pwrite(scull, "x", 1, 0); });
  EXPECT_EQ(first.allocations, 2U) << "a quantum set and a quantum";
  EXPECT_EQ(count([&] { sys::pwrite(scull, "x", 1, 0); }).allocations, 0U);
}

TEST_F(CountersTest, KnowEachLock) {
  const int treadmill = open("treadmill", "/dev/treadmill");
  const ksim::Counters counted = count([&] { sys::ioctl(treadmill, TREADMILL_SPINLOCK, 1000L); });
  EXPECT_EQ(counted.locks_taken, 1000U);
  EXPECT_LE(counted.lock_steps_max, 1U) << "nothing happens under it";
}

TEST_F(CountersTest, KnowForHowLongALockIsHeld) {
  const int scull = open("scull", "/dev/scull0");
  const ksim::Counters counted = count([&] { sys::pwrite(scull, "x", 1, 0); });
  EXPECT_GE(counted.lock_steps_max, 3U) << "two allocations and a copy under the mutex";
}

TEST_F(CountersTest, KnowEachSwitch) {
  const int treadmill = open("treadmill", "/dev/treadmill");
  const ksim::Counters counted = count([&] {
    const auto pong = simulator_.spawn("pong", [&] { sys::ioctl(treadmill, TREADMILL_PONG, 10L); });
    sys::ioctl(treadmill, TREADMILL_PING, 10L);
    pong->wait();
  });
  EXPECT_GE(counted.context_switches, 19U) << "one for each turn but the first";
  EXPECT_LE(counted.context_switches, 26U);
}

TEST_F(CountersTest, ForgetWhatWasBefore) {
  const int scull = open("scull", "/dev/scull0");
  count([&] { sys::write(scull, "hello", 5); });
  sys::write(scull, "hello", 5);
  const ksim::Counters nothing = count([] {});
  EXPECT_EQ(nothing.user_copies, 0U);
  EXPECT_EQ(nothing.locks_taken, 0U);
  EXPECT_EQ(nothing.steps, 0U);
}

TEST(Counters, ChangeNoChoice) {
  const auto recording_of = [](bool counts) {
    ksim::Simulator::Options options;
    options.strategy = ksim::make_strategy("random:7");
    ksim::Simulator simulator(std::move(options));
    if (counts) simulator.start_counting();
    simulator.insmod("scull").value();
    for (int number = 0; number < 3; ++number)
      simulator.spawn("writer", [] {
        const auto fd = static_cast<int>(sys::open("/dev/scull0", O_RDWR));
        for (int turn = 0; turn < 10; ++turn) sys::pwrite(fd, "x", 1, turn * 5000);
      });
    simulator.spawn("last", [] {})->wait();
    simulator.run_until_idle();
    if (counts) simulator.stop_counting();
    return simulator.recording();
  };
  EXPECT_EQ(recording_of(false), recording_of(true));
}

}  // namespace
