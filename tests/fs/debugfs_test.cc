// SPDX-License-Identifier: GPL-2.0-or-later
// debugfs: files of a driver, and what becomes of those that are removed.
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::IsSupersetOf;
using ::testing::UnorderedElementsAre;

class Counter : public DriverTest {
 protected:
  Counter() : DriverTest("debugfs-counter") {}

  static std::string path(const std::string& name) { return "/sys/kernel/debug/counter/" + name; }
  static std::string value(const std::string& name) {
    return open(path(name), O_RDONLY).read_all().value();
  }
  static Outcome<std::size_t> set(const std::string& name, std::string_view text) {
    return open(path(name), O_WRONLY).write(text);
  }
};

TEST_F(Counter, Counts) {
  EXPECT_EQ(value("next"), "1\n");
  EXPECT_EQ(value("next"), "2\n");
  EXPECT_THAT(set("step", "0x10\n"), SucceedsWith(5U));
  EXPECT_EQ(value("next"), "18\n");
  EXPECT_EQ(value("value"), "18\n");
  EXPECT_EQ(value("value_hex"), "0x0000000000000012\n");
  EXPECT_EQ(value("history"), "1\n2\n18\n");
}

TEST_F(Counter, AReadThatGoesOnDoesNotCountAgain) {
  set("next", "1234");
  Fd file = open(path("next"), O_RDONLY);
  EXPECT_THAT(file.read(2), SucceedsWith("12"));
  EXPECT_THAT(file.read(10), SucceedsWith("35\n"));
  EXPECT_EQ(value("value"), "1235\n");
}

TEST_F(Counter, TruthValuesAreLettersAndWhatIsNoneIsIgnored) {
  EXPECT_EQ(value("enabled"), "Y\n");
  EXPECT_THAT(set("enabled", "off"), SucceedsWith(3U));
  EXPECT_EQ(value("enabled"), "N\n");
  EXPECT_EQ(value("next"), "0\n");
  EXPECT_THAT(set("enabled", "perhaps"), SucceedsWith(7U));
  EXPECT_EQ(value("enabled"), "N\n");
}

TEST_F(Counter, NumbersAreChecked) {
  EXPECT_THAT(set("step", "many"), FailsWith(EINVAL));
  EXPECT_THAT(set("step", "99999999999999999999"), FailsWith(ERANGE));
  EXPECT_THAT(set("value", "1"), FailsWith(EACCES));
  EXPECT_EQ(value("step"), "1\n");
}

TEST_F(Counter, FilesAreForRootAlone) {
  EXPECT_EQ(stat("/sys/kernel/debug").value().st_mode, S_IFDIR | 0700U);
  EXPECT_EQ(stat(path("")).value().st_mode, S_IFDIR | 0755U);
  EXPECT_EQ(stat(path("step")).value().st_mode, S_IFREG | 0600U);
  Process user = spawn("user", [] {
    become_user(1000);
    EXPECT_THAT(open(path("value"), O_RDONLY), FailsWith(EACCES));
  });
  user.result();
}

TEST_F(Counter, AreListed) {
  EXPECT_THAT(
      open(path(""), O_RDONLY).getdents().value(),
      UnorderedElementsAre(".", "..", "next", "value", "value_hex", "step", "enabled", "history"));
  EXPECT_THAT(open("/sys/kernel/debug", O_RDONLY).getdents().value(), IsSupersetOf({"counter"}));
}

TEST_F(Counter, AnOpenFileHoldsTheModule) {
  Fd file = open(path("value"), O_RDONLY);
  // The number files are the kernel's own.
  Fd next = open(path("next"), O_RDONLY);
  EXPECT_THAT(unload_module("debugfs_counter"), FailsWith(EAGAIN));
}

class DebugfsProbe : public DriverTest {
 protected:
  DebugfsProbe() : DriverTest("proc_probe") {}

  static void tell(std::string_view word) {
    EXPECT_THAT(open("/dev/proc_probe", O_WRONLY).write(word), Succeeds());
  }
};

TEST_F(DebugfsProbe, RemovalWaitsForAReader) {
  Process reader =
      spawn("reader", [] { return open("/sys/kernel/debug/probe/link", O_RDONLY).read(10); });
  ASSERT_THAT(reader, Blocks());
  Process remover = spawn("remover", [] { tell("remove"); });
  ASSERT_THAT(remover, Blocks());
  // On Linux, who looks a name up there meanwhile waits, too: docs/worlds.md, row 27.
  tell("wake");
  EXPECT_THAT(reader.result(), SucceedsWith("awake\n"));
  remover.result();
  EXPECT_THAT(open("/sys/kernel/debug/probe/sleep", O_RDONLY), FailsWith(ENOENT));
}

TEST_F(DebugfsProbe, AfterRemovalReadsFail) {
  Fd file = open("/sys/kernel/debug/probe/sleep", O_RDONLY);
  tell("remove");
  EXPECT_THAT(file.read(1), FailsWith(EIO));
  EXPECT_THAT(stat("/sys/kernel/debug/probe"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace ksim
