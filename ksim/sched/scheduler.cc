// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/scheduler.hh"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <limits>
#include <utility>

#include "ksim/abi/report.h"

namespace ksim::sched {
namespace {

// A busy wait that has been going round for a while moves time in ever larger steps, so
// that waiting for a microsecond is exact and waiting for a second is quick.
constexpr std::uint64_t kSpinStepMin_ns = 100;
constexpr std::uint64_t kSpinStepMax_ns = 1'000'000;
// Nobody means to wait so long without sleeping. Linux complains after 20 s, but its clock
// does not run ahead of who waits.
constexpr std::uint64_t kSpinMax_ns = 3'600'000'000'000;
// The host's does not.
constexpr std::uint64_t kSpinMaxOfHost_ns = 20'000'000'000;
// A task that has been looking for long gets on with it.
constexpr std::uint32_t kLooksAgain = 10;

// In the host's time the first process gets a turn so often, however busy the others are; to
// look whether it is time takes a while, so not at every switch.
constexpr std::uint64_t kTurn_ns = 5'000'000;
constexpr std::uint32_t kSwitchesUnseen = 64;

bool is_look(ksim_point point) {
  return point == KSIM_POINT_READ_ONCE || point == KSIM_POINT_YIELD;
}

// So many of the dead keep their task_struct, so that a driver that goes on using one to
// which it has no reference can be told so.
constexpr std::size_t kUnburied = 32;

}  // namespace

Scheduler::Scheduler(Clock& clock, Chooser& chooser, KernelHooks& hooks)
    : clock_(clock), chooser_(chooser), hooks_(hooks), fibers_(FiberPool::of_this_thread()) {
  auto& task = *tasks_.emplace_back(
      std::make_shared<TaskImpl>(*this, tasks_made_++, "init", fibers_.kernel_stacks().take()));
  task.fiber_ = &fibers_.main();
  task.state_ = Task::State::Runnable;
  current_ = &task;
  arm_points();
  ksim_steps = 0;
  ksim_irq_pending = 0;
  stopped_.resize(hooks.cpu_count());
}

void Scheduler::power_off() {
  if (current_ != &main()) ksim_report_bug("a simulator was destroyed by one of its tasks");
  // Each task that is resumed here finds that it must die, leaves its kernel stack, lets
  // its C++ objects go and comes back. Nothing it does on the way can make another run.
  shutting_down_ = true;
  events_.clear();
  timeouts_.clear();
  std::fill(stopped_.begin(), stopped_.end(), nullptr);
  stopped_count_ = 0;
  for (auto place = std::next(tasks_.begin()); place != tasks_.end();) {
    TaskImpl& task = **place++;
    task.kill_signal_ = SIGKILL;
    task.state_ = Task::State::Runnable;
    runnable_.clear();
    runnable_.push(main());
    resume(task);
  }
}

Scheduler::~Scheduler() {
  main().state_ = Task::State::Dead;
  fibers_.kernel_stacks().give_back(main().kernel_.stack());
}

TaskImpl& Scheduler::create(std::string_view name, std::function<void()> body) {
  auto& task = *tasks_.emplace_back(
      std::make_shared<TaskImpl>(*this, tasks_made_++, name, fibers_.kernel_stacks().take()));
  task.place_ = std::prev(tasks_.end());
  task.fiber_ = &fibers_.take();
  task.fiber_->give(
      [this, &task, body = std::move(body)]() mutable { run_body(task, std::move(body)); });
  return task;
}

void Scheduler::attach(TaskImpl& task, void* kernel_task, int pid) {
  task.kernel_task_ = kernel_task;
  task.pid_ = pid;
  if (&task == current_) hooks_.set_current(kernel_task);
}

void Scheduler::run_body(TaskImpl& task, std::function<void()> body) {
  try {
    // Gone before the end: what it has captured may make system calls on the way.
    const std::function<void()> captured = std::move(body);
    bury_dead();
    check_kill();
    captured();
  } catch (const TaskKilled&) {
    // The reason stands in the task.
  }
  task.exit_status_.signal = task.kill_signal_;
  end(task);
}

void Scheduler::end(TaskImpl& task) {
  if (!shutting_down_) {
    // An oops on the way out has been reported and abandons only the rest of the clean-up.
    task.kill_signal_ = 0;
    task.kernel_.run([&] { hooks_.task_exits(task); });
  }
  task.state_ = Task::State::Dead;
  for (TaskImpl* watcher : task.watchers_) wake(*watcher);
  task.watchers_.clear();
  dead_.splice(dead_.end(), tasks_, task.place_);
  const Stack kernel_stack = task.kernel_.stack();
  Fiber& fiber = *task.fiber_;
  task.fiber_ = nullptr;
  TaskImpl& next = choose_next();
  // Not before: what happens while nobody can run may start a task, which must not get the fiber
  // that this one still runs on.
  fibers_.kernel_stacks().give_back(kernel_stack);
  fibers_.give_back(fiber);
  current_ = &next;
  hooks_.set_current(next.kernel_task_);
  fibers_.finish_into(*next.fiber_);
}

void Scheduler::bury_dead() {
  if (dead_.size() > kUnburied) [[unlikely]]
    bury_oldest();
}

void Scheduler::bury_oldest() {
  TaskImpl& task = *current_;
  if (task.buries_ || shutting_down_ || task.kernel_task_ == nullptr) return;
  if (!task.kernel_.is_inside()) {
    task.enter_kernel([this] {
      bury_oldest();
      return 0;
    });
    return;
  }
  if (!hooks_.preemptible()) return;
  // On the way there are scheduling points: another may die meanwhile.
  task.buries_ = true;
  while (dead_.size() > kUnburied) {
    const std::shared_ptr<TaskImpl> dead = std::move(dead_.front());
    dead_.pop_front();
    if (dead->kernel_task_ != nullptr) hooks_.task_free(std::exchange(dead->kernel_task_, nullptr));
  }
  task.buries_ = false;
}

std::int64_t Scheduler::block(std::uint64_t timeout_ns, unsigned long caller) {
  TaskImpl& task = *current_;
  check_kill();
  const std::uint64_t now = clock_.now_ns();
  const bool limited = timeout_ns < std::numeric_limits<std::uint64_t>::max() - now;
  task.state_ = Task::State::Blocked;
  task.blocked_at_ = caller;
  task.blocked_since_ns_ = now;
  task.spin_entry_ = 0;
  if (limited) {
    task.wakes_at_ns_ = now + timeout_ns;
    timeouts_.insert(task);
  }
  spins_ = 0;
  TaskImpl& next = choose_next();
  if (&next != &task) resume(next);
  check_kill();
  bury_dead();
  ksim_looks_left = kLooksInARow;
  if (!limited) return std::numeric_limits<std::int64_t>::max();
  const std::uint64_t slept = clock_.now_ns() - now;
  return slept < timeout_ns ? static_cast<std::int64_t>(timeout_ns - slept) : 0;
}

bool Scheduler::wake(TaskImpl& task) {
  if (task.state_ != Task::State::Blocked) return false;
  if (task.timeout_hook_.is_linked()) timeouts_.erase(timeouts_.iterator_to(task));
  task.state_ = Task::State::Runnable;
  task.told_stuck_ = false;
  runnable_.push(task);
  return true;
}

void Scheduler::bind(TaskImpl& task, std::uint32_t cpu) {
  task.cpu_ = cpu;
  task.bound_ = true;
  hooks_.set_cpu(task.kernel_task_, cpu);
}

void Scheduler::kill(TaskImpl& task) {
  if (task.state_ == Task::State::Dead) return;
  task.kill_signal_ = SIGKILL;
  wake(task);
}

void Scheduler::kick(TaskImpl& task) {
  if (task.waits_for_ != TaskImpl::Idle::No || task.rests_) wake(task);
}

void Scheduler::rest() {
  TaskImpl& task = *current_;
  while (!task.roused_) {
    task.rests_ = true;
    block(KSIM_FOREVER, 0);
    task.rests_ = false;
    hooks_.returns_to_user(task);
  }
  task.roused_ = false;
}

void Scheduler::rouse(TaskImpl& task) {
  task.roused_ = true;
  if (task.rests_) wake(task);
}

void Scheduler::stop(TaskImpl& task) {
  stopped_[task.cpu_] = &task;
  ++stopped_count_;
}

void Scheduler::go_on(TaskImpl& task) {
  stopped_[task.cpu_] = nullptr;
  --stopped_count_;
}

void Scheduler::preempt() {
  TaskImpl& task = *current_;
  const bool atomic = !hooks_.preemptible();
  if (atomic) stop(task);
  runnable_.push(task);
  TaskImpl& next = choose_next();
  if (&next != &task) resume(next);
  if (atomic) go_on(task);
  check_kill();
  bury_dead();
}

void Scheduler::yield() {
  poll_interrupts();
  if (!runnable_.empty()) preempt();
}

void Scheduler::point(ksim_point point) {
  if (is_look(point) && ksim_looks_left == 0) {
    ksim_looks_left = kLooksAgain;
    return spin();
  }
  ++ksim_steps;
  if (!events_.empty()) fire_events();
  interrupt_point();
  if (!runnable_.empty() && chooser_.choose(ChoiceKind::Preempt, 2) != 0) preempt();
}

void Scheduler::spin() {
  check_spin();
  ++spins_;
  if (host_clock_) {
    offer_turn();
    poll_interrupts();
  } else if (spins_ > runnable_.size()) {
    const unsigned doublings = std::min<std::uint32_t>(spins_ / 16, 32);
    std::uint64_t step = std::min(kSpinStepMin_ns << doublings, kSpinStepMax_ns);
    const std::uint64_t next = next_event_ns();
    if (next > clock_.now_ns()) step = std::min(step, next - clock_.now_ns());
    pass_time(step);
    fire_timeouts();
  }
  yield();
}

void Scheduler::check_spin() {
  TaskImpl& task = *current_;
  const std::uint64_t now = clock_.now_ns();
  if (task.spin_entry_ != task.kernel_.entries()) {
    task.spin_entry_ = task.kernel_.entries();
    task.spins_since_ns_ = now;
    return;
  }
  const std::uint64_t limit = host_clock_ ? kSpinMaxOfHost_ns : kSpinMax_ns;
  if (now - task.spins_since_ns_ < limit || !task.kernel_.is_inside()) return;
  const ksim_site here{0, "waits here"};
  ksim_report_oops(KSIM_FINDING_SOFT_LOCKUP, "watchdog: BUG: soft lockup - CPU#0 stuck for 22s!",
                   "busy wait that does not come to an end",
                   host_clock_ ? "for twenty seconds the task has waited for something without "
                                 "sleeping"
                               : "an hour has gone by, and the task still waits for something "
                                 "without sleeping",
                   &here, 1);
}

void Scheduler::pass_time(std::uint64_t step_ns) {
  if (host_clock_) {
    ++ksim_steps;
    const std::uint64_t until = clock_.now_ns() + step_ns;
    while (clock_.now_ns() < until) catch_up();
  } else {
    clock_.advance_ns(step_ns);
  }
  if (!events_.empty()) fire_events();
  check_timer();
  poll_interrupts();
}

void Scheduler::program_timer(std::uint64_t expires_ns) {
  timer_ns_ = expires_ns;
  check_timer();
}

void Scheduler::check_timer() {
  if (timer_ns_ > clock_.now_ns()) return;
  timer_ns_ = KSIM_FOREVER;
  raise_interrupt();
}

void Scheduler::raise_interrupt() { ksim_irq_pending = 1; }

void Scheduler::arm_points() {
  const bool raises = storm_left_ != 0 || points_to_raise_ != 0;
  ksim_sched_points_armed = (chooser_.strategy().preempts() ? KSIM_POINTS_CHOICE : 0U) |
                            (raises ? KSIM_POINTS_IRQ : 0U) | (counts_ ? KSIM_POINTS_COUNT : 0U);
}

void Scheduler::count(bool on) {
  counts_ = on;
  // What was taken before has an earlier step.
  ++ksim_steps;
  arm_points();
}

void Scheduler::begin_storm(Storm where, std::uint64_t count, std::function<void()> raise) {
  storm_where_ = where;
  storm_left_ = count;
  storm_raise_ = std::move(raise);
  arm_points();
}

void Scheduler::raise_at_point(std::uint64_t nth, std::function<void()> raise) {
  points_to_raise_ = nth;
  raise_once_ = std::move(raise);
  arm_points();
}

void Scheduler::interrupt_point() {
  if (storm_left_ != 0) storm();
  if (points_to_raise_ != 0 && --points_to_raise_ == 0) {
    arm_points();
    raise_once_();
  }
  poll_interrupts();
}

void Scheduler::storm() {
  if (!current_->kernel_.is_inside() || !hooks_.interruptible()) return;
  if (storm_where_ == Storm::Sometimes && chooser_.choose(ChoiceKind::Irq, 2) == 0) return;
  if (--storm_left_ == 0) arm_points();
  storm_raise_();
}

void Scheduler::poll_interrupts() {
  while (ksim_irq_pending != 0 && current_->kernel_.is_inside() && hooks_.interruptible()) {
    ksim_irq_pending = 0;
    hooks_.deliver_interrupts();
  }
}

// The idle task runs when an interrupt waits and nobody is there to be interrupted.
void Scheduler::idle_loop() {
  TaskImpl& idle = *current_;
  for (;;) {
    try {
      idle.enter_kernel([this] {
        poll_interrupts();
        return 0;
      });
    } catch (const TaskKilled&) {
      if (shutting_down_) throw;
      idle.revive();  // an interrupt handler has oopsed; that has been reported
    }
    idle.state_ = Task::State::Blocked;
    TaskImpl& next = choose_next();
    if (&next != &idle) resume(next);
    check_kill();
  }
}

std::uint32_t Scheduler::find_free_cpu(const TaskImpl& task) const {
  const auto count = static_cast<std::uint32_t>(stopped_.size());
  if (task.bound_) return stopped_[task.cpu_] == nullptr ? task.cpu_ : count;
  // Its own one if that is free: tasks do not wander without need.
  for (std::uint32_t offset = 0; offset < count; ++offset) {
    const std::uint32_t cpu = (task.cpu_ + offset) % count;
    if (stopped_[cpu] == nullptr) return cpu;
  }
  return count;
}

TaskImpl* Scheduler::take_eligible() {
  if (runnable_.empty()) return nullptr;
  if (stopped_count_ == 0) {
    return &runnable_.take(
        chooser_.choose(ChoiceKind::Task, static_cast<std::uint32_t>(runnable_.size())));
  }
  std::vector<std::size_t> eligible;
  std::size_t index = 0;
  for (const TaskImpl* task : runnable_) {
    if (stopped_[task->cpu_] == task || find_free_cpu(*task) < stopped_.size())
      eligible.push_back(index);
    ++index;
  }
  if (eligible.empty()) return nullptr;
  TaskImpl& next = runnable_.take(
      eligible[chooser_.choose(ChoiceKind::Task, static_cast<std::uint32_t>(eligible.size()))]);
  if (stopped_[next.cpu_] != &next) {
    next.cpu_ = find_free_cpu(next);
    hooks_.set_cpu(next.kernel_task_, next.cpu_);
  }
  return &next;
}

TaskImpl& Scheduler::choose_next() {
  ++ksim_steps;
  if (host_clock_ && ++switches_ % kSwitchesUnseen == 0 && !shutting_down_) offer_turn();
  fire_timeouts();
  for (;;) {
    if (ksim_irq_pending != 0 && runnable_.empty() && !shutting_down_) {
      if (idle_ == nullptr) {
        idle_ = &create("swapper", [this] { idle_loop(); });
        idle_->kernel_task_ = hooks_.idle_task();
      }
      if (idle_ != current_ || idle_->state_ == Task::State::Blocked) {
        idle_->state_ = Task::State::Runnable;
        return *idle_;
      }
    }
    if (TaskImpl* next = take_eligible()) return *next;
    if (wake_one_waiting_for(TaskImpl::Idle::Calm)) continue;
    if (!host_clock_ && advance_to_next_event()) continue;
    if (wake_one_waiting_for(TaskImpl::Idle::Over)) continue;
    TaskImpl& victim = main();
    hooks_.deadlocked(victim);
    victim.kill_signal_ = SIGKILL;
    wake(victim);
  }
}

void Scheduler::resume(TaskImpl& next) {
  TaskImpl& previous = *current_;
  previous.stack_pointer_ = __builtin_frame_address(0);
  current_ = &next;
  hooks_.set_current(next.kernel_task_);
  ++resumed_;
  fibers_.switch_to(*previous.fiber_, *next.fiber_);
}

bool Scheduler::is_dead_stack(const void* address) const {
  for (const auto& task : tasks_) {
    if (task->state_ == Task::State::Dead || !task->kernel_.stack().holds(address)) continue;
    const void* lowest = task.get() == current_ ? __builtin_frame_address(0) : task->stack_pointer_;
    return !task->kernel_.is_inside() || address < lowest;
  }
  return fibers_.kernel_stacks().holds_spare(address);
}

void Scheduler::follow(std::function<std::uint64_t()> host_clock) {
  host_clock_ = std::move(host_clock);
  if (host_clock_) host_zero_ns_ = host_clock_();
}

void Scheduler::catch_up() {
  const std::uint64_t now = host_clock_() - host_zero_ns_;
  if (now > clock_.now_ns()) clock_.advance_ns(now - clock_.now_ns());
  check_timer();
  fire_timeouts();
}

void Scheduler::offer_turn() {
  catch_up();
  if (current_ != &main() && main().waits_for_ == TaskImpl::Idle::Calm &&
      clock_.now_ns() - turn_began_ns_ > kTurn_ns)
    wake_one_waiting_for(TaskImpl::Idle::Calm);
}

void Scheduler::run_until_idle() {
  if (host_clock_) {
    catch_up();
    turn_began_ns_ = clock_.now_ns();
  }
  sleep_in_user_code(TaskImpl::Idle::Calm, nullptr);
  if (host_clock_) catch_up();
}

void Scheduler::at(std::uint64_t time_ns, const void* owner, std::function<void()> what) {
  events_.emplace(time_ns, Event{owner, std::move(what)});
}

void Scheduler::forget_events(const void* owner) {
  std::erase_if(events_, [&](const auto& event) { return event.second.owner == owner; });
}

void Scheduler::fire_events() {
  if (in_event_) return;
  while (!events_.empty() && events_.begin()->first <= clock_.now_ns()) {
    const Event event = std::move(events_.begin()->second);
    events_.erase(events_.begin());
    in_event_ = true;
    event.what();
    in_event_ = false;
  }
}

void Scheduler::fire_timeouts() {
  if (!events_.empty()) fire_events();
  while (!timeouts_.empty() && timeouts_.begin()->wakes_at_ns_ <= clock_.now_ns())
    wake(*timeouts_.begin());
}

std::uint64_t Scheduler::next_event_ns() const {
  std::uint64_t next = timer_ns_;
  if (!timeouts_.empty()) next = std::min(next, timeouts_.begin()->wakes_at_ns_);
  if (!events_.empty()) next = std::min(next, events_.begin()->first);
  return next;
}

bool Scheduler::advance_to_next_event() {
  const std::uint64_t next = next_event_ns();
  if (next == KSIM_FOREVER) return false;
  if (next > clock_.now_ns()) clock_.advance_ns(next - clock_.now_ns());
  check_timer();
  fire_timeouts();
  return true;
}

bool Scheduler::wake_one_waiting_for(TaskImpl::Idle idle) {
  IdleTasks& tasks = idle_tasks(idle);
  const auto waiter = std::find_if(tasks.begin(), tasks.end(), [](const TaskImpl& task) {
    return task.state_ == Task::State::Blocked;
  });
  if (waiter == tasks.end()) return false;
  waiter->waits_for_ = TaskImpl::Idle::No;
  TaskImpl& woken = *waiter;
  tasks.erase(waiter);
  return wake(woken);
}

Scheduler::IdleTasks& Scheduler::idle_tasks(TaskImpl::Idle what) {
  return what == TaskImpl::Idle::Calm ? calm_ : over_;
}

void Scheduler::check_kill() {
  if (current_->is_dying()) current_->die(current_->kill_signal_);
}

// What a task waits for in user code, until it stops doing so or is killed.
class Scheduler::Watch {
 public:
  Watch(Scheduler& scheduler, TaskImpl& waiter, TaskImpl::Idle what, TaskImpl* watched)
      : idle_tasks_(scheduler.idle_tasks(what)), waiter_(waiter), watched_(watched) {
    waiter.waits_for_ = what;
    idle_tasks_.insert(waiter);
    if (watched != nullptr) watched->watchers_.push_back(&waiter);
  }
  ~Watch() {
    if (!is_over()) idle_tasks_.erase(idle_tasks_.iterator_to(waiter_));
    waiter_.waits_for_ = TaskImpl::Idle::No;
    if (watched_ != nullptr) std::erase(watched_->watchers_, &waiter_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Whether what it waits for has come.
  bool is_over() const { return waiter_.waits_for_ == TaskImpl::Idle::No; }

 private:
  IdleTasks& idle_tasks_;
  TaskImpl& waiter_;
  TaskImpl* const watched_;
};

bool Scheduler::sleep_in_user_code(TaskImpl::Idle what, TaskImpl* watched) {
  TaskImpl& waiter = *current_;
  bool is_so;
  {
    const Watch watch(*this, waiter, what, watched);
    block(KSIM_FOREVER, 0);
    is_so = watch.is_over();
  }
  hooks_.returns_to_user(waiter);
  return is_so;
}

bool Scheduler::wait_for_death(TaskImpl& task) {
  while (task.state_ != Task::State::Dead)
    if (sleep_in_user_code(TaskImpl::Idle::Over, &task)) {
      hooks_.never_ends(task);
      return false;
    }
  return true;
}

bool Scheduler::wait_for_sleep(TaskImpl& task) {
  while (task.state_ != Task::State::Dead)
    if (sleep_in_user_code(TaskImpl::Idle::Calm, nullptr)) break;
  return task.state_ == Task::State::Blocked;
}

// The scheduler may be gone, but not while there is something to wait for. Meanwhile
// somebody else may let go of the last handle.
bool TaskImpl::wait() {
  const auto self = shared_from_this();
  return state_ == State::Dead || scheduler_.wait_for_death(*this);
}

bool TaskImpl::wait_until_blocked() {
  const auto self = shared_from_this();
  return state_ != State::Dead && scheduler_.wait_for_sleep(*this);
}

void TaskImpl::die(int signal) {
  kill_signal_ = signal;
  if (kernel_.is_inside()) kernel_.leave();
  throw TaskKilled(signal);
}

void TaskImpl::exit(int code) {
  exit_status_.code = code;
  kernel_.leave();
}

}  // namespace ksim::sched
