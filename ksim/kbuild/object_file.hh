// SPDX-License-Identifier: GPL-2.0-or-later
// What a relocatable object or vmlinux.so exports and needs.
#ifndef KSIM_KBUILD_OBJECT_FILE_HH
#define KSIM_KBUILD_OBJECT_FILE_HH

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ksim::kbuild {

struct Export {
  std::string name;
  bool gpl_only = false;
};

// Where an object refers to a symbol.
struct Reference {
  std::string section;
  std::uint64_t offset = 0;
};

struct SourcePlace {
  std::string file;  // "" if unknown
  int line = 0;
  std::string function;
};

struct ObjectFile {
  std::filesystem::path path;
  std::vector<Export> exports;                           // sorted by name
  std::map<std::string, std::vector<Reference>> needed;  // undefined symbols that are not weak
  std::multimap<std::string, std::string> modinfo;
  std::vector<std::string> absent;  // functions that it defines only to stop: KSIM_ABSENT()

  // From debugging information, by addr2line(1), which is wherever a compiler is.
  SourcePlace place_of(const Reference& reference) const;
};

// Throws std::runtime_error, naming the file, if it is no ELF file or cannot be read.
ObjectFile read_object(const std::filesystem::path& file);

}  // namespace ksim::kbuild

#endif
