// SPDX-License-Identifier: GPL-2.0-or-later
// ksim mount, ksim umount: a simulator in the background.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "callers.hh"
#include "client.hh"
#include "commands.hh"
#include "control.hh"
#include "run.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

// Runs in the background process. `ready` learns of success by one byte.
int serve(const std::string& directory, const Setup& setup, bool allow_other, int ready) {
  sigset_t handled;
  sigemptyset(&handled);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) sigaddset(&handled, signal);
  sigprocmask(SIG_BLOCK, &handled, nullptr);
  Devices devices;
  Simulator simulator(options());
  std::vector<std::string> mount_options{"fsname=ksim", "subtype=ksim", "auto_unmount"};
  if (allow_other) mount_options.emplace_back("allow_other");
  Bridge bridge(simulator, mount_options);
  ControlServer control(bridge, devices, socket_for(directory));
  if (!control.is_listening()) {
    fmt::print(stderr, "ksim: {}: a simulator is mounted there already; `ksim umount {}` ends it\n",
               directory, directory);
    return 1;
  }
  if (!set_up(simulator, devices, setup)) {
    fmt::print(stderr, "{}", text_of(finish(simulator), STDERR_FILENO));
    return 1;
  }
  if (!bridge.mount(directory)) {
    fmt::print(stderr, "ksim: cannot mount on {}, see above{}\n", directory,
               ::geteuid() == 0 ? "" : "; an ordinary user needs fusermount3, of package fuse3");
    return 1;
  }
  const int signals = ::signalfd(-1, &handled, SFD_CLOEXEC);
  bridge.watch(signals, [&bridge] { bridge.stop(); });
  if (::write(ready, "", 1) != 1) return 1;
  ::close(ready);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  ::close(null);
  bridge.run();
  bridge.finish_requests();
  const std::vector<Finding> findings = finish(simulator);
  control.say_farewell(text_of(findings), findings.empty() ? 0 : kExitFindings);
  return 0;
}

int mount(const std::string& where, const Setup& setup, bool allow_other) {
  std::error_code error;
  const std::string directory = std::filesystem::canonical(where, error);
  const bool is_directory = !error && std::filesystem::is_directory(directory, error);
  if (!error && !is_directory) error = std::make_error_code(std::errc::not_a_directory);
  if (error) {
    fmt::print(
        stderr, "ksim: {}: {}{}\n", where, error.message(),
        error == std::errc::not_connected ? fmt::format("; try `ksim umount {}`", where) : "");
    return 1;
  }
  if (const std::string trouble = fuse_trouble(); !trouble.empty()) {
    fmt::print(stderr, "ksim: {}", trouble);
    return kExitSetup;
  }
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return kExitSetup;
  if (::fork() == 0) {
    ::close(pipe[0]);
    ::setsid();
    _exit(serve(directory, setup, allow_other, pipe[1]));
  }
  ::close(pipe[1]);
  char byte;
  return ::read(pipe[0], &byte, 1) == 1 ? 0 : 1;
}

enum class Detach { WhenUnused, AtOnce };

// Returns: 0, or the errno.
int detach(const std::string& directory, Detach when) {
  if (::geteuid() == 0) {
    const int flags = UMOUNT_NOFOLLOW | (when == Detach::AtOnce ? MNT_DETACH : 0);
    return ::umount2(directory.c_str(), flags) == 0 ? 0 : errno;
  }
  const pid_t child = ::fork();
  if (child == 0) {
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(null, STDERR_FILENO);
    ::execlp("fusermount3", "fusermount3", when == Detach::AtOnce ? "-uz" : "-u", "--",
             directory.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) return ENOENT;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EBUSY;
}

// Processes that keep it busy: "cat (pid 12), sh (pid 13)". Only what we may see.
std::string users_of(const std::string& directory) {
  std::string users;
  Callers callers;
  std::error_code error;
  const auto is_inside = [&](const std::filesystem::path& link) {
    std::error_code unreadable;
    const std::string target = std::filesystem::read_symlink(link, unreadable);
    return target == directory || target.starts_with(directory + "/");
  };
  for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
    const std::string pid = process.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (pid == std::to_string(::getpid())) continue;
    bool uses = is_inside(process.path() / "cwd") || is_inside(process.path() / "root");
    for (const auto& file : std::filesystem::directory_iterator(process.path() / "fd", error))
      uses = uses || is_inside(file.path());
    if (uses)
      users += fmt::format("{}{} (pid {})", users.empty() ? "" : ", ",
                           callers.command_of(std::stoi(pid)), pid);
  }
  return users;
}

