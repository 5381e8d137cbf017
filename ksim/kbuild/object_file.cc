// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/object_file.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <gelf.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "ksim/kbuild/run_program.hh"

namespace ksim::kbuild {
namespace {

constexpr std::string_view kExportPrefix = "__ksymtab_";

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file)
      : file_(file), fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) fail(std::strerror(errno));
    elf_version(EV_CURRENT);
    elf_ = elf_begin(fd_, ELF_C_READ_MMAP, nullptr);
    if (elf_ == nullptr || elf_kind(elf_) != ELF_K_ELF || elf_getshdrstrndx(elf_, &names_) != 0) {
      close();
      fail("not an ELF file");
    }
  }
  ~Reader() { close(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  ObjectFile read() {
    result_.path = file_;
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf_, section)) != nullptr;) {
      const GElf_Shdr header = header_of(section);
      const std::string name = name_of(header);
      if (header.sh_type == SHT_SYMTAB) {
        read_symbols(section, header);
      } else if (name == ".modinfo") {
        for (const std::string& entry : strings_of(section)) {
          const std::size_t equals = entry.find('=');
          if (equals != std::string::npos)
            result_.modinfo.emplace(entry.substr(0, equals), entry.substr(equals + 1));
        }
      } else if (name == "ksim_absent") {
        result_.absent = strings_of(section);
      }
    }
    for (Elf_Scn* section = nullptr; (section = elf_nextscn(elf_, section)) != nullptr;)
      if (const GElf_Shdr header = header_of(section); header.sh_type == SHT_RELA)
        read_relocations(section, header);
    std::sort(result_.exports.begin(), result_.exports.end(),
              [](const Export& a, const Export& b) { return a.name < b.name; });
    return std::move(result_);
  }

 private:
  [[noreturn]] void fail(std::string_view reason) const {
    throw std::runtime_error(fmt::format("{}: {}", file_.native(), reason));
  }

  void close() {
    if (elf_ != nullptr) elf_end(elf_);
    if (fd_ >= 0) ::close(fd_);
    elf_ = nullptr;
    fd_ = -1;
  }

  GElf_Shdr header_of(Elf_Scn* section) const {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) fail("a damaged section header");
    return header;
  }

  std::string name_of(const GElf_Shdr& header) const {
    const char* name = elf_strptr(elf_, names_, header.sh_name);
    return name == nullptr ? "" : name;
  }

  std::vector<std::string> strings_of(Elf_Scn* section) const {
    std::vector<std::string> strings;
    const Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || data->d_buf == nullptr) return strings;
    std::string_view rest(static_cast<const char*>(data->d_buf), data->d_size);
    while (!rest.empty()) {
      const std::string_view each = rest.substr(0, rest.find('\0'));
      if (!each.empty()) strings.emplace_back(each);
      rest.remove_prefix(std::min(rest.size(), each.size() + 1));
    }
    return strings;
  }

  std::string symbol_name(const GElf_Sym& symbol, std::size_t strings) const {
    const char* name = elf_strptr(elf_, strings, symbol.st_name);
    return name == nullptr ? "" : name;
  }

  void read_symbols(Elf_Scn* section, const GElf_Shdr& header) {
    Elf_Data* data = elf_getdata(section, nullptr);
    if (data == nullptr || header.sh_entsize == 0) return;
    symbol_names_.resize(header.sh_size / header.sh_entsize);
    for (std::size_t index = 1; index < symbol_names_.size(); ++index) {
      GElf_Sym symbol;
      if (gelf_getsym(data, static_cast<int>(index), &symbol) == nullptr) fail("a damaged symbol");
      const std::string name = symbol_name(symbol, header.sh_link);
      if (symbol.st_shndx == SHN_UNDEF) {
        if (GELF_ST_BIND(symbol.st_info) == STB_WEAK || name.empty()) continue;
        symbol_names_[index] = name;
        result_.needed[name];
      } else if (name.starts_with(kExportPrefix) && symbol.st_shndx < SHN_LORESERVE) {
        Elf_Scn* table = elf_getscn(elf_, symbol.st_shndx);
        if (table == nullptr) fail("a symbol of no section");
        result_.exports.push_back(
            {name.substr(kExportPrefix.size()), name_of(header_of(table)) == "__ksymtab_gpl"});
      }
    }
  }

  void read_relocations(Elf_Scn* section, const GElf_Shdr& header) {
    Elf_Scn* target = elf_getscn(elf_, header.sh_info);
    Elf_Data* data = elf_getdata(section, nullptr);
    if (target == nullptr || data == nullptr || header.sh_entsize == 0) return;
    const GElf_Shdr target_header = header_of(target);
    if ((target_header.sh_flags & SHF_ALLOC) == 0) return;
    const std::string name = name_of(target_header);
    for (std::size_t index = 0; index < header.sh_size / header.sh_entsize; ++index) {
      GElf_Rela relocation;
      if (gelf_getrela(data, static_cast<int>(index), &relocation) == nullptr) return;
      const std::size_t symbol = GELF_R_SYM(relocation.r_info);
      if (symbol < symbol_names_.size() && !symbol_names_[symbol].empty())
        result_.needed[symbol_names_[symbol]].push_back({name, relocation.r_offset});
    }
  }

  std::filesystem::path file_;
  int fd_;
  Elf* elf_ = nullptr;
  std::size_t names_ = 0;
  std::vector<std::string> symbol_names_;  // by index; "" if it is defined or weak
  ObjectFile result_;
};

}  // namespace

ObjectFile read_object(const std::filesystem::path& file) { return Reader(file).read(); }

SourcePlace ObjectFile::place_of(const Reference& reference) const {
  const ProgramResult result =
      run_program({"addr2line", "-f", "-e", path.native(), "-j", reference.section,
                   fmt::format("{:#x}", reference.offset)},
                  Stream::Output);
  SourcePlace place;
  const std::size_t end = result.text.find('\n');
  if (result.exit_code != 0 || end == std::string::npos) return place;
  place.function = result.text.substr(0, end);
  if (place.function == "??") place.function.clear();
  const std::string where = result.text.substr(end + 1);
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos || where.starts_with("??")) return place;
  std::from_chars(where.data() + colon + 1, where.data() + where.size(), place.line);
  if (place.line != 0) place.file = where.substr(0, colon);
  return place;
}

}  // namespace ksim::kbuild
