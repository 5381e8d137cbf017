// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/symvers.hh"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ksim::kbuild {

void read_symvers(const std::filesystem::path& file, Symvers& symvers) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.native() + ": cannot be read");
  unsigned number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::istringstream fields(line);
    std::string crc;
    std::string name;
    std::string module;
    std::string kind;
    if (!(fields >> crc >> name >> module >> kind) || !kind.starts_with("EXPORT_SYMBOL"))
      throw std::runtime_error(
          fmt::format("{}:{}: not a line of Module.symvers", file.native(), number));
    symvers.try_emplace(name, KnownSymbol{module, kind.ends_with("_GPL")});
  }
}

std::string format_symvers(const std::string& module, const std::vector<Export>& exports) {
  std::string text;
  for (const Export& each : exports)
    text += fmt::format("0x00000000\t{}\t{}\tEXPORT_SYMBOL{}\t\n", each.name, module,
                        each.gpl_only ? "_GPL" : "");
  return text;
}

}  // namespace ksim::kbuild
