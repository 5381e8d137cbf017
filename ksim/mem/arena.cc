// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/mem/arena.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "ksim/abi/memory.h"
#include "ksim/sched/sanitizer.hh"

namespace ksim::mem {
namespace {

// A kernel that used no more than this leaves its pages to the next one.
constexpr std::uintptr_t kKeptBytes = std::uintptr_t{16} << 20;

constexpr std::uintptr_t kPerCpuCopiesBytes = KSIM_CPUS_MAX * KSIM_PERCPU_UNIT;

bool is_per_cpu_copy(std::uintptr_t address) {
  return address - (KSIM_PERCPU_BASE - kPerCpuCopiesBytes) < kPerCpuCopiesBytes;
}

[[noreturn]] void fail(const char* what) {
  fmt::print(stderr, "ksim: cannot map the memory of the simulated machine: {}: {}\n", what,
             std::strerror(errno));
  std::exit(EXIT_FAILURE);
}

void map(std::uintptr_t address, std::size_t size, int flags, int file) {
  void* wanted = reinterpret_cast<void*>(address);
  void* got = mmap(wanted, size, PROT_READ | PROT_WRITE,
                   flags | MAP_FIXED_NOREPLACE | MAP_NORESERVE, file, 0);
  if (got == MAP_FAILED) fail("mmap");
}

}  // namespace

Arena& Arena::instance() {
  static Arena arena;
  return arena;
}

Arena::Arena() : file_(memfd_create("ksim-ram", MFD_CLOEXEC)) {
  if (file_ < 0) fail("memfd_create");
  if (ftruncate(file_, static_cast<off_t>(KSIM_RAM_SIZE)) != 0) fail("ftruncate");
  map(KSIM_RAM_BASE, KSIM_RAM_SIZE, MAP_SHARED, file_);
  map(KSIM_VMEMMAP_BASE, KSIM_VMEMMAP_SIZE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  map(KSIM_PERCPU_BASE - kPerCpuCopiesBytes, kPerCpuCopiesBytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

void Arena::reset(std::uintptr_t high_water) {
  if (high_water <= KSIM_RAM_BASE) return;
  const std::uintptr_t used = high_water - KSIM_RAM_BASE;
  sched::forget_frames(reinterpret_cast<void*>(KSIM_RAM_BASE), used);
  if (used <= kKeptBytes) return;
  fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(kKeptBytes),
            static_cast<off_t>(used - kKeptBytes));
}

bool Arena::holds(std::uintptr_t address) {
  return address - KSIM_RAM_BASE < KSIM_RAM_SIZE ||
         address - KSIM_VMEMMAP_BASE < KSIM_VMEMMAP_SIZE || is_per_cpu_copy(address);
}

}  // namespace ksim::mem
