// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/strategy.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "ksim/sched/chooser.hh"

namespace ksim {
namespace {

using sched::Chooser;
using ::testing::Each;
using ::testing::Lt;

std::vector<std::uint32_t> choices_of(Chooser& chooser, int number) {
  std::vector<std::uint32_t> choices;
  for (int index = 0; index < number; ++index)
    choices.push_back(chooser.choose(ChoiceKind::Task, 5));
  return choices;
}

TEST(Strategy, FifoAlwaysTakesTheFirst) {
  Chooser chooser(make_fifo());
  EXPECT_THAT(choices_of(chooser, 100), Each(0u));
  EXPECT_FALSE(chooser.strategy().preempts());
}

TEST(Strategy, RandomWithOneSeedChoosesTheSameAgain) {
  Chooser first(make_random(42));
  Chooser second(make_random(42));
  Chooser other(make_random(43));
  const auto choices = choices_of(first, 100);
  EXPECT_EQ(choices, choices_of(second, 100));
  EXPECT_NE(choices, choices_of(other, 100));
  EXPECT_THAT(choices, Each(Lt(5u)));
}

TEST(Strategy, RandomReachesEveryAlternative) {
  Chooser chooser(make_random(7));
  std::vector<int> counts(5);
  for (const std::uint32_t choice : choices_of(chooser, 1000)) ++counts[choice];
  EXPECT_THAT(counts, Each(::testing::Gt(100)));
}

TEST(Strategy, ARecordingReplaysExactly) {
  Chooser original(make_random(99));
  const auto choices = choices_of(original, 200);
  Chooser replay(make_replay(original.recording()));
  EXPECT_EQ(choices, choices_of(replay, 200));
  EXPECT_EQ(replay.strategy().seed(), 99u);
  EXPECT_TRUE(replay.strategy().preempts());
}

TEST(Strategy, AReplayThatHasRunOutGoesOnFirstComeFirstServed) {
  Chooser original(make_random(3));
  choices_of(original, 10);
  Chooser replay(make_replay(original.recording()));
  choices_of(replay, 10);
  EXPECT_THAT(choices_of(replay, 50), Each(0u));
}

TEST(Strategy, AReplayThatDoesNotFitSaysSoAndGoesOn) {
  Chooser replay(make_replay("replay:1:p+0.4"));
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(replay.choose(ChoiceKind::Task, 2), 0u);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              ::testing::HasSubstr("does not fit this test any more"));
}

TEST(Strategy, ThereIsNoChoiceAmongOne) {
  Chooser chooser(make_random(1));
  EXPECT_EQ(chooser.choose(ChoiceKind::Task, 1), 0u);
  EXPECT_EQ(chooser.recording(), "replay:1:p");
}

TEST(Strategy, DescriptionsMakeTheSameStrategyAgain) {
  for (const char* text : {"fifo", "random:12345", "replay:5:n+3.1+0.2"})
    EXPECT_EQ(make_strategy(text)->describe(), text);
}

TEST(Strategy, NonsenseIsRefusedByName) {
  for (const char* text : {"lifo", "random:", "random:x", "random:1x", "replay:", "replay:1",
                           "replay:1:q", "replay:1:p+", "replay:1:p+2", "replay:1:p2.3"})
    EXPECT_THROW(make_strategy(text), std::invalid_argument) << text;
}

}  // namespace
}  // namespace ksim
