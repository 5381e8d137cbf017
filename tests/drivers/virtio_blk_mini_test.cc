// SPDX-License-Identifier: GPL-2.0-or-later
// A disk driver at the system call, in every world: the device is a model, or QEMU's.
#include <linux/fs.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::size_t kBlockBytes = 4096;
constexpr std::uint64_t kDiskBytes = 16 * 1024 * 1024;
constexpr char kDisk[] = "/dev/vblk0";
constexpr char kSysfs[] = "/sys/block/vblk0/";

// What is written where, so that each block of each round is another one.
std::string block(std::uint64_t number, unsigned round = 0) {
  std::string bytes(kBlockBytes, '\0');
  for (std::size_t at = 0; at < bytes.size(); ++at)
    bytes[at] = static_cast<char>(number * 31 + round * 7 + at + at / 256);
  return bytes;
}

bool is_zero(const std::string& bytes) {
  return bytes.find_first_not_of('\0') == std::string::npos;
}

// Memory for O_DIRECT.
class AlignedBlock {
 public:
  explicit AlignedBlock(const std::string& text = std::string(kBlockBytes, '\0'))
      : bytes_(static_cast<char*>(std::aligned_alloc(kBlockBytes, kBlockBytes)), &std::free) {
    text.copy(bytes_.get(), kBlockBytes);
  }
  char* data() { return bytes_.get(); }
  std::string text() const { return {bytes_.get(), kBlockBytes}; }

 private:
  std::unique_ptr<char, decltype(&std::free)> bytes_;
};

class VirtioBlkMini : public DriverTest {
 protected:
  VirtioBlkMini() : DriverTest("virtio-blk-mini") {}

  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_THAT(add_device("virtio-blk,size=16M,serial=ksim-disk"), Succeeds());
  }
  static std::string attribute(const std::string& name) {
    return open(kSysfs + name, O_RDONLY).read_all().value();
  }
};

TEST_F(VirtioBlkMini, IsAsLargeAsItsDevice) {
  Fd disk = open(kDisk, O_RDONLY);
  EXPECT_THAT(disk.lseek(0, SEEK_END), SucceedsWith(static_cast<off_t>(kDiskBytes)));
  std::uint64_t bytes = 0;
  EXPECT_THAT(disk.ioctl(BLKGETSIZE64, &bytes), Succeeds());
  EXPECT_EQ(bytes, kDiskBytes);
  EXPECT_EQ(attribute("size"), std::to_string(kDiskBytes / 512) + "\n");
  EXPECT_THAT(dmesg(), HasSubstr("/dev/vblk0, 32768 sectors\n"));
}

TEST_F(VirtioBlkMini, TellsTheSerialOfItsDevice) { EXPECT_EQ(attribute("serial"), "ksim-disk\n"); }

TEST_F(VirtioBlkMini, SaysWhatItsDeviceCan) {
  EXPECT_EQ(attribute("queue/logical_block_size"), "512\n");
  EXPECT_EQ(attribute("queue/max_segments"), "126\n");
  EXPECT_EQ(attribute("queue/write_cache"), "write back\n");
  EXPECT_EQ(attribute("ro"), "0\n");
  EXPECT_NE(attribute("queue/discard_max_bytes"), "0\n");
  EXPECT_NE(attribute("queue/write_zeroes_max_bytes"), "0\n");
}

TEST_F(VirtioBlkMini, KeepsWhatIsWritten) {
  {
    Fd disk = open(kDisk, O_RDWR);
    for (std::uint64_t number = 0; number < 64; ++number)
      ASSERT_THAT(disk.pwrite(block(number), static_cast<off_t>(number * 3 * kBlockBytes)),
                  SucceedsWith(kBlockBytes));
    EXPECT_THAT(disk.fsync(), Succeeds());
  }
  // Out of the device: no page of it is left in the cache.
  Fd disk = open(kDisk, O_RDONLY);
  EXPECT_THAT(disk.ioctl(BLKFLSBUF), Succeeds());
  for (std::uint64_t number = 0; number < 64; ++number)
    EXPECT_EQ(disk.pread(kBlockBytes, static_cast<off_t>(number * 3 * kBlockBytes)).value(),
              block(number));
}

TEST_F(VirtioBlkMini, KeepsThemAlsoWhenTheDriverIsLoadedAgain) {
  {
    Fd disk = open(kDisk, O_RDWR);
    ASSERT_THAT(disk.pwrite(block(1, 1), 5 * kBlockBytes), SucceedsWith(kBlockBytes));
  }
  ASSERT_THAT(unload_module("virtio-blk-mini"), Succeeds());
  ASSERT_THAT(load_module("virtio-blk-mini"), Succeeds());
  EXPECT_EQ(open(kDisk, O_RDONLY).pread(kBlockBytes, 5 * kBlockBytes).value(), block(1, 1));
}

