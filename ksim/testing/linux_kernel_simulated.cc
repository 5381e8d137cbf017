// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel behind `ksim run`, which is asked over its control socket.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "ksim/testing/linux_kernel.hh"

namespace ksim {
namespace {

class SimulatedKernel final : public LinuxKernel {
 public:
  explicit SimulatedKernel(std::string socket) : socket_(std::move(socket)) {}

  World world() const override { return World::Fuse; }
  void begin_test() override { ask({"reboot"}); }
  Result<> load_module(const std::filesystem::path& file, std::string_view parameters) override {
    return result_of(ask({"insmod", file, std::string(parameters)}));
  }
  Result<> unload_module(std::string_view name) override {
    return result_of(ask({"rmmod", std::string(name)}));
  }
  Result<> add_device(std::string_view description) override {
    return result_of(ask({"device", std::string(description)}));
  }
  void audit() override { ask({"audit"}); }
  void settle() override { ask({"settle"}); }
  std::string dmesg() override;
  std::vector<Finding> take_findings() override {
    return findings_from_json(ask({"take-findings"}).output);
  }

 private:
  struct Answer {
    std::string output;
    std::string errors;
    int error = 0;  // errno
    int exit_code = 1;
  };

  // See fuse-dev/control.hh. Throws std::runtime_error if nobody answers.
  Answer ask(const std::vector<std::string>& words) const;
  static Result<> result_of(const Answer& answer) {
    if (answer.exit_code == 0) return Done{};
    if (answer.error != 0) return Errno{answer.error};
    throw std::runtime_error(answer.errors);
  }

  const std::string socket_;
};

SimulatedKernel::Answer SimulatedKernel::ask(const std::vector<std::string>& words) const {
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::min(socket_.size(), sizeof address.sun_path - 1);
  std::memcpy(address.sun_path + 1, socket_.data(), length);
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

// In pieces, each after the number of the record that follows, a line "LEVEL TIME TEXT" for each.
std::string SimulatedKernel::dmesg() {
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

}  // namespace

std::unique_ptr<LinuxKernel> make_simulated_kernel(std::string socket) {
  return std::make_unique<SimulatedKernel>(std::move(socket));
}

}  // namespace ksim
