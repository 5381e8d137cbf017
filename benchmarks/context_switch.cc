// SPDX-License-Identifier: GPL-2.0-or-later
// What does it cost to let another task go on, and does it cost more when there are many?
#include "benchmarks/bare_fibers.hh"
#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"
#include "ksim/task.hh"

namespace {

constexpr int kSwitchesMin = 20'000;

// Each as often as the others, a few times at least.
int switches_among(long tasks) { return std::max(kSwitchesMin, static_cast<int>(4 * tasks)); }

double among_tasks(int tasks) {
  bench::Treadmill treadmill;
  const int switches = switches_among(tasks);
  std::vector<std::shared_ptr<ksim::Task>> processes;
  for (int index = 0; index < tasks; ++index) {
    processes.push_back(treadmill.simulator().spawn(
        "yielding", [&] { treadmill.run(TREADMILL_YIELD, switches / tasks); }));
  }
  const auto wait_for_all = [&] {
    for (const auto& process : processes) process->wait();
  };
  return bench::nanoseconds(wait_for_all) / switches;
}

// The floor has as many stacks: the caches of the host forget as many of them.
void context_switch_by_tasks(benchmark::State& state) {
  bench::sweep(
      state, {"tasks", {2, 10, 100, 1'000, 10'000}, 1'000}, {.exponent_max = 0.25, .tail_from = 10},
      {.ratio_max = 4, .subject = "a switch of tasks", .floor = "of bare fibers"}, [](long tasks) {
        const int count = static_cast<int>(tasks);
        const int switches = switches_among(tasks);
        return bench::Pair{among_tasks(count),
                           bench::yield_among_bare_fibers(count, switches) / switches};
      });
}

}  // namespace

BENCHMARK(context_switch_by_tasks)->UseManualTime()->Iterations(1);
