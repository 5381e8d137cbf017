// SPDX-License-Identifier: GPL-2.0-or-later
// How fast are bytes through the ring, and what does it do for each of them?
#include <fcntl.h>

#include <ksim/benchmark.hh>
#include <ksim/system_call.hh>
#include <vector>

namespace {

namespace sys = ksim::system_call;
using ksim::bench::Driver;

// Boots a kernel, loads the driver, and moves state.range(0) bytes at a time.
void ring_write(benchmark::State& state) {
  Driver ring("ring");
  const int fd = ring.open("/dev/ring", O_WRONLY);
  const std::vector<char> buffer(static_cast<std::size_t>(state.range(0)), 'x');
  ksim::bench::measure_path(state, ring, buffer.size(),
                            [&] { return sys::write(fd, buffer.data(), buffer.size()); });
}

void ring_write_and_read(benchmark::State& state) {
  Driver ring("ring");
  const int fd = ring.open("/dev/ring", O_RDWR);
  std::vector<char> buffer(static_cast<std::size_t>(state.range(0)), 'x');
  ksim::bench::measure_path(state, ring, buffer.size(), [&] {
    sys::write(fd, buffer.data(), buffer.size());
    return sys::read(fd, buffer.data(), buffer.size());
  });
}

}  // namespace

BENCHMARK(ring_write)->UseManualTime()->Iterations(1)->Arg(1)->Arg(16)->Arg(64);
BENCHMARK(ring_write_and_read)->UseManualTime()->Iterations(1)->Arg(1)->Arg(16)->Arg(64);
