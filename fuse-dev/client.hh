// SPDX-License-Identifier: GPL-2.0-or-later
// What commands that ask a running simulator have in common.
#ifndef KSIM_FUSE_DEV_CLIENT_HH
#define KSIM_FUSE_DEV_CLIENT_HH

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "control.hh"

namespace ksim::fuse {

// Which simulator: the one that is mounted on a directory, else the one that this process
// lives in.
struct Target {
  std::string directory;

  bool is_known() const;
};

// The option --on.
void add_target(CLI::App& command, Target& target);

// Where ksim mount has mounted something, also if its simulator has been killed since.
std::vector<std::string> mounted_directories();

// Sends words. `output` gets what is for stdout as it comes; stdout does by default. Returns:
// the exit code, after a message if nobody answers.
int ask(const Target& target, const std::vector<std::string>& words, const Output& output = {});

}  // namespace ksim::fuse

#endif
