// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "ksim/finding.hh"

namespace ksim {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SourceLine, file, line, function, module)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FindingSite, source, note)

namespace {

FindingKind kind_of(const std::string& name) {
  for (int kind = 0; kind <= static_cast<int>(FindingKind::Absent); ++kind)
    if (name_of(static_cast<FindingKind>(kind)) == name) return static_cast<FindingKind>(kind);
  throw std::invalid_argument("no kind of finding: " + name);
}

}  // namespace

void to_json(nlohmann::json& json, const Finding& finding);
void from_json(const nlohmann::json& json, Finding& finding);

void to_json(nlohmann::json& json, const Finding& finding) {
  json = {{"kind", name_of(finding.kind)}, {"title", finding.title},
          {"detail", finding.detail},      {"linux_says", finding.linux_says},
          {"sites", finding.sites},        {"backtrace", finding.backtrace},
          {"task", finding.task},          {"pid", finding.pid},
          {"time_ns", finding.time_ns},    {"step", finding.step},
          {"replay", finding.replay}};
}

void from_json(const nlohmann::json& json, Finding& finding) {
  finding.kind = kind_of(json.at("kind"));
  json.at("title").get_to(finding.title);
  json.at("detail").get_to(finding.detail);
  json.at("linux_says").get_to(finding.linux_says);
  json.at("sites").get_to(finding.sites);
  json.at("backtrace").get_to(finding.backtrace);
  json.at("task").get_to(finding.task);
  json.at("pid").get_to(finding.pid);
  json.at("time_ns").get_to(finding.time_ns);
  json.at("step").get_to(finding.step);
  json.at("replay").get_to(finding.replay);
}

std::string to_json(const std::vector<Finding>& findings) {
  using nlohmann::json;
  return json(findings).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<Finding> findings_from_json(std::string_view text) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw std::invalid_argument(error.what());
  }
}

}  // namespace ksim
