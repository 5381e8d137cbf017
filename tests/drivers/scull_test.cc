// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/sysmacros.h>

#include <climits>
#include <cstdint>
#include <string>
#include <vector>

#include "drivers/scull/uapi/scull.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uid_t kSomebody = 1000;
constexpr std::uint64_t kCapabilitySysAdmin = std::uint64_t{1} << 21;  // CAP_SYS_ADMIN

std::string zeroes(std::size_t count) { return std::string(count, '\0'); }

// ---- Loading ----------------------------------------------------------------------------

class ScullLoading : public DriverTest {};

TEST_F(ScullLoading, GivesFourDevicesANode) {
  ASSERT_THAT(load_module("scull"), Succeeds());
  const unsigned major = major(stat("/dev/scull0").value().st_rdev);
  for (unsigned i = 0; i < 4; ++i) {
    const struct ::stat status = stat("/dev/scull" + std::to_string(i)).value();
    EXPECT_TRUE(S_ISCHR(status.st_mode));
    EXPECT_EQ(status.st_rdev, makedev(major, i));
  }
  EXPECT_THAT(stat("/dev/scull4"), FailsWith(ENOENT));
  EXPECT_THAT(dmesg(), HasSubstr("scull: 4 devices, major " + std::to_string(major) + "\n"));
}

TEST_F(ScullLoading, TakesTheNumbersItIsTold) {
  ASSERT_THAT(load_module("scull", "scull_major=240 scull_minor=7 scull_nr_devs=2"), Succeeds());
  EXPECT_EQ(stat("/dev/scull0").value().st_rdev, makedev(240, 7));
  EXPECT_EQ(stat("/dev/scull1").value().st_rdev, makedev(240, 8));
  EXPECT_THAT(stat("/dev/scull2"), FailsWith(ENOENT));
  EXPECT_THAT(open("/dev/scull1", O_RDONLY), Succeeds());
  EXPECT_THAT(dmesg(), HasSubstr("scull: 2 devices, major 240\n"));
}

TEST_F(ScullLoading, BeginsWithTheMinorItIsTold) {
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
        "scull_qset=65537"}) {
    EXPECT_THAT(load_module("scull", parameter), FailsWith(EINVAL)) << parameter;
    EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT)) << parameter;
  }
  EXPECT_THAT(dmesg(), HasSubstr("scull: a parameter is out of range\n"));
}

TEST_F(ScullLoading, TakesParametersUpToTheLimits) {
  for (const char* parameter : {"scull_nr_devs=1", "scull_nr_devs=256", "scull_quantum=1",
                                "scull_quantum=1048576", "scull_qset=1", "scull_qset=65536"}) {
    ASSERT_THAT(load_module("scull", parameter), Succeeds()) << parameter;
    EXPECT_THAT(open("/dev/scull0", O_RDWR).write("x"), SucceedsWith(1U)) << parameter;
    ASSERT_THAT(unload_module("scull"), Succeeds()) << parameter;
  }
}

TEST_F(ScullLoading, ItsNodesGoWithIt) {
  ASSERT_THAT(load_module("scull"), Succeeds());
  ASSERT_THAT(unload_module("scull"), Succeeds());
  EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT));
  EXPECT_THAT(stat("/dev/scull3"), FailsWith(ENOENT));
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

// ---- Reading and writing ----------------------------------------------------------------

// Small enough that a sentence fills several quanta (8 bytes) and sets (4 quanta).
class Scull : public DriverTest {
 protected:
  static constexpr int kQuantum = 8;
  static constexpr int kQset = 4;
  static constexpr off_t kBytesMax = off_t{kQuantum} * kQset * SCULL_SETS_MAX;

  Scull() : DriverTest("scull", "scull_quantum=8 scull_qset=4") {}

  // Everything that is in the device.
  static std::string contents(const std::string& path = "/dev/scull0") {
    return open(path, O_RDONLY).read_all().value();
  }
  // Without emptying it first.
  static Fd device() { return open("/dev/scull0", O_RDWR); }
  static void fill(const std::string& text) { open("/dev/scull0", O_WRONLY).write_all(text); }
};

