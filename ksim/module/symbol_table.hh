// SPDX-License-Identifier: GPL-2.0-or-later
// From an address to the function or variable that lies there.
#ifndef KSIM_MODULE_SYMBOL_TABLE_HH
#define KSIM_MODULE_SYMBOL_TABLE_HH

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ksim/module/elf_file.hh"

namespace ksim::module {

struct Symbol {
  std::uintptr_t address = 0;
  std::uint64_t size = 0;
  std::string_view name;  // lies in the file
};

// The functions and variables of one image. Sorting them is put off until somebody asks:
// most programs never print an address.
class SymbolTable {
 public:
  // `file` must outlive the table; `bias` is what the loader added to its addresses.
  SymbolTable(const ElfFile& file, std::uintptr_t bias) : file_(file), bias_(bias) {}

  // The symbol that covers `address`. A symbol without a size reaches to the next one.
  std::optional<Symbol> find(std::uintptr_t address) const;
  // The address of a symbol, local ones included; 0 if there is none of that name.
  std::uintptr_t address_of(std::string_view name) const;

 private:
  void load() const;

  const ElfFile& file_;
  std::uintptr_t bias_;
  mutable std::vector<Symbol> symbols_;  // sorted by address, one for each address
  mutable bool loaded_ = false;
};

}  // namespace ksim::module

#endif
