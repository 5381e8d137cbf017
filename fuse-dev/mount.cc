// SPDX-License-Identifier: GPL-2.0-or-later
// ksim mount, ksim umount: a simulator in the background.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "client.hh"
#include "commands.hh"
#include "control.hh"
#include "run.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

// Runs in the background process. `ready` learns of success by one byte.
int serve(const std::string& directory, const std::vector<std::string>& modules, bool allow_other,
          int ready) {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) sigaddset(&handled, signal);
  sigprocmask(SIG_BLOCK, &handled, nullptr);
  Simulator simulator(options());
  std::vector<std::string> mount_options{"fsname=ksim", "subtype=ksim", "auto_unmount"};
  if (allow_other) mount_options.emplace_back("allow_other");
  Bridge bridge(simulator, mount_options);
  const ControlServer control(bridge, socket_for(directory));
  if (!control.is_listening()) {
    fmt::print(stderr, "ksim: {} has a simulator already\n", directory);
    return 1;
  }
  if (!load_all(simulator, modules) || !bridge.mount(directory)) return 1;
  const int signals = ::signalfd(-1, &handled, SFD_CLOEXEC);
  bridge.watch(signals, [&bridge] { bridge.stop(); });
  if (::write(ready, "", 1) != 1) return 1;
  ::close(ready);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  ::close(null);
  bridge.run();
  bridge.finish_requests();
  finish(simulator);
  return 0;
}

int mount(const std::string& where, const std::vector<std::string>& modules, bool allow_other) {
  std::error_code error;
  const std::string directory = std::filesystem::canonical(where, error);
  int pipe[2];
  if (error || ::pipe2(pipe, O_CLOEXEC) != 0) {
    fmt::print(stderr, "ksim: {}: {}\n", where, error.message());
    return 1;
  }
  if (::fork() == 0) {
    ::close(pipe[0]);
    ::setsid();
    _exit(serve(directory, modules, allow_other, pipe[1]));
  }
  ::close(pipe[1]);
  char byte;
  return ::read(pipe[0], &byte, 1) == 1 ? 0 : 1;
}

}  // namespace

void add_mount(CLI::App& app, int& exit_code) {
  struct Arguments {
    std::string directory;
    std::vector<std::string> modules;
    bool allow_other = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "mount", "Show the dev, proc and sys of a simulator in a directory, in the background");
  command->add_option("directory", arguments->directory, "an empty directory")->required();
  add_module_option(*command, arguments->modules);
  command->add_flag("--allow-other", arguments->allow_other, "let other users in");
  command->callback([arguments, &exit_code] {
    exit_code = mount(arguments->directory, arguments->modules, arguments->allow_other);
  });

  const auto directory = std::make_shared<std::string>();
  CLI::App* umount = app.add_subcommand("umount", "End the simulator of a directory");
  umount->add_option("directory", *directory, "as given to mount")->required();
  umount->callback([directory, &exit_code] { exit_code = ask(Target{*directory}, {"stop"}); });
}

}  // namespace ksim::fuse
