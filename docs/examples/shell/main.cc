// SPDX-License-Identifier: GPL-2.0-or-later
// ksim-shell: commands from standard input, for a simulated kernel; ./dev shell.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>

#include "docs/examples/shell/shell.hh"

int main() {
  ksim::shell::Shell shell(KSIM_DRIVER_DIR);
  const bool interactive = isatty(STDIN_FILENO) != 0;
  std::string line;
  for (;;) {
    if (interactive) {
      fmt::print("$ ");
      std::fflush(stdout);
    }
    if (!std::getline(std::cin, line) || line == "exit") return 0;
    fmt::print("{}", line == "help" ? ksim::shell::Shell::help() : shell.run(line));
    std::fflush(stdout);
  }
}
