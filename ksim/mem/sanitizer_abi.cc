// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/abi/memory.h"
#include "ksim/sched/sanitizer.hh"

extern "C" {

void ksim_memory_poison([[maybe_unused]] const void* address, [[maybe_unused]] ksim_u64 size) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_poison_memory_region(address, size);
#endif
}

void ksim_memory_unpoison([[maybe_unused]] const void* address, [[maybe_unused]] ksim_u64 size) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(address, size);
#endif
}

}  // extern "C"
