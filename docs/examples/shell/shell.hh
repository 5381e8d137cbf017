// SPDX-License-Identifier: GPL-2.0-or-later
// A shell with a handful of commands, for a simulated kernel.
#ifndef DOCS_EXAMPLES_SHELL_SHELL_HH
#define DOCS_EXAMPLES_SHELL_SHELL_HH

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/task.hh"

namespace ksim::shell {

// Runs commands as processes of its kernel:
//
//   insmod NAME [PARAMETER=VALUE]...   rmmod NAME   lsmod   dmesg
//   echo [-n] TEXT [> FILE]            cat FILE     head -c BYTES FILE    ls [DIRECTORY]
//
// A command that sleeps, or ends with "&", goes on in the background.
class Shell {
 public:
  // `modules`: where insmod looks for NAME.ko.
  explicit Shell(std::filesystem::path modules);
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;
  ~Shell();

  // Returns: what the command printed, then what those in the background have, each line ended.
  std::string run(std::string_view line);

  static std::string help();

 private:
  struct Job;

  std::string collect();

  Simulator simulator_;
  const std::filesystem::path modules_;
  std::vector<std::unique_ptr<Job>> jobs_;  // in the background, oldest first
  int jobs_made_ = 0;
};

}  // namespace ksim::shell

#endif
