// SPDX-License-Identifier: GPL-2.0-or-later
#include <unistd.h>

#include "commands.hh"
#include "ksim/simulator.hh"

int main(int argc, char** argv) {
  CLI::App app("Simulated Linux drivers under real programs", "ksim");
  app.require_subcommand(1);
  int exit_code = 0;
  ksim::fuse::add_run(app, exit_code);
  ksim::fuse::add_mount(app, exit_code);
  ksim::fuse::add_modules(app, exit_code);
  CLI11_PARSE(app, argc, argv);
  return exit_code;
}
