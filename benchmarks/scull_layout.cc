// SPDX-License-Identifier: GPL-2.0-or-later
// Where does scull's layout hurt? A mebibyte is written and read back in calls of 4 KiB, or of a
// quantum if that is less, with quanta and quantum sets of all sizes.
#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/system_call.hh"

namespace {

namespace sys = ksim::system_call;

constexpr long kBytes = 1 << 20;
constexpr long kCallMax = 4096;

void write_and_read(int fd, char* buffer) {
  for (const bool writes : {true, false}) {
    for (long at = 0; at < kBytes;) {
      const auto size = static_cast<std::size_t>(std::min(kCallMax, kBytes - at));
      const long done =
          writes ? sys::pwrite(fd, buffer, size, at) : sys::pread(fd, buffer, size, at);
      if (done <= 0) throw std::runtime_error("scull did nothing");
      at += done;
    }
  }
}

void scull_by_quantum_and_qset(benchmark::State& state) {
  std::vector<char> buffer(kCallMax, 'x');
  std::vector<char> there(kBytes);
  bench::grid(
      state, {"quantum in bytes", {256, 1024, 4096, 16384, 65536}},
      {"quanta in a set", {4, 16, 64, 256, 1024}},
      {.subject = "writing and reading a mebibyte", .floor = "memcpy() both ways"},
      [&](long quantum, long qset) -> bench::Pair {
        // There are at most 1024 sets.
        const long needed = kBytes / quantum / 1024;
        bench::Driver scull("scull", "scull_nr_devs=1 scull_quantum=" + std::to_string(quantum) +
                                         " scull_qset=" + std::to_string(std::max(qset, needed)));
        const int fd = scull.open("/dev/scull0", O_RDWR);
        return bench::measure_pair([&] { write_and_read(fd, buffer.data()); },
                                   [&] {
                                     for (long at = 0; at < kBytes; at += kCallMax)
                                       std::memcpy(there.data() + at, buffer.data(), kCallMax);
                                     for (long at = 0; at < kBytes; at += kCallMax)
                                       std::memcpy(buffer.data(), there.data() + at, kCallMax);
                                     benchmark::DoNotOptimize(there.data());
                                     benchmark::ClobberMemory();
                                   },
                                   {.calls = 1});
      });
}

}  // namespace

BENCHMARK(scull_by_quantum_and_qset)->UseManualTime()->Iterations(1);
