// SPDX-License-Identifier: GPL-2.0-or-later
// Does open() take longer when many files are open?
#include <stdexcept>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

namespace sys = ksim::system_call;

constexpr int kSteps = 1'000;

int open_one() {
  const long fd = sys::open("/dev/treadmill", O_RDWR);
  if (fd < 0) throw std::runtime_error("open() failed");
  return static_cast<int>(fd);
}

void open_close_by_files(benchmark::State& state) {
  bench::sweep(state, {"open files", {1, 10, 100, 1'000, 10'000}},
               {.exponent_max = 0.2, .tail_from = 10}, {.subject = "open() and close()"},
               [](long files) {
                 bench::Treadmill treadmill;
                 treadmill.simulator().serve();  // whoever does may have more than 1024
                 for (long file = 0; file < files; ++file) open_one();
                 const auto open_close = [] {
                   for (int step = 0; step < kSteps; ++step) sys::close(open_one());
                 };
                 return bench::Pair{bench::nanoseconds(open_close) / kSteps};
               });
}

}  // namespace

BENCHMARK(open_close_by_files)->UseManualTime()->Iterations(1);
