// SPDX-License-Identifier: GPL-2.0-or-later
// Processor faults: oopses of the driver, holes in user memory, pages of a mapping.
#ifndef KSIM_FAULT_TRAP_HH
#define KSIM_FAULT_TRAP_HH

#include <cstddef>

namespace ksim::fault {

// Takes over SIGSEGV, SIGBUS, SIGILL and SIGFPE of this process and thread. A fault that
// is nobody's business here goes to whoever had the signal before.
void install_handlers();

// Where AddressSanitizer is on: reports a copy from or to kernel memory that runs into a
// redzone. Nothing otherwise.
enum class Access { Read, Write };
#if defined(__SANITIZE_ADDRESS__)
void check_kernel_buffer(const void* address, std::size_t size, Access access);
#else
inline void check_kernel_buffer(const void*, std::size_t, Access) {}
#endif

}  // namespace ksim::fault

#endif