TEST_F(Scull, IsEmptyAtFirst) { EXPECT_THAT(device().read(10), SucceedsWith("")); }

TEST_F(Scull, GivesBackWhatWasWritten) {
  Fd scull = device();
  ASSERT_THAT(scull.write("hello"), SucceedsWith(5U));
  ASSERT_THAT(scull.lseek(0), SucceedsWith(0));
  EXPECT_THAT(scull.read(5), SucceedsWith("hello"));
}

TEST_F(Scull, KeepsItsDataWhenClosed) {
  open("/dev/scull0", O_WRONLY).write("hello");
  EXPECT_EQ(contents(), "hello");
}

TEST_F(Scull, ReadsNoFurtherThanTheEndOfTheData) {
  fill("hello");
  EXPECT_THAT(device().read(100), SucceedsWith("hello"));
}

TEST_F(Scull, ReadsNothingAtTheEndAndBeyond) {
  fill("hello");
  Fd scull = device();
  EXPECT_THAT(scull.pread(1, 4), SucceedsWith("o"));
  EXPECT_THAT(scull.pread(1, 5), SucceedsWith(""));
  EXPECT_THAT(scull.pread(1, 6), SucceedsWith(""));
  EXPECT_THAT(scull.pread(1, 1000), SucceedsWith(""));
  EXPECT_THAT(scull.pread(1, LLONG_MAX - 1), SucceedsWith(""));
}

TEST_F(Scull, OneWriteEndsWithTheQuantum) {
  Fd scull = device();
  EXPECT_THAT(scull.write("abcdefghij"), SucceedsWith(8U));
  EXPECT_THAT(scull.write("ij"), SucceedsWith(2U));
  EXPECT_THAT(scull.write("klmnopqrst"), SucceedsWith(6U));
  EXPECT_EQ(contents(), "abcdefghijklmnop");
}

TEST_F(Scull, OneReadEndsWithTheQuantum) {
  fill("abcdefghijklmnop");
  Fd scull = device();
  EXPECT_THAT(scull.read(3), SucceedsWith("abc"));
  EXPECT_THAT(scull.read(100), SucceedsWith("defgh"));
  EXPECT_THAT(scull.read(100), SucceedsWith("ijklmnop"));
  EXPECT_THAT(scull.read(100), SucceedsWith(""));
}

TEST_F(Scull, KeepsOrderAcrossQuantaAndSets) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ",";
  fill(text);
  EXPECT_EQ(contents(), text);
}

TEST_F(Scull, OverwritesInPlace) {
  fill("hello, world");
  ASSERT_THAT(device().write("HELLO"), SucceedsWith(5U));
  EXPECT_EQ(contents(), "HELLO, world");
  ASSERT_THAT(device().pwrite("W", 7), SucceedsWith(1U));
  EXPECT_EQ(contents(), "HELLO, World");
}

TEST_F(Scull, GrowsWhenWrittenAcrossItsEnd) {
  fill("hello");
  ASSERT_THAT(device().pwrite("LOW", 3), SucceedsWith(3U));
  EXPECT_EQ(contents(), "helLOW");
}

TEST_F(Scull, PositionedCallsLeaveThePositionAlone) {
  Fd scull = device();
  ASSERT_THAT(scull.write("abc"), Succeeds());
  ASSERT_THAT(scull.pwrite("XY", 10), SucceedsWith(2U));
  ASSERT_THAT(scull.pread(2, 10), SucceedsWith("XY"));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(3));
}

TEST_F(Scull, ReadsAndWritesVectors) {
  Fd scull = device();
  ASSERT_THAT(scull.writev({"ab", "cde"}), SucceedsWith(5U));
  ASSERT_THAT(scull.lseek(0), Succeeds());
  EXPECT_THAT(scull.readv({1, 4}), SucceedsWith(ElementsAre("a", "bcde")));
}

