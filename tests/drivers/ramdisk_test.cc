// SPDX-License-Identifier: GPL-2.0-or-later
// ramdisk: a block device at the system call.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr const char* kNode = "/dev/ramdisk0";
constexpr off_t kSize = 1024 * 1024;
constexpr std::size_t kBlock = 4096;

std::string zeroes(std::size_t count) { return std::string(count, '\0'); }

// Memory that O_DIRECT takes.
class Aligned {
 public:
  explicit Aligned(std::size_t size, char fill = 0)
      : storage_(size + kBlock), start_(storage_.data()) {
    const auto odd = reinterpret_cast<std::uintptr_t>(start_) % kBlock;
    if (odd != 0) start_ += kBlock - odd;
    std::memset(start_, fill, size);
  }
  char* data() { return start_; }

 private:
  std::vector<char> storage_;
  char* start_;
};

class Ramdisk : public DriverTest {
 protected:
  explicit Ramdisk(const std::string& parameters = "") : DriverTest("ramdisk", parameters) {}

  static Fd disk(int flags = O_RDWR) { return open(kNode, flags); }
  static std::string attribute(const std::string& name, int index = 0) {
    std::string text = open("/sys/block/ramdisk" + std::to_string(index) + "/" + name, O_RDONLY)
                           .read_all()
                           .value();
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  static void set_parameter(const std::string& name, const std::string& value) {
    EXPECT_THAT(open("/sys/module/ramdisk/parameters/" + name, O_WRONLY).write(value),
                SucceedsWith(value.size()));
  }
};

TEST_F(Ramdisk, GivesBackWhatWasWritten) {
  Fd fd = disk();
  EXPECT_THAT(fd.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(fd.pread(5, 0), SucceedsWith("hello"));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_THAT(disk(O_RDONLY).read(7), SucceedsWith("hello" + zeroes(2)));
}

TEST_F(Ramdisk, KeepsItsBytesWithoutFsync) {
  EXPECT_THAT(disk(O_WRONLY).pwrite("late", 70000), SucceedsWith(4U));
  EXPECT_THAT(disk(O_RDONLY).pread(4, 70000), SucceedsWith("late"));
}

TEST_F(Ramdisk, IsZeroWhereNothingWasWritten) {
  Fd fd = disk();
  EXPECT_THAT(fd.pwrite("x", 10000), SucceedsWith(1U));
  EXPECT_THAT(fd.pread(kBlock, 0), SucceedsWith(zeroes(kBlock)));
  EXPECT_THAT(fd.pread(3, 9999), SucceedsWith(zeroes(1) + "x" + zeroes(1)));
}

TEST_F(Ramdisk, CarriesMoreThanARequestCan) {
  std::string pattern;
  for (int i = 0; pattern.size() < 600'000; ++i) pattern += std::to_string(i) + ' ';
  Fd fd = disk();
  EXPECT_THAT(fd.write_all(pattern), SucceedsWith(pattern.size()));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_EQ(disk(O_RDONLY).read_all().value().substr(0, pattern.size()), pattern);
}

TEST_F(Ramdisk, EndsWhereItEnds) {
  Fd fd = disk();
  EXPECT_THAT(fd.lseek(0, SEEK_END), SucceedsWith(kSize));
  EXPECT_THAT(fd.read(10), SucceedsWith(""));
  EXPECT_THAT(fd.pread(10, kSize - 4), SucceedsWith(zeroes(4)));
  EXPECT_THAT(fd.pwrite("12345", kSize - 3), SucceedsWith(3U));
  EXPECT_THAT(fd.pwrite("x", kSize), FailsWith(ENOSPC));
  EXPECT_THAT(fd.pread(10, kSize - 4), SucceedsWith(zeroes(1) + "123"));
}

TEST_F(Ramdisk, CannotBeSoughtPastItsEnd) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 8);
  EXPECT_THAT(disk().lseek(kSize + 1, SEEK_SET), FailsWith(EINVAL));
}

TEST_F(Ramdisk, IsABlockDevice) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 6);
  const struct ::stat status = stat(kNode).value();
  EXPECT_TRUE(S_ISBLK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(status.st_size, 0);
}

