// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/report/log.hh"

#include <gtest/gtest.h>

namespace ksim::report {
namespace {

class LogTest : public ::testing::Test {
 protected:
  Clock clock_;
  Log log_{clock_};
};

TEST_F(LogTest, ARecordHasLevelAndTime) {
  clock_.advance_ns(1500);
  log_.write(3, "it broke\n");
  ASSERT_EQ(log_.records().size(), 1u);
  EXPECT_EQ(log_.records()[0].level, 3);
  EXPECT_EQ(log_.records()[0].time_ns, 1500u);
  EXPECT_EQ(log_.records()[0].text, "it broke");
}

TEST_F(LogTest, ContinuationJoinsARecordWithoutNewline) {
  log_.write(6, "one");
  log_.write(-1, " two");
  log_.write(-1, " three\n");
  EXPECT_EQ(log_.text(), "one two three\n");
}

TEST_F(LogTest, ContinuationAfterANewlineIsARecordOfItsOwn) {
  log_.write(6, "one\n");
  log_.write(-1, "two\n");
  EXPECT_EQ(log_.text(), "one\ntwo\n");
}

TEST_F(LogTest, ARecordWithoutNewlineEndsWhereTheNextBegins) {
  log_.write(6, "one");
  log_.write(6, "two\n");
  EXPECT_EQ(log_.text(), "one\ntwo\n");
}

TEST_F(LogTest, OnlyTheTaskThatBeganARecordContinuesIt) {
  const int tasks[2] = {};
  log_.write(6, "one", &tasks[0]);
  log_.write(-1, "two", &tasks[1]);
  EXPECT_EQ(log_.text(), "one\ntwo\n");
}

TEST_F(LogTest, ANewlineInsideAContinuationBeginsARecord) {
  log_.write(6, "one");
  log_.write(-1, " two\nthree\n");
  EXPECT_EQ(log_.text(), "one two\nthree\n");
}

TEST_F(LogTest, EachLineIsARecord) {
  log_.write(6, "one\ntwo\n\n");
  ASSERT_EQ(log_.records().size(), 2u);
  EXPECT_EQ(log_.records()[1].text, "two");
}

TEST_F(LogTest, AnEmptyMessageIsAnEmptyRecord) {
  log_.write(6, "\n");
  ASSERT_EQ(log_.records().size(), 1u);
  EXPECT_EQ(log_.records()[0].text, "");
}

TEST_F(LogTest, AFullLogDropsTheOldest) {
  constexpr int kMany = 200'000;
  for (int index = 0; index < kMany; ++index) log_.write(6, std::to_string(index) + "\n");
  EXPECT_LT(log_.records().size(), 70'000u);
  EXPECT_EQ(log_.records().back().text, std::to_string(kMany - 1));
}

}  // namespace
}  // namespace ksim::report
