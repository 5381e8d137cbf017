// SPDX-License-Identifier: GPL-2.0-or-later
// Pages of the simulated RAM in a process's own address range: mmap() of a device.
#include "ksim/mem/user_mappings.hh"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>

#include "ksim/abi/memory.h"
#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/mem/arena.hh"

namespace ksim::mem {

void* UserMappings::reserve(std::uintptr_t hint, std::size_t size, bool fixed) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (fixed ? MAP_FIXED : 0);
  void* address = mmap(reinterpret_cast<void*>(hint), size, PROT_NONE, flags, -1, 0);
  if (address == MAP_FAILED) return nullptr;
  ranges_.push_back({reinterpret_cast<std::uintptr_t>(address), size});
  return address;
}

void UserMappings::release(std::uintptr_t user, std::size_t size) {
  munmap(reinterpret_cast<void*>(user), size);
  std::vector<Range> kept;
  for (const Range& range : ranges_) {
    const std::uintptr_t end = range.begin + range.size;
    const std::uintptr_t hole_end = user + size;
    if (hole_end <= range.begin || end <= user) {
      kept.push_back(range);
      continue;
    }
    if (range.begin < user) kept.push_back({range.begin, user - range.begin});
    if (hole_end < end) kept.push_back({hole_end, end - hole_end});
  }
  ranges_ = std::move(kept);
}

void UserMappings::release_all() {
  for (const Range& range : ranges_) munmap(reinterpret_cast<void*>(range.begin), range.size);
  ranges_.clear();
}

bool UserMappings::holds(std::uintptr_t user) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Range& range) { return user - range.begin < range.size; });
}

bool UserMappings::show(std::uintptr_t user, const void* ram, bool writable) {
  const auto offset = reinterpret_cast<std::uintptr_t>(ram) - KSIM_RAM_BASE;
  return mmap(reinterpret_cast<void*>(user), KSIM_PAGE_SIZE,
              writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED | MAP_FIXED,
              Arena::instance().file(), static_cast<off_t>(offset)) != MAP_FAILED;
}

void UserMappings::hide(std::uintptr_t user, std::size_t size) {
  if (mmap(reinterpret_cast<void*>(user), size, PROT_NONE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) == MAP_FAILED)
    ksim_report_bug("the host refuses to unmap user memory: %m");
}

}  // namespace ksim::mem

extern "C" {

int ksim_memory_map_user(unsigned long user, const void* ram, int writable) {
  return ksim::machine().user_mappings().show(user, ram, writable != 0) ? 0 : -ENOMEM;
}

unsigned long ksim_memory_reserve_user(unsigned long hint, ksim_u64 size, int fixed) {
  return reinterpret_cast<unsigned long>(
      ksim::machine().user_mappings().reserve(hint, size, fixed != 0));
}

void ksim_memory_release_user(unsigned long user, ksim_u64 size) {
  ksim::machine().user_mappings().release(user, size);
}

void ksim_memory_zap_user(unsigned long user, ksim_u64 size) {
  ksim::machine().user_mappings().hide(user, size);
}

}  // extern "C"