TEST_F(Ramdisk, IsForRootOnly) {
  auto user = spawn("user", [] {
    EXPECT_THAT(become_user(1000), Succeeds());
    EXPECT_THAT(disk(O_RDONLY), FailsWith(EACCES));
  });
  user.result();
}

TEST_F(Ramdisk, ReadOnlyDescriptorsDoNotWrite) {
  EXPECT_THAT(disk(O_RDONLY).write("x"), FailsWith(EBADF));
}

TEST_F(Ramdisk, HasNoMajorOfItsOwnAfterItIsGone) {
  EXPECT_THAT(open("/proc/devices", O_RDONLY).read_all().value(), HasSubstr("ramdisk\n"));
  EXPECT_THAT(unload_module("ramdisk"), Succeeds());
  EXPECT_THAT(disk(), FailsWith(ENOENT));
  EXPECT_THAT(open("/proc/devices", O_RDONLY).read_all().value(),
              ::testing::Not(HasSubstr("ramdisk\n")));
}

TEST_F(Ramdisk, StaysWhileItIsOpen) {
  Fd fd = disk();
  EXPECT_THAT(unload_module("ramdisk"), FailsWith(EWOULDBLOCK));
  EXPECT_THAT(fd.write("still there"), SucceedsWith(11U));
}

TEST_F(Ramdisk, IsAPartition) {
  EXPECT_THAT(open("/proc/partitions", O_RDONLY).read_all().value(),
              HasSubstr("       1024 ramdisk0\n"));
}

TEST_F(Ramdisk, DescribesItselfInSysfs) {
  EXPECT_EQ(attribute("size"), "2048");
  EXPECT_EQ(attribute("ro"), "0");
  EXPECT_EQ(attribute("removable"), "0");
  EXPECT_EQ(attribute("range"), "1");
  EXPECT_EQ(attribute("queue/logical_block_size"), "512");
  EXPECT_EQ(attribute("queue/physical_block_size"), "512");
  EXPECT_EQ(attribute("queue/minimum_io_size"), "512");
  EXPECT_EQ(attribute("queue/discard_granularity"), "512");
  EXPECT_EQ(attribute("queue/rotational"), "0");
  EXPECT_EQ(attribute("queue/write_cache"), "write through");
  EXPECT_EQ(attribute("queue/fua"), "0");
  EXPECT_EQ(attribute("queue/max_segments"), "128");
  EXPECT_THAT(attribute("dev"), MatchesRegex("[0-9]+:0"));
  EXPECT_THAT(attribute("uevent"), HasSubstr("DEVNAME=ramdisk0\nDEVTYPE=disk"));
}

TEST_F(Ramdisk, IsFoundByItsNumber) {
  EXPECT_THAT(open("/sys/dev/block/" + attribute("dev") + "/size", O_RDONLY).read_all(),
              SucceedsWith("2048\n"));
  EXPECT_THAT(open("/sys/class/block/ramdisk0/size", O_RDONLY).read_all(), SucceedsWith("2048\n"));
}

TEST_F(Ramdisk, ANodeOfOnesOwnWorks) {
  const std::string number = attribute("dev");
  const int major = std::stoi(number);
  ASSERT_THAT(mknod("/dev/mine", S_IFBLK | 0600, makedev(major, 0)), Succeeds());
  EXPECT_THAT(open("/dev/mine", O_WRONLY).write("same"), SucceedsWith(4U));
  EXPECT_THAT(disk(O_RDONLY).read(4), SucceedsWith("same"));
  ASSERT_THAT(mknod("/dev/nobodys", S_IFBLK | 0600, makedev(major, 200)), Succeeds());
  EXPECT_THAT(open("/dev/nobodys", O_RDONLY), FailsWith(ENXIO));
  EXPECT_THAT(unlink("/dev/mine"), Succeeds());
  EXPECT_THAT(unlink("/dev/nobodys"), Succeeds());
}

