// SPDX-License-Identifier: GPL-2.0-or-later
// Names, nodes and who may use them.
#include <linux/capability.h>
#include <sys/sysmacros.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

class Tree : public DriverTest {
 protected:
  Tree() : DriverTest("file_probe") {}

  static std::vector<std::string> list(const std::string& path) {
    Fd directory = open(path, O_RDONLY | O_DIRECTORY);
    return directory.getdents().value();
  }
  // Runs `body` in a process of an ordinary user.
  template <typename Body>
  static void as_user(Body body) {
    Process user = spawn("user", [&] {
      ASSERT_THAT(become_user(1000), Succeeds());
      body();
    });
    EXPECT_EQ(user.exit_status().signal, 0);
  }
  static std::string read_file(const std::string& path) {
    Fd fd = open(path, O_RDONLY);
    return fd.read_all().value();
  }
};

TEST_F(Tree, HasTheUsualDirectories) {
  EXPECT_THAT(list("/"), ElementsAre(".", "..", "dev", "proc", "sys", "tmp"));
  EXPECT_THAT(list("/tmp"), ElementsAre(".", ".."));
}

TEST_F(Tree, NodesComeAndGoWithTheirDevices) {
  EXPECT_THAT(list("/dev"), Contains("probe"));
  EXPECT_THAT(list("/dev"), Contains("null"));
  ASSERT_THAT(unload_module("file_probe"), Succeeds());
  EXPECT_THAT(list("/dev"), Not(Contains("probe")));
}

TEST_F(Tree, StatTellsTypeModeAndNumber) {
  const struct ::stat status = stat("/dev/null").value();
  EXPECT_TRUE(S_ISCHR(status.st_mode));
  EXPECT_EQ(status.st_mode & 07777, 0666u);
  EXPECT_EQ(major(status.st_rdev), 1u);
  EXPECT_EQ(minor(status.st_rdev), 3u);
  EXPECT_EQ(stat("/dev/probe").value().st_mode & 07777, 0640u);
  EXPECT_TRUE(S_ISDIR(stat("/dev").value().st_mode));
  EXPECT_THAT(stat("/dev/nothing"), FailsWith(ENOENT));
}

TEST_F(Tree, ARegularFileRemembers) {
  Fd fd = open("/tmp/file", O_RDWR | O_CREAT | O_EXCL, 0666);
  EXPECT_THAT(fd.write("hello, world"), Succeeds());
  EXPECT_THAT(fd.pread(5, 7), SucceedsWith("world"));
  EXPECT_EQ(fd.stat().value().st_size, 12);
  EXPECT_EQ(fd.stat().value().st_mode & 0777, 0644u);
  EXPECT_THAT(open("/tmp/file", O_RDWR | O_CREAT | O_EXCL, 0666), FailsWith(EEXIST));
  Fd again = open("/tmp/file", O_RDWR | O_TRUNC);
  EXPECT_EQ(again.stat().value().st_size, 0);
  ASSERT_THAT(unlink("/tmp/file"), Succeeds());
  EXPECT_EQ(fd.stat().value().st_nlink, 0u);
  EXPECT_THAT(open("/tmp/file", O_RDONLY), FailsWith(ENOENT));
}

TEST_F(Tree, AHoleIsZero) {
  Fd fd = open("/tmp/file", O_RDWR | O_CREAT, 0600);
  EXPECT_THAT(fd.pwrite("x", 5000), Succeeds());
  EXPECT_THAT(fd.pread(2, 4999), SucceedsWith(std::string("\0x", 2)));
  EXPECT_THAT(fd.lseek(0, SEEK_END), SucceedsWith(5001));
}

TEST_F(Tree, DirectoriesCanBeMadeAndRemoved) {
  EXPECT_EQ(system_call::mkdir("/tmp/d", 0777), 0);
  EXPECT_EQ(system_call::mkdir("/tmp/d", 0777), -EEXIST);
  EXPECT_EQ(system_call::mkdir("/tmp/d/e", 0777), 0);
  EXPECT_EQ(system_call::rmdir("/tmp/d"), -ENOTEMPTY);
  EXPECT_EQ(system_call::unlink("/tmp/d"), -EISDIR);
  EXPECT_EQ(system_call::rmdir("/tmp/d/e"), 0);
  EXPECT_EQ(system_call::rmdir("/tmp/d"), 0);
  EXPECT_EQ(system_call::rmdir("/tmp/d"), -ENOENT);
  EXPECT_EQ(system_call::rmdir("/dev"), -EBUSY);
  EXPECT_EQ(system_call::rmdir("/dev/null"), -ENOTDIR);
  EXPECT_EQ(system_call::mkdir("/nowhere/d", 0777), -ENOENT);
  EXPECT_EQ(system_call::mkdir("/sys/d", 0777), -EPERM);
}

