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
// Where to go on after a fault in them; 0 if `instruction` is none of theirs.
std::uintptr_t after_fault_at(std::uintptr_t instruction);

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
    first_ = range_of(begin, size);
    others_.clear();
  }
  void add_buffer(const void* begin, std::size_t size) {
    if (first_.end == 0)
      first_ = range_of(begin, size);
    else
      others_.push_back(range_of(begin, size));
  }
  void clear_buffers() { set_buffer(nullptr, 0); }

  // From now on there is nothing outside the buffers: the addresses that the kernel sees come
  // from another program, where they mean something else.
  void confine() { confined_ = true; }
  bool is_confined() const { return confined_; }

  // Whether a range, in bytes and untagged, is in the first of them.
  bool is_in_first(std::uintptr_t user, std::size_t size) const {
    return first_.begin <= user && user < first_.end && size <= first_.end - user;
  }
  // The buffer that holds `user` (untagged), or nullptr.
  const Range* buffer_at(std::uintptr_t user) const {
    if (first_.begin <= user && user < first_.end) [[likely]]
      return &first_;
    return others_.empty() ? nullptr : find_in_others(user);
  }

 private:
  static Range range_of(const void* begin, std::size_t size) {
    const auto address = reinterpret_cast<std::uintptr_t>(begin);
    return {address, address + size};
  }
  const Range* find_in_others(std::uintptr_t user) const;

  Range first_{};  // {0, 0}: there is none
  std::vector<Range> others_;
  bool confined_ = false;
};

constexpr std::uintptr_t kUserEnd = std::uintptr_t{1} << 47;

// Whether a pointer without a tag may be user memory.
bool untagged_to_user(std::uintptr_t pointer, std::size_t size);

// Whether a pointer may be user memory; sets `user` to it without its tag.
inline bool to_user(std::uintptr_t pointer, std::size_t size, std::uintptr_t& user) {
  if (!is_tagged(pointer)) [[unlikely]] {
    user = pointer;
    return untagged_to_user(pointer, size);
  }
  user = tag(pointer);
  return size <= kUserEnd - user;
}

}  // namespace ksim::mem

#endif
