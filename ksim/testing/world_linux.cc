// SPDX-License-Identifier: GPL-2.0-or-later
// The world of tests with real system calls.
//
// Under `ksim run` they reach a simulated kernel by FUSE, and it is asked, over its control
// socket, for what no system call does.
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "ksim/testing/linux_process.hh"
#include "ksim/testing/world.hh"

namespace ksim::world {
namespace {

std::string socket_name;  // of the simulator
std::vector<std::filesystem::path> module_path;
std::uint64_t epochs = 0;

struct Answer {
  std::string output;
  std::string errors;
  int error = 0;  // errno
  int exit_code = 1;
};

// See fuse-dev/control.hh. Throws std::runtime_error if nobody answers.
Answer ask(const std::vector<std::string>& words) {
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::min(socket_name.size(), sizeof address.sun_path - 1);
  std::memcpy(address.sun_path + 1, socket_name.data(), length);
  std::string request;
  for (const std::string& word : words) request.append(word).push_back('\0');
  Answer answer;
  bool complete = false;
  if (::connect(server, reinterpret_cast<const sockaddr*>(&address),
                static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length)) == 0 &&
      ::send(server, request.data(), request.size(), MSG_NOSIGNAL) >= 0) {
    std::vector<char> packet(64 * 1024);
    while (!complete) {
      const ssize_t got = ::recv(server, packet.data(), packet.size(), 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      const std::string text(packet.data() + 1, static_cast<std::size_t>(got) - 1);
      switch (packet[0]) {
        case 'o':
          answer.output += text;
          break;
        case 'e':
          answer.errors += text;
          break;
        case 'n':
          answer.error = std::stoi(text);
          break;
        default:
          answer.exit_code = std::stoi(text);
          complete = true;
      }
    }
  }
  ::close(server);
  if (!complete) throw std::runtime_error("the simulator does not answer: " + words.front());
  return answer;
}

void add_module_directories(std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    module_path.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

std::string file_of(std::string_view module) {
  if (module.find('/') != std::string_view::npos) return std::string(module);
  std::string name(module);
  if (!name.ends_with(".ko")) name += ".ko";
  for (const auto& directory : module_path)
    if (std::filesystem::exists(directory / name)) return directory / name;
  return name;
}

Result<> result_of(const Answer& answer) {
  if (answer.exit_code == 0) return Done{};
  if (answer.error != 0) return Errno{answer.error};
  throw std::runtime_error(answer.errors);
}

}  // namespace

World which() { return World::Fuse; }

void prepare(std::string_view module_directories) {
  const char* socket = std::getenv("KSIM_SOCKET");
  if (socket == nullptr)
    throw std::invalid_argument("run this under `ksim run`: there is no simulator here");
  socket_name = socket;
  if (const char* first = std::getenv("KSIM_MODULE_PATH")) add_module_directories(first);
  add_module_directories(module_directories);
  linux_process::begin();
  linux_process::set_barrier([] { ask({"settle"}); });
}

std::string use_seed(std::uint64_t) {
  throw std::invalid_argument("only the simulated world has schedules to choose from");
}

void begin_test() {
  ++epochs;
  ask({"reboot"});
}

void revive() {}

bool settle() { return linux_process::wait_for_all(); }

void audit() { ask({"audit"}); }

void end_test() {
  ++epochs;
  linux_process::kill_all();
}

std::uint64_t epoch() { return epochs; }

Result<> load_module(std::string_view module, std::string_view parameters) {
  return result_of(ask({"insmod", file_of(module), std::string(parameters)}));
}

Result<> unload_module(std::string_view name) {
  return result_of(ask({"rmmod", std::string(name)}));
}

std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body) {
  return linux_process::spawn(name, std::move(body));
}

std::uint64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

// In pieces, each after the number of the record that follows, a line "LEVEL TIME TEXT" for each.
std::string dmesg() {
  std::string text, from = "0";
  for (;;) {
    std::istringstream piece(ask({"log", from, "now"}).output);
    std::string next, line;
    std::getline(piece, next);
    if (next == from) return text;
    from = next;
    while (std::getline(piece, line))
      text += line.substr(line.find(' ', line.find(' ') + 1) + 1) + '\n';
  }
}

std::vector<Finding> take_findings() { return findings_from_json(ask({"take-findings"}).output); }

std::string replay_environment() { return "ksim run --"; }

}  // namespace ksim::world
