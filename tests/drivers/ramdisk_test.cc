// SPDX-License-Identifier: GPL-2.0-or-later
// ramdisk: a block device at the system call.
#include <fcntl.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

class Ramdisk : public DriverTest {
 protected:
  Ramdisk() : DriverTest("ramdisk") {}
};

TEST_F(Ramdisk, GivesBackWhatWasWritten) {
  Fd disk = open("/dev/ramdisk0", O_RDWR);
  EXPECT_THAT(disk.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(disk.pread(5, 0), SucceedsWith("hello"));
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_THAT(disk.close(), Succeeds());
  EXPECT_THAT(open("/dev/ramdisk0", O_RDONLY).read(7), SucceedsWith(std::string("hello\0\0", 7)));
}

}  // namespace
}  // namespace ksim
