// SPDX-License-Identifier: GPL-2.0-or-later
// A disk driver against what only the model of its device can do: in the simulator only.
#include <linux/fs.h>
#include <linux/virtio_blk.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_block.hh"

namespace ksim {
namespace {

using ::testing::_;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::NiceMock;
using ::testing::Return;
using ::testing::SizeIs;

constexpr std::size_t kBlockBytes = 4096;
constexpr std::uint64_t kMillisecond_ns = 1'000'000;
constexpr char kDisk[] = "/dev/vblk0";

std::string block(char letter) { return std::string(kBlockBytes, letter); }

bool is_zero(const std::string& bytes) {
  return bytes.find_first_not_of('\0') == std::string::npos;
}

class VirtioBlkMiniDevice : public DriverTest {
 protected:
  explicit VirtioBlkMiniDevice(VirtioBlock::Settings settings = {}, std::string parameters = "")
      : DriverTest("virtio-blk-mini", std::move(parameters)),
        disk_(std::make_unique<MemoryStore>(1024 * 1024), std::move(settings)) {}

  static Simulator& simulator() { return Simulator::current(); }
  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_TRUE(simulator().add_virtio_device(disk_).ok());
  }
  static std::string attribute(const std::string& name) {
    return open("/sys/block/vblk0/" + name, O_RDONLY).read_all().value();
  }
  // What the device has there.
  std::string stored(std::uint64_t offset, std::size_t bytes = kBlockBytes) {
    std::vector<std::uint8_t> data(bytes);
    EXPECT_TRUE(disk_.store().read(offset, data));
    return {data.begin(), data.end()};
  }
  // Past the cache of pages, to that of the device.
  void write_directly(char letter, std::int64_t offset, std::size_t bytes) {
    const std::unique_ptr<char, decltype(&std::free)> data(
        static_cast<char*>(std::aligned_alloc(kBlockBytes, kBlockBytes)), &std::free);
    std::fill_n(data.get(), bytes, letter);
    Fd direct = open(kDisk, O_RDWR | O_DIRECT);
    ASSERT_THAT(direct.lseek(offset, SEEK_SET), SucceedsWith(offset));
    ASSERT_THAT(direct.write_from(data.get(), bytes), SucceedsWith(bytes));
  }

  VirtioBlock disk_;
};

TEST_F(VirtioBlkMiniDevice, WhatIsSyncedIsOnTheDevice) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 3 * kBlockBytes), SucceedsWith(kBlockBytes));
  EXPECT_TRUE(is_zero(stored(3 * kBlockBytes)));
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_EQ(stored(3 * kBlockBytes), block('a'));
}

TEST_F(VirtioBlkMiniDevice, SyncedBytesOutliveALossOfPower) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_EQ(disk_.unflushed_sectors(), 0U);
  EXPECT_GE(disk_.requests(VIRTIO_BLK_T_FLUSH), 1U);
  disk_.lose_power();
  EXPECT_EQ(stored(0), block('a'));
}

TEST_F(VirtioBlkMiniDevice, BytesThatWereNotFlushedMayBeLost) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  EXPECT_THAT(disk.fsync(), Succeeds());
  write_directly('b', 0, kBlockBytes);
  EXPECT_EQ(stored(0), block('b'));
  EXPECT_EQ(disk_.unflushed_sectors(), kBlockBytes / VirtioBlock::kSectorBytes);
  disk_.lose_power();
  EXPECT_EQ(disk_.unflushed_sectors(), 0U);
  // Sector by sector it is chance; under FIFO all are lost.
  const std::string left = stored(0);
  for (std::size_t at = 0; at < kBlockBytes; at += VirtioBlock::kSectorBytes) {
    const std::string sector = left.substr(at, VirtioBlock::kSectorBytes);
    EXPECT_EQ(sector, std::string(sector.size(), sector.front()));
    EXPECT_THAT(sector.front(), AnyOf('a', 'b'));
  }
  if (simulator().strategy().describe() == "fifo") {
    EXPECT_EQ(left, block('a'));
  }
}

