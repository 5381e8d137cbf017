// SPDX-License-Identifier: GPL-2.0-or-later
// How much slower is a virtqueue here, with the checks of both sides, than the least that anybody
// needs for one? The kernel has a test of that, tools/virtio/ringtest: rings of both formats as
// bare as can be. It is built from Debian's package of the kernel's source when this runs, and both
// sides of its rings are run on one thread, in the same rhythm: a driver adds 64 buffers, kicks,
// and takes them back once the device has used them. No byte of the buffers is touched.
#include <benchmark/benchmark.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/virtio_device.hh"
#include "ring_probe.h"

namespace {

constexpr long kBuffers = 6'400;

class Sink : public ksim::VirtioDevice {
 public:
  explicit Sink(bool packed)
      : VirtioDevice(
            {.name = "sink", .id = RING_PROBE_ID, .packed = packed, .queue_sizes = {256, 4}}) {}

  void on_kick(ksim::VirtioQueue& queue) override {
    while (ksim::VirtioChain* chain = queue.pop()) queue.complete(*chain);
  }
};

// A ring of ringtest, in a library of its own.
class Ringtest {
 public:
  // `source`: of its files, the one that has the ring. Throws std::runtime_error with the reason if
  // it cannot be built.
  explicit Ringtest(const std::string& source) {
    const std::string directory = KSIM_RINGTEST_SOURCES "/linux/tools/virtio/ringtest";
    const std::string library = fmt::format(KSIM_RINGTEST_SOURCES "/{}.so", source);
    run(KSIM_KDIR_FETCH " " KSIM_RINGTEST_SOURCES " linux");
    // As its makefile does, but for a shared library.
    run(fmt::format(
        "{0} -O2 -flto -w -shared -fPIC -fvisibility=hidden -I {1} {2} {1}/{3}.c -o {4}",
        KSIM_C_COMPILER, directory, KSIM_RINGTEST_GLUE, source, library));
    void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw std::runtime_error(dlerror());
    reinterpret_cast<void (*)()>(dlsym(handle, "ringtest_start"))();
    send_ = reinterpret_cast<Send*>(dlsym(handle, "ringtest_send"));
  }

  void send() {
    if (send_(kBuffers, RING_PROBE_BATCH, piece_.data(), RING_PROBE_PIECE_BYTES) != kBuffers)
      throw std::runtime_error("ringtest's buffers did not come back");
  }

 private:
  using Send = long(long, unsigned, void*, unsigned);

  static void run(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error("this failed: " + command);
  }

  std::vector<char> piece_ = std::vector<char>(RING_PROBE_PIECE_BYTES);
  Send* send_ = nullptr;
};

void compare_rings(benchmark::State& state, bool packed, const std::string& source,
                   double ratio_max) {
  try {
    Ringtest ringtest(source);
    Sink sink(packed);
    ksim::Simulator simulator;
    simulator.insmod(KSIM_MODULE_ring_probe).value();
    simulator.add_virtio_device(sink).value();
    const auto fd = static_cast<int>(ksim::system_call::open("/dev/ring_probe", O_RDWR));
    bench::compare(
        state,
        [&] {
          if (ksim::system_call::ioctl(fd, RING_PROBE_SEND, kBuffers) != kBuffers)
            throw std::logic_error("buffers did not come back");
        },
        [&] { ringtest.send(); },
        {.ratio_max = ratio_max,
         .subject = "a buffer to a virtio device and back",
         .floor = "through a ring of ringtest"},
        {.calls = 1, .steps_per_call = kBuffers});
  } catch (const std::runtime_error& error) {
    bench::skip(state, error.what());
  }
}

void split_virtqueue_vs_ringtest(benchmark::State& state) {
  compare_rings(state, false, "virtio_ring_0_9", 2);
}
// Its other ring is what packed rings were made from: used in order, and without an event index.
void packed_virtqueue_vs_ringtest(benchmark::State& state) {
  compare_rings(state, true, "ring", 6);
}

}  // namespace

BENCHMARK(split_virtqueue_vs_ringtest)->UseManualTime()->Iterations(501);
BENCHMARK(packed_virtqueue_vs_ringtest)->UseManualTime()->Iterations(501);
