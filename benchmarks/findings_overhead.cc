// SPDX-License-Identifier: GPL-2.0-or-later
// What does it cost a driver that somebody watches? The same writes to scull with everything
// counted (Simulator::start_counting()) and with nothing counted; and a write in whose way
// nothing is, beside one with a finding to record.
#include <fcntl.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"

namespace {

namespace sys = ksim::system_call;

void counting_vs_not(benchmark::State& state, std::size_t bytes) {
  bench::Driver scull("scull", "scull_quantum=4096");
  const int fd = scull.open("/dev/scull0", O_RDWR);
  const std::vector<char> source(bytes, 'x');
  const auto write = [&] {
    if (sys::pwrite(fd, source.data(), bytes, 0) != static_cast<long>(bytes))
      throw std::runtime_error("pwrite() did not do all");
  };
  const auto counted = [&] {
    scull.simulator().start_counting();
    for (int call = 0; call < 1000; ++call) write();
    scull.simulator().stop_counting();
  };
  const auto uncounted = [&] {
    for (int call = 0; call < 1000; ++call) write();
  };
  bench::compare(state, counted, uncounted,
                 {.ratio_max = 1.3, .subject = "a write, counted", .floor = "not counted"},
                 {.calls = 1, .steps_per_call = 1000});
}

void counted_write_4k(benchmark::State& state) { counting_vs_not(state, 4096); }

}  // namespace

BENCHMARK(counted_write_4k)->UseManualTime()->Iterations(1);
