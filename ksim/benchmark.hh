// SPDX-License-Identifier: GPL-2.0-or-later
// Benchmarks that hold on a busy machine: whatever is measured stands beside a floor or a peer
// that is measured in turn with it, and what is judged is the ratio.
//
// On top of Google Benchmark: register functions with BENCHMARK() as usual, and have each call
// one of compare(), sweep(), grid() and measure_path(). ksim_add_benchmark() of CMake links a
// main() that runs them, prints a line for each, and fails if a goal is missed.
#ifndef KSIM_BENCHMARK_HH
#define KSIM_BENCHMARK_HH

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ksim/benchmark_statistics.hh"
#include "ksim/simulator.hh"

namespace ksim::bench {

// The subject passes if its cost is at most `ratio_max` times the floor's, plus `slack_ns`.
struct Goal {
  double ratio_max = std::numeric_limits<double>::infinity();
  double slack_ns = 0;
  const char* subject = "";  // what is measured, for those who read the table
  const char* floor = "";    // and beside what
};

// What a step of the subject costs, and of the floor. A floor of 0: there is none.
struct Pair {
  double subject_ns = 0;
  double floor_ns = 0;
};

// How much is done between two looks at the clock, and how many steps each call takes: what is
// reported is the time of a step.
struct Turn {
  int calls = 0;  // 0: as many as take a fifth of a millisecond
  int steps_per_call = 1;
};

template <typename Call>
double nanoseconds(Call& call, int calls = 1) {
  const auto begin = std::chrono::steady_clock::now();
  for (int index = 0; index < calls; ++index) call();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
  return taken.count();
}

// A call that returns a double has measured itself.
template <typename Call>
double nanoseconds_per_step(Call& call, const Turn& turn) {
  double taken = 0;
  if constexpr (std::is_same_v<std::invoke_result_t<Call&>, double>) {
    for (int index = 0; index < turn.calls; ++index) taken += call();
  } else {
    taken = nanoseconds(call, turn.calls);
  }
  return taken / turn.calls / turn.steps_per_call;
}

// Returns: how many calls take a fifth of a millisecond, 1 at least.
template <typename Call>
int calls_in_a_turn(Call& call) {
  constexpr double kTurn_ns = 200e3;
  constexpr int kCallsMax = 1 << 20;
  int calls = 1;
  Turn turn{.calls = 1};
  while (calls < kCallsMax) {
    turn.calls = calls;
    const double taken = nanoseconds_per_step(call, turn) * calls;
    if (taken >= kTurn_ns) break;
    calls = taken * 8 < kTurn_ns ? calls * 8 : calls * 2;
  }
  return calls;
}

// An axis of a chart: sizes that something is measured at, in ascending order.
struct Axis {
  const char* name = "";  // "bytes", "tasks"
  std::vector<long> sizes = {};
  long quick_max = std::numeric_limits<long>::max();  // larger ones are left out in a quick run
};

// How something may grow along an axis. What should be O(1) or O(log n) has an exponent near 0;
// what is linear has 1.
struct Shape {
  double exponent_max = std::numeric_limits<double>::infinity();
  long tail_from = 0;  // smaller sizes do not count: there the constant part shows
};

// For the templates below. They measure in turn for as long as they may, note the samples
// and judge them. `subject` and `floor` return the nanoseconds of a step.
void compare_samples(benchmark::State& state, const std::function<double()>& subject,
                     const std::function<double()>& floor, const Goal& goal);
// A measure of a size, or of one on each of two axes.
void sweep(benchmark::State& state, const Axis& axis, const Shape& shape, const Goal& goal,
           const std::function<Pair(long)>& measure);
void grid(benchmark::State& state, const Axis& across, const Axis& up, const Goal& goal,
          const std::function<Pair(long, long)>& measure);
// Another figure for the line of this benchmark.
void note(benchmark::State& state, const char* name, double value);
// It cannot be measured here, for this reason.
void skip(benchmark::State& state, std::string_view why);
// Whether this run is to be short.
bool is_quick();

// Measures subject and floor in turn, so that a machine that slows down slows both.
template <typename Subject, typename Floor>
void compare(benchmark::State& state, Subject subject, Floor floor, Goal goal, Turn turn = {}) {
  Turn of_floor = turn;
  if (turn.calls == 0) {
    turn.calls = calls_in_a_turn(subject);
    of_floor.calls = calls_in_a_turn(floor);
  }
  compare_samples(
      state, [&] { return nanoseconds_per_step(subject, turn); },
      [&] { return nanoseconds_per_step(floor, of_floor); }, goal);
}

// One pair of samples, for a sweep.
template <typename Subject, typename Floor>
Pair measure_pair(Subject subject, Floor floor, Turn turn = {}) {
  Turn of_floor = turn;
  if (turn.calls == 0) {
    turn.calls = calls_in_a_turn(subject);
    of_floor.calls = calls_in_a_turn(floor);
  }
  return {nanoseconds_per_step(subject, turn), nanoseconds_per_step(floor, of_floor)};
}

// A booted kernel with a module in it, which is looked for where `ksim_add_benchmark(… MODULES)`
// built it. All throw std::runtime_error if they cannot do it.
class Driver {
 public:
  explicit Driver(std::string_view module, std::string_view parameters = "");
  // Prints what was found wrong with the driver; then the program fails.
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  Simulator& simulator() { return simulator_; }
  int open(const char* path, int flags);

 private:
  Simulator simulator_;
};

// Where an operation goes next.
class Pattern {
 public:
  enum class Kind { Same, Sequential, Random };

  // Within `span` bytes, in pieces of `size`.
  Pattern(Kind kind, std::int64_t span, std::int64_t size)
      : kind_(kind), pieces_(span / size > 0 ? span / size : 1), size_(size) {}

  std::int64_t next();

 private:
  Kind kind_;
  std::int64_t pieces_;
  std::int64_t size_;
  std::int64_t piece_ = -1;
  std::uint64_t state_ = 1;
};

// What one operation makes the kernel do, on average.
struct Costs {
  double allocations = 0;
  double context_switches = 0;
  double locks = 0;
  double lock_steps = 0;      // virtual steps that a lock is held
  double lock_steps_max = 0;  // the longest
  double user_copies = 0;     // get_user(), copy_to_user() and so on
  double bytes_copied = 0;    // by them
};
Costs costs_of(Simulator& simulator, const std::function<void()>& operation, int times);

// The buffer path of a driver: `operation` moves `bytes` of payload and returns how many it did
// move, as a system call does. Its floor is memcpy() of as many. Notes bytes per second,
// copies of a byte, and what Costs has.
void measure_path(benchmark::State& state, Driver& driver, std::size_t bytes,
                  const std::function<long()>& operation, Goal goal = {});

}  // namespace ksim::bench

#endif
