// SPDX-License-Identifier: GPL-2.0-or-later
// /proc: the kernel's files, a driver's, and what becomes of those that are removed.
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

class Procfs : public DriverTest {
 protected:
  using DriverTest::DriverTest;

  static std::string contents(const std::string& path) {
    return open(path, O_RDONLY).read_all().value();
  }
};

class ProcfsOfTheKernel : public Procfs {};

TEST_F(ProcfsOfTheKernel, ListsModules) {
  EXPECT_THAT(contents("/proc/modules"), Not(HasSubstr("proc_records")));
  load_module("proc-records");
  EXPECT_THAT(contents("/proc/modules"),
              AllOf(StartsWith("proc_records "), HasSubstr(" 0 - Live 0x"), HasSubstr(" (O")));
}

TEST_F(ProcfsOfTheKernel, ListsDeviceNumbers) {
  EXPECT_THAT(contents("/proc/devices"),
              AllOf(StartsWith("Character devices:\n"), HasSubstr("  1 mem\n"),
                    HasSubstr(" 10 misc\n"), HasSubstr("\nBlock devices:\n")));
  load_module("scull");
  EXPECT_THAT(contents("/proc/devices"), HasSubstr(" scull\n"));
}

TEST_F(ProcfsOfTheKernel, ListsMiscDevices) {
  load_module("proc_probe");
  EXPECT_THAT(contents("/proc/misc"), HasSubstr(" proc_probe\n"));
}

TEST_F(ProcfsOfTheKernel, ListsInterrupts) {
  load_module("irq_probe");
  EXPECT_THAT(contents("/proc/interrupts"),
              AllOf(HasSubstr("CPU0"), HasSubstr("  5: "), HasSubstr("  irq_probe\n")));
}

TEST_F(ProcfsOfTheKernel, SaysWhichKernelThisIs) {
  EXPECT_THAT(contents("/proc/version"), StartsWith("Linux version 6."));
  EXPECT_THAT(contents("/proc/uptime"), ContainsRegex("^[0-9]+\\.[0-9][0-9] "));
}

TEST_F(ProcfsOfTheKernel, HasADirectory) {
  EXPECT_THAT(open("/proc", O_RDONLY).getdents().value(),
              IsSupersetOf({".", "..", "modules", "devices", "driver"}));
  EXPECT_THAT(open("/proc/none", O_RDONLY), FailsWith(ENOENT));
  EXPECT_THAT(mknod("/proc/mine", S_IFREG | 0644, 0),  // docs/worlds.md, row 28
              FailsWith(world() == World::Qemu ? ENOENT : EACCES));
}

class Records : public Procfs {
 protected:
  Records() : Procfs("proc-records") {}

  static Outcome<std::size_t> say(std::string_view command) {
    return open("/proc/records", O_WRONLY).write(command);
  }
  static std::string records() { return contents("/proc/records"); }
};

TEST_F(Records, AreListed) {
  EXPECT_EQ(records(), "number text\n");
  say("add first");
  say("add and the second\n");
  EXPECT_EQ(records(), "number text\n     1 first\n     2 and the second\n");
  say("del 1");
  EXPECT_EQ(records(), "number text\n     2 and the second\n");
  say("clear");
  EXPECT_EQ(records(), "number text\n");
}

TEST_F(Records, RefuseWhatIsNoCommand) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 23);
  for (const char* command : {"", "add", "del", "del x", "clear all", "list"})
    EXPECT_THAT(say(command), FailsWith(EINVAL)) << command;
  EXPECT_THAT(say("del 5"), FailsWith(ENOENT));
  EXPECT_THAT(say(std::string(4097, 'x')), FailsWith(E2BIG));
  EXPECT_THAT(open("/proc/records", O_WRONLY).write_from(nullptr, 5), FailsWith(EFAULT));
}

TEST_F(Records, AreReadByteByByte) {
  say("add first");
  say("add second");
  Fd file = open("/proc/records", O_RDONLY);
  std::string all;
  for (;;) {
    const std::string byte = file.read(1).value();
    if (byte.empty()) break;
    all += byte;
  }
  EXPECT_EQ(all, records());
}

TEST_F(Records, AReadEndsAtAWholeRecordUnlessItIsFull) {
  say("add first");
  say("add second");
  Fd file = open("/proc/records", O_RDONLY);
  EXPECT_THAT(file.read(14), SucceedsWith("number text\n  "));
  EXPECT_THAT(file.read(100), SucceedsWith("   1 first\n     2 second\n"));
  EXPECT_THAT(file.read(100), SucceedsWith(""));
}

TEST_F(Records, CanBeSoughtAndReadAtAPosition) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 8);
  say("add first");
  Fd file = open("/proc/records", O_RDONLY);
  EXPECT_THAT(file.lseek(7), SucceedsWith(7));
  EXPECT_THAT(file.read(4), SucceedsWith("text"));
  EXPECT_THAT(file.lseek(1, SEEK_CUR), SucceedsWith(12));
  EXPECT_THAT(file.read(100), SucceedsWith("     1 first\n"));
  EXPECT_THAT(file.pread(5, 19), SucceedsWith("first"));
  EXPECT_THAT(file.pread(5, 1000), SucceedsWith(""));
  EXPECT_THAT(file.lseek(0, SEEK_END), FailsWith(EINVAL));
  EXPECT_THAT(file.lseek(-1), FailsWith(EINVAL));
  EXPECT_THAT(file.pwrite("add x", 0), FailsWith(ESPIPE));
}

