// SPDX-License-Identifier: GPL-2.0-or-later
// sysfs: attributes of kobjects and modules, and what becomes of those that are removed.
#include <poll.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class Sysfs : public DriverTest {
 protected:
  using DriverTest::DriverTest;

  static std::string value(const std::string& path) {
    return open(path, O_RDONLY).read_all().value();
  }
  static Outcome<std::size_t> set(const std::string& path, std::string_view text) {
    return open(path, O_WRONLY).write(text);
  }
};

class Thermostat : public Sysfs {
 protected:
  Thermostat() : Sysfs("kobject-attrs") {}

  static std::string of(const std::string& name) { return "/sys/kernel/thermostat/" + name; }
};

TEST_F(Thermostat, Heats) {
  EXPECT_EQ(value(of("heating")), "off\n");
  EXPECT_THAT(set(of("measured"), "17\n"), SucceedsWith(3U));
  EXPECT_EQ(value(of("heating")), "on\n");
  set(of("measured"), "20");
  EXPECT_EQ(value(of("heating")), "on\n");
  set(of("measured"), "21");
  EXPECT_EQ(value(of("heating")), "off\n");
  set(of("target"), "25");
  EXPECT_EQ(value(of("heating")), "on\n");
  set(of("tuning/hysteresis"), "100");
  set(of("measured"), "30");
  EXPECT_EQ(value(of("heating")), "on\n");
}

TEST_F(Thermostat, ChecksWhatIsWritten) {
  EXPECT_THAT(set(of("target"), "warm"), FailsWith(EINVAL));
  EXPECT_THAT(set(of("target"), "31"), FailsWith(ERANGE));
  EXPECT_THAT(set(of("tuning/hysteresis"), "256"), FailsWith(ERANGE));
  EXPECT_THAT(set(of("name"), std::string(32, 'x')), FailsWith(ENAMETOOLONG));
  EXPECT_THAT(set(of("name"), "kitchen"), SucceedsWith(7U));
  EXPECT_EQ(value(of("name")), "kitchen\n");
}

TEST_F(Thermostat, ModesSayWhoMayDoWhat) {
  EXPECT_EQ(stat(of("target")).value().st_mode, S_IFREG | 0644U);
  EXPECT_EQ(stat(of("measured")).value().st_mode, S_IFREG | 0200U);
  EXPECT_EQ(stat(of("heating")).value().st_mode, S_IFREG | 0444U);
  EXPECT_EQ(stat(of("tuning")).value().st_mode, S_IFDIR | 0755U);
  // Even root cannot do what there is no function for.
  EXPECT_THAT(open(of("measured"), O_RDONLY), FailsWith(EACCES));
  EXPECT_THAT(open(of("heating"), O_WRONLY), FailsWith(EACCES));
}

TEST_F(Thermostat, ABinaryAttributeIsReadByPosition) {
  set(of("measured"), "17");
  set(of("measured"), "18");
  EXPECT_EQ(stat(of("log")).value().st_size, 64);
  Fd log = open(of("log"), O_RDONLY);
  EXPECT_THAT(log.pread(4, 61), SucceedsWith(std::string("\0\x11\x12", 3)));
  EXPECT_THAT(log.pread(4, 64), SucceedsWith(""));
  EXPECT_THAT(log.read_all(), SucceedsWith(std::string(62, '\0') + "\x11\x12"));
}

TEST_F(Thermostat, PollTellsOfChanges) {
  Fd heating = open(of("heating"), O_RDONLY);
  heating.read(10);
  EXPECT_THAT(poll({{heating, POLLPRI | POLLERR}}, 0), SucceedsWith(ElementsAre(0)));
  set(of("measured"), "20");
  EXPECT_THAT(poll({{heating, POLLPRI | POLLERR}}, 0), SucceedsWith(ElementsAre(0)));
  Process waiter = spawn("waiter", [&] { return poll({{heating, POLLPRI}}, -1); });
  ASSERT_THAT(waiter, Blocks());
  set(of("measured"), "10");
  EXPECT_THAT(waiter.result(), SucceedsWith(ElementsAre(POLLPRI | POLLERR)));
  EXPECT_THAT(heating.pread(10, 0), SucceedsWith("on\n"));
  EXPECT_THAT(poll({{heating, POLLPRI | POLLERR}}, 0), SucceedsWith(ElementsAre(0)));
}

