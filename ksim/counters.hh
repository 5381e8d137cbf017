// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel has been made to do.
#ifndef KSIM_COUNTERS_HH
#define KSIM_COUNTERS_HH

#include <cstdint>

namespace ksim {

// Between Simulator::start_counting() and stop_counting(). While nobody counts, it costs nothing.
struct Counters {
  std::uint64_t steps = 0;  // of the schedule: scheduling points and switches of tasks
  std::uint64_t context_switches = 0;
  // Of objects, pages and per-CPU memory that may fail. A kmalloc() that is too large for a cache
  // counts as an object and as pages.
  std::uint64_t allocations = 0;
  // By copy_from_user(), get_user() and so on; what was asked for.
  std::uint64_t user_copies = 0;
  std::uint64_t bytes_from_user = 0;
  std::uint64_t bytes_to_user = 0;
  // Locks of any kind that were taken and released, and for how many steps they were held.
  std::uint64_t locks_taken = 0;
  std::uint64_t lock_steps = 0;
  std::uint64_t lock_steps_max = 0;
};

}  // namespace ksim

#endif
