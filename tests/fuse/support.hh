// SPDX-License-Identifier: GPL-2.0-or-later
// What tests of the command `ksim` have in common.
#ifndef TESTS_FUSE_SUPPORT_HH
#define TESTS_FUSE_SUPPORT_HH

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tests/support/shell.hh"

namespace ksim::fuse_test {

using test_support::Ended;
using test_support::quoted;
using test_support::shell;

// Runs a script of sh among simulated drivers, in the directory where those are built.
inline Ended run(const std::string& script, const std::string& options = "") {
  return shell("cd " KSIM_DRIVER_DIR "; " KSIM_COMMAND " run " + options + " -- sh -c " +
               quoted(script));
}

// Whether an ordinary user can run what was built here: below /root nobody can, and what counts
// its coverage complains that it cannot write that down.
inline bool is_open_to_others() {
  if (::getuid() != 0) return true;
  const Ended done =
      shell("cd /; setpriv --reuid 65534 --regid 65534 --clear-groups " KSIM_COMMAND " --version");
  return done.exit_code == 0 && done.output.find("profiling:") == std::string::npos;
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
