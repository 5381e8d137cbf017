// SPDX-License-Identifier: GPL-2.0-or-later
// As benchmark_main, but it runs on one core and fails if a benchmark does.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sched.h>

#include <cstdio>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"

namespace {

class Reporter : public benchmark::ConsoleReporter {
 public:
  Reporter() : ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      if (!run.error_occurred) continue;
      if (run.error_message.starts_with(bench::kSkipped))
        fmt::print(stderr, "{}: {}\n", run.run_name.function_name, run.error_message);
      else
        failed_.push_back(run.run_name.function_name);
    }
  }

  const std::vector<std::string>& failed() const { return failed_; }

 private:
  std::vector<std::string> failed_;
};

// Subject and floor may run on threads of their own, and the time of a wake-up depends on
// which cores they are on.
void stay_on_one_core() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(sched_getcpu(), &cores);
  sched_setaffinity(0, sizeof cores, &cores);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  stay_on_one_core();
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (const std::string& name : reporter.failed()) fmt::print(stderr, "missed: {}\n", name);
  return reporter.failed().empty() ? 0 : 1;
}