TEST_F(Tree, AMadeNodeLeadsToTheDevice) {
  ASSERT_THAT(mknod("/tmp/zero", S_IFCHR | 0666, makedev(1, 5)), Succeeds());
  Fd zero = open("/tmp/zero", O_RDONLY);
  EXPECT_THAT(zero.read(1), SucceedsWith(std::string(1, '\0')));
  ASSERT_THAT(mknod("/tmp/nobody", S_IFCHR | 0666, makedev(300, 5)), Succeeds());
  EXPECT_THAT(open("/tmp/nobody", O_RDONLY), FailsWith(ENXIO));
  EXPECT_THAT(mknod("/tmp/zero", S_IFCHR | 0666, makedev(1, 5)), FailsWith(EEXIST));
  EXPECT_THAT(mknod("/tmp/dir", S_IFDIR | 0666, 0), FailsWith(EPERM));
}

TEST_F(Tree, OnlyWhoMayCanMakeANode) {
  as_user([] {
    EXPECT_THAT(mknod("/tmp/zero", S_IFCHR | 0666, makedev(1, 5)), FailsWith(EPERM));
    EXPECT_THAT(mknod("/dev/zero2", S_IFCHR | 0666, makedev(1, 5)), FailsWith(EACCES));
    EXPECT_THAT(mknod("/tmp/file", S_IFREG | 0666, 0), Succeeds());
  });
}

TEST_F(Tree, ModesKeepStrangersOut) {
  ASSERT_THAT(chmod("/dev/probe", 0604), Succeeds());
  as_user([] {
    EXPECT_THAT(open("/dev/probe", O_RDWR), FailsWith(EACCES));
    EXPECT_TRUE(open("/dev/probe", O_RDONLY).ok());
    EXPECT_THAT(open("/dev/probe_iter", O_RDONLY), FailsWith(EACCES));
    EXPECT_THAT(chmod("/dev/probe", 0666), FailsWith(EPERM));
    EXPECT_EQ(system_call::chown("/dev/probe", 1000, 1000), -EPERM);
    EXPECT_EQ(system_call::access("/dev/probe", R_OK), 0);
    EXPECT_EQ(system_call::access("/dev/probe", W_OK), -EACCES);
    EXPECT_EQ(system_call::access("/dev/probe", 8), -EINVAL);
  });
}

TEST_F(Tree, RootWithoutTheCapabilityIsAStranger) {
  ASSERT_THAT(chmod("/dev/probe", 0000), Succeeds());
  EXPECT_TRUE(open("/dev/probe", O_RDWR).ok());
  ASSERT_THAT(keep_capabilities(~(1ull << CAP_DAC_OVERRIDE)), Succeeds());
  EXPECT_THAT(open("/dev/probe", O_RDWR), FailsWith(EACCES));
  EXPECT_TRUE(open("/dev/probe", O_RDONLY).ok());
}

TEST_F(Tree, AStickyDirectoryProtectsItsFiles) {
  Fd mine = open("/tmp/mine", O_RDWR | O_CREAT, 0666);
  as_user([] {
    EXPECT_THAT(unlink("/tmp/mine"), FailsWith(EPERM));
    Fd own = open("/tmp/own", O_RDWR | O_CREAT, 0666);
    EXPECT_THAT(own.write("x"), Succeeds());
    EXPECT_THAT(unlink("/tmp/own"), Succeeds());
  });
}

TEST_F(Tree, TheUmaskTakesBitsAway) {
  EXPECT_EQ(system_call::umask(077), 022);
  EXPECT_EQ(open("/tmp/a", O_RDWR | O_CREAT, 0666).stat().value().st_mode & 0777, 0600u);
  Process child = spawn("child", [] { return system_call::umask(0); });
  EXPECT_EQ(child.result(), 077);
  EXPECT_EQ(system_call::umask(022), 077);
}

TEST_F(Tree, SysfsShowsTheDevice) {
  const std::string number = read_file("/sys/class/misc/probe/dev");
  EXPECT_EQ(number.substr(0, 3), "10:");
  EXPECT_THAT(list("/sys/class/misc/probe"), Contains("uevent"));
  EXPECT_THAT(list("/sys/devices/virtual/misc"), Contains("probe"));
  EXPECT_THAT(open("/sys/class/misc/probe/dev", O_WRONLY), FailsWith(EACCES));
  EXPECT_THAT(unlink("/sys/class/misc/probe/dev"), FailsWith(EPERM));
  struct ::stat status;
  EXPECT_EQ(system_call::lstat("/sys/class/misc/probe", &status), 0);
  EXPECT_TRUE(S_ISLNK(status.st_mode));
}

}  // namespace
}  // namespace ksim
