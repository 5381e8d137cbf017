// SPDX-License-Identifier: GPL-2.0-or-later
// main() of benchmarks. As benchmark_main of Google Benchmark, but it runs on one core, prints a
// line for each, and fails if a goal is missed.
#include <fmt/format.h>
#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/benchmark/records.hh"
#include "ksim/task.hh"

namespace ksim::bench {
namespace {

constexpr std::string_view kJsonOption = "--ksim_json=";
constexpr std::string_view kToleranceOption = "--ksim_tolerance=";
constexpr std::string_view kQuickOption = "--ksim_quick";

class Reporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    if (runs.empty()) return;
    const Run& run = runs.front();
    std::string name = run.run_name.function_name;
    if (!run.run_name.args.empty()) name += "/" + run.run_name.args;
    std::vector<Record> taken = std::move(recorded());
    recorded().clear();
    if (run.error_occurred) {
      fmt::print("{:<32} failed: {}\n", name, run.error_message);
      complaints_.push_back(name + ": " + run.error_message);
    } else if (taken.empty()) {
      // It has measured itself, as Google Benchmark does without us.
      Record plain;
      for (const Run& each : runs)
        plain.cells.resize(1),
            plain.cells[0].pairs.push_back({.subject_ns = each.real_accumulated_time * 1e9 /
                                                          static_cast<double>(each.iterations)});
      for (const auto& [counter, value] : run.counters) plain.notes[counter] = value;
      taken.push_back(std::move(plain));
    }
    for (Record& result : taken) {
      result.name = name;
      fmt::print("{}\n", line_of(result));
      const std::string complaint = result.complaint(settings().tolerance);
      if (!complaint.empty()) complaints_.push_back(complaint);
      results_.push_back(std::move(result));
    }
    std::fflush(stdout);
  }

  const std::vector<Record>& results() const { return results_; }
  const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  std::vector<Record> results_;
  std::vector<std::string> complaints_;
};

// Subject and floor may run on threads of their own, and the time of a wake-up depends on
// which cores they are on.
void stay_on_one_core() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(sched_getcpu(), &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

int run(int argc, char** argv) {
  std::string json;
  std::vector<char*> rest;
  for (int index = 0; index < argc; ++index) {
    const std::string_view word = argv[index];
    if (word.starts_with(kJsonOption)) {
      json = word.substr(kJsonOption.size());
    } else if (word.starts_with(kToleranceOption)) {
      settings().tolerance = std::strtod(argv[index] + kToleranceOption.size(), nullptr);
    } else if (word == kQuickOption) {
      settings().quick = true;
    } else {
      rest.push_back(argv[index]);
    }
  }
  int count = static_cast<int>(rest.size());
  benchmark::Initialize(&count, rest.data());
  if (benchmark::ReportUnrecognizedArguments(count, rest.data())) return 2;
  stay_on_one_core();
  Reporter reporter;
  try {
    benchmark::RunSpecifiedBenchmarks(&reporter);
  } catch (const TaskKilled&) {
    fmt::print(stderr, "cannot go on: the driver has oopsed\n");
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "cannot go on: {}\n", error.what());
    return 2;
  }
  if (settings().findings > 0) {
    fmt::print(stderr, "{} findings: what was measured is a mistake\n", settings().findings);
    return 2;
  }
  if (!json.empty()) {
    std::ofstream out(json);
    out << to_json(reporter.results());
    if (!out.flush()) {
      fmt::print(stderr, "cannot write {}\n", json);
      return 2;
    }
  }
  for (const std::string& complaint : reporter.complaints())
    fmt::print(stderr, "missed: {}\n", complaint);
  return reporter.complaints().empty() ? 0 : 1;
}

}  // namespace
}  // namespace ksim::bench

int main(int argc, char** argv) { return ksim::bench::run(argc, argv); }
