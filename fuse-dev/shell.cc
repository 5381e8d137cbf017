// SPDX-License-Identifier: GPL-2.0-or-later
// ksim shell: the user's shell among simulated drivers, with a prompt that says so.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "commands.hh"
#include "install_tree.hh"
#include "run.hh"

namespace ksim::fuse {
namespace {

constexpr const char* kGreeting =
    "ksim: /dev, /proc and /sys are those of a simulated kernel, Linux " KSIM_KERNEL
    ".\n"
    "Try insmod, lsmod, dmesg, rmmod, modinfo, mknod; `exit` switches it off.\n";

// What is run, with what makes it show a prompt of ours.
std::vector<std::string> shell_command() {
  const char* chosen = std::getenv("SHELL");
  std::string shell = chosen != nullptr ? chosen : "";
  if (::access(shell.c_str(), X_OK) != 0) shell = "/bin/sh";
  const std::string name = std::filesystem::path(shell).filename();
  if (name == "bash") return {shell, "--rcfile", share_directory() / "ksim/bashrc"};
  // The others take it from the environment, unless the user has set one at their start.
  ::setenv("PS1", name == "zsh" ? "(ksim) %~ %# " : "(ksim) $PWD \\$ ", 1);
  return {shell};
}

}  // namespace

void add_shell(CLI::App& app, int& exit_code) {
  const auto setup = std::make_shared<Setup>();
  CLI::App* shell = app.add_subcommand("shell", "Your shell among simulated drivers");
  add_setup_options(*shell, *setup);
  shell->footer(
      "insmod, rmmod, lsmod, modinfo, dmesg and mknod are those of the simulated kernel. The "
      "shell\n"
      "is what SHELL says. Exits as it does; see `ksim run --help`.\n\n"
      "Examples:\n"
      "  ksim shell\n"
      "  KSIM_MODULE_PATH=build/dev/drivers ksim shell -m scull");
  shell->callback([setup, &exit_code] {
    const bool interactive = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
    exit_code = run(*setup, shell_command(), interactive ? kGreeting : "");
  });
}

}  // namespace ksim::fuse
