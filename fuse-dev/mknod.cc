// SPDX-License-Identifier: GPL-2.0-or-later
// ksim mknod: device nodes without being root, which the host would insist on.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <sstream>

#include "client.hh"
#include "commands.hh"
#include "install_tree.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

struct NodeArguments {
  Target target;
  std::string name;
  std::string type;
  std::vector<std::string> numbers;
  std::string mode;
};

// Decimal, 0x… or 0…, as the host's takes them.
std::optional<unsigned> number(const std::string& text, int base) {
  char* end = nullptr;
  errno = 0;
  const unsigned long value = std::strtoul(text.c_str(), &end, base);
  if (errno != 0 || text.empty() || *end != 0 || value > 0xffffffff) return std::nullopt;
  return static_cast<unsigned>(value);
}

// The path in the simulated tree; "" if it is elsewhere.
std::string simulated_path(const Target& target, const std::string& name) {
  std::error_code error;
  std::filesystem::path path = std::filesystem::absolute(name, error).lexically_normal();
  path = std::filesystem::weakly_canonical(path.parent_path(), error) / path.filename();
  if (!target.directory.empty()) {
    const auto root = std::filesystem::weakly_canonical(target.directory, error);
    const std::string inside = path.lexically_relative(root);
    return inside.empty() || inside.starts_with("..") ? "" : "/" + inside;
  }
  return path.native().starts_with("/dev/") ? path.native() : "";
}

// FIFOs, and what is not in the simulated /dev, are for the program of that name.
int call_host(const NodeArguments& arguments) {
  std::vector<std::string> words{"mknod"};
  if (!arguments.mode.empty()) words.insert(words.end(), {"-m", arguments.mode});
  words.insert(words.end(), {"--", arguments.name, arguments.type});
  words.insert(words.end(), arguments.numbers.begin(), arguments.numbers.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const char* path = std::getenv("PATH");
  std::istringstream directories(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::path(directory) / "mknod";
    if (!std::filesystem::exists(program, error)) continue;
    if (std::filesystem::canonical(program, error) == own_path()) continue;
    ::execv(program.c_str(), pointers.data());
  }
  fmt::print(stderr, "mknod: {} is not in the simulated /dev\n", arguments.name);
  return 1;
}

int mknod(const NodeArguments& arguments) {
  const std::string path = simulated_path(arguments.target, arguments.name);
  if (arguments.type == "p" || path.empty()) return call_host(arguments);
  const bool block = arguments.type == "b";
  if (!block && arguments.type != "c" && arguments.type != "u") {
    fmt::print(stderr, "mknod: invalid device type '{}': it is c, b or p\n", arguments.type);
    return kExitUsage;
  }
  if (arguments.numbers.size() != 2) {
    fmt::print(stderr, "mknod: a device has a MAJOR and a MINOR number; see /proc/devices\n");
    return kExitUsage;
  }
  const auto major_number = number(arguments.numbers[0], 0);
  const auto minor_number = number(arguments.numbers[1], 0);
  const mode_t mask = ::umask(0);
  const auto mode =
      arguments.mode.empty() ? std::optional<unsigned>(0666U & ~mask) : number(arguments.mode, 8);
  if (!major_number || !minor_number || !mode) {
    fmt::print(stderr, "mknod: not a number: {}\n",
               !mode ? arguments.mode : arguments.numbers[major_number ? 1 : 0]);
    return kExitUsage;
  }
  return ask(arguments.target,
             {"mknod", path, std::to_string((block ? S_IFBLK : S_IFCHR) | (*mode & 07777U)),
              std::to_string(makedev(*major_number, *minor_number))});
}

}  // namespace

void add_mknod(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<NodeArguments>();
  CLI::App* command = app.add_subcommand("mknod", "Make a device node");
  add_target(*command, arguments->target);
  command->add_option("-m,--mode", arguments->mode, "permissions, such as 666")->type_name("MODE");
  command->add_option("NAME", arguments->name, "its path in the simulated /dev")
      ->required()
      ->type_name("");
  command->add_option("TYPE", arguments->type, "c for a character device, b for a block device")
      ->required()
      ->type_name("");
  command->add_option("NUMBER", arguments->numbers, "MAJOR MINOR")->type_name("");
  command->footer(
      "A FIFO (TYPE p), and whatever is not in the simulated /dev, is left to the host's mknod.\n\n"
      "Example:\n"
      "  ksim mknod -m 666 /dev/mine c 240 0");
  command->callback([arguments, &exit_code] { exit_code = mknod(*arguments); });
}

}  // namespace ksim::fuse