TEST_F(Ramdisk, CountsWhatItDoes) {
  {
    Fd fd = disk();
    EXPECT_THAT(fd.write(std::string(2 * kBlock, 'x')), SucceedsWith(2 * kBlock));
    EXPECT_THAT(fd.fsync(), Succeeds());
  }
  // Reads: of nothing. Writes: of 16 sectors.
  EXPECT_THAT(attribute("stat"), MatchesRegex(" *0 +0 +0 +[0-9]+ +[12] +[0-9]+ +16 +[0-9]+ +0 .*"));
}

// ioctl()

TEST_F(Ramdisk, TellsItsSize) {
  std::uint64_t bytes = 0;
  EXPECT_THAT(disk(O_RDONLY).ioctl(BLKGETSIZE64, &bytes), Succeeds());
  EXPECT_EQ(bytes, std::uint64_t{kSize});
}

TEST_F(Ramdisk, TellsWhatItIsLike) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk(O_RDONLY);
  unsigned long sectors = 0;
  int number = -1;
  unsigned short small = 7;
  EXPECT_THAT(fd.ioctl(BLKGETSIZE, &sectors), Succeeds());
  EXPECT_EQ(sectors, 2048U);
  EXPECT_THAT(fd.ioctl(BLKSSZGET, &number), Succeeds());
  EXPECT_EQ(number, 512);
  EXPECT_THAT(fd.ioctl(BLKPBSZGET, &number), Succeeds());
  EXPECT_EQ(number, 512);
  EXPECT_THAT(fd.ioctl(BLKIOMIN, &number), Succeeds());
  EXPECT_EQ(number, 512);
  EXPECT_THAT(fd.ioctl(BLKIOOPT, &number), Succeeds());
  EXPECT_EQ(number, 0);
  EXPECT_THAT(fd.ioctl(BLKROGET, &number), Succeeds());
  EXPECT_EQ(number, 0);
  EXPECT_THAT(fd.ioctl(BLKROTATIONAL, &small), Succeeds());
  EXPECT_EQ(small, 0);
}

TEST_F(Ramdisk, TellsItsGeometry) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  hd_geometry geometry{};
  EXPECT_THAT(disk(O_RDONLY).ioctl(HDIO_GETGEO, &geometry), Succeeds());
  EXPECT_EQ(geometry.heads, 4);
  EXPECT_EQ(geometry.sectors, 16);
  EXPECT_EQ(geometry.cylinders, 32);
}

TEST_F(Ramdisk, DoesNotKnowEveryCommand) {
  EXPECT_THAT(disk().ioctl(_IO('x', 1)), FailsWith(ENOTTY));
}

TEST_F(Ramdisk, CanBeMadeReadOnly) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk();
  int on = 1;
  EXPECT_THAT(fd.ioctl(BLKROSET, &on), Succeeds());
  EXPECT_EQ(attribute("ro"), "1");
  EXPECT_THAT(fd.write("x"), FailsWith(EPERM));
  Fd again = disk(O_RDWR);
  EXPECT_THAT(again.write("x"), FailsWith(EPERM));
  on = 0;
  EXPECT_THAT(fd.ioctl(BLKROSET, &on), Succeeds());
  EXPECT_THAT(fd.write("x"), SucceedsWith(1U));
}

TEST_F(Ramdisk, IsMadeReadOnlyByRootOnly) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk();
  auto user = spawn("user", [&] {
    int on = 1;
    EXPECT_THAT(become_user(1000), Succeeds());
    EXPECT_THAT(fd.ioctl(BLKROSET, &on), FailsWith(EACCES));
    EXPECT_THAT(fd.ioctl(BLKFLSBUF), FailsWith(EACCES));
  });
  user.result();
}

