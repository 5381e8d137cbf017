// SPDX-License-Identifier: GPL-2.0-or-later
// ksim modinfo: what a module says of itself, laid out as kmod does.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "client.hh"
#include "commands.hh"
#include "module_file.hh"

namespace ksim::fuse {
namespace {

struct ModinfoArguments {
  Target target;
  std::vector<std::string> modules;
  std::string field;
};

std::filesystem::path file_of(const Target& target, const std::string& named) {
  std::filesystem::path file = find_module_file(named);
  if (!file.empty() || named.find('/') != std::string::npos || !target.is_known()) return file;
  std::string path;
  ask(target, {"file", module_name(named)}, [&path](std::string_view text) {
    path += text;
    return Next::Wait;
  });
  return path;
}

// "nr:Number of devices" and "nr:int" are one line, "nr:Number of devices (int)". Parameters come
// last, in the order of the source, which compilers turn round.
ModuleInfo join_types(const ModuleInfo& fields) {
  ModuleInfo joined;
  ModuleInfo parameters;
  for (const auto& [key, value] : fields) {
    if (!key.starts_with("parm")) {
      joined.emplace_back(key, value);
      continue;
    }
    const std::string name = value.substr(0, value.find(':')) + ":";
    const std::string text = value.size() < name.size() ? "" : value.substr(name.size());
    auto known = std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) {
      return parameter.second.starts_with(name);
    });
    if (known == parameters.end()) known = parameters.insert(parameters.begin(), {"parm", name});
    const bool first = known->second == name;
    if (key == "parmtype")
      known->second += (first ? "(" : " (") + text + ")";
    else
      known->second.insert(name.size(), first ? text : text + " ");
  }
  joined.insert(joined.end(), parameters.begin(), parameters.end());
  return joined;
}

void print_all(const std::filesystem::path& file, const ModuleInfo& fields) {
  fmt::print("{:<16}{}\n", "filename:", file.native());
  for (const auto& [key, value] : fields) fmt::print("{:<16}{}\n", key + ":", value);
}

void print_field(const std::filesystem::path& file, const ModuleInfo& fields,
                 const std::string& field) {
  if (field == "filename") fmt::print("{}\n", file.native());
  for (const auto& [key, value] : fields)
    if (key == field) fmt::print("{}\n", value);
}

int modinfo(const ModinfoArguments& arguments) {
  int exit_code = 0;
  for (const std::string& named : arguments.modules) {
    const std::filesystem::path file = file_of(arguments.target, named);
    try {
      if (file.empty()) throw std::runtime_error(module_trouble(named, file));
      const ModuleInfo fields = join_types(read_module_info(file));
      if (arguments.field.empty())
        print_all(file, fields);
      else
        print_field(file, fields, arguments.field);
    } catch (const std::runtime_error& error) {
      std::string text = error.what();
      if (!text.ends_with('\n')) text = fmt::format("{}: {}\n", named, text);
      fmt::print(stderr, "modinfo: ERROR: {}", text);
      exit_code = 1;
    }
  }
  return exit_code;
}

}  // namespace

void add_modinfo(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<ModinfoArguments>();
  CLI::App* command = app.add_subcommand("modinfo", "Show what a module says of itself");
  add_target(*command, arguments->target);
  command->add_option("MODULE", arguments->modules, "a .ko file, or a module that is loaded")
      ->required()
      ->type_name("");
  command->add_option("-F,--field", arguments->field, "print only the values of this field")
      ->type_name("FIELD");
  command->footer(
      "Example:\n"
      "  ksim modinfo -F parm scull.ko");
  command->callback([arguments, &exit_code] { exit_code = modinfo(*arguments); });
}

}  // namespace ksim::fuse
