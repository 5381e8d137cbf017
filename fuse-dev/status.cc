// SPDX-License-Identifier: GPL-2.0-or-later
#include "status.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <string_view>

#include "ksim/system_call.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

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

}  // namespace

std::string list_modules() {
  std::string text = fmt::format("{:<23} Size  Used by\n", "Module");
  std::string rest = contents("/proc/modules");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    char name[65];
    unsigned long size = 0;
    int users = 0;
    char holders[1024] = "-";
    if (std::sscanf(rest.c_str(), "%64s %lu %d %1023s", name, &size, &users, holders) >= 3) {
      std::string by = holders == std::string_view("-") ? "" : holders;
      if (by.ends_with(',')) by.pop_back();
      text += fmt::format("{:<19} {:>8}  {}{}{}\n", name, size, users, by.empty() ? "" : " ", by);
    }
    rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
  }
  return text;
}

std::string status_text(const Simulator& simulator) {
  std::string modules;
  std::istringstream lines(contents("/proc/modules"));
  for (std::string line; std::getline(lines, line);)
    modules += (modules.empty() ? "" : ", ") + line.substr(0, line.find(' '));
  std::string uptime = contents("/proc/uptime");
  uptime = uptime.substr(0, uptime.find(' '));
  const std::vector<Finding>& findings = simulator.findings();
  return fmt::format(
      "Simulator:  ksim {}, kernel API {}, pid {}\n"
      "Up:         {} s\n"
      "Modules:    {}\n"
      "Log:        {} lines\n"
      "Findings:   {}\n{}{}",
      KSIM_VERSION, KSIM_KERNEL, ::getpid(), uptime.empty() ? "?" : uptime,
      modules.empty() ? "none" : modules, simulator.log().size(),
      findings.empty() ? "none" : std::to_string(findings.size()), findings.empty() ? "" : "\n",
      text_of(findings));
}

}  // namespace ksim::fuse
