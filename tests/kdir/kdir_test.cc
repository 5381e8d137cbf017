// SPDX-License-Identifier: GPL-2.0-or-later
// `make -C "$(ksim kdir)" M=...`: authors' Kbuild files and makefiles, as they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/shell.hh"

namespace ksim {
namespace {

namespace fs = std::filesystem;
using test_support::Ended;
using test_support::quoted;
using test_support::shell;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Works on copies of the fixtures, in a directory of its own.
class Kdir : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "kdir_test-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path copy(const std::string& fixture) const {
    fs::copy(fs::path(KSIM_KDIR_FIXTURES) / fixture, directory_ / fixture,
             fs::copy_options::recursive);
    return directory_ / fixture;
  }

  // As an author types it, in the directory of the module.
  Ended make(const fs::path& module, const std::string& words = "") const {
    return shell("cd " + module.native() + " && make -C \"$(" KSIM_COMMAND " kdir)\" M=\"$PWD\" " +
                 words);
  }

  // What the kernel log says after the modules were inserted; then they are removed.
  std::string log_of(const std::string& insert) const {
    const Ended run = shell("cd " + directory_.native() + " && " KSIM_COMMAND " run -- sh -c " +
                            quoted(insert + " && dmesg"));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    return run.output;
  }

  const fs::path& directory() const { return directory_; }

 private:
  fs::path directory_;
};

std::set<std::string> files_below(const fs::path& directory) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file()) files.insert(entry.path().lexically_relative(directory));
  return files;
}

TEST_F(Kdir, BuildsWhatALayoutOfManyKindsNames) {
  const fs::path layout = copy("layout");
  const Ended built = make(layout, "modules");
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_THAT(built.output, HasSubstr("  LD [M]  " + (layout / "together.ko").native()));
  EXPECT_FALSE(fs::exists(layout / "never-built.ko"));

  const std::string log = log_of(
      "insmod layout/alone.ko && insmod layout/together.ko && insmod layout/below/in-below.ko");
  EXPECT_THAT(log, HasSubstr("alone of alone says 4711"));
  EXPECT_THAT(log, HasSubstr("first of together says 4711"));
  EXPECT_THAT(log, HasSubstr("second of together was asked"));
  EXPECT_THAT(log, HasSubstr("in_below says 5"));
}

TEST_F(Kdir, AMakefileThatHasKdirNeedsNothingElse) {
  const fs::path layout = copy("layout");
  const std::string in = "cd " + layout.native() + " && ";
  const std::string kdir = " KDIR=\"$(" KSIM_COMMAND " kdir)\"";
  const std::set<std::string> sources = files_below(layout);
  Ended run = shell(in + "make" + kdir);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_TRUE(fs::exists(layout / "below/in-below.ko"));

  run = shell(in + "make install INSTALL_MOD_PATH=" + (directory() / "root").native() + kdir);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  const std::string release = shell("make -s -C \"$(" KSIM_COMMAND " kdir)\" kernelrelease").output;
  const fs::path updates =
      directory() / "root/lib/modules" / release.substr(0, release.size() - 1) / "updates";
  EXPECT_THAT(files_below(updates),
              ::testing::ElementsAre("alone.ko", "below/in-below.ko", "together.ko"));

  run = shell(in + "make clean" + kdir);
  ASSERT_EQ(run.exit_code, 0) << run.output;
  EXPECT_EQ(files_below(layout), sources);
}

TEST_F(Kdir, BuildsAgainOnlyWhatHasChanged) {
  const fs::path layout = copy("layout");
  ASSERT_EQ(make(layout).exit_code, 0);
  EXPECT_THAT(make(layout).output, AllOf(Not(HasSubstr("CC [M]")), Not(HasSubstr("LD [M]"))));

  std::ofstream(layout / "include/layout.h", std::ios::app) << "/* Changed. */\n";
  Ended again = make(layout);
  EXPECT_THAT(again.output, AllOf(HasSubstr("alone.o"), HasSubstr("parts/second.o"),
                                  HasSubstr("together.ko"), Not(HasSubstr("below/one.o"))));

  again = make(layout, "KCFLAGS=-DNOBODY_ASKS");
  EXPECT_THAT(again.output, AllOf(HasSubstr("first.o"), HasSubstr("below/one.o")));
  EXPECT_THAT(make(layout, "KCFLAGS=-DNOBODY_ASKS").output, Not(HasSubstr("CC [M]")));
}

TEST_F(Kdir, LeavesTheSourcesAloneIfTheOutputGoesElsewhere) {
  const fs::path layout = copy("layout");
  const std::set<std::string> sources = files_below(layout);
  const Ended built = make(layout, "MO=" + (directory() / "out").native());
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_EQ(files_below(layout), sources);
  EXPECT_THAT(log_of("insmod out/below/in-below.ko"), HasSubstr("in_below says 5"));
}

