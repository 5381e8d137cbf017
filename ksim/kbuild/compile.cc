// SPDX-License-Identifier: GPL-2.0-or-later
// compile COMPILER [ARGUMENT...] -o OBJECT SOURCE
//
// Compiles a source of a module. If that fails only for want of what Linux has and ksim has
// not, the compiler's words, which may be hundreds of lines, are kept back: the object is made
// of nothing, OBJECT.missing says what is missing, and the exit code is 0, so that all sources
// are tried; modpost reports, and fails. With KBUILD_VERBOSE=1 in the environment the
// compiler's words are printed as well.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "ksim/kbuild/diagnostics.hh"
#include "ksim/kbuild/missing.hh"
#include "ksim/kbuild/run_program.hh"

namespace ksim::kbuild {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// A directory for headers of nothing, which take the place of those that are missing.
class EmptyHeaders {
 public:
  EmptyHeaders() {
    std::string name = fs::temp_directory_path() / "ksim-compile-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
      throw fs::filesystem_error("mkdtemp", std::error_code(errno, std::generic_category()));
    path_ = name;
  }
  ~EmptyHeaders() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  EmptyHeaders(const EmptyHeaders&) = delete;
  EmptyHeaders& operator=(const EmptyHeaders&) = delete;

  const fs::path& path() const { return path_; }

  void add(const std::string& header) const {
    const fs::path file = path_ / fs::path(header).relative_path().lexically_normal();
    if (file.lexically_relative(path_).native().starts_with("..")) return;
    fs::create_directories(file.parent_path());
    std::ofstream{file};
  }

 private:
  fs::path path_;
};

// The value of an option that is a word of its own.
std::string value_of(const Words& words, const std::string& option) {
  const auto found = std::find(words.begin(), words.end(), option);
  return found == words.end() || found + 1 == words.end() ? "" : *(found + 1);
}

// Looks for definitions, as Linux lays them out, in the headers of ksim, which are in the first
// -I, and in the directory of the source.
class Definitions {
 public:
  explicit Definitions(const Words& words) : sources_(fs::path(words.back()).parent_path()) {
    for (const std::string& word : words)
      if (word.starts_with("-I") && headers_.empty()) headers_ = word.substr(2);
  }

  Owner owner_of(const std::string& name) {
    const auto known = owners_.find(name);
    if (known != owners_.end()) return known->second;
    const Owner owner = is_defined_below(headers_, name)   ? Owner::Ksim
                        : is_defined_below(sources_, name) ? Owner::Driver
                                                           : Owner::Nobody;
    return owners_[name] = owner;
  }

 private:
  static bool is_defined_below(const fs::path& directory, const std::string& name) {
    const bool is_struct = name.find(' ') != std::string::npos;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(
             directory, fs::directory_options::follow_directory_symlink, error)) {
      const fs::path extension = entry.path().extension();
      if (extension != ".h" && extension != ".c") continue;
      std::ifstream in(entry.path());
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      if (is_struct ? text.find(name + " {") != std::string::npos : has_function(text, name))
        return true;
    }
    return false;
  }

  // A line that begins with a word, and after the parameters a body.
  static bool has_function(const std::string& text, const std::string& name) {
    const std::string call = name + "(";
    for (std::size_t at = 0; (at = text.find(call, at)) != std::string::npos; at += call.size()) {
      const std::size_t line = text.rfind('\n', at) + 1;
      if (at == line || std::isalpha(static_cast<unsigned char>(text[line])) == 0) continue;
      const std::size_t end = text.find_first_of(";{", at);
      if (end != std::string::npos && text[end] == '{') return true;
    }
    return false;
  }

  fs::path headers_;
  fs::path sources_;
  std::map<std::string, Owner> owners_;
};

// All that is missing, also behind a header that is. A compiler gives up at the first of those.
MissingNames find_all_missing(Words words) {
  Definitions definitions(words);
  const EmptyHeaders empty;
  // First, since user space may have a header of that name, which comes last.
  words.insert(words.begin() + 1, "-I" + empty.path().native());
  words.insert(words.end(), {"-fsyntax-only", "-fmax-errors=0", "-fdiagnostics-format=json"});
  MissingNames all;
  for (;;) {
    const ProgramResult result = run_program(words, Stream::Error);
    MissingNames found = find_missing(
        result.text, [&](const std::string& name) { return definitions.owner_of(name); });
    const auto header =
        std::find_if(found.names.begin(), found.names.end(),
                     [](const Missing& each) { return each.kind == MissingKind::Header; });
    if (header == found.names.end()) {
      all.names.insert(all.names.end(), found.names.begin(), found.names.end());
      all.other_errors = found.other_errors;
      return all;
    }
    if (std::find(all.names.begin(), all.names.end(), *header) != all.names.end()) return found;
    empty.add(header->name);
    all.names.push_back(*header);
  }
}

void make_object_of_nothing(const Words& words, const std::string& object) {
  const ProgramResult result =
      run_program({words[0], "-c", "-x", "c", "/dev/null", "-o", object}, Stream::Error);
  if (result.exit_code != 0) throw std::runtime_error(result.text);
  // Older than any source: make comes back to it.
  const timespec epoch[2] = {{0, 0}, {0, 0}};
  ::utimensat(AT_FDCWD, object.c_str(), epoch, 0);
}

int compile(Words words) {
  const std::string object = value_of(words, "-o");
  std::error_code ignored;
  fs::remove(missing_file(object), ignored);
  if (::isatty(STDERR_FILENO) != 0) words.insert(words.begin() + 1, "-fdiagnostics-color=always");
  const ProgramResult result = run_program(words, Stream::Error);
  const auto print = [&] { std::fwrite(result.text.data(), 1, result.text.size(), stderr); };
  if (result.exit_code == 0) {
    print();
    return 0;
  }

  ::setenv("LC_ALL", "C", 1);
  const MissingNames missing = find_all_missing(words);
  const char* verbose = std::getenv("KBUILD_VERBOSE");
  const bool is_verbose = verbose != nullptr && *verbose == '1';
  if (missing.names.empty() || is_verbose) print();
  if (missing.names.empty()) return result.exit_code;
  make_object_of_nothing(words, object);
  write_missing(missing_file(object), missing);
  // What Makefile.build expects beside an object.
  if (const std::string dependencies = value_of(words, "-MF"); !dependencies.empty())
    std::ofstream{dependencies};
  return 0;
}

}  // namespace
}  // namespace ksim::kbuild

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: compile COMPILER [ARGUMENT...] -o OBJECT SOURCE\n");
    return 2;
  }
  try {
    return ksim::kbuild::compile({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "compile: {}\n", error.what());
    return 1;
  }
}
