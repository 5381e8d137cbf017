// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/fd.hh"

#include <gtest/gtest-spi.h>

#include <algorithm>
#include <string>
#include <utility>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::IsSupersetOf;

class FdTest : public DriverTest {
 protected:
  FdTest() : DriverTest("scull") {}
};

TEST_F(FdTest, ClosesItselfInTheEnd) {
  int number = -1;
  {
    Fd fd = open("/dev/scull0", O_RDONLY);
    number = fd.number();
    EXPECT_GE(system_call::lseek(number, 0, SEEK_CUR), 0);
  }
  EXPECT_EQ(system_call::lseek(number, 0, SEEK_CUR), -EBADF);
}

TEST_F(FdTest, MovesWithoutClosing) {
  Fd first = open("/dev/scull0", O_RDWR);
  const int number = first.number();
  Fd second = std::move(first);
  EXPECT_EQ(second.number(), number);
  EXPECT_THAT(second.write("x"), Succeeds());
}

TEST_F(FdTest, AFailedOpenThatNobodyLooksAtFailsTheTest) {
  EXPECT_NONFATAL_FAILURE({ Fd fd = open("/dev/none", O_RDONLY); },
                          "open() of /dev/none failed with ENOENT");
}

TEST_F(FdTest, AFailedOpenThatIsUsedFailsTheTest) {
  EXPECT_NONFATAL_FAILURE({ EXPECT_THAT(open("/dev/none", O_RDONLY).read(1), FailsWith(EBADF)); },
                          "no read(): open() of /dev/none");
}

TEST_F(FdTest, AFailedOpenThatIsExpectedDoesNot) {
  Fd fd = open("/dev/none", O_RDONLY);
  EXPECT_FALSE(fd.ok());
  EXPECT_EQ(fd.error(), Errno{ENOENT});
}

TEST_F(FdTest, ACallThatFailsUnseenFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(open("/dev/scull0", O_RDONLY).write("x"),
                          "write() of /dev/scull0 failed with EBADF");
}

TEST_F(FdTest, AClosedOneIsBad) {
  Fd fd = open("/dev/scull0", O_RDONLY);
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_THAT(fd.read(1), FailsWith(EBADF));
  EXPECT_THAT(fd.close(), FailsWith(EBADF));
}

TEST_F(FdTest, CloseAllLeavesLaterOnesAlone) {
  Fd early = open("/dev/scull0", O_RDONLY);
  const int number = early.number();
  Fd::close_all();
  Fd late = open("/dev/scull0", O_RDONLY);
  EXPECT_EQ(late.number(), number);
  { Fd gone = std::move(early); }
  EXPECT_THAT(late.lseek(0), Succeeds());
}

TEST_F(FdTest, WritesAndReadsAllInPieces) {
  const std::string text(10'000, 'x');
  EXPECT_THAT(open("/dev/scull0", O_WRONLY).write_all(text), SucceedsWith(text.size()));
  EXPECT_THAT(open("/dev/scull0", O_RDONLY).read_all(), SucceedsWith(text));
}

TEST_F(FdTest, KnowsItsStatus) {
  Fd fd = open("/dev/scull0", O_RDONLY);
  EXPECT_EQ(fd.stat().value().st_rdev, stat("/dev/scull0").value().st_rdev);
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_ACCMODE, O_RDONLY);
}

TEST_F(FdTest, ListsADirectory) {
  EXPECT_THAT(open("/dev", O_RDONLY | O_DIRECTORY).getdents(),
              SucceedsWith(IsSupersetOf({"scull0", "scull3"})));
}

}  // namespace
}  // namespace ksim
