// SPDX-License-Identifier: GPL-2.0-or-later
// Programs that make, change and check file systems on a disk whose bytes are in a file of the
// host.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;

constexpr char kScripts[] = KSIM_SOURCE_DIR "/tests/fixtures/disk/";

class ImageTest : public FuseTest {
 protected:
  ~ImageTest() override { std::filesystem::remove_all(scratch_); }

  // A command line in a simulator with a disk of image_.
  Ended run(const std::string& command, const std::string& options = "") const {
    return shell(KSIM_COMMAND " run -d virtio-blk,file=" + image_.native() + options +
                 " -m " KSIM_DRIVER_DIR "/virtio-blk-mini.ko -- sh -ec " +
                 quoted("PATH=$PATH:/usr/sbin:/sbin; " + command));
  }
  void make_image() const {
    const Ended made = shell(kScripts + ("make-image " + image_.native()));
    ASSERT_EQ(made.exit_code, 0) << made.output;
  }
  std::string bytes() const {
    std::ifstream stream(image_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  static std::filesystem::path make_scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "ksim-image-XXXXXX").native();
    return mkdtemp(name.data());
  }

  const std::filesystem::path scratch_ = make_scratch();
  const std::filesystem::path image_ = scratch_ / "disk.img";
};

TEST_F(ImageTest, AFileSystemOfTheHostsIsChangedAndInOrder) {
  make_image();
  const std::string written = (scratch_ / "written").native();
  const Ended changed =
      run("fsck.ext4 -f -n /dev/vblk0 >/dev/null; "
          "[ \"$(debugfs -R 'cat /directory/greeting' /dev/vblk0 2>/dev/null)\" = 'made on the "
          "host' ]; "
          "seq 1 50000 >" +
          written + "; debugfs -w -R 'write " + written +
          " directory/written' /dev/vblk0 2>/dev/null; "
          "debugfs -w -R 'rm unwanted' /dev/vblk0 2>/dev/null; "
          "fsck.ext4 -f -n /dev/vblk0 >/dev/null");
  EXPECT_EQ(changed.exit_code, 0) << changed.output;
  const Ended checked = shell(kScripts + ("check-image " + image_.native()));
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

TEST_F(ImageTest, AFileSystemIsMadeOnIt) {
  for (const std::string type : {"ext4", "vfat"}) {
    std::filesystem::remove(image_);
    std::ofstream(image_, std::ios::binary).close();
    std::filesystem::resize_file(image_, 16 * 1024 * 1024);
    const Ended made = run("mkfs." + type + " /dev/vblk0 >/dev/null");
    EXPECT_EQ(made.exit_code, 0) << made.output;
    const Ended checked =
        shell("PATH=$PATH:/usr/sbin:/sbin fsck." + type + " -n " + image_.native());
    EXPECT_EQ(checked.exit_code, 0) << checked.output;
  }
}

TEST_F(ImageTest, IsCopiedAsAnyFile) {
  make_image();
  const std::string before = bytes();
  const Ended copied =
      run("cmp /dev/vblk0 " + image_.native() +
          "; dd if=/dev/vblk0 of=" + (scratch_ / "copy").native() + " bs=1M 2>/dev/null; cmp " +
          (scratch_ / "copy").native() + " " + image_.native() +
          "; dd if=/dev/zero of=/dev/vblk0 bs=4k count=3 seek=2 conv=fsync 2>/dev/null");
  EXPECT_EQ(copied.exit_code, 0) << copied.output;
  std::string expected = before;
  expected.replace(2 * 4096, 3 * 4096, 3 * 4096, '\0');
  EXPECT_EQ(bytes(), expected);
}

TEST_F(ImageTest, ThatIsReadOnlyIsNotChanged) {
  make_image();
  const std::string before = bytes();
  const Ended failed = run("dd if=/dev/zero of=/dev/vblk0 bs=4k count=1 conv=notrunc", ",readonly");
  EXPECT_NE(failed.exit_code, 0);
  EXPECT_THAT(failed.output, HasSubstr("Operation not permitted"));
  EXPECT_EQ(bytes(), before);
}

TEST_F(ImageTest, HasAllThatWasWrittenWhenTheSimulatorEnds) {
  make_image();
  const Ended written = run("printf hello | dd of=/dev/vblk0 conv=notrunc 2>/dev/null");
  EXPECT_EQ(written.exit_code, 0) << written.output;
  EXPECT_EQ(bytes().substr(0, 5), "hello");
}

}  // namespace
}  // namespace ksim::fuse_test
