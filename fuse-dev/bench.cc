// SPDX-License-Identifier: GPL-2.0-or-later
// ksim bench: has a driver, or ksim, become slower between two runs of its benchmarks?
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "commands.hh"
#include "ksim/benchmark_statistics.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

using Json = nlohmann::json;

// Fewer cannot be told apart with any certainty.
constexpr std::size_t kSamplesMin = 5;

// By the name of what was measured: the ratios to its floor, or where it has none its times.
struct Samples {
  std::vector<double> values;
  bool are_ratios = false;
};
using Measured = std::map<std::string, Samples>;

// What --ksim_json= wrote: one cell, or one for each size.
void add_cells(const Json& entry, Measured& measured) {
  const std::string name = entry.at("name");
  for (const Json& cell : entry.at("cells")) {
    std::string full = name;
    if (entry.contains("x_axis")) full += fmt::format("/{}", cell.at("x").get<long>());
    if (entry.contains("y_axis")) full += fmt::format("/{}", cell.at("y").get<long>());
    Samples samples{cell.at("subject_ns").get<std::vector<double>>(), cell.contains("floor_ns")};
    for (std::size_t i = 0; samples.are_ratios && i < samples.values.size(); ++i)
      samples.values[i] /= cell.at("floor_ns").at(i).get<double>();
    measured[full] = std::move(samples);
  }
}

// What --benchmark_out= of Google Benchmark wrote: a sample is a repetition.
void add_repetition(const Json& entry, Measured& measured) {
  static const std::map<std::string, double> units = {
      {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  if (entry.value("run_type", "iteration") != "iteration" || entry.contains("error_occurred"))
    return;
  measured[entry.value("run_name", entry.at("name").get<std::string>())].values.push_back(
      entry.at("real_time").get<double>() * units.at(entry.value("time_unit", "ns")));
}

Measured read_results(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  Measured measured;
  try {
    const Json results = Json::parse(in);
    for (const Json& entry : results.at("benchmarks")) {
      if (entry.contains("cells"))
        add_cells(entry, measured);
      else if (!entry.contains("skipped"))
        add_repetition(entry, measured);
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(
        fmt::format("{}: not the results of benchmarks: {}", path, error.what()));
  }
  return measured;
}

std::string figure(const Samples& samples) {
  const double middle = bench::median(samples.values);
  if (samples.are_ratios) return fmt::format("{:.3g} x", middle);
  if (middle < 1e3) return fmt::format("{:.3g} ns", middle);
  return middle < 1e6 ? fmt::format("{:.3g} us", middle / 1e3)
                      : fmt::format("{:.3g} ms", middle / 1e6);
}

struct Options {
  std::vector<std::string> files;
  double threshold_percent = 5;
  double confidence_percent = 99;
};

// Returns: whether something has become slower.
bool print_comparison(const Measured& before, const Measured& after, const Options& options) {
  fmt::print("{:<40} {:>10} {:>10} {:>9} {:>8}\n", "", "before", "after", "change", "p");
  int slower = 0;
  int compared = 0;
  for (const auto& [name, was] : before) {
    const auto found = after.find(name);
    if (found == after.end() || found->second.are_ratios != was.are_ratios) {
      fmt::print("{:<40} only in the first\n", name);
      continue;
    }
    const Samples& is = found->second;
    if (was.values.empty() || is.values.empty()) continue;
    ++compared;
    const double change = (bench::median(is.values) / bench::median(was.values) - 1) * 100;
    const double p = bench::mann_whitney(was.values, is.values);
    const bool few = std::min(was.values.size(), is.values.size()) < kSamplesMin;
    const bool certain = !few && p < 1 - options.confidence_percent / 100;
    std::string verdict;
    if (few) {
      verdict = "too few samples";
    } else if (certain && change > options.threshold_percent) {
      verdict = "SLOWER";
      ++slower;
    } else if (certain && change < -options.threshold_percent) {
      verdict = "faster";
    }
    fmt::print("{:<40} {:>10} {:>10} {:>+8.1f}% {:>8.4f}{}{}\n", name, figure(was), figure(is),
               change, p, verdict.empty() ? "" : "  ", verdict);
  }
  for (const auto& [name, samples] : after)
    if (!before.contains(name)) fmt::print("{:<40} only in the second\n", name);
  fmt::print("{} compared, {} slower by more than {:g} % (Mann-Whitney U, {:g} % confidence)\n",
             compared, slower, options.threshold_percent, options.confidence_percent);
  if (compared == 0) throw std::runtime_error("the files have no benchmark in common");
  return slower > 0;
}

int compare_files(const Options& options) {
  try {
    const Measured before = read_results(options.files[0]);
    return print_comparison(before, read_results(options.files[1]), options) ? 1 : 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "ksim: {}\n", error.what());
    return kExitUsage;
  }
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("bench", "Compare two runs of benchmarks");
  command->add_option("--compare", options->files, "results before, and after")
      ->required()
      ->expected(2)
      ->type_name("A.json B.json");
  command
      ->add_option("--threshold", options->threshold_percent,
                   "what is slower by more than this fails (default: 5)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("PERCENT");
  command
      ->add_option("--confidence", options->confidence_percent,
                   "how certain it must be (default: 99)")
      ->check(CLI::Range(50.0, 99.9999))
      ->type_name("PERCENT");
  command->footer(
      "The files are those of benchmarks built by ksim_add_benchmark() of CMake. Where there is "
      "a floor\nthe ratios to it are compared, so that the machine may be another, or busy.\n"
      "Files of Google Benchmark will do, with --benchmark_repetitions=9 or more.\n"
      "Exit codes: 0 nothing is slower; 1 something is; 2 there is nothing to compare.\n\n"
      "Examples:\n"
      "  build/ring_benchmark --ksim_json=before.json\n"
      "  build/ring_benchmark --ksim_json=after.json     # of the other version\n"
      "  ksim bench --compare before.json after.json");
  command->callback([options, &exit_code] { exit_code = compare_files(*options); });
}

}  // namespace ksim::fuse
