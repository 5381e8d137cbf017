// SPDX-License-Identifier: GPL-2.0-or-later
// Modules that others wrote, built from their own makefiles as they are, and loaded: those of the
// source of Linux 6.1, many of which test the kernel that they are loaded into, and a package for
// dkms. All are fetched by apt when the test runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <ostream>
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
using ::testing::Not;

enum class Init { Succeeds, Refuses };

struct Independent {
  const char* directory;  // of the source of Linux
  const char* option;     // that its makefile asks for
  const char* module;
  const char* log;  // what the kernel log says once it is loaded
  // Some that are tests refuse to stay, by design, so that they can be loaded again.
  Init init = Init::Succeeds;

  friend void PrintTo(const Independent& independent, std::ostream* out) {
    *out << independent.directory << '/' << independent.module;
  }
};

const Independent kModules[] = {
    {"samples/kobject", "SAMPLE_KOBJECT", "kobject-example", ""},
    {"samples/kobject", "SAMPLE_KOBJECT", "kset-example", ""},
    {"samples/kfifo", "SAMPLE_KFIFO", "bytestream-example", "test passed"},
    {"samples/kfifo", "SAMPLE_KFIFO", "dma-example", "test passed"},
    {"samples/kfifo", "SAMPLE_KFIFO", "inttype-example", "test passed"},
    {"samples/kfifo", "SAMPLE_KFIFO", "record-example", "test passed"},
    {"samples/trace_printk", "SAMPLE_TRACE_PRINTK", "trace-printk",
     "dynamic string that will use trace_printk"},
    {"drivers/misc", "AD525X_DPOT", "ad525x_dpot", ""},
    {"lib", "CRC32_SELFTEST", "crc32test", "crc32c_combine: 8373 self tests passed"},
    {"lib", "GLOB_SELFTEST", "globtest", "glob: 64 self-tests passed, 0 failed"},
    {"lib", "INTERVAL_TREE_TEST", "interval_tree_test", "results)", Init::Refuses},
    {"lib", "PERCPU_TEST", "percpu_test", "percpu test done", Init::Refuses},
    {"lib", "RBTREE_TEST", "rbtree_test", "augmented rbtree testing", Init::Refuses},
    {"lib", "STRING_SELFTEST", "test_string", "String selftests succeeded"},
    {"lib", "TEST_BITOPS", "test_bitops", "Completed bitops test"},
    {"lib", "TEST_FREE_PAGES", "test_free_pages", "Test completed"},
    {"lib", "TEST_HEXDUMP", "test_hexdump", "all 1184 tests passed"},
    {"lib", "TEST_KSTRTOX", "test-kstrtox", "", Init::Refuses},
    {"lib", "TEST_LKM", "test_module", "Hello, world"},
    {"lib", "TEST_SCANF", "test_scanf", "all 2545 tests passed"},
    {"lib", "TEST_STATIC_KEYS", "test_static_key_base", ""},
    {"lib", "TEST_STRING_HELPERS", "test-string_helpers", "Running tests...", Init::Refuses},
    {"lib", "TEST_STRSCPY", "test_strscpy", "all 32 tests passed"},
    {"lib", "TEST_UUID", "test_uuid", "all 18 tests passed"},
};

fs::path sources() { return KSIM_KDIR_SOURCES; }

// "" if all is there.
std::string fetch() {
  static const std::string trouble = [] {
    if (access("/dev/fuse", R_OK | W_OK) != 0) return std::string("no /dev/fuse");
    const Ended fetched = shell(KSIM_KDIR_FETCH " " + quoted(sources().native()));
    return fetched.exit_code == 0 ? std::string() : fetched.output;
  }();
  return trouble;
}

class IndependentModule : public ::testing::Test {
 protected:
  void SetUp() override {
    if (fetch().empty()) return;
    // Continuous integration has apt and FUSE.
    ASSERT_EQ(std::getenv("CI"), nullptr) << fetch();
    GTEST_SKIP() << fetch();
  }

  // All that come from a directory are built at once.
  static fs::path build(const std::string& directory) {
    const fs::path output = sources() / "built" / directory;
    std::string make =
        "make -s -j2 -C \"$(" KSIM_COMMAND " kdir)\" M=" + quoted(sources() / "linux" / directory) +
        " MO=" + quoted(output);
    for (const Independent& each : kModules)
      if (each.directory == directory) make += std::string(" CONFIG_") + each.option + "=m";
    const Ended built = shell(make);
    EXPECT_EQ(built.exit_code, 0) << built.output;
    EXPECT_THAT(built.output, Not(HasSubstr("ksim:")));
    return output;
  }

