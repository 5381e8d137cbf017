// SPDX-License-Identifier: GPL-2.0-or-later
#include "module_file.hh"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>

#include "install_tree.hh"
#include "ksim/simulator.hh"

namespace ksim::fuse {
namespace {

namespace fs = std::filesystem;

// An ELF file that is open for reading.
class OpenElf {
 public:
  explicit OpenElf(const fs::path& file) : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    elf_version(EV_CURRENT);
    if (fd_ >= 0) elf_ = elf_begin(fd_, ELF_C_READ, nullptr);
  }
  ~OpenElf() {
    if (elf_ != nullptr) elf_end(elf_);
    if (fd_ >= 0) ::close(fd_);
  }
  OpenElf(const OpenElf&) = delete;
  OpenElf& operator=(const OpenElf&) = delete;

  // ET_NONE if it is no ELF file.
  int type() const {
    GElf_Ehdr header;
    return gelf_getehdr(elf_, &header) == nullptr ? ET_NONE : header.e_type;
  }

  // "" if there is no such section.
  std::string_view section(std::string_view name) const {
    std::size_t names = 0;
    if (elf_ == nullptr || elf_getshdrstrndx(elf_, &names) != 0) return {};
    for (Elf_Scn* each = nullptr; (each = elf_nextscn(elf_, each)) != nullptr;) {
      GElf_Shdr header;
      if (gelf_getshdr(each, &header) == nullptr) continue;
      const char* found = elf_strptr(elf_, names, header.sh_name);
      const Elf_Data* data = elf_getdata(each, nullptr);
      if (found != nullptr && name == found && data != nullptr && data->d_buf != nullptr)
        return {static_cast<const char*>(data->d_buf), data->d_size};
    }
    return {};
  }

 private:
  int fd_;
  Elf* elf_ = nullptr;
};

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

fs::path find_in(const fs::path& directory, const std::string& named) {
  std::error_code error;
  const std::string wanted = module_name(named);
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".ko" && module_name(entry.path().native()) == wanted)
      return entry.path();
  return {};
}

// Where a module of this name was built, for a hint.
fs::path find_built(const std::string& named) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  std::vector<fs::path> places{own_path().parent_path().parent_path() / "drivers", here / "drivers",
                               here / "build"};
  for (const char* preset : {"dev", "release", "asan"})
    places.push_back(here / "build" / preset / "drivers");
  for (const fs::path& place : places) {
    const fs::path found = find_in(place, named);
    if (found.empty()) continue;
    const fs::path relative = found.lexically_proximate(here);
    return *relative.begin() == ".." ? found : relative;
  }
  return {};
}

std::map<std::string, fs::path>& remembered() {
  static std::map<std::string, fs::path> files;
  return files;
}

}  // namespace

std::string module_name(std::string_view file) {
  std::string name(file.substr(file.rfind('/') + 1));
  if (name.ends_with(".ko")) name.resize(name.size() - 3);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

fs::path find_module_file(const std::string& named) {
  std::error_code error;
  if (is_file(named)) return fs::absolute(named, error);
  if (named.find('/') != std::string::npos) return {};
  for (const fs::path& directory : Simulator::module_path()) {
    const fs::path found = find_in(directory, named);
    if (!found.empty()) return fs::absolute(found, error);
  }
  return {};
}

std::string module_trouble(const std::string& named, const fs::path& found) {
  if (found.empty()) {
    std::error_code error;
    std::string text = fs::is_directory(named, error)
                           ? fmt::format("{}: is a directory, not a module\n", named)
                           : fmt::format("{}: No such file or directory\n", named);
    if (const fs::path built = find_built(named); !built.empty())
      text += fmt::format("Did you mean {}?\n", built.native());
    else if (named.find('/') == std::string::npos)
      text += "A name without a path is looked up in KSIM_MODULE_PATH.\n";
    return text;
  }
  if (::access(found.c_str(), R_OK) != 0)
    return fmt::format("{}: Permission denied\n", found.native());
  const OpenElf elf(found);
  if (elf.type() == ET_NONE) return fmt::format("{}: not a kernel module\n", named);
  if (elf.type() == ET_REL)
    return fmt::format(
        "{}: Invalid module format\n"
        "It was built for a real kernel. For this one: make -C \"$(ksim kdir)\" M=DIRECTORY\n",
        named);
  if (elf.section(".modinfo").empty())
    return fmt::format("{}: not a kernel module: it has no .modinfo\n", named);
  return {};
}

ModuleInfo read_module_info(const fs::path& file) {
  const OpenElf elf(file);
  std::string_view rest = elf.section(".modinfo");
  if (rest.empty()) throw std::runtime_error("could not get modinfo: Invalid argument");
  ModuleInfo fields;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      fields.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return fields;
}

void remember_module_file(const fs::path& file) { remembered()[module_name(file.native())] = file; }

fs::path file_of_loaded_module(const std::string& name) {
  const auto found = remembered().find(module_name(name));
  return found == remembered().end() ? fs::path() : found->second;
}

}  // namespace ksim::fuse