TEST_F(VirtioBlkMini, PartsOfABlockAreMerged) {
  Fd disk = open(kDisk, O_RDWR);
  ASSERT_THAT(disk.pwrite(block(9), 0), SucceedsWith(kBlockBytes));
  ASSERT_THAT(disk.fsync(), Succeeds());
  ASSERT_THAT(disk.ioctl(BLKFLSBUF), Succeeds());
  ASSERT_THAT(disk.pwrite("three", 1000), SucceedsWith(5U));
  ASSERT_THAT(disk.fsync(), Succeeds());
  ASSERT_THAT(disk.ioctl(BLKFLSBUF), Succeeds());
  std::string expected = block(9);
  expected.replace(1000, 5, "three");
  EXPECT_EQ(disk.pread(kBlockBytes, 0).value(), expected);
}

TEST_F(VirtioBlkMini, EndsWhereItsDeviceDoes) {
  Fd disk = open(kDisk, O_RDWR);
  const auto end = static_cast<off_t>(kDiskBytes);
  EXPECT_THAT(disk.pread(kBlockBytes, end - 100), SucceedsWith(SizeIs(100U)));
  EXPECT_THAT(disk.pread(1, end), SucceedsWith(SizeIs(0U)));
  EXPECT_THAT(disk.pwrite(block(0), end - 512), SucceedsWith(512U));
  EXPECT_THAT(disk.pwrite("x", end), FailsWith(ENOSPC));
}

TEST_F(VirtioBlkMini, DirectAccessGoesPastTheCache) {
  Fd direct = open(kDisk, O_RDWR | O_DIRECT);
  AlignedBlock out(block(77));
  ASSERT_THAT(direct.lseek(8 * kBlockBytes), Succeeds());
  ASSERT_THAT(direct.write_from(out.data(), kBlockBytes), SucceedsWith(kBlockBytes));
  EXPECT_EQ(open(kDisk, O_RDONLY).pread(kBlockBytes, 8 * kBlockBytes).value(), block(77));
  AlignedBlock in;
  ASSERT_THAT(direct.lseek(8 * kBlockBytes), Succeeds());
  ASSERT_THAT(direct.read_to(in.data(), kBlockBytes), SucceedsWith(kBlockBytes));
  EXPECT_EQ(in.text(), block(77));
  EXPECT_THAT(direct.read_to(in.data(), 100), FailsWith(EINVAL));
  KSIM_KNOWN_DIFFERENCE(Fuse, 31);
  EXPECT_THAT(direct.read_to(in.data() + 1, 512), FailsWith(EINVAL));
}

TEST_F(VirtioBlkMini, ZeroesWhatItIsTold) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd disk = open(kDisk, O_RDWR);
  for (std::uint64_t number = 0; number < 4; ++number)
    ASSERT_THAT(disk.pwrite(block(number), static_cast<off_t>(number * kBlockBytes)), Succeeds());
  std::uint64_t range[2] = {kBlockBytes, 2 * kBlockBytes};
  EXPECT_THAT(disk.ioctl(BLKZEROOUT, &range), Succeeds());
  EXPECT_EQ(disk.pread(kBlockBytes, 0).value(), block(0));
  EXPECT_TRUE(is_zero(disk.pread(2 * kBlockBytes, kBlockBytes).value()));
  EXPECT_EQ(disk.pread(kBlockBytes, 3 * kBlockBytes).value(), block(3));
  std::uint64_t crooked[2] = {100, 512};
  EXPECT_THAT(disk.ioctl(BLKZEROOUT, &crooked), FailsWith(EINVAL));
}

TEST_F(VirtioBlkMini, ManyWriteAtOnce) {
  constexpr std::uint64_t kWriters = 8, kBlocks = 16;
  const auto offset = [](std::uint64_t writer, std::uint64_t number) {
    return static_cast<off_t>((number * kWriters + writer) * kBlockBytes);
  };
  std::vector<std::unique_ptr<Process<Done>>> writers;
  for (std::uint64_t writer = 0; writer < kWriters; ++writer)
    writers.emplace_back(new Process<Done>(spawn("writer", [&offset, writer] {
      Fd disk = open(kDisk, O_RDWR);
      for (std::uint64_t number = 0; number < kBlocks; ++number)
        ASSERT_THAT(
            disk.pwrite(block(number, static_cast<unsigned>(writer)), offset(writer, number)),
            SucceedsWith(kBlockBytes));
      ASSERT_THAT(disk.fsync(), Succeeds());
    })));
  for (const auto& writer : writers) EXPECT_EQ(writer->exit_status().code, 0);
  Fd disk = open(kDisk, O_RDONLY);
  EXPECT_THAT(disk.ioctl(BLKFLSBUF), Succeeds());
  for (std::uint64_t writer = 0; writer < kWriters; ++writer)
    for (std::uint64_t number = 0; number < kBlocks; ++number)
      EXPECT_EQ(disk.pread(kBlockBytes, offset(writer, number)).value(),
                block(number, static_cast<unsigned>(writer)));
}

TEST_F(VirtioBlkMini, StaysWhileItIsOpen) {
  Fd disk = open(kDisk, O_RDONLY);
  EXPECT_THAT(unload_module("virtio-blk-mini"), FailsWith(EAGAIN));
  EXPECT_THAT(disk.close(), Succeeds());
  EXPECT_THAT(unload_module("virtio-blk-mini"), Succeeds());
  EXPECT_THAT(open(kDisk, O_RDONLY), FailsWith(ENOENT));
}

}  // namespace
}  // namespace ksim
