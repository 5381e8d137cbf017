// SPDX-License-Identifier: GPL-2.0-or-later
// The core's half of a task; the other half is struct task_struct in the shims.
#ifndef KSIM_SCHED_TASK_IMPL_HH
#define KSIM_SCHED_TASK_IMPL_HH

#include <boost/intrusive/set.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "ksim/mem/user_memory.hh"
#include "ksim/sched/fiber_pool.hh"
#include "ksim/sched/kernel_entry.hh"
#include "ksim/task.hh"

// The boundary's name for a task; TaskImpl is the only thing it ever points to.
struct ksim_task {};

namespace ksim::sched {

class Scheduler;

class TaskImpl final : public Task,
                       public ksim_task,
                       public std::enable_shared_from_this<TaskImpl> {
 public:
  // `serial`: another one for each task, larger than those before.
  TaskImpl(Scheduler& scheduler, std::uint64_t serial, std::string_view name, Stack kernel_stack)
      : scheduler_(scheduler),
        serial_(serial),
        name_(name.substr(0, kNameMax)),
        kernel_(kernel_stack) {}

  const std::string& name() const override { return name_; }
  int pid() const override { return pid_; }
  State state() const override { return state_; }
  ExitStatus exit_status() const override { return exit_status_; }
  bool wait() override;
  bool wait_until_blocked() override;

  void rename(std::string_view name) { name_ = name.substr(0, kNameMax); }

  // Runs `call()` in the kernel, on behalf of this task, and returns what it returns.
  // Throws TaskKilled if the task does not live to see the end of it.
  // Requires: this task is running, outside the kernel.
  template <typename Call>
  long enter_kernel(Call&& call) {
    long returned = 0;
    const auto ending = kernel_.run([&] { returned = call(); });
    if (ending == KernelEntry::Ending::Left) [[unlikely]]
      throw TaskKilled(kill_signal_);
    return returned;
  }

  // Ends the task from inside the kernel: abandons the kernel stack.
  [[noreturn]] void die(int signal);
  // Once more, in user code that went on in spite of it.
  [[noreturn]] void die_of_same() { die(kill_signal_); }

  KernelEntry& kernel() { return kernel_; }
  mem::UserMemory& user_memory() { return user_memory_; }
  void* kernel_task() const { return kernel_task_; }
  bool is_dying() const { return kill_signal_ != 0; }
  // Lets a task that was killed, and whose user code goes on all the same, live again.
  void revive() { kill_signal_ = 0; }
  // Ends a kernel thread.
  [[noreturn]] void exit(int code);
  void set_exit_code(int code) { exit_status_.code = code; }

  // From where it went to sleep: a return address, and the frame that its kernel stack was
  // left with. Requires: blocked.
  unsigned long blocked_at() const { return blocked_at_; }
  const void* left_at_frame() const { return stack_pointer_; }
  std::uint64_t blocked_since_ns() const { return blocked_since_ns_; }
  // Whether it is known, since it last ran, that nobody will wake it. Set once.
  bool is_told_stuck() const { return told_stuck_; }
  void tell_stuck() { told_stuck_ = true; }

 private:
  friend class Scheduler;

  static constexpr std::size_t kNameMax = 15;

  Scheduler& scheduler_;
  std::list<std::shared_ptr<TaskImpl>>::iterator place_;  // in the Scheduler's list of tasks
  const std::uint64_t serial_;
  std::string name_;
  int pid_ = 0;
  const void* stack_pointer_ = nullptr;  // where it stood when another began to run
  std::uint32_t cpu_ = 0;
  bool bound_ = false;  // never leaves that CPU
  State state_ = State::Blocked;
  ExitStatus exit_status_;
  int kill_signal_ = 0;  // not 0 once the task must die

  KernelEntry kernel_;
  Fiber* fiber_ = nullptr;       // while not dead
  void* kernel_task_ = nullptr;  // struct task_struct
  mem::UserMemory user_memory_;

  std::uint64_t wakes_at_ns_ = 0;
  boost::intrusive::set_member_hook<> timeout_hook_;  // linked while it waits for that time
  // What a task that sleeps in user code, in wait() or wait_until_blocked(), waits for.
  enum class Idle {
    No,
    Calm,  // nobody can run unless time moves
    Over,  // nobody can ever run again
  };
  Idle waits_for_ = Idle::No;
  bool rests_ = false;                             // sleeps in user code, in rest()
  bool roused_ = false;                            // and need not
  boost::intrusive::set_member_hook<> idle_hook_;  // linked unless that is Idle::No
  unsigned long blocked_at_ = 0;                   // return address in the driver
  std::uint64_t blocked_since_ns_ = 0;
  bool told_stuck_ = false;

  // The stay in the kernel in which it has been waiting busily, without a sleep; 0 if not.
  std::uint64_t spin_entry_ = 0;
  std::uint64_t spins_since_ns_ = 0;

  std::vector<TaskImpl*> watchers_;  // blocked in wait() for this task's death
  bool buries_ = false;              // is inside Scheduler::bury_dead()
};

}  // namespace ksim::sched

#endif
