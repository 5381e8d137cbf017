// SPDX-License-Identifier: GPL-2.0-or-later
// Also the boundary: ksim/abi/io.h.
#include "ksim/io/buses.hh"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

#include "ksim/machine/machine.hh"

namespace ksim {

RegisterBank::~RegisterBank() {
  if (Simulator::is_running()) machine().buses().detach(*this);
}

}  // namespace ksim

namespace ksim::io {

void Buses::attach(ksim_io_space space, std::uint64_t address, std::uint64_t size,
                   RegisterBank& bank) {
  Ranges& ranges = ranges_[space];
  const auto next = ranges.lower_bound(address);
  const bool before_next = next == ranges.end() || size <= next->first - address;
  const bool behind_previous =
      next == ranges.begin() || std::prev(next)->second.size <= address - std::prev(next)->first;
  if (size == 0 || address + size - 1 < address || !before_next || !behind_previous)
    throw std::invalid_argument(
        fmt::format("ksim: no device can be at {:#x} with {:#x} bytes: {}", address, size,
                    size == 0 ? "that is nothing" : "another is there, or the addresses end"));
  ranges.emplace(address, Range{size, &bank});
}

void Buses::detach(ksim_io_space space, std::uint64_t address) {
  if (ranges_[space].erase(address) == 0)
    throw std::invalid_argument(fmt::format("ksim: no device begins at {:#x}", address));
}

void Buses::detach(const RegisterBank& bank) {
  for (Ranges& ranges : ranges_)
    std::erase_if(ranges, [&](const auto& range) { return range.second.bank == &bank; });
}

Buses::Ranges::iterator Buses::find(ksim_io_space space, std::uint64_t address, unsigned bytes) {
  Ranges& ranges = ranges_[space];
  const auto next = ranges.upper_bound(address);
  if (next == ranges.begin()) return ranges.end();
  const auto range = std::prev(next);
  const std::uint64_t offset = address - range->first;
  const bool holds = offset < range->second.size && bytes <= range->second.size - offset;
  return holds ? range : ranges.end();
}

std::uint64_t Buses::read(ksim_io_space space, std::uint64_t address, unsigned bytes) {
  const auto range = find(space, address, bytes);
  if (range == ranges_[space].end()) return ~std::uint64_t{0};
  return range->second.bank->read(address - range->first, bytes);
}

void Buses::write(ksim_io_space space, std::uint64_t address, unsigned bytes, std::uint64_t value) {
  const auto range = find(space, address, bytes);
  if (range != ranges_[space].end())
    range->second.bank->write(address - range->first, bytes, value);
}

}  // namespace ksim::io

extern "C" {

ksim_u64 ksim_io_read(ksim_io_space space, ksim_u64 address, ksim_u32 bytes) {
  return ksim::machine().buses().read(space, address, bytes);
}

void ksim_io_write(ksim_io_space space, ksim_u64 address, ksim_u32 bytes, ksim_u64 value) {
  ksim::machine().buses().write(space, address, bytes, value);
}

}  // extern "C"
