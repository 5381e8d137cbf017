// SPDX-License-Identifier: GPL-2.0-or-later
// A shared object of kernel code in memory, and its pristine copy.
#ifndef KSIM_MODULE_IMAGE_HH
#define KSIM_MODULE_IMAGE_HH

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/abi/module.h"
#include "ksim/module/elf_file.hh"
#include "ksim/module/symbol_table.hh"

namespace ksim::module {

// vmlinux.so or a .ko, mapped by ld.so at the address it was linked for.
//
// Mapping a file takes some hundred microseconds and happens once in a process: images are
// never unmapped. As with any shared object the file may be replaced, as linkers do, but
// not written to. What makes a kernel fresh is restore(), a memcpy of the variables from the
// copy that was taken when ld.so and the constructors had finished.
//
// ld.so's opinion about symbols does not count: it would bind a driver's strlen() to libc.
// Every import is bound by link(), except those of the compiler's run-time libraries.
//
// Some sections are never written after loading and so are left out of the copy: constants
// that needed relocation, the global offset table, export and parameter tables, and
// "ksim_boot_cache", in which vmlinux keeps what is the same after every boot. So are
// "ksim_not_restored", with what vmlinux initialises when it is first needed, and the
// counters of gcov: they count over all boots.
//
// Per-CPU variables have a copy for each CPU, below the place that they were linked for, which
// is then closed (ksim/abi/memory.h). Copies are restored to what the file says, without
// relocation: a variable whose initial value is an address begins as NULL, as in Linux.
class Image {
 public:
  enum class Scope {
    Local,   // nobody else binds to its symbols: a module
    Global,  // vmlinux
  };
  enum class Source {
    File,  // map the file itself
    Copy,  // map a copy: ld.so still holds an older file of this name
  };

  // Throws ElfError, or std::system_error if the file cannot be read.
  Image(const std::filesystem::path& path, Scope scope, Source source = Source::File);
  // Never called: images live as long as the process.
  ~Image() = delete;
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  const std::string& path() const { return path_; }
  // Module name with '-' turned into '_', "vmlinux" for vmlinux.so.
  const std::string& name() const { return name_; }
  std::uintptr_t base() const { return abi_.base; }
  std::uintptr_t end() const { return abi_.base + abi_.size; }
  // What the loader added to the addresses in the file; 0 if the wished place was free.
  std::uintptr_t bias() const { return bias_; }
  bool contains(std::uintptr_t address) const { return address - abi_.base < abi_.size; }
  const ElfFile& file() const { return file_; }
  const SymbolTable& symbols() const { return symbols_; }
  const ksim_image& abi() const { return abi_; }
  // Address of an exported ELF symbol; nullptr if there is none of that name.
  void* address_of(const char* symbol) const;

  // Bytes that restore() copies.
  std::size_t pristine_bytes() const;
  // All variables return to what they were after loading.
  void restore() const;

  // Whether an address is a pointer to a per-CPU variable, which nobody may follow.
  bool is_per_cpu(std::uintptr_t address) const {
    return address - per_cpu_begin_ < per_cpu_pristine_.size();
  }

  // Asks for every import that is not yet bound to vmlinux. Goes on after a failure, so
  // that all missing symbols are heard of.
  // Returns: the last failure, or the `or` of all answers, also of those given earlier.
  using Resolve = int (*)(void* context, const char* symbol, int weak, unsigned long* address);
  int link(Resolve resolve, void* context);

  // From the next link() on, all images bind the import of this name to `address`, whatever
  // resolve() says of it; 0 takes that back.
  static void replace_import(const std::string& name, std::uintptr_t address);
  static void replace_no_imports();

 private:
  struct Site {  // a word that holds the address of an import
    std::uintptr_t address;
    std::int64_t addend;
  };
  struct Import {
    std::string name;
    bool weak;
    std::vector<Site> sites;
  };
  struct Kept {  // an import that is bound for ever
    Import import;
    std::uintptr_t address;
  };
  struct Range {  // of variables
    std::byte* live;
    std::byte* pristine;
    std::size_t bytes;
  };

  void map(Source source, Scope scope);
  void find_extent();
  void find_imports();
  void take_pristine_copy();
  void make_per_cpu_copies();
  void restore_per_cpu_copies() const;
  void bind(const Import& import, std::uintptr_t address, bool for_ever);
  void bind_replacements();

  std::string path_;
  ElfFile file_;
  std::string name_;
  void* handle_ = nullptr;  // of dlopen()
  std::uintptr_t bias_ = 0;
  SymbolTable symbols_;
  std::vector<Import> imports_;  // those still to be asked for at each link()
  std::vector<Kept> kept_;
  bool has_replacements_ = false;     // whether some of kept_ are bound elsewhere for now
  int kept_answers_ = 0;              // the `or` of the answers for imports bound for ever
  std::vector<Range> ranges_;         // sorted by address
  std::uintptr_t per_cpu_begin_ = 0;  // where its per-CPU pointers point
  std::vector<std::byte> per_cpu_pristine_;
  ksim_image abi_ = {};
};

}  // namespace ksim::module

#endif
