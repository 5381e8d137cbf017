// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/registry.hh"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <system_error>
#include <vector>

#include "ksim/abi/log.h"
#include "ksim/abi/memory.h"
#include "ksim/simulator.hh"

unsigned long ksim_images_low = ~0UL;
unsigned long ksim_images_high = 0;

namespace ksim::module {
namespace {

// What tells one build of a file from the next.
struct FileStamp {
  dev_t device;
  ino_t inode;
  off_t bytes;
  std::int64_t modified_s;
  std::int64_t modified_ns;

  bool operator==(const FileStamp&) const = default;
};

struct KnownFile {
  FileStamp stamp;
  Image* image;
};

struct Registry {
  std::map<std::string, KnownFile, std::less<>> by_path;
  std::vector<const Image*> by_address;  // sorted; an image that a rebuild replaced stays
  std::string last_error;
  const Image* vmlinux = nullptr;
};

Registry& registry() {
  static Registry* const instance = new Registry;  // used until the very end of the process
  return *instance;
}

// Returns 0 or an errno.
int stamp_of(const std::string& path, FileStamp& stamp) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) return errno;
  stamp = {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
           status.st_mtim.tv_nsec};
  return 0;
}

// Before ld.so sees the file: what it has mapped stays mapped.
void check_is_module(const ElfFile& file) {
  if (file.modinfo().empty()) {
    throw ElfError(
        fmt::format("{}: no .modinfo: a shared object, but not a module", file.path().string()));
  }
  auto symbols = file.dynamic_symbols();
  if (std::none_of(symbols.begin(), symbols.end(), [&file](const Elf64_Sym& symbol) {
        return symbol.st_shndx != SHN_UNDEF && file.dynamic_symbol_name(symbol) == "__this_module";
      })) {
    throw ElfError(
        fmt::format("{}: No module found in object: no __this_module", file.path().string()));
  }
}

void remember(const Image& image) {
  auto& images = registry().by_address;
  images.insert(
      std::upper_bound(images.begin(), images.end(), &image,
                       [](const Image* a, const Image* b) { return a->base() < b->base(); }),
      &image);
  ksim_images_low = images.front()->base();
  ksim_images_high = images.back()->end();
}

Result<const Image*> find_file(const std::string& path, const FileStamp& stamp) {
  auto known = registry().by_path.find(path);
  if (known != registry().by_path.end() && known->second.stamp == stamp) {
    return static_cast<const Image*>(known->second.image);
  }
  try {
    check_is_module(ElfFile(path));
    bool replaces = known != registry().by_path.end();
    auto* image =
        new Image(path, Image::Scope::Local, replaces ? Image::Source::Copy : Image::Source::File);
    remember(*image);
    registry().by_path.insert_or_assign(path, KnownFile{stamp, image});
    return static_cast<const Image*>(image);
  } catch (const ElfError& error) {
    registry().last_error = error.what();
    if (Simulator::is_running()) {  // as the kernel tells why it refused a file
      std::string line = registry().last_error + '\n';
      ksim_log_write(3, line.data(), line.size());
    }
    return Errno{ENOEXEC};
  } catch (const std::system_error& error) {
    registry().last_error = error.what();
    return Errno{error.code().value()};
  }
}

bool same_module_name(std::string_view a, std::string_view b) {
  auto plain = [](char c) { return c == '-' ? '_' : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [plain](char x, char y) { return plain(x) == plain(y); });
}

// The spelling of `name` that a directory has, '-' and '_' being the same.
std::string find_spelling(const std::filesystem::path& directory, std::string_view name) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".ko" && same_module_name(path.stem().string(), name)) {
      return path.string();
    }
  }
  return {};
}

std::filesystem::path vmlinux_path() {
  if (const char* chosen = std::getenv("KSIM_VMLINUX"); chosen != nullptr && *chosen != 0) {
    return chosen;
  }
  Dl_info self = {};
  dladdr(reinterpret_cast<void*>(&ksim_symbol_name), &self);
  return std::filesystem::path(self.dli_fname).parent_path() / "vmlinux.so";
}

}  // namespace

Result<const Image*> find(std::string_view module) {
  FileStamp stamp = {};
  if (module.find('/') != std::string_view::npos || module.ends_with(".ko")) {
    std::string path(module);
    if (int error = stamp_of(path, stamp)) {
      registry().last_error = fmt::format("{}: {}", path, std::strerror(error));
      return Errno{error};
    }
    return find_file(path, stamp);
  }
  for (const std::filesystem::path& directory : Simulator::module_path()) {
    std::string path = directory.native() + '/' + std::string(module) + ".ko";
    if (stamp_of(path, stamp) == 0) return find_file(path, stamp);
  }
  std::string searched;
  for (const std::filesystem::path& directory : Simulator::module_path()) {
    std::string path = find_spelling(directory, module);
    if (!path.empty() && stamp_of(path, stamp) == 0) return find_file(path, stamp);
    searched += ' ' + directory.string();
  }
  registry().last_error = fmt::format("{}.ko: not found in{}", module, searched);
  return Errno{ENOENT};
}

const std::string& last_error() { return registry().last_error; }

const Image* image_of(std::uintptr_t address) {
  if (address - ksim_images_low >= ksim_images_high - ksim_images_low) return nullptr;
  const auto& images = registry().by_address;
  auto next = std::upper_bound(
      images.begin(), images.end(), address,
      [](std::uintptr_t wanted, const Image* image) { return wanted < image->base(); });
  if (next == images.begin()) return nullptr;
  const Image* image = *(next - 1);
  return image->contains(address) ? image : nullptr;
}

bool is_in_vmlinux(std::uintptr_t address) {
  const Image* image = registry().vmlinux;
  return image != nullptr && image->contains(address);
}

bool is_per_cpu(std::uintptr_t address) {
  if (address - KSIM_PERCPU_BASE < KSIM_PERCPU_UNIT) return true;
  const auto& images = registry().by_address;
  return std::any_of(images.begin(), images.end(),
                     [=](const Image* image) { return image->is_per_cpu(address); });
}

Vmlinux::Vmlinux() : image_(new Image(vmlinux_path(), Image::Scope::Global)) {
  operations_ = static_cast<const ksim_vmlinux*>(image_->address_of(KSIM_VMLINUX_SYMBOL));
  if (operations_ == nullptr) {
    throw ElfError(fmt::format("{}: does not define " KSIM_VMLINUX_SYMBOL, image_->path()));
  }
  if (operations_->abi != KSIM_VMLINUX_ABI) {
    throw ElfError(fmt::format("{}: made for boundary version {}, but libksim.so has {}",
                               image_->path(), operations_->abi, KSIM_VMLINUX_ABI));
  }
  registry().vmlinux = image_;
}

Vmlinux& vmlinux() {
  static Vmlinux* const instance = new Vmlinux;
  return *instance;
}

std::string describe_address(std::uintptr_t address, unsigned flags) {
  const Image* image = image_of(address);
  bool in_module = image != nullptr;
  if (!in_module && is_in_vmlinux(address)) image = registry().vmlinux;
  std::optional<Symbol> symbol;
  if (image != nullptr) symbol = image->symbols().find(address);
  if (!symbol) return fmt::format("{:#x}", address);
  std::string text(symbol->name);
  if ((flags & KSIM_SYMBOL_OFFSET) != 0) {
    text += fmt::format("+{:#x}/{:#x}", address - symbol->address, symbol->size);
  }
  if ((flags & KSIM_SYMBOL_MODULE) != 0 && in_module) {
    text += fmt::format(" [{}]", image->name());
  }
  return text;
}

}  // namespace ksim::module
