// SPDX-License-Identifier: GPL-2.0-or-later
// Module.symvers: which symbols modules may use, and whose they are.
#ifndef KSIM_KBUILD_SYMVERS_HH
#define KSIM_KBUILD_SYMVERS_HH

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ksim/kbuild/object_file.hh"

namespace ksim::kbuild {

struct KnownSymbol {
  std::string module;  // "vmlinux", or a path without .ko
  bool gpl_only = false;
};

using Symvers = std::map<std::string, KnownSymbol>;

// Adds the lines of a file of Linux's form: CRC, symbol, module, EXPORT_SYMBOL or
// EXPORT_SYMBOL_GPL, namespace; separated by tabs. What is known already stays.
// Throws std::runtime_error with file and line if it is no such file.
void read_symvers(const std::filesystem::path& file, Symvers& symvers);

// The lines for what one module exports. Versions are not computed: they are 0.
std::string format_symvers(const std::string& module, const std::vector<Export>& exports);

}  // namespace ksim::kbuild

#endif
