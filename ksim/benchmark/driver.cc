// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "ksim/benchmark/records.hh"
#include "ksim/system_call.hh"

// Where the modules of this program are; CMake writes it.
extern const char* const ksim_benchmark_module_directories;

namespace ksim::bench {
namespace {

void search_modules() {
  static const bool done = [] {
    auto& path = Simulator::module_path();
    const std::string_view all = ksim_benchmark_module_directories;
    for (std::size_t begin = 0; begin < all.size();) {
      const std::size_t end = std::min(all.find(':', begin), all.size());
      path.emplace_back(all.substr(begin, end - begin));
      begin = end + 1;
    }
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

Driver::Driver(std::string_view module, std::string_view parameters) {
  search_modules();
  const ksim::Result<> loaded = simulator_.insmod(module, parameters);
  if (!loaded.ok())
    throw std::runtime_error(
        fmt::format("insmod {} {}: {}", module, parameters, loaded.error().describe()));
}

Driver::~Driver() {
  for (const Finding& finding : simulator_.take_findings()) {
    fmt::print(stderr, "{}\n", finding.text());
    ++settings().findings;
  }
}

int Driver::open(const char* path, int flags) {
  const long fd = system_call::open(path, flags);
  if (fd < 0)
    throw std::runtime_error(fmt::format("{}: {}", path, Errno(static_cast<int>(-fd)).describe()));
  return static_cast<int>(fd);
}

std::int64_t Pattern::next() {
  switch (kind_) {
    case Kind::Same:
      piece_ = 0;
      break;
    case Kind::Sequential:
      piece_ = (piece_ + 1) % pieces_;
      break;
    case Kind::Random:
      // The same ones in every run: Marsaglia's xorshift.
      state_ ^= state_ << 13;
      state_ ^= state_ >> 7;
      state_ ^= state_ << 17;
      piece_ = static_cast<std::int64_t>(state_ % static_cast<std::uint64_t>(pieces_));
      break;
  }
  return piece_ * size_;
}

Costs costs_of(Simulator& simulator, const std::function<void()>& operation, int times) {
  simulator.start_counting();
  for (int time = 0; time < times; ++time) operation();
  const Counters counted = simulator.stop_counting();
  const auto each = [&](std::uint64_t count) { return static_cast<double>(count) / times; };
  return {.allocations = each(counted.allocations),
          .context_switches = each(counted.context_switches),
          .locks = each(counted.locks_taken),
          .lock_steps = counted.locks_taken == 0 ? 0
                                                 : static_cast<double>(counted.lock_steps) /
                                                       static_cast<double>(counted.locks_taken),
          .lock_steps_max = static_cast<double>(counted.lock_steps_max),
          .user_copies = each(counted.user_copies),
          .bytes_copied = each(counted.bytes_from_user + counted.bytes_to_user)};
}

void measure_path(benchmark::State& state, Driver& driver, std::size_t bytes,
                  const std::function<long()>& operation, Goal goal) {
  const auto do_all = [&] {
    const long moved = operation();
    if (moved != static_cast<long>(bytes))
      throw std::runtime_error(fmt::format("an operation of {} bytes returned {}", bytes, moved));
  };
  const std::vector<char> source(bytes, 'x');
  std::vector<char> target(bytes);
  const auto copy = [&] {
    std::memcpy(target.data(), source.data(), bytes);
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
  };
  if (*goal.floor == '\0') goal.floor = "memcpy()";
  compare(state, do_all, copy, goal);

  constexpr int kTimes = 64;
  const Costs costs = costs_of(driver.simulator(), do_all, kTimes);
  const double ns = median(recorded().back().cells.front().subject_ns());
  note(state, "MB/s", static_cast<double>(bytes) / ns * 1e3);
  note(state, "copies of a byte", costs.bytes_copied / static_cast<double>(bytes));
  note(state, "calls that copy", costs.user_copies);
  note(state, "allocations", costs.allocations);
  note(state, "switches", costs.context_switches);
  note(state, "locks", costs.locks);
  note(state, "steps a lock is held", costs.lock_steps);
  note(state, "steps at most", costs.lock_steps_max);
}

}  // namespace ksim::bench
