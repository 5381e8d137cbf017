// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/missing.hh"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ksim::kbuild {

NLOHMANN_JSON_SERIALIZE_ENUM(MissingKind, {{MissingKind::Header, "header"},
                                           {MissingKind::Function, "function"},
                                           {MissingKind::Name, "name"},
                                           {MissingKind::Type, "type"},
                                           {MissingKind::Member, "member"},
                                           {MissingKind::Symbol, "symbol"}})
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Missing, kind, name, file, line)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MissingNames, names, other_errors)

std::string spelled(const Missing& missing) {
  switch (missing.kind) {
    case MissingKind::Header:
      return "<" + missing.name + ">";
    case MissingKind::Function:
      return missing.name + "()";
    default:
      return missing.name;
  }
}

std::filesystem::path missing_file(const std::filesystem::path& object) {
  return object.native() + ".missing";
}

void write_missing(const std::filesystem::path& file, const MissingNames& missing) {
  std::ofstream out(file);
  out << nlohmann::json(missing).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
      << '\n';
  out.flush();
  if (!out) throw std::runtime_error("cannot write " + file.native());
}

MissingNames read_missing(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return {};
  try {
    return nlohmann::json::parse(in).get<MissingNames>();
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(file.native() + ": " + error.what());
  }
}

}  // namespace ksim::kbuild
