// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/seeds.hh"

#include <gtest/gtest.h>

namespace ksim {
namespace {

TEST(SeedRange, ACountBeginsWithOne) {
  const auto seeds = SeedRange::parse("1000");
  ASSERT_TRUE(seeds);
  EXPECT_EQ(seeds->first, 1U);
  EXPECT_EQ(seeds->last, 1000U);
  EXPECT_EQ(seeds->count(), 1000U);
}

TEST(SeedRange, IncludesBothEnds) {
  const auto seeds = SeedRange::parse("17-20");
  ASSERT_TRUE(seeds);
  EXPECT_EQ(seeds->first, 17U);
  EXPECT_EQ(seeds->last, 20U);
  EXPECT_EQ(seeds->count(), 4U);
  EXPECT_EQ(SeedRange::parse("0-0")->count(), 1U);
  EXPECT_EQ(SeedRange::parse("18446744073709551615-18446744073709551615")->count(), 1U);
}

TEST(SeedRange, IsNeverEmptyOrHalfRead) {
  for (const char* text : {"", "0", "-", "5-", "-5", "20-17", "1-2-3", "ten", "10x", " 10", "1.5",
                           "18446744073709551616", "0-18446744073709551615"}) {
    EXPECT_FALSE(SeedRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace ksim
