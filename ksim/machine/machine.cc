// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/machine/machine.hh"

#include <fmt/format.h>

#include <algorithm>

#include "ksim/abi/chance.h"
#include "ksim/abi/report.h"
#include "ksim/fault/sanitizer_report.hh"
#include "ksim/fault/trap.hh"
#include "ksim/machine/signals.hh"
#include "ksim/mem/arena.hh"
#include "ksim/module/registry.hh"
#include "ksim/report/backtrace.hh"
#include "ksim/report/symbolizer.hh"

namespace ksim {
namespace {

std::uint64_t boots = 0;

}  // namespace

Simulator::Impl::Impl(Options options)
    : vmlinux_(module::vmlinux().operations()),
      boot_number_(++boots),
      chooser_(std::move(options.strategy)),
      log_(clock_),
      scheduler_(clock_, chooser_, *this) {
  scheduler_.follow(std::move(options.host_clock));
  fault::install_handlers();
  fault::install_sanitizer_reports();
}

Simulator::Impl::~Impl() { ksim_chance_failures_armed = 0; }

Finding Simulator::Impl::begin_finding(FindingKind kind) {
  const auto& task = scheduler_.current();
  Finding finding;
  finding.kind = kind;
  finding.task = task.name();
  finding.pid = task.pid();
  finding.time_ns = clock_.now_ns();
  finding.step = scheduler_.step();
  return finding;
}

void Simulator::Impl::fail_nth(Failure kind, std::uint64_t nth) {
  failures_[static_cast<std::size_t>(kind)].countdown = nth;
  update_failures_armed();
}

void Simulator::Impl::fail_randomly(Failure kind, std::uint32_t one_in) {
  failures_[static_cast<std::size_t>(kind)].one_in = one_in;
  update_failures_armed();
}

void Simulator::Impl::update_failures_armed() {
  const bool may_fail =
      std::any_of(failures_.begin(), failures_.end(),
                  [](const FailurePlan& plan) { return plan.countdown != 0 || plan.one_in != 0; });
  ksim_chance_failures_armed =
      (may_fail ? KSIM_CHANCE_FAILURES : 0U) | (counts_ ? KSIM_CHANCE_COUNT : 0U);
}

void Simulator::Impl::start_counting() {
  counts_ = true;
  counters_ = {};
  scheduler_.count(true);
  first_step_ = scheduler_.step();
  first_switch_ = scheduler_.resumed();
  update_failures_armed();
}

Counters Simulator::Impl::stop_counting() {
  counts_ = false;
  counters_.steps = scheduler_.step() - first_step_;
  counters_.context_switches = scheduler_.resumed() - first_switch_;
  scheduler_.count(false);
  update_failures_armed();
  return counters_;
}

void Simulator::Impl::count_lock(std::uint64_t taken) {
  if (taken < first_step_) return;  // nobody counted yet
  const std::uint64_t held = scheduler_.step() - taken;
  ++counters_.locks_taken;
  counters_.lock_steps += held;
  counters_.lock_steps_max = std::max(counters_.lock_steps_max, held);
}

bool Simulator::Impl::must_fail(Failure kind) {
  FailurePlan& plan = failures_[static_cast<std::size_t>(kind)];
  if (plan.countdown != 0 && --plan.countdown == 0) {
    update_failures_armed();
    return true;
  }
  // The last alternative, so that 0, what FIFO answers, stays "as usual".
  return plan.one_in != 0 && chooser_.choose(ChoiceKind::Failure, plan.one_in) == plan.one_in - 1;
}

std::shared_ptr<Task> Simulator::Impl::start_process(std::string_view name,
                                                     std::function<void()> body) {
  sched::TaskImpl& parent = scheduler_.current();
  sched::TaskImpl& child = scheduler_.create(name, [this, body = std::move(body)] {
    returns_to_user(scheduler_.current());
    body();
  });
  void* kernel_task = nullptr;
  parent.enter_kernel([&] {
    kernel_task = vmlinux_.process_new(&child, child.name().c_str(), parent.kernel_task());
    return 0;
  });
  scheduler_.attach(child, kernel_task, vmlinux_.task_pid(kernel_task));
  scheduler_.wake(child);
  return child.shared_from_this();
}

void Simulator::Impl::returns_to_user(sched::TaskImpl& task) {
  if (has_signal(vmlinux_, task)) [[unlikely]]
    deliver_signals(task);
}

void Simulator::Impl::task_exits(sched::TaskImpl& task) {
  vmlinux_.task_exit(task.exit_status().code);
}

void Simulator::Impl::report_wait_graph(sched::TaskImpl& first, std::string title,
                                        std::string detail) {
  Finding finding = begin_finding(FindingKind::Deadlock);
  finding.title = std::move(title);
  finding.detail = std::move(detail);
  finding.linux_says =
      fmt::format("INFO: task {}:{} blocked for more than 120 seconds.", first.name(), first.pid());
  finding.task = first.name();
  finding.pid = first.pid();
  const auto describe = [&](sched::TaskImpl& task) {
    ksim_wait_description wait;
    if (task.state() != Task::State::Blocked || !task.kernel().is_inside() ||
        task.kernel_task() == nullptr || vmlinux_.describe_wait(task.kernel_task(), &wait) == 0)
      return;
    const std::string_view what = wait.what;
    const auto caller =
        report::driver_caller(task.blocked_at(), task.left_at_frame(), task.kernel().stack());
    finding.sites.push_back(
        {report::line_of_call(caller), fmt::format("{} (pid {}) waits here{}{}", task.name(),
                                                   task.pid(), what.empty() ? "" : " for ", what)});
    if (wait.held_since != 0)
      finding.sites.push_back(
          {report::line_of_call(wait.held_since),
           fmt::format("{} (pid {}) took it here", wait.holder_name, wait.holder_pid)});
    if (wait.site != 0) finding.sites.push_back({report::line_of_call(wait.site), wait.site_note});
    task.tell_stuck();
  };
  describe(first);
  for (const auto& task : scheduler_.tasks())
    if (task.get() != &first) describe(*task);
  add_finding(std::move(finding));
}

void Simulator::Impl::report_hung_tasks() {
  constexpr std::uint64_t kHung_ns = 120'000'000'000;
  for (const auto& task : scheduler_.tasks()) {
    ksim_wait_description wait;
    if (task->state() != Task::State::Blocked || task->is_told_stuck() ||
        !task->kernel().is_inside() || task->kernel_task() == nullptr ||
        clock_.now_ns() - task->blocked_since_ns() < kHung_ns ||
        vmlinux_.describe_wait(task->kernel_task(), &wait) == 0 || wait.uninterruptible == 0)
      continue;
    Finding finding = begin_finding(FindingKind::HungTask);
    finding.title = "task sleeps and cannot be interrupted";
    finding.detail = "it has been waiting for more than two minutes";
    finding.linux_says = fmt::format("INFO: task {}:{} blocked for more than 120 seconds.",
                                     task->name(), task->pid());
    finding.task = task->name();
    finding.pid = task->pid();
    const auto caller =
        report::driver_caller(task->blocked_at(), task->left_at_frame(), task->kernel().stack());
    const std::string_view what = wait.what;
    finding.sites.push_back({report::line_of_call(caller),
                             fmt::format("waits here{}{}", what.empty() ? "" : " for ", what)});
    constexpr int kError = 3;
    log_.append(kError, finding.linux_says);
    add_finding(std::move(finding));
    task->tell_stuck();
  }
}

void Simulator::Impl::deadlocked(sched::TaskImpl& victim) {
  report_wait_graph(victim, "every task is blocked for ever",
                    "nobody can run, no timer is pending, and no interrupt can come");
}

void Simulator::Impl::never_ends(sched::TaskImpl& task) {
  if (task.is_told_stuck()) return;
  report_wait_graph(task, "process is blocked, and nobody will wake it",
                    fmt::format("{} (pid {}) sleeps, nobody else can run, no timer is pending, and "
                                "no interrupt can come",
                                task.name(), task.pid()));
  task.tell_stuck();
}

}  // namespace ksim
