// SPDX-License-Identifier: GPL-2.0-or-later
// The one source of chance: every choice that hardware or a scheduler would make.
#ifndef KSIM_STRATEGY_HH
#define KSIM_STRATEGY_HH

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ksim {

// What a choice is about. Recorded with the choice, so that a replay that no longer fits
// is noticed.
enum class ChoiceKind : std::uint8_t { Task, Preempt, Failure, Timer, Irq, Device };

// Picks one of `count` alternatives, numbered from 0. 0 is always the choice that a
// plain first-come-first-served kernel would make.
class Strategy {
 public:
  virtual ~Strategy() = default;

  // Requires: count >= 2. Returns: less than count.
  virtual std::uint32_t choose(ChoiceKind kind, std::uint32_t count) = 0;

  // Whether the task that reaches a scheduling point may be made to wait there.
  virtual bool preempts() const = 0;

  // Seed of get_random_bytes() and of everything else that is data, not schedule.
  virtual std::uint64_t seed() const = 0;

  // Text from which make_strategy() makes this strategy again, "random:42".
  virtual std::string describe() const = 0;
};

// First come, first served; no preemption. The default.
std::unique_ptr<Strategy> make_fifo();

// Uniform choices from a seeded generator; preempts at one scheduling point in eight.
std::unique_ptr<Strategy> make_random(std::uint64_t seed);

// The recorded choices, then first come, first served. A recording is made by
// Simulator::recording().
std::unique_ptr<Strategy> make_replay(std::string_view recording);

// From describe() or a KSIM_REPLAY line: "fifo", "random:SEED", "replay:…".
// Throws std::invalid_argument naming what it could not read.
std::unique_ptr<Strategy> make_strategy(std::string_view description);

}  // namespace ksim

#endif
