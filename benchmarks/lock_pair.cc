// SPDX-License-Identifier: GPL-2.0-or-later
// What does it cost to take and release a lock that nobody else wants, with all of ksim's
// checks, over the atomic exchanges of a lock without any?
#include <benchmark/benchmark.h>

#include <atomic>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr int kPairs = 100'000;

void exchange_pairs() {
  static std::atomic<int> lock = 0;
  for (int pair = 0; pair < kPairs; ++pair) {
    benchmark::DoNotOptimize(lock.exchange(1, std::memory_order_acquire));
    benchmark::DoNotOptimize(lock.exchange(0, std::memory_order_release));
  }
}

// 10 ns on the machine of docs/performance.md, where a pair of exchanges takes 5.5.
void compare_pairs(benchmark::State& state, unsigned command, const char* subject) {
  bench::Treadmill treadmill;
  bench::compare(state, [&] { treadmill.run(command, kPairs); }, exchange_pairs,
                 {.ratio_max = 1.8, .subject = subject, .floor = "two atomic exchanges"},
                 {.calls = 1, .steps_per_call = kPairs});
}

void spinlock_pair(benchmark::State& state) {
  compare_pairs(state, TREADMILL_SPINLOCK, "spin_lock() and spin_unlock()");
}
void mutex_pair(benchmark::State& state) {
  compare_pairs(state, TREADMILL_MUTEX, "mutex_lock() and mutex_unlock()");
}

}  // namespace

BENCHMARK(spinlock_pair)->UseManualTime()->Iterations(1);
BENCHMARK(mutex_pair)->UseManualTime()->Iterations(1);
