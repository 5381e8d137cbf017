// SPDX-License-Identifier: GPL-2.0-or-later
// sleepy under a thousand schedules that only the simulator can choose: no event lets two
// readers through, and none is lost.
#include <array>
#include <string>
#include <vector>

#include "drivers/sleepy/uapi/sleepy.h"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

constexpr std::uint64_t kSeeds = 1000;

class SleepyRace : public ::testing::TestWithParam<const char*> {
 protected:
  // A kernel of its own with the driver in it.
  struct Machine {
    explicit Machine(std::uint64_t seed) : simulator(options(seed)) {
      if (!simulator.insmod("sleepy")) throw std::runtime_error("insmod sleepy");
    }
    static Simulator::Options options(std::uint64_t seed) {
      Simulator::Options options;
      options.strategy = make_random(seed);
      return options;
    }

    std::shared_ptr<Task> spawn_reader(bool& through) {
      return simulator.spawn("reader", [&through] {
        char byte;
        const long fd = system_call::open(path().c_str(), O_RDONLY);
        through = system_call::read(static_cast<int>(fd), &byte, 1) == 0;
      });
    }
    std::shared_ptr<Task> spawn_writer() {
      return simulator.spawn("writer", [] { write_once(); });
    }

    Simulator simulator;
  };

  static std::string path() { return std::string("/dev/") + GetParam(); }
  static void write_once() {
    const long fd = system_call::open(path().c_str(), O_WRONLY);
    EXPECT_EQ(system_call::write(static_cast<int>(fd), "x", 1), 1);
    system_call::close(static_cast<int>(fd));
  }
  static long events() {
    const long fd = system_call::open(path().c_str(), O_RDONLY);
    const long count = system_call::ioctl(static_cast<int>(fd), SLEEPY_IOCQEVENTS, 0L);
    system_call::close(static_cast<int>(fd));
    return count;
  }
};

INSTANTIATE_TEST_SUITE_P(, SleepyRace,
                         ::testing::Values("sleepy", "sleepy_manual", "sleepy_killable"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(SleepyRace, OneWriteNeverLetsTwoReadersThrough) {
  std::array<int, 2> wins{};
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("random:" + std::to_string(seed));
    Machine machine(seed);
    std::array<bool, 2> through{};
    const std::array readers{machine.spawn_reader(through[0]), machine.spawn_reader(through[1])};
    machine.spawn_writer()->wait();
    for (const auto& reader : readers) reader->wait_until_blocked();
    ASSERT_EQ(through[0] + through[1], 1);
    ++wins[through[0] ? 0 : 1];

    write_once();
    for (const auto& reader : readers) ASSERT_TRUE(reader->wait());
    ASSERT_TRUE(through[0] && through[1]);
  }
  // Else the seeds did not race at all.
  EXPECT_GT(wins[0], 0);
  EXPECT_GT(wins[1], 0);
}

TEST_P(SleepyRace, AKilledReaderNeverTakesAWakeUpWithIt) {
  int victim_first = 0;
  int heir_only = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE("random:" + std::to_string(seed));
    Machine machine(seed);
    bool victim_through = false;
    bool heir_through = false;
    const auto victim = machine.spawn_reader(victim_through);
    victim->wait_until_blocked();
    const auto heir = machine.spawn_reader(heir_through);
    heir->wait_until_blocked();
    const auto killer =
        machine.simulator.spawn("killer", [&] { system_call::kill(victim->pid(), SIGKILL); });
    const auto writer = machine.spawn_writer();
    killer->wait();
    writer->wait();
    ASSERT_TRUE(victim->wait());
    heir->wait_until_blocked();
    // Whoever was let through, the event is taken: by the heir, unless by the victim as it
    // died.
    ASSERT_EQ(events(), 0) << "the heir sleeps beside an event";
    ++(heir_through ? heir_only : victim_first);
    if (!heir_through) write_once();
    ASSERT_TRUE(heir->wait());
  }
  EXPECT_GT(victim_first, 0);
  EXPECT_GT(heir_only, 0);
}

}  // namespace
}  // namespace ksim
