// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/machine/machine.hh"

#include <algorithm>

#include "ksim/abi/chance.h"
#include "ksim/abi/report.h"
#include "ksim/fault/sanitizer_report.hh"
#include "ksim/fault/trap.hh"
#include "ksim/machine/signals.hh"
#include "ksim/mem/arena.hh"
#include "ksim/module/registry.hh"

namespace ksim {

Simulator::Impl::Impl(Options options)
    : vmlinux_(module::vmlinux().operations()),
      chooser_(std::move(options.strategy)),
      log_(clock_),
      data_generator_(chooser_.strategy().seed()),
      scheduler_(clock_, chooser_, *this) {
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
  ksim_chance_failures_armed =
      std::any_of(failures_.begin(), failures_.end(),
                  [](const FailurePlan& plan) { return plan.countdown != 0 || plan.one_in != 0; });
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

sched::TaskImpl& Simulator::Impl::start_process(std::string_view name, std::function<void()> body) {
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
  return child;
}

void Simulator::Impl::returns_to_user(sched::TaskImpl& task) {
  if (has_signal(vmlinux_, task)) [[unlikely]]
    deliver_signals(task);
}

void Simulator::Impl::task_exits(sched::TaskImpl& task) {
  vmlinux_.task_exit(task.exit_status().code);
}

void Simulator::Impl::deadlocked(sched::TaskImpl& victim) {
  Finding finding = begin_finding(FindingKind::Deadlock);
  finding.title = "every task is blocked for ever";
  finding.detail = "nobody can run, no timer is pending, and no interrupt can come";
  finding.task = victim.name();
  finding.pid = victim.pid();
  add_finding(std::move(finding));
}

}  // namespace ksim
