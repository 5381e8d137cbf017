// SPDX-License-Identifier: GPL-2.0-or-later
// What `ksim run` and `ksim mount` have in common: the beginning and the end of a simulator.
#ifndef KSIM_FUSE_DEV_SESSION_HH
#define KSIM_FUSE_DEV_SESSION_HH

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "bridge.hh"
#include "devices.hh"

namespace ksim::fuse {

// Exit codes of ours, beside those of the command.
constexpr int kExitUsage = 2;
constexpr int kExitFindings = 3;
constexpr int kExitSetup = 125;

// FIFO, two CPUs, and the host's clock.
Simulator::Options options();

// What a simulator has from its beginning.
struct Setup {
  std::vector<std::string> devices;  // as make_virtio_device() takes them
  std::vector<std::string> modules;  // "file.ko,parameter=value,…"
};

// The options of a command for that.
void add_setup_options(CLI::App& command, Setup& setup);
// Adds the devices and loads the modules, in this order; complains on stderr. Returns: whether all
// are in.
bool set_up(Simulator& simulator, Devices& devices, const Setup& setup);
// Unloads what is loaded, the last first, and looks for what was left behind. Returns: all
// findings.
std::vector<Finding> finish(Simulator& simulator);
// As text; in colour if `fd` is a terminal and nobody has set NO_COLOR.
std::string text_of(const std::vector<Finding>& findings, int fd = -1);

// libfuse no longer complains on stderr that a connection has ended.
void quiet_libfuse();

// Why there is no FUSE, and what can be done about it; "" if there is.
std::string fuse_trouble();

}  // namespace ksim::fuse

#endif
