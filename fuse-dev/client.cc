// SPDX-License-Identifier: GPL-2.0-or-later
#include "client.hh"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "session.hh"

namespace ksim::fuse {

namespace {

// Those of ksim mount, for a message.
std::string list_mounts() {
  std::string text;
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string source;
    std::string where;
    std::string type;
    words >> source >> where >> type;
    if (type == "fuse.ksim") text += "  " + where + "\n";
  }
  return text.empty() ? "None is mounted.\n" : "Mounted are:\n" + text;
}

}  // namespace

bool Target::is_known() const {
  return !directory.empty() || std::getenv(kSocketVariable) != nullptr;
}

void add_target(CLI::App& command, Target& target) {
  command.add_option("--on", target.directory, "where that simulator is mounted")
      ->type_name("DIRECTORY");
}

int ask(const Target& target, const std::vector<std::string>& words, const Output& output) {
  if (!target.is_known()) {
    fmt::print(stderr,
               "ksim: which simulator? Say --on DIRECTORY for one of ksim mount, or call this "
               "under ksim shell or ksim run.\n{}",
               list_mounts());
    return kExitUsage;
  }
  std::string socket;
  std::string whose = "that this was started under has ended";
  if (target.directory.empty()) {
    socket = std::getenv(kSocketVariable);
  } else {
    std::error_code error;
    socket = socket_for(std::filesystem::weakly_canonical(target.directory, error));
    whose = "is mounted on " + target.directory;
  }
  const int code = ask(socket, words, output);
  if (code != kNobodyAnswers) return code;
  fmt::print(stderr, "ksim: {} {}\n", target.directory.empty() ? "the simulator" : "no simulator",
             whose);
  return 1;
}

}  // namespace ksim::fuse