TEST_F(Ramdisk, ForgetsWhatIsDiscarded) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk();
  std::uint64_t range[] = {kBlock, kBlock};
  EXPECT_THAT(fd.write(std::string(3 * kBlock, 'x')), SucceedsWith(3 * kBlock));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_THAT(fd.ioctl(BLKDISCARD, range), Succeeds());
  EXPECT_THAT(fd.pread(2, kBlock - 1), SucceedsWith("x" + zeroes(1)));
  EXPECT_THAT(fd.pread(2, 2 * kBlock - 1), SucceedsWith(zeroes(1) + "x"));
  range[0] = 1;
  EXPECT_THAT(fd.ioctl(BLKDISCARD, range), FailsWith(EINVAL));
  range[0] = kSize;
  EXPECT_THAT(fd.ioctl(BLKDISCARD, range), FailsWith(EINVAL));
  EXPECT_THAT(disk(O_RDONLY).ioctl(BLKDISCARD, range), FailsWith(EBADF));
}

TEST_F(Ramdisk, CanBeZeroed) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk();
  std::uint64_t range[] = {512, 512};
  EXPECT_THAT(fd.write(std::string(kBlock, 'x')), SucceedsWith(kBlock));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_THAT(fd.ioctl(BLKZEROOUT, range), Succeeds());
  EXPECT_THAT(fd.pread(514, 511), SucceedsWith("x" + zeroes(512) + "x"));
}

TEST_F(Ramdisk, RemembersHowFarToReadAhead) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 7);
  Fd fd = disk();
  long sectors = 0;
  EXPECT_THAT(fd.ioctl(BLKRASET, 64), Succeeds());
  EXPECT_THAT(fd.ioctl(BLKRAGET, &sectors), Succeeds());
  EXPECT_EQ(sectors, 64);
}

// O_EXCL

TEST_F(Ramdisk, BelongsToOneExclusively) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 30);
  Fd mine = disk(O_RDWR | O_EXCL);
  EXPECT_THAT(disk(O_RDWR | O_EXCL), FailsWith(EBUSY));
  EXPECT_THAT(disk(O_RDWR), Succeeds());
  EXPECT_THAT(mine.close(), Succeeds());
  EXPECT_THAT(disk(O_RDWR | O_EXCL), Succeeds());
}

// O_DIRECT

TEST_F(Ramdisk, PassesTheCacheDirectly) {
  Aligned block(kBlock, 'd');
  Fd direct = disk(O_RDWR | O_DIRECT);
  EXPECT_THAT(direct.write_from(block.data(), kBlock), SucceedsWith(kBlock));
  EXPECT_THAT(direct.lseek(0), SucceedsWith(0));
  std::memset(block.data(), 0, kBlock);
  EXPECT_THAT(direct.read_to(block.data(), kBlock), SucceedsWith(kBlock));
  EXPECT_EQ(std::string(block.data(), kBlock), std::string(kBlock, 'd'));
}

TEST_F(Ramdisk, ShowsDirectReadersWhatIsInTheCache) {
  Aligned block(kBlock);
  Fd buffered = disk();
  Fd direct = disk(O_RDONLY | O_DIRECT);
  EXPECT_THAT(buffered.write("cached"), SucceedsWith(6U));
  EXPECT_THAT(direct.read_to(block.data(), kBlock), SucceedsWith(kBlock));
  EXPECT_EQ(std::string(block.data(), 6), "cached");
}

TEST_F(Ramdisk, ShowsBufferedReadersWhatWasWrittenDirectly) {
  Aligned block(kBlock, 'n');
  Fd buffered = disk();
  Fd direct = disk(O_WRONLY | O_DIRECT);
  EXPECT_THAT(buffered.write("old"), SucceedsWith(3U));
  EXPECT_THAT(buffered.pread(3, 0), SucceedsWith("old"));
  EXPECT_THAT(direct.write_from(block.data(), kBlock), SucceedsWith(kBlock));
  EXPECT_THAT(buffered.pread(3, 0), SucceedsWith("nnn"));
}

