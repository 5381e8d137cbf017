// SPDX-License-Identifier: GPL-2.0-or-later
// What does a timer cost, and does it cost more when a million are armed?
#include <chrono>
#include <queue>
#include <vector>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr long kQuickMax = 100'000;

void timer_rearmed_by_timers(benchmark::State& state) {
  constexpr int kSteps = 20'000;
  bench::sweep(state, {"timers", {1, 100, 1'000, 10'000, 100'000, 1'000'000}, kQuickMax},
               {.exponent_max = 0.25, .tail_from = 1'000}, {.subject = "mod_timer()"},
               [](long timers) {
                 bench::Treadmill treadmill;
                 treadmill.run(TREADMILL_ARM, timers);
                 const auto rearm = [&] { treadmill.run(TREADMILL_REARM, kSteps); };
                 return bench::Pair{bench::nanoseconds(rearm) / kSteps};
               });
}

// A heap of as many records, with the same times, for which the host's caches are as small.
struct Record {
  long expires;
  long rest[12];
};
struct Later {
  bool operator()(const Record* a, const Record* b) const { return a->expires > b->expires; }
};

double heap_of_records(long count) {
  std::vector<Record> records(static_cast<std::size_t>(count));
  std::priority_queue<Record*, std::vector<Record*>, Later> heap;
  const auto begin = std::chrono::steady_clock::now();
  for (long index = 0; index < count; ++index) {
    Record& record = records[static_cast<std::size_t>(index)];
    record.expires = index * 7919 % 1000;
    heap.push(&record);
  }
  for (; !heap.empty(); heap.pop()) benchmark::DoNotOptimize(heap.top()->expires);
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
  return taken.count() / static_cast<double>(count);
}

void timer_fired_by_timers(benchmark::State& state) {
  bench::sweep(state, {"timers", {100, 1'000, 10'000, 100'000, 1'000'000}, kQuickMax},
               {.exponent_max = 0.25, .tail_from = 1'000},
               {.subject = "a timer, armed and run", .floor = "a record through a heap"},
               [](long timers) {
                 bench::Treadmill treadmill;
                 const auto fire = [&] { treadmill.run(TREADMILL_FIRE, timers); };
                 return bench::Pair{bench::nanoseconds(fire) / static_cast<double>(timers),
                                    heap_of_records(timers)};
               });
}

}  // namespace

BENCHMARK(timer_rearmed_by_timers)->UseManualTime()->Iterations(1);
BENCHMARK(timer_fired_by_timers)->UseManualTime()->Iterations(1);
