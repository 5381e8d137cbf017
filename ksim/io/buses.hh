// SPDX-License-Identifier: GPL-2.0-or-later
// Which device is at which address.
#ifndef KSIM_IO_BUSES_HH
#define KSIM_IO_BUSES_HH

#include <array>
#include <cstdint>
#include <map>

#include "ksim/abi/io.h"
#include "ksim/register_bank.hh"

namespace ksim::io {

class Buses {
 public:
  // Throws std::invalid_argument if the range is empty or overlaps another.
  void attach(ksim_io_space space, std::uint64_t address, std::uint64_t size, RegisterBank& bank);
  // Throws std::invalid_argument if nothing begins there.
  void detach(ksim_io_space space, std::uint64_t address);

  // Everywhere.
  void detach(const RegisterBank& bank);

  // All ones where there is no device, or where the access runs over its end.
  std::uint64_t read(ksim_io_space space, std::uint64_t address, unsigned bytes);
  void write(ksim_io_space space, std::uint64_t address, unsigned bytes, std::uint64_t value);

 private:
  struct Range {
    std::uint64_t size;
    RegisterBank* bank;
  };
  using Ranges = std::map<std::uint64_t, Range>;  // by first address; they do not overlap

  // The range that holds all of the access, or end().
  Ranges::iterator find(ksim_io_space space, std::uint64_t address, unsigned bytes);

  std::array<Ranges, 2> ranges_;  // by enum ksim_io_space
};

}  // namespace ksim::io

#endif
