// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "ksim/benchmark/records.hh"

namespace ksim::bench {
namespace {

using Clock = std::chrono::steady_clock;

// How long a benchmark goes on, and how often it measures at least and at most.
class Rounds {
 public:
  Rounds(double seconds, std::size_t rounds_min, std::size_t rounds_max)
      : begin_(Clock::now()),
        end_(begin_ +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))),
        rounds_min_(rounds_min),
        rounds_max_(rounds_max) {}

  // Whether there is to be another one. Returns: its number, counted from 0, in `round`.
  bool next(std::size_t& round) {
    const Clock::time_point now = Clock::now();
    if (done_ >= rounds_max_ || (done_ >= rounds_min_ && now >= end_)) return false;
    // On a machine that is too slow for that, a few must do.
    if (done_ >= kRoundsLeast && now >= end_ + 2 * (end_ - begin_)) return false;
    round = done_++;
    return true;
  }

 private:
  static constexpr std::size_t kRoundsLeast = 3;

  Clock::time_point begin_;
  Clock::time_point end_;
  std::size_t rounds_min_;
  std::size_t rounds_max_;
  std::size_t done_ = 0;
};

Rounds rounds_of_compare() { return is_quick() ? Rounds(0.15, 9, 51) : Rounds(1.0, 11, 201); }
Rounds rounds_of_sweep() { return is_quick() ? Rounds(0.3, 3, 21) : Rounds(3.0, 7, 51); }

// Google Benchmark wants its loop run, and a time in it.
void finish(benchmark::State& state, Record result) {
  const double seconds = result.cells.empty() || result.cells.back().pairs.empty()
                             ? 1e-9
                             : median(result.cells.back().subject_ns()) * 1e-9;
  recorded().push_back(std::move(result));
  for ([[maybe_unused]] auto _ : state) state.SetIterationTime(seconds);
}

std::vector<long> sizes_of(const Axis& axis) {
  std::vector<long> sizes;
  for (const long size : axis.sizes) {
    if (!is_quick() || size <= axis.quick_max) sizes.push_back(size);
  }
  return sizes;
}

}  // namespace

void compare_samples(benchmark::State& state, const std::function<double()>& subject,
                     const std::function<double()>& floor, const Goal& goal) {
  Record result{.kind = RecordKind::Compare, .goal = goal, .cells = {Cell{}}};
  Rounds rounds = rounds_of_compare();
  for (std::size_t round = 0; rounds.next(round);) {
    Pair pair;
    // Now the one first, then the other: what is second may find a warmer cache.
    if (round % 2 == 0) pair.subject_ns = subject();
    pair.floor_ns = floor();
    if (round % 2 != 0) pair.subject_ns = subject();
    result.cells.front().pairs.push_back(pair);
  }
  finish(state, std::move(result));
}

void sweep(benchmark::State& state, const Axis& axis, const Shape& shape, const Goal& goal,
           const std::function<Pair(long)>& measure) {
  Record result{.kind = RecordKind::Sweep, .across = axis, .goal = goal, .shape = shape};
  for (const long size : sizes_of(axis)) result.cells.push_back({.x = size});
  Rounds rounds = rounds_of_sweep();
  for (std::size_t round = 0; rounds.next(round);) {
    for (Cell& cell : result.cells) cell.pairs.push_back(measure(cell.x));
  }
  finish(state, std::move(result));
}

void grid(benchmark::State& state, const Axis& across, const Axis& up, const Goal& goal,
          const std::function<Pair(long, long)>& measure) {
  Record result{.kind = RecordKind::Grid, .across = across, .up = up, .goal = goal};
  for (const long y : sizes_of(up)) {
    for (const long x : sizes_of(across)) result.cells.push_back({.x = x, .y = y});
  }
  Rounds rounds = rounds_of_sweep();
  for (std::size_t round = 0; rounds.next(round);) {
    for (Cell& cell : result.cells) cell.pairs.push_back(measure(cell.x, cell.y));
  }
  finish(state, std::move(result));
}

void note(benchmark::State& state, const char* name, double value) {
  state.counters[name] = value;
  if (!recorded().empty()) recorded().back().notes[name] = value;
}

void skip(benchmark::State& state, std::string_view why) {
  Record result;
  result.skipped = why;
  finish(state, std::move(result));
}

}  // namespace ksim::bench
