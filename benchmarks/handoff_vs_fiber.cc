// SPDX-License-Identifier: GPL-2.0-or-later
// What does it cost that one task wakes another through a driver's wait queue and goes to
// sleep itself, over the same between bare fibers?
#include <benchmark/benchmark.h>

#include "benchmarks/bare_fibers.hh"
#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr int kHandoffs = 40'000;

void handoff_vs_fiber(benchmark::State& state) {
  bench::Treadmill treadmill;
  bench::compare(
      state,
      [&] {
        const auto pong = treadmill.simulator().spawn(
            "pong", [&] { treadmill.run(TREADMILL_PONG, kHandoffs / 2); });
        treadmill.run(TREADMILL_PING, kHandoffs / 2);
        pong->wait();
      },
      [] { bench::hand_off_between_bare_fibers(kHandoffs); },
      {.ratio_max = 2.5, .subject = "a handoff by a wait queue", .floor = "between bare fibers"},
      {.calls = 1, .steps_per_call = kHandoffs});
}

}  // namespace

BENCHMARK(handoff_vs_fiber)->UseManualTime()->Iterations(1);
