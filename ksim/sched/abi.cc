// SPDX-License-Identifier: GPL-2.0-or-later
// The boundary: ksim/abi/task.h, time.h and irq.h.
#include "ksim/abi/irq.h"
#include "ksim/abi/memory.h"
#include "ksim/abi/task.h"
#include "ksim/abi/time.h"
#include "ksim/machine/machine.hh"

using ksim::current_task;
using ksim::machine;
using ksim::sched::TaskImpl;

namespace {
TaskImpl& impl(ksim_task* task) { return *static_cast<TaskImpl*>(task); }
}  // namespace

extern "C" {

ksim_u32 ksim_sched_points_armed = 0;
ksim_u32 ksim_looks_left = ksim::sched::kLooksInARow;
ksim_u64 ksim_steps = 0;

ksim_task* ksim_task_create(const char* name, void* kernel_task, int (*fn)(void*), void* arg) {
  auto& scheduler = machine().scheduler();
  TaskImpl& task = scheduler.create(name, [&scheduler, fn, arg] {
    // Not TaskImpl::enter_kernel(): there is nothing in user code to be unwound, and most
    // threads leave the kernel by ksim_task_exit().
    TaskImpl& self = scheduler.current();
    self.kernel().run([&] { self.set_exit_code(fn(arg)); });
  });
  scheduler.attach(task, kernel_task, machine().vmlinux().task_pid(kernel_task));
  return &task;
}

ksim_task* ksim_task_current(void) { return &current_task(); }

ksim_s64 ksim_task_block(ksim_u64 timeout_ns, unsigned long caller) {
  return machine().scheduler().block(timeout_ns, caller);
}

int ksim_task_wake(ksim_task* task) { return machine().scheduler().wake(impl(task)) ? 1 : 0; }

int ksim_task_is_blocked(ksim_task* task) {
  return impl(task).state() != ksim::Task::State::Runnable ? 1 : 0;
}

void ksim_task_kick(ksim_task* task) { machine().scheduler().kick(impl(task)); }

int ksim_memory_is_dead_stack(const void* address) {
  return machine().scheduler().is_dead_stack(address) ? 1 : 0;
}

void ksim_task_yield(unsigned long) { machine().scheduler().spin(); }

void ksim_task_exit(int code) { current_task().exit(code); }

void ksim_task_kill(ksim_task* task) { machine().scheduler().kill(impl(task)); }

void ksim_task_bind(ksim_task* task, ksim_u32 cpu) { machine().scheduler().bind(impl(task), cpu); }

void ksim_task_rename(ksim_task* task, const char* name) { impl(task).rename(name); }

void ksim_sched_point_slow(ksim_point point, const void*, unsigned long) {
  machine().scheduler().point(point);
}

void ksim_lock_released(ksim_u64 taken) { machine().count_lock(taken); }

ksim_u64 ksim_time_now_ns(void) { return machine().clock().now_ns(); }

ksim_u64 ksim_time_real_base_ns(void) { return machine().clock().real_base_ns(); }

void ksim_time_pass(ksim_u64 ns) { machine().scheduler().pass_time(ns); }

void ksim_time_spin(unsigned long) { machine().scheduler().spin(); }

ksim_u32 ksim_irq_pending = 0;

void ksim_irq_poll_slow(void) { machine().scheduler().poll_interrupts(); }

void ksim_irq_point_slow(void) { machine().scheduler().interrupt_point(); }

void ksim_irq_timer_program(ksim_u64 expires_ns) {
  machine().scheduler().program_timer(expires_ns);
}

void ksim_irq_raise(void) { machine().scheduler().raise_interrupt(); }

}  // extern "C"
