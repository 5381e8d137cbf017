// SPDX-License-Identifier: GPL-2.0-or-later
// Programs that make and mend file systems, on a simulated disk.
#include <gmock/gmock.h>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;

class Disk : public FuseTest {
 protected:
  static Ended on_disk(const std::string& script) { return run(script, "-m ramdisk.ko"); }

  static void need(const std::string& program) {
    if (shell("command -v " + program).exit_code != 0)
      GTEST_SKIP() << "no " << program << " on this machine; see ./dev setup";
  }
};

TEST_F(Disk, HasItsSize) {
  EXPECT_EQ(on_disk("stat -c %s /dev/ramdisk0; wc -c < /dev/ramdisk0").output,
            "1048576\n1048576\n");
}

TEST_F(Disk, DdCopiesIt) {
  const Ended done = on_disk(
      "echo begin | dd of=/dev/ramdisk0 conv=notrunc status=none; "
      "dd if=/dev/ramdisk0 bs=64k iflag=direct status=none | wc -c; head -n 1 /dev/ramdisk0");
  EXPECT_EQ(done.output, "1048576\nbegin\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Disk, DdIsToldWhereItEnds) {
  EXPECT_THAT(on_disk("dd if=/dev/zero of=/dev/ramdisk0 bs=64k status=none 2>&1").output,
              HasSubstr("No space left on device"));
}

TEST_F(Disk, TakesWholeBlocksWithDirect) {
  const Ended done = on_disk(
      "dd if=/dev/zero of=/dev/ramdisk0 bs=4k count=2 oflag=direct status=none && echo whole; "
      "dd if=/dev/zero of=/dev/ramdisk0 bs=100 count=1 oflag=direct status=none 2> /dev/null || "
      "echo part");
  EXPECT_EQ(done.output, "whole\npart\n");
}

TEST_F(Disk, HoldsAnExt4) {
  need("mkfs.ext4");
  if (IsSkipped()) return;
  const Ended done = on_disk(
      "mkfs.ext4 -q -F /dev/ramdisk0 2> /dev/null && fsck.ext4 -fn /dev/ramdisk0 > /dev/null 2>&1 "
      "&& "
      "echo sound; d=$(mktemp -d); echo hello > $d/greeting; "
      "debugfs -w -R \"write $d/greeting greeting\" /dev/ramdisk0 > /dev/null 2>&1; "
      "debugfs -R 'cat greeting' /dev/ramdisk0 2> /dev/null; "
      "rm -r $d; fsck.ext4 -fn /dev/ramdisk0 > /dev/null 2>&1 && echo sound");
  EXPECT_EQ(done.output, "sound\nhello\nsound\n");
}

TEST_F(Disk, HoldsAFat) {
  need("mkfs.vfat");
  if (IsSkipped()) return;
  EXPECT_EQ(on_disk("mkfs.vfat /dev/ramdisk0 > /dev/null && fsck.vfat -n /dev/ramdisk0 > /dev/null "
                    "&& echo sound")
                .output,
            "sound\n");
}

}  // namespace
}  // namespace ksim::fuse_test