TEST_F(Scull, VectorsEndWithTheQuantumToo) {
  fill("abcdefghijklmnop");
  EXPECT_THAT(device().readv({3, 10, 3}), SucceedsWith(ElementsAre("abc", "defgh", "")));
}

TEST_F(Scull, AGapInAQuantumReadsAsZeroes) {
  ASSERT_THAT(device().pwrite("x", 5), Succeeds());
  EXPECT_EQ(contents(), zeroes(5) + "x");
}

TEST_F(Scull, AGapOfWholeQuantaReadsAsZeroes) {
  ASSERT_THAT(device().pwrite("x", 17), Succeeds());
  EXPECT_EQ(contents(), zeroes(17) + "x");
}

TEST_F(Scull, AGapOfWholeSetsReadsAsZeroes) {
  fill("begin");
  ASSERT_THAT(device().pwrite("end", 100), Succeeds());
  EXPECT_EQ(contents(), "begin" + zeroes(95) + "end");
}

TEST_F(Scull, AGapClearsTheCallersBuffer) {
  ASSERT_THAT(device().pwrite("x", 100), Succeeds());
  char buffer[] = "12345678";
  ASSERT_THAT(device().read_to(buffer, 5), SucceedsWith(5U));
  EXPECT_EQ(std::string(buffer, 8), zeroes(5) + "678");
}

TEST_F(Scull, AGapNeverShowsWhatWasInTheMemoryBefore) {
  fill(std::string(200, 'S'));
  fill("");
  ASSERT_THAT(device().pwrite("x", 199), Succeeds());
  ASSERT_THAT(device().pwrite("y", 4), Succeeds());
  EXPECT_EQ(contents(), zeroes(4) + "y" + zeroes(194) + "x");
}

TEST_F(Scull, WritingNothingChangesNothing) {
  fill("hello");
  Fd scull = device();
  ASSERT_THAT(scull.pwrite("", 100), SucceedsWith(0U));
  EXPECT_THAT(scull.pwrite("", kBytesMax), SucceedsWith(0U));
  EXPECT_EQ(contents(), "hello");
}

TEST_F(Scull, ReadingNothingIsASuccess) {
  fill("hello");
  EXPECT_THAT(device().read(0), SucceedsWith(""));
  ASSERT_THAT(device().pwrite("x", 100), Succeeds());
  EXPECT_THAT(device().pread(0, 50), SucceedsWith(""));
}

TEST_F(Scull, HoldsSoManySetsAndNoMore) {
  Fd scull = device();
  EXPECT_THAT(scull.pwrite("x", kBytesMax), FailsWith(EFBIG));
  EXPECT_THAT(scull.pwrite("x", LLONG_MAX - 1), FailsWith(EFBIG));
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
  EXPECT_THAT(scull.pwrite("x", kBytesMax - 1), SucceedsWith(1U));
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(kBytesMax));
}

TEST_F(Scull, DevicesDoNotShareData) {
  open("/dev/scull1", O_WRONLY).write("one");
  open("/dev/scull3", O_WRONLY).write("three");
  EXPECT_EQ(contents("/dev/scull0"), "");
  EXPECT_EQ(contents("/dev/scull1"), "one");
  EXPECT_EQ(contents("/dev/scull2"), "");
  EXPECT_EQ(contents("/dev/scull3"), "three");
}

TEST_F(Scull, TwoOpeningsOfADeviceShareDataButNoPosition) {
  Fd one = device();
  Fd other = device();
  ASSERT_THAT(one.write("hello"), Succeeds());
  EXPECT_THAT(other.read(5), SucceedsWith("hello"));
}

TEST_F(Scull, ADuplicateSharesThePosition) {
  fill("abcd");
  Fd scull = device();
  Fd copy = scull.dup();
  EXPECT_THAT(scull.read(2), SucceedsWith("ab"));
  EXPECT_THAT(copy.read(2), SucceedsWith("cd"));
}

