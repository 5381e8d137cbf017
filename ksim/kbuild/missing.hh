// SPDX-License-Identifier: GPL-2.0-or-later
// What a module needs of the kernel and ksim does not have.
#ifndef KSIM_KBUILD_MISSING_HH
#define KSIM_KBUILD_MISSING_HH

#include <filesystem>
#include <string>
#include <vector>

namespace ksim::kbuild {

enum class MissingKind { Header, Function, Name, Type, Member, Symbol };

struct Missing {
  MissingKind kind;
  std::string name;  // "linux/usb.h", "usb_register", "struct usb_device", "file_operations.foo"
  std::string file;  // of the module's source, or a header that it includes
  int line = 0;      // 0 if unknown

  bool operator==(const Missing&) const = default;
};

// What `compile` found missing in one source file.
struct MissingNames {
  std::vector<Missing> names;  // each name once, in the order in which the compiler met them
  unsigned other_errors = 0;   // of the compiler, which may follow from these
};

// "usb_register()", "<linux/usb.h>"
std::string spelled(const Missing& missing);

// Where that is kept for the object foo.o: in foo.o.missing.
std::filesystem::path missing_file(const std::filesystem::path& object);
void write_missing(const std::filesystem::path& file, const MissingNames& missing);
// Nothing is missing if there is no such file. Throws std::runtime_error if it is damaged.
MissingNames read_missing(const std::filesystem::path& file);

}  // namespace ksim::kbuild

#endif