TEST_F(Thermostat, GoesWithTheModule) {
  Fd target = open(of("target"), O_RDWR);
  EXPECT_THAT(target.read(10), SucceedsWith("20\n"));
  ASSERT_THAT(unload_module("kobject_attrs"), Succeeds());
  EXPECT_THAT(target.pread(10, 0), FailsWith(ENODEV));
  EXPECT_THAT(target.write("21"), FailsWith(ENODEV));
  EXPECT_THAT(open(of("target"), O_RDONLY), FailsWith(ENOENT));
}

class SysfsProbe : public Sysfs {
 protected:
  SysfsProbe() : Sysfs("sysfs_probe", "level=2 label=text") {}

  static std::string of(const std::string& name) { return "/sys/kernel/sysfs_probe/" + name; }
  static void tell(std::string_view word) {
    EXPECT_THAT(open("/dev/sysfs_probe", O_WRONLY).write(word), Succeeds());
  }
};

TEST_F(SysfsProbe, ShowRunsAtTheStartAndWhereAReadDoesNotGoOn) {
  Fd file = open(of("count"), O_RDONLY);
  EXPECT_THAT(file.read(2), SucceedsWith("1 "));
  EXPECT_THAT(file.read(5), SucceedsWith("shown"));
  EXPECT_THAT(file.pread(8, 3), SucceedsWith("hown so "));
  EXPECT_THAT(file.lseek(0), Succeeds());
  EXPECT_THAT(file.read(100), SucceedsWith("3 shown so often\n"));
  EXPECT_THAT(file.read(100), SucceedsWith(""));
  EXPECT_THAT(file.pread(1, 0), SucceedsWith("4"));
}

TEST_F(SysfsProbe, StoreGetsAWholeWriteWithANulBehindIt) {
  EXPECT_THAT(set(of("echo"), "no newline"), SucceedsWith(10U));
  EXPECT_EQ(value(of("echo")), "10 bytes, ended by 0\n");
  EXPECT_THAT(set(of("echo"), ""), SucceedsWith(0U));
  EXPECT_EQ(value(of("echo")), "10 bytes, ended by 0\n");
  EXPECT_THAT(open(of("echo"), O_WRONLY).pwrite("ab", 5), SucceedsWith(2U));
  EXPECT_EQ(value(of("echo")), "2 bytes, ended by 0\n");
}

TEST_F(SysfsProbe, TruncatingChangesNothing) {
  set(of("echo"), "abc");
  EXPECT_THAT(open(of("echo"), O_WRONLY | O_TRUNC), Succeeds());
  EXPECT_EQ(value(of("echo")), "3 bytes, ended by 0\n");
  EXPECT_THAT(open(of("echo"), O_WRONLY | O_TRUNC | O_CREAT, 0666).write("abcd"), SucceedsWith(4U));
}

TEST_F(SysfsProbe, AWriteIsAPageAtMost) {
  EXPECT_THAT(set(of("echo"), std::string(5000, 'x')), SucceedsWith(4096U));
  EXPECT_EQ(value(of("echo")), "4096 bytes, ended by 0\n");
}

TEST_F(SysfsProbe, WhatIsShownIsAPageAtMost) {
  const std::string big = value(of("big"));
  EXPECT_EQ(big.size(), 4095U);
  EXPECT_EQ(big.substr(4080), "1234567\nand mor");
}