TEST_F(Ramdisk, TakesWholeBlocksDirectly) {
  Aligned block(kBlock);
  Fd direct = disk(O_RDWR | O_DIRECT);
  EXPECT_THAT(direct.read_to(block.data(), 100), FailsWith(EINVAL));
  EXPECT_THAT(direct.write_from(block.data(), 100), FailsWith(EINVAL));
  EXPECT_THAT(direct.lseek(100), SucceedsWith(100));
  EXPECT_THAT(direct.read_to(block.data(), 512), FailsWith(EINVAL));
}

TEST_F(Ramdisk, TakesAlignedMemoryDirectly) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 31);
  Aligned block(2 * kBlock);
  EXPECT_THAT(disk(O_RDWR | O_DIRECT).read_to(block.data() + 4, 512), FailsWith(EINVAL));
}

TEST_F(Ramdisk, EndsForDirectReadersToo) {
  Aligned block(2 * kBlock);
  Fd direct = disk(O_RDWR | O_DIRECT);
  EXPECT_THAT(direct.lseek(kSize - static_cast<off_t>(kBlock)), Succeeds());
  EXPECT_THAT(direct.read_to(block.data(), 2 * kBlock), SucceedsWith(kBlock));
  EXPECT_THAT(direct.read_to(block.data(), kBlock), SucceedsWith(0U));
  EXPECT_THAT(direct.write_from(block.data(), kBlock), FailsWith(ENOSPC));
}

// Errors

class BadRamdisk : public Ramdisk {
 protected:
  BadRamdisk() : Ramdisk("bad_sector=80") {}
  static constexpr off_t kBad = 80 * 512;
};

TEST_F(BadRamdisk, CannotBeReadThere) {
  Fd fd = disk(O_RDONLY);
  EXPECT_THAT(fd.pread(10, kBad), FailsWith(EIO));
  EXPECT_THAT(fd.pread(10, 0), SucceedsWith(zeroes(10)));
  EXPECT_THAT(dmesg(), HasSubstr("I/O error, dev ramdisk0, sector 80 op 0x0:(READ) flags 0x"));
  EXPECT_THAT(dmesg(),
              HasSubstr("Buffer I/O error on dev ramdisk0, logical block 10, async page read"));
}

TEST_F(BadRamdisk, CanBeReadUpToThere) {
  EXPECT_THAT(disk(O_RDONLY).pread(2 * kBlock, kBad - static_cast<off_t>(kBlock)),
              SucceedsWith(zeroes(kBlock)));
}

TEST_F(BadRamdisk, FailsToSyncOnceForEachDescriptor) {
  Fd one = disk();
  Fd other = disk();
  EXPECT_THAT(one.pwrite(std::string(kBlock, 'x'), kBad), SucceedsWith(kBlock));
  EXPECT_THAT(one.fsync(), FailsWith(EIO));
  EXPECT_THAT(one.fsync(), Succeeds());
  EXPECT_THAT(other.fsync(), FailsWith(EIO));
  EXPECT_THAT(other.fsync(), Succeeds());
  EXPECT_THAT(dmesg(), HasSubstr("lost async page write"));
}

TEST_F(BadRamdisk, TellsOneWhoComesLateOfNothingThatWasSeen) {
  Fd one = disk();
  EXPECT_THAT(one.pwrite(std::string(kBlock, 'x'), kBad), SucceedsWith(kBlock));
  EXPECT_THAT(one.fsync(), FailsWith(EIO));
  EXPECT_THAT(disk().fsync(), Succeeds());
}

TEST_F(BadRamdisk, FailsDirectlyAtOnce) {
  Aligned block(kBlock, 'x');
  Fd direct = disk(O_RDWR | O_DIRECT);
  EXPECT_THAT(direct.lseek(kBad), Succeeds());
  EXPECT_THAT(direct.write_from(block.data(), kBlock), FailsWith(EIO));
  EXPECT_THAT(direct.read_to(block.data(), kBlock), FailsWith(EIO));
}

