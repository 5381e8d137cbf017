// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the kernel API's tests, which are modules: each KAPI_TEST becomes a test of
// Google Test, in a suite named after its module. The modules tell what tests they have.
#include <elf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ksim/testing/driver_test.hh"
#include "ksim/testing/world.hh"

// Made by tests/kapi/CMakeLists.txt.
struct KapiModule {
  const char* name;
  const char* needs;  // modules to load first, separated by blanks
  int lacking_row;    // of docs/worlds.md if it cannot be loaded into a real kernel, or 0
};
extern const KapiModule kapi_modules[];
extern const std::size_t kapi_module_count;

// Made by ksim_add_test().
extern const char* const ksim_test_module_directories;

namespace ksim {
namespace {

// Where load_module() will find it. Tests must be known before any world is prepared.
std::string path_of(const std::string& module) {
  const char* first = std::getenv("KSIM_MODULE_PATH");
  std::istringstream directories(std::string(first != nullptr ? first : "") + ":" +
                                 ksim_test_module_directories);
  std::string path;
  for (std::string directory; std::getline(directories, directory, ':');) {
    path = directory + "/" + module + ".ko";
    if (std::filesystem::exists(path)) break;
  }
  return path;
}

// The "tag=value" strings of a module.
std::vector<std::string> read_modinfo(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string file{std::istreambuf_iterator<char>(in), {}};
  const auto copy_out = [&](auto& what, std::size_t offset) {
    if (offset > file.size() || file.size() - offset < sizeof(what)) {
      throw std::runtime_error(path + ": missing, or not an ELF file");
    }
    std::memcpy(&what, file.data() + offset, sizeof(what));
  };

  Elf64_Ehdr header;
  copy_out(header, 0);
  const auto section = [&](std::size_t index) {
    Elf64_Shdr found;
    copy_out(found, header.e_shoff + index * sizeof(found));
    return found;
  };
  const Elf64_Shdr names = section(header.e_shstrndx);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr found = section(i);
    if (std::string_view(file.c_str() + names.sh_offset + found.sh_name) != ".modinfo") continue;
    std::istringstream text(file.substr(found.sh_offset, found.sh_size));
    std::vector<std::string> entries;
    for (std::string entry; std::getline(text, entry, '\0');) entries.push_back(entry);
    return entries;
  }
  throw std::runtime_error(path + ": no .modinfo");
}

std::string suite_of(const KapiModule& module) {
  std::string name = module.name;
  constexpr std::string_view ending = "_kapi";
  if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  return name;
}

// What is to be loaded for the tests of a suite, in this order.
std::vector<std::string> modules_of(const KapiModule& module) {
  std::istringstream needs(module.needs);
  std::vector<std::string> names{std::istream_iterator<std::string>(needs), {}};
  names.emplace_back(module.name);
  return names;
}

class KapiCase : public DriverTest {
 public:
  KapiCase(const KapiModule& module, std::string name, bool warns)
      : module_(module), name_(std::move(name)), warns_(warns) {}

  // A real kernel is not a fresh one for each test, and loads and unloads a module in 40 ms.
  static void SetUpTestSuite() {
    if (world() != World::Qemu) return;
    for (const std::string& name : modules_of(running_module())) {
      const Result<> loaded = world::load_module(name, "");
      ASSERT_TRUE(loaded.ok()) << "insmod " << name << ": " << loaded.error();
    }
  }

  static void TearDownTestSuite() {
    if (world() != World::Qemu) return;
    const std::vector<std::string> names = modules_of(running_module());
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
      const Result<> unloaded = world::unload_module(*name);
      EXPECT_TRUE(unloaded.ok()) << "rmmod " << *name << ": " << unloaded.error();
    }
  }

  void SetUp() override {
    DriverTest::SetUp();
    if (world() == World::Qemu) return;
    for (const std::string& name : modules_of(module_)) ASSERT_THAT(load_module(name), Succeeds());
  }

