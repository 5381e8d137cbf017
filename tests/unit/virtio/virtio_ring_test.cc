// SPDX-License-Identifier: GPL-2.0-or-later
// Both sides of a virtqueue: what virtio 1.2 says of rings, in either format.
#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_hello.hh"
#include "probe_device.hh"

namespace ksim {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Le;

// How a run goes.
struct Run {
  long jobs;
  // Of the interrupts this part gets lost; the driver then looks by itself from time to time.
  std::uint32_t lost_one_in = 0;
};

// In a kernel of its own. Returns: how many buffers came back as they should; what was found
// fails the test.
long run_jobs(RingKind kind, std::uint32_t size, std::unique_ptr<Strategy> strategy, Run run) {
  ProbeDevice device(kind, size);
  device.lose_interrupts(run.lost_one_in);
  Simulator::Options options;
  options.strategy = std::move(strategy);
  Simulator simulator(std::move(options));
  EXPECT_TRUE(simulator.insmod(KSIM_RING_PROBE).ok());
  EXPECT_TRUE(simulator.add_virtio_device(device).ok()) << simulator.dmesg();
  const long fd = system_call::open("/dev/ring_probe", O_RDWR);
  EXPECT_GE(fd, 0) << simulator.dmesg();
  const unsigned command = run.lost_one_in == 0 ? RING_PROBE_RUN : RING_PROBE_RUN_PATIENTLY;
  long good = 0;
  try {
    good = system_call::ioctl(static_cast<int>(fd), command, run.jobs);
  } catch (const TaskKilled&) {
    for (const Finding& finding : simulator.findings()) ADD_FAILURE() << finding;
    return -1;
  }
  EXPECT_EQ(system_call::close(static_cast<int>(fd)), 0);
  EXPECT_TRUE(simulator.rmmod("ring_probe").ok());
  simulator.audit();
  for (const Finding& finding : simulator.findings()) ADD_FAILURE() << finding;
  return good;
}

#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kSeeds = 10;
constexpr std::uint64_t kSeedsOfMatrix = 20;
#else
constexpr std::uint64_t kSeeds = 100;
constexpr std::uint64_t kSeedsOfMatrix = 1000;
#endif

class Ring : public ::testing::TestWithParam<RingKind> {};

INSTANTIATE_TEST_SUITE_P(, Ring, ::testing::ValuesIn(all_kinds()),
                         [](const auto& kind) { return kind.param.name(); });

std::vector<std::uint32_t> sizes_of(RingKind kind) {
  std::vector<std::uint32_t> sizes{2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  // A packed ring may have any size.
  if (kind.packed) sizes.insert(sizes.end(), {3, 7, 100, 1000});
  return sizes;
}

TEST_P(Ring, CarriesDataWhateverItsSize) {
  for (const std::uint32_t size : sizes_of(GetParam()))
    EXPECT_EQ(run_jobs(GetParam(), size, make_fifo(), {3000}), 3000) << size << " descriptors";
}

// Each kind of ring in each size under a thousand schedules, which choose when the device looks,
// the order in which buffers come back, how long each takes and how many there are to an interrupt;
// under every third of them, interrupts get lost, too.
TEST_P(Ring, CarriesDataWhateverTheSchedule) {
  constexpr long kJobs = 12;
  std::uint64_t runs = 0;
  for (const std::uint32_t size : sizes_of(GetParam())) {
    for (std::uint64_t seed = 1; seed <= kSeedsOfMatrix; ++seed, ++runs) {
      const std::uint32_t lost_one_in = seed % 3 == 0 ? 3 : 0;
      ASSERT_EQ(run_jobs(GetParam(), size, make_random(seed), {kJobs, lost_one_in}), kJobs)
          << size << " descriptors, seed " << seed;
    }
  }
  EXPECT_EQ(runs, sizes_of(GetParam()).size() * kSeedsOfMatrix);
}

// Past the point where 16 bits of an index begin again.
TEST_P(Ring, GoesRoundForEver) {
  EXPECT_EQ(run_jobs(GetParam(), 16, make_fifo(), {70'000}), 70'000);
}

class RingRules : public DriverTest, public ::testing::WithParamInterface<RingKind> {
 protected:
  RingRules() : DriverTest("ring_probe"), device_(GetParam(), 8) {}

  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_TRUE(Simulator::current().add_virtio_device(device_).ok());
  }
  static long control(unsigned int command, long argument = 0) {
    return open("/dev/ring_probe", O_RDWR).ioctl(command, argument).value();
  }
  static Outcome<long> attempt(unsigned int command, long argument = 0) {
    return open("/dev/ring_probe", O_RDWR).ioctl(command, argument);
  }
  // Adds a buffer, and kicks if that is needed. Returns: whether it was.
  static bool send(long shape) {
    control(RING_PROBE_ADD, shape);
    const bool needed = control(RING_PROBE_KICK_PREPARE) != 0;
    if (needed) control(RING_PROBE_NOTIFY);
    return needed;
  }

  ProbeDevice device_;
};

INSTANTIATE_TEST_SUITE_P(, RingRules, ::testing::ValuesIn(all_kinds()),
                         [](const auto& kind) { return kind.param.name(); });

TEST_P(RingRules, BothSidesAgreeOnTheKind) {
  EXPECT_EQ(device_.has_feature(34), GetParam().packed);
  EXPECT_EQ(device_.has_feature(28), GetParam().indirect);
  EXPECT_EQ(device_.has_feature(29), GetParam().event_index);
  EXPECT_TRUE(device_.has_feature(32));
  EXPECT_EQ(control(RING_PROBE_SIZE), 8);
  EXPECT_EQ(device_.status(), 15);
}

TEST_P(RingRules, ABufferTakesADescriptorForEachPieceOrOneWithATable) {
  control(RING_PROBE_ADD, RING_PROBE_SHAPE(2, 3));
  EXPECT_EQ(control(RING_PROBE_FREE), GetParam().indirect ? 7 : 3);
  control(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 1));
  EXPECT_EQ(control(RING_PROBE_FREE), GetParam().indirect ? 6 : 2);
}

TEST_P(RingRules, AFullRingTakesNoMore) {
  for (int i = 0; i < 8; ++i) control(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 1));
  EXPECT_EQ(control(RING_PROBE_FREE), 0);
  EXPECT_THAT(attempt(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 1)), FailsWith(ENOSPC));
  EXPECT_THAT(attempt(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 2)), FailsWith(ENOSPC));
}

