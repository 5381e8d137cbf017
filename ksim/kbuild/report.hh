// SPDX-License-Identifier: GPL-2.0-or-later
// The one report at the end of a build: what modules need of the kernel that ksim does not have.
#ifndef KSIM_KBUILD_REPORT_HH
#define KSIM_KBUILD_REPORT_HH

#include <string>
#include <vector>

#include "ksim/kbuild/absent_names.hh"
#include "ksim/kbuild/missing.hh"

namespace ksim::kbuild {

// What one module needs.
struct ModuleNeeds {
  std::string module;             // "foo.ko"
  std::vector<Missing> missing;   // it was not built
  std::vector<Missing> stopping;  // it was built: calls of these functions stop it
  unsigned other_errors = 0;      // of the compiler, beside those about what is missing
};

// "" if nothing is missing. `directory`: files below it are named from there.
std::string format_report(const std::vector<ModuleNeeds>& modules, const AbsentNames& absent,
                          const std::string& directory);

}  // namespace ksim::kbuild

#endif