TEST_F(BadRamdisk, RecoversWhenTheSectorDoes) {
  Fd fd = disk();
  EXPECT_THAT(fd.pread(1, kBad), FailsWith(EIO));
  set_parameter("bad_sector", "-1");
  EXPECT_THAT(fd.pread(1, kBad), SucceedsWith(zeroes(1)));
}

TEST_F(BadRamdisk, NeedsTheBlockToWriteAPartOfIt) {
  EXPECT_THAT(disk().pwrite("part", kBad), FailsWith(EIO));
}

// With a cache of its own

class CachingRamdisk : public Ramdisk {
 protected:
  CachingRamdisk() : Ramdisk("cache=1") {}
  static std::string flushes() {
    const std::string stat = attribute("stat");
    std::size_t at = 0;
    for (int field = 0; field < 15; ++field) {
      at = stat.find_first_not_of(' ', at);
      at = stat.find(' ', at);
    }
    at = stat.find_first_not_of(' ', at);
    return stat.substr(at, stat.find(' ', at) - at);
  }
};

TEST_F(CachingRamdisk, IsFlushedByFsync) {
  EXPECT_EQ(attribute("queue/write_cache"), "write back");
  Fd fd = disk();
  EXPECT_THAT(fd.write("x"), SucceedsWith(1U));
  EXPECT_EQ(flushes(), "0");
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_EQ(flushes(), "1");
  EXPECT_THAT(fd.fdatasync(), Succeeds());
  EXPECT_EQ(flushes(), "2");
}

TEST_F(CachingRamdisk, IsFlushedByEachSynchronousWrite) {
  Fd fd = disk(O_WRONLY | O_SYNC);
  EXPECT_THAT(fd.write("one"), SucceedsWith(3U));
  EXPECT_THAT(fd.write("two"), SucceedsWith(3U));
  EXPECT_EQ(flushes(), "2");
}

TEST_F(CachingRamdisk, WritesThroughIfTold) {
  EXPECT_THAT(open("/sys/block/ramdisk0/queue/write_cache", O_WRONLY).write("write through"),
              SucceedsWith(13U));
  Fd fd = disk();
  EXPECT_THAT(fd.write("x"), SucceedsWith(1U));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_EQ(flushes(), "0");
}

// Large blocks

class LargeBlockRamdisk : public Ramdisk {
 protected:
  LargeBlockRamdisk() : Ramdisk("block_size=4096") {}
};

TEST_F(LargeBlockRamdisk, TakesNoSmallerOnesDirectly) {
  Aligned block(kBlock);
  EXPECT_EQ(attribute("queue/logical_block_size"), "4096");
  Fd direct = disk(O_RDWR | O_DIRECT);
  EXPECT_THAT(direct.read_to(block.data(), 512), FailsWith(EINVAL));
  EXPECT_THAT(direct.read_to(block.data(), kBlock), SucceedsWith(kBlock));
}

TEST_F(LargeBlockRamdisk, IsWrittenInAnyPiecesThroughTheCache) {
  Fd fd = disk();
  EXPECT_THAT(fd.pwrite("ab", 5000), SucceedsWith(2U));
  EXPECT_THAT(fd.pread(4, 4999), SucceedsWith(zeroes(1) + "ab" + zeroes(1)));
}

// Several of them

class RamdiskPair : public Ramdisk {
 protected:
  RamdiskPair() : Ramdisk("disks=2 size_kb=64") {}
};

TEST_F(RamdiskPair, AreTwo) {
  EXPECT_EQ(attribute("size", 1), "128");
  EXPECT_THAT(open("/dev/ramdisk0", O_WRONLY).write("zero"), SucceedsWith(4U));
  EXPECT_THAT(open("/dev/ramdisk1", O_WRONLY).write("one"), SucceedsWith(3U));
  EXPECT_THAT(open("/dev/ramdisk0", O_RDONLY).read(4), SucceedsWith("zero"));
  EXPECT_THAT(open("/dev/ramdisk1", O_RDONLY).read(4), SucceedsWith("one" + zeroes(1)));
}

