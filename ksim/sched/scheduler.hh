// SPDX-License-Identifier: GPL-2.0-or-later
// Who runs next, and when time moves.
//
// Fibers switch only here, and every choice among runnable tasks is asked of the
// Strategy. When nobody can run, time jumps to the next timeout; when there is none
// either, those who wait for that (Task::wait) run, and else it is a deadlock.
//
// One task runs at a time, but there are several virtual CPUs: a task that must not be
// preempted (it holds a spinlock, say) may be stopped in the middle all the same, as long
// as only tasks on other CPUs run until it goes on.
#ifndef KSIM_SCHED_SCHEDULER_HH
#define KSIM_SCHED_SCHEDULER_HH

#include <array>
#include <boost/intrusive/set.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "ksim/abi/irq.h"
#include "ksim/abi/task.h"
#include "ksim/clock.hh"
#include "ksim/sched/chooser.hh"
#include "ksim/sched/run_queue.hh"
#include "ksim/sched/task_impl.hh"

namespace ksim::sched {

// What the scheduler needs to know of the kernel that runs on it.
class KernelHooks {
 public:
  virtual ~KernelHooks() = default;
  virtual void set_current(void* kernel_task) = 0;
  virtual void set_cpu(void* kernel_task, std::uint32_t cpu) = 0;
  virtual std::uint32_t cpu_count() const = 0;
  // Of the running task.
  virtual bool preemptible() = 0;
  virtual bool interruptible() = 0;
  // Runs on the running task's kernel stack.
  virtual void deliver_interrupts() = 0;
  // The running task is about to go on in user code, where it may find signals to handle;
  // called on its user stack. May throw TaskKilled.
  virtual void returns_to_user(TaskImpl& task) = 0;
  // The task_struct that interrupts see while nobody can run.
  virtual void* idle_task() = 0;
  // Runs on the dying task's kernel stack. Not called for a task that died of an oops
  // before it could start.
  virtual void task_exits(TaskImpl& task) = 0;
  // Drops the core's reference to the task_struct of a dead task. Runs on the kernel stack of
  // another task, which may sleep.
  virtual void task_free(void* kernel_task) = 0;
  // Every task is blocked for ever; `victim` will be ended.
  virtual void deadlocked(TaskImpl& victim) = 0;
  // The running task waits for the end of one that is blocked for ever.
  virtual void never_ends(TaskImpl& task) = 0;
};

class Scheduler {
 public:
  Scheduler(Clock& clock, Chooser& chooser, KernelHooks& hooks);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Kills every task that still lives but the first. Requires: called by that one, the last
  // call but the destructor's.
  void power_off();

  TaskImpl& current() { return *current_; }
  // The first task: it runs on the thread's own stack.
  TaskImpl& main() { return *tasks_.front(); }
  const std::list<std::shared_ptr<TaskImpl>>& tasks() const { return tasks_; }

  // Makes a task that runs `body` on its user stack; blocked until wake().
  TaskImpl& create(std::string_view name, std::function<void()> body);
  // Ties a task to its task_struct.
  void attach(TaskImpl& task, void* kernel_task, int pid);

  // Puts the running task to sleep. Returns: nanoseconds left of the timeout.
  std::int64_t block(std::uint64_t timeout_ns, unsigned long caller);
  bool wake(TaskImpl& task);
  // From now on a task runs on this CPU only. Requires: it is not running now.
  void bind(TaskImpl& task, std::uint32_t cpu);
  // Wakes a task that sleeps in user code, to look for signals.
  void kick(TaskImpl& task);
  // The running task sleeps in user code until it is roused, or has been since it last rested.
  void rest();
  void rouse(TaskImpl& task);
  // Makes a task die when it next runs. Requires: it is not the running one.
  void kill(TaskImpl& task);
  // Everyone else who can run goes first.
  void yield();
  // The running task may be made to wait here.
  void point(ksim_point point);
  // An interrupt may be raised here.
  void interrupt_point();
  // A turn of a busy wait.
  void spin();

  // Interrupts: see ksim/abi/irq.h.
  void program_timer(std::uint64_t expires_ns);
  void raise_interrupt();
  // Delivers what is pending, if the running task has interrupts on.
  void poll_interrupts();
  // `raise()` is called at `count` scheduling points at which the running task has interrupts
  // on: at each, or where the strategy wants it. Replaces an earlier storm.
  enum class Storm { Everywhere, Sometimes };
  void begin_storm(Storm where, std::uint64_t count, std::function<void()> raise);
  // `raise()` is called at the `nth` scheduling point from now, whatever the running task does
  // there. 0: not at all.
  void raise_at_point(std::uint64_t nth, std::function<void()> raise);
  // How many points of the storm are yet to come.
  std::uint64_t storm_left() const { return storm_left_; }
  // Hardware does something: `what()` is called, once, when the clock has come to `time_ns`, on
  // whatever stack runs then. It may drive interrupt lines, and must not wait.
  void at(std::uint64_t time_ns, const void* owner, std::function<void()> what);
  // Drops what is still to come of this owner.
  void forget_events(const void* owner);
  bool is_in_event() const { return in_event_; }
  // Time goes by under the running task's hands.
  void pass_time(std::uint64_t step_ns);

