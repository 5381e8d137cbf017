// SPDX-License-Identifier: GPL-2.0-or-later
// What a simulator says of itself.
#ifndef KSIM_FUSE_DEV_STATUS_HH
#define KSIM_FUSE_DEV_STATUS_HH

#include <string>

#include "ksim/simulator.hh"

namespace ksim::fuse {

// As lsmod prints it.
std::string list_modules();

// For people.
std::string status_text(const Simulator& simulator);

}  // namespace ksim::fuse

#endif
