// SPDX-License-Identifier: GPL-2.0-or-later
// ksim run: a program among simulated drivers.
//
// The program lives in a mount namespace of its own, so its end, however it comes, leaves
// nothing behind. The simulator stays outside.
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include "commands.hh"
#include "control.hh"
#include "install_tree.hh"
#include "run.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

constexpr const char* kNoUserNamespace =
    "An ordinary user needs user namespaces, which this system forbids. Allow them with\n"
    "  sysctl kernel.unprivileged_userns_clone=1                 (Debian)\n"
    "  sysctl kernel.apparmor_restrict_unprivileged_userns=0     (Ubuntu)\n"
    "  sysctl user.max_user_namespaces=10000                     (others)\n"
    "or call ksim as root; or use `ksim mount`, which needs none.";
constexpr const char* kNoMountNamespace =
    "In a container, start that with --cap-add SYS_ADMIN --device /dev/fuse, and where there is\n"
    "AppArmor with --security-opt apparmor=unconfined.";

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(fmt::format("{}: {}", what, strerror(errno)));
}

void must(bool succeeded, const char* what) {
  if (!succeeded) fail(what);
}

void write_file(const char* path, const std::string& text) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  const bool written =
      fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0) ::close(fd);
  must(written, path);
}

void send_descriptor(int socket, int fd) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  must(::sendmsg(socket, &message, 0) == 1, "sendmsg");
}

// Returns: -1 if the other end has gone.
int receive_descriptor(int socket) {
  char byte;
  iovec data{&byte, 1};
  int fd = -1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fd)] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != 1) return -1;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr) std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  return fd;
}

void bind_host(const std::string& from, const std::string& to) {
  if (::access(from.c_str(), F_OK) != 0) return;
  must(::mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0, from.c_str());
}

// The caller gets a world in which /dev, /proc and /sys are the simulator's.
void enter_namespace(int socket) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (::unshare(CLONE_NEWNS | (uid != 0 ? CLONE_NEWUSER : 0)) != 0)
    throw std::runtime_error(fmt::format("cannot make a namespace: {}\n{}", strerror(errno),
                                         uid != 0 ? kNoUserNamespace : kNoMountNamespace));
  if (uid != 0) {
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", fmt::format("0 {} 1", uid));
    write_file("/proc/self/gid_map", fmt::format("0 {} 1", gid));
  }
  must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mount");
  const int connection = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
  must(connection >= 0, "/dev/fuse");
  // Over /sys, which will be hidden in any case: no directory need be made anywhere.
  const std::string root = "/sys/ksim";
  must(::mount("ksim", "/sys", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") == 0, "tmpfs");
  must(::mkdir(root.c_str(), 0755) == 0, root.c_str());
  must(::mount("ksim", root.c_str(), "fuse.ksim", MS_NOSUID | MS_NODEV,
               fmt::format("fd={},rootmode=40755,user_id=0,group_id=0,allow_other", connection)
                   .c_str()) == 0,
       "fuse");
  send_descriptor(socket, connection);
  ::close(connection);

  bind_host("/proc", root + "/dev/.proc");
  for (const char* name :
       {"null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm"})
    bind_host(fmt::format("/dev/{}", name), fmt::format("{}/dev/{}", root, name));
  bind_host(root + "/dev", "/dev");
  bind_host(root + "/proc", "/proc");
  bind_host(root + "/sys", "/sys");
}

// insmod and so on are ours.
void put_tools_first() {
  const char* path = std::getenv("PATH");
  const std::string tools = tool_directory();
  ::setenv("KSIM_TOOLS", tools.c_str(), 1);
  ::setenv("PATH", (tools + ":" + (path != nullptr ? path : "/usr/bin:/bin")).c_str(), 1);
}

[[noreturn]] void become_command(int socket, pid_t parent, std::vector<std::string> command,
                                 const std::string& greeting) {
  put_tools_first();
  std::error_code unknown;
  const std::filesystem::path directory = std::filesystem::current_path(unknown);
  try {
    enter_namespace(socket);
  } catch (const std::exception& error) {
    fmt::print(stderr, "ksim: {}\n", error.what());
    _exit(kExitSetup);
  }
  ::close(socket);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // If the simulator is killed, nothing here works any more.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) _exit(kExitSetup);
  // It may be one that has been mounted over.
  if (!unknown && ::chdir(directory.c_str()) != 0 && ::chdir("/") != 0) _exit(kExitSetup);
  fmt::print(stderr, "{}", greeting);
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  fmt::print(stderr, "ksim: {}: {}\n", command[0], strerror(errno));
  _exit(errno == ENOENT ? 127 : 126);
}

}  // namespace

