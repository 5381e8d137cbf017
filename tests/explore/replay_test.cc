// SPDX-License-Identifier: GPL-2.0-or-later
// From a sweep over seeds to a failure, and from the line that it prints to the very same
// failure in another process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Ended {
  int status;  // what the program exited with, or 128 + the signal that killed it
  std::string output;
};

// As typed into a shell.
Ended run(const std::string& command) {
  std::FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
  if (pipe == nullptr) return {-1, "popen() failed"};
  std::string output;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof(buffer), pipe)) {
    output.append(buffer, size);
  }
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), output};
}

Ended run_racy(const std::string& arguments, const std::string& environment = "") {
  return run(environment + " " RACY_PROGRAM " " + arguments);
}

// What stands between two texts, without them; empty if they are not there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return "";
  const std::size_t to = text.find(end, from + begin.size());
  if (to == std::string::npos) return "";
  return text.substr(from + begin.size(), to - from - begin.size());
}

// The first finding, without its last line, which says how to see it again.
std::string finding_in(const std::string& output) {
  return between(output, "\nksim: ", "\n  replay: ");
}

std::string replay_line_in(const std::string& output) {
  return between(output, "\n  replay: ", "\n");
}

// A failure that a sweep found.
class Replay : public ::testing::Test {
 protected:
  void SetUp() override {
    swept_ = run_racy("--ksim_seeds=1000 --gtest_filter=Racy.LetsOneInAtATime");
    ASSERT_EQ(swept_.status, 1) << swept_.output;
    line_ = replay_line_in(swept_.output);
    ASSERT_THAT(line_, StartsWith("KSIM_REPLAY='random:")) << swept_.output;
  }

  Ended swept_;
  std::string line_;
};

TEST_F(Replay, TheFirstScheduleIsNotEnough) {
  EXPECT_THAT(swept_.output, HasSubstr("[  PASSED  ] 1 test."));
  EXPECT_EQ(run_racy("--gtest_filter=Racy.LetsOneInAtATime").status, 0);
}

TEST_F(Replay, ShowsTheVerySameFindingInAFreshProcess) {
  const std::string finding = finding_in(swept_.output);
  EXPECT_THAT(finding, HasSubstr("racy.c:28"));
  EXPECT_THAT(finding, HasSubstr(" ms after boot, step "));
  const Ended again = run(line_);
  EXPECT_EQ(again.status, 1);
  EXPECT_EQ(finding_in(again.output), finding);
  EXPECT_EQ(replay_line_in(again.output), line_);
}

TEST_F(Replay, TheSweepEndsWithTheLineThatShowsItAgain) {
  EXPECT_TRUE(swept_.output.ends_with("; to see it again:\n" + line_ + "\n")) << swept_.output;
}

TEST_F(Replay, TheSeedsBeforeAreThoseThatPassed) {
  const int seed = std::stoi(between(line_, "random:", "'"));
  if (seed > 1) {
    EXPECT_EQ(
        run_racy("--gtest_filter=Racy.LetsOneInAtATime --ksim_seeds=" + std::to_string(seed - 1))
            .status,
        0);
  }
  EXPECT_EQ(run_racy("--gtest_filter=Racy.LetsOneInAtATime --ksim_seeds=" + std::to_string(seed) +
                     "-" + std::to_string(seed))
                .status,
            1);
}

TEST_F(Replay, ARecordingShowsItToo) {
  const std::string seed = "KSIM_REPLAY='" + between(line_, "KSIM_REPLAY='", "'") + "'";
  const std::string filter = "--gtest_filter=Racy.TellsWhatHappened";
  const std::string happened = between(run_racy(filter, seed).output, "recording: ", "the end");
  EXPECT_THAT(happened, HasSubstr(finding_in(swept_.output)));
  const std::string recording = happened.substr(0, happened.find('\n'));
  EXPECT_THAT(recording, StartsWith("replay:"));
  const Ended again = run_racy(filter, "KSIM_REPLAY='" + recording + "'");
  EXPECT_EQ(between(again.output, "recording: ", "the end"), happened);
}

