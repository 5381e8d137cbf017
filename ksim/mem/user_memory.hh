// SPDX-License-Identifier: GPL-2.0-or-later
// User memory, seen from the kernel.
#ifndef KSIM_MEM_USER_MEMORY_HH
#define KSIM_MEM_USER_MEMORY_HH

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ksim/abi/user.h"

namespace ksim::mem {

// User pointers travel through the kernel with their upper bits flipped.
constexpr std::uintptr_t tag(std::uintptr_t user) { return user ^ KSIM_USER_FLIP; }
inline std::uintptr_t tag(const void* user) { return tag(reinterpret_cast<std::uintptr_t>(user)); }
constexpr bool is_tagged(std::uintptr_t address) {
  return (address & KSIM_USER_FLIP) == KSIM_USER_FLIP;
}

// Bytes that could not be copied. Faults while touching `to` or `from` end the copy; they
// are not errors (see fault/trap.cc).
std::size_t copy_until_fault(void* to, const void* from, std::size_t size);
std::size_t clear_until_fault(void* to, std::size_t size);

// What one task lets the kernel reach.
class UserMemory {
 public:
  // The buffers that the running system call was given. Copies that begin inside one of
  // them and run past its end are a driver's mistake.
  struct Range {
    std::uintptr_t begin;
    std::uintptr_t end;
  };
  void set_buffer(const void* begin, std::size_t size) {
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    buffers_.assign(1, {address, address + size});
  }
  void add_buffer(const void* begin, std::size_t size) {
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    buffers_.push_back({address, address + size});
  }
  void clear_buffers() { buffers_.clear(); }

  // The buffer that holds `user` (untagged), or nullptr.
  const Range* buffer_at(std::uintptr_t user) const;

 private:
  std::vector<Range> buffers_;
};

// Whether a pointer may be user memory; sets `user` to it without its tag.
bool to_user(std::uintptr_t pointer, std::size_t size, std::uintptr_t& user);

}  // namespace ksim::mem

#endif
