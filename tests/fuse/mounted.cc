// SPDX-License-Identifier: GPL-2.0-or-later
#include "mounted.hh"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace fuse_test {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);

// R, S, D and so on; '-' if there is no such process.
char state_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t at = line.rfind(')');
  return at == std::string::npos || at + 2 >= line.size() ? '-' : line[at + 2];
}

// Who listens where the simulator of a directory does.
pid_t listener_for(const std::string& directory) {
  const int client = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = "ksim:" + directory;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  ucred peer{};
  socklen_t size = sizeof peer;
  const bool found =
      ::connect(client, reinterpret_cast<const sockaddr*>(&address),
                static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size())) == 0 &&
      ::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
  ::close(client);
  return found ? peer.pid : -1;
}

}  // namespace

Ended shell(const std::string& command) {
  Ended run;
  std::FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
  std::array<char, 4096> buffer;
  while (std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    run.output.append(buffer.data(), got);
  const int status = pclose(pipe);
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

bool eventually(const std::function<bool()>& is_so) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 1);  // lets the others run, who are to make it so
  }
  return true;
}

bool is_alive(pid_t process) {
  const char state = state_of(process);
  return state != '-' && state != 'Z' && state != 'X';
}

bool sleeps_in(pid_t process, long system_call) {
  // "running" if it does not sleep.
  std::ifstream file("/proc/" + std::to_string(process) + "/syscall");
  long number = -1;
  return file >> number && number == system_call;
}

std::string module_file(const std::string& name) {
  for (const char* directory : {KSIM_DRIVER_DIR, KSIM_FIXTURE_DIR}) {
    std::string file = std::string(directory) + "/" + name + ".ko";
    if (::access(file.c_str(), F_OK) == 0) return file;
  }
  throw std::runtime_error("no module " + name);
}

Mounted::Mounted(const std::vector<std::string>& modules, const std::string& options) {
  char name[] = "/tmp/ksim-test-XXXXXX";
  if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp");
  directory_ = name;
  std::string command = "timeout 60 " KSIM_COMMAND " mount " + directory_ + " " + options;
  for (const std::string& module : modules) command += " -m " + module_file(module);
  const Ended mount = shell(command);
  if (mount.exit_code != 0) throw std::runtime_error(mount.output);
  simulator_ = listener_for(directory_);
}

Mounted::~Mounted() {
  if (is_mounted()) ksim("umount");
  EXPECT_TRUE(eventually([&] { return !is_alive(simulator_); })) << "the simulator goes on";
  EXPECT_TRUE(eventually([&] { return !is_mounted(); })) << "the mount is stale";
  EXPECT_EQ(::rmdir(directory_.c_str()), 0);
}

Ended Mounted::ksim(const std::string& words) const {
  if (words == "umount") return shell("timeout 60 " KSIM_COMMAND " umount " + directory_);
  return shell("KSIM_SOCKET='ksim:" + directory_ + "' timeout 60 " KSIM_COMMAND " " + words);
}

std::string Mounted::dmesg() const { return ksim("dmesg").output; }

bool Mounted::is_mounted() const {
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);)
    if (line.find(" " + directory_ + " ") != std::string::npos) return true;
  return false;
}

Client::Client(const std::function<int()>& body) : pid_(::fork()) {
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  _exit(body());
}

Client::Client(Client&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}

Client& Client::operator=(Client&& other) noexcept {
  std::swap(pid_, other.pid_);
  return *this;
}

Client::~Client() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Client::signal(int number) const { ::kill(pid_, number); }

int Client::result() {
  int status = 0;
  if (!eventually([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; })) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool has_fuse() { return ::access("/dev/fuse", R_OK | W_OK) == 0; }

}  // namespace fuse_test
