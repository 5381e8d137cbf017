// SPDX-License-Identifier: GPL-2.0-or-later
// Tells apart, in what a compiler complains of, what ksim lacks from what a driver has wrong.
#ifndef KSIM_KBUILD_DIAGNOSTICS_HH
#define KSIM_KBUILD_DIAGNOSTICS_HH

#include <functional>
#include <string>
#include <string_view>

#include "ksim/kbuild/missing.hh"

namespace ksim::kbuild {

enum class Owner { Ksim, Driver, Nobody };
// Whose the definition of a name is: "struct file", or a function's. Only of a struct that ksim
// defines can a member be missing that Linux has; and a function that the driver defines is
// missing only because its definition did not compile.
using OwnerOfName = std::function<Owner(const std::string& name)>;

// A header of user space is none of the kernel's, even if it is found by that name. One that
// cannot be compiled in the kernel counts as missing.
//
// Reads what `gcc -fdiagnostics-format=json` wrote, in the C locale.
// Throws std::runtime_error if it is no such thing.
MissingNames find_missing(std::string_view json, const OwnerOfName& owner_of);

// Whether a header of this name is the kernel's, not one that a driver brings.
bool is_kernel_header(std::string_view name);

}  // namespace ksim::kbuild

#endif
