// SPDX-License-Identifier: GPL-2.0-or-later
// Entering and leaving the simulated kernel.
//
// A task has two stacks, as under Linux: C++ test code runs on the user stack and every
// system call on the kernel stack, where there are only C frames (the shims' and the
// driver's). When the driver oopses, or the task is killed while it sleeps, leave() jumps
// back to the user stack and whatever lies on the kernel stack is abandoned: nothing is
// ever unwound through C, and on the user stack C++ unwinds as usual.
#ifndef KSIM_SCHED_KERNEL_ENTRY_HH
#define KSIM_SCHED_KERNEL_ENTRY_HH

#include <cstdint>

#include "ksim/sched/stack_pool.hh"

namespace ksim::sched {

// So many looks in one stay in the kernel are nothing special (ksim_looks_left).
constexpr std::uint32_t kLooksInARow = 10'000;

class KernelEntry {
 public:
  explicit KernelEntry(Stack stack) : stack_(stack) {}
  KernelEntry(const KernelEntry&) = delete;
  KernelEntry& operator=(const KernelEntry&) = delete;

  enum class Ending { Returned, Left };

  // Runs `call()` on the kernel stack. Requires: not inside. Returns: how it ended.
  template <typename Call>
  Ending run(Call&& call) {
    return run_erased([](void* argument) { (*static_cast<Call*>(argument))(); }, &call);
  }

  // Goes back to run(), abandoning the kernel stack. Requires: inside, on this stack.
  [[noreturn]] void leave();

  bool is_inside() const { return inside_; }
  // Times that run() was called.
  std::uint64_t entries() const { return entries_; }
  const Stack& stack() const { return stack_; }

 private:
  using Erased = void (*)(void*);

  Ending run_erased(Erased call, void* argument);
  // Ends the program if an exception comes so far.
  static void on_kernel_stack(void* entry) noexcept;

  const Stack stack_;
  bool inside_ = false;
  std::uint64_t entries_ = 0;
  Erased call_ = nullptr;
  void* argument_ = nullptr;
  Ending ending_ = Ending::Returned;
  void* user_ = nullptr;  // stack pointer where the user stack was left
  // AddressSanitizer's view of the user stack that was left.
  const void* user_bottom_ = nullptr;
  std::size_t user_size_ = 0;
};

}  // namespace ksim::sched

#endif