TEST_F(VirtioBlkMiniDevice, RequestsThatFailByChanceAreErrorsAndNothingElse) {
  disk_.fail_requests(3);
  Fd disk = open(kDisk, O_RDWR);
  for (int number = 0; number < 20; ++number) {
    const auto offset = static_cast<off_t>(number * static_cast<int>(kBlockBytes));
    EXPECT_THAT(disk.pread(kBlockBytes, offset),
                AnyOf(SucceedsWith(SizeIs(kBlockBytes)), FailsWith(EIO)));
    disk.pwrite(block('a'), offset);
    EXPECT_THAT(disk.fsync(), AnyOf(Succeeds(), FailsWith(EIO)));
  }
  disk_.fail_requests(0);
  EXPECT_THAT(disk.pwrite(block('b'), 0), SucceedsWith(kBlockBytes));
  disk.fsync().ok();  // may tell of what failed before
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_EQ(stored(0), block('b'));
}

TEST_F(VirtioBlkMiniDevice, ABadSectorIsAnInputOutputError) {
  disk_.damage(9, 1);
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pread(kBlockBytes, kBlockBytes), FailsWith(EIO));
  EXPECT_THAT(disk.pread(kBlockBytes, 2 * kBlockBytes), SucceedsWith(SizeIs(kBlockBytes)));
  EXPECT_THAT(dmesg(), HasSubstr("I/O error, dev vblk0, sector 8 op 0x0:(READ)"));
  disk_.heal();
  EXPECT_THAT(disk.pread(kBlockBytes, kBlockBytes), SucceedsWith(SizeIs(kBlockBytes)));
}

TEST_F(VirtioBlkMiniDevice, FsyncTellsOfALostWriteOnce) {
  Fd disk = open(kDisk, O_RDWR);
  disk_.damage(0, 8);
  EXPECT_THAT(disk.pwrite(block('a'), 0), SucceedsWith(kBlockBytes));
  EXPECT_THAT(disk.fsync(), FailsWith(EIO));
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_THAT(dmesg(), HasSubstr("Buffer I/O error on dev vblk0"));
}

TEST_F(VirtioBlkMiniDevice, AReaderSleepsWhileTheDeviceWorks) {
  disk_.set_latency_ns(5 * kMillisecond_ns);
  const std::uint64_t before = clock_ns();
  EXPECT_THAT(open(kDisk, O_RDONLY).pread(kBlockBytes, 0), SucceedsWith(SizeIs(kBlockBytes)));
  EXPECT_GE(clock_ns() - before, 5 * kMillisecond_ns);
}

TEST_F(VirtioBlkMiniDevice, DiscardedBlocksAreGone) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  EXPECT_THAT(disk.fsync(), Succeeds());
  std::uint64_t range[2] = {0, kBlockBytes};
  EXPECT_THAT(disk.ioctl(BLKDISCARD, &range), Succeeds());
  EXPECT_EQ(disk_.requests(VIRTIO_BLK_T_DISCARD), 1U);
  EXPECT_TRUE(is_zero(stored(0)));
  EXPECT_TRUE(is_zero(disk.pread(kBlockBytes, 0).value()));
}

// The model remembers eight sectors together.
TEST_F(VirtioBlkMiniDevice, OnlyWhatWasWrittenMayBeLost) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a') + block('a'), 0), Succeeds());
  EXPECT_THAT(disk.fsync(), Succeeds());
  constexpr std::size_t kSector = VirtioBlock::kSectorBytes;
  write_directly('b', 7 * kSector, 2 * kSector);
  write_directly('c', 7 * kSector, 2 * kSector);
  EXPECT_EQ(disk_.unflushed_sectors(), 2U);
  disk_.lose_power();
  EXPECT_EQ(stored(0, 7 * kSector), std::string(7 * kSector, 'a'));
  EXPECT_EQ(stored(9 * kSector, 7 * kSector), std::string(7 * kSector, 'a'));
  for (const std::size_t sector : {7, 8})
    EXPECT_THAT(stored(sector * kSector, kSector),
                AnyOf(std::string(kSector, 'a'), std::string(kSector, 'c')))
        << sector;
}

