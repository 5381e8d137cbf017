// SPDX-License-Identifier: GPL-2.0-or-later
// A fault in kernel code that nothing can mend.
#ifndef KSIM_FAULT_OOPS_HH
#define KSIM_FAULT_OOPS_HH

#include <array>
#include <cstdint>
#include <vector>

namespace ksim::fault {

struct Oops {
  int signal = 0;
  int code = 0;  // si_code
  std::uintptr_t address = 0;
  std::uintptr_t error = 0;  // the page fault's error code
  std::uintptr_t program_counter = 0;
  bool stack_overflow = false;
  bool soft_lockup = false;                    // nothing faulted: the code never came to an end
  std::array<std::uintptr_t, 16> registers{};  // R8 … RSP, in the order of <sys/ucontext.h>
  std::vector<std::uintptr_t> backtrace;       // innermost first, from program_counter on
};

void set_pending_oops(Oops oops);

// Logs it as Linux does, records the finding, and ends the task.
[[noreturn]] void report_pending_oops();

}  // namespace ksim::fault

#endif
