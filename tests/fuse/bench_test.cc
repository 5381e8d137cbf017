// SPDX-License-Identifier: GPL-2.0-or-later
// ksim bench: what it says of two runs of benchmarks, and its exit status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/shell.hh"

namespace {

using ksim::test_support::Ended;
using ksim::test_support::shell;

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

class Bench : public ::testing::Test {
 protected:
  Bench() { fs::create_directories(directory_); }
  ~Bench() override { fs::remove_all(directory_); }

  std::string file(const std::string& name, const std::string& benchmarks) {
    const std::string path = directory_ / name;
    std::ofstream(path) << "{\"context\": {}, \"benchmarks\": [" << benchmarks << "]}";
    return path;
  }

  // Ten samples that spread by 10 % around `middle`, beside a floor of `floor_ns`.
  static std::string samples(const std::string& name, double middle, double floor_ns) {
    std::string subject;
    std::string floor;
    for (int index = 0; index < 10; ++index) {
      const char* comma = index == 0 ? "" : ", ";
      subject += comma + std::to_string(middle * (0.95 + 0.01 * index));
      floor += comma + std::to_string(floor_ns);
    }
    return R"({"name": ")" + name + R"(", "cells": [{"x": 0, "y": 0, "subject_ns": [)" + subject +
           R"(], "floor_ns": [)" + floor + "]}]}";
  }

  static std::string repetitions(const std::string& name, double middle, int count) {
    std::string text;
    for (int index = 0; index < count; ++index)
      text += std::string(index == 0 ? "" : ", ") + R"({"name": ")" + name + R"(", "run_name": ")" +
              name + R"(", "run_type": "iteration", "time_unit": "us", "real_time": )" +
              std::to_string(middle * (0.95 + 0.01 * index)) + "}";
    return text + R"(, {"name": ")" + name +
           R"(_mean", "run_type": "aggregate", "time_unit": "us", "real_time": 1})";
  }

  static Ended compare(const std::string& before, const std::string& after,
                       const std::string& options = "") {
    return shell(KSIM_COMMAND " bench " + options + " --compare " + before + " " + after);
  }

  const fs::path directory_ =
      fs::path(::testing::TempDir()) / ("ksim-bench-test-" + std::to_string(getpid()));
};

TEST_F(Bench, FindsWhatHasBecomeSlower) {
  const Ended ended = compare(file("a", samples("read", 100, 50) + "," + samples("write", 100, 50)),
                              file("b", samples("read", 130, 50) + "," + samples("write", 99, 50)));
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("+30.0%"));
  EXPECT_THAT(ended.output, HasSubstr("SLOWER"));
  EXPECT_THAT(ended.output, HasSubstr("2 compared, 1 slower by more than 5 %"));
}

TEST_F(Bench, SeesNothingInTheSameRun) {
  const std::string same = file("a", samples("read", 100, 50));
  const Ended ended = compare(same, same);
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr("SLOWER")));
}

TEST_F(Bench, DoesNotBlameADriverForABusyMachine) {
  const Ended ended =
      compare(file("a", samples("read", 100, 50)), file("b", samples("read", 200, 100)));
  EXPECT_EQ(ended.exit_code, 0) << "twice the time, but of the floor as well\n" << ended.output;
}

TEST_F(Bench, LetsALittlePass) {
  const std::string before = file("a", samples("read", 100, 50));
  const std::string after = file("b", samples("read", 115, 50));
  EXPECT_EQ(compare(before, after).exit_code, 1);
  EXPECT_EQ(compare(before, after, "--threshold 20").exit_code, 0);
}

TEST_F(Bench, SaysWhatHasBecomeFaster) {
  const Ended ended =
      compare(file("a", samples("read", 130, 50)), file("b", samples("read", 100, 50)));
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.output, HasSubstr("faster"));
}

TEST_F(Bench, ReadsFilesOfGoogleBenchmark) {
  const Ended ended =
      compare(file("a", repetitions("read", 1, 9)), file("b", repetitions("read", 2, 9)));
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("990 ns"));
  EXPECT_THAT(ended.output, HasSubstr("1 compared")) << "aggregates are no samples";
}

TEST_F(Bench, DoesNotJudgeByAFewSamples) {
  const Ended ended =
      compare(file("a", repetitions("read", 1, 3)), file("b", repetitions("read", 2, 3)));
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.output, HasSubstr("too few samples"));
}

TEST_F(Bench, SaysWhatIsInOneFileOnly) {
  const Ended ended = compare(file("a", samples("read", 1, 1) + "," + samples("gone", 1, 1)),
                              file("b", samples("read", 1, 1) + "," + samples("new", 1, 1)));
  EXPECT_THAT(ended.output, HasSubstr("only in the first"));
  EXPECT_THAT(ended.output, HasSubstr("only in the second"));
}

TEST_F(Bench, RefusesWhatItCannotCompare) {
  const std::string good = file("a", samples("read", 1, 1));
  EXPECT_EQ(compare(good, file("b", samples("write", 1, 1))).exit_code, 2);
  EXPECT_EQ(compare(good, directory_ / "missing").exit_code, 2);
  std::ofstream(directory_ / "text") << "no JSON";
  EXPECT_EQ(compare(good, directory_ / "text").exit_code, 2);
  EXPECT_EQ(shell(KSIM_COMMAND " bench --compare " + good).exit_code, 2);
}

}  // namespace
