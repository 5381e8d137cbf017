// SPDX-License-Identifier: GPL-2.0-or-later
// What does a task cost from birth to death, and does it cost more when there are many?
#include <boost/fiber/fiber.hpp>
#include <thread>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"
#include "ksim/task.hh"

namespace {

constexpr int kSteps = 2'000;
constexpr int kLives = 20'000;  // the first thousands touch memory that is new to the host

void make_processes(bench::Treadmill& treadmill, int count) {
  for (int step = 0; step < count; ++step) treadmill.simulator().spawn("short", [] {})->wait();
}

// On a thread of their own, as in bare_fibers.hh; what starting it takes does not count.
double make_bare_fibers() {
  double taken_ns = 0;
  std::thread([&] {
    const auto make = [] {
      for (int step = 0; step < kLives; ++step) boost::fibers::fiber([] {}).join();
    };
    taken_ns = bench::nanoseconds(make);
  }).join();
  return taken_ns;
}

void process_vs_fiber(benchmark::State& state) {
  bench::Treadmill treadmill;
  make_processes(treadmill, kLives);
  bench::compare(state, [&] { make_processes(treadmill, kLives); }, make_bare_fibers,
                 {.ratio_max = 5, .subject = "a process", .floor = "a bare fiber"},
                 {.calls = 1, .steps_per_call = kLives});
}

void thread_vs_fiber(benchmark::State& state) {
  bench::Treadmill treadmill;
  treadmill.run(TREADMILL_THREAD, kLives);
  bench::compare(state, [&] { treadmill.run(TREADMILL_THREAD, kLives); }, make_bare_fibers,
                 {.ratio_max = 5, .subject = "a kernel thread", .floor = "a bare fiber"},
                 {.calls = 1, .steps_per_call = kLives});
}

// Processes that sleep in the driver.
void spawn_sleepers(bench::Treadmill& treadmill, long count) {
  for (long index = 0; index < count; ++index)
    treadmill.simulator().spawn("sleeper", [&] { treadmill.run(TREADMILL_PONG, 1); });
  treadmill.simulator().spawn("last", [] {})->wait();
}

template <typename Do>
void measure_beside_sleepers(benchmark::State& state, const char* what, Do act) {
  bench::sweep(state, {"sleepers", {2, 10, 100, 1'000, 10'000}, 1'000},
               {.exponent_max = 0.2, .tail_from = 10}, {.subject = what}, [&](long sleepers) {
                 bench::Treadmill treadmill;
                 spawn_sleepers(treadmill, sleepers);
                 const auto acts = [&] { act(treadmill); };
                 return bench::Pair{bench::nanoseconds(acts) / kSteps};
               });
}

void process_by_sleepers(benchmark::State& state) {
  measure_beside_sleepers(state, "a process",
                          [](bench::Treadmill& treadmill) { make_processes(treadmill, kSteps); });
}

void sleep_by_sleepers(benchmark::State& state) {
  measure_beside_sleepers(state, "msleep()", [](bench::Treadmill& treadmill) {
    treadmill.run(TREADMILL_MSLEEP, kSteps);
  });
}

}  // namespace

BENCHMARK(process_vs_fiber)->UseManualTime()->Iterations(1);
BENCHMARK(thread_vs_fiber)->UseManualTime()->Iterations(1);
BENCHMARK(process_by_sleepers)->UseManualTime()->Iterations(1);
BENCHMARK(sleep_by_sleepers)->UseManualTime()->Iterations(1);