TEST_F(Kdir, ShowsCommandsIfAsked) {
  const fs::path layout = copy("layout");
  EXPECT_THAT(make(layout).output, Not(HasSubstr("-DFOR_FIRST=2")));
  EXPECT_THAT(make(layout, "clean").output, HasSubstr("CLEAN"));
  EXPECT_THAT(make(layout, "V=1").output, HasSubstr("-DFOR_FIRST=2"));
}

TEST_F(Kdir, BuildsOneFileIfAsked) {
  const fs::path layout = copy("layout");
  ASSERT_EQ(make(layout, "first.i parts/second.o").exit_code, 0);
  EXPECT_THAT(read(layout / "first.i"),
              AllOf(HasSubstr("second_half"), Not(HasSubstr("#include"))));
  EXPECT_TRUE(fs::exists(layout / "parts/second.o"));
  EXPECT_FALSE(fs::exists(layout / "alone.o"));
}

TEST_F(Kdir, WarnsMoreIfAsked) {
  const fs::path asm_module = copy("asm");
  std::ofstream(asm_module / "main.c", std::ios::app) << "int undeclared(void) { return 1; }\n";
  EXPECT_THAT(make(asm_module).output, Not(HasSubstr("no previous prototype")));
  EXPECT_THAT(make(asm_module, "W=1").output, HasSubstr("no previous prototype"));
  EXPECT_NE(make(asm_module, "W=1e").exit_code, 0);
}

TEST_F(Kdir, ChecksWithSparseIfAsked) {
  const fs::path module = copy("asm");
  EXPECT_THAT(make(module, "C=1 CHECK=no-such-checker").output,
              HasSubstr("no-such-checker, which is not installed"));
  if (shell("command -v sparse").exit_code != 0) GTEST_SKIP() << "sparse is not installed";
  std::ofstream(module / "main.c", std::ios::app)
      << "char follow(const char __user *p);\nchar follow(const char __user *p) { return *p; }\n";
  const Ended checked = make(module, "C=1");
  EXPECT_EQ(checked.exit_code, 0);
  EXPECT_THAT(checked.output, HasSubstr("warning: dereference of noderef expression"));
  EXPECT_THAT(make(module, "C=1").output, Not(HasSubstr("CHECK")));
  EXPECT_THAT(make(module, "C=2").output, HasSubstr("CHECK"));
}

TEST_F(Kdir, AssemblyIsPartOfAModule) {
  const fs::path module = copy("asm");
  const Ended built = make(module);
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_THAT(log_of("insmod asm/with_assembly.ko"), HasSubstr("the answer is 42"));
}

TEST_F(Kdir, ModulesUseSymbolsOfOthers) {
  const fs::path exporter = copy("exporter");
  const fs::path importer = copy("importer");
  ASSERT_EQ(make(exporter).exit_code, 0);
  EXPECT_EQ(read(exporter / "Module.symvers"),
            "0x00000000\tkdir_for_all\t" + (exporter / "kdir_exporter").native() +
                "\tEXPORT_SYMBOL\t\n0x00000000\tkdir_for_gpl\t" +
                (exporter / "kdir_exporter").native() + "\tEXPORT_SYMBOL_GPL\t\n");
  EXPECT_THAT(make(importer).output, HasSubstr("kdir_for_all"));
  EXPECT_EQ(make(importer, "KBUILD_MODPOST_WARN=1").exit_code, 0);

  const Ended built =
      make(importer, "KBUILD_EXTRA_SYMBOLS=" + (exporter / "Module.symvers").native());
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_EQ(
      shell(KSIM_COMMAND " modinfo -F depends " + (importer / "kdir_importer.ko").native()).output,
      "kdir_exporter\n");
  EXPECT_THAT(log_of("insmod exporter/kdir_exporter.ko && insmod importer/kdir_importer.ko"),
              HasSubstr("together 21"));
}

