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
#include <type_traits>

#include "ksim/abi/task.h"
#include "ksim/sched/sanitizer.hh"
#include "ksim/sched/stack_pool.hh"

// Runs `call(argument)` on the stack that ends at `top`; `*left` becomes what leave() needs.
extern "C" void ksim_call_on_stack(void* argument, void (*call)(void*), void* top, void** left);

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
    argument_ = &call;
    inside_ = true;
    ++entries_;
    ksim_looks_left = kLooksInARow;
    ending_ = Ending::Returned;
    void* saved = nullptr;
    switch_begins(&saved, stack_.bottom, stack_.size);
    ksim_call_on_stack(this, &on_kernel_stack<std::remove_reference_t<Call>>, stack_.top(), &user_);
    switch_ends(saved, nullptr, nullptr);
    inside_ = false;
    if (ending_ == Ending::Left) [[unlikely]]
      forget_frames(stack_.bottom, stack_.size);
    return ending_;
  }

  // Goes back to run(), abandoning the kernel stack. Requires: inside, on this stack.
  [[noreturn]] void leave();

  bool is_inside() const { return inside_; }
  // Times that run() was called.
  std::uint64_t entries() const { return entries_; }
  const Stack& stack() const { return stack_; }

 private:
  // Ends the program if an exception comes so far.
  template <typename Call>
  static void on_kernel_stack(void* self) noexcept {
    auto& entry = *static_cast<KernelEntry*>(self);
    switch_ends(nullptr, &entry.user_bottom_, &entry.user_size_);
    (*static_cast<Call*>(entry.argument_))();
    switch_begins(nullptr, entry.user_bottom_, entry.user_size_);
  }

  const Stack stack_;
  bool inside_ = false;
  std::uint64_t entries_ = 0;
  void* argument_ = nullptr;
  Ending ending_ = Ending::Returned;
  void* user_ = nullptr;  // stack pointer where the user stack was left
  // AddressSanitizer's view of the user stack that was left.
  const void* user_bottom_ = nullptr;
  std::size_t user_size_ = 0;
};

}  // namespace ksim::sched

#endif
