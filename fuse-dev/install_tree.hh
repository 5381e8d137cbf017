// SPDX-License-Identifier: GPL-2.0-or-later
// What lies around the command, in a build directory as where it is installed.
#ifndef KSIM_FUSE_DEV_INSTALL_TREE_HH
#define KSIM_FUSE_DEV_INSTALL_TREE_HH

#include <filesystem>
#include <string_view>
#include <vector>

namespace ksim::fuse {

// This program, whatever name it was called by.
std::filesystem::path own_path();
// Links to it, named insmod, dmesg and so on, and ksim: what comes first in PATH under
// `ksim run`.
std::filesystem::path tool_directory();
// Files for shells.
std::filesystem::path share_directory();
// What builds modules: shims/kdir.
std::filesystem::path kernel_build_directory();

// "insmod" of "/usr/libexec/ksim/insmod"; "" if it is none of ours.
std::string_view tool_called(std::string_view program);

}  // namespace ksim::fuse

#endif
