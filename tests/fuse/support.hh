// SPDX-License-Identifier: GPL-2.0-or-later
// What tests of the command `ksim` have in common.
#ifndef TESTS_FUSE_SUPPORT_HH
#define TESTS_FUSE_SUPPORT_HH

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

namespace ksim::fuse_test {

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

// Runs a script of sh among simulated drivers, in the directory where those are built.
inline Ended run(const std::string& script, const std::string& options = "") {
  return shell("cd " KSIM_DRIVER_DIR "; " KSIM_COMMAND " run " + options + " -- sh -c " +
               quoted(script));
}

// A test that needs FUSE.
class FuseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "no /dev/fuse, docs/worlds.md row 5";
  }
};

}  // namespace ksim::fuse_test

#endif
