// SPDX-License-Identifier: GPL-2.0-or-later
// What `ksim run` and `ksim mount` have in common: modules at the beginning and at the end.
#ifndef KSIM_FUSE_DEV_SESSION_HH
#define KSIM_FUSE_DEV_SESSION_HH

#include <string>
#include <vector>

#include "bridge.hh"

namespace ksim::fuse {

// Exit codes of ours, beside those of the command.
constexpr int kExitUsage = 2;
constexpr int kExitFindings = 3;
constexpr int kExitSetup = 125;

// FIFO, two CPUs, and the host's clock.
Simulator::Options options();

// Loads "file.ko,parameter=value,…", in this order. Returns: whether all are in.
bool load_all(Simulator& simulator, const std::vector<std::string>& modules);
// Unloads what is loaded, the last first, looks for what was left behind, and prints the
// findings to stderr. Returns: how many there were.
std::size_t finish(Simulator& simulator);

}  // namespace ksim::fuse

#endif
