// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/chooser.hh"

#include <fmt/format.h>

#include <iterator>

namespace ksim::sched {

std::uint32_t Chooser::ask(ChoiceKind kind, std::uint32_t count) {
  const std::uint32_t choice = strategy_->choose(kind, count);
  if (choice == 0) {
    ++zeroes_;
  } else {
    choices_.push_back({zeroes_, choice});
    zeroes_ = 0;
  }
  return choice;
}

std::string Chooser::recording() const {
  std::string text =
      fmt::format("replay:{}{}", strategy_->seed(), strategy_->preempts() ? ":p" : ":n");
  for (const Choice& choice : choices_)
    fmt::format_to(std::back_inserter(text), "+{:x}.{:x}", choice.zeroes_before, choice.choice);
  return text;
}

}  // namespace ksim::sched
