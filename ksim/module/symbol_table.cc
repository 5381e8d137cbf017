// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/symbol_table.hh"

#include <algorithm>

namespace ksim::module {

void SymbolTable::load() const {
  loaded_ = true;
  struct Candidate {
    Symbol symbol;
    bool global;
  };
  std::vector<Candidate> candidates;
  for (const Elf64_Sym& symbol : file_.symbols()) {
    int type = ELF64_ST_TYPE(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_OBJECT)) continue;
    // gcc's own second name for a function that its file calls directly.
    if (file_.symbol_name(symbol).ends_with(".localalias")) continue;
    // module_init() makes the alias init_module, which hiding turns into a local symbol.
    const std::string_view name = file_.symbol_name(symbol);
    const bool alias = name == "init_module" || name == "cleanup_module";
    candidates.push_back({{bias_ + symbol.st_value, symbol.st_size, name},
                          alias || ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL});
  }
  // Of two names for one address the local one is the author's.
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.symbol.address != b.symbol.address) return a.symbol.address < b.symbol.address;
    if (a.global != b.global) return b.global;
    return a.symbol.name < b.symbol.name;
  });
  for (const Candidate& candidate : candidates) {
    if (!symbols_.empty() && symbols_.back().address == candidate.symbol.address) continue;
    symbols_.push_back(candidate.symbol);
  }
  for (std::size_t i = 0; i + 1 < symbols_.size(); ++i) {
    if (symbols_[i].size == 0) symbols_[i].size = symbols_[i + 1].address - symbols_[i].address;
  }
}

std::optional<Symbol> SymbolTable::find(std::uintptr_t address) const {
  if (!loaded_) load();
  auto next = std::upper_bound(
      symbols_.begin(), symbols_.end(), address,
      [](std::uintptr_t wanted, const Symbol& symbol) { return wanted < symbol.address; });
  if (next == symbols_.begin()) return std::nullopt;
  const Symbol& symbol = *(next - 1);
  // "At the end" still counts: a call that does not return is a function's last instruction.
  if (address > symbol.address + symbol.size) return std::nullopt;
  return symbol;
}

std::uintptr_t SymbolTable::address_of(std::string_view name) const {
  if (!loaded_) load();
  for (const Symbol& symbol : symbols_) {
    if (symbol.name == name) return symbol.address;
  }
  return 0;
}

}  // namespace ksim::module
