// SPDX-License-Identifier: GPL-2.0-or-later
// The memory of the simulated machine, mapped once at fixed addresses (ksim/abi/memory.h).
#ifndef KSIM_MEM_ARENA_HH
#define KSIM_MEM_ARENA_HH

#include <cstddef>
#include <cstdint>

namespace ksim::mem {

class Arena {
 public:
  // Maps it at first use. Ends the process with a clear message if the addresses are taken.
  static Arena& instance();

  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Hands RAM from `high_water` on back to the host if the last kernel used very much.
  // Called at boot; costs nothing else.
  void reset(std::uintptr_t high_water);

  // The file behind RAM, for mapping a page a second time.
  int file() const { return file_; }

  static bool holds(std::uintptr_t address);

 private:
  Arena();

  int file_;
};

}  // namespace ksim::mem

#endif
