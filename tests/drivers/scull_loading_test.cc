// SPDX-License-Identifier: GPL-2.0-or-later
// Loading and unloading scull.
#include <sys/sysmacros.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

class ScullLoading : public DriverTest {};

TEST_F(ScullLoading, GivesFourDevicesANode) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 6);
  ASSERT_THAT(load_module("scull"), Succeeds());
  const unsigned major = major(stat("/dev/scull0").value().st_rdev);
  for (unsigned i = 0; i < 4; ++i) {
    const struct ::stat status = stat("/dev/scull" + std::to_string(i)).value();
    EXPECT_TRUE(S_ISCHR(status.st_mode));
    EXPECT_EQ(status.st_rdev, makedev(major, i));
  }
  EXPECT_THAT(stat("/dev/scull4"), FailsWith(ENOENT));
  EXPECT_THAT(dmesg(), EndsWith("scull: 12 devices, major " + std::to_string(major) + "\n"));
}

TEST_F(ScullLoading, GivesTheRestOfTheFamilyTheNumbersBehind) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 6);
  ASSERT_THAT(load_module("scull", "scull_minor=3 scull_nr_devs=2 scull_p_nr_devs=2"), Succeeds());
  unsigned number = 3 + 2;
  for (const char* name :
       {"scullpipe0", "scullpipe1", "scullsingle", "sculluid", "scullwuid", "scullpriv"}) {
    EXPECT_EQ(minor(stat(std::string("/dev/") + name).value().st_rdev), number++) << name;
  }
  EXPECT_THAT(stat("/dev/scullpipe2"), FailsWith(ENOENT));
}

TEST_F(ScullLoading, TakesTheNumbersItIsTold) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 6);
  ASSERT_THAT(load_module("scull", "scull_major=240 scull_minor=7 scull_nr_devs=2"), Succeeds());
  EXPECT_EQ(stat("/dev/scull0").value().st_rdev, makedev(240, 7));
  EXPECT_EQ(stat("/dev/scull1").value().st_rdev, makedev(240, 8));
  EXPECT_THAT(stat("/dev/scull2"), FailsWith(ENOENT));
  EXPECT_THAT(open("/dev/scull1", O_RDONLY), Succeeds());
  EXPECT_THAT(dmesg(), HasSubstr("scull: 10 devices, major 240\n"));
}

TEST_F(ScullLoading, BeginsWithTheMinorItIsTold) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 6);
  ASSERT_THAT(load_module("scull", "scull_minor=5"), Succeeds());
  EXPECT_EQ(minor(stat("/dev/scull0").value().st_rdev), 5U);
  EXPECT_EQ(minor(stat("/dev/scull3").value().st_rdev), 8U);
}

TEST_F(ScullLoading, RefusesAMajorThatSomebodyElseHas) {
  EXPECT_THAT(load_module("scull", "scull_major=1"), FailsWith(EBUSY));
  EXPECT_THAT(dmesg(), HasSubstr("scull: no device numbers with major 1\n"));
}

TEST_F(ScullLoading, RefusesAMajorThatCannotBe) {
  EXPECT_THAT(load_module("scull", "scull_major=512"), FailsWith(EINVAL));
  EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT));
}

TEST_F(ScullLoading, RefusesParametersOutOfRange) {
  for (const char* parameter :
       {"scull_nr_devs=0", "scull_nr_devs=-1", "scull_nr_devs=257", "scull_quantum=0",
        "scull_quantum=-1", "scull_quantum=1048577", "scull_qset=0", "scull_qset=-1",
        "scull_qset=65537", "scull_p_nr_devs=0", "scull_p_nr_devs=257", "scull_p_buffer=0",
        "scull_p_buffer=-1", "scull_p_buffer=1048577"}) {
    EXPECT_THAT(load_module("scull", parameter), FailsWith(EINVAL)) << parameter;
    EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT)) << parameter;
  }
  EXPECT_THAT(dmesg(), HasSubstr("scull: a parameter is out of range\n"));
}

TEST_F(ScullLoading, TakesParametersUpToTheLimits) {
  for (const char* parameter :
       {"scull_nr_devs=1", "scull_nr_devs=256", "scull_quantum=1", "scull_quantum=1048576",
        "scull_qset=1", "scull_qset=65536", "scull_p_nr_devs=1", "scull_p_nr_devs=256",
        "scull_p_buffer=1", "scull_p_buffer=1048576"}) {
    ASSERT_THAT(load_module("scull", parameter), Succeeds()) << parameter;
    EXPECT_THAT(open("/dev/scull0", O_RDWR).write("x"), SucceedsWith(1U)) << parameter;
    EXPECT_THAT(open("/dev/scullpipe0", O_RDWR).write("x"), SucceedsWith(1U)) << parameter;
    ASSERT_THAT(unload_module("scull"), Succeeds()) << parameter;
  }
}

TEST_F(ScullLoading, ItsNodesGoWithIt) {
  ASSERT_THAT(load_module("scull"), Succeeds());
  ASSERT_THAT(unload_module("scull"), Succeeds());
  EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT));
  EXPECT_THAT(stat("/dev/scull3"), FailsWith(ENOENT));
  EXPECT_THAT(stat("/dev/scullpipe0"), FailsWith(ENOENT));
  EXPECT_THAT(stat("/dev/scullpriv"), FailsWith(ENOENT));
}

TEST_F(ScullLoading, CannotBeUnloadedWhileADeviceIsOpen) {
  ASSERT_THAT(load_module("scull"), Succeeds());
  Fd scull = open("/dev/scull2", O_RDONLY);
  ASSERT_THAT(scull, Succeeds());
  EXPECT_THAT(unload_module("scull"), FailsWith(EWOULDBLOCK));
  ASSERT_THAT(scull.close(), Succeeds());
  EXPECT_THAT(unload_module("scull"), Succeeds());
}

TEST_F(ScullLoading, StartsEmptyEachTime) {
  ASSERT_THAT(load_module("scull"), Succeeds());
  open("/dev/scull0", O_WRONLY).write("gone with the module");
  ASSERT_THAT(unload_module("scull"), Succeeds());
  ASSERT_THAT(load_module("scull"), Succeeds());
  EXPECT_THAT(open("/dev/scull0", O_RDONLY).read_all(), SucceedsWith(""));
}

}  // namespace
}  // namespace ksim
