// SPDX-License-Identifier: GPL-2.0-or-later
// What do scull's read and write do for each byte? The buffer path as a driver's author would
// measure it; docs/benchmarking.md takes it to another driver.
#include <fcntl.h>

#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/system_call.hh"

namespace {

namespace sys = ksim::system_call;
using bench::Pattern;

constexpr long kSpan = 1 << 20;

void scull_path(benchmark::State& state, Pattern::Kind kind, bool writes) {
  bench::Driver scull("scull", "scull_nr_devs=1 scull_quantum=65536");
  const int fd = scull.open("/dev/scull0", O_RDWR);
  const auto bytes = static_cast<std::size_t>(state.range(0));
  std::vector<char> buffer(bytes, 'x');
  for (long at = 0; at < kSpan; at += state.range(0)) sys::pwrite(fd, buffer.data(), bytes, at);
  Pattern pattern(kind, kSpan, state.range(0));
  bench::measure_path(state, scull, bytes,
                      [&] {
                        return writes ? sys::pwrite(fd, buffer.data(), bytes, pattern.next())
                                      : sys::pread(fd, buffer.data(), bytes, pattern.next());
                      },
                      {.subject = writes ? "pwrite()" : "pread()"});
}

void scull_write(benchmark::State& state) { scull_path(state, Pattern::Kind::Sequential, true); }
void scull_read_anywhere(benchmark::State& state) {
  scull_path(state, Pattern::Kind::Random, false);
}

}  // namespace

BENCHMARK(scull_write)->UseManualTime()->Iterations(1)->Arg(64)->Arg(4096)->Arg(65536);
BENCHMARK(scull_read_anywhere)->UseManualTime()->Iterations(1)->Arg(64)->Arg(4096)->Arg(65536);
