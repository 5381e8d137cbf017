// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a program of the host's and reads what it says.
#ifndef KSIM_KBUILD_RUN_PROGRAM_HH
#define KSIM_KBUILD_RUN_PROGRAM_HH

#include <string>
#include <vector>

namespace ksim::kbuild {

enum class Stream { Output, Error };

struct ProgramResult {
  int exit_code = 0;  // 128 and more: killed by that signal
  std::string text;   // what it wrote to the stream that was asked for
};

// Looks the program up in PATH; the stream that is not read is this program's own.
// Throws std::system_error if it cannot be started.
ProgramResult run_program(const std::vector<std::string>& words, Stream stream);

}  // namespace ksim::kbuild

#endif
