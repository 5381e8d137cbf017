// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/kernel_entry.hh"

#include "ksim/abi/task.h"
#include "ksim/sched/sanitizer.hh"

namespace ksim::sched {

// A call on another stack, and the way back from it without returning. Not by a context of
// Boost.Context: as these are a call and its return, the processor foresees where they go,
// and a system call takes half the time.
//
// ksim_call_on_stack(argument, call, top, &left): `left` becomes what ksim_leave_stack() needs.
// The frame pointers lead from the one stack to the other, and so do debuggers.
asm(R"(
    .text
    .p2align 4
    .type ksim_call_on_stack, @function
ksim_call_on_stack:
    .cfi_startproc
    push %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    mov %rsp, %rbp
    .cfi_def_cfa_register %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    .cfi_offset %rbx, -24
    .cfi_offset %r12, -32
    .cfi_offset %r13, -40
    .cfi_offset %r14, -48
    .cfi_offset %r15, -56
    mov %rsp, (%rcx)
    mov %rdx, %rsp
    call *%rsi
    lea -40(%rbp), %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size ksim_call_on_stack, . - ksim_call_on_stack
    .p2align 4
    .type ksim_leave_stack, @function
ksim_leave_stack:
    mov %rdi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
    .size ksim_leave_stack, . - ksim_leave_stack
)");

extern "C" {
__attribute__((visibility("hidden"))) void ksim_call_on_stack(void* argument, void (*call)(void*),
                                                              void* top, void** left);
[[noreturn]] __attribute__((visibility("hidden"))) void ksim_leave_stack(void* left);
}

KernelEntry::Ending KernelEntry::run_erased(Erased call, void* argument) {
  call_ = call;
  argument_ = argument;
  inside_ = true;
  ++entries_;
  ksim_looks_left = kLooksInARow;
  ending_ = Ending::Returned;
  void* saved = nullptr;
  switch_begins(&saved, stack_.bottom, stack_.size);
  ksim_call_on_stack(this, &on_kernel_stack, stack_.top(), &user_);
  switch_ends(saved, nullptr, nullptr);
  inside_ = false;
  if (ending_ == Ending::Left) forget_frames(stack_.bottom, stack_.size);
  return ending_;
}

void KernelEntry::on_kernel_stack(void* self) noexcept {
  auto& entry = *static_cast<KernelEntry*>(self);
  switch_ends(nullptr, &entry.user_bottom_, &entry.user_size_);
  entry.call_(entry.argument_);
  switch_begins(nullptr, entry.user_bottom_, entry.user_size_);
}

void KernelEntry::leave() {
  ending_ = Ending::Left;
  switch_begins(nullptr, user_bottom_, user_size_);
  ksim_leave_stack(user_);
}

}  // namespace ksim::sched