TEST_F(Scull, AChildSharesThePositionOfWhatItInherits) {
  fill("abcdef");
  Fd scull = device();
  ASSERT_THAT(scull.read(2), SucceedsWith("ab"));
  Process child = spawn("child", [&] { return scull.read(2); });
  EXPECT_THAT(child.result(), SucceedsWith("cd"));
  EXPECT_THAT(scull.read(2), SucceedsWith("ef"));
}

TEST_F(Scull, StaysOpenInAChildThatItsParentClosedItFor) {
  fill("abc");
  Fd scull = device();
  const int number = scull.number();
  Process child = spawn("child", [&] {
    char byte = 0;
    return system_call::read(number, &byte, 1);
  });
  ASSERT_THAT(scull.close(), Succeeds());
  EXPECT_EQ(child.result(), 1);
}

TEST_F(Scull, RefusesWhatItWasNotOpenedFor) {
  fill("hello");
  EXPECT_THAT(open("/dev/scull0", O_RDONLY).write("x"), FailsWith(EBADF));
  EXPECT_THAT(open("/dev/scull0", O_WRONLY).read(1), FailsWith(EBADF));
}

TEST_F(Scull, RefusesAClosedDescriptor) {
  Fd scull = device();
  const int number = scull.number();
  ASSERT_THAT(scull.close(), Succeeds());
  EXPECT_EQ(system_call::write(number, "x", 1), -EBADF);
  EXPECT_EQ(system_call::close(number), -EBADF);
}

// ---- Opening ----------------------------------------------------------------------------

TEST_F(Scull, OpeningForWritingOnlyEmptiesIt) {
  fill("hello");
  Fd scull = open("/dev/scull0", O_WRONLY);
  EXPECT_THAT(scull.lseek(0, SEEK_END), SucceedsWith(0));
  EXPECT_EQ(contents(), "");
}

TEST_F(Scull, OpeningForWritingOnlyEmptiesJustThatDevice) {
  open("/dev/scull1", O_WRONLY).write("one");
  ASSERT_THAT(open("/dev/scull0", O_WRONLY), Succeeds());
  EXPECT_EQ(contents("/dev/scull1"), "one");
}

TEST_F(Scull, OpeningForReadingTooLeavesTheDataAlone) {
  fill("hello");
  ASSERT_THAT(open("/dev/scull0", O_RDWR), Succeeds());
  ASSERT_THAT(open("/dev/scull0", O_RDONLY), Succeeds());
  EXPECT_EQ(contents(), "hello");
}

TEST_F(Scull, AReaderSeesTheDataGo) {
  fill("hello");
  Fd reader = open("/dev/scull0", O_RDONLY);
  ASSERT_THAT(reader.read(2), SucceedsWith("he"));
  ASSERT_THAT(open("/dev/scull0", O_WRONLY), Succeeds());
  EXPECT_THAT(reader.read(2), SucceedsWith(""));
}

TEST_F(Scull, AppendingLeavesTheDataAndAddsToIt) {
  fill("hello");
  Fd scull = open("/dev/scull0", O_WRONLY | O_APPEND);
  ASSERT_THAT(scull.write(", w"), SucceedsWith(3U));
  ASSERT_THAT(scull.lseek(0), SucceedsWith(0));
  ASSERT_THAT(scull.write("orld"), SucceedsWith(4U));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(12));
  EXPECT_EQ(contents(), "hello, world");
}

TEST_F(Scull, AppendingCanBeSwitchedOnLater) {
  fill("hello");
  Fd scull = device();
  ASSERT_THAT(scull.fcntl(F_SETFL, O_APPEND), Succeeds());
  ASSERT_THAT(scull.write("!"), Succeeds());
  EXPECT_EQ(contents(), "hello!");
}

TEST_F(Scull, BelongsToRootOnly) {
  EXPECT_EQ(stat("/dev/scull0").value().st_mode & 07777, 0600U);
  Process somebody = spawn("somebody", [] {
    become_user(kSomebody);
    return open("/dev/scull0", O_RDONLY);
  });
  EXPECT_THAT(somebody.result(), FailsWith(EACCES));
}

