// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/elf_file.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace ksim::module {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
constexpr std::string_view kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
constexpr std::string_view kMachineName = "aarch64";
#else
#error "ksim does not know this machine's ELF relocations"
#endif

[[noreturn]] void throw_errno(int code, const std::filesystem::path& path) {
  throw std::system_error(code, std::generic_category(), path.string());
}

std::span<const std::byte> map_file(const std::filesystem::path& path) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw_errno(errno, path);
  struct stat status = {};
  fstat(fd, &status);
  if (!S_ISREG(status.st_mode) || status.st_size == 0) {
    close(fd);
    if (S_ISREG(status.st_mode)) return {};
    throw_errno(S_ISDIR(status.st_mode) ? EISDIR : EINVAL, path);
  }
  auto size = static_cast<std::size_t>(status.st_size);
  void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (at == MAP_FAILED) throw_errno(errno, path);
  return {static_cast<const std::byte*>(at), size};
}

void unmap_file(std::span<const std::byte> bytes) {
  if (!bytes.empty()) munmap(const_cast<std::byte*>(bytes.data()), bytes.size());
}

}  // namespace

ElfFile::ElfFile(const std::filesystem::path& path) : path_(path), bytes_(map_file(path)) {
  try {
    read();
  } catch (...) {
    unmap_file(bytes_);
    throw;
  }
}

ElfFile::~ElfFile() { unmap_file(bytes_); }

void ElfFile::read() {
  if (bytes_.size() < SELFMAG || std::memcmp(bytes_.data(), ELFMAG, SELFMAG) != 0) {
    fail("not an ELF file");
  }
  const Elf64_Ehdr& header = table<Elf64_Ehdr>(0, sizeof(Elf64_Ehdr), "ELF header")[0];
  if (header.e_ident[EI_CLASS] != ELFCLASS64) fail("not a 64-bit ELF file");
  if (header.e_ident[EI_DATA] != ELFDATA2LSB) fail("not a little-endian ELF file");
  if (header.e_machine != kMachine) {
    fail(fmt::format("built for machine {}, not for {} ({})", header.e_machine, kMachineName,
                     kMachine));
  }
  if (header.e_type == ET_REL) {
    fail("a relocatable object, as Kbuild makes for a real kernel; build it for ksim");
  }
  if (header.e_type != ET_DYN) fail("not a shared object");
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_shentsize != sizeof(Elf64_Shdr)) {
    fail("header tables of a strange entry size");
  }
  segments_ =
      table<Elf64_Phdr>(header.e_phoff, header.e_phnum * sizeof(Elf64_Phdr), "program headers");
  sections_ =
      table<Elf64_Shdr>(header.e_shoff, header.e_shnum * sizeof(Elf64_Shdr), "section headers");
  if (header.e_shstrndx >= sections_.size()) fail("no section names");
  section_names_ = &sections_[header.e_shstrndx];

  const Elf64_Shdr* full_table = nullptr;
  for (const Elf64_Shdr& section : sections_) {
    if (section.sh_type == SHT_DYNSYM) dynamic_table_ = &section;
    if (section.sh_type == SHT_SYMTAB) full_table = &section;
  }
  if (dynamic_table_ == nullptr) fail("no dynamic symbols");
  dynamic_strings_ = &linked_strings(*dynamic_table_);
  dynamic_symbols_ =
      table<Elf64_Sym>(dynamic_table_->sh_offset, dynamic_table_->sh_size, "dynamic symbols");
  symbols_ = dynamic_symbols_;
  symbol_strings_ = dynamic_strings_;
  if (full_table != nullptr) {
    symbol_strings_ = &linked_strings(*full_table);
    symbols_ = table<Elf64_Sym>(full_table->sh_offset, full_table->sh_size, "symbols");
  }
  for (const Elf64_Shdr& section : sections_) {
    if (section.sh_type != SHT_RELA || (section.sh_flags & SHF_ALLOC) == 0) continue;
    for (const Elf64_Rela& relocation :
         table<Elf64_Rela>(section.sh_offset, section.sh_size, "relocations")) {
      if (ELF64_R_SYM(relocation.r_info) >= dynamic_symbols_.size()) {
        fail("a relocation names a symbol that is not there");
      }
      relocations_.push_back(relocation);
    }
  }
}

void ElfFile::fail(std::string_view reason) const {
  throw ElfError(fmt::format("{}: {}", path_.string(), reason));
}

template <typename T>
std::span<const T> ElfFile::table(std::uint64_t offset, std::uint64_t bytes,
                                  std::string_view what) const {
  if (offset > bytes_.size() || bytes > bytes_.size() - offset || offset % alignof(T) != 0) {
    fail(fmt::format("truncated or damaged: {} lie outside the file", what));
  }
  return {reinterpret_cast<const T*>(bytes_.data() + offset), bytes / sizeof(T)};
}

std::string_view ElfFile::string_at(const Elf64_Shdr& strings, std::uint64_t offset) const {
  std::span<const std::byte> all = contents(strings);
  if (offset >= all.size()) fail("a name lies outside its string table");
  const char* begin = reinterpret_cast<const char*>(all.data()) + offset;
  return {begin, strnlen(begin, all.size() - offset)};
}

const Elf64_Shdr& ElfFile::linked_strings(const Elf64_Shdr& section) const {
  if (section.sh_link >= sections_.size()) fail("a symbol table without names");
  return sections_[section.sh_link];
}

std::string_view ElfFile::section_name(const Elf64_Shdr& section) const {
  return string_at(*section_names_, section.sh_name);
}

const Elf64_Shdr* ElfFile::section(std::string_view name) const {
  for (const Elf64_Shdr& section : sections_) {
    if (section_name(section) == name) return &section;
  }
  return nullptr;
}

std::span<const std::byte> ElfFile::contents(const Elf64_Shdr& section) const {
  if (section.sh_type == SHT_NOBITS) return {};
  return table<std::byte>(section.sh_offset, section.sh_size, "section contents");
}

std::string_view ElfFile::modinfo() const {
  const Elf64_Shdr* found = section(".modinfo");
  if (found == nullptr) return {};
  std::span<const std::byte> all = contents(*found);
  if (!all.empty() && all.back() != std::byte{0}) fail(".modinfo is not terminated");
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

std::string_view ElfFile::modinfo_value(std::string_view tag) const {
  std::string_view rest = modinfo();
  while (!rest.empty()) {
    std::string_view entry = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(entry.size() + 1);
    if (entry.size() > tag.size() && entry.starts_with(tag) && entry[tag.size()] == '=') {
      return entry.substr(tag.size() + 1);
    }
  }
  return {};
}

std::string_view ElfFile::symbol_name(const Elf64_Sym& symbol) const {
  return string_at(*symbol_strings_, symbol.st_name);
}

std::string_view ElfFile::dynamic_symbol_name(const Elf64_Sym& symbol) const {
  return string_at(*dynamic_strings_, symbol.st_name);
}

std::vector<std::byte> ElfFile::with_weak_imports() const {
  std::vector<std::byte> copy(bytes_.begin(), bytes_.end());
  auto* symbol = reinterpret_cast<Elf64_Sym*>(copy.data() + dynamic_table_->sh_offset);
  for (std::size_t i = 0; i < dynamic_symbols_.size(); ++i, ++symbol) {
    if (symbol->st_shndx == SHN_UNDEF && ELF64_ST_BIND(symbol->st_info) == STB_GLOBAL) {
      symbol->st_info = ELF64_ST_INFO(STB_WEAK, ELF64_ST_TYPE(symbol->st_info));
    }
  }
  return copy;
}

}  // namespace ksim::module
