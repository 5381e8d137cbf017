// SPDX-License-Identifier: GPL-2.0-or-later
// Command lines, for tests of what is used from a shell.
#ifndef TESTS_SUPPORT_SHELL_HH
#define TESTS_SUPPORT_SHELL_HH

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace ksim::test_support {

struct Ended {
  int exit_code = -1;
  std::string output;
};

inline std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

// Runs a command line of sh; stderr is output, too. A hang is a failure, with exit code 124.
inline Ended shell(const std::string& command) {
  Ended run;
  std::FILE* pipe =
      popen(("exec 2>&1; exec timeout -k 1 100 sh -c " + quoted(command)).c_str(), "r");
  std::array<char, 4096> buffer;
  while (std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    run.output.append(buffer.data(), got);
  const int status = pclose(pipe);
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run;
}

}  // namespace ksim::test_support

#endif
