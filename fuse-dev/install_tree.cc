// SPDX-License-Identifier: GPL-2.0-or-later
#include "install_tree.hh"

#include <algorithm>
#include <sstream>
#include <string>

namespace ksim::fuse {
namespace {

// The build directory has bin/ and prefix in one.
std::filesystem::path prefix() {
  const std::filesystem::path directory = own_path().parent_path();
  std::error_code error;
  return std::filesystem::exists(directory / "libexec/ksim", error) ? directory
                                                                    : directory.parent_path();
}

}  // namespace

std::filesystem::path own_path() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

std::filesystem::path tool_directory() { return prefix() / "libexec/ksim"; }

std::filesystem::path share_directory() { return prefix() / "share"; }

std::filesystem::path kernel_build_directory() {
  std::error_code error;
  const std::filesystem::path kdir = prefix() / KSIM_LIBDIR "/ksim/kdir";
  const std::filesystem::path real = std::filesystem::canonical(kdir, error);
  return error ? kdir : real;
}

std::string_view tool_called(std::string_view program) {
  const std::string_view name = program.substr(program.rfind('/') + 1);
  static const std::string tools = " " KSIM_TOOL_NAMES " ";
  const std::string wanted = " " + std::string(name) + " ";
  return tools.find(wanted) == std::string::npos ? std::string_view() : name;
}

}  // namespace ksim::fuse
