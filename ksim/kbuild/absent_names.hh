// SPDX-License-Identifier: GPL-2.0-or-later
// The names that ksim says it does not have.
#ifndef KSIM_KBUILD_ABSENT_NAMES_HH
#define KSIM_KBUILD_ABSENT_NAMES_HH

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ksim::kbuild {

class AbsentNames {
 public:
  // Of a build directory: reads Module.absent, which names the functions that vmlinux.so
  // defines only to stop, and what the headers under include/ list as "Absent:".
  explicit AbsentNames(const std::filesystem::path& kdir);

  // Compiles and links; a call stops the driver.
  bool stops_when_called(std::string_view name) const;
  // The header that says that it does not have this name, "linux/completion.h"; else "".
  std::string header_that_lacks(std::string_view name) const;

 private:
  void read_header(const std::filesystem::path& file, const std::string& name);

  std::set<std::string, std::less<>> functions_;
  std::map<std::string, std::string, std::less<>> headers_;  // by name
};

}  // namespace ksim::kbuild

#endif
