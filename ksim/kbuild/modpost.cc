// SPDX-License-Identifier: GPL-2.0-or-later
// modpost --kdir DIRECTORY --sources DIRECTORY --output Module.symvers MODULE.ko...
//
// Looks into the objects of modules that are about to be linked: writes MODULE.mod.c for each
// and the Module.symvers of all, and reports what they need and nobody has. A module's parts
// are in MODULE.mod, as Makefile.build writes it.
//
// modpost --vmlinux vmlinux.so --kdir DIRECTORY writes the Module.symvers and Module.absent of
// the kernel itself.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "ksim/kbuild/absent_names.hh"
#include "ksim/kbuild/missing.hh"
#include "ksim/kbuild/object_file.hh"
#include "ksim/kbuild/report.hh"
#include "ksim/kbuild/symvers.hh"

namespace ksim::kbuild {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string vmlinux;
  std::string kdir;
  std::vector<std::string> symvers;
  std::string output;
  std::string sources;
  std::vector<std::string> modules;
  bool is_warning_enough = false;
};

std::string read_file(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Leaves the file alone, with its time, if that is what it contains.
void write_if_different(const fs::path& file, const std::string& text) {
  if (fs::exists(file) && read_file(file) == text) return;
  std::ofstream out(file);
  out << text;
  out.flush();
  if (!out) throw std::runtime_error("cannot write " + file.native());
}

// "/x/foo" of "/x/foo.ko"
std::string without_extension(const std::string& module) {
  return fs::path(module).replace_extension().native();
}

std::string base_name(const std::string& path) { return fs::path(path).filename(); }

// What compilers ask for beside what the source does; ksim/module binds them.
bool is_of_compiler(const std::string& symbol) {
  for (const char* prefix : {"__asan_", "__ubsan_", "__gcov_", "__sanitizer_"})
    if (symbol.starts_with(prefix)) return true;
  return symbol == "_GLOBAL_OFFSET_TABLE_" || symbol == "__this_module";
}

// Any of those, one of which may be joined with another: "Dual MIT/GPL".
bool is_gpl_compatible(const std::string& license) {
  static const std::set<std::string> compatible = {
      "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"};
  return compatible.count(license) != 0;
}

class Modpost {
 public:
  explicit Modpost(const Arguments& arguments) : arguments_(arguments), absent_(arguments.kdir) {
    read_symvers(fs::path(arguments.kdir) / "Module.symvers", known_);
    for (const std::string& file : arguments.symvers) read_symvers(file, known_);
    for (const std::string& module : arguments.modules)
      objects_.push_back(read_object(without_extension(module) + ".o"));
    std::string symvers;
    for (const ObjectFile& object : objects_) {
      const std::string module = fs::path(object.path).replace_extension().native();
      for (const Export& each : object.exports) export_symbol(each, module);
      symvers += format_symvers(module, object.exports);
    }
    write_if_different(arguments.output, symvers);
  }

  // Returns: whether all that the modules need is there.
  bool check() {
    for (std::size_t index = 0; index < objects_.size(); ++index)
      check_module(objects_[index], without_extension(arguments_.modules[index]));
    const std::string report = format_report(needs_, absent_, arguments_.sources);
    fmt::print(stderr, "{}", report);
    for (const ModuleNeeds& each : needs_) is_good_ = is_good_ && each.missing.empty();
    return is_good_;
  }

 private:
  void error(const std::string& text) {
    fmt::print(stderr, "ERROR: modpost: {}\n", text);
    is_good_ = false;
  }

  void export_symbol(const Export& each, const std::string& module) {
    const auto [known, is_new] = known_.try_emplace(each.name, KnownSymbol{module, each.gpl_only});
    if (!is_new && base_name(known->second.module) != base_name(module))
      error(fmt::format("{}: '{}' exported twice. Previous export was in {}", module, each.name,
                        known->second.module));
  }

  void check_module(const ObjectFile& object, const std::string& module) {
    ModuleNeeds needs{base_name(module) + ".ko", {}, {}, 0};
    std::istringstream parts(read_file(module + ".mod"));
    for (std::string part; parts >> part;) {
      const MissingNames missing = read_missing(missing_file(part));
      needs.missing.insert(needs.missing.end(), missing.names.begin(), missing.names.end());
      needs.other_errors += missing.other_errors;
    }
    const bool is_whole = needs.missing.empty();
    if (is_whole) check_license(object, module);
    std::set<std::string> depends;
    for (const auto& [symbol, references] : object.needed) {
      if (is_of_compiler(symbol)) continue;
      const auto known = known_.find(symbol);
      if (known != known_.end()) {
        if (base_name(known->second.module) != "vmlinux")
          depends.insert(base_name(known->second.module));
        if (is_whole && known->second.gpl_only && !is_gpl(object))
          error(fmt::format("GPL-incompatible module {}.ko uses GPL-only symbol '{}'",
                            base_name(module), symbol));
        if (absent_.stops_when_called(symbol))
          needs.stopping.push_back(place(object, MissingKind::Function, symbol, references));
      } else if (is_whole) {
        if (arguments_.is_warning_enough)
          fmt::print(stderr, "WARNING: modpost: \"{}\" [{}.ko] undefined!\n", symbol, module);
        else
          needs.missing.push_back(place(object, MissingKind::Symbol, symbol, references));
      }
    }
    needs_.push_back(needs);
    if (is_whole) write_module_source(module, depends);
  }

  static Missing place(const ObjectFile& object, MissingKind kind, const std::string& symbol,
                       const std::vector<Reference>& references) {
    const SourcePlace place = references.empty() ? SourcePlace() : object.place_of(references[0]);
    return {kind, symbol, place.file, place.line};
  }

  static bool is_gpl(const ObjectFile& object) {
    const auto [begin, end] = object.modinfo.equal_range("license");
    return begin != end &&
           std::all_of(begin, end, [](const auto& each) { return is_gpl_compatible(each.second); });
  }

  void check_license(const ObjectFile& object, const std::string& module) {
    if (object.modinfo.count("license") == 0)
      error(fmt::format("missing MODULE_LICENSE() in {}.o", module));
  }

  static void write_module_source(const std::string& module, const std::set<std::string>& depends) {
    write_if_different(module + ".mod.c",
                       fmt::format("/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
                                   "/* Written by modpost. */\n"
                                   "#include <ksim/this_module.h>\n\n"
                                   "MODULE_INFO(depends, \"{}\");\n",
                                   fmt::join(depends, ",")));
  }

  const Arguments& arguments_;
  const AbsentNames absent_;
  Symvers known_;
  std::vector<ObjectFile> objects_;  // of arguments_.modules
  std::vector<ModuleNeeds> needs_;
  bool is_good_ = true;
};

void describe_vmlinux(const Arguments& arguments) {
  const ObjectFile vmlinux = read_object(arguments.vmlinux);
  const fs::path kdir = arguments.kdir;
  write_if_different(kdir / "Module.symvers", format_symvers("vmlinux", vmlinux.exports));
  std::vector<std::string> absent = vmlinux.absent;
  std::sort(absent.begin(), absent.end());
  write_if_different(kdir / "Module.absent", fmt::format("{}\n", fmt::join(absent, "\n")));
}

int run(int argc, char** argv) {
  CLI::App app("Checks modules before they are linked", "modpost");
  Arguments arguments;
  app.add_option("--vmlinux", arguments.vmlinux, "describe this kernel instead")->type_name("FILE");
  app.add_option("--kdir", arguments.kdir, "the build directory, for what the kernel has")
      ->required()
      ->type_name("DIRECTORY");
  app.add_option("--symvers", arguments.symvers, "what other modules export")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--output", arguments.output, "where to write what these modules export")
      ->type_name("FILE");
  app.add_option("--sources", arguments.sources, "where the sources are, for the report")
      ->type_name("DIRECTORY");
  app.add_flag("--warn", arguments.is_warning_enough, "what is undefined is only warned of");
  app.add_option("MODULE", arguments.modules, "modules to be, .ko")->type_name("");
  CLI11_PARSE(app, argc, argv);
  if (!arguments.vmlinux.empty()) {
    describe_vmlinux(arguments);
    return 0;
  }
  return Modpost(arguments).check() ? 0 : 1;
}

}  // namespace
}  // namespace ksim::kbuild

int main(int argc, char** argv) {
  try {
    return ksim::kbuild::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "modpost: %s\n", error.what());
    return 1;
  }
}