TEST_F(Scull, OpensForEverybodyWhenItsModeSaysSo) {
  fill("hello");
  ASSERT_THAT(chmod("/dev/scull0", 0604), Succeeds());
  Process reader = spawn("reader", [] {
    become_user(kSomebody);
    return open("/dev/scull0", O_RDONLY).read(5);
  });
  EXPECT_THAT(reader.result(), SucceedsWith("hello"));
  Process writer = spawn("writer", [] {
    become_user(kSomebody);
    return open("/dev/scull0", O_WRONLY);
  });
  EXPECT_THAT(writer.result(), FailsWith(EACCES));
  EXPECT_EQ(contents(), "hello");
}

// ---- Seeking ----------------------------------------------------------------------------

TEST_F(Scull, SeeksFromTheBeginning) {
  fill("abcdef");
  Fd scull = device();
  EXPECT_THAT(scull.lseek(4, SEEK_SET), SucceedsWith(4));
  EXPECT_THAT(scull.read(10), SucceedsWith("ef"));
  EXPECT_THAT(scull.lseek(1, SEEK_SET), SucceedsWith(1));
  EXPECT_THAT(scull.read(1), SucceedsWith("b"));
}

TEST_F(Scull, SeeksFromWhereItIs) {
  fill("abcdef");
  Fd scull = device();
  ASSERT_THAT(scull.read(3), Succeeds());
  EXPECT_THAT(scull.lseek(-2, SEEK_CUR), SucceedsWith(1));
  EXPECT_THAT(scull.lseek(3, SEEK_CUR), SucceedsWith(4));
  EXPECT_THAT(scull.read(1), SucceedsWith("e"));
}

TEST_F(Scull, SeeksFromTheEnd) {
  fill("abcdef");
  Fd scull = device();
  EXPECT_THAT(scull.lseek(-2, SEEK_END), SucceedsWith(4));
  EXPECT_THAT(scull.read(10), SucceedsWith("ef"));
  EXPECT_THAT(scull.lseek(10, SEEK_END), SucceedsWith(16));
  EXPECT_THAT(scull.read(10), SucceedsWith(""));
}

TEST_F(Scull, SeekingBeyondTheEndDoesNotGrowIt) {
  fill("abc");
  Fd scull = device();
  ASSERT_THAT(scull.lseek(50), SucceedsWith(50));
  EXPECT_EQ(contents(), "abc");
  ASSERT_THAT(scull.write("x"), Succeeds());
  EXPECT_EQ(contents(), "abc" + zeroes(47) + "x");
}

TEST_F(Scull, RefusesAPositionBeforeTheBeginning) {
  fill("abcdef");
  Fd scull = device();
  ASSERT_THAT(scull.lseek(3), Succeeds());
  EXPECT_THAT(scull.lseek(-1, SEEK_SET), FailsWith(EINVAL));
  EXPECT_THAT(scull.lseek(-4, SEEK_CUR), FailsWith(EINVAL));
  EXPECT_THAT(scull.lseek(-7, SEEK_END), FailsWith(EINVAL));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(3));
  EXPECT_THAT(scull.lseek(-3, SEEK_CUR), SucceedsWith(0));
}

TEST_F(Scull, RefusesAPositionBeyondTheLargest) {
  Fd scull = device();
  ASSERT_THAT(scull.lseek(LLONG_MAX), SucceedsWith(LLONG_MAX));
  EXPECT_THAT(scull.lseek(1, SEEK_CUR), FailsWith(EINVAL));
}

TEST_F(Scull, RefusesToSeekWhereItKnowsNoWay) {
  fill("abc");
  Fd scull = device();
  EXPECT_THAT(scull.lseek(0, SEEK_DATA), FailsWith(EINVAL));
  EXPECT_THAT(scull.lseek(0, SEEK_HOLE), FailsWith(EINVAL));
  EXPECT_THAT(scull.lseek(0, 99), FailsWith(EINVAL));
}

// ---- Bad user memory --------------------------------------------------------------------