TEST_F(VirtioBlkMiniDevice, WhatIsBehindItsNewEndIsNotLost) {
  write_directly('b', 7 * VirtioBlock::kSectorBytes, 3 * VirtioBlock::kSectorBytes);
  EXPECT_EQ(disk_.unflushed_sectors(), 3U);
  ASSERT_TRUE(disk_.resize(9 * VirtioBlock::kSectorBytes));
  EXPECT_EQ(disk_.unflushed_sectors(), 2U);
  ASSERT_TRUE(disk_.resize(8 * VirtioBlock::kSectorBytes));
  EXPECT_EQ(disk_.unflushed_sectors(), 1U);
  ASSERT_TRUE(disk_.resize(1024 * 1024));
  disk_.lose_power();
  EXPECT_TRUE(is_zero(stored(8 * VirtioBlock::kSectorBytes)));
}

TEST_F(VirtioBlkMiniDevice, ALongRangeIsDiscardedInParts) {
  Fd disk = open(kDisk, O_RDWR);
  std::uint64_t range[2] = {0, 1024 * 1024};
  EXPECT_THAT(disk.ioctl(BLKZEROOUT, &range), Succeeds());
  EXPECT_EQ(disk_.requests(VIRTIO_BLK_T_WRITE_ZEROES), 1U);
}

TEST_F(VirtioBlkMiniDevice, GrowsWithItsDevice) {
  ASSERT_TRUE(disk_.resize(2 * 1024 * 1024));
  simulator().run_until_idle();
  EXPECT_EQ(attribute("size"), "4096\n");
  EXPECT_THAT(open(kDisk, O_RDONLY).lseek(0, SEEK_END), SucceedsWith(2 * 1024 * 1024));
  EXPECT_THAT(dmesg(), HasSubstr("vblk0: detected capacity change from 2048 to 4096\n"));
}

TEST_F(VirtioBlkMiniDevice, SleepsWithTheMachine) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  ASSERT_TRUE(simulator().suspend(disk_).ok());
  EXPECT_EQ(disk_.status(), 0);
  Process sync = spawn("sync", [&] { return disk.fsync(); });
  EXPECT_THAT(sync, Blocks());
  ASSERT_TRUE(simulator().resume(disk_).ok());
  EXPECT_THAT(sync.result(), Succeeds());
  EXPECT_EQ(stored(0), block('a'));
}

TEST_F(VirtioBlkMiniDevice, GoesWithRequestsUnderWay) {
  disk_.set_latency_ns(5 * kMillisecond_ns);
  Fd disk = open(kDisk, O_RDONLY);
  Process reader = spawn("reader", [&] { return disk.pread(kBlockBytes, 0); });
  EXPECT_THAT(reader, Blocks());
  simulator().remove_virtio_device(disk_);
  // Or it had not come to be a request before the disk was dead.
  EXPECT_THAT(reader.result(), AnyOf(SucceedsWith(SizeIs(kBlockBytes)), FailsWith(EIO)));
  EXPECT_THAT(open(kDisk, O_RDONLY), FailsWith(ENOENT));
  // Whoever still has it open has a disk of no bytes.
  EXPECT_THAT(disk.pread(kBlockBytes, 4 * kBlockBytes), SucceedsWith(SizeIs(0U)));
}

TEST_F(VirtioBlkMiniDevice, TwoDisksHaveTwoNames) {
  VirtioBlock other(std::make_unique<MemoryStore>(2 * 1024 * 1024));
  ASSERT_TRUE(simulator().add_virtio_device(other).ok());
  EXPECT_THAT(open("/dev/vblk1", O_RDONLY).lseek(0, SEEK_END), SucceedsWith(2 * 1024 * 1024));
  simulator().remove_virtio_device(other);
  EXPECT_THAT(open("/dev/vblk1", O_RDONLY), FailsWith(ENOENT));
}