TEST_P(RingRules, WhatWasUsedIsFreeAgain) {
  for (int round = 0; round < 20; ++round) {
    send(RING_PROBE_SHAPE(1, 2));
    EXPECT_GT(control(RING_PROBE_GET), 0);
    EXPECT_EQ(control(RING_PROBE_FREE), 8);
  }
  EXPECT_THAT(attempt(RING_PROBE_GET), FailsWith(EAGAIN));
}

TEST_P(RingRules, TheFirstBufferIsKicked) { EXPECT_TRUE(send(RING_PROBE_SHAPE(1, 0))); }

TEST_P(RingRules, DetachingGivesBackWhatWasNeverUsed) {
  for (int i = 0; i < 3; ++i) control(RING_PROBE_ADD, RING_PROBE_SHAPE(1, 1));
  EXPECT_EQ(control(RING_PROBE_DETACH), 3);
  EXPECT_EQ(control(RING_PROBE_FREE), 8);
}

TEST_P(RingRules, CallbacksComeUnlessTheyAreOff) {
  send(RING_PROBE_SHAPE(0, 1));
  EXPECT_EQ(control(RING_PROBE_CALLBACKS), 1);
  control(RING_PROBE_GET);
  send(RING_PROBE_SHAPE(0, 1));
  control(RING_PROBE_GET);
  EXPECT_EQ(control(RING_PROBE_CALLBACKS), 2);
  control(RING_PROBE_DISABLE);
  for (int i = 0; i < 4; ++i) send(RING_PROBE_SHAPE(0, 1));
  // With an event index it is a hint. A split ring has asked for one already; a packed ring goes
  // on as it was when there has been one.
  const int most = !GetParam().event_index ? 2 : GetParam().packed ? 6 : 3;
  EXPECT_THAT(control(RING_PROBE_CALLBACKS), AllOf(Ge(2), Le(most)));
  EXPECT_EQ(control(RING_PROBE_ENABLE), 0) << "there is something to take";
  while (attempt(RING_PROBE_GET).ok()) continue;
  EXPECT_EQ(control(RING_PROBE_ENABLE), 1);
  const long before = control(RING_PROBE_CALLBACKS);
  send(RING_PROBE_SHAPE(0, 1));
  EXPECT_EQ(control(RING_PROBE_CALLBACKS), before + 1);
}

// Without one there is nothing to go by.
class RingRulesOfEventIndex : public RingRules {};

