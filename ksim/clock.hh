// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual time of one simulated kernel.
#ifndef KSIM_CLOCK_HH
#define KSIM_CLOCK_HH

#include <cstdint>

namespace ksim {

// Time moves only when every task is blocked (it then jumps to the next timeout) or when
// somebody calls advance(). A ten-second msleep() takes microseconds, and two runs of one
// schedule read equal timestamps.
//
// Not for measuring how long ksim itself takes: benchmarks/ use std::chrono.
class Clock {
 public:
  // Time since boot. Constant while a task runs.
  std::uint64_t now_ns() const { return now_ns_; }

  // Moves time forward. Timeouts that fall due are handled when the scheduler next runs.
  void advance_ns(std::uint64_t step_ns) { now_ns_ += step_ns; }

  // Wall clock at boot, nanoseconds since the Unix epoch: 2025-01-01T00:00:00Z.
  std::uint64_t real_base_ns() const { return 1'735'689'600'000'000'000; }

 private:
  std::uint64_t now_ns_ = 0;
};

}  // namespace ksim

#endif
