// SPDX-License-Identifier: GPL-2.0-or-later
// What does a task cost, and does it cost more when there are many?
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <thread>
#include <vector>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"
#include "ksim/task.hh"

#include <boost/fiber/fiber.hpp>

namespace {

constexpr int kFew = 2;
constexpr int kMany = 10'000;
constexpr int kSteps = 20'000;
constexpr int kSwitches = 10 * kSteps;

// Ten thousand tasks may cost more than two by as much as their logarithm is larger.
const bench::Goal kLogarithmic = {.ratio_max = std::log2(kMany) / std::log2(kFew)};

void make_processes(bench::Treadmill& treadmill) {
  for (int step = 0; step < kSteps; ++step) treadmill.simulator().spawn("short", [] {})->wait();
}

// On a thread of their own, as in bare_fibers.hh.
void make_bare_fibers() {
  std::thread([] {
    for (int step = 0; step < kSteps; ++step) boost::fibers::fiber([] {}).join();
  }).join();
}

void process_vs_fiber(benchmark::State& state) {
  bench::Treadmill treadmill;
  bench::compare(state, [&] { make_processes(treadmill); }, make_bare_fibers, {.ratio_max = 5},
                 {.calls = 1, .steps_per_call = kSteps});
}

void thread_vs_fiber(benchmark::State& state) {
  bench::Treadmill treadmill;
  bench::compare(state, [&] { treadmill.run(TREADMILL_THREAD, kSteps); }, make_bare_fibers,
                 {.ratio_max = 5}, {.calls = 1, .steps_per_call = kSteps});
}

// Processes that sleep in the driver.
void spawn_sleepers(bench::Treadmill& treadmill, int count) {
  for (int index = 0; index < count; ++index)
    treadmill.simulator().spawn("sleeper", [&] { treadmill.run(TREADMILL_PONG, 1); });
  treadmill.simulator().spawn("last", [] {})->wait();
}

// Compares `measure(tasks)`, in nanoseconds, of many tasks with that of few.
template <typename Measure>
void compare_many_with_few(benchmark::State& state, Measure measure,
                           bench::Goal goal = kLogarithmic, int steps = kSteps, int many = kMany) {
  bench::compare(
      state, [&] { return measure(many); }, [&] { return measure(kFew); }, goal,
      {.calls = 1, .steps_per_call = steps});
}

void process_beside_many_sleepers(benchmark::State& state) {
  compare_many_with_few(state, [](int tasks) {
    bench::Treadmill treadmill;
    spawn_sleepers(treadmill, tasks);
    const auto make = [&] { make_processes(treadmill); };
    return bench::nanoseconds(make);
  });
}

// In turn, each so often as makes kSwitches in all.
double switch_among(int tasks) {
  bench::Treadmill treadmill;
  std::vector<std::shared_ptr<ksim::Task>> processes;
  for (int index = 0; index < tasks; ++index) {
    processes.push_back(treadmill.simulator().spawn(
        "yielding", [&] { treadmill.run(TREADMILL_YIELD, kSwitches / tasks); }));
  }
  const auto wait_for_all = [&] {
    for (const auto& process : processes) process->wait();
  };
  return bench::nanoseconds(wait_for_all);
}

void switch_among_thousand(benchmark::State& state) {
  constexpr int kThousand = 1'000;
  compare_many_with_few(state, switch_among, {.ratio_max = std::log2(kThousand) / std::log2(kFew)},
                        kSwitches, kThousand);
}

// Twice as much is allowed: the stacks of so many fit neither into the caches of the host nor
// into its table of translations, and each is touched once a round.
void switch_among_many(benchmark::State& state) {
  compare_many_with_few(state, switch_among, {.ratio_max = 2 * kLogarithmic.ratio_max}, kSwitches);
}

void sleep_beside_many_sleepers(benchmark::State& state) {
  compare_many_with_few(state, [](int tasks) {
    bench::Treadmill treadmill;
    spawn_sleepers(treadmill, tasks);
    const auto sleep = [&] { treadmill.run(TREADMILL_MSLEEP, kSteps); };
    return bench::nanoseconds(sleep);
  });
}

}  // namespace

BENCHMARK(process_vs_fiber)->UseManualTime()->Iterations(51);
BENCHMARK(thread_vs_fiber)->UseManualTime()->Iterations(51);
BENCHMARK(process_beside_many_sleepers)->UseManualTime()->Iterations(11);
BENCHMARK(switch_among_thousand)->UseManualTime()->Iterations(11);
BENCHMARK(switch_among_many)->UseManualTime()->Iterations(11);
BENCHMARK(sleep_beside_many_sleepers)->UseManualTime()->Iterations(11);
