// SPDX-License-Identifier: GPL-2.0-or-later
// Reads an ELF shared object from disk.
#ifndef KSIM_MODULE_ELF_FILE_HH
#define KSIM_MODULE_ELF_FILE_HH

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ksim::module {

// The file is not what it has to be. what() names the file and the reason.
class ElfError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A 64-bit shared object for the machine that ksim runs on, mapped read-only.
//
// Every offset that a getter follows has been checked against the size of the file, so
// that a truncated or damaged file ends in an ElfError, not in a crash. Addresses are
// those of the file; the loader adds where it put the image.
class ElfFile {
 public:
  // Throws ElfError, or std::system_error if the file cannot be read at all.
  explicit ElfFile(const std::filesystem::path& path);
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

  std::span<const Elf64_Phdr> segments() const { return segments_; }
  std::span<const Elf64_Shdr> sections() const { return sections_; }
  std::string_view section_name(const Elf64_Shdr& section) const;
  // nullptr if there is none of that name.
  const Elf64_Shdr* section(std::string_view name) const;
  std::span<const std::byte> contents(const Elf64_Shdr& section) const;

  // Strings "tag=value", each with its terminating NUL. Empty if there is no .modinfo.
  std::string_view modinfo() const;
  // The first value of a tag in .modinfo; empty if the tag is not there.
  std::string_view modinfo_value(std::string_view tag) const;

  // Symbols of .symtab, or of .dynsym where the file was stripped.
  std::span<const Elf64_Sym> symbols() const { return symbols_; }
  std::string_view symbol_name(const Elf64_Sym& symbol) const;

  std::span<const Elf64_Sym> dynamic_symbols() const { return dynamic_symbols_; }
  std::string_view dynamic_symbol_name(const Elf64_Sym& symbol) const;

  // All of .rela.dyn and .rela.plt.
  const std::vector<Elf64_Rela>& relocations() const { return relocations_; }

  // A copy of the file in which every undefined dynamic symbol is weak, so that ld.so
  // maps it whether or not anybody defines those symbols.
  std::vector<std::byte> with_weak_imports() const;

 private:
  [[noreturn]] void fail(std::string_view reason) const;
  template <typename T>
  std::span<const T> table(std::uint64_t offset, std::uint64_t bytes, std::string_view what) const;
  std::string_view string_at(const Elf64_Shdr& strings, std::uint64_t offset) const;
  const Elf64_Shdr& linked_strings(const Elf64_Shdr& section) const;

  std::filesystem::path path_;
  void read();

  std::span<const std::byte> bytes_;  // the whole file, page-aligned
  std::span<const Elf64_Phdr> segments_;
  std::span<const Elf64_Shdr> sections_;
  const Elf64_Shdr* section_names_ = nullptr;
  std::span<const Elf64_Sym> symbols_;
  const Elf64_Shdr* symbol_strings_ = nullptr;
  std::span<const Elf64_Sym> dynamic_symbols_;
  const Elf64_Shdr* dynamic_strings_ = nullptr;
  const Elf64_Shdr* dynamic_table_ = nullptr;
  std::vector<Elf64_Rela> relocations_;
};

}  // namespace ksim::module

#endif