std::vector<RingKind> kinds_with_event_index() {
  std::vector<RingKind> kinds = all_kinds();
  std::erase_if(kinds, [](const RingKind& kind) { return !kind.event_index; });
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(, RingRulesOfEventIndex, ::testing::ValuesIn(kinds_with_event_index()),
                         [](const auto& kind) { return kind.param.name(); });

TEST_P(RingRulesOfEventIndex, KickingIsLeftOutWhileTheDeviceIsAtWork) {
  class Idle : public ProbeDevice {
   public:
    using ProbeDevice::ProbeDevice;
    void on_kick(VirtioQueue&) override {}
  };
  Simulator::current().remove_virtio_device(device_);
  Idle idle(GetParam(), 8);
  ASSERT_TRUE(Simulator::current().add_virtio_device(idle).ok());
  EXPECT_TRUE(send(RING_PROBE_SHAPE(0, 1)));
  EXPECT_EQ(send(RING_PROBE_SHAPE(0, 1)), GetParam().packed)
      << "a packed ring says when it wants to hear once the device has looked";
}

// What a device may choose, the strategy chooses for it.
struct Answers {
  std::string order;
  std::uint64_t taken_ns;
};

Answers ask_hello(std::unique_ptr<Strategy> strategy, bool packed) {
  VirtioDevice::Options device_options = VirtioHello::default_options();
  device_options.packed = packed;
  VirtioHello device(device_options);
  Simulator::Options options;
  options.strategy = std::move(strategy);
  Simulator simulator(std::move(options));
  EXPECT_TRUE(simulator.insmod("virtio-hello").ok());
  EXPECT_TRUE(simulator.add_virtio_device(device).ok());
  const auto fd = static_cast<int>(system_call::open("/dev/virtio-hello0", O_RDWR));
  for (const char letter : {'a', 'b', 'c', 'd'}) system_call::write(fd, &letter, 1);
  Answers answers{"....", 0};
  for (char& letter : answers.order) system_call::read(fd, &letter, 1);
  answers.taken_ns = simulator.clock().now_ns();
  system_call::close(fd);
  EXPECT_TRUE(simulator.rmmod("virtio_hello").ok());
  EXPECT_TRUE(simulator.findings().empty());
  return answers;
}

TEST(DeviceChoices, FirstComeFirstServedIsAtOnceAndInOrder) {
  for (const bool packed : {false, true}) {
    const Answers answers = ask_hello(make_fifo(), packed);
    EXPECT_EQ(answers.order, "abcd");
    EXPECT_EQ(answers.taken_ns, 0U);
  }
}

TEST(DeviceChoices, OtherSchedulesChangeOrderAndTime) {
  std::set<std::string> orders;
  std::set<std::uint64_t> times_ns;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Answers answers = ask_hello(make_random(seed), seed % 2 == 0);
    std::string sorted = answers.order;
    std::sort(sorted.begin(), sorted.end());
    ASSERT_EQ(sorted, "abcd") << "seed " << seed;
    orders.insert(answers.order);
    times_ns.insert(answers.taken_ns);
    const Answers again = ask_hello(make_random(seed), seed % 2 == 0);
    ASSERT_EQ(again.order, answers.order) << "seed " << seed;
    ASSERT_EQ(again.taken_ns, answers.taken_ns) << "seed " << seed;
  }
  EXPECT_GT(orders.size(), 3U);
  EXPECT_GT(times_ns.size(), 3U);
}

// Says that it has used what it has, or has not, or never had, as chance will have it.
class RandomDevice : public ProbeDevice {
 public:
  RandomDevice(RingKind kind, std::uint64_t seed) : ProbeDevice(kind, 8), generator_(seed) {}
  void on_kick(VirtioQueue& queue) override {
    while (VirtioChain* chain = queue.pop()) {
      switch (generator_() % 8) {
        case 0:
          queue.put_used(static_cast<std::uint32_t>(generator_()), 1);
          break;
        case 1:
          queue.put_used(static_cast<std::uint32_t>(generator_() % 8), 1);
          break;
        case 2:
          queue.complete(*chain, static_cast<std::uint32_t>(generator_()));
          break;
        case 3:
          break;
        default:
          answer(queue, *chain);
      }
    }
    if (generator_() % 8 == 0) interrupt();
    if (generator_() % 64 == 0) set_needs_reset();
  }

 private:
  std::mt19937_64 generator_;
};

TEST_P(Ring, SurvivesADeviceThatSaysAnything) {
  static constexpr std::array<unsigned, 7> kCommands{
      RING_PROBE_KICK_PREPARE, RING_PROBE_NOTIFY,         RING_PROBE_GET,    RING_PROBE_GET,
      RING_PROBE_ENABLE,       RING_PROBE_ENABLE_DELAYED, RING_PROBE_DISABLE};
  std::uint64_t broken = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    RandomDevice device(GetParam(), seed);
    Simulator::Options options;
    options.strategy = make_random(seed);
    Simulator simulator(std::move(options));
    ASSERT_TRUE(simulator.insmod(KSIM_RING_PROBE).ok());
    ASSERT_TRUE(simulator.add_virtio_device(device).ok());
    const auto fd = static_cast<int>(system_call::open("/dev/ring_probe", O_RDWR));
    std::mt19937_64 generator(seed);
    for (int times = 0; times < 100; ++times) {
      const auto choice = generator() % (2 * kCommands.size());
      if (choice < kCommands.size())
        system_call::ioctl(fd, kCommands[choice], 0L);
      else
        system_call::ioctl(fd, RING_PROBE_ADD, RING_PROBE_SHAPE(generator() % 3, 1L));
    }
    broken += system_call::ioctl(fd, RING_PROBE_BROKEN, 0L) == 1 ? 1 : 0;
    EXPECT_GE(system_call::ioctl(fd, RING_PROBE_DETACH, 0L), 0);
    system_call::close(fd);
    ASSERT_TRUE(simulator.rmmod("ring_probe").ok());
    simulator.audit();
    for (const Finding& finding : simulator.findings()) ADD_FAILURE() << finding << "seed " << seed;
  }
  EXPECT_GT(broken, kSeeds / 4);
}

}  // namespace
}  // namespace ksim
