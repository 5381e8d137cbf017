// SPDX-License-Identifier: GPL-2.0-or-later
// How many CPUs the kernel sees is for the test to say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "ksim/simulator.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;

Simulator::Options with_cpus(std::uint32_t cpus) {
  Simulator::Options options;
  options.cpus = cpus;
  return options;
}

std::string said_with(Simulator::Options options) {
  Simulator simulator(std::move(options));
  EXPECT_TRUE(simulator.insmod("cpu_count"));
  EXPECT_TRUE(simulator.rmmod("cpu_count"));
  EXPECT_TRUE(simulator.take_findings().empty());
  return simulator.dmesg();
}

TEST(Cpus, ThereAreTwoUnlessTheTestSaysOtherwise) {
  EXPECT_THAT(said_with({}), HasSubstr("online 2, possible 2, ids 2, mask 3, at home 2"));
}

TEST(Cpus, ThereCanBeOne) {
  EXPECT_THAT(said_with(with_cpus(1)), HasSubstr("online 1, possible 1, ids 1, mask 1, at home 1"));
}

TEST(Cpus, ThereCanBeEight) {
  EXPECT_THAT(said_with(with_cpus(8)),
              HasSubstr("online 8, possible 8, ids 8, mask ff, at home 8"));
}

TEST(Cpus, TheNextKernelHasTwoAgain) {
  said_with(with_cpus(4));
  EXPECT_THAT(said_with({}), HasSubstr("online 2,"));
}

TEST(Cpus, MoreThanEightOrNoneAreRefused) {
  EXPECT_THROW(Simulator{with_cpus(9)}, std::invalid_argument);
  EXPECT_THROW(Simulator{with_cpus(0)}, std::invalid_argument);
}

}  // namespace
}  // namespace ksim
