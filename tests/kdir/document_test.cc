// SPDX-License-Identifier: GPL-2.0-or-later
// What docs/bring-your-own-module.md shows comes true: each command, in a copy of the example,
// prints what stands below it.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/shell.hh"

namespace ksim {
namespace {

namespace fs = std::filesystem;
using test_support::Ended;
using test_support::shell;

TEST(BringYourOwnModule, ShowsWhatHappens) {
  if (access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "no /dev/fuse, docs/worlds.md row 5";
  std::string directory = fs::temp_directory_path() / "document_test-XXXXXX";
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  fs::copy(KSIM_SOURCE_DIR "/docs/examples/out-of-tree/driver", directory + "/driver");

  // One shell runs all of them, so that it is in the same place for the next.
  std::string script = "cd " + directory + "/driver\n";
  std::string expected;
  unsigned commands = 0;
  std::ifstream document(KSIM_SOURCE_DIR "/docs/bring-your-own-module.md");
  bool inside = false;
  for (std::string line; std::getline(document, line);) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      script += "echo " + test_support::quoted(line) + "\n" + line.substr(2) + "\n";
      expected += line + "\n";
      ++commands;
    } else if (inside) {
      expected += line + "\n";
    }
  }
  EXPECT_GE(commands, 10U);
  std::ofstream(directory + "/script") << script;
  const fs::path command = fs::path(KSIM_COMMAND);
  const Ended ran =
      shell("export LC_ALL=C PATH=" + (command.parent_path() / "libexec/ksim").native() +
            ":$PATH; bash " + directory + "/script");
  fs::remove_all(directory);
  EXPECT_EQ(ran.output, expected);
}

}  // namespace
}  // namespace ksim
