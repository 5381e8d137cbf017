// SPDX-License-Identifier: GPL-2.0-or-later
// scull's data: reading, writing, opening and seeking.
#include <climits>
#include <cstdint>
#include <string>

#include "ksim/system_call.hh"
#include "scull_fixture.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;

// ---- Reading and writing ----------------------------------------------------------------

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
  EXPECT_EQ(contents("/dev/scull0"), "");
  EXPECT_EQ(contents("/dev/scull1"), "one");
  open("/dev/scull0", O_WRONLY).write("nought");
  EXPECT_EQ(contents("/dev/scull0"), "nought");
  EXPECT_EQ(contents("/dev/scull1"), "one");
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
  KSIM_KNOWN_DIFFERENCE(Fuse, 8);
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
  KSIM_KNOWN_DIFFERENCE(Qemu, 26);
  ASSERT_THAT(device().pwrite("x", 100), Succeeds());
  UserBuffer buffer = UserBuffer::faulting_at(3);
  Fd scull = device();
  EXPECT_THAT(scull.read_to(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(buffer.text(), zeroes(3));
  EXPECT_THAT(scull.lseek(0, SEEK_CUR), SucceedsWith(3));
}

TEST_F(Scull, WhatAFaultKeepsFromBeingWrittenStaysAsItWas) {
  fill("ABCDEFGH");
  UserBuffer buffer = UserBuffer::faulting_at(3);
  buffer.data()[0] = 'a';
  buffer.data()[1] = 'b';
  buffer.data()[2] = 'c';
  EXPECT_THAT(device().write_from(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(contents(), "abcDEFGH");
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

TEST_F(Scull, ShowsWhatItIsMadeOf) {
  const std::string empty = "scull1: 0 bytes, quantum 8, qset 4, 0 sets, 0 quanta\n";
  EXPECT_EQ(contents("/proc/scullmem"),
            "scull0: 0 bytes, quantum 8, qset 4, 0 sets, 0 quanta\n" + empty);
  fill("a sentence of 33 bytes is as long");
  device().pwrite("!", 100);
  const std::string filled = "scull0: 101 bytes, quantum 8, qset 4, 4 sets, 6 quanta\n";
  EXPECT_EQ(contents("/proc/scullmem"), filled + empty);
  EXPECT_EQ(contents("/proc/scullseq"), filled + empty);
}

TEST_F(Scull, IsShownDeviceByDevice) {
  Fd file = open("/proc/scullseq", O_RDONLY);
  EXPECT_THAT(file.read(7), SucceedsWith("scull0:"));
  EXPECT_THAT(file.lseek(53), SucceedsWith(53));
  EXPECT_THAT(file.read(7), SucceedsWith("scull1:"));
}

}  // namespace
}  // namespace ksim
