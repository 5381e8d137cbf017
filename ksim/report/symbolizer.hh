// SPDX-License-Identifier: GPL-2.0-or-later
// From a code address to source lines.
#ifndef KSIM_REPORT_SYMBOLIZER_HH
#define KSIM_REPORT_SYMBOLIZER_HH

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/sched/kernel_entry.hh"

struct Dwfl;

namespace ksim::module {
class Image;
}

namespace ksim::report {

// Reads DWARF with elfutils' libdw: maintained, in every distribution, and it resolves
// inlined functions. Costs milliseconds at the first address of an image, so it is asked
// only when something is wrong.
class Symbolizer {
 public:
  static Symbolizer& instance();

  // The line of an address in a module or in vmlinux, innermost inlined function first.
  // Empty for any other address. For a return address pass the address minus one.
  std::vector<SourceLine> lines(std::uintptr_t address);

 private:
  struct Deleter {
    void operator()(Dwfl* dwfl) const;
  };
  using DwflPtr = std::unique_ptr<Dwfl, Deleter>;

  Symbolizer();
  std::vector<SourceLine> look_up(std::uintptr_t address);
  Dwfl* open(const module::Image& image);

  // libdw puts up to half a megabyte of line table on the stack, and is called on kernel
  // stacks: it gets one of its own.
  sched::StackPool stacks_;
  sched::KernelEntry own_stack_;

  std::map<const module::Image*, DwflPtr> images_;
};

// The line of a call, given its return address; without debug information the address.
SourceLine line_of_call(std::uintptr_t return_address);

}  // namespace ksim::report

#endif
