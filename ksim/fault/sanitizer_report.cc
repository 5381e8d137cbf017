// SPDX-License-Identifier: GPL-2.0-or-later
// Where AddressSanitizer is on: what it says about kernel code becomes a finding. What it
// says about anything else is a mistake in ksim or in the test, and goes to stderr.
#include "ksim/fault/sanitizer_report.hh"

#include "ksim/fault/trap.hh"
#include "ksim/sched/sanitizer.hh"

#if defined(__SANITIZE_ADDRESS__)

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "ksim/abi/memory.h"
#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/mem/arena.hh"
#include "ksim/module/registry.hh"

namespace ksim::fault {
namespace {

constexpr unsigned char kFreedByte = 0x6b;

void report(std::uintptr_t address, std::uintptr_t program_counter, std::size_t size, bool write) {
  bool freed = false;
  if (mem::Arena::holds(address)) {
    ksim_memory_unpoison(reinterpret_cast<const void*>(address & ~std::uintptr_t{7}), 8);
    freed = *reinterpret_cast<const unsigned char*>(address) == kFreedByte;
    ksim_memory_poison(reinterpret_cast<const void*>(address & ~std::uintptr_t{7}), 8);
  }
  const std::string detail = fmt::format("AddressSanitizer: it {} {} bytes at {:#x}",
                                         write ? "writes" : "reads", size, address);
  const ksim_site site{ksim_report_driver_caller(program_counter), "happens here"};
  ksim_report(freed ? KSIM_FINDING_USE_AFTER_FREE : KSIM_FINDING_OVERFLOW, nullptr,
              freed ? "memory used after it was freed" : "access outside of an object's memory",
              detail.c_str(), &site, 1);
}

void on_report(const char* text) {
  const auto program_counter = reinterpret_cast<std::uintptr_t>(__asan_get_report_pc());
  if (Simulator::is_running() &&
      (module::image_of(program_counter) != nullptr || module::is_in_vmlinux(program_counter)))
    report(reinterpret_cast<std::uintptr_t>(__asan_get_report_address()), program_counter,
           __asan_get_report_access_size(), __asan_get_report_access_type() != 0);
  else
    std::fputs(text, stderr);
}

}  // namespace

void install_sanitizer_reports() {
  static const int silent = open("/dev/null", O_WRONLY | O_CLOEXEC);
  __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<std::intptr_t>(silent)));
  __asan_set_error_report_callback(&on_report);
}

void check_kernel_buffer(const void* address, std::size_t size, Access access) {
  void* const poisoned = __asan_region_is_poisoned(const_cast<void*>(address), size);
  if (poisoned != nullptr)
    report(reinterpret_cast<std::uintptr_t>(poisoned),
           reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)), size,
           access == Access::Write);
}

}  // namespace ksim::fault

#else

namespace ksim::fault {

void install_sanitizer_reports() {}

}  // namespace ksim::fault

#endif
