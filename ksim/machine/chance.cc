// SPDX-License-Identifier: GPL-2.0-or-later
// The boundary: ksim/abi/chance.h.
#include "ksim/abi/chance.h"

#include <algorithm>
#include <cstring>

#include "ksim/machine/machine.hh"

extern "C" {

ksim_u32 ksim_chance_failures_armed = 0;

void ksim_chance_bytes(void* buffer, ksim_u64 size) {
  auto& generator = ksim::machine().data_generator();
  auto* out = static_cast<char*>(buffer);
  while (size > 0) {
    const std::uint64_t word = generator();
    const auto piece = std::min<ksim_u64>(size, sizeof word);
    std::memcpy(out, &word, piece);
    out += piece;
    size -= piece;
  }
}

int ksim_chance_fail_slow(ksim_failure kind, unsigned long) {
  auto& machine = ksim::machine();
  if ((ksim_chance_failures_armed & KSIM_CHANCE_COUNT) != 0 && kind != KSIM_FAILURE_USERCOPY)
    machine.count_allocation();
  if ((ksim_chance_failures_armed & KSIM_CHANCE_FAILURES) == 0) return 0;
  return machine.must_fail(static_cast<ksim::Simulator::Failure>(kind)) ? 1 : 0;
}

}  // extern "C"
