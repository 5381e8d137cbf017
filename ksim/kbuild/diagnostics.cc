// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/diagnostics.hh"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <stdexcept>

namespace ksim::kbuild {
namespace {

struct Pattern {
  MissingKind kind;
  const char* expression;  // its first group is the name
};

// In the words of gcc 12.
constexpr std::array kPatterns = {
    Pattern{MissingKind::Header, R"(^(.+): No such file or directory$)"},
    Pattern{MissingKind::Function, R"(^implicit declaration of function '(\w+)')"},
    Pattern{MissingKind::Name, R"(^'(\w+)' undeclared)"},
    Pattern{MissingKind::Type, R"(^unknown type name '(\w+)')"},
    Pattern{MissingKind::Member,
            R"(^'(?:const )?((?:struct|union) \w+)' has no member named '(\w+)')"},
    Pattern{MissingKind::Type, R"(undefined type '(?:const )?((?:struct|union|enum) \w+)')"},
    Pattern{MissingKind::Type, R"(incomplete type '(?:const )?((?:struct|union|enum) \w+))"},
    // A macro at file scope that nobody defined looks like a declaration.
    Pattern{MissingKind::Name, R"(^type defaults to 'int' in declaration of '(\w+)')"},
};

struct CompiledPattern {
  MissingKind kind;
  std::regex expression;
};

const std::vector<CompiledPattern>& patterns() {
  static const std::vector<CompiledPattern> compiled = [] {
    std::vector<CompiledPattern> made;
    made.reserve(kPatterns.size());
    for (const Pattern& each : kPatterns)
      made.push_back({each.kind, std::regex(each.expression, std::regex::optimize)});
    return made;
  }();
  return compiled;
}

// Errors that say no more than that an earlier one had consequences.
bool is_consequence(const std::string& message) {
  static const std::regex consequence(
      "^(data definition has no type or storage class"
      "|parameter names \\(without types\\) in function declaration"
      "|storage size of '.*' isn't known"
      "|(field|parameter .*|variable) '.*' has (initializer but )?incomplete type"
      "|initialization of '.*' from '.*'|.* makes (pointer|integer) from .* without a cast"
      "|invalid initializer|initializer element is not constant"
      "|array type has incomplete element type.*|'.*' used but never defined"
      "|control reaches end.*|expected .*)");
  return std::regex_search(message, consequence);
}

std::optional<Missing> classify(const std::string& message, const OwnerOfName& owner_of) {
  for (const CompiledPattern& pattern : patterns()) {
    std::smatch found;
    if (!std::regex_search(message, found, pattern.expression)) continue;
    Missing missing{pattern.kind, found[1], {}, 0};
    if (pattern.kind == MissingKind::Header && !is_kernel_header(missing.name)) return {};
    if (pattern.kind == MissingKind::Member) {
      const Owner owner = owner_of(missing.name);
      if (owner == Owner::Driver) return {};
      if (owner == Owner::Nobody)
        missing.kind = MissingKind::Type;
      else
        missing.name += "." + found[2].str();
    }
    return missing;
  }
  return {};
}

// "linux/input.h" of "/usr/include/linux/input.h": a header that user space has, too. What it
// includes of user space is not there in the kernel.
std::string user_space_header(const nlohmann::json& diagnostic) {
  const auto locations = diagnostic.find("locations");
  if (locations == diagnostic.end() || locations->empty()) return "";
  const std::string file = locations->front().at("caret").value("file", "");
  constexpr std::string_view kDirectory = "/usr/include/";
  const std::string name =
      file.starts_with(kDirectory) ? file.substr(kDirectory.size()) : std::string();
  return is_kernel_header(name) ? name : "";
}

void set_place(Missing& missing, const nlohmann::json& diagnostic) {
  const auto locations = diagnostic.find("locations");
  if (locations == diagnostic.end() || locations->empty()) return;
  const auto& caret = locations->front().at("caret");
  if (missing.name == user_space_header(diagnostic)) return;  // who includes it is not told
  missing.file = caret.value("file", "");
  missing.line = caret.value("line", 0);
}

}  // namespace

bool is_kernel_header(std::string_view name) {
  constexpr std::array directories = {
      "acpi/",        "asm-generic/", "asm/",    "clocksource/", "crypto/", "drm/",
      "dt-bindings/", "generated/",   "keys/",   "kunit/",       "kvm/",    "linux/",
      "math-emu/",    "media/",       "memory/", "misc/",        "net/",    "pcmcia/",
      "ras/",         "rdma/",        "scsi/",   "soc/",         "sound/",  "target/",
      "trace/",       "uapi/",        "ufs/",    "vdso/",        "video/",  "xen/"};
  return std::any_of(directories.begin(), directories.end(),
                     [name](std::string_view each) { return name.starts_with(each); });
}

MissingNames find_missing(std::string_view json, const OwnerOfName& owner_of) {
  MissingNames result;
  // Each pass of the compiler writes an array, and all else is its driver's.
  std::size_t begin = json.find('[');
  if (begin == std::string_view::npos) throw std::runtime_error("no diagnostics in JSON");
  const std::size_t end = json.find('\n', begin);
  nlohmann::json diagnostics;
  try {
    diagnostics = nlohmann::json::parse(json.substr(begin, end - begin));
    for (const nlohmann::json& diagnostic : diagnostics) {
      const std::string kind = diagnostic.value("kind", "");
      if (kind != "error" && kind != "fatal error") continue;
      std::vector<std::string> messages{diagnostic.value("message", "")};
      for (const auto& child : diagnostic.value("children", nlohmann::json::array()))
        messages.push_back(child.value("message", ""));
      std::optional<Missing> missing;
      if (kind == "fatal error") {
        if (const std::string header = user_space_header(diagnostic); !header.empty())
          missing = Missing{MissingKind::Header, header, {}, 0};
      }
      for (const std::string& message : messages)
        if (!missing) missing = classify(message, owner_of);
      if (missing) {
        const bool is_function =
            missing->kind == MissingKind::Function || missing->kind == MissingKind::Name;
        if (is_function && owner_of(missing->name) == Owner::Driver) continue;
        set_place(*missing, diagnostic);
        const bool known =
            std::any_of(result.names.begin(), result.names.end(),
                        [&](const Missing& each) { return each.name == missing->name; });
        if (!known) result.names.push_back(*missing);
      } else if (!is_consequence(messages[0])) {
        ++result.other_errors;
      }
    }
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("diagnostics: ") + error.what());
  }
  return result;
}

}  // namespace ksim::kbuild
