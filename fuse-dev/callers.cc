// SPDX-License-Identifier: GPL-2.0-or-later
#include "callers.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace ksim::fuse {
namespace {

constexpr std::size_t kOpenMax = 64;

// What follows "Name:\t" on its line.
std::string_view field(std::string_view status, std::string_view name) {
  const std::size_t at = status.find(name);
  if (at == std::string_view::npos) return {};
  status.remove_prefix(at + name.size());
  return status.substr(0, status.find('\n'));
}

std::string read_all(int fd) {
  char buffer[8192];
  const ssize_t got = ::pread(fd, buffer, sizeof buffer, 0);
  return {buffer, static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
}

// Those that a process of this machine can have.
std::uint64_t bounding_set() {
  std::uint64_t set = 0;
  for (unsigned long capability = 0; capability < 64; ++capability)
    if (::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1) set |= std::uint64_t{1} << capability;
  return set;
}

}  // namespace

std::uint64_t capabilities_of(pid_t thread) {
  static const std::uint64_t possible = bounding_set();
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, thread};
  std::array<__user_cap_data_struct, 2> data{};
  if (::syscall(SYS_capget, &header, data.data()) != 0) return ~std::uint64_t{0};
  const std::uint64_t effective = std::uint64_t{data[1].effective} << 32 | data[0].effective;
  return effective | ~possible;
}

Callers::~Callers() {
  for (const Open& each : open_) ::close(each.fd);
}

std::string Callers::contents(pid_t thread, File file) {
  const auto known = std::find_if(open_.begin(), open_.end(), [&](const Open& each) {
    return each.thread == thread && each.file == file;
  });
  if (known != open_.end()) {
    known->used = ++uses_;
    std::string text = read_all(known->fd);
    if (!text.empty()) return text;
    ::close(known->fd);
    open_.erase(known);
  }
  const int fd =
      ::open(fmt::format("/proc/{}/{}", thread, file == File::Comm ? "comm" : "status").c_str(),
             O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  if (open_.size() == kOpenMax) {
    const auto oldest = std::min_element(
        open_.begin(), open_.end(), [](const Open& a, const Open& b) { return a.used < b.used; });
    ::close(oldest->fd);
    open_.erase(oldest);
  }
  open_.push_back({thread, file, fd, ++uses_});
  return read_all(fd);
}

std::string Callers::command_of(pid_t thread) {
  std::string name = contents(thread, File::Comm);
  if (name.ends_with('\n')) name.pop_back();
  return name.empty() ? "client" : name;
}

std::vector<gid_t> Callers::groups_of(pid_t thread) {
  std::vector<gid_t> groups;
  const std::string status = contents(thread, File::Status);
  const std::string list(field(status, "\nGroups:\t"));
  char* end = nullptr;
  for (const char* at = list.c_str();; at = end) {
    const unsigned long group = std::strtoul(at, &end, 10);
    if (end == at) return groups;
    groups.push_back(static_cast<gid_t>(group));
  }
}

bool Callers::is_killed(pid_t thread) {
  const std::string status = contents(thread, File::Status);
  if (status.empty()) return true;
  for (const char* name : {"\nSigPnd:\t", "\nShdPnd:\t"}) {
    const std::string set(field(status, name));
    if ((std::strtoull(set.c_str(), nullptr, 16) >> (SIGKILL - 1) & 1) != 0) return true;
  }
  return false;
}

}  // namespace ksim::fuse
