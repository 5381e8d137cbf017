// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/outcome.hh"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <utility>

namespace ksim {
namespace {

Outcome<int> failure() { return {Errno{EIO}, "read() of /dev/x", std::source_location::current()}; }
Outcome<int> success() { return {7, {}, std::source_location::current()}; }

TEST(Outcome, AFailureThatNobodyLooksAtFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(failure(), "read() of /dev/x failed with EIO");
}

TEST(Outcome, AFailureThatSomebodyLooksAtDoesNot) {
  EXPECT_FALSE(failure().ok());
  EXPECT_EQ(failure().error(), Errno{EIO});
}

TEST(Outcome, ASuccessMayBeDropped) { success(); }

TEST(Outcome, AFailureIsReportedOnceHoweverOftenItMoves) {
  EXPECT_NONFATAL_FAILURE(
      {
        Outcome<int> first = failure();
        Outcome<int> second = std::move(first);
        Outcome<int> third = std::move(second);
      },
      "EIO");
}

TEST(Outcome, HandsOverItsValue) { EXPECT_EQ(success().value(), 7); }

TEST(Outcome, ThrowsWhenAFailureIsAskedForItsValue) {
  EXPECT_THROW(failure().value(), std::runtime_error);
}

TEST(Outcome, PrintsAsWhatItIs) {
  EXPECT_EQ(::testing::PrintToString(success()), "success, 7");
  EXPECT_EQ(::testing::PrintToString(failure()), "failure, " + Errno{EIO}.describe());
}

}  // namespace
}  // namespace ksim
