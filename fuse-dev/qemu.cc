// SPDX-License-Identifier: GPL-2.0-or-later
// ksim qemu: a program on a real kernel, in a virtual machine. share/qemu does the work.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "commands.hh"
#include "install_tree.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

struct QemuArguments {
  std::string version;
  std::vector<std::string> modules;
  std::vector<std::string> directories;
  std::vector<std::string> files;
  std::vector<std::string> command;
  unsigned timeout_s = 0;
  bool gdb = false;
  bool quiet = false;
  bool test = false;
};

int run_qemu(const QemuArguments& arguments) {
  const std::string script = share_directory() / "ksim/qemu/command";
  std::vector<std::string> words = {script, "-t", std::to_string(arguments.timeout_s)};
  const auto add = [&words](const char* option, const std::vector<std::string>& values) {
    for (const std::string& value : values) words.insert(words.end(), {option, value});
  };
  if (!arguments.version.empty()) add("-k", {arguments.version});
  add("-m", arguments.modules);
  add("-M", arguments.directories);
  add("-w", arguments.files);
  if (arguments.gdb) words.emplace_back("-g");
  if (arguments.quiet) words.emplace_back("-q");
  if (arguments.test) words.emplace_back("-T");
  words.emplace_back("--");
  words.insert(words.end(), arguments.command.begin(), arguments.command.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::execv(script.c_str(), pointers.data());
  fmt::print(stderr, "ksim: {}: {}\n", script, std::strerror(errno));
  return kExitSetup;
}

}  // namespace

void add_qemu(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<QemuArguments>();
  CLI::App* command = app.add_subcommand(
      "qemu", "Run a program on a kernel of Debian's, with real modules, in a virtual machine");
  command->add_option("-k,--kernel", arguments->version, "6.1 (default) or 6.12")
      ->check(CLI::IsMember({"6.1", "6.12"}))
      ->type_name("VERSION");
  const auto add_list = [command](const char* name, std::vector<std::string>& list,
                                  const char* what) {
    return command->add_option(name, list, what)->allow_extra_args(false);
  };
  add_list("-m,--module", arguments->modules, "a .ko file that Kbuild made for that kernel")
      ->type_name("FILE[,PARAMETER=VALUE...]");
  add_list("-M,--build", arguments->directories, "build the modules of a Kbuild file or makefile")
      ->type_name("DIRECTORY[,PARAMETER=VALUE...]");
  add_list("-w,--with", arguments->files, "what the program needs besides its libraries")
      ->type_name("FILE");
  command->add_option("-t,--timeout", arguments->timeout_s, "end it all after so long")
      ->type_name("SECONDS");
  command->add_flag("-g,--gdb", arguments->gdb, "wait for gdb, with symbols of the modules");
  command->add_flag("-q,--quiet", arguments->quiet, "no phases, and no kernel messages");
  command->add_flag("--test", arguments->test,
                    "PROGRAM is one of ksim_add_test(): it loads the modules itself");
  command->add_option("PROGRAM", arguments->command, "the program and its arguments")
      ->required()
      ->type_name("");
  command->footer(
      "A PROGRAM with a slash in its name is one of this machine, and brings its libraries;\n"
      "others are busybox's, or else of this machine as well. Modules are unloaded at the end.\n\n"
      "Exits as the program does; with 3 if that succeeded but the kernel complained, or with\n"
      "whatever the kernel died of; 124 after the timeout; 125 if there was no machine for it.\n\n"
      "Examples:\n"
      "  ksim qemu -M driver -- sh -c 'echo hello > /dev/ring; head -c 6 /dev/ring'\n"
      "  ksim qemu -k 6.12 -m ring.ko,size=4 -- ./exercise /dev/ring\n"
      "  ksim qemu --gdb -M driver -- cat /dev/ring");
  command->callback([arguments, &exit_code] { exit_code = run_qemu(*arguments); });
}

}  // namespace ksim::fuse
