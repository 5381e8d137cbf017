// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/fault/oops.hh"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <utility>

#include "ksim/abi/io.h"
#include "ksim/abi/module.h"
#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/mem/user_memory.hh"
#include "ksim/module/registry.hh"
#include "ksim/report/symbolizer.hh"

namespace ksim::fault {
namespace {

Oops pending_oops;

constexpr std::uintptr_t kPageBytes = 4096;
constexpr std::uintptr_t kErrorWrite = 2;
constexpr std::uintptr_t kErrorFetch = 16;
// What the slab allocator fills freed objects with, and what list_del() leaves behind
// (<linux/poison.h>).
constexpr std::uintptr_t kFreedPattern = 0x6b6b6b6b;
constexpr std::uintptr_t kListPoison = 0xdead000000000100;
constexpr std::uintptr_t kListPoisonEnd = 0xdead000000000200;

bool is_freed_pattern(std::uintptr_t value) { return (value >> 32) == kFreedPattern; }

struct Diagnosis {
  FindingKind kind = FindingKind::Oops;
  std::string title;
  std::string detail;
  std::string linux_says;
};

const char* access_name(const Oops& oops) {
  if (oops.error & kErrorFetch) return "calls";
  return oops.error & kErrorWrite ? "writes" : "reads";
}

Diagnosis diagnose_access(const Oops& oops) {
  if (oops.stack_overflow)
    return {FindingKind::Oops, "kernel stack overflow",
            "the task used more stack than the kernel gives it: a large local variable, or "
            "recursion without end",
            "BUG: stack guard page was hit"};
  if (oops.address < kPageBytes)
    return {FindingKind::Oops, "NULL pointer dereference",
            oops.address == 0
                ? fmt::format("it {} address 0", access_name(oops))
                : fmt::format("it {} address {:#x}: a member at that offset of a NULL pointer",
                              access_name(oops), oops.address),
            fmt::format("BUG: kernel NULL pointer dereference, address: {:016x}", oops.address)};
  if (mem::is_tagged(oops.address))
    return {FindingKind::Oops, "user pointer dereferenced in the kernel",
            fmt::format("it {} user memory at {:#x} directly; use copy_from_user(), "
                        "copy_to_user(), get_user() or put_user()",
                        access_name(oops), mem::tag(oops.address)),
            fmt::format("BUG: unable to handle page fault for address: {:016x}", oops.address)};
  if (oops.address - KSIM_IO_BASE < KSIM_IO_SIZE)
    return {FindingKind::Oops, "device memory dereferenced directly",
            fmt::format("it {} address {:#x}, which ioremap() returned; use readl(), writel() or "
                        "one of their relatives",
                        access_name(oops), oops.address),
            fmt::format("BUG: unable to handle page fault for address: {:016x}", oops.address)};
  if (module::is_per_cpu(oops.address))
    return {FindingKind::Oops, "per-CPU pointer dereferenced directly",
            fmt::format("it {} address {:#x}, which stands for a variable of each CPU; use "
                        "this_cpu_ptr(), per_cpu_ptr() or one of their relatives",
                        access_name(oops), oops.address),
            fmt::format("BUG: unable to handle page fault for address: {:016x}", oops.address)};
  return {FindingKind::Oops, "wild pointer dereferenced",
          fmt::format("it {} address {:#x}, where nothing is", access_name(oops), oops.address),
          fmt::format("BUG: unable to handle page fault for address: {:016x}", oops.address)};
}

Diagnosis diagnose_protection(const Oops& oops) {
  const auto& registers = oops.registers;
  const auto freed = std::find_if(registers.begin(), registers.end(), is_freed_pattern);
  if (freed != registers.end())
    return {
        FindingKind::UseAfterFree, "pointer taken from freed memory",
        fmt::format("{:#x} is what ksim fills freed memory with", *freed),
        fmt::format("general protection fault, probably for non-canonical address {:#x}", *freed)};
  const auto deleted = std::find_if(registers.begin(), registers.end(), [](auto value) {
    return value >= kListPoison && value < kListPoisonEnd;
  });
  if (deleted != registers.end())
    return {FindingKind::UseAfterFree, "list entry used after list_del()",
            fmt::format("{:#x} is what list_del() leaves in the entry it removes", *deleted),
            fmt::format("general protection fault, probably for non-canonical address {:#x}",
                        *deleted)};
  return {FindingKind::Oops, "wild pointer dereferenced",
          "the address is not one that a processor accepts",
          "general protection fault, probably for non-canonical address"};
}

Diagnosis diagnose(const Oops& oops) {
  if (oops.soft_lockup)
    return {FindingKind::SoftLockup, "kernel code that does not come to an end",
            "it has kept the CPU for more than a second without sleeping, waiting or taking a lock",
            "watchdog: BUG: soft lockup - CPU#0 stuck for 22s!"};
  switch (oops.signal) {
    case SIGFPE:
      return {FindingKind::Oops, "division by zero", "", "divide error: 0000"};
    case SIGILL:
      return {FindingKind::Oops, "invalid instruction",
              "undefined behaviour that the sanitizer caught, or a jump to something that is "
              "not code",
              "invalid opcode: 0000"};
    case SIGSEGV:
      // Linux gives no address for a non-canonical one.
      if (oops.code == SI_KERNEL) return diagnose_protection(oops);
      return diagnose_access(oops);
    default:
      return diagnose_access(oops);
  }
}

std::string symbol(std::uintptr_t address) {
  char text[256];
  ksim_symbol_name(address, text, sizeof text, KSIM_SYMBOL_OFFSET | KSIM_SYMBOL_MODULE);
  return text;
}

void write_to_log(const Oops& oops, const Diagnosis& diagnosis) {
  auto& machine = ksim::machine();
  constexpr int kAlert = 1;
  constexpr int kDefault = 4;
  machine.log().append(kAlert, diagnosis.linux_says);
  if (oops.signal == SIGSEGV && oops.code != SI_KERNEL)
    machine.log().append(kAlert, fmt::format("#PF: supervisor {} in kernel mode",
                                             oops.error & kErrorFetch   ? "instruction fetch"
                                             : oops.error & kErrorWrite ? "write access"
                                                                        : "read access"));
  if (!oops.soft_lockup)
    machine.log().append(kDefault, fmt::format("Oops: {:04x} [#{}] PREEMPT SMP",
                                               oops.error & 0xffff, machine.count_oops()));
  auto& task = current_task();
  machine.log().append(kDefault, fmt::format("CPU: 0 PID: {} Comm: {} {}", task.pid(), task.name(),
                                             machine.vmlinux().print_tainted()));
  machine.log().append(kDefault, "RIP: 0010:" + symbol(oops.program_counter));
  machine.log().append(kDefault, "Call Trace:");
  machine.log().append(kDefault, " <TASK>");
  for (std::size_t frame = 1; frame < oops.backtrace.size(); ++frame)
    machine.log().append(kDefault, " " + symbol(oops.backtrace[frame] - 1));
  machine.log().append(kDefault, " </TASK>");
}

}  // namespace

void set_pending_oops(Oops oops) { pending_oops = std::move(oops); }

void report_pending_oops() {
  auto& machine = ksim::machine();
  {
    const Oops oops = std::move(pending_oops);
    const Diagnosis diagnosis = diagnose(oops);
    write_to_log(oops, diagnosis);

    Finding finding = machine.begin_finding(diagnosis.kind);
    finding.title = diagnosis.title;
    finding.detail = diagnosis.detail;
    finding.linux_says = diagnosis.linux_says;
    const module::Image* culprit = nullptr;
    for (std::size_t frame = 0; frame < oops.backtrace.size(); ++frame) {
      // All but the first are return addresses: the call is the instruction before.
      const std::uintptr_t address = oops.backtrace[frame] - (frame == 0 ? 0 : 1);
      const auto* image = module::image_of(address);
      auto lines = report::Symbolizer::instance().lines(address);
      if (culprit == nullptr && image != nullptr) {
        culprit = image;
        if (!lines.empty())
          finding.sites.push_back(
              {lines.front(), oops.soft_lockup ? "was running here" : "happens here"});
      }
      std::move(lines.begin(), lines.end(), std::back_inserter(finding.backtrace));
    }
    machine.vmlinux().oops(culprit != nullptr ? culprit->name().c_str() : nullptr);
    machine.add_finding(std::move(finding));
  }
  current_task().die(SIGKILL);
}

}  // namespace ksim::fault
