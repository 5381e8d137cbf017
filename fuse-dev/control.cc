// SPDX-License-Identifier: GPL-2.0-or-later
#include "control.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "ksim/system_call.hh"
#include "module_file.hh"
#include "session.hh"
#include "status.hh"

namespace ksim::fuse {
namespace {

constexpr std::size_t kPacketBytes = 32 * 1024;
// What a socket surely takes before anybody reads.
constexpr std::size_t kLogAnswerBytes = 64 * 1024;

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

}  // namespace

std::string socket_for(const std::string& directory) { return "ksim:" + directory; }

ControlServer::ControlServer(Bridge& bridge, Devices& devices, const std::string& name)
    : bridge_(bridge),
      devices_(devices),
      socket_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
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

void ControlServer::say_farewell(const std::string& text, int exit_code) {
  for (const int client : mourners_) answer(client, 'e', text, exit_code);
  mourners_.clear();
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
    std::erase(mourners_, client);
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
  if (verb == "log" && words.size() == 3) {
    serve_log(client, std::strtoull(words[1].c_str(), nullptr, 10), words[2] == "wait");
  } else if (verb == "clear") {
    cleared_ = simulator.log().size();
    answer(client, 'o', "", 0);
  } else if (verb == "mknod" && words.size() == 4) {
    const auto number = [&](std::size_t index) {
      return std::strtoull(words[index].c_str(), nullptr, 10);
    };
    const long failed = system_call::mknod(words[1].c_str(), static_cast<mode_t>(number(2)),
                                           static_cast<dev_t>(number(3)));
    answer(client, 'e',
           failed < 0
               ? fmt::format("mknod: {}: {}\n", words[1], strerror(static_cast<int>(-failed)))
               : "",
           failed < 0 ? 1 : 0);
  } else if (verb == "file" && words.size() == 2) {
    answer(client, 'o', file_of_loaded_module(words[1]).native(), 0);
  } else if (verb == "settle") {
    answer(client, 'o', "", 0);  // drained, and everybody sleeps
  } else if (verb == "audit") {
    simulator.audit();
    answer(client, 'o', "", 0);
  } else if (verb == "take-findings") {
    answer(client, 'o', to_json(simulator.take_findings()), 0);
  } else if (verb == "reboot") {
    std::string text;
    for (const Finding& finding : simulator.take_findings()) text += finding.text() + "\n";
    bridge_.reboot(options());
    devices_.forget();
    cleared_ = 0;
    for (auto& [follower, from] : followers_) from = 0;
    answer(client, 'e', text, text.empty() ? 0 : kExitFindings);
  } else if (verb == "stop") {
    answer(client, 'o', "", 0);
    bridge_.stop();
  } else if (verb == "farewell") {
    mourners_.push_back(client);
    bridge_.watch(client, [this, client] { serve(client); });  // that it has gone
    send_packet(client, 'o', "registered");
  } else if (verb == "irq" && words.size() == 2) {
    try {
      simulator.raise_interrupt(static_cast<std::uint32_t>(std::stoul(words[1])));
      answer(client, 'o', "", 0);
    } catch (const std::exception& error) {
      answer(client, 'e', fmt::format("{}\n", error.what()), 1);
    }
  } else if (verb == "device" && words.size() == 2) {
    simulator.spawn(verb,
                    [this, client, description = words[1]] { add_device(client, description); });
  } else if (verb == "status") {
    answer(client, 'o', status_text(simulator), simulator.findings().empty() ? 0 : kExitFindings);
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
        if (result.ok()) {
          if (loads) remember_module_file(words[1]);
          return answer(client, 'o', "", 0);
        }
        const int error = result.error().code();
        send_packet(client, 'n', std::to_string(error));
        if (!loads && (error == ENOENT || error == EAGAIN))
          answer(client, 'e',
                 fmt::format("rmmod: ERROR: Module {} is {}\n", words[1],
                             error == ENOENT ? "not currently loaded" : "in use"),
                 1);
        else
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

// A driver's probe() runs meanwhile.
void ControlServer::add_device(int client, const std::string& description) {
  try {
    const Result<> added = devices_.add(bridge_.simulator(), description);
    if (added.ok()) return answer(client, 'o', "", 0);
    send_packet(client, 'n', std::to_string(added.error().code()));
    answer(client, 'e',
           fmt::format("ksim: device {}: {}\n", description, strerror(added.error().code())), 1);
  } catch (const TaskKilled&) {
    answer(client, 'e', "Killed\n", 137);
    throw;
  } catch (const std::exception& bad) {
    answer(client, 'e', fmt::format("ksim: {}\n", bad.what()), 1);
  }
}

// As much of the log from one record on as fits into one answer, after the number of the next
// one; if there is nothing, when there is something.
void ControlServer::serve_log(int client, std::size_t from, bool waits) {
  const auto& log = bridge_.simulator().log();
  std::size_t next = std::clamp(from, std::min(cleared_, log.size()), log.size());
  if (waits && next == log.size()) {
    followers_[client] = next;
    bridge_.watch(client, [this, client] { serve(client); });  // that it has gone
    return;
  }
  std::string text;
  for (; next < log.size() && text.size() < kLogAnswerBytes; ++next)
    text += fmt::format("{} {} {}\n", log[next].level, log[next].time_ns, log[next].text);
  answer(client, 'o', fmt::format("{}\n{}", next, text), 0);
}

void ControlServer::follow_log() {
  const std::size_t size = bridge_.simulator().log().size();
  std::vector<std::pair<int, std::size_t>> due;
  for (const auto& [client, from] : followers_)
    if (from != size) due.emplace_back(client, from);
  for (const auto& [client, from] : due) {
    followers_.erase(client);
    bridge_.unwatch(client);
    serve_log(client, from, true);
  }
}

int ask(const std::string& name, const std::vector<std::string>& words, const Output& output) {
  const int server = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  const Address where = address_of(name);
  if (::connect(server, reinterpret_cast<const sockaddr*>(&where.address), where.size) != 0) {
    ::close(server);
    return kNobodyAnswers;
  }
  std::string request;
  for (const std::string& word : words) request.append(word).push_back('\0');
  ::send(server, request.data(), request.size(), MSG_NOSIGNAL);
  std::vector<char> packet(kPacketBytes);
  for (;;) {
    // Like tail -f: nobody may be left to read what is waited for.
    std::array<pollfd, 2> ends{{{server, POLLIN, 0}, {STDOUT_FILENO, 0, 0}}};
    ::poll(ends.data(), ends.size(), -1);
    if (ends[0].revents == 0 && (ends[1].revents & POLLERR) != 0) {
      ::close(server);
      return 128 + SIGPIPE;
    }
    if (ends[0].revents == 0) continue;
    const ssize_t got = ::recv(server, packet.data(), packet.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    const std::string_view text(packet.data() + 1, static_cast<std::size_t>(got) - 1);
    if (packet[0] == 'x') {
      ::close(server);
      return std::stoi(std::string(text));
    }
    if (packet[0] == 'n') continue;
    if (packet[0] == 'o' && output) {
      if (output(text) == Next::Wait) continue;
      ::close(server);
      return 1;
    }
    std::FILE* to = packet[0] == 'o' ? stdout : stderr;
    fmt::print(to, "{}", text);
    std::fflush(to);
  }
  ::close(server);
  fmt::print(stderr, "ksim: the simulator is gone\n");
  return 1;
}

}  // namespace ksim::fuse