  void TestBody() override {
    Fd device = open(std::string("/dev/kapi_") + module_.name, O_RDWR);
    ASSERT_THAT(device, Succeeds());
    ASSERT_THAT(device.write(name_), SucceedsWith(name_.size()));
    const std::string report = device.read_all().value();
    ASSERT_FALSE(report.empty());
    if (report != "ok\n") print(report);
    if (warns_) expect_warnings();
  }

 private:
  // Lines of the form "list_kapi.c:12: a == b, but they are 1, 2".
  static void print(const std::string& report) {
    std::istringstream lines(report);
    for (std::string line; std::getline(lines, line);) {
      const std::size_t after_file = line.find(':');
      const std::size_t after_line = line.find(": ", after_file);
      if (after_line == std::string::npos) {
        ADD_FAILURE() << line;
        continue;
      }
      int number = 0;
      std::from_chars(&line[after_file + 1], &line[after_line], number);
      ADD_FAILURE_AT(line.substr(0, after_file).c_str(), number) << line.substr(after_line + 2);
    }
  }

  static void expect_warnings() {
    const std::vector<Finding> findings = claim_findings();
    EXPECT_FALSE(findings.empty()) << "the kernel did not warn";
    for (const Finding& finding : findings) {
      EXPECT_EQ(finding.kind, FindingKind::Warning) << finding;
    }
  }

  static const KapiModule& running_module() {
    const std::string suite = ::testing::UnitTest::GetInstance()->current_test_suite()->name();
    return *std::find_if(kapi_modules, kapi_modules + kapi_module_count,
                         [&](const KapiModule& one) { return suite_of(one) == suite; });
  }

  const KapiModule module_;
  const std::string name_;
  const bool warns_;
};

// A module whose tests cannot be found out.
class UnreadableModule : public ::testing::Test {
 public:
  explicit UnreadableModule(std::string why) : why_(std::move(why)) {}
  void TestBody() override { FAIL() << why_; }

 private:
  const std::string why_;
};

// Stands for all tests of a module that no real kernel can load; docs/generate-conformance knows.
class LackingModule : public ::testing::Test {
 public:
  explicit LackingModule(int row) : row_(row) {}
  void TestBody() override { GTEST_SKIP() << "known difference: docs/worlds.md, row " << row_; }

 private:
  const int row_;
};

void register_unreadable(const std::string& suite, const std::string& why) {
  ::testing::RegisterTest(suite.c_str(), "CanBeRead", nullptr, nullptr, __FILE__, __LINE__,
                          [=]() -> ::testing::Test* { return new UnreadableModule(why); });
}

void register_tests(const KapiModule& module) {
  const std::string suite = suite_of(module);
  const std::string path = path_of(module.name);
  std::size_t registered = 0;
  if (const int row = module.lacking_row; row && std::getenv("KSIM_REAL_KERNEL") != nullptr) {
    ::testing::RegisterTest(suite.c_str(), "CanBeLoaded", nullptr, nullptr, __FILE__, __LINE__,
                            [=]() -> ::testing::Test* { return new LackingModule(row); });
    return;
  }
  try {
    for (const std::string& entry : read_modinfo(path)) {
      const std::size_t equals = entry.find('=');
      const std::string tag = entry.substr(0, equals);
      if (tag != "kapi_test" && tag != "kapi_test_warns") continue;
      const std::string name = entry.substr(equals + 1);
      const bool warns = tag == "kapi_test_warns";
      ::testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, path.c_str(), 1,
                              [=] { return new KapiCase(module, name, warns); });
      ++registered;
    }
    if (registered == 0) register_unreadable(suite, path + ": no KAPI_TEST");
  } catch (const std::exception& error) {
    register_unreadable(suite, error.what());
  }
}

[[maybe_unused]] const bool all_registered = [] {
  for (std::size_t i = 0; i < kapi_module_count; ++i) register_tests(kapi_modules[i]);
  return true;
}();

}  // namespace
}  // namespace ksim