TEST_F(VirtioBlkMiniDevice, DoesNotBelieveThatSilenceIsSuccess) {
  class Silent : public VirtioBlock {
   public:
    Silent() : VirtioBlock(std::make_unique<MemoryStore>(1024 * 1024)) {}
    void on_kick(VirtioQueue& queue) override {
      while (VirtioChain* chain = queue.pop()) queue.complete(*chain, 1'000'000);
    }
  } silent;
  ASSERT_TRUE(simulator().add_virtio_device(silent).ok());
  EXPECT_THAT(open("/dev/vblk1", O_RDONLY).pread(kBlockBytes, 0), FailsWith(EIO));
  simulator().remove_virtio_device(silent);
}

TEST_F(VirtioBlkMiniDevice, TheStoreMayBeAMock) {
  class MockStore : public BlockStore {
   public:
    MOCK_METHOD(std::uint64_t, size_bytes, (), (const, override));
    MOCK_METHOD(bool, read, (std::uint64_t, std::span<std::uint8_t>), (override));
    MOCK_METHOD(bool, write, (std::uint64_t, std::span<const std::uint8_t>), (override));
    MOCK_METHOD(bool, flush, (), (override));
    MOCK_METHOD(bool, punch, (std::uint64_t, std::uint64_t), (override));
  };
  auto store = std::make_unique<NiceMock<MockStore>>();
  ON_CALL(*store, size_bytes).WillByDefault(Return(1024 * 1024));
  ON_CALL(*store, read).WillByDefault(Return(true));
  EXPECT_CALL(*store, write(512, SizeIs(512U))).WillRepeatedly(Return(true));
  EXPECT_CALL(*store, write(0, _)).WillRepeatedly(Return(true));
  EXPECT_CALL(*store, flush).WillOnce(Return(false)).WillRepeatedly(Return(true));
  VirtioBlock device(std::move(store));
  ASSERT_TRUE(simulator().add_virtio_device(device).ok());
  {
    Fd disk = open("/dev/vblk1", O_RDWR);
    EXPECT_THAT(disk.pwrite(std::string(512, 'x'), 512), SucceedsWith(512U));
    EXPECT_THAT(disk.fsync(), FailsWith(EIO));
  }
  simulator().remove_virtio_device(device);
}

// Others: one device for each.

class ReadOnlyDisk : public VirtioBlkMiniDevice {
 protected:
  ReadOnlyDisk() : VirtioBlkMiniDevice({.read_only = true}) {}
};

TEST_F(ReadOnlyDisk, IsNotWritten) {
  EXPECT_EQ(attribute("ro"), "1\n");
  EXPECT_THAT(open(kDisk, O_RDWR).write("x"), FailsWith(EPERM));
  EXPECT_THAT(open(kDisk, O_RDONLY).read(10), SucceedsWith(SizeIs(10U)));
}

class CachelessDisk : public VirtioBlkMiniDevice {
 protected:
  CachelessDisk() : VirtioBlkMiniDevice({.has_cache = false}) {}
};

TEST_F(CachelessDisk, IsNeverFlushed) {
  EXPECT_EQ(attribute("queue/write_cache"), "write through\n");
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  EXPECT_THAT(disk.fsync(), Succeeds());
  EXPECT_EQ(disk_.requests(VIRTIO_BLK_T_FLUSH), 0U);
  disk_.lose_power();
  EXPECT_EQ(stored(0), block('a'));
}

class LargeBlocks : public VirtioBlkMiniDevice {
 protected:
  LargeBlocks() : VirtioBlkMiniDevice({.block_bytes = 4096}) {}
};

TEST_F(LargeBlocks, AreWhatTheDiskSays) {
  EXPECT_EQ(attribute("queue/logical_block_size"), "4096\n");
  int bytes = 0;
  EXPECT_THAT(open(kDisk, O_RDONLY).ioctl(BLKSSZGET, &bytes), Succeeds());
  EXPECT_EQ(bytes, 4096);
}

class PlainDisk : public VirtioBlkMiniDevice {
 protected:
  PlainDisk() : VirtioBlkMiniDevice({.can_discard = false, .can_write_zeroes = false}) {}
};

