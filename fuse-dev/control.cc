// SPDX-License-Identifier: GPL-2.0-or-later
#include "control.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include "ksim/system_call.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

constexpr std::size_t kPacketBytes = 32 * 1024;

struct Address {
  sockaddr_un address{};
  socklen_t size = 0;
};

Address address_of(const std::string& name) {
  Address result;
  result.address.sun_family = AF_UNIX;
  const std::size_t length = std::min(name.size(), sizeof result.address.sun_path - 1);
  std::memcpy(result.address.sun_path + 1, name.data(), length);
  result.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
  return result;
}

void send_packet(int client, char kind, std::string_view text) {
  do {
    const std::string packet = kind + std::string(text.substr(0, kPacketBytes - 1));
    if (::send(client, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) return;
    text.remove_prefix(packet.size() - 1);
  } while (!text.empty());
}

void answer(int client, char kind, std::string_view text, int code) {
  if (!text.empty()) send_packet(client, kind, text);
  send_packet(client, 'x', std::to_string(code));
  ::close(client);
}

std::string line_of(const LogRecord& record) {
  return fmt::format("[{:5}.{:06}] {}\n", record.time_ns / 1'000'000'000U,
                     record.time_ns / 1000 % 1'000'000, record.text);
}

// A file of the simulated kernel.
std::string contents(const char* path) {
  std::string text;
  const long fd = system_call::open(path, O_RDONLY);
  if (fd < 0) return text;
  char buffer[4096];
  long got;
  while ((got = system_call::read(static_cast<int>(fd), buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(got));
  system_call::close(static_cast<int>(fd));
  return text;
}

std::string list_modules() {
  std::string text = fmt::format("{:<23} Size  Used by\n", "Module");
  std::string rest = contents("/proc/modules");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    char name[65];
    unsigned long size = 0;
    int users = 0;
    if (std::sscanf(rest.c_str(), "%64s %lu %d", name, &size, &users) == 3)
      text += fmt::format("{:<19} {:>8}  {}\n", name, size, users);
    rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
  }
  return text;
}

}  // namespace

std::string socket_for(const std::string& directory) { return "ksim:" + directory; }

ControlServer::ControlServer(Bridge& bridge, const std::string& name)
    : bridge_(bridge), socket_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
  const Address where = address_of(name);
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&where.address), where.size) != 0 ||
      ::listen(socket_, 16) != 0) {
    ::close(socket_);
    socket_ = -1;
    return;
  }
  bridge_.watch(socket_, [this] { accept_client(); });
  bridge_.at_rest([this] { follow_log(); });
}

ControlServer::~ControlServer() {
  if (socket_ >= 0) ::close(socket_);
}

void ControlServer::accept_client() {
  const int client = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return;
  ucred peer{};
  socklen_t size = sizeof peer;
  ::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size);
  if (peer.uid != ::geteuid() && peer.uid != 0) {
    answer(client, 'e', "ksim: this simulator belongs to another user\n", 1);
    return;
  }
  bridge_.watch(client, [this, client] { serve(client); });
}

void ControlServer::serve(int client) {
  bridge_.unwatch(client);
  std::vector<char> packet(kPacketBytes);
  const ssize_t got = ::recv(client, packet.data(), packet.size(), 0);
  if (got <= 0) {
    followers_.erase(client);
    ::close(client);
    return;
  }
  std::vector<std::string> words(1);
  for (ssize_t index = 0; index < got; ++index)
    if (packet[static_cast<std::size_t>(index)] == '\0')
      words.emplace_back();
    else
      words.back() += packet[static_cast<std::size_t>(index)];
  words.pop_back();
  if (words.empty())
    ::close(client);
  else
    carry_out(client, std::move(words));
}