TEST_F(SysfsProbe, RemovalWaitsForAShow) {
  Process reader = spawn("reader", [] { return open(of("sleep"), O_RDONLY).read(10); });
  ASSERT_THAT(reader, Blocks());
  Process remover = spawn("remover", [] { tell("remove"); });
  ASSERT_THAT(remover, Blocks());
  tell("wake");
  EXPECT_THAT(reader.result(), SucceedsWith("awake\n"));
  remover.result();
  EXPECT_THAT(open(of("sleep"), O_RDONLY), FailsWith(ENOENT));
}

TEST_F(SysfsProbe, RemovalWaitsForAStore) {
  Process writer = spawn("writer", [] { return set(of("sleep"), "x"); });
  ASSERT_THAT(writer, Blocks());
  Process remover = spawn("remover", [] { tell("remove"); });
  ASSERT_THAT(remover, Blocks());
  tell("wake");
  EXPECT_THAT(writer.result(), SucceedsWith(1U));
  remover.result();
}

TEST_F(SysfsProbe, RemovalDoesNotWakeWhoPolls) {
  Fd file = open(of("count"), O_RDONLY);
  file.read(10);
  Process waiter = spawn("waiter", [&] { return poll({{file, POLLPRI}}, -1); });
  ASSERT_THAT(waiter, Blocks());
  tell("remove");
  ASSERT_THAT(waiter, Blocks());
  EXPECT_THAT(poll({{file, POLLPRI}}, 0), SucceedsWith(ElementsAre(POLLPRI | POLLERR)));
  EXPECT_THAT(file.pread(10, 0), FailsWith(ENODEV));
  waiter.kill(SIGKILL);
}

TEST_F(SysfsProbe, AnAttributeMayRemoveItself) {
  Fd file = open(of("suicide"), O_WRONLY);
  EXPECT_THAT(file.write("now"), SucceedsWith(3U));
  EXPECT_THAT(file.write("again"), FailsWith(ENODEV));
  EXPECT_THAT(stat(of("suicide")), FailsWith(ENOENT));
}

TEST_F(SysfsProbe, AGroupMayShowMoreLater) {
  EXPECT_THAT(open(of("more"), O_RDONLY).getdents().value(), UnorderedElementsAre(".", ".."));
  set("/sys/module/sysfs_probe/parameters/level", "4");
  tell("update");
  EXPECT_EQ(value(of("more/extra")), "extra\n");
}

TEST_F(SysfsProbe, IsAModuleWithFiles) {
  const std::string module = "/sys/module/sysfs_probe/";
  EXPECT_EQ(value(module + "initstate"), "live\n");
  EXPECT_EQ(value(module + "refcnt"), "0\n");
  EXPECT_EQ(value(module + "version"), "1.2\n");
  EXPECT_THAT(value(module + "taint"), StartsWith("O"));  // and E, where modules are signed
  Fd held = open("/dev/sysfs_probe", O_WRONLY);
  EXPECT_EQ(value(module + "refcnt"), "1\n");
}

TEST_F(SysfsProbe, ParametersAreFilesToo) {
  const std::string parameters = "/sys/module/sysfs_probe/parameters/";
  EXPECT_THAT(open(parameters, O_RDONLY).getdents().value(),
              UnorderedElementsAre(".", "..", "level", "label"));
  EXPECT_EQ(value(parameters + "level"), "2\n");
  EXPECT_EQ(value(parameters + "label"), "text\n");
  EXPECT_THAT(set(parameters + "level", "7\n"), SucceedsWith(2U));
  EXPECT_EQ(value(parameters + "level"), "7\n");
  EXPECT_THAT(set(parameters + "level", "high"), FailsWith(EINVAL));
  EXPECT_EQ(value(parameters + "level"), "7\n");
  EXPECT_EQ(stat(parameters + "level").value().st_mode, S_IFREG | 0644U);
  EXPECT_THAT(open(parameters + "label", O_WRONLY), FailsWith(EACCES));
  Fd level = open(parameters + "level", O_RDWR);
  ASSERT_THAT(unload_module("sysfs_probe"), Succeeds());
  EXPECT_THAT(level.read(10), FailsWith(ENODEV));
  EXPECT_THAT(stat("/sys/module/sysfs_probe"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace ksim
