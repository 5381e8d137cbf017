// SPDX-License-Identifier: GPL-2.0-or-later
// All images of this process, by file and by address.
#ifndef KSIM_MODULE_REGISTRY_HH
#define KSIM_MODULE_REGISTRY_HH

#include <cstdint>
#include <string>
#include <string_view>

#include "ksim/abi/module.h"
#include "ksim/abi/vmlinux.h"
#include "ksim/module/image.hh"
#include "ksim/result.hh"

namespace ksim::module {

// The image of a module, mapped if this is the first time anybody asks for it, or if the
// file has changed since. `module` is a path if it contains a '/' or ends in ".ko", else a
// name that is looked up in Simulator::module_path(), '-' and '_' being the same.
//
// Fails with ENOENT if there is no such file, ENOEXEC if it is not a module for ksim
// (why: last_error()), else with what open(2) says.
Result<const Image*> find(std::string_view module);

// What was wrong with the file that find() refused last, one line: "x.ko: not an ELF file".
const std::string& last_error();

// The module image that an address lies in; nullptr if it is in none. vmlinux is not a
// module.
const Image* image_of(std::uintptr_t address);

// Whether an address lies in vmlinux.so. False before vmlinux() was called.
bool is_in_vmlinux(std::uintptr_t address);

// Whether an address is a per-CPU pointer, static or from alloc_percpu().
bool is_per_cpu(std::uintptr_t address);

// The kernel proper: vmlinux.so from the directory of libksim.so, or the file that the
// environment variable KSIM_VMLINUX names.
class Vmlinux {
 public:
  // Throws std::runtime_error if the file is missing or does not fit to this libksim.so.
  Vmlinux();
  Vmlinux(const Vmlinux&) = delete;
  Vmlinux& operator=(const Vmlinux&) = delete;

  const Image& image() const { return *image_; }
  const ksim_vmlinux& operations() const { return *operations_; }
  void restore() const { image_->restore(); }

 private:
  Image* image_;
  const ksim_vmlinux* operations_;
};

// Loaded at the first call.
Vmlinux& vmlinux();

// "scull_open+0x10/0x80 [scull]" for a code or data address, "0x…" for any other.
// `flags`: KSIM_SYMBOL_OFFSET, KSIM_SYMBOL_MODULE.
std::string describe_address(std::uintptr_t address, unsigned flags);

}  // namespace ksim::module

#endif
