// SPDX-License-Identifier: GPL-2.0-or-later
// Stacks with guard pages, kept for reuse: mapping one anew costs 15 µs.
#ifndef KSIM_SCHED_STACK_POOL_HH
#define KSIM_SCHED_STACK_POOL_HH

#include <cstddef>
#include <vector>

namespace ksim::sched {

struct Stack {
  void* bottom = nullptr;  // lowest usable address; the guard page lies below
  std::size_t size = 0;    // bytes, without the guard page; tops have different colours

  void* top() const { return static_cast<char*>(bottom) + size; }
  bool holds(const void* address) const { return address >= bottom && address < top(); }
  bool guards(const void* address) const;
};

class StackPool {
 public:
  explicit StackPool(std::size_t stack_bytes) : stack_bytes_(stack_bytes) {}
  ~StackPool();
  StackPool(const StackPool&) = delete;
  StackPool& operator=(const StackPool&) = delete;

  // Throws std::bad_alloc if the host has no memory left.
  Stack take();
  // The stack may have been abandoned with live frames on it.
  void give_back(Stack stack);
  // Whether an address lies on a stack that nobody has taken.
  bool holds_spare(const void* address) const;

 private:
  std::size_t next_colour_bytes();

  const std::size_t stack_bytes_;
  std::size_t colours_ = 0;
  std::vector<Stack> free_;
};

}  // namespace ksim::sched

#endif
