// SPDX-License-Identifier: GPL-2.0-or-later
// How long does a day of virtual time take, if something happens every second of it?
#include <benchmark/benchmark.h>

#include "benchmarks/bare_fibers.hh"
#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr int kSeconds = 24 * 60 * 60;
constexpr const char* kFloor = "a handoff of bare fibers";

// 20 ms on the machine of docs/performance.md, where as many handoffs between bare fibers
// take 10.
void compare_day(benchmark::State& state, unsigned command, bench::Goal goal) {
  bench::Treadmill treadmill;
  bench::compare(
      state, [&] { treadmill.run(command, kSeconds); },
      [] { bench::hand_off_between_bare_fibers(kSeconds); }, goal,
      {.calls = 1, .steps_per_call = kSeconds});
}

void day_of_msleeps(benchmark::State& state) {
  compare_day(state, TREADMILL_MSLEEP,
              {.ratio_max = 2, .subject = "msleep() of a second", .floor = kFloor});
}
void day_of_timers(benchmark::State& state) {
  compare_day(state, TREADMILL_TIMER,
              {.ratio_max = 2.5, .subject = "a timer that arms itself again", .floor = kFloor});
}
void day_of_hrtimers(benchmark::State& state) {
  compare_day(state, TREADMILL_HRTIMER,
              {.ratio_max = 2.5, .subject = "an hrtimer that restarts", .floor = kFloor});
}

}  // namespace

BENCHMARK(day_of_msleeps)->UseManualTime()->Iterations(1);
BENCHMARK(day_of_timers)->UseManualTime()->Iterations(1);
BENCHMARK(day_of_hrtimers)->UseManualTime()->Iterations(1);