  static Ended run(const std::string& script) {
    return shell(KSIM_COMMAND " run -- sh -c " + quoted(script));
  }
};

class IndependentModules : public IndependentModule,
                           public ::testing::WithParamInterface<Independent> {};

TEST_P(IndependentModules, AreBuiltAsTheyAreAndRun) {
  const Independent& module = GetParam();
  const fs::path file = build(module.directory) / (std::string(module.module) + ".ko");
  const std::string insmod =
      std::string(module.init == Init::Refuses ? "! " : "") + "insmod " + file.native();
  const Ended ran = run(insmod + " && dmesg");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr(module.log), Not(HasSubstr("BUG")),
                                Not(HasSubstr("WARN")), Not(HasSubstr("FAIL"))));
  EXPECT_THAT(ran.output, Not(::testing::ContainsRegex("[1-9][0-9]* failed|failed [0-9]")));
}

INSTANTIATE_TEST_SUITE_P(Linux, IndependentModules, ::testing::ValuesIn(kModules),
                         [](const auto& parameter) {
                           std::string name = parameter.param.module;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST_F(IndependentModule, DoesWhatItsAuthorWroteItFor) {
  build("samples/kobject");
  const Ended ran =
      run("insmod " + (sources() / "built/samples/kobject/kobject-example.ko").native() +
          " && echo 17 > /sys/kernel/kobject_example/baz"
          " && cat /sys/kernel/kobject_example/baz /sys/kernel/kobject_example/foo");
  EXPECT_EQ(ran.output, "17\n0\n");
}

TEST_F(IndependentModule, LeaksAndIsFoundOut) {
  const fs::path output = sources() / "built/samples/kmemleak";
  const Ended built = shell(
      "make -s -C \"$(" KSIM_COMMAND " kdir)\" M=" + quoted(sources() / "linux/samples/kmemleak") +
      " MO=" + quoted(output) + " CONFIG_DEBUG_KMEMLEAK_TEST=m");
  ASSERT_EQ(built.exit_code, 0) << built.output;
  const Ended ran =
      shell(KSIM_COMMAND " run -m " + (output / "kmemleak-test.ko").native() + " -- true");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("memory leak"), HasSubstr("kmemleak-test.c")));
}

// The kernel's own driver of disks, on the model of a device; the host judges what it has done.
TEST_F(IndependentModule, DrivesADiskWithAFileSystem) {
  const fs::path output = sources() / "built/drivers/block";
  const Ended built = shell(
      "make -s -C \"$(" KSIM_COMMAND " kdir)\" M=" + quoted(sources() / "linux/drivers/block") +
      " MO=" + quoted(output) + " CONFIG_VIRTIO_BLK=m");
  ASSERT_EQ(built.exit_code, 0) << built.output;
  const std::string scripts = KSIM_SOURCE_DIR "/tests/fixtures/disk/";
  const std::string image = output / "disk.img", written = output / "written";
  ASSERT_EQ(shell(scripts + "make-image " + image).exit_code, 0);
  const Ended ran =
      shell(KSIM_COMMAND " run -d virtio-blk,serial=A1,file=" + image + " -m " +
            (output / "virtio_blk.ko").native() + " -- sh -ec " +
            quoted("PATH=$PATH:/usr/sbin:/sbin; cat /sys/block/vda/serial; seq 1 50000 >" +
                   written + "; debugfs -w -R 'write " + written +
                   " directory/written' /dev/vda 2>/dev/null >/dev/null; "
                   "debugfs -w -R 'rm unwanted' /dev/vda 2>/dev/null"));
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_EQ(ran.output, "A1\n");
  const Ended checked = shell(scripts + "check-image " + image);
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(IndependentModule, IsAPackageForDkms) {
  const fs::path output = sources() / "built";
  const Ended built = shell("set -e; " KSIM_COMMAND " dkms " + quoted(sources() / "dkms") +
                            "/vpoll-* -o " + quoted(output));
  ASSERT_EQ(built.exit_code, 0) << built.output;
  EXPECT_THAT(run("insmod " + (output / "vpoll.ko").native() + " && ls /dev/vpoll").output,
              HasSubstr("/dev/vpoll\n"));
}

}  // namespace
}  // namespace ksim
