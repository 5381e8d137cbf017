// SPDX-License-Identifier: GPL-2.0-or-later
// Asks the strategy and writes down what it said.
#ifndef KSIM_SCHED_CHOOSER_HH
#define KSIM_SCHED_CHOOSER_HH

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ksim/strategy.hh"

namespace ksim::sched {

class Chooser {
 public:
  explicit Chooser(std::unique_ptr<Strategy> strategy) : strategy_(std::move(strategy)) {}

  // Requires: count >= 1. Nothing is asked or recorded if there is no choice.
  std::uint32_t choose(ChoiceKind kind, std::uint32_t count) {
    return count < 2 ? 0 : ask(kind, count);
  }

  Strategy& strategy() { return *strategy_; }

  // For make_replay(): the seed, then each choice other than 0 as "+skipped.choice",
  // where `skipped` counts the zeroes before it.
  std::string recording() const;

 private:
  std::uint32_t ask(ChoiceKind kind, std::uint32_t count);

  std::unique_ptr<Strategy> strategy_;
  std::uint64_t zeroes_ = 0;  // since the last entry of choices_
  struct Choice {
    std::uint64_t zeroes_before;
    std::uint32_t choice;
  };
  std::vector<Choice> choices_;
};

}  // namespace ksim::sched

#endif
