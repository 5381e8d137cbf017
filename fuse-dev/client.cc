// SPDX-License-Identifier: GPL-2.0-or-later
#include "client.hh"

#include <fmt/format.h>
#include <mntent.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "session.hh"

namespace ksim::fuse {

namespace {

std::string list_mounts() {
  std::string text;
  for (const std::string& where : mounted_directories()) text += "  " + where + "\n";
  return text.empty() ? "None is mounted.\n" : "Mounted are:\n" + text;
}

}  // namespace

std::vector<std::string> mounted_directories() {
  std::vector<std::string> directories;
  FILE* const mounts = ::setmntent("/proc/self/mounts", "re");
  if (mounts == nullptr) return directories;
  while (const mntent* mount = ::getmntent(mounts))
    if (std::string_view(mount->mnt_type) == "fuse.ksim") directories.emplace_back(mount->mnt_dir);
  ::endmntent(mounts);
  return directories;
}

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
