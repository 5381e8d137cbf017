// SPDX-License-Identifier: GPL-2.0-or-later
// A program among simulated drivers.
#ifndef KSIM_FUSE_DEV_RUN_HH
#define KSIM_FUSE_DEV_RUN_HH

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace ksim::fuse {

// The option -m, for all commands that load modules at their beginning.
void add_module_option(CLI::App& command, std::vector<std::string>& modules);

// Boots, loads `modules`, and runs `command` (looked up in PATH) in a mount namespace of its
// own, until it ends. `greeting` is printed first. Returns: the exit code for the caller.
int run(const std::vector<std::string>& modules, const std::vector<std::string>& command,
        const std::string& greeting = "");

}  // namespace ksim::fuse

#endif
