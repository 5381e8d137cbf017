// SPDX-License-Identifier: GPL-2.0-or-later
// A byte goes from one process to another and back, through two devices of a driver: what
// does that cost beside the same through two pipes of the host?
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"

namespace {

namespace sys = ksim::system_call;

constexpr int kRounds = 5'000;
constexpr const char* kThere = "/dev/scullpipe0";
constexpr const char* kBack = "/dev/scullpipe1";

// Calls that fail are quick, and measure nothing.
void require(long returned) {
  if (returned != 1) throw std::runtime_error("a call did not do all");
}

template <typename Read, typename Write>
void echo(Read read, Write write) {
  char byte;
  for (int round = 0; round < kRounds; ++round) {
    require(read(&byte));
    require(write(&byte));
  }
}

template <typename Read, typename Write>
void send(Read read, Write write) {
  char byte = 'x';
  for (int round = 0; round < kRounds; ++round) {
    require(write(&byte));
    require(read(&byte));
  }
}

void through_driver(ksim::Simulator& simulator, int there, int back) {
  const auto other = simulator.spawn("echo", [=] {
    echo([=](char* byte) { return sys::read(there, byte, 1); },
         [=](const char* byte) { return sys::write(back, byte, 1); });
  });
  send([=](char* byte) { return sys::read(back, byte, 1); },
       [=](const char* byte) { return sys::write(there, byte, 1); });
  other->wait();
}

// Between processes, too, on the one core that this program is bound to: across two, a
// wake-up costs more.
void through_host(const int (&there)[2], const int (&back)[2]) {
  const pid_t other = fork();
  if (other == 0) {
    echo([&](char* byte) { return ::read(there[0], byte, 1); },
         [&](const char* byte) { return ::write(back[1], byte, 1); });
    _exit(0);
  }
  send([&](char* byte) { return ::read(back[0], byte, 1); },
       [&](const char* byte) { return ::write(there[1], byte, 1); });
  waitpid(other, nullptr, 0);
}

void scullpipe_vs_pipe(benchmark::State& state) {
  ksim::Simulator simulator;
  simulator.insmod(KSIM_MODULE_scull).value();
  const int there = static_cast<int>(sys::open(kThere, O_RDWR));
  const int back = static_cast<int>(sys::open(kBack, O_RDWR));
  int host_there[2];
  int host_back[2];
  if (pipe(host_there) != 0 || pipe(host_back) != 0) {
    state.SkipWithError("the host has no pipes left");
    return;
  }
  bench::compare(
      state, [&] { through_driver(simulator, there, back); },
      [&] { through_host(host_there, host_back); },
      {.ratio_max = 1.0 / 10,
       .subject = "a byte there and back through scull's pipes",
       .floor = "through two pipes of the host"},
      {.calls = 1, .steps_per_call = kRounds});
  for (const int* ends : {host_there, host_back}) {
    close(ends[0]);
    close(ends[1]);
  }
}

}  // namespace

BENCHMARK(scullpipe_vs_pipe)->UseManualTime()->Iterations(1);