void ControlServer::carry_out(int client, std::vector<std::string> words) {
  Simulator& simulator = bridge_.simulator();
  const std::string verb = words.front();
  // What clients did before comes first: a close() may not have arrived yet.
  bridge_.drain();
  if (verb == "dmesg" && words.size() > 1 && words[1] == "bare") {
    answer(client, 'o', simulator.dmesg(), 0);
  } else if (verb == "dmesg") {
    std::string text;
    for (const LogRecord& record : simulator.log()) text += line_of(record);
    const bool follows = words.size() > 1;
    if (!follows) return answer(client, 'o', text, 0);
    if (!text.empty()) send_packet(client, 'o', text);
    followers_[client] = simulator.log().size();
    bridge_.watch(client, [this, client] { serve(client); });
  } else if (verb == "settle") {
    answer(client, 'o', "", 0);  // drained, and everybody sleeps
  } else if (verb == "audit") {
    simulator.audit();
    answer(client, 'o', "", 0);
  } else if (verb == "take-findings") {
    answer(client, 'o', to_json(simulator.take_findings()), 0);
  } else if (verb == "reboot") {
    bridge_.reboot(options());
    for (auto& [follower, seen] : followers_) seen = 0;
    answer(client, 'o', "", 0);
  } else if (verb == "stop") {
    answer(client, 'o', "", 0);
    bridge_.stop();
  } else if (verb == "irq" && words.size() == 2) {
    try {
      simulator.raise_interrupt(static_cast<std::uint32_t>(std::stoul(words[1])));
      answer(client, 'o', "", 0);
    } catch (const std::exception& error) {
      answer(client, 'e', fmt::format("{}\n", error.what()), 1);
    }
  } else if (verb == "status") {
    std::string text =
        fmt::format("{}\nfindings: {}\n", list_modules(), simulator.findings().size());
    for (const Finding& finding : simulator.findings()) text += finding.text() + "\n";
    answer(client, 'o', text, 0);
  } else if (verb == "lsmod") {
    answer(client, 'o', list_modules(), 0);
  } else if ((verb == "insmod" || verb == "rmmod") && words.size() >= 2) {
    simulator.spawn(verb, [&simulator, client, words = std::move(words)] {
      std::string parameters;
      for (std::size_t index = 2; index < words.size(); ++index)
        parameters += (index == 2 ? "" : " ") + words[index];
      try {
        const bool loads = words[0] == "insmod";
        const Result<> result =
            loads ? simulator.insmod(words[1], parameters) : simulator.rmmod(words[1]);
        if (result.ok()) return answer(client, 'o', "", 0);
        const int error = result.error().code();
        send_packet(client, 'n', std::to_string(error));
        answer(client, 'e',
               fmt::format("{}: ERROR: could not {} module {}: {}\n", words[0],
                           loads ? "insert" : "remove", words[1], strerror(error)),
               1);
      } catch (const TaskKilled&) {
        answer(client, 'e', "Killed\n", 137);
        throw;
      }
    });
  } else {
    answer(client, 'e', "ksim: the simulator does not know this request\n", 2);
  }
}

void ControlServer::follow_log() {
  const auto& log = bridge_.simulator().log();
  for (auto& [client, seen] : followers_) {
    for (std::uint64_t index = std::min<std::uint64_t>(seen, log.size()); index < log.size();
         ++index)
      send_packet(client, 'o', line_of(log[index]));
    seen = log.size();
  }
}

int ask(const std::string& name, const std::vector<std::string>& words) {
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const Address where = address_of(name);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&where.address), where.size) != 0) {
    fmt::print(stderr, "ksim: no simulator answers there: {}\n", strerror(errno));
    ::close(server);
    return 1;
  }
  std::string request;
  for (const std::string& word : words) request.append(word).push_back('\0');
  ::send(server, request.data(), request.size(), MSG_NOSIGNAL);
  std::vector<char> packet(kPacketBytes);
  for (;;) {
    const ssize_t got = ::recv(server, packet.data(), packet.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    const std::string_view text(packet.data() + 1, static_cast<std::size_t>(got) - 1);
    if (packet[0] == 'x') {
      ::close(server);
      return std::stoi(std::string(text));
    }
    if (packet[0] == 'n') continue;
    std::FILE* to = packet[0] == 'o' ? stdout : stderr;
    fmt::print(to, "{}", text);
    std::fflush(to);
  }
  ::close(server);
  fmt::print(stderr, "ksim: the simulator is gone\n");
  return 1;
}

}  // namespace ksim::fuse