TEST_F(Scull, WritesUpToAFault) {
  UserBuffer buffer = UserBuffer::faulting_at(3);
  buffer.data()[0] = 'a';
  buffer.data()[1] = 'b';
  buffer.data()[2] = 'c';
  Fd scull = device();
  EXPECT_THAT(scull.write_from(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(3));
  EXPECT_EQ(contents(), "abc");
}

TEST_F(Scull, ReadsUpToAFault) {
  fill("abcdefgh");
  UserBuffer buffer = UserBuffer::faulting_at(3);
  Fd scull = device();
  EXPECT_THAT(scull.read_to(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(buffer.text(), "abc");
  EXPECT_THAT(scull.read(10), SucceedsWith("defgh"));
}

TEST_F(Scull, ReadsAGapUpToAFault) {
  ASSERT_THAT(device().pwrite("x", 100), Succeeds());
  UserBuffer buffer = UserBuffer::faulting_at(3);
  Fd scull = device();
  EXPECT_THAT(scull.read_to(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(buffer.text(), zeroes(3));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(3));
}

TEST_F(Scull, AFaultAtOnceIsAFailureThatChangesNothing) {
  fill("abc");
  UserBuffer buffer = UserBuffer::faulting_at(0);
  Fd scull = device();
  EXPECT_THAT(scull.read_to(buffer.data(), 3), FailsWith(EFAULT));
  EXPECT_THAT(scull.write_from(buffer.data(), 3), FailsWith(EFAULT));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(0));
  ASSERT_THAT(scull.lseek(50), Succeeds());
  EXPECT_THAT(scull.write_from(buffer.data(), 3), FailsWith(EFAULT));
  EXPECT_EQ(contents(), "abc");
}

TEST_F(Scull, AFaultAtOnceInAGapIsAFailureToo) {
  ASSERT_THAT(device().pwrite("x", 100), Succeeds());
  UserBuffer buffer = UserBuffer::faulting_at(0);
  EXPECT_THAT(device().read_to(buffer.data(), 3), FailsWith(EFAULT));
}

TEST_F(Scull, RefusesNull) {
  fill("abc");
  EXPECT_THAT(device().read_to(nullptr, 3), FailsWith(EFAULT));
  EXPECT_THAT(device().write_from(nullptr, 3), FailsWith(EFAULT));
}

TEST_F(Scull, RefusesTheLargestSize) {
  fill("abc");
  char byte = 0;
  EXPECT_THAT(device().read_to(&byte, SIZE_MAX), FailsWith(EFAULT));
  EXPECT_THAT(device().write_from(&byte, SIZE_MAX), FailsWith(EFAULT));
}

// ---- Settings ---------------------------------------------------------------------------

TEST_F(Scull, RefusesCommandsThatAreNotItsOwn) {
  Fd scull = device();
  EXPECT_THAT(scull.ioctl(_IO(SCULL_IOC_MAGIC, 13)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO(SCULL_IOC_MAGIC, 255)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO('j', 0)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO('j', 7)), FailsWith(ENOTTY));
  int value = 12;
  EXPECT_THAT(scull.ioctl(_IOR(SCULL_IOC_MAGIC, 1, int), &value), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IOW(SCULL_IOC_MAGIC, 1, long), &value), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQUANTUM), SucceedsWith(kQuantum));
}

TEST_F(Scull, ResetsBothSettings) {
  Fd scull = device();
  ASSERT_THAT(scull.ioctl(SCULL_IOCRESET), SucceedsWith(0));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQUANTUM), SucceedsWith(SCULL_QUANTUM));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQSET), SucceedsWith(SCULL_QSET));
}

TEST_F(Scull, AnybodyMayReset) {
  ASSERT_THAT(chmod("/dev/scull0", 0666), Succeeds());
  Process somebody = spawn("somebody", [] {
    become_user(kSomebody);
    return open("/dev/scull0", O_RDONLY).ioctl(SCULL_IOCRESET);
  });
  EXPECT_THAT(somebody.result(), SucceedsWith(0));
}

