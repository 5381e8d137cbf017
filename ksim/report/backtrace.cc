// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/report/backtrace.hh"

#include <algorithm>

#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/module/registry.hh"

namespace ksim::report {
namespace {

bool is_kernel_code(std::uintptr_t address) {
  return module::image_of(address) != nullptr || module::is_in_vmlinux(address);
}

// Whether the code at a program counter belongs to a function without a frame of its own:
// gcc leaves it out of small leaf functions in spite of -fno-omit-frame-pointer.
bool is_frameless(std::uintptr_t program_counter) {
  constexpr unsigned char kPushFramePointer = 0x55;
  const module::Image* image = module::image_of(program_counter);
  if (image == nullptr && module::is_in_vmlinux(program_counter))
    image = &module::vmlinux().image();
  if (image == nullptr) return true;  // a call through a bad pointer
  const auto function = image->symbols().find(program_counter);
  return function &&
         *reinterpret_cast<const unsigned char*>(function->address) != kPushFramePointer;
}

// Calls `visit(return_address)` for each frame until it returns false.
template <typename Visit>
void walk(std::uintptr_t frame_pointer, const sched::Stack& stack, Visit visit) {
  constexpr std::size_t kFrameBytes = 2 * sizeof(std::uintptr_t);
  if (stack.size < kFrameBytes) return;
  const auto bottom = reinterpret_cast<std::uintptr_t>(stack.bottom);
  while (frame_pointer % sizeof(std::uintptr_t) == 0 &&
         frame_pointer - bottom <= stack.size - kFrameBytes) {
    const auto* frame = reinterpret_cast<const std::uintptr_t*>(frame_pointer);
    if (!visit(frame[1])) return;
    if (frame[0] <= frame_pointer) return;
    frame_pointer = frame[0];
  }
}

}  // namespace

std::vector<std::uintptr_t> backtrace_from(std::uintptr_t program_counter,
                                           std::uintptr_t frame_pointer,
                                           std::uintptr_t stack_pointer,
                                           const sched::Stack& stack) {
  std::vector<std::uintptr_t> addresses{program_counter};
  // Then the return address is on top.
  if (is_frameless(program_counter) && stack.holds(reinterpret_cast<void*>(stack_pointer))) {
    const auto caller = *reinterpret_cast<const std::uintptr_t*>(stack_pointer);
    if (is_kernel_code(caller)) addresses.push_back(caller);
  }
  walk(frame_pointer, stack, [&](std::uintptr_t address) {
    if (is_kernel_code(address)) addresses.push_back(address);
    return addresses.size() < kFramesMax;
  });
  return addresses;
}

std::vector<std::uintptr_t> backtrace() {
  std::vector<std::uintptr_t> addresses;
  const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  walk(frame, current_task().kernel().stack(), [&](std::uintptr_t address) {
    if (is_kernel_code(address)) addresses.push_back(address);
    return addresses.size() < kFramesMax;
  });
  return addresses;
}

std::uintptr_t driver_caller(std::uintptr_t from, const void* frame, const sched::Stack& stack) {
  if (module::image_of(from) != nullptr) return from;
  std::uintptr_t found = from;
  walk(reinterpret_cast<std::uintptr_t>(frame), stack, [&](std::uintptr_t address) {
    if (!ksim_image_maybe(address) || module::image_of(address) == nullptr) return true;
    found = address;
    return false;
  });
  return found;
}

}  // namespace ksim::report

extern "C" {

unsigned long ksim_report_driver_caller(unsigned long from) {
  if (!ksim::Simulator::is_running() || !ksim::machine().has_had_modules()) return from;
  return ksim::report::driver_caller(from, __builtin_frame_address(0),
                                     ksim::current_task().kernel().stack());
}

ksim_u32 ksim_report_backtrace(unsigned long* addresses, ksim_u32 count_max) {
  const auto trace = ksim::report::backtrace();
  const auto count = std::min<std::size_t>(trace.size(), count_max);
  std::copy_n(trace.begin(), count, addresses);
  return static_cast<ksim_u32>(count);
}

}  // extern "C"
