// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/matchers.hh"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "ksim/testing/outcome.hh"

namespace ksim {
namespace {

using ::testing::DescribeMatcher;
using ::testing::Matcher;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::StringMatchResultListener;
using Text = Outcome<std::string>;

Text failure() { return {Errno{EAGAIN}, {}, std::source_location::current()}; }
Text success() { return {std::string("hello"), {}, std::source_location::current()}; }

// What the matcher has to say of a value that it does not match.
template <typename T>
std::string explanation(const Matcher<const T&>& matcher, const T& value) {
  StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(value, &listener));
  return listener.str();
}

const std::string kEagain = Errno{EAGAIN}.describe();

TEST(Matchers, NamesTheErrno) { EXPECT_THAT(kEagain, StartsWith("EAGAIN")); }

TEST(Succeeds, MatchesEverySuccess) {
  EXPECT_THAT(success(), Succeeds());
  EXPECT_EQ(explanation<Text>(Succeeds(), failure()), "which failed with " + kEagain);
  EXPECT_EQ(DescribeMatcher<const Text&>(Succeeds()), "succeeds");
}

TEST(SucceedsWith, MatchesTheValue) {
  EXPECT_THAT(success(), SucceedsWith("hello"));
  EXPECT_THAT(success(), Not(SucceedsWith("world")));
  EXPECT_THAT(failure(), Not(SucceedsWith("hello")));
  EXPECT_EQ(explanation<Text>(SucceedsWith("hello"), failure()), "which failed with " + kEagain);
}

TEST(SucceedsWith, TakesAMatcher) {
  EXPECT_THAT(success(), SucceedsWith(StartsWith("he")));
  EXPECT_THAT(success(), Not(SucceedsWith(StartsWith("wo"))));
}

TEST(SucceedsWith, DescribesTheValue) {
  EXPECT_EQ(DescribeMatcher<const Text&>(SucceedsWith("hello")),
            "succeeds with a value that is equal to \"hello\"");
  EXPECT_EQ(DescribeMatcher<const Text&>(Not(SucceedsWith("hello"))),
            "fails, or succeeds with a value that isn't equal to \"hello\"");
}

TEST(FailsWith, MatchesThatErrnoOnly) {
  EXPECT_THAT(failure(), FailsWith(EAGAIN));
  EXPECT_THAT(failure(), Not(FailsWith(EIO)));
  EXPECT_EQ(explanation<Text>(FailsWith(EIO), failure()), "which failed with " + kEagain);
  EXPECT_EQ(explanation<Text>(FailsWith(EIO), success()), "which succeeded");
  EXPECT_EQ(DescribeMatcher<const Text&>(FailsWith(EAGAIN)), "fails with " + kEagain);
}

TEST(Matchers, TakeResultsToo) {
  EXPECT_THAT(Result<int>(5), SucceedsWith(5));
  EXPECT_THAT(Result<int>(Errno{EIO}), FailsWith(EIO));
}

TEST(IsFinding, LooksAtKindAndPlace) {
  Finding finding;
  finding.kind = FindingKind::Leak;
  finding.sites.push_back({{"scull.c", 88, "scull_init", "scull"}, "allocated here"});
  EXPECT_THAT(finding, IsFinding(FindingKind::Leak, "scull.c:88"));
  EXPECT_THAT(finding, Not(IsFinding(FindingKind::Oops, "scull.c:88")));
  EXPECT_THAT(finding, Not(IsFinding(FindingKind::Leak, "scull.c:89")));
}

}  // namespace
}  // namespace ksim
