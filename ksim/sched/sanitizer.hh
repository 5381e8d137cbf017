// SPDX-License-Identifier: GPL-2.0-or-later
// What AddressSanitizer must be told about stacks that it did not make. Nothing in other
// builds.
#ifndef KSIM_SCHED_SANITIZER_HH
#define KSIM_SCHED_SANITIZER_HH

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace ksim::sched {

inline constexpr bool kAddressSanitizer =
#if defined(__SANITIZE_ADDRESS__)
    true;
#else
    false;
#endif

// Call before leaving a stack. `saved` belongs to the stack being left; nullptr if it is
// left for ever.
inline void switch_begins([[maybe_unused]] void** saved, [[maybe_unused]] const void* bottom,
                          [[maybe_unused]] std::size_t size) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(saved, bottom, size);
#endif
}

// Call first thing on the stack arrived at, with what switch_begins() saved for it.
inline void switch_ends([[maybe_unused]] void* saved, [[maybe_unused]] const void** from_bottom,
                        [[maybe_unused]] std::size_t* from_size) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(saved, from_bottom, from_size);
#endif
}

// Forgets redzones that abandoned frames have left behind.
inline void forget_frames([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t size) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(bottom, size);
#endif
}

}  // namespace ksim::sched

#endif
