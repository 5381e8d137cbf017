// SPDX-License-Identifier: GPL-2.0-or-later
// Tells apart, in what a compiler complains of, what ksim lacks from what a driver has wrong.
#ifndef KSIM_KBUILD_DIAGNOSTICS_HH
#define KSIM_KBUILD_DIAGNOSTICS_HH

#include <functional>
#include <string>
#include <string_view>

#include "ksim/kbuild/missing.hh"

namespace ksim::kbuild {

// Whether the headers of ksim have a definition of this struct: only then can a member that it
// does not have be one that Linux has.
using HasStruct = std::function<bool(const std::string& name)>;

// Reads what `gcc -fdiagnostics-format=json` wrote, in the C locale.
// Throws std::runtime_error if it is no such thing.
MissingNames find_missing(std::string_view json, const HasStruct& has_struct);

// Whether a header of this name is the kernel's, not one that a driver brings.
bool is_kernel_header(std::string_view name);

}  // namespace ksim::kbuild

#endif