TEST_F(Scull, ANewQuantumTakesEffectWhenTheDeviceIsEmptied) {
  fill("abcdefghij");
  Fd scull = device();
  ASSERT_THAT(scull.ioctl(SCULL_IOCTQUANTUM, 3), Succeeds());
  EXPECT_EQ(contents(), "abcdefghij");
  EXPECT_THAT(device().read(100), SucceedsWith("abcdefgh"));

  Fd emptied = open("/dev/scull0", O_WRONLY);
  EXPECT_THAT(emptied.write("abcdefghij"), SucceedsWith(3U));
  EXPECT_THAT(open("/dev/scull1", O_RDWR).write("abcdefghij"), SucceedsWith(8U));
}

TEST_F(Scull, ANewQuantumSetTakesEffectWhenTheDeviceIsEmptied) {
  constexpr off_t kSmaller = off_t{kQuantum} * 2 * SCULL_SETS_MAX;
  ASSERT_THAT(device().ioctl(SCULL_IOCTQSET, 2), Succeeds());
  EXPECT_THAT(device().pwrite("x", kSmaller), SucceedsWith(1U));
  fill("");
  EXPECT_THAT(device().pwrite("x", kSmaller), FailsWith(EFBIG));
  EXPECT_THAT(device().pwrite("x", kSmaller - 1), SucceedsWith(1U));
}

// The commands of one of the two settings. Both behave alike.
struct Setting {
  const char* name;
  unsigned int set, tell, get, query, exchange, shift;
  int value;  // when a test begins
  int max;
  unsigned int query_other;
  int value_other;
};

void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class ScullSetting : public Scull, public ::testing::WithParamInterface<Setting> {
 protected:
  void SetUp() override {
    Scull::SetUp();
    ASSERT_THAT(chmod("/dev/scull0", 0666), Succeeds());
  }

  long value() { return device().ioctl(setting.query).value(); }
  void expect_unchanged() {
    EXPECT_EQ(value(), setting.value);
    expect_other_unchanged();
  }
  void expect_other_unchanged() {
    EXPECT_THAT(device().ioctl(setting.query_other), SucceedsWith(setting.value_other));
  }

  const Setting setting = GetParam();
};

INSTANTIATE_TEST_SUITE_P(
    , ScullSetting,
    ::testing::Values(Setting{"Quantum", SCULL_IOCSQUANTUM, SCULL_IOCTQUANTUM,
                              SCULL_IOCGQUANTUM, SCULL_IOCQQUANTUM, SCULL_IOCXQUANTUM,
                              SCULL_IOCHQUANTUM, 8, SCULL_QUANTUM_MAX, SCULL_IOCQQSET, 4},
                      Setting{"Qset", SCULL_IOCSQSET, SCULL_IOCTQSET, SCULL_IOCGQSET,
                              SCULL_IOCQQSET, SCULL_IOCXQSET, SCULL_IOCHQSET, 4,
                              SCULL_QSET_MAX, SCULL_IOCQQUANTUM, 8}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(ScullSetting, IsWhatTheParameterSays) { expect_unchanged(); }

TEST_P(ScullSetting, CanBeSet) {
  int wanted = 12;
  EXPECT_THAT(device().ioctl(setting.set, &wanted), SucceedsWith(0));
  EXPECT_EQ(wanted, 12);
  EXPECT_EQ(value(), 12);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeTold) {
  EXPECT_THAT(device().ioctl(setting.tell, 13), SucceedsWith(0));
  EXPECT_EQ(value(), 13);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeGot) {
  int got = 0;
  EXPECT_THAT(device().ioctl(setting.get, &got), SucceedsWith(0));
  EXPECT_EQ(got, setting.value);
  expect_unchanged();
}

TEST_P(ScullSetting, CanBeExchanged) {
  int exchanged = 14;
  EXPECT_THAT(device().ioctl(setting.exchange, &exchanged), SucceedsWith(0));
  EXPECT_EQ(exchanged, setting.value);
  EXPECT_EQ(value(), 14);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeShifted) {
  EXPECT_THAT(device().ioctl(setting.shift, 15), SucceedsWith(setting.value));
  EXPECT_EQ(value(), 15);
  expect_other_unchanged();
}

TEST_P(ScullSetting, IsSharedByAllDevices) {
  ASSERT_THAT(open("/dev/scull1", O_RDWR).ioctl(setting.tell, 16), Succeeds());
  EXPECT_EQ(value(), 16);
}

TEST_P(ScullSetting, CanBeReadByA32BitProgram) {
  int got = 0;
  EXPECT_THAT(device().compat_ioctl(setting.get, &got), SucceedsWith(0));
  EXPECT_EQ(got, setting.value);
}

TEST_P(ScullSetting, GoesFromOneToItsMaximum) {
  for (int allowed : {1, setting.max}) {
    EXPECT_THAT(device().ioctl(setting.tell, allowed), SucceedsWith(0));
    EXPECT_EQ(value(), allowed);
  }
}

TEST_P(ScullSetting, RefusesValuesOutOfRange) {
  for (int refused : {0, -1, setting.max + 1, INT_MIN, INT_MAX}) {
    int behind_pointer = refused;
    EXPECT_THAT(device().ioctl(setting.set, &behind_pointer), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.tell, refused), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.shift, refused), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.exchange, &behind_pointer), FailsWith(EINVAL)) << refused;
    EXPECT_EQ(behind_pointer, refused);
    expect_unchanged();
  }
}

