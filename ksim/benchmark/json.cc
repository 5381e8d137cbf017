// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/utsname.h>

#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "ksim/benchmark/records.hh"

namespace ksim::bench {
namespace {

using Json = nlohmann::ordered_json;

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

Json context() {
  utsname host{};
  ::uname(&host);
  return {{"date", date()},
          {"processor", processor()},
          {"num_cpus", std::thread::hardware_concurrency()},
          {"host_kernel", host.release},
          {"kernel_api", KSIM_KERNEL},
          {"library_build_type", KSIM_BUILD_TYPE},
          {"quick", is_quick()}};
}

Json json_of(const Estimate& estimate) {
  return {{"median", estimate.middle}, {"low", estimate.low}, {"high", estimate.high}};
}

Json json_of(const Cell& cell) {
  Json json{{"x", cell.x}, {"y", cell.y}, {"subject_ns", cell.subject_ns()}};
  if (cell.has_floor()) {
    json["floor_ns"] = cell.floor_ns();
    json["ratio"] = json_of(spread(cell.ratios()));
  }
  return json;
}

Json json_of(const Record& result) {
  static constexpr const char* kKinds[] = {"compare", "sweep", "grid"};
  Json json{{"name", result.name},
            {"run_name", result.name},
            {"run_type", "iteration"},
            {"kind", kKinds[static_cast<int>(result.kind)]},
            {"subject", result.goal.subject},
            {"floor", result.goal.floor}};
  if (!result.skipped.empty()) {
    json["skipped"] = result.skipped;
    return json;
  }
  if (!result.cells.empty()) {
    const double middle = median(result.cells.back().subject_ns());
    json["iterations"] = result.cells.back().pairs.size();
    json["real_time"] = middle;
    json["cpu_time"] = middle;
    json["time_unit"] = "ns";
  }
  if (result.kind != RecordKind::Compare) json["x_axis"] = result.across.name;
  if (result.kind == RecordKind::Grid) json["y_axis"] = result.up.name;
  if (std::isfinite(result.goal.ratio_max)) json["ratio_max"] = result.goal.ratio_max;
  if (result.goal.slack_ns > 0) json["slack_ns"] = result.goal.slack_ns;
  const std::vector<double> exponents = result.exponents();
  if (!exponents.empty()) json["exponent"] = json_of(median_with_confidence(exponents));
  if (std::isfinite(result.shape.exponent_max)) json["exponent_max"] = result.shape.exponent_max;
  json["missed"] = result.complaint(settings().tolerance);
  json["cells"] = Json::array();
  for (const Cell& cell : result.cells) json["cells"].push_back(json_of(cell));
  for (const auto& [name, value] : result.notes) json[name] = value;
  return json;
}

}  // namespace

std::string to_json(const std::vector<Record>& results) {
  Json json{{"context", context()}, {"benchmarks", Json::array()}};
  for (const Record& result : results) json["benchmarks"].push_back(json_of(result));
  return json.dump(1) + "\n";
}

}  // namespace ksim::bench