std::string cannot_unmount(const std::string& where, int error) {
  return fmt::format(
      "ksim: {}: cannot unmount: {}\n", where,
      error == ENOENT ? "no fusermount3, which is in package fuse3" : strerror(error));
}

// Takes away what a simulator that was killed has left. Nobody answers there any more, so the
// directory itself cannot be asked what it is called.
int umount_stale(const std::string& where) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(where).lexically_normal();
  const std::filesystem::path name = path.has_filename() ? path : path.parent_path();
  const std::string directory =
      std::filesystem::canonical(name.parent_path(), error) / name.filename();
  const std::vector<std::string> ours = mounted_directories();
  if (std::find(ours.begin(), ours.end(), directory) == ours.end()) {
    fmt::print(stderr, "ksim: {}: nobody answers there, and it is not ksim's\n", where);
    return 1;
  }
  if (const int failed = detach(directory, Detach::AtOnce); failed != 0) {
    fmt::print(stderr, "{}", cannot_unmount(where, failed));
    return 1;
  }
  fmt::print(stderr, "ksim: {}: its simulator had been killed\n", where);
  return 0;
}

int umount(const std::string& where, Detach when) {
  std::error_code error;
  const std::string directory = std::filesystem::weakly_canonical(where, error);
  if (error == std::errc::not_connected) return umount_stale(where);
  int failed = 0;
  const auto now = [&](std::string_view) {
    failed = detach(directory, when);
    // Else it would serve those who still have something open.
    if (failed == 0 && when == Detach::AtOnce) ask(Target{directory}, {"stop"});
    return failed == 0 ? Next::Wait : Next::GiveUp;
  };
  const int exit_code = ask(Target{directory}, {"farewell"}, now);
  if (failed == EBUSY) {
    const std::string users = users_of(directory);
    fmt::print(stderr,
               "ksim: {}: busy{}{}\nEnd them first, or let `ksim umount --lazy` take it away "
               "from under them.\n",
               where, users.empty() ? "" : ": ", users);
    return 1;
  }
  if (failed != 0) {
    fmt::print(stderr, "{}", cannot_unmount(where, failed));
    return 1;
  }
  return exit_code;
}

}  // namespace

void add_mount(CLI::App& app, int& exit_code) {
  struct Arguments {
    std::string directory;
    Setup setup;
    bool flag = false;
  };
  const auto mounted = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "mount", "Show the dev, proc and sys of a simulator in a directory, in the background");
  command->add_option("DIRECTORY", mounted->directory, "what is in it is hidden meanwhile")
      ->required()
      ->type_name("");
  add_setup_options(*command, mounted->setup);
  command->add_flag("--allow-other", mounted->flag, "let other users in");
  command->footer(
      "Without root, --allow-other takes the line user_allow_other in /etc/fuse.conf.\n\n"
      "Example:\n"
      "  mkdir mnt; ksim mount -m scull.ko mnt; echo hi > mnt/dev/scull0; ksim umount mnt");
  command->callback([mounted, &exit_code] {
    exit_code = mount(mounted->directory, mounted->setup, mounted->flag);
  });

  const auto unmounted = std::make_shared<Arguments>();
  CLI::App* umounter = app.add_subcommand("umount", "End the simulator of a directory");
  umounter->add_option("DIRECTORY", unmounted->directory, "as given to mount")
      ->required()
      ->type_name("");
  umounter->add_flag("-l,--lazy", unmounted->flag, "even if somebody uses it");
  umounter->footer(
      "Returns when it is gone, after printing what was found wrong; then with 3.\n\n"
      "Example:\n"
      "  ksim umount mnt");
  umounter->callback([unmounted, &exit_code] {
    exit_code = umount(unmounted->directory, unmounted->flag ? Detach::AtOnce : Detach::WhenUnused);
  });
}

}  // namespace ksim::fuse
