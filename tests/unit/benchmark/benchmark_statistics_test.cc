// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/benchmark_statistics.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ksim::bench {
namespace {

using ::testing::DoubleNear;

std::vector<double> count_to(int last) {
  std::vector<double> values;
  for (int value = 1; value <= last; ++value) values.push_back(value);
  return values;
}

TEST(Statistics, QuantilesLieBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2);
  EXPECT_DOUBLE_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.25), 7);
  const Estimate quartiles = spread(count_to(5));
  EXPECT_DOUBLE_EQ(quartiles.low, 2);
  EXPECT_DOUBLE_EQ(quartiles.high, 4);
}

TEST(Statistics, ConfidenceIsThatOfTheTablesOfBinomialRanks) {
  EXPECT_DOUBLE_EQ(median_with_confidence(count_to(5)).low, 1) << "of so few it is all";
  EXPECT_DOUBLE_EQ(median_with_confidence(count_to(6)).low, 1);
  EXPECT_DOUBLE_EQ(median_with_confidence(count_to(9)).low, 2);
  EXPECT_DOUBLE_EQ(median_with_confidence(count_to(20)).low, 6);
  EXPECT_DOUBLE_EQ(median_with_confidence(count_to(20)).high, 15);
}

TEST(Statistics, GrowthIsAPower) {
  const std::vector<double> x = {10, 100, 1000, 10000};
  const auto power = [&](double exponent) {
    std::vector<double> y;
    for (const double value : x) y.push_back(3 * std::pow(value, exponent));
    return exponent_of_growth(x, y);
  };
  EXPECT_THAT(power(0), DoubleNear(0, 1e-9));
  EXPECT_THAT(power(1), DoubleNear(1, 1e-9));
  EXPECT_THAT(power(2), DoubleNear(2, 1e-9));
  std::vector<double> logarithms;
  for (const double value : x) logarithms.push_back(std::log(value));
  EXPECT_LT(exponent_of_growth(x, logarithms), 0.25);
}

TEST(Statistics, MannWhitneyTellsSamplesApart) {
  std::vector<double> slower;
  for (const double value : count_to(10)) slower.push_back(value + 10);
  EXPECT_THAT(mann_whitney(count_to(10), slower), DoubleNear(0.00018, 0.00003));
  EXPECT_DOUBLE_EQ(mann_whitney(count_to(10), slower), mann_whitney(slower, count_to(10)));
}

TEST(Statistics, MannWhitneySeesNothingInTheSame) {
  EXPECT_GT(mann_whitney(count_to(10), count_to(10)), 0.9);
  EXPECT_DOUBLE_EQ(mann_whitney({1, 1, 1}, {1, 1, 1}), 1) << "nothing but ties";
  EXPECT_DOUBLE_EQ(mann_whitney({}, {1}), 1);
}

}  // namespace
}  // namespace ksim::bench