TEST_F(PlainDisk, CannotDiscardAndIsZeroedByHand) {
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(block('a'), 0), Succeeds());
  std::uint64_t range[2] = {0, kBlockBytes};
  EXPECT_THAT(disk.ioctl(BLKDISCARD, &range), FailsWith(EOPNOTSUPP));
  EXPECT_THAT(disk.ioctl(BLKZEROOUT, &range), Succeeds());
  EXPECT_TRUE(is_zero(stored(0)));
}

class ShallowQueue : public VirtioBlkMiniDevice {
 protected:
  ShallowQueue()
      : VirtioBlkMiniDevice({.segments_max = 2, .segment_bytes = 4096}, "queue_depth=1") {}
};

TEST_F(ShallowQueue, TakesOneSmallRequestAtATime) {
  EXPECT_EQ(attribute("queue/max_segments"), "2\n");
  EXPECT_EQ(attribute("queue/max_segment_size"), "4096\n");
  disk_.set_latency_ns(kMillisecond_ns);
  Fd disk = open(kDisk, O_RDWR);
  EXPECT_THAT(disk.pwrite(std::string(32 * kBlockBytes, 'a'), 0), SucceedsWith(32 * kBlockBytes));
  const std::uint64_t before = clock_ns();
  EXPECT_THAT(disk.fsync(), Succeeds());
  // 16 requests of two pages at least, one after the other.
  EXPECT_GE(clock_ns() - before, 16 * kMillisecond_ns);
  EXPECT_GE(disk_.requests(VIRTIO_BLK_T_OUT), 16U);
  EXPECT_EQ(stored(0, 32 * kBlockBytes), std::string(32 * kBlockBytes, 'a'));
}

// Rings of all kinds, small ones too: requests wait for room.
struct Ring {
  const char* name;
  std::uint32_t size;
  bool packed, indirect, event_index;
};
void PrintTo(const Ring& ring, std::ostream* out) { *out << ring.name; }

class RingsOfDisks : public VirtioBlkMiniDevice, public ::testing::WithParamInterface<Ring> {
 protected:
  RingsOfDisks()
      : VirtioBlkMiniDevice({.segments_max = 6,
                             .queue_sizes = {GetParam().size},
                             .packed = GetParam().packed,
                             .indirect = GetParam().indirect,
                             .event_index = GetParam().event_index}) {}
};

TEST_P(RingsOfDisks, CarryWhatManyWrite) {
  constexpr int kWriters = 4, kBlocks = 12;
  std::vector<std::unique_ptr<Process<Done>>> writers;
  for (int writer = 0; writer < kWriters; ++writer)
    writers.emplace_back(new Process<Done>(spawn("writer", [writer] {
      Fd disk = open(kDisk, O_RDWR | O_SYNC);
      for (int number = 0; number < kBlocks; ++number)
        ASSERT_THAT(disk.pwrite(block(static_cast<char>('a' + writer)),
                                (number * kWriters + writer) * static_cast<off_t>(kBlockBytes)),
                    SucceedsWith(kBlockBytes));
    })));
  for (const auto& writer : writers) EXPECT_EQ(writer->exit_status().code, 0);
  for (int number = 0; number < kBlocks; ++number)
    for (int writer = 0; writer < kWriters; ++writer)
      EXPECT_EQ(stored((static_cast<unsigned>(number) * kWriters + static_cast<unsigned>(writer)) *
                       kBlockBytes),
                block(static_cast<char>('a' + writer)));
}

INSTANTIATE_TEST_SUITE_P(All, RingsOfDisks,
                         ::testing::Values(Ring{"split", 128, false, true, true},
                                           Ring{"split_small", 8, false, false, true},
                                           Ring{"split_plain", 16, false, false, false},
                                           Ring{"packed", 128, true, true, true},
                                           Ring{"packed_small", 10, true, false, false}),
                         [](const auto& ring) { return std::string(ring.param.name); });

}  // namespace
}  // namespace ksim
