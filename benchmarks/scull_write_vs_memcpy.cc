// SPDX-License-Identifier: GPL-2.0-or-later
// How much does a write(2) to a driver cost over copying the bytes?
#include <benchmark/benchmark.h>
#include <fcntl.h>

#include <cstring>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"

namespace {

// One write of this size fits into one quantum, so that it is one copy_from_user().
constexpr std::size_t kBytes = 4096;

class LoadedScull {
 public:
  LoadedScull() {
    simulator_.insmod(KSIM_MODULE_scull, "scull_quantum=4096").value();
    fd_ = static_cast<int>(ksim::system_call::open("/dev/scull0", O_RDWR));
  }
  int fd() const { return fd_; }

 private:
  ksim::Simulator simulator_;
  int fd_;
};

// A call that fails is quick, and measures nothing.
void expect_all(benchmark::State& state, long returned) {
  if (returned != static_cast<long>(kBytes)) state.SkipWithError("a call did not do all");
}

void scull_write_4k_vs_memcpy(benchmark::State& state) {
  LoadedScull scull;
  const std::vector<char> source(kBytes, 'x');
  std::vector<char> target(kBytes);
  bench::compare(
      state,
      [&] { expect_all(state, ksim::system_call::pwrite(scull.fd(), source.data(), kBytes, 0)); },
      [&] {
        std::memcpy(target.data(), source.data(), kBytes);
        benchmark::DoNotOptimize(target.data());
        benchmark::ClobberMemory();
      },
      {.ratio_max = 3,
       .slack_ns = 150,
       .subject = "pwrite() of 4 KiB to scull",
       .floor = "memcpy()"},
      {.calls = 1000});
}

void scull_read_4k_vs_memcpy(benchmark::State& state) {
  LoadedScull scull;
  std::vector<char> source(kBytes, 'x');
  std::vector<char> target(kBytes);
  ksim::system_call::pwrite(scull.fd(), source.data(), kBytes, 0);
  bench::compare(
      state,
      [&] { expect_all(state, ksim::system_call::pread(scull.fd(), target.data(), kBytes, 0)); },
      [&] {
        std::memcpy(target.data(), source.data(), kBytes);
        benchmark::DoNotOptimize(target.data());
        benchmark::ClobberMemory();
      },
      {.ratio_max = 3,
       .slack_ns = 150,
       .subject = "pread() of 4 KiB from scull",
       .floor = "memcpy()"},
      {.calls = 1000});
}

}  // namespace

BENCHMARK(scull_write_4k_vs_memcpy)->UseManualTime()->Iterations(1);
BENCHMARK(scull_read_4k_vs_memcpy)->UseManualTime()->Iterations(1);
