// SPDX-License-Identifier: GPL-2.0-or-later
// The subcommands of `ksim`. One source file each; main.cc lists them.
#ifndef KSIM_FUSE_DEV_COMMANDS_HH
#define KSIM_FUSE_DEV_COMMANDS_HH

#include <CLI/CLI.hpp>

namespace ksim::fuse {

// Each adds a subcommand, or some, which set `exit_code` when they are called.
void add_run(CLI::App& app, int& exit_code);
void add_shell(CLI::App& app, int& exit_code);
void add_mount(CLI::App& app, int& exit_code);
void add_modules(CLI::App& app, int& exit_code);
void add_modinfo(CLI::App& app, int& exit_code);
void add_dmesg(CLI::App& app, int& exit_code);
void add_mknod(CLI::App& app, int& exit_code);
void add_kdir(CLI::App& app, int& exit_code);
void add_dkms(CLI::App& app, int& exit_code);
void add_qemu(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);

}  // namespace ksim::fuse

#endif
