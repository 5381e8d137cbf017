// SPDX-License-Identifier: GPL-2.0-or-later
// A program among simulated drivers.
#ifndef KSIM_FUSE_DEV_RUN_HH
#define KSIM_FUSE_DEV_RUN_HH

#include <string>
#include <vector>

#include "session.hh"

namespace ksim::fuse {

// Boots, sets up, and runs `command` (looked up in PATH) in a mount namespace of its
// own, until it ends. `greeting` is printed first. Returns: the exit code for the caller.
int run(const Setup& setup, const std::vector<std::string>& command,
        const std::string& greeting = "");

}  // namespace ksim::fuse

#endif
