// SPDX-License-Identifier: GPL-2.0-or-later
// Call chains of kernel code, by frame pointers: shims and drivers are compiled with them.
#ifndef KSIM_REPORT_BACKTRACE_HH
#define KSIM_REPORT_BACKTRACE_HH

#include <cstdint>
#include <vector>

#include "ksim/sched/stack_pool.hh"

namespace ksim::report {

inline constexpr std::size_t kFramesMax = 64;

// From a fault: the program counter, then return addresses, innermost first. Frames of
// ksim's own C++, at either end, are left out.
std::vector<std::uintptr_t> backtrace_from(std::uintptr_t program_counter,
                                           std::uintptr_t frame_pointer,
                                           std::uintptr_t stack_pointer, const sched::Stack& stack);

// From the caller of this function.
std::vector<std::uintptr_t> backtrace();

// The innermost return address inside a module, on a stack that was left where `frame` is;
// `from` if it lies in a module itself, or if there is none.
std::uintptr_t driver_caller(std::uintptr_t from, const void* frame, const sched::Stack& stack);

}  // namespace ksim::report

#endif