// Taking its time, with few requests

class SlowRamdisk : public Ramdisk {
 protected:
  SlowRamdisk() : Ramdisk("delay_us=2000 depth=2 queues=2") {}

  using Worker = decltype(spawn("", [] {}));
  static Worker start(char name) {
    return spawn("worker", [name] { work(name, name % 2 == 0); });
  }

  // Writes blocks of its own, with a sync after each, and reads them back.
  static void work(char name, bool direct) {
    Fd fd = disk(direct ? O_RDWR | O_DIRECT : O_RDWR);
    Aligned block(kBlock);
    const off_t start = (name - 'a') * 4 * static_cast<off_t>(kBlock);
    for (int i = 0; i < 3; ++i) {
      const off_t at = start + i * static_cast<off_t>(kBlock);
      std::memset(block.data(), name + i, kBlock);
      EXPECT_THAT(fd.lseek(at), Succeeds());
      EXPECT_THAT(fd.write_from(block.data(), kBlock), SucceedsWith(kBlock));
      if (!direct) {
        EXPECT_THAT(fd.fsync(), Succeeds());
      }
    }
    for (int i = 0; i < 3; ++i) {
      EXPECT_THAT(fd.lseek(start + i * static_cast<off_t>(kBlock)), Succeeds());
      EXPECT_THAT(fd.read_to(block.data(), kBlock), SucceedsWith(kBlock));
      EXPECT_EQ(block.data()[77], name + i);
    }
  }
};

TEST_F(SlowRamdisk, ServesACrowd) {
  std::array<Worker, 6> crowd{start('a'), start('b'), start('c'),
                              start('d'), start('e'), start('f')};
  for (Worker& worker : crowd) worker.result();
  EXPECT_THAT(disk(O_RDONLY).pread(1, 0), SucceedsWith("a"));
}

TEST_F(SlowRamdisk, CarriesMoreThanItHasRequestsFor) {
  Fd fd = disk();
  const std::string much(300'000, 'm');
  EXPECT_THAT(fd.write_all(much), SucceedsWith(much.size()));
  EXPECT_THAT(fd.fsync(), Succeeds());
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_EQ(disk(O_RDONLY).read_all().value().substr(0, much.size()), much);
}

TEST_F(SlowRamdisk, WritesWhatIsLeftWhenTheLastOneCloses) {
  EXPECT_THAT(disk(O_WRONLY).write(std::string(10 * kBlock, 'c')), SucceedsWith(10 * kBlock));
  EXPECT_THAT(disk(O_RDONLY).pread(2, 10 * kBlock - 1), SucceedsWith("c" + zeroes(1)));
}

// Loading

class RamdiskLoading : public DriverTest {};

TEST_F(RamdiskLoading, RefusesWhatMakesNoSense) {
  EXPECT_THAT(load_module("ramdisk", "disks=0"), FailsWith(EINVAL));
  EXPECT_THAT(load_module("ramdisk", "disks=17"), FailsWith(EINVAL));
  EXPECT_THAT(load_module("ramdisk", "size_kb=0"), FailsWith(EINVAL));
  EXPECT_THAT(load_module("ramdisk", "block_size=700"), FailsWith(EINVAL));
  EXPECT_THAT(load_module("ramdisk", "depth=0"), FailsWith(EINVAL));
}

TEST_F(RamdiskLoading, MakesAsManyAsItIsTold) {
  EXPECT_THAT(load_module("ramdisk", "disks=16 size_kb=4"), Succeeds());
  EXPECT_THAT(stat("/dev/ramdisk15"), Succeeds());
  EXPECT_THAT(stat("/dev/ramdisk16"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace ksim