int run(const Setup& setup, const std::vector<std::string>& command, const std::string& greeting) {
  if (const std::string trouble = fuse_trouble(); !trouble.empty()) {
    fmt::print(stderr, "ksim: {}", trouble);
    return kExitSetup;
  }
  sigset_t handled;
  sigemptyset(&handled);
  for (const int signal : {SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP})
    sigaddset(&handled, signal);
  sigprocmask(SIG_BLOCK, &handled, nullptr);

  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return kExitSetup;
  const std::string name = fmt::format("ksim-run-{}", ::getpid());
  ::setenv(kSocketVariable, name.c_str(), 1);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(sockets[0]);
    become_command(sockets[1], parent, command, greeting);
  }
  ::close(sockets[1]);

  const auto reap = [child] {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  };
  const int connection = receive_descriptor(sockets[0]);
  if (connection < 0) return reap();

  Devices devices;
  Simulator simulator(options());
  int exit_code = 0;
  bool ended = false;
  std::size_t findings = 0;
  {
    Bridge bridge(simulator, {});
    bridge.show_host_entries();
    const bool is_set_up = set_up(simulator, devices, setup);
    if (!is_set_up || !bridge.mount(fmt::format("/dev/fd/{}", connection))) {
      ::kill(child, SIGKILL);
      // Nobody answers what it waits for.
      ::close(connection);
      reap();
      fmt::print(stderr, "{}", text_of(finish(simulator), STDERR_FILENO));
      return kExitSetup;
    }
    const ControlServer control(bridge, devices, name);
    const int signals = ::signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    const auto follow_child = [&] {
      int status = 0;
      while (!ended && ::waitpid(child, &status, WNOHANG | WUNTRACED) == child) {
        if (WIFSTOPPED(status)) {
          // Whoever waits for us is to see that, too, and to wake us.
          ::kill(::getpid(), SIGSTOP);
          ::kill(child, SIGCONT);
          continue;
        }
        exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        ended = true;
        bridge.stop();
      }
    };
    bridge.watch(signals, [&] {
      signalfd_siginfo info{};
      while (::read(signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        const auto signal = static_cast<int>(info.ssi_signo);
        // The terminal's signals reach the command by themselves.
        const bool of_terminal = info.ssi_code == SI_KERNEL && signal != SIGHUP;
        if (signal == SIGCHLD)
          follow_child();
        else if (!of_terminal)
          ::kill(child, signal);
      }
    });
    bridge.run();
    // Its end takes the mount along, and may be seen by that first.
    if (!ended) exit_code = reap();
    bridge.unwatch(signals);
    ::close(signals);
    bridge.finish_requests();
    const std::vector<Finding> found = finish(simulator);
    fmt::print(stderr, "{}", text_of(found, STDERR_FILENO));
    findings = found.size();
  }
  return exit_code == 0 && findings != 0 ? kExitFindings : exit_code;
}

void add_run(CLI::App& app, int& exit_code) {
  struct Arguments {
    Setup setup;
    std::vector<std::string> command;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "run", "Run a program that sees simulated drivers in /dev, /proc and /sys");
  add_setup_options(*command, arguments->setup);
  command->add_option("PROGRAM", arguments->command, "the program and its arguments")
      ->required()
      ->type_name("");
  command->footer(
      "insmod, rmmod, lsmod, modinfo, dmesg and mknod are those of the simulated kernel.\n\n"
      "Exits as the program does; with 3 if that succeeded but a driver was found wrong, 125 if\n"
      "there is nothing to run it in, 126 if the program cannot be run, 127 if there is none.\n\n"
      "Examples:\n"
      "  ksim run -m scull.ko -- sh -c 'echo hi > /dev/scull0; cat /dev/scull0'\n"
      "  ksim run -m scull.ko,scull_nr_devs=1 ls -l /dev\n"
      "  ksim run -d virtio-blk,file=disk.img -m virtio-blk-mini.ko fsck.ext4 -f /dev/vblk0\n"
      "  ksim run sh -c 'insmod ./scull.ko && dmesg'");
  command->callback(
      [arguments, &exit_code] { exit_code = run(arguments->setup, arguments->command); });
}

}  // namespace ksim::fuse
