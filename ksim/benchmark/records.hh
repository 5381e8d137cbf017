// SPDX-License-Identifier: GPL-2.0-or-later
// What the benchmarks of a program have measured, and whether it is as it should be.
#ifndef KSIM_BENCHMARK_RECORDS_HH
#define KSIM_BENCHMARK_RECORDS_HH

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ksim/benchmark.hh"

namespace ksim::bench {

// The samples of one size, or of the only one.
struct Cell {
  long x = 0;
  long y = 0;
  std::vector<Pair> pairs = {};

  std::vector<double> subject_ns() const;
  std::vector<double> floor_ns() const;
  bool has_floor() const { return !pairs.empty() && pairs.front().floor_ns > 0; }
  // Of each pair; the slack of the goal is the subject's for nothing. Requires: has_floor().
  std::vector<double> ratios(double slack_ns = 0) const;
};

enum class RecordKind { Compare, Sweep, Grid };

struct Record {
  RecordKind kind = RecordKind::Compare;
  std::string name = {};
  Axis across = {};
  Axis up = {};
  Goal goal = {};
  Shape shape = {};
  std::vector<Cell> cells = {};
  std::map<std::string, double> notes = {};
  std::string skipped = {};  // why; empty: it was measured

  // Of growth along the axis, in the tail: of the ratio if there is a floor, else of the cost.
  // Empty if it is no sweep.
  std::vector<double> exponents() const;
  // What is wrong, for people; empty if nothing is. With a tolerance above 1 so many times the goal
  // is allowed, and even the quickest turns must miss that; else what counts is the median.
  std::string complaint(double tolerance) const;
};

// A line, and another one with what was noted.
std::string line_of(const Record& result);
// All of them, with the samples; the names are those of Google Benchmark's files where it has
// them.
std::string to_json(const std::vector<Record>& results);

// What the running benchmark has recorded; the reporter takes it, and gives it its name.
std::vector<Record>& recorded();

struct Settings {
  bool quick = false;
  double tolerance = 1;
  std::size_t findings = 0;  // about drivers that were measured
};
Settings& settings();

}  // namespace ksim::bench

#endif