TEST(Seeds, MakeTheSameHappenAgain) {
  const std::string filter = "--gtest_filter=Racy.TellsWhatHappened";
  std::string last;
  for (const char* seed :
       {"KSIM_REPLAY=random:1", "KSIM_REPLAY=random:2", "KSIM_REPLAY=random:3"}) {
    const std::string output = run_racy(filter + " --gtest_repeat=2", seed).output;
    const std::string first = between(output, "recording: ", " steps");
    const std::string rest = output.substr(output.find(" steps") + 1);
    EXPECT_EQ(between(rest, "recording: ", " steps"), first) << "twice in one process, " << seed;
    EXPECT_EQ(between(run_racy(filter, seed).output, "recording: ", " steps"), first)
        << "in another process, " << seed;
    EXPECT_NE(first, last) << "by another seed";
    last = first;
  }
}

TEST(Seeds, AreCountedWhenAllPass) {
  const Ended swept = run_racy("--gtest_brief=1 --gtest_filter=Racy.LetsOneIn --ksim_seeds=5-24");
  EXPECT_EQ(swept.status, 0);
  EXPECT_THAT(swept.output, HasSubstr("[  PASSED  ] 1 tests under each of 20 seeds."));
}

TEST(Seeds, AreNotTriedWhenThePlainRunRunsNothing) {
  for (const char* arguments : {"--gtest_filter=No.Such --ksim_seeds=20",
                                "--gtest_list_tests "
                                "--ksim_seeds=20",
                                "--help --ksim_seeds=20"}) {
    const Ended nothing = run_racy(arguments);
    EXPECT_EQ(nothing.status, 0) << arguments;
    EXPECT_THAT(nothing.output, Not(HasSubstr("under each"))) << arguments;
  }
}

TEST(Seeds, OfACrashAreSaid) {
  const Ended crashed =
      run_racy("--gtest_filter=Racy.CrashesUnderChance --ksim_seeds=7-9", "ulimit -c 0;");
  EXPECT_EQ(crashed.status, 128 + SIGABRT);
  EXPECT_THAT(crashed.output,
              HasSubstr("the test that was running: KSIM_REPLAY='random:7' " RACY_PROGRAM
                        " --gtest_filter=Racy.CrashesUnderChance\n"));
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Seeds, AreATestCaseOfTheirOwnInTheResults) {
  const std::string directory = ::testing::TempDir() + "ksim-replay-test";
  const std::string option = " --gtest_output=xml:" + directory + "/racy.xml";
  run_racy("--gtest_filter=Racy.LetsOneIn --ksim_seeds=20" + option);
  EXPECT_THAT(contents(directory + "/racy.xml"), HasSubstr("name=\"LetsOneIn\""));
  const std::string passed = contents(directory + "/racy.seeds.xml");
  EXPECT_THAT(passed, HasSubstr("<testcase name=\"1-20\""));
  EXPECT_THAT(passed, HasSubstr("name=\"seeds\" value=\"20\""));
  EXPECT_THAT(passed, Not(HasSubstr("<failure")));

  run_racy("--gtest_filter=Racy.LetsOneInAtATime --ksim_seeds=1000" + option);
  EXPECT_THAT(contents(directory + "/racy.xml"), Not(HasSubstr("<failure")));
  EXPECT_THAT(contents(directory + "/racy.seeds.xml"), HasSubstr("<failure message=\"seed "));
  std::filesystem::remove_all(directory);
}

TEST(GarbledReplay, IsRefusedByName) {
  for (const char* replay : {"randm:3", "random:", "random:3x", "replay:", "replay:1:q",
                             "replay:1:p+zz", "replay:1:p+3", "fifo "}) {
    const Ended refused = run_racy("", "KSIM_REPLAY='" + std::string(replay) + "'");
    EXPECT_EQ(refused.status, 2) << replay;
    EXPECT_THAT(refused.output, HasSubstr("cannot read ")) << replay;
    EXPECT_THAT(refused.output, HasSubstr("'" + std::string(replay) + "'"));
    EXPECT_THAT(refused.output, Not(HasSubstr("[ RUN"))) << replay;
  }
}

TEST(GarbledSeeds, AreRefused) {
  for (const char* option : {"--ksim_seeds=", "--ksim_seeds=0", "--ksim_seeds=many",
                             "--ksim_seeds=9-1", "--ksim_sedes=5"}) {
    const Ended refused = run_racy(option);
    EXPECT_EQ(refused.status, 2) << option;
    EXPECT_THAT(refused.output, HasSubstr(option));
  }
  EXPECT_EQ(run_racy("--ksim_seeds=5", "KSIM_REPLAY=fifo").status, 2);
}

}  // namespace
