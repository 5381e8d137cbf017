// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/kernel_entry.hh"

#include "ksim/abi/task.h"
#include "ksim/sched/sanitizer.hh"

namespace ksim::sched {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

KernelEntry::Ending KernelEntry::run_erased(Erased call, void* argument) {
  call_ = call;
  argument_ = argument;
  inside_ = true;
  ++entries_;
  ksim_looks_left = kLooksInARow;
  void* saved = nullptr;
  switch_begins(&saved, stack_.bottom, stack_.size);
  jump_fcontext(make_fcontext(stack_.top(), stack_.size, &on_kernel_stack), this);
  switch_ends(saved, nullptr, nullptr);
  inside_ = false;
  if (ending_ == Ending::Left) forget_frames(stack_.bottom, stack_.size);
  return ending_;
}

void KernelEntry::on_kernel_stack(transfer_t transfer) {
  auto& entry = *static_cast<KernelEntry*>(transfer.data);
  switch_ends(nullptr, &entry.user_bottom_, &entry.user_size_);
  entry.user_ = transfer.fctx;
  entry.call_(entry.argument_);
  entry.return_to_user(Ending::Returned);
}

void KernelEntry::leave() { return_to_user(Ending::Left); }

void KernelEntry::return_to_user(Ending ending) {
  ending_ = ending;
  switch_begins(nullptr, user_bottom_, user_size_);
  jump_fcontext(user_, nullptr);
  __builtin_unreachable();
}

}  // namespace ksim::sched
