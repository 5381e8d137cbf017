// SPDX-License-Identifier: GPL-2.0-or-later
// What does a buffer cost that goes to a virtio device and back, with the checks of both sides?
// The driver adds 64, kicks, and takes them back; no byte of them is touched. The kernel's own
// ringtest (tools/virtio/ringtest) does about as much.
#include <benchmark/benchmark.h>
#include <fcntl.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/virtio_device.hh"
#include "ring_probe.h"

namespace {

constexpr long kBuffers = 64'000;
constexpr std::size_t kBytes = 4096;

class Sink : public ksim::VirtioDevice {
 public:
  explicit Sink(bool packed)
      : VirtioDevice(
            {.name = "sink", .id = RING_PROBE_ID, .packed = packed, .queue_sizes = {256, 4}}) {}

  void on_kick(ksim::VirtioQueue& queue) override {
    while (ksim::VirtioChain* chain = queue.pop()) queue.complete(*chain);
  }
};

void compare_buffers(benchmark::State& state, bool packed) {
  Sink sink(packed);
  ksim::Simulator simulator;
  simulator.insmod(KSIM_MODULE_ring_probe).value();
  simulator.add_virtio_device(sink).value();
  const auto fd = static_cast<int>(ksim::system_call::open("/dev/ring_probe", O_RDWR));
  const std::vector<char> source(kBytes, 'x');
  std::vector<char> target(kBytes);
  bench::compare(
      state,
      [&] {
        if (ksim::system_call::ioctl(fd, RING_PROBE_SEND, kBuffers) != kBuffers)
          throw std::runtime_error("buffers did not come back");
      },
      [&] {
        for (long copy = 0; copy < kBuffers; ++copy) {
          std::memcpy(target.data(), source.data(), kBytes);
          benchmark::DoNotOptimize(target.data());
          benchmark::ClobberMemory();
        }
      },
      {.ratio_max = 1,
       .subject = "a buffer to a virtio device and back",
       .floor = "memcpy() of 4 KiB"},
      {.calls = 1, .steps_per_call = kBuffers});
}

void split_virtqueue_buffer(benchmark::State& state) { compare_buffers(state, false); }
void packed_virtqueue_buffer(benchmark::State& state) { compare_buffers(state, true); }

}  // namespace

BENCHMARK(split_virtqueue_buffer)->UseManualTime()->Iterations(51);
BENCHMARK(packed_virtqueue_buffer)->UseManualTime()->Iterations(51);