  // Time goes as this clock does; none: it is virtual.
  void follow(std::function<std::uint64_t()> host_clock);
  void run_until_idle();
  // Whether somebody but the running task wants to run.
  bool is_busy() const { return !runnable_.empty(); }
  std::uint64_t next_event_ns() const;

  // See Task.
  bool wait_for_death(TaskImpl& task);
  bool wait_for_sleep(TaskImpl& task);

  // Whether an address lies on some kernel stack, but in no frame that is still there.
  bool is_dead_stack(const void* address) const;

  std::uint64_t step() const { return ksim_steps; }
  // How often another task has gone on, since boot.
  std::uint64_t resumed() const { return resumed_; }
  // Whether scheduling points and locks are to be counted.
  void count(bool on);

 private:
  class Watch;

  void run_body(TaskImpl& task, std::function<void()> body);
  // Lets time pass until somebody can run, and takes that task out of the run queue.
  TaskImpl& choose_next();
  // Takes one of the runnable tasks that have a CPU, if there is one.
  TaskImpl* take_eligible();
  std::uint32_t find_free_cpu(const TaskImpl& task) const;
  // Stops the running task where it is, and lets somebody else run.
  void preempt();
  void idle_loop();
  void check_timer();
  void arm_points();
  void storm();
  void resume(TaskImpl& task);
  void fire_timeouts();
  void fire_events();
  bool advance_to_next_event();
  bool wake_one_waiting_for(TaskImpl::Idle idle);
  void check_kill();
  // Ends a task that waits for ever without sleeping.
  void check_spin();
  // Sleeps in user code until `what`, or until the task it waits for is dead.
  // Returns: whether it is `what`.
  bool sleep_in_user_code(TaskImpl::Idle what, TaskImpl* watched);
  void end(TaskImpl& task);
  // The dead cannot free the task_struct that they are; whoever runs next does it.
  void bury_dead();
  void bury_oldest();

  Storm storm_where_ = Storm::Everywhere;
  std::uint64_t storm_left_ = 0;
  std::function<void()> storm_raise_;
  std::uint64_t points_to_raise_ = 0;  // from now; 0: none
  struct Event {
    const void* owner;
    std::function<void()> what;
  };
  std::multimap<std::uint64_t, Event> events_;  // by time; equal times keep their order
  bool in_event_ = false;
  std::function<void()> raise_once_;

  Clock& clock_;
  Chooser& chooser_;
  KernelHooks& hooks_;
  FiberPool& fibers_;
  std::list<std::shared_ptr<TaskImpl>> tasks_;  // in the order in which they were made
  std::list<std::shared_ptr<TaskImpl>> dead_;   // with a task_struct; the first died first
  TaskImpl* current_ = nullptr;
  RunQueue runnable_;  // never holds current_

  struct WakeTime {
    using type = std::uint64_t;
    type operator()(const TaskImpl& task) const { return task.wakes_at_ns_; }
  };
  // Equal times keep the order in which the tasks went to sleep.
  boost::intrusive::multiset<
      TaskImpl,
      boost::intrusive::member_hook<TaskImpl, boost::intrusive::set_member_hook<>,
                                    &TaskImpl::timeout_hook_>,
      boost::intrusive::key_of_value<WakeTime>>
      timeouts_;

  struct Serial {
    using type = std::uint64_t;
    type operator()(const TaskImpl& task) const { return task.serial_; }
  };
  using IdleTasks = boost::intrusive::set<
      TaskImpl,
      boost::intrusive::member_hook<TaskImpl, boost::intrusive::set_member_hook<>,
                                    &TaskImpl::idle_hook_>,
      boost::intrusive::key_of_value<Serial>>;
  IdleTasks& idle_tasks(TaskImpl::Idle what);
  IdleTasks calm_;  // that wait for Idle::Calm, the oldest first
  IdleTasks over_;  // for Idle::Over

  void stop(TaskImpl& task);
  void go_on(TaskImpl& task);
  // The running clock, if the host's: what has become due by now is on its way.
  void catch_up();
  // Time for the first process to see what the host wants?
  void offer_turn();

  std::function<std::uint64_t()> host_clock_;  // none: virtual time
  std::uint64_t host_zero_ns_ = 0;             // its time at boot
  std::uint64_t turn_began_ns_ = 0;            // since the first process ran last
  std::uint32_t switches_ = 0;

  // By CPU: the task that was stopped in a section that must not be preempted.
  std::vector<TaskImpl*> stopped_;
  std::uint32_t stopped_count_ = 0;
  std::uint64_t tasks_made_ = 0;
  TaskImpl* idle_ = nullptr;               // made when first needed
  std::uint64_t timer_ns_ = KSIM_FOREVER;  // next timer interrupt
  bool shutting_down_ = false;
  std::uint64_t resumed_ = 0;
  bool counts_ = false;
  std::uint32_t spins_ = 0;  // turns of busy waits since somebody did something else
};

}  // namespace ksim::sched

#endif
