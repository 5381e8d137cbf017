// SPDX-License-Identifier: GPL-2.0-or-later
// ksim kdir and ksim dkms: modules from their own Kbuild files. shims/kdir does the work.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "commands.hh"
#include "install_tree.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

// What is not there was not built, or not installed.
std::filesystem::path find_kdir() {
  std::error_code error;
  std::filesystem::path kdir = kernel_build_directory();
  if (std::filesystem::exists(kdir / "Makefile", error)) return kdir;
  fmt::print(stderr, "ksim: there is no build directory in {}\n", kdir.native());
  return {};
}

int print_kdir() {
  const std::filesystem::path kdir = find_kdir();
  if (kdir.empty()) return 1;
  fmt::print("{}\n", kdir.native());
  return 0;
}

int run_dkms(const std::string& directory, const std::string& output) {
  const std::filesystem::path kdir = find_kdir();
  if (kdir.empty()) return 1;
  const std::string script = kdir / "scripts/dkms";
  ::setenv("KSIM_KDIR", kdir.c_str(), 1);
  ::execl(script.c_str(), script.c_str(), directory.c_str(), output.c_str(), nullptr);
  fmt::print(stderr, "ksim: {}: {}\n", script, std::strerror(errno));
  return 1;
}

}  // namespace

void add_kdir(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "kdir", "Print the directory that builds modules for the simulated kernel");
  command->footer(
      "It stands where /lib/modules/RELEASE/build stands for a real kernel.\n\n"
      "Examples:\n"
      "  make -C \"$(ksim kdir)\" M=\"$PWD\" modules\n"
      "  make KDIR=\"$(ksim kdir)\"            # with a Makefile that has KDIR ?= ...\n"
      "  make -C \"$(ksim kdir)\" help");
  command->callback([&exit_code] { exit_code = print_kdir(); });
}

void add_dkms(CLI::App& app, int& exit_code) {
  struct Arguments {
    std::string directory;
    std::string output = ".";
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command =
      app.add_subcommand("dkms", "Build the modules of a directory that has a dkms.conf");
  command->add_option("DIRECTORY", arguments->directory, "where dkms.conf is")
      ->required()
      ->type_name("");
  command->add_option("-o,--output", arguments->output, "where the modules go (default: here)")
      ->type_name("DIRECTORY");
  command->footer(
      "The sources are copied, patched and built as dkms.conf says, in a temporary directory, "
      "with\n/lib/modules/RELEASE/build being that of `ksim kdir` where the host allows it.\n\n"
      "Example:\n"
      "  ksim dkms /usr/src/vpoll-0.1.1 && ksim run -m ./vpoll.ko -- ls -l /dev/vpoll");
  command->callback(
      [arguments, &exit_code] { exit_code = run_dkms(arguments->directory, arguments->output); });
}

}  // namespace ksim::fuse
