// SPDX-License-Identifier: GPL-2.0-or-later
// System calls, and the signals that a task finds on its way back from one.
//
// Handlers are functions of the test. They run on the user stack after the system call
// has left the kernel, and may make system calls themselves; when the last one is over,
// the interrupted call is made again or fails with EINTR, as the kernel decides.
#ifndef KSIM_MACHINE_SIGNALS_HH
#define KSIM_MACHINE_SIGNALS_HH

#include <exception>

#include "ksim/abi/vmlinux.h"
#include "ksim/machine/machine.hh"

namespace ksim {

// Whether the task must take a signal before it goes on in user code.
inline bool has_signal(const ksim_vmlinux& vmlinux, const sched::TaskImpl& task) {
  const auto* flags = reinterpret_cast<const unsigned long*>(
      static_cast<const char*>(task.kernel_task()) + vmlinux.flags_offset);
  return (*flags & vmlinux.flags_signal) != 0;
}

// Runs the handlers of what is pending for the running task. Throws TaskKilled if one of
// the signals ends it.
void deliver_signals(sched::TaskImpl& task);

// The same after a system call; `returned` becomes what it returns to its caller.
// Returns: what to do about the call instead.
ksim_resume deliver_signals(sched::TaskImpl& task, long& returned);

// Makes a system call. `call(ksim_syscalls)` runs in the kernel, again for each restart,
// and `prepare()` on the user stack each time before it, `clean_up()` after it.
//
// A process that is being killed makes no more system calls: it goes on dying. Only the
// destructors of its C++ objects, while it does so, get to see -EINTR.
template <typename Call, typename Prepare, typename CleanUp>
long enter_system_call(Call call, Prepare prepare, CleanUp clean_up) {
  sched::TaskImpl& task = current_task();
  const ksim_vmlinux& vmlinux = machine().vmlinux();
  ksim_resume resume = KSIM_RESUME_RESTART;
  for (;;) {
    if (task.is_dying()) [[unlikely]] {
      if (std::uncaught_exceptions() == 0) task.die_of_same();
      return -EINTR;
    }
    prepare();
    long returned = task.enter_kernel([&]() -> long {
      const long result = resume == KSIM_RESUME_RESTART_BLOCK ? vmlinux.syscalls.restart_syscall()
                                                              : call(vmlinux.syscalls);
      vmlinux.system_call_ends();
      return result;
    });
    clean_up();
    if (!has_signal(vmlinux, task)) [[likely]]
      return returned;
    resume = deliver_signals(task, returned);
    if (resume == KSIM_RESUME_RETURN) return returned;
  }
}

template <typename Call>
long enter_system_call(Call call) {
  return enter_system_call(
      call, [] {}, [] {});
}

}  // namespace ksim

#endif
