// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/benchmark/records.hh"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ksim::bench {
namespace {

// Sizes that the exponent is taken of: the upper half, or what the shape says; three at least.
std::size_t first_of_tail(const Record& result) {
  const std::size_t count = result.cells.size();
  std::size_t first = count / 2;
  if (result.shape.tail_from > 0) {
    first = 0;
    while (first < count && result.cells[first].x < result.shape.tail_from) ++first;
  }
  return std::min(first, count < 3 ? 0 : count - 3);
}

std::string time_text(double ns) {
  if (ns < 9.95) return fmt::format("{:.2f} ns", ns);
  if (ns < 999.5) return fmt::format("{:.0f} ns", ns);
  if (ns < 9.95e3) return fmt::format("{:.2f} µs", ns / 1e3);
  if (ns < 999.5e3) return fmt::format("{:.0f} µs", ns / 1e3);
  return fmt::format("{:.2f} ms", ns / 1e6);
}

std::string number(double value) {
  return value >= 0.1 && value < 1000 ? fmt::format("{:.2f}", value) : fmt::format("{:.3g}", value);
}

// What a machine that is busy with something else cannot have made larger: the quickest turn of
// the subject beside the quickest of the floor, or the lower quartile of the pairs.
double least_ratio(const Cell& cell, const Goal& goal) {
  const double subject_ns = quantile(cell.subject_ns(), 0) - goal.slack_ns;
  return std::min(std::max(0.0, subject_ns) / quantile(cell.floor_ns(), 0),
                  quantile(cell.ratios(goal.slack_ns), 0.25));
}

std::string compare_text(const Record& result) {
  const Cell& cell = result.cells.front();
  const double subject_ns = median(cell.subject_ns());
  if (!cell.has_floor()) return time_text(subject_ns);
  const Estimate ratio = spread(cell.ratios());
  std::string text = fmt::format("{:>8} of {:>8}, ratio {} ({} to {})", time_text(subject_ns),
                                 time_text(median(cell.floor_ns())), number(ratio.middle),
                                 number(ratio.low), number(ratio.high));
  if (std::isfinite(result.goal.ratio_max)) {
    text += ", goal " + number(result.goal.ratio_max);
    if (result.goal.slack_ns > 0) text += " and " + time_text(result.goal.slack_ns);
  }
  return text;
}

std::string sweep_text(const Record& result) {
  const Cell& first = result.cells.front();
  const Cell& last = result.cells.back();
  std::string text =
      fmt::format("{} {} to {}: {} to {}", result.across.name, first.x, last.x,
                  time_text(median(first.subject_ns())), time_text(median(last.subject_ns())));
  if (last.has_floor())
    text += fmt::format(", ratio {} to {}", number(median(first.ratios())),
                        number(median(last.ratios())));
  const Estimate exponent = median_with_confidence(result.exponents());
  text += fmt::format(", exponent {:.2f} ({:.2f} to {:.2f})", exponent.middle, exponent.low,
                      exponent.high);
  if (std::isfinite(result.shape.exponent_max))
    text += fmt::format(", goal {:.2f}", result.shape.exponent_max);
  return text;
}

std::string grid_text(const Record& result) {
  const auto cost = [](const Cell& cell) {
    return median(cell.has_floor() ? cell.ratios() : cell.subject_ns());
  };
  const auto [best, worst] =
      std::minmax_element(result.cells.begin(), result.cells.end(),
                          [&](const Cell& a, const Cell& b) { return cost(a) < cost(b); });
  return fmt::format("{} at {} {}, {} {}; {} at {}, {}", number(cost(*best)), result.across.name,
                     best->x, result.up.name, best->y, number(cost(*worst)), worst->x, worst->y);
}

}  // namespace

std::vector<double> Cell::subject_ns() const {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(pair.subject_ns);
  return values;
}

std::vector<double> Cell::floor_ns() const {
  std::vector<double> values;
  for (const Pair& pair : pairs) values.push_back(pair.floor_ns);
  return values;
}

std::vector<double> Cell::ratios(double slack_ns) const {
  std::vector<double> values;
  for (const Pair& pair : pairs)
    values.push_back(std::max(0.0, pair.subject_ns - slack_ns) / pair.floor_ns);
  return values;
}

std::vector<double> Record::exponents() const {
  std::vector<double> exponents;
  if (kind != RecordKind::Sweep || cells.size() < 2) return exponents;
  // Of each round, so that what disturbs one is in one of them.
  std::size_t rounds = cells.front().pairs.size();
  for (const Cell& cell : cells) rounds = std::min(rounds, cell.pairs.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<double> x;
    std::vector<double> y;
    for (std::size_t i = first_of_tail(*this); i < cells.size(); ++i) {
      const Pair& pair = cells[i].pairs[round];
      x.push_back(static_cast<double>(cells[i].x));
      y.push_back(cells[i].has_floor() ? pair.subject_ns / pair.floor_ns : pair.subject_ns);
    }
    exponents.push_back(exponent_of_growth(x, y));
  }
  return exponents;
}

std::string Record::complaint(double tolerance) const {
  const bool certain = tolerance > 1;
  if (!skipped.empty() || cells.empty()) return {};
  if (std::isfinite(goal.ratio_max)) {
    for (const Cell& cell : cells) {
      if (!cell.has_floor()) continue;
      const double seen = certain ? least_ratio(cell, goal) : median(cell.ratios(goal.slack_ns));
      if (seen <= goal.ratio_max * tolerance) continue;
      const std::string where =
          kind == RecordKind::Compare ? "" : fmt::format(" at {} {}", cell.x, across.name);
      return fmt::format(
          "{}: slower than the goal{}: {} times its floor{}; {} are allowed", name, where,
          number(seen),
          goal.slack_ns > 0 ? fmt::format(", {} not counted", time_text(goal.slack_ns)) : "",
          number(goal.ratio_max * tolerance));
    }
  }
  const std::vector<double> all = exponents();
  if (!all.empty() && std::isfinite(shape.exponent_max)) {
    // Growth is judged by what is certain in either case, and a short run by half as much more.
    const Estimate exponent = median_with_confidence(all);
    const double allowed = shape.exponent_max + (certain ? 0.3 : 0);
    if (exponent.low > allowed)
      return fmt::format(
          "{}: grows with {} as its power {:.2f} ({:.2f} to {:.2f}); {:.2f} is allowed", name,
          across.name, exponent.middle, exponent.low, exponent.high, allowed);
  }
  return {};
}

std::string line_of(const Record& result) {
  std::string text;
  if (!result.skipped.empty()) {
    text = "not measured: " + result.skipped;
  } else if (result.kind == RecordKind::Compare) {
    text = compare_text(result);
  } else if (result.kind == RecordKind::Sweep) {
    text = sweep_text(result);
  } else {
    text = grid_text(result);
  }
  std::string notes;
  for (const auto& [name, value] : result.notes) {
    notes += notes.empty() ? "\n    " : ", ";
    notes +=
        value < 100 ? fmt::format("{:.3g} {}", value, name) : fmt::format("{:.0f} {}", value, name);
  }
  return fmt::format("{:<32} {}{}", result.name, text, notes);
}

std::vector<Record>& recorded() {
  static std::vector<Record> results;
  return results;
}

Settings& settings() {
  static Settings of_this_run;
  return of_this_run;
}

bool is_quick() { return settings().quick; }

}  // namespace ksim::bench
