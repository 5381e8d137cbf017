// SPDX-License-Identifier: GPL-2.0-or-later
// How long does a day of virtual time take, if something happens every second of it?
#include <benchmark/benchmark.h>

#include "benchmarks/bare_fibers.hh"
#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr int kSeconds = 24 * 60 * 60;

// 20 ms on the machine of docs/performance.md, where as many handoffs between bare fibers
// take 10.
void compare_day(benchmark::State& state, unsigned command, bench::Goal goal) {
  bench::Treadmill treadmill;
  bench::compare(
      state, [&] { treadmill.run(command, kSeconds); },
      [] { bench::hand_off_between_bare_fibers(kSeconds); }, goal,
      {.calls = 1, .steps_per_call = kSeconds});
  state.counters["day_ms"] = state.counters["subject_ns"] * kSeconds * 1e-6;
}

void day_of_msleeps(benchmark::State& state) {
  compare_day(state, TREADMILL_MSLEEP, {.ratio_max = 2});
}
void day_of_timers(benchmark::State& state) {
  compare_day(state, TREADMILL_TIMER, {.ratio_max = 2.5});
}
void day_of_hrtimers(benchmark::State& state) {
  compare_day(state, TREADMILL_HRTIMER, {.ratio_max = 2.5});
}

}  // namespace

BENCHMARK(day_of_msleeps)->UseManualTime()->Iterations(21);
BENCHMARK(day_of_timers)->UseManualTime()->Iterations(21);
BENCHMARK(day_of_hrtimers)->UseManualTime()->Iterations(21);
