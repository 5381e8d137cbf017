// SPDX-License-Identifier: GPL-2.0-or-later
// What does it cost to read an attribute in sysfs, over printing its number?
#include <fcntl.h>

#include <cstdio>
#include <stdexcept>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"

namespace {

namespace sys = ksim::system_call;

void sysfs_show_vs_snprintf(benchmark::State& state) {
  ksim::Simulator simulator;
  simulator.insmod(KSIM_MODULE_kobject_attrs).value();
  const auto fd = static_cast<int>(sys::open("/sys/kernel/thermostat/target", O_RDONLY));
  char text[64];
  int number = 20;
  bench::compare(
      state,
      [&] {
        if (sys::pread(fd, text, sizeof text, 0) <= 0) throw std::runtime_error("nothing to read");
      },
      [&] {
        benchmark::DoNotOptimize(number);
        std::snprintf(text, sizeof text, "%d\n", number);
        benchmark::ClobberMemory();
      },
      {.ratio_max = 8, .subject = "pread() of an attribute", .floor = "snprintf()"});
}

}  // namespace

BENCHMARK(sysfs_show_vs_snprintf)->UseManualTime()->Iterations(1);