// Everything that changes a setting, tried with good arguments.
std::vector<Outcome<long>> try_to_change(Fd& scull, const Setting& setting) {
  int value = 17;
  std::vector<Outcome<long>> outcomes;
  outcomes.push_back(scull.ioctl(setting.set, &value));
  outcomes.push_back(scull.ioctl(setting.tell, value));
  outcomes.push_back(scull.ioctl(setting.exchange, &value));
  outcomes.push_back(scull.ioctl(setting.shift, value));
  return outcomes;
}

TEST_P(ScullSetting, OnlyAnAdministratorMayChange) {
  Process somebody = spawn("somebody", [&] {
    become_user(kSomebody);
    Fd scull = open("/dev/scull0", O_RDWR);
    return try_to_change(scull, setting);
  });
  for (const Outcome<long>& outcome : somebody.result()) EXPECT_THAT(outcome, FailsWith(EPERM));
  expect_unchanged();
}

TEST_P(ScullSetting, RootWithoutTheCapabilityIsNoAdministrator) {
  Process root = spawn("root", [&] {
    keep_capabilities(~kCapabilitySysAdmin);
    Fd scull = open("/dev/scull0", O_RDWR);
    return try_to_change(scull, setting);
  });
  for (const Outcome<long>& outcome : root.result()) EXPECT_THAT(outcome, FailsWith(EPERM));
  expect_unchanged();
}

TEST_P(ScullSetting, AnybodyMayLook) {
  Process somebody = spawn("somebody", [&] {
    become_user(kSomebody);
    int got = 0;
    Fd scull = open("/dev/scull0", O_RDONLY);
    EXPECT_THAT(scull.ioctl(setting.get, &got), SucceedsWith(0));
    EXPECT_EQ(got, setting.value);
    return scull.ioctl(setting.query);
  });
  EXPECT_THAT(somebody.result(), SucceedsWith(setting.value));
}

TEST_P(ScullSetting, RefusesABadPointer) {
  UserBuffer buffer = UserBuffer::faulting_at(0);
  EXPECT_THAT(device().ioctl(setting.set, buffer.data()), FailsWith(EFAULT));
  EXPECT_THAT(device().ioctl(setting.get, buffer.data()), FailsWith(EFAULT));
  EXPECT_THAT(device().ioctl(setting.exchange, buffer.data()), FailsWith(EFAULT));
  expect_unchanged();
}

TEST_P(ScullSetting, ExchangeFailsIfItCannotHandBackTheOldValue) {
  static const int read_only = 18;
  EXPECT_THAT(device().ioctl(setting.exchange, const_cast<int*>(&read_only)), FailsWith(EFAULT));
  EXPECT_EQ(value(), 18);
}

}  // namespace
}  // namespace ksim
