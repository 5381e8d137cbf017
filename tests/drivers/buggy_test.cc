// SPDX-License-Identifier: GPL-2.0-or-later
// Each driver of drivers/buggy makes one mistake: it must be found, at its line, under the
// default schedule or under one of a thousand random ones. Its twin is used in the same way
// and must pass under every one of many more.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "buggy_catalogue.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim::buggy {

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.driver; }

namespace {

// AddressSanitizer is there for what happens in a run, not for how many there are.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kSeedsOfTwins = 200;
#else
constexpr std::uint64_t kSeedsOfTwins = 10'000;
#endif

class BuggyDriver : public ::testing::TestWithParam<Mistake> {};

INSTANTIATE_TEST_SUITE_P(, BuggyDriver, ::testing::ValuesIn(catalogue()),
                         [](const auto& tested) { return std::string(tested.param.driver); });

TEST_P(BuggyDriver, IsFoundByKindAndLine) {
  const Mistake& mistake = GetParam();
  const Observed first = run(mistake, Twin::Buggy, make_fifo());
  // What comes of a mistake may be seen again, elsewhere.
  for (const Finding& finding : first.findings) EXPECT_EQ(finding.kind, mistake.kind) << finding;
  if (first.find(mistake) != nullptr) return;
  const std::optional<std::uint64_t> seeds = seeds_needed(mistake);
  EXPECT_TRUE(seeds.has_value()) << "no " << mistake.kind << " at " << mistake.places.front()
                                 << " in " << kSeedsMax << " seeds; the default schedule has\n"
                                 << first.text();
}

TEST_P(BuggyDriver, IsCleanWithoutItsMistake) {
  const Mistake& mistake = GetParam();
  // Under the schedule that KSIM_REPLAY asks for, if it does.
  const Observed first = run(mistake, Twin::Fixed, nullptr);
  ASSERT_TRUE(first.is_clean()) << first.text();
  std::uint64_t swept = 0;
  for (std::uint64_t seed = 1; seed <= kSeedsOfTwins; ++seed, ++swept) {
    const Observed result = run(mistake, Twin::Fixed, make_random(seed));
    ASSERT_TRUE(result.is_clean()) << result.text() << "replay: KSIM_REPLAY='random:" << seed
                                   << "' buggy_test --gtest_filter=*Clean*/" << mistake.driver;
  }
  EXPECT_EQ(swept, kSeedsOfTwins);
}

TEST(BuggyCatalogue, HasEveryDriver) {
  std::set<std::string> listed;
  for (const Mistake& mistake : catalogue())
    EXPECT_TRUE(listed.emplace(mistake.driver).second) << mistake.driver << " is there twice";
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(KSIM_SOURCE_DIR "/drivers/buggy"))
    if (entry.is_directory()) there.insert(entry.path().filename());
  EXPECT_EQ(listed, there);
  EXPECT_GE(listed.size(), 24U);
}

TEST(BuggyCatalogue, NamesLinesOfItsDrivers) {
  for (const Mistake& mistake : catalogue()) {
    const std::string file = mistake.module(Twin::Buggy) + ".c:";
    for (const std::string_view place : mistake.places) EXPECT_TRUE(place.starts_with(file));
  }
}

std::string read(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(BuggyCatalogue, IsInTheReadme) {
  const std::string text = read(KSIM_SOURCE_DIR "/drivers/buggy/README.md");
  EXPECT_TRUE(splice(text, table(Document::Readme)) == text)
      << "drivers/buggy/README.md is not what the catalogue says; run ./dev docs";
}

// Where instrumentation is, there are other lines to find a mistake at.
#ifndef __SANITIZE_ADDRESS__
TEST(BuggyCatalogue, IsInTheListOfFindings) {
  const std::string text = read(KSIM_SOURCE_DIR "/docs/findings.md");
  const std::string current = table(Document::Findings);
  EXPECT_TRUE(splice(text, current) == text)
      << "docs/findings.md is not what ksim finds; run ./dev docs. It finds\n"
      << current;
}
#endif

}  // namespace
}  // namespace ksim::buggy
