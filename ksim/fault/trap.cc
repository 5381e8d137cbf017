// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/fault/trap.hh"

#include <dlfcn.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "ksim/abi/memory.h"
#include "ksim/abi/report.h"
#include "ksim/fault/oops.hh"
#include "ksim/machine/machine.hh"
#include "ksim/mem/user_memory.hh"
#include "ksim/module/registry.hh"
#include "ksim/report/backtrace.hh"
#include "ksim/sched/sanitizer.hh"

extern "C" {
// Where handle_user_page_fault() asks for the interrupted registers back.
extern const char ksim_resume_instruction[] __attribute__((visibility("hidden")));
}

namespace ksim::fault {
namespace {

constexpr std::size_t kSignalStackBytes = 128 * 1024;
constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGVTALRM};
// The watchdog looks this often, in processor time of the process: a machine that is busy
// with other things makes nobody suspicious.
constexpr time_t kWatchdog_s = 1;
constexpr std::uintptr_t kRedZoneBytes = 128;

std::array<struct sigaction, NSIG> previous_actions;

// A user access that waits for its page. One at a time suffices: the kernel's page fault
// path never touches user memory itself.
struct PendingPageFault {
  std::uintptr_t address;
  bool write;
  std::uintptr_t in_copy_then;  // where a copy goes on if there is no page; 0: no copy
  ucontext_t context;
  std::vector<std::byte> extended_state;
};
PendingPageFault pending;

std::uintptr_t reg(const ucontext_t& context, int index) {
  return static_cast<std::uintptr_t>(context.uc_mcontext.gregs[index]);
}

void set_reg(ucontext_t& context, int index, std::uintptr_t value) {
  context.uc_mcontext.gregs[index] = static_cast<greg_t>(value);
}

// Bytes of the floating-point state that the kernel saved, AVX and all.
std::size_t extended_state_bytes(const ucontext_t& context) {
  // struct _fpx_sw_bytes, at the end of the legacy area (see <asm/sigcontext.h>).
  constexpr std::size_t kLegacyBytes = 512;
  constexpr std::size_t kSoftwareOffset = 464;
  constexpr std::uint32_t kMagic1 = 0x46505853;
  const auto* state = reinterpret_cast<const char*>(context.uc_mcontext.fpregs);
  std::uint32_t software[2];
  std::memcpy(software, state + kSoftwareOffset, sizeof software);
  return software[0] == kMagic1 ? software[1] : kLegacyBytes;
}

// Makes the interrupted code call a function that never returns to it.
void divert(ucontext_t& context, std::uintptr_t stack_pointer, void (*target)()) {
  set_reg(context, REG_RSP, (stack_pointer & ~std::uintptr_t{15}) - 8);
  set_reg(context, REG_RIP, reinterpret_cast<std::uintptr_t>(target));
}

[[noreturn]] void resume_interrupted() {
  asm volatile(
      ".globl ksim_resume_instruction\n"
      ".hidden ksim_resume_instruction\n"
      "ksim_resume_instruction: ud2");
  __builtin_unreachable();
}

// Runs where the access happened, on that stack, as if the access had been a call.
[[noreturn]] void handle_user_page_fault() {
  auto& task = current_task();
  auto& machine = ksim::machine();
  const auto fault = std::make_unique<PendingPageFault>(std::move(pending));
  auto resolve = [&] {
    return static_cast<long>(machine.vmlinux().user_fault(fault->address, fault->write));
  };
  const long failed = fault->in_copy_then != 0 ? resolve() : task.enter_kernel(resolve);
  if (failed != 0) {
    if (fault->in_copy_then == 0) {
      fmt::print(stderr,
                 "ksim: process {} (pid {}) gets {} at {:#x}: the driver's fault handler gave "
                 "no page\n",
                 task.name(), task.pid(), failed == SIGBUS ? "SIGBUS" : "SIGSEGV", fault->address);
      std::abort();
    }
    set_reg(fault->context, REG_RIP, fault->in_copy_then);
  }
  pending = std::move(*fault);
  resume_interrupted();
}

void divert_to_page_fault(ucontext_t& context, std::uintptr_t address,
                          std::uintptr_t in_copy_then) {
  constexpr std::uintptr_t kWriteError = 2;
  pending.address = address;
  pending.write = (reg(context, REG_ERR) & kWriteError) != 0;
  pending.in_copy_then = in_copy_then;
  const auto* state = reinterpret_cast<const std::byte*>(context.uc_mcontext.fpregs);
  pending.extended_state.assign(state, state + extended_state_bytes(context));
  pending.context = context;
  divert(context, reg(context, REG_RSP) - kRedZoneBytes, &handle_user_page_fault);
}

void restore_interrupted(ucontext_t& context) {
  // The frames of handle_user_page_fault() never return, so nobody else takes away what
  // AddressSanitizer put around their variables.
  const std::uintptr_t left = reg(context, REG_RSP);
  ksim_memory_unpoison(reinterpret_cast<const void*>(left & ~std::uintptr_t{7}),
                       reg(pending.context, REG_RSP) - kRedZoneBytes - left);
  std::memcpy(context.uc_mcontext.gregs, pending.context.uc_mcontext.gregs,
              sizeof context.uc_mcontext.gregs);
  std::memcpy(context.uc_mcontext.fpregs, pending.extended_state.data(),
              pending.extended_state.size());
}

// Whether an address lies in ksim's own code or the C library's.
bool is_host_code(std::uintptr_t address) {
  if (module::image_of(address) != nullptr || module::is_in_vmlinux(address)) return false;
  Dl_info info;
  return dladdr(reinterpret_cast<void*>(address), &info) != 0;
}

bool is_in_kernel(const ucontext_t& context) {
  if (!Simulator::is_running()) return false;
  auto& entry = current_task().kernel();
  const auto* stack_pointer = reinterpret_cast<void*>(reg(context, REG_RSP));
  return entry.is_inside() &&
         (entry.stack().holds(stack_pointer) || entry.stack().guards(stack_pointer));
}

void divert_to_oops(int signal, const siginfo_t& info, ucontext_t& context) {
  const bool is_watchdog = signal == SIGVTALRM;
  auto& entry = current_task().kernel();
  const sched::Stack& stack = entry.stack();
  Oops oops;
  oops.signal = signal;
  oops.code = info.si_code;
  oops.address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  oops.error = reg(context, REG_ERR);
  oops.program_counter = reg(context, REG_RIP);
  oops.soft_lockup = is_watchdog;
  oops.stack_overflow = !is_watchdog && stack.guards(info.si_addr);
  for (std::size_t index = 0; index < oops.registers.size(); ++index)
    oops.registers[index] = reg(context, static_cast<int>(index));
  oops.backtrace = report::backtrace_from(oops.program_counter, reg(context, REG_RBP),
                                          reg(context, REG_RSP), stack);
  set_pending_oops(std::move(oops));
  // Everything below has been recorded, so a stack that ran over may be used from its top.
  const std::uintptr_t middle = reinterpret_cast<std::uintptr_t>(stack.bottom) + stack.size / 2;
  const bool room = reg(context, REG_RSP) > middle;
  if (!room) sched::forget_frames(stack.bottom, stack.size);
  divert(context,
         room ? reg(context, REG_RSP) - kRedZoneBytes
              : reinterpret_cast<std::uintptr_t>(stack.top()) - kRedZoneBytes,
         &report_pending_oops);
}

// Whether the kernel code that runs now was running when the watchdog looked last, and has
// passed no scheduling point since.
bool is_stuck(const ucontext_t& context) {
  static const sched::TaskImpl* last_task = nullptr;
  static std::uint64_t last_boot = 0;  // tasks of two kernels may have the same address
  static std::uint64_t last_entries = 0;
  static std::uint64_t last_step = 0;
  if (!is_in_kernel(context)) {
    last_task = nullptr;
    return false;
  }
  const auto& task = current_task();
  const std::uint64_t entries = current_task().kernel().entries();
  const std::uint64_t step = machine().scheduler().step();
  const std::uint64_t boot = machine().boot_number();
  const bool same =
      last_task == &task && last_boot == boot && last_entries == entries && last_step == step;
  last_task = &task;
  last_boot = boot;
  last_entries = entries;
  last_step = step;
  return same;
}

void hand_on(int signal) {
  sigaction(signal, &previous_actions[static_cast<std::size_t>(signal)], nullptr);
}

void on_signal(int signal, siginfo_t* info, void* raw_context) {
  auto& context = *static_cast<ucontext_t*>(raw_context);
  const auto program_counter = reg(context, REG_RIP);
  const auto at = [&](const char* instruction) {
    return program_counter == reinterpret_cast<std::uintptr_t>(instruction);
  };
  if (at(ksim_resume_instruction)) return restore_interrupted(context);
  if (signal == SIGVTALRM) {
    // In ksim's own code, which comes to an end, it is too early to go: next time.
    if (is_stuck(context) && !is_host_code(program_counter)) divert_to_oops(signal, *info, context);
    return;
  }

  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const std::uintptr_t in_copy_then = mem::after_fault_at(program_counter);
  const bool is_access = signal == SIGSEGV || signal == SIGBUS;
  if (is_access && Simulator::is_running() && machine().user_mappings().holds(address))
    return divert_to_page_fault(context, address, in_copy_then);
  if (is_access && in_copy_then != 0) return set_reg(context, REG_RIP, in_copy_then);
  if (is_in_kernel(context) && !is_host_code(program_counter))
    return divert_to_oops(signal, *info, context);
  hand_on(signal);
}

}  // namespace

void install_handlers() {
  static bool installed = false;
  if (installed) return;
  installed = true;

  static std::array<std::byte, kSignalStackBytes> signal_stack;
  stack_t stack{};
  stack.ss_sp = signal_stack.data();
  stack.ss_size = signal_stack.size();
  sigaltstack(&stack, nullptr);

  struct sigaction action {};
  action.sa_sigaction = &on_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (const int signal : kSignals)
    sigaction(signal, &action, &previous_actions[static_cast<std::size_t>(signal)]);

  const timeval period{kWatchdog_s, 0};
  const itimerval timer{period, period};
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

}  // namespace ksim::fault
