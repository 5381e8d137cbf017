// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/registry.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

#include "ksim/abi/module.h"
#include "ksim/simulator.hh"

namespace ksim::module {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// A directory of its own for each test, removed at its end.
class RegistryTest : public ::testing::Test {
 protected:
  RegistryTest()
      : directory_(std::filesystem::temp_directory_path() /
                   ("ksim-registry-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(directory_);
  }
  ~RegistryTest() override { std::filesystem::remove_all(directory_); }

  static std::string path_of(const std::string& name) { return find(name).value()->path(); }

  std::filesystem::path directory_;
};

TEST_F(RegistryTest, FindsByNameAndByPath) {
  const Image* by_name = find("exporter").value();
  EXPECT_EQ(by_name->name(), "exporter");
  EXPECT_EQ(find(by_name->path()).value(), by_name);
  EXPECT_EQ(find("exporter").value(), by_name);
}

TEST_F(RegistryTest, DashAndUnderscoreAreTheSameInNames) {
  const Image* with_dash = find("failing-init").value();
  EXPECT_EQ(with_dash, find("failing_init").value());
  EXPECT_EQ(with_dash->name(), "failing_init");
}

TEST_F(RegistryTest, MissingFileIsEnoent) {
  EXPECT_EQ(find("/nowhere/x.ko").error(), Errno{ENOENT});
  EXPECT_EQ(find("no_such_module").error(), Errno{ENOENT});
  EXPECT_THAT(last_error(), HasSubstr("no_such_module.ko: not found in"));
}

TEST_F(RegistryTest, WhatIsNoModuleIsEnoexec) {
  std::ofstream(directory_ / "text.ko") << "hello\n";
  EXPECT_EQ(find((directory_ / "text.ko").string()).error(), Errno{ENOEXEC});
  EXPECT_THAT(last_error(), HasSubstr("text.ko: not an ELF file"));
  EXPECT_EQ(find("not_a_module").error(), Errno{ENOEXEC});
  EXPECT_THAT(last_error(), HasSubstr("no .modinfo"));
}

TEST_F(RegistryTest, InstrumentationThatTheProgramLacksIsEnoexec) {
  std::ifstream file(path_of("exporter"), std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(file), {});
  // Turn an import into one that only some sanitizer would offer.
  std::size_t at = bytes.find(std::string("\0_printk\0", 9));
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + 1, 7, "__asan_");
  std::ofstream(directory_ / "instrumented.ko", std::ios::binary) << bytes;
  EXPECT_EQ(find((directory_ / "instrumented.ko").string()).error(), Errno{ENOEXEC});
  EXPECT_THAT(last_error(), HasSubstr("built with a sanitizer or another option"));
}

TEST_F(RegistryTest, ChangedFileIsLoadedAnew) {
  std::filesystem::path path = directory_ / "changing.ko";
  std::filesystem::copy_file(path_of("exporter"), path);
  const Image* first = find(path.string()).value();
  EXPECT_EQ(first->name(), "exporter");

  // As a linker does it: a new file, so that what is mapped stays what it was.
  std::filesystem::remove(path);
  std::filesystem::copy_file(path_of("importer"), path);
  const Image* second = find(path.string()).value();
  EXPECT_NE(second, first);
  EXPECT_EQ(second->name(), "importer");
  EXPECT_EQ(find(path.string()).value(), second);
  // The old image stays where it was: a pointer into it may still be around.
  EXPECT_EQ(image_of(first->base()), first);
  EXPECT_EQ(image_of(second->base()), second);
}

TEST_F(RegistryTest, ImageOfKnowsTheWholeExtentAndNothingElse) {
  const Image* image = find("exporter").value();
  find("importer").value();
  EXPECT_EQ(image_of(image->base()), image);
  EXPECT_EQ(image_of(image->end() - 1), image);
  EXPECT_EQ(image_of(image->end()), nullptr);
  EXPECT_EQ(image_of(image->base() - 1), nullptr);
  EXPECT_EQ(image_of(0), nullptr);
  EXPECT_EQ(image_of(~std::uintptr_t{0}), nullptr);
  EXPECT_EQ(image_of(reinterpret_cast<std::uintptr_t>(&image)), nullptr);
  EXPECT_EQ(ksim_image_of(image->base()), &image->abi());
  EXPECT_TRUE(ksim_image_maybe(image->base()));
}

TEST_F(RegistryTest, VmlinuxIsNoModule) {
  const Image& image = vmlinux().image();
  EXPECT_EQ(image.name(), "vmlinux");
  EXPECT_TRUE(is_in_vmlinux(image.base()));
  EXPECT_FALSE(is_in_vmlinux(image.end()));
  EXPECT_EQ(image_of(image.base()), nullptr);
}

TEST_F(RegistryTest, ImagesLieWhereTheyWereLinked) {
  EXPECT_EQ(vmlinux().image().bias(), 0u);
  EXPECT_EQ(find("exporter").value()->bias(), 0u);
}

TEST_F(RegistryTest, DescribesAddressesAsTheKernelDoes) {
  const Image* image = find("exporter").value();
  auto add = reinterpret_cast<std::uintptr_t>(image->address_of("exporter_add"));
  EXPECT_EQ(describe_address(add, 0), "exporter_add");
  EXPECT_EQ(describe_address(add, KSIM_SYMBOL_MODULE), "exporter_add [exporter]");
  EXPECT_THAT(describe_address(add + 1, KSIM_SYMBOL_OFFSET | KSIM_SYMBOL_MODULE),
              MatchesRegex("exporter_add\\+0x1/0x[0-9a-f]+ \\[exporter\\]"));
  EXPECT_EQ(describe_address(0x1234, KSIM_SYMBOL_OFFSET), "0x1234");
  auto printk = reinterpret_cast<std::uintptr_t>(vmlinux().image().address_of("_printk"));
  EXPECT_THAT(describe_address(printk, KSIM_SYMBOL_OFFSET | KSIM_SYMBOL_MODULE),
              MatchesRegex("_printk\\+0x0/0x[0-9a-f]+"));
}

TEST_F(RegistryTest, SymbolNameFitsTheBuffer) {
  const Image* image = find("exporter").value();
  auto add = reinterpret_cast<std::uintptr_t>(image->address_of("exporter_add"));
  char buffer[8];
  EXPECT_EQ(ksim_symbol_name(add, buffer, sizeof buffer, 0), 7u);
  EXPECT_STREQ(buffer, "exporte");
  EXPECT_EQ(ksim_symbol_name(add, buffer, 0, 0), 0u);
}

}  // namespace
}  // namespace ksim::module
