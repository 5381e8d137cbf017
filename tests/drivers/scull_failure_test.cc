// SPDX-License-Identifier: GPL-2.0-or-later
// scull when the kernel has no memory left, which only the simulator can arrange.
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using Failure = Simulator::Failure;

// 0: none.
void fail_nth(std::uint64_t nth) { Simulator::current().fail_nth(Failure::Slab, nth); }

class ScullLoadingWithoutMemory : public DriverTest {};

TEST_F(ScullLoadingWithoutMemory, LeavesNothingBehindWhereverItFails) {
  std::uint64_t nth = 0;
  for (;;) {
    fail_nth(++nth);
    const Outcome<> loaded = load_module("scull");
    if (loaded.ok()) break;
    EXPECT_THAT(loaded, FailsWith(ENOMEM)) << "allocation " << nth;
    for (int i = 0; i < 4; ++i) {
      EXPECT_THAT(stat("/dev/scull" + std::to_string(i)), FailsWith(ENOENT))
          << "allocation " << nth;
    }
  }
  fail_nth(0);
  // At least the array of devices, the class, and each device's nodes.
  EXPECT_GE(nth, 6U);
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

TEST_F(ScullWithoutMemory, ASettingThatCannotBeFetchedOrHandedOverIsAFault) {
  Fd scull = open("/dev/scull0", O_RDWR);
  ASSERT_THAT(scull.write("hello"), Succeeds());
  Simulator::current().fail_nth(Failure::UserCopy, 1);
  EXPECT_THAT(scull.pread(5, 0), FailsWith(EFAULT));
  Simulator::current().fail_nth(Failure::UserCopy, 1);
  EXPECT_THAT(scull.write("world"), FailsWith(EFAULT));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(5));
}

}  // namespace
}  // namespace ksim
