// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/stack_pool.hh"

#include <sys/mman.h>

#include <algorithm>
#include <new>

#include "ksim/sched/sanitizer.hh"

namespace ksim::sched {
namespace {
constexpr std::size_t kGuardBytes = 4096;
}

bool Stack::guards(const void* address) const {
  const char* guard = static_cast<const char*>(bottom) - kGuardBytes;
  return address >= guard && address < bottom;
}

StackPool::~StackPool() {
  for (const Stack& stack : free_)
    munmap(static_cast<char*>(stack.bottom) - kGuardBytes, stack_bytes_ + kGuardBytes);
}

// Tops at one offset within their pages would compete for the same few sets of the caches as
// soon as there are more tasks than ways.
std::size_t StackPool::next_colour_bytes() {
  constexpr std::size_t kStep = 3 * 64;  // cache lines
  constexpr std::size_t kColours = 4096 / kStep;
  return kStep * (colours_++ % kColours);
}

Stack StackPool::take() {
  if (!free_.empty()) {
    const Stack stack = free_.back();
    free_.pop_back();
    return stack;
  }
  void* mapping = mmap(nullptr, stack_bytes_ + kGuardBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  mprotect(mapping, kGuardBytes, PROT_NONE);
  return {static_cast<char*>(mapping) + kGuardBytes, stack_bytes_ - next_colour_bytes()};
}

void StackPool::give_back(Stack stack) {
  forget_frames(stack.bottom, stack.size);
  free_.push_back(stack);
}

bool StackPool::holds_spare(const void* address) const {
  return std::any_of(free_.begin(), free_.end(),
                     [=](const Stack& stack) { return stack.holds(address); });
}

}  // namespace ksim::sched