TEST_F(Records, WhatIsAddedMeanwhileIsReadToo) {
  say("add first");
  Fd file = open("/proc/records", O_RDONLY);
  EXPECT_THAT(file.read(100), SucceedsWith("number text\n     1 first\n"));
  say("add second");
  EXPECT_THAT(file.read(100), SucceedsWith("     2 second\n"));
}

TEST_F(Records, ThatAreLongMakeTheBufferGrow) {
  const std::string text(4000, 'x');
  say("add short");
  say("add " + text);
  say("add " + text);
  EXPECT_EQ(records(), "number text\n     1 short\n     2 " + text + "\n     3 " + text + "\n");
}

TEST_F(Records, BelongToRoot) {
  EXPECT_EQ(stat("/proc/records").value().st_mode, S_IFREG | 0644U);
  Process user = spawn("user", [] {
    become_user(1000);
    EXPECT_EQ(records(), "number text\n");
    EXPECT_THAT(open("/proc/records", O_WRONLY), FailsWith(EACCES));
  });
  user.result();
}

TEST_F(Records, GoWithTheModule) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 8);
  say("add first");
  Fd file = open("/proc/records", O_RDONLY);
  file.read(3);
  ASSERT_THAT(unload_module("proc_records"), Succeeds());
  EXPECT_THAT(file.read(3), FailsWith(EIO));
  EXPECT_THAT(file.lseek(0), FailsWith(EINVAL));
  EXPECT_THAT(stat("/proc/records"), FailsWith(ENOENT));
}

class ProcProbe : public Procfs {
 protected:
  ProcProbe() : Procfs("proc_probe") {}

  static void tell(std::string_view word) {
    EXPECT_THAT(open("/dev/proc_probe", O_WRONLY).write(word), Succeeds());
  }
};

TEST_F(ProcProbe, HasDirectoriesPathsAndLinks) {
  EXPECT_EQ(contents("/proc/probe/data"), "the data, opened 0, released 0\n");
  EXPECT_EQ(contents("/proc/probe/inner/deep"), "deep, opened 0, released 0\n");
  EXPECT_EQ(contents("/proc/probe/inner/path"), "path, opened 0, released 0\n");
  EXPECT_EQ(contents("/proc/probe/link"), "deep, opened 0, released 0\n");
  EXPECT_EQ(stat("/proc/probe").value().st_mode, S_IFDIR | 0555U);
  EXPECT_EQ(stat("/proc/probe/inner").value().st_mode, S_IFDIR | 0700U);
  EXPECT_EQ(stat("/proc/probe/data").value().st_mode, S_IFREG | 0400U);
  EXPECT_EQ(stat("/proc/probe/sleep").value().st_mode, S_IFREG | 0444U);
}

TEST_F(ProcProbe, ALargeRecordArrivesWhole) {
  const std::string big = contents("/proc/probe/big");
  ASSERT_EQ(big.size(), 80'000U);
  EXPECT_EQ(big.substr(0, 8), "0000000\n");
  EXPECT_EQ(big.substr(79'992), "0009999\n");
  EXPECT_THAT(open("/proc/probe/big", O_RDONLY).pread(8, 40'000), SucceedsWith("0005000\n"));
}

TEST_F(ProcProbe, ANextThatDoesNotCountOnIsComplainedAbout) {
  EXPECT_EQ(contents("/proc/probe/stuck"), "record 1\nrecord 3\n");
  EXPECT_THAT(dmesg(),
              HasSubstr("buggy .next function stuck_next [proc_probe] did not update position"));
}

TEST_F(ProcProbe, WhatAFileCannotDoFails) {
  Fd file = open("/proc/probe/data", O_RDWR);
  EXPECT_THAT(file.write("x"), FailsWith(EIO));
  EXPECT_THAT(file.ioctl(0x4711), FailsWith(ENOTTY));
}

TEST_F(ProcProbe, RemovalWaitsForAReader) {
  Process reader = spawn("reader", [] { return open("/proc/probe/sleep", O_RDONLY).read(10); });
  ASSERT_THAT(reader, Blocks());
  Process remover = spawn("remover", [] { tell("remove"); });
  ASSERT_THAT(remover, Blocks());
  // Nobody gets in any more.
  EXPECT_THAT(open("/proc/probe/sleep", O_RDONLY), FailsWith(ENOENT));
  tell("wake");
  EXPECT_THAT(reader.result(), SucceedsWith("awake\n"));
  remover.result();
}

TEST_F(ProcProbe, RemovalReleasesWhatIsOpenJustOnce) {
  {
    Fd file = open("/proc/probe/sleep", O_RDONLY);
    EXPECT_THAT(open("/dev/proc_probe", O_RDONLY).read(10), SucceedsWith("1 0\n"));
    tell("remove");
    EXPECT_THAT(open("/dev/proc_probe", O_RDONLY).read(10), SucceedsWith("1 1\n"));
    EXPECT_THAT(file.read(1), FailsWith(EIO));
    EXPECT_THAT(file.write("x"), FailsWith(EBADF));
  }
  EXPECT_THAT(open("/dev/proc_probe", O_RDONLY).read(10), SucceedsWith("1 1\n"));
}

}  // namespace
}  // namespace ksim
