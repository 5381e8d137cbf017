// SPDX-License-Identifier: GPL-2.0-or-later
// The transcripts in docs/tutorials come true: each command, with what it prints.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "docs/examples/shell/shell.hh"

namespace ksim::shell {
namespace {

namespace fs = std::filesystem;

const fs::path kTutorials = fs::path(KSIM_SOURCE_DIR) / "docs/tutorials";

struct Command {
  int line = 0;
  std::string text;
  std::string output;
};

// Blocks that begin with ```console; a command follows "$ ", what it prints is below it.
std::vector<Command> commands_of(const fs::path& tutorial) {
  std::vector<Command> commands;
  std::ifstream file(tutorial);
  bool inside = false;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      commands.push_back({number, line.substr(2), {}});
    } else if (inside && !commands.empty()) {
      commands.back().output += line + "\n";
    }
  }
  return commands;
}

std::vector<fs::path> tutorials() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(kTutorials)) paths.push_back(entry.path());
  return paths;
}

class Tutorial : public ::testing::TestWithParam<fs::path> {};

INSTANTIATE_TEST_SUITE_P(, Tutorial, ::testing::ValuesIn(tutorials()),
                         [](const auto& tested) { return tested.param.stem().string(); });

TEST_P(Tutorial, ShowsWhatHappens) {
  const std::vector<Command> commands = commands_of(GetParam());
  ASSERT_GT(commands.size(), 10U);
  // What the reader types before: ./dev shell.
  Shell shell(KSIM_DRIVER_DIR);
  for (const Command& command : commands) {
    if (command.text.starts_with("./dev")) continue;
    EXPECT_EQ(shell.run(command.text), command.output)
        << GetParam().filename() << ":" << command.line << ": " << command.text;
  }
}

}  // namespace
}  // namespace ksim::shell
