// SPDX-License-Identifier: GPL-2.0-or-later
// Files of modules: where one is, what it says of itself, and why it cannot be loaded.
#ifndef KSIM_FUSE_DEV_MODULE_FILE_HH
#define KSIM_FUSE_DEV_MODULE_FILE_HH

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ksim::fuse {

// "a/b-c.ko" is the module b_c.
std::string module_name(std::string_view file);

// The file that a user means: a path, or else a name that is looked up in KSIM_MODULE_PATH,
// with or without ".ko". Returns: "" if there is none.
std::filesystem::path find_module_file(const std::string& named);

// Why a file cannot be loaded here, and what can be done about it, as whole lines; "" if
// nothing is wrong at first sight. `found`: what find_module_file() returned for `named`.
std::string module_trouble(const std::string& named, const std::filesystem::path& found);

// The fields of .modinfo in their order, such as {"license", "GPL"}. Throws
// std::runtime_error if there are none.
using ModuleInfo = std::vector<std::pair<std::string, std::string>>;
ModuleInfo read_module_info(const std::filesystem::path& file);

// Which file a loaded module came from; "" if nobody has said.
void remember_module_file(const std::filesystem::path& file);
std::filesystem::path file_of_loaded_module(const std::string& name);

}  // namespace ksim::fuse

#endif
