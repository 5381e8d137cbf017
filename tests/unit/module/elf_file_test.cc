// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/elf_file.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "ksim/module/registry.hh"
#include "ksim/simulator.hh"

namespace ksim::module {
namespace {

using ::testing::HasSubstr;

std::filesystem::path path_of(const std::string& name) {
  for (const auto& directory : Simulator::module_path()) {
    if (exists(directory / (name + ".ko"))) return directory / (name + ".ko");
  }
  return {};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A file of its own for each test, removed at its end.
class ElfFileTest : public ::testing::Test {
 protected:
  ElfFileTest()
      : path_(std::filesystem::temp_directory_path() /
              (std::string("ksim-elf-") + std::to_string(getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~ElfFileTest() override { std::filesystem::remove(path_); }

  // What the reader says about a file with these contents.
  std::string complaint(const std::string& contents) {
    std::ofstream(path_, std::ios::binary) << contents;
    try {
      ElfFile file(path_);
    } catch (const ElfError& error) {
      return error.what();
    }
    return "";
  }

  std::filesystem::path path_;
};

TEST_F(ElfFileTest, ReadsModinfo) {
  ElfFile file(path_of("exporter"));
  EXPECT_EQ(file.modinfo_value("license"), "GPL");
  EXPECT_EQ(file.modinfo_value("name"), "exporter");
  EXPECT_EQ(file.modinfo_value("description"), "Exports symbols to importer");
  EXPECT_EQ(file.modinfo_value("licens"), "");
  EXPECT_EQ(file.modinfo_value("no-such-tag"), "");
}

TEST_F(ElfFileTest, KnowsItsSymbols) {
  ElfFile file(path_of("exporter"));
  bool found = false;
  for (const Elf64_Sym& symbol : file.symbols()) {
    if (file.symbol_name(symbol) == "exporter_init") found = true;  // static
  }
  EXPECT_TRUE(found);
}

TEST_F(ElfFileTest, WeakCopyDiffersInNothingButImports) {
  ElfFile file(path_of("unknown_symbol"));
  std::vector<std::byte> copy = file.with_weak_imports();
  std::ofstream(path_, std::ios::binary)
      .write(reinterpret_cast<const char*>(copy.data()), static_cast<std::streamsize>(copy.size()));
  ElfFile weak(path_);
  ASSERT_EQ(weak.dynamic_symbols().size(), file.dynamic_symbols().size());
  int imports = 0;
  for (const Elf64_Sym& symbol : weak.dynamic_symbols()) {
    if (symbol.st_shndx != SHN_UNDEF || symbol.st_name == 0) continue;
    EXPECT_EQ(ELF64_ST_BIND(symbol.st_info), STB_WEAK) << weak.dynamic_symbol_name(symbol);
    ++imports;
  }
  EXPECT_GE(imports, 3);
  EXPECT_EQ(weak.modinfo(), file.modinfo());
}

TEST_F(ElfFileTest, MissingFileIsASystemError) {
  try {
    ElfFile file("/nowhere/at/all.ko");
    FAIL() << "read a file that is not there";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
  }
}

TEST_F(ElfFileTest, DirectoryIsASystemError) {
  try {
    ElfFile file("/tmp");
    FAIL() << "read a directory";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), EISDIR);
  }
}

TEST_F(ElfFileTest, TextIsNotElf) {
  EXPECT_THAT(complaint("#!/bin/sh\n"), HasSubstr("not an ELF file"));
  EXPECT_THAT(complaint(""), HasSubstr("not an ELF file"));
  EXPECT_THAT(complaint("\177EL"), HasSubstr("not an ELF file"));
}

TEST_F(ElfFileTest, OtherMachinesAndKindsAreNamed) {
  std::string good = read_file(path_of("exporter"));
  std::string other = good;
  other[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(complaint(other), HasSubstr("not a 64-bit ELF file"));
  other = good;
  other[EI_DATA] = ELFDATA2MSB;
  EXPECT_THAT(complaint(other), HasSubstr("not a little-endian"));
  other = good;
  other[offsetof(Elf64_Ehdr, e_machine)] = EM_RISCV & 0xff;
  EXPECT_THAT(complaint(other), HasSubstr("built for machine 243"));
  other = good;
  other[offsetof(Elf64_Ehdr, e_type)] = ET_REL;
  EXPECT_THAT(complaint(other), HasSubstr("build it for ksim"));
  other = good;
  other[offsetof(Elf64_Ehdr, e_type)] = ET_EXEC;
  EXPECT_THAT(complaint(other), HasSubstr("not a shared object"));
}

TEST_F(ElfFileTest, TruncationIsNoticedWhereverItCuts) {
  std::string good = read_file(path_of("exporter"));
  int refused = 0;
  for (std::size_t size = 0; size < good.size(); size += 997) {
    EXPECT_NE(complaint(good.substr(0, size)), "") << "cut at " << size;
    ++refused;
  }
  EXPECT_GT(refused, 20);
}

}  // namespace
}  // namespace ksim::module
