// SPDX-License-Identifier: GPL-2.0-or-later
// One question: how much does this cost, measured beside something that is known?
#ifndef BENCHMARKS_COMPARE_HH
#define BENCHMARKS_COMPARE_HH

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bench {

// The subject passes if its median is at most `ratio_max` times the floor's, plus `slack_ns`.
struct Goal {
  double ratio_max;
  double slack_ns = 0;
};

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// How much is done between two looks at the clock, and how many steps each call takes:
// what is reported is the time of a step.
struct Turn {
  int calls = 100;
  int steps_per_call = 1;
};

// What SkipWithError() is told where something is missing that the benchmark needs: no goal was
// missed. Says so where it cannot be overlooked.
inline constexpr std::string_view kSkipped = "SKIPPED: ";
inline std::string skipped(std::string_view why) { return fmt::format("{}{}", kSkipped, why); }

template <typename Call>
double nanoseconds(Call& call, int calls = 1) {
  const auto begin = std::chrono::steady_clock::now();
  for (int index = 0; index < calls; ++index) call();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
  return taken.count();
}

// A call that returns a number has measured itself.
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

// Measures subject and floor in turn, so that a machine that slows down slows both. Reports
// the medians and their ratio, and fails the benchmark if the goal is missed.
template <typename Subject, typename Floor>
void compare(benchmark::State& state, Subject subject, Floor floor, Goal goal, Turn turn = {}) {
  std::vector<double> subject_ns;
  std::vector<double> floor_ns;
  std::vector<double> ratios;
  for (auto _ : state) {
    subject_ns.push_back(nanoseconds_per_step(subject, turn));
    floor_ns.push_back(nanoseconds_per_step(floor, turn));
    ratios.push_back(subject_ns.back() / floor_ns.back());
    state.SetIterationTime(subject_ns.back() * 1e-9);
  }
  const double subject_median = median(subject_ns);
  const double floor_median = median(floor_ns);
  state.counters["subject_ns"] = subject_median;
  state.counters["floor_ns"] = floor_median;
  state.counters["ratio"] = median(ratios);
  const double allowed = goal.ratio_max * floor_median + goal.slack_ns;
  state.counters["goal_ns"] = allowed;
  if (subject_median > allowed) {
    // Google Benchmark leaves out the counters of what has an error.
    const std::string text = fmt::format(
        "slower than the goal: {:.1f} ns, {:.2f} times the {:.1f} ns of its floor; {:.1f} ns are "
        "allowed",
        subject_median, subject_median / floor_median, floor_median, allowed);
    state.SkipWithError(text.c_str());
  }
}

}  // namespace bench

#endif
