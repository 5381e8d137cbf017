// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/report.hh"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace ksim::kbuild {
namespace {

std::string place_of(const Missing& missing, const std::string& directory) {
  if (missing.file.empty()) return "";
  std::string file = std::filesystem::path(missing.file).lexically_relative(directory);
  if (file.empty() || file.starts_with("..")) file = missing.file;
  return fmt::format("{}:{}", file, missing.line);
}

std::string verdict_on(const Missing& missing, const AbsentNames& absent) {
  if (missing.kind == MissingKind::Header) return "no such header in ksim";
  const std::string bare = missing.name.substr(missing.name.find_last_of(" .") + 1);
  if (const std::string header = absent.header_that_lacks(bare); !header.empty())
    return fmt::format("ABSENT from <{}>", header);
  switch (missing.kind) {
    case MissingKind::Function:
    case MissingKind::Symbol:
      return "unknown: neither ksim nor these modules have it";
    case MissingKind::Type:
      return "unknown type";
    case MissingKind::Member:
      return "no such member in ksim";
    default:
      return "unknown name";
  }
}

}  // namespace

std::string format_report(const std::vector<ModuleNeeds>& modules, const AbsentNames& absent,
                          const std::string& directory) {
  struct Row {
    std::string name;
    std::string place;
    std::string verdict;
  };
  std::string text;
  unsigned not_built = 0;
  unsigned stopping = 0;
  std::size_t name_width = 0;
  std::size_t place_width = 0;
  std::vector<std::vector<Row>> tables;
  for (const ModuleNeeds& each : modules) {
    std::vector<Row> rows;
    for (const Missing& missing : each.missing)
      rows.push_back({spelled(missing), place_of(missing, directory), verdict_on(missing, absent)});
    for (const Missing& missing : each.stopping)
      rows.push_back({spelled(missing), place_of(missing, directory),
                      "ABSENT: compiles, but a call stops the driver"});
    for (const Row& row : rows) {
      name_width = std::max(name_width, row.name.size());
      place_width = std::max(place_width, row.place.size());
    }
    not_built += each.missing.empty() ? 0 : 1;
    stopping += each.missing.empty() && !each.stopping.empty() ? 1 : 0;
    tables.push_back(std::move(rows));
  }
  if (not_built + stopping == 0) return "";

  text += not_built != 0 ? "ksim: not built, for want of what Linux has and ksim has not\n"
                         : "ksim: built, but it stops where it calls what ksim has not\n";
  for (std::size_t index = 0; index < modules.size(); ++index) {
    if (tables[index].empty()) continue;
    text += fmt::format("  {}\n", modules[index].module);
    for (const Row& row : tables[index])
      text += fmt::format("    {:{}}  {:{}}  {}\n", row.name, name_width, row.place, place_width,
                          row.verdict);
    if (modules[index].other_errors != 0)
      text += fmt::format("    and {} more error{} of the compiler, which may follow from these\n",
                          modules[index].other_errors, modules[index].other_errors == 1 ? "" : "s");
  }
  if (not_built != 0)
    text +=
        "  V=1 shows the compiler's own words; docs/adding-an-api.md, how a name arrives; "
        "docs/fidelity.md, what is there\n";
  return text;
}

}  // namespace ksim::kbuild
