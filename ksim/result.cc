// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/result.hh"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

namespace ksim {
namespace {

// glibc knows the POSIX ones; the kernel's own never leave the kernel, unless a driver
// forgets to translate them.
std::string name_of_errno(int code) {
  constexpr int kRestartSys = 512;
  constexpr int kNoIoctl = 515;
  constexpr int kProbeDefer = 517;
  switch (code) {
    case kRestartSys:
      return "ERESTARTSYS";
    case kNoIoctl:
      return "ENOIOCTLCMD";
    case kProbeDefer:
      return "EPROBE_DEFER";
    default:
      const char* name = strerrorname_np(code);
      return name != nullptr ? name : fmt::format("errno {}", code);
  }
}

}  // namespace

std::string Errno::describe() const {
  const char* text = strerrordesc_np(code_);
  if (text == nullptr) return name_of_errno(code_);
  return fmt::format("{} ({})", name_of_errno(code_), text);
}

std::ostream& operator<<(std::ostream& out, Errno error) { return out << error.describe(); }

std::ostream& operator<<(std::ostream& out, Done) { return out << "success"; }

void throw_bad_result(Errno error) {
  throw std::runtime_error(fmt::format("the call failed with {}", error.describe()));
}

}  // namespace ksim
