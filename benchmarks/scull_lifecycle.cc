// SPDX-License-Identifier: GPL-2.0-or-later
// What does a test of a driver cost, from boot to audit?
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"

namespace {

namespace sys = ksim::system_call;

// The usual way to give each test a fresh state: a process of its own.
void fork_and_wait() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  int status;
  waitpid(child, &status, 0);
}

void boot() { ksim::Simulator simulator; }

void lifecycle() {
  ksim::Simulator simulator;
  simulator.insmod(KSIM_MODULE_scull, "scull_nr_devs=1 scull_p_nr_devs=1").value();
  const int fd = static_cast<int>(sys::open("/dev/scull0", O_RDWR));
  char buffer[16];
  sys::write(fd, "hello", 5);
  sys::lseek(fd, 0, SEEK_SET);
  sys::read(fd, buffer, sizeof buffer);
  sys::close(fd);
  simulator.rmmod("scull").value();
  simulator.audit();
}

// See docs/performance.md for figures.
void scull_lifecycle_vs_fork(benchmark::State& state) {
  bench::compare(state, lifecycle, fork_and_wait,
                 {.ratio_max = 1.0 / 6,
                  .subject = "boot, insmod scull, use, rmmod, audit",
                  .floor = "fork() and wait()"},
                 {.calls = 20});
}

void boot_vs_fork(benchmark::State& state) {
  bench::compare(state, boot, fork_and_wait,
                 {.ratio_max = 1.0 / 50, .subject = "boot", .floor = "fork() and wait()"},
                 {.calls = 20});
}

}  // namespace

BENCHMARK(scull_lifecycle_vs_fork)->UseManualTime()->Iterations(1);
BENCHMARK(boot_vs_fork)->UseManualTime()->Iterations(1);
