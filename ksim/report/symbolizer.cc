// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/report/symbolizer.hh"

#include <fmt/format.h>

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include <cstdlib>
#include <string_view>

#include "ksim/module/registry.hh"

namespace ksim::report {
namespace {

constexpr std::size_t kStackBytes = 2 * 1024 * 1024;

std::string file_name(const char* path) {
  const std::string_view whole = path == nullptr ? "??" : path;
  return std::string(whole.substr(whole.find_last_of('/') + 1));
}

// Kernel API that is inline code in a header: for a driver's author the call is the place.
bool is_kernel_header(const char* path) {
  const std::string_view whole = path == nullptr ? "" : path;
  return whole.find("/include/linux/") != std::string_view::npos ||
         whole.find("/include/asm/") != std::string_view::npos ||
         whole.find("/ksim/abi/") != std::string_view::npos;
}

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

std::string function_of(Dwarf_Die* scope) {
  const char* name = dwarf_diename(scope);
  return name == nullptr ? "" : name;
}

// The file that a DW_TAG_inlined_subroutine was called in; nullptr if unknown.
const char* call_file(Dwarf_Die* unit, Dwarf_Die* inlined) {
  Dwarf_Attribute attribute;
  Dwarf_Word index = 0;
  Dwarf_Files* files = nullptr;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &index) != 0 ||
      dwarf_getsrcfiles(unit, &files, nullptr) != 0)
    return nullptr;
  return dwarf_filesrc(files, index, nullptr, nullptr);
}

int call_line(Dwarf_Die* inlined) {
  Dwarf_Attribute attribute;
  Dwarf_Word line = 0;
  if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) != 0) return 0;
  return static_cast<int>(line);
}

}  // namespace

Symbolizer& Symbolizer::instance() {
  static Symbolizer symbolizer;
  return symbolizer;
}

Symbolizer::Symbolizer() : stacks_(kStackBytes), own_stack_(stacks_.take()) {}

std::vector<SourceLine> Symbolizer::lines(std::uintptr_t address) {
  std::vector<SourceLine> found;
  own_stack_.run([&] { found = look_up(address); });
  return found;
}

void Symbolizer::Deleter::operator()(Dwfl* dwfl) const { dwfl_end(dwfl); }

Dwfl* Symbolizer::open(const module::Image& image) {
  const auto known = images_.find(&image);
  if (known != images_.end()) return known->second.get();
  static char* debuginfo_path = nullptr;
  static const Dwfl_Callbacks callbacks = {
      .find_elf = dwfl_build_id_find_elf,
      .find_debuginfo = dwfl_standard_find_debuginfo,
      .section_address = dwfl_offline_section_address,
      .debuginfo_path = &debuginfo_path,
  };
  DwflPtr dwfl(dwfl_begin(&callbacks));
  if (dwfl) {
    dwfl_report_begin(dwfl.get());
    dwfl_report_elf(dwfl.get(), image.name().c_str(), image.path().c_str(), -1, image.bias(), true);
    dwfl_report_end(dwfl.get(), nullptr, nullptr);
  }
  return images_.emplace(&image, std::move(dwfl)).first->second.get();
}

std::vector<SourceLine> Symbolizer::look_up(std::uintptr_t address) {
  const module::Image* image = module::image_of(address);
  const bool in_vmlinux = image == nullptr && module::is_in_vmlinux(address);
  if (in_vmlinux) image = &module::vmlinux().image();
  if (image == nullptr) return {};
  const std::string module_name = in_vmlinux ? "" : image->name();

  SourceLine place;
  place.module = module_name;
  if (const auto symbol = image->symbols().find(address)) place.function = symbol->name;
  place.file = "??";

  Dwfl* dwfl = open(*image);
  Dwfl_Module* module = dwfl == nullptr ? nullptr : dwfl_addrmodule(dwfl, address);
  Dwarf_Addr bias = 0;
  Dwarf_Die* unit = module == nullptr ? nullptr : dwfl_module_addrdie(module, address, &bias);
  if (unit == nullptr) return {place};

  const char* path = nullptr;
  if (Dwfl_Line* line = dwfl_module_getsrc(module, address)) {
    path = dwfl_lineinfo(line, nullptr, &place.line, nullptr, nullptr, nullptr);
    place.file = file_name(path);
  }

  // Scopes go from the innermost block outwards; each inlined function was called at a
  // line of the one around it. dwarf_getscopes() leaves an inlined function for the place
  // where it is defined, dwarf_getscopes_die() for the place where it is inlined.
  std::vector<SourceLine> places;
  Dwarf_Die* innermost = nullptr;
  Dwarf_Die* scopes = nullptr;
  const int found = dwarf_getscopes(unit, address - bias, &innermost);
  const std::unique_ptr<Dwarf_Die, Free> innermost_owner(innermost);
  const int count = found > 0 ? dwarf_getscopes_die(innermost, &scopes) : 0;
  const std::unique_ptr<Dwarf_Die, Free> owner(scopes);
  for (int index = 0; index < count; ++index) {
    const int kind = dwarf_tag(&scopes[index]);
    if (kind == DW_TAG_inlined_subroutine) {
      place.function = function_of(&scopes[index]);
      if (!is_kernel_header(path)) places.push_back(place);
      path = call_file(unit, &scopes[index]);
      place.file = file_name(path);
      place.line = call_line(&scopes[index]);
    } else if (kind == DW_TAG_subprogram) {
      place.function = function_of(&scopes[index]);
      break;
    }
  }
  places.push_back(place);
  return places;
}

SourceLine line_of_call(std::uintptr_t return_address) {
  auto lines = Symbolizer::instance().lines(return_address - 1);
  if (lines.empty()) return {fmt::format("{:#x}", return_address), 0, "", ""};
  return lines.front();
}

}  // namespace ksim::report
