// SPDX-License-Identifier: GPL-2.0-or-later
// The manual page and the completion say what `ksim --help` says.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>
#include <sstream>
#include <vector>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

std::string manual() {
  std::ifstream file(KSIM_SOURCE_DIR "/docs/ksim.1");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> find_all(const std::string& text, const std::string& pattern) {
  std::vector<std::string> found;
  const std::regex regex(pattern);
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match)
    found.push_back((*match)[1]);
  return found;
}

// Lines in the list of subcommands begin with two blanks.
std::vector<std::string> subcommands() {
  const std::string help = shell(KSIM_COMMAND " --help").output;
  const std::size_t begin = help.find("\nSubcommands:\n");
  const std::string list = help.substr(begin, help.find("\n\n", begin) - begin);
  return find_all(list, "\n  ([a-z]+) ");
}

std::vector<std::string> options_of(const std::string& subcommand) {
  const std::string help = shell(KSIM_COMMAND " " + subcommand + " --help").output;
  return find_all(help, "\n  (?:-[A-Za-z],)?--([a-z-]+)");
}

// What the completion offers for the last of `words`.
std::vector<std::string> completed(const std::string& words) {
  const Ended done =
      shell("bash -c '. " KSIM_SOURCE_DIR "/fuse-dev/completion/ksim.bash; COMP_WORDS=(" + words +
            "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ksim; "
            "printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
  std::vector<std::string> lines;
  std::istringstream text(done.output);
  for (std::string line; std::getline(text, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

TEST(Manual, HasEverySubcommandAndItsOptions) {
  const std::string page = manual();
  const auto has = [&page](const std::string& text) {
    return page.find(text) != std::string::npos;
  };
  const auto has_options = [&](const std::string& name) {
    const std::vector<std::string> options = options_of(name);
    EXPECT_THAT(options, Contains("help"));
    for (const std::string& option : options)
      EXPECT_TRUE(has("Fl -" + option) || has(", -" + option)) << name << " --" << option;
  };
  const std::vector<std::string> names = subcommands();
  EXPECT_THAT(names, Contains("umount"));
  for (const std::string& name : names) {
    EXPECT_TRUE(has("\n.Nm\n.Cm " + name + "\n")) << name;
    EXPECT_TRUE(has("\n.It Cm " + name)) << name;
    has_options(name);
  }
  has_options("");
}

TEST(Manual, HasNothingThatIsNoMore) {
  const std::vector<std::string> names = subcommands();
  for (const std::string& name : find_all(manual(), "\n\\.It Cm (\\w+)"))
    EXPECT_THAT(names, Contains(name));
}

TEST(Manual, IsWellFormed) {
  if (shell("command -v groff").exit_code != 0) GTEST_SKIP() << "no groff on this machine";
  const Ended done =
      shell("groff -ww -mandoc -Tutf8 " KSIM_SOURCE_DIR "/docs/ksim.1 2>&1 >/dev/null");
  EXPECT_EQ(done.output, "");
  EXPECT_EQ(done.exit_code, 0);
}

TEST(Completion, OffersEverySubcommandAndItsOptions) {
  const std::vector<std::string> names = subcommands();
  const std::vector<std::string> offered = completed("ksim \"\"");
  for (const std::string& name : names) {
    EXPECT_THAT(offered, Contains(name));
    const std::vector<std::string> options = completed("ksim " + name + " --");
    for (const std::string& option : options_of(name))
      EXPECT_THAT(options, Contains("--" + option)) << name;
  }
  for (const std::string& option : options_of(""))
    EXPECT_THAT(completed("ksim --"), Contains("--" + option));
}

TEST(Completion, OffersModuleFiles) {
  EXPECT_THAT(completed("ksim insmod " KSIM_DRIVER_DIR "/sc"),
              Contains(KSIM_DRIVER_DIR "/scull.ko"));
  EXPECT_THAT(completed("ksim run -m " KSIM_DRIVER_DIR "/sc"),
              Contains(KSIM_DRIVER_DIR "/scull.ko"));
  EXPECT_THAT(completed("ksim insmod " KSIM_DRIVER_DIR "/CMake"),
              testing::Not(Contains(testing::EndsWith(".txt"))));
  setenv("KSIM_MODULE_PATH", KSIM_DRIVER_DIR, 1);
  EXPECT_THAT(completed("insmod scu"), Contains("scull.ko"));
}

TEST(Completion, OffersProgramsAndThenFiles) {
  EXPECT_THAT(completed("ksim run -m x.ko mkno"), Contains("mknod"));
  EXPECT_THAT(completed("ksim run -m x.ko cat /dev/nul"), Contains("/dev/null"));
}

TEST(Completion, IsSilentWhereThereIsNothing) {
  EXPECT_THAT(completed("ksim nonsense \"\""), IsEmpty());
  EXPECT_THAT(completed("ksim lsmod \"\""), IsEmpty());
}

class CompletionUnderKsim : public FuseTest {};

TEST_F(CompletionUnderKsim, OffersModulesThatAreLoaded) {
  const Ended done =
      run("bash -c \". " KSIM_SOURCE_DIR "/fuse-dev/completion/ksim.bash; ksim() { " KSIM_COMMAND
          " \\\"\\$@\\\"; }; COMP_WORDS=(rmmod s); COMP_CWORD=1; _ksim; echo \\${COMPREPLY[@]}\"",
          "-m scull.ko -m hello.ko");
  EXPECT_EQ(done.output, "scull\n");
}

}  // namespace
}  // namespace ksim::fuse_test
