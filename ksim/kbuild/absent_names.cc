// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/kbuild/absent_names.hh"

#include <fstream>
#include <regex>

namespace ksim::kbuild {

namespace fs = std::filesystem;

namespace {

// Not a word of English: "kmem_cache", "printk()".
bool looks_like_a_name(const std::string& text, const std::smatch& word) {
  return word.str().find('_') != std::string::npos ||
         text[static_cast<std::size_t>(word.position() + word.length())] == '(';
}

}  // namespace

AbsentNames::AbsentNames(const fs::path& kdir) {
  std::ifstream in(kdir / "Module.absent");
  for (std::string name; std::getline(in, name);) functions_.insert(name);
  for (const char* directory : {"linux", "asm"}) {
    std::error_code error;
    const fs::path root = kdir / "include";
    for (const auto& entry : fs::recursive_directory_iterator(root / directory, error))
      if (entry.path().extension() == ".h")
        read_header(entry.path(), entry.path().lexically_relative(root));
  }
}

// The label may go over several lines of the opening comment, which ends it.
void AbsentNames::read_header(const fs::path& file, const std::string& name) {
  std::ifstream in(file);
  bool is_in_label = false;
  static const std::regex word(R"([A-Za-z_]\w*)");
  for (std::string line; std::getline(in, line) && line != " */" && !line.starts_with('#');) {
    std::string text = line;
    if (line.starts_with(" * Absent:")) {
      is_in_label = true;
      text = line.substr(10);
    } else if (!line.starts_with(" *  ")) {
      is_in_label = false;
    }
    if (!is_in_label) continue;
    for (std::sregex_iterator each(text.begin(), text.end(), word), end; each != end; ++each)
      if (looks_like_a_name(text, *each)) headers_.try_emplace(each->str(), name);
  }
}

bool AbsentNames::stops_when_called(std::string_view name) const {
  return functions_.find(name) != functions_.end();
}

std::string AbsentNames::header_that_lacks(std::string_view name) const {
  const auto found = headers_.find(name);
  return found == headers_.end() ? "" : found->second;
}

}  // namespace ksim::kbuild
