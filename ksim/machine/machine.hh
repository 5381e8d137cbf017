// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of one booted kernel, and how the boundary finds them.
#ifndef KSIM_MACHINE_MACHINE_HH
#define KSIM_MACHINE_MACHINE_HH

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "ksim/abi/vmlinux.h"
#include "ksim/clock.hh"
#include "ksim/finding.hh"
#include "ksim/io/buses.hh"
#include "ksim/mem/user_mappings.hh"
#include "ksim/report/log.hh"
#include "ksim/sched/chooser.hh"
#include "ksim/sched/scheduler.hh"
#include "ksim/simulator.hh"
#include "ksim/virtio/ring_sites.hh"

namespace ksim {

// Behind class Simulator. Members are in the order in which they come up at boot.
class Simulator::Impl final : public sched::KernelHooks {
 public:
  explicit Impl(Options options);
  ~Impl() override;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const ksim_vmlinux& vmlinux() const { return vmlinux_; }
  Clock& clock() { return clock_; }
  sched::Chooser& chooser() { return chooser_; }
  report::Log& log() { return log_; }
  sched::Scheduler& scheduler() { return scheduler_; }
  io::Buses& buses() { return buses_; }
  virtio::RingSites& ring_sites() { return ring_sites_; }
  // Declared devices, by name: of platform_device_add(), with the strings that must live on.
  struct DeclaredDevice {
    std::vector<std::string> names;
    void* handle = nullptr;
  };
  std::list<DeclaredDevice>& declared_devices() { return declared_devices_; }
  // How many virtio devices there have been.
  std::uint32_t virtio_devices = 0;
  mem::UserMappings& user_mappings() { return user_mappings_; }
  // Made when somebody first asks: to seed it takes as long as half of boot.
  std::mt19937_64& data_generator() {
    if (!data_generator_) data_generator_.emplace(chooser_.strategy().seed());
    return *data_generator_;
  }

  // Whether there has been code of a driver that may be on a stack.
  bool has_had_modules() const { return has_had_modules_; }
  void module_comes() { has_had_modules_ = true; }

  // A finding that knows task, time and step; add_finding() it when it is complete.
  Finding begin_finding(FindingKind kind);
  void add_finding(Finding finding) { findings_.push_back(std::move(finding)); }
  std::vector<Finding>& findings() { return findings_; }
  // Of this kernel, counted from 1 in the life of the process.
  std::uint64_t boot_number() const { return boot_number_; }
  int count_oops() { return ++oopses_; }

  void fail_nth(Failure kind, std::uint64_t nth);
  void fail_randomly(Failure kind, std::uint32_t one_in);
  bool must_fail(Failure kind);

  void start_counting();
  Counters stop_counting();
  // What is counted so far; steps and switches are not in it.
  Counters& counters() { return counters_; }
  void count_allocation() { ++counters_.allocations; }
  // A lock is released that was taken at this step.
  void count_lock(std::uint64_t taken);

  void report_hung_tasks();

  // Makes the core's half of a user process and the shims' half.
  std::shared_ptr<Task> start_process(std::string_view name, std::function<void()> body);

 private:
  void set_current(void* kernel_task) override { *vmlinux_.current_task = kernel_task; }
  void set_cpu(void* kernel_task, std::uint32_t cpu) override {
    *reinterpret_cast<std::uint32_t*>(static_cast<char*>(kernel_task) + vmlinux_.cpu_offset) = cpu;
  }
  std::uint32_t cpu_count() const override { return *vmlinux_.cpu_count; }
  bool preemptible() override { return vmlinux_.preemptible() != 0; }
  bool interruptible() override { return vmlinux_.interruptible() != 0; }
  void deliver_interrupts() override { vmlinux_.deliver_interrupts(); }
  void returns_to_user(sched::TaskImpl& task) override;
  void* idle_task() override { return vmlinux_.idle_task; }
  void task_exits(sched::TaskImpl& task) override;
  void task_free(void* kernel_task) override { vmlinux_.task_free(kernel_task); }
  void deadlocked(sched::TaskImpl& victim) override;
  void never_ends(sched::TaskImpl& task) override;
  // A finding with a site for each task that is blocked in the kernel, `first` before the
  // others, and for each lock that it waits for.
  void report_wait_graph(sched::TaskImpl& first, std::string title, std::string detail);

  void update_failures_armed();

  struct FailurePlan {
    std::uint64_t countdown = 0;  // this many more, then one fails; 0: off
    std::uint32_t one_in = 0;     // 0: off
  };

  const ksim_vmlinux& vmlinux_;
  const std::uint64_t boot_number_;
  Clock clock_;
  sched::Chooser chooser_;
  report::Log log_;
  std::vector<Finding> findings_;
  int oopses_ = 0;
  bool has_had_modules_ = false;
  std::optional<std::mt19937_64> data_generator_;
  std::array<FailurePlan, 3> failures_;  // by enum ksim_failure
  bool counts_ = false;
  Counters counters_;
  std::uint64_t first_step_ = 0;  // since somebody counts
  std::uint64_t first_switch_ = 0;
  io::Buses buses_;
  virtio::RingSites ring_sites_;
  std::list<DeclaredDevice> declared_devices_;
  mem::UserMappings user_mappings_;
  sched::Scheduler scheduler_;
};

// Set while a Simulator exists.
extern Simulator::Impl* running_machine;

// The kernel that is running. Requires: there is one.
inline Simulator::Impl& machine() { return *running_machine; }
inline sched::TaskImpl& current_task() { return machine().scheduler().current(); }

}  // namespace ksim

#endif