// The report takes the place of what a compiler says, which is kept for V=1.
TEST_F(Kdir, ReportsAtTheEndWhatKsimDoesNotHave) {
  const fs::path needy = copy("needy");
  const Ended built = make(needy);
  EXPECT_NE(built.exit_code, 0);
  const std::size_t begin = built.output.find("ksim: not built");
  ASSERT_NE(begin, std::string::npos) << built.output;
  EXPECT_EQ(built.output.substr(begin, built.output.find("  V=1 shows") - begin),
            R"(ksim: not built, for want of what Linux has and ksim has not
  orphan.ko
    nobody_defines_this        orphan.c:9     unknown: neither ksim nor these modules have it
  usb_lamp.ko
    <linux/usb.h>              usb_lamp.c:4   no such header in ksim
    interface_to_usbdev()      usb_lamp.c:9   unknown: neither ksim nor these modules have it
    usb_control_msg_send()     usb_lamp.c:11  unknown: neither ksim nor these modules have it
    struct usb_driver          usb_lamp.c:20  unknown type
    module_usb_driver          usb_lamp.c:24  unknown name
  waker.ko
    complete_on_current_cpu()  waker.c:10     ABSENT from <linux/completion.h>
)");
  EXPECT_THAT(built.output, Not(HasSubstr("error:")));
  EXPECT_THAT(make(needy, "V=1").output, HasSubstr("error: implicit declaration of function"));

  // What was repaired is no longer reported, and what was not, is.
  std::ofstream(needy / "waker.c") << "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n";
  std::ofstream(needy / "orphan.c") << "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n";
  EXPECT_THAT(make(needy).output, AllOf(HasSubstr("usb_lamp.ko"), Not(HasSubstr("waker.ko"))));
  std::ofstream(needy / "usb_lamp.c") << "#include <linux/module.h>\nMODULE_LICENSE(\"GPL\");\n";
  const Ended repaired = make(needy);
  EXPECT_EQ(repaired.exit_code, 0) << repaired.output;
  make(needy, "clean");
  EXPECT_THAT(files_below(needy),
              ::testing::ElementsAre("Kbuild", "orphan.c", "usb_lamp.c", "waker.c"));
}

TEST_F(Kdir, SaysWhichCallsWillStopAModule) {
  const fs::path stopping = copy("stopping");
  const Ended built = make(stopping);
  EXPECT_EQ(built.exit_code, 0) << built.output;
  EXPECT_THAT(built.output, HasSubstr("ksim: built, but it stops where it calls what ksim has not\n"
                                      "  helper_caller.ko\n"
                                      "    call_usermodehelper()  helper_caller.c:10  "
                                      "ABSENT: compiles, but a call stops the driver\n"));
}

TEST_F(Kdir, AnAuthorsMistakeIsTheCompilersToTell) {
  const Ended built = make(copy("mistaken"));
  EXPECT_NE(built.exit_code, 0);
  EXPECT_THAT(built.output, AllOf(HasSubstr("mistaken.c:9"), HasSubstr("error: expected"),
                                  Not(HasSubstr("ksim has not"))));
}

TEST_F(Kdir, LooksAtLicenses) {
  const Ended built = make(copy("licenses"));
  EXPECT_NE(built.exit_code, 0);
  EXPECT_THAT(
      built.output,
      AllOf(HasSubstr("GPL-incompatible module closed.ko uses GPL-only symbol 'device_create'"),
            HasSubstr("missing MODULE_LICENSE()")));
}

TEST_F(Kdir, SaysWhatIsWrongWithItsCall) {
  const std::string make = "make -C \"$(" KSIM_COMMAND " kdir)\" ";
  EXPECT_THAT(shell(make).output, HasSubstr("say M=DIRECTORY"));
  EXPECT_THAT(shell(make + "M=/nowhere").output, HasSubstr("neither a Kbuild nor a Makefile"));
  fs::create_directory(directory() / "with blank");
  EXPECT_THAT(shell(make + "M=" + quoted((directory() / "with blank").native())).output,
              HasSubstr("no blanks"));
  EXPECT_THAT(shell(make + "M=" + directory().native() + " modules_install").output,
              HasSubstr("neither a Kbuild nor a Makefile"));
  EXPECT_THAT(shell(make + "help").output, HasSubstr("KBUILD_EXTRA_SYMBOLS"));
}

TEST_F(Kdir, APackageForDkmsIsBuiltAsItSays) {
  const fs::path package = copy("packaged");
  const std::set<std::string> sources = files_below(package);
  const Ended built =
      shell(KSIM_COMMAND " dkms " + package.native() + " -o " + (directory() / "out").native());
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_EQ(files_below(package), sources);
  EXPECT_THAT(built.output, HasSubstr((directory() / "out/packaged.ko").native()));
  EXPECT_THAT(log_of("insmod out/packaged.ko"), HasSubstr("as patched"));

  EXPECT_THAT(shell(KSIM_COMMAND " dkms /nowhere").output, HasSubstr("no such directory"));
  EXPECT_THAT(shell(KSIM_COMMAND " dkms " + directory().native()).output,
              HasSubstr("has no dkms.conf"));
}

TEST_F(Kdir, LeavesNothingInTheTemporaryDirectory) {
  const fs::path temporary = directory() / "tmp";
  fs::create_directory(temporary);
  const fs::path needy = copy("needy");
  const fs::path package = copy("packaged");
  const std::string environment = "export TMPDIR=" + temporary.native() + "; ";
  shell(environment + "make -C \"$(" KSIM_COMMAND " kdir)\" M=" + needy.native());
  shell(environment + KSIM_COMMAND " dkms " + package.native() + " -o " + directory().native());
  EXPECT_THAT(files_below(temporary), IsEmpty());
  EXPECT_TRUE(fs::is_empty(temporary));
}

}  // namespace
}  // namespace ksim
