// SPDX-License-Identifier: GPL-2.0-or-later
// Pages of the simulated RAM in a process's own address range: mmap() of a device.
#ifndef KSIM_MEM_USER_MAPPINGS_HH
#define KSIM_MEM_USER_MAPPINGS_HH

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ksim::mem {

// Address ranges that the simulated kernel's mmap() has handed out. What is in them is the
// business of shims/mm/mmap.c; this only moves host mappings about.
//
// All simulated processes share one host address space, so a mapping that a process
// inherits lies at one address for both.
class UserMappings {
 public:
  UserMappings() = default;
  ~UserMappings() { release_all(); }
  UserMappings(const UserMappings&) = delete;
  UserMappings& operator=(const UserMappings&) = delete;

  // A range where nothing is accessible yet; nullptr if there is no room.
  void* reserve(std::uintptr_t hint, std::size_t size, bool fixed);
  void release(std::uintptr_t user, std::size_t size);
  void release_all();

  bool holds(std::uintptr_t user) const;

  // Makes one page of RAM appear. Returns: false if the host refused.
  bool show(std::uintptr_t user, const void* ram, bool writable);
  // Makes the next touch fault again.
  void hide(std::uintptr_t user, std::size_t size);

 private:
  struct Range {
    std::uintptr_t begin;
    std::size_t size;
  };
  std::vector<Range> ranges_;
};

}  // namespace ksim::mem

#endif
