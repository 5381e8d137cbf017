// SPDX-License-Identifier: GPL-2.0-or-later
// What does copy_to_user() cost over memcpy(), byte for byte?
#include <cstring>
#include <stdexcept>
#include <vector>

#include "benchmarks/compare.hh"
#include "benchmarks/treadmill.hh"

namespace {

void copy_to_user_by_bytes(benchmark::State& state) {
  bench::Treadmill treadmill;
  const std::vector<char> source(TREADMILL_BYTES, 'x');
  std::vector<char> target(TREADMILL_BYTES);
  const auto read = [&](std::size_t bytes) {
    if (ksim::system_call::read(treadmill.file(), target.data(), bytes) != static_cast<long>(bytes))
      throw std::runtime_error("read() did not do all");
  };
  read(1);  // makes the driver's buffer
  bench::sweep(state,
               {"bytes", {1, 16, 256, 4 << 10, 64 << 10, 1 << 20, 4 << 20, 16 << 20}, 1 << 20},
               {.exponent_max = 0.15, .tail_from = 64 << 10},
               {.ratio_max = 3,
                .slack_ns = 150,
                .subject = "read() that is copy_to_user()",
                .floor = "memcpy()"},
               [&](long size) {
                 const auto bytes = static_cast<std::size_t>(size);
                 return bench::measure_pair([&] { read(bytes); },
                                            [&] {
                                              std::memcpy(target.data(), source.data(), bytes);
                                              benchmark::DoNotOptimize(target.data());
                                              benchmark::ClobberMemory();
                                            });
               });
}

}  // namespace

BENCHMARK(copy_to_user_by_bytes)->UseManualTime()->Iterations(1);
