// SPDX-License-Identifier: GPL-2.0-or-later
// Does it take longer to find room when there are many regions of memory?
#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

constexpr int kSteps = 500;

void vmalloc_by_regions(benchmark::State& state) {
  bench::sweep(state, {"regions", {1, 10, 100, 1'000, 10'000, 100'000}, 10'000},
               {.exponent_max = 0.25, .tail_from = 100}, {.subject = "vmalloc() and vfree()"},
               [](long regions) {
                 bench::Treadmill treadmill;
                 treadmill.run(TREADMILL_REGIONS, regions);
                 const auto allocate = [&] { treadmill.run(TREADMILL_REGION, kSteps); };
                 return bench::Pair{bench::nanoseconds(allocate) / kSteps};
               });
}

}  // namespace

BENCHMARK(vmalloc_by_regions)->UseManualTime()->Iterations(1);
