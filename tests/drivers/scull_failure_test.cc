// SPDX-License-Identifier: GPL-2.0-or-later
// scull when things fail that only the simulator can make fail.
#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/testing/kernel_mock.hh"

namespace ksim {
namespace {

using ::testing::DoDefault;
using ::testing::IsEmpty;
using ::testing::Return;
using Failure = Simulator::Failure;

// 0: none.
void fail_nth(std::uint64_t nth) { Simulator::current().fail_nth(Failure::Slab, nth); }

class ScullLoadingWithoutMemory : public DriverTest {};

TEST_F(ScullLoadingWithoutMemory, LeavesNothingBehindWhereverItFails) {
  constexpr int kMoreThanItNeeds = 400;
  int failures = 0;
  bool succeeded = false;
  for (int nth = 1; nth <= kMoreThanItNeeds; ++nth) {
    fail_nth(nth);
    const Outcome<> loaded = load_module("scull");
    fail_nth(0);
    succeeded = loaded.ok();
    if (succeeded) {  // some allocations the kernel can do without
      ASSERT_THAT(unload_module("scull"), Succeeds()) << "allocation " << nth;
      continue;
    }
    ++failures;
    EXPECT_THAT(loaded, FailsWith(ENOMEM)) << "allocation " << nth;
    for (const char* name : {"scull0", "scull3", "scullpipe0", "scullpipe3", "scullsingle",
                             "sculluid", "scullwuid", "scullpriv"}) {
      EXPECT_THAT(stat(std::string("/dev/") + name), FailsWith(ENOENT)) << "allocation " << nth;
    }
    EXPECT_THAT(claim_findings(), IsEmpty()) << "allocation " << nth;
  }
  EXPECT_TRUE(succeeded);
  // The class, two arrays of devices, and several for each of twelve devices.
  EXPECT_GE(failures, 3 + 12 * 3);
}

TEST_F(ScullLoadingWithoutMemory, TakesBackTheDevicesThatItHadAdded) {
  KernelMock<"cdev_add", int(void*, unsigned, unsigned)> cdev_add;
  EXPECT_CALL(cdev_add, Call).WillOnce(DoDefault()).WillOnce(DoDefault()).WillOnce(Return(-EBUSY));
  EXPECT_THAT(load_module("scull"), FailsWith(EBUSY));
  EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT));
  EXPECT_THAT(stat("/dev/scull1"), FailsWith(ENOENT));
}

class ScullWithoutMemory : public DriverTest {
 protected:
  ScullWithoutMemory() : DriverTest("scull", "scull_quantum=8 scull_qset=4") {}
};

TEST_F(ScullWithoutMemory, RefusesAWriteThatNeedsASet) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  fail_nth(1);
  EXPECT_THAT(scull.write("hello"), FailsWith(ENOMEM));
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
}

TEST_F(ScullWithoutMemory, RefusesAWriteThatNeedsAQuantum) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  fail_nth(2);
  EXPECT_THAT(scull.write("hello"), FailsWith(ENOMEM));
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
}

TEST_F(ScullWithoutMemory, RefusesAWriteThatNeedsSeveralSets) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  fail_nth(3);
  EXPECT_THAT(scull.pwrite("hello", 32 * 5), FailsWith(ENOMEM));
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
}

TEST_F(ScullWithoutMemory, AllocatesASetAndAQuantumForTheFirstByte) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  fail_nth(3);
  EXPECT_THAT(scull.write("hello"), SucceedsWith(5U));
}

TEST_F(ScullWithoutMemory, WorksAgainWhenThereIsMemory) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull.write("12345678"), Succeeds());
  for (std::uint64_t nth : {1, 2}) {
    fail_nth(nth);
    EXPECT_THAT(scull.pwrite("there", 100), FailsWith(ENOMEM));
  }
  ASSERT_THAT(scull.pwrite("there", 100), SucceedsWith(4U));
  EXPECT_THAT(scull.pread(8, 0), SucceedsWith("12345678"));
  EXPECT_THAT(scull.pread(8, 100), SucceedsWith("ther"));
}

TEST_F(ScullWithoutMemory, OverwritingNeedsNone) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull.write("hello"), Succeeds());
  fail_nth(1);
  EXPECT_THAT(scull.pwrite("HELLO", 0), SucceedsWith(5U));
}

TEST_F(ScullWithoutMemory, AFailedWriteLeavesRoomForAReader) {
  Fd scull = open("/dev/scull0", O_RDWR);
  fail_nth(2);
  EXPECT_THAT(scull.pwrite("hello", 40), FailsWith(ENOMEM));
  EXPECT_THAT(scull.read(10), SucceedsWith(""));
  ASSERT_THAT(scull.pwrite("x", 40), Succeeds());
  EXPECT_THAT(scull.read(8), SucceedsWith(std::string(8, '\0')));
}

TEST_F(ScullWithoutMemory, ReadingAtTheEndNeedsNone) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  fail_nth(1);
  EXPECT_THAT(scull.read(1), SucceedsWith(""));
}

// The driver's allocation is not the first that an open() makes.
class ScullOpenedWithoutMemory : public ScullWithoutMemory {
 protected:
  static void expect_failures(const std::string& path) {
    int failures = 0;
    for (std::uint64_t nth = 1; nth <= 10; ++nth) {
      fail_nth(nth);
      Fd fd = open(path, O_RDWR);
      fail_nth(0);
      if (fd.ok()) continue;
      ++failures;
      EXPECT_EQ(fd.error(), Errno{ENOMEM});
    }
    EXPECT_GE(failures, 1);
  }
};

TEST_F(ScullOpenedWithoutMemory, APipeHasNoBufferAndCannotBeOpened) {
  expect_failures("/dev/scullpipe0");
  Fd fd = open("/dev/scullpipe0", O_RDWR);
  ASSERT_THAT(fd.write("hello"), Succeeds());
  EXPECT_THAT(fd.read(8), SucceedsWith("hello"));
}

TEST_F(ScullOpenedWithoutMemory, AProcessHasNoMemoryOfItsOwnAndIsRefused) {
  open("/dev/scullpriv", O_RDWR).write("mine");
  Process child = spawn("child", [] { expect_failures("/dev/scullpriv"); });
  child.result();
  EXPECT_THAT(open("/dev/scullpriv", O_RDWR).read(8), SucceedsWith("mine"));
}

class ScullWithoutItsCaller : public ScullWithoutMemory {
 protected:
  // The user memory of the call goes away before the nth access.
  static void fail_nth_copy(std::uint64_t nth) {
    Simulator::current().fail_nth(Failure::UserCopy, nth);
  }
};

TEST_F(ScullWithoutItsCaller, RefusesARead) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull.write("hello"), Succeeds());
  fail_nth_copy(1);
  EXPECT_THAT(scull.pread(5, 0), FailsWith(EFAULT));
}

TEST_F(ScullWithoutItsCaller, RefusesAWriteWhereverItFails) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull, Succeeds());
  for (std::uint64_t nth : {1, 2}) {  // as it is made present, and as it is copied
    fail_nth_copy(nth);
    EXPECT_THAT(scull.write("hello"), FailsWith(EFAULT));
    EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(0));
    EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
  }
}

}  // namespace
}  // namespace ksim
