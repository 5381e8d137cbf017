// SPDX-License-Identifier: GPL-2.0-or-later
// What does the path of a block cost, beside a file of the host's in memory? On the way are the
// system call, the block layer, a driver, a ring and the model of a disk; a cached block has
// none of these but the first.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "benchmarks/compare.hh"
#include "ksim/system_call.hh"
#include "ksim/virtio_block.hh"

namespace {

constexpr std::size_t kDiskBytes = 16 << 20;
constexpr std::size_t kAlignment = 4096;
const bench::Axis kBytes = {
    "bytes", {512, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20}, 1 << 20};

void check(long returned, std::size_t bytes) {
  if (returned != static_cast<long>(bytes)) throw std::runtime_error("a call did not do all");
}

// Memory as O_DIRECT wants it.
class Buffer {
 public:
  Buffer() : bytes_(static_cast<char*>(std::aligned_alloc(kAlignment, kDiskBytes)), &std::free) {
    std::fill_n(bytes_.get(), kDiskBytes, 'x');
  }
  char* data() const { return bytes_.get(); }

 private:
  std::unique_ptr<char, decltype(&std::free)> bytes_;
};

// A file of the host's that no disk is behind.
class HostFile {
 public:
  HostFile() : fd_(::memfd_create("floor", MFD_CLOEXEC)) {
    if (::ftruncate(fd_, kDiskBytes) != 0) throw std::runtime_error("no memory for a file");
    check(::pwrite(fd_, buffer_.data(), kDiskBytes, 0), kDiskBytes);
  }
  ~HostFile() { ::close(fd_); }
  HostFile(const HostFile&) = delete;
  HostFile& operator=(const HostFile&) = delete;

  void read(std::size_t bytes) { check(::pread(fd_, buffer_.data(), bytes, 0), bytes); }
  void write(std::size_t bytes) { check(::pwrite(fd_, buffer_.data(), bytes, 0), bytes); }

 private:
  Buffer buffer_;
  int fd_;
};

// A block device, opened.
class Disk {
 public:
  Disk(bench::Driver& driver, const char* path, int flags)
      : fd_(driver.open(path, O_RDWR | flags)) {
    write(kDiskBytes);
  }

  void read(std::size_t bytes) {
    check(ksim::system_call::pread(fd_, buffer_.data(), bytes, 0), bytes);
  }
  void write(std::size_t bytes) {
    check(ksim::system_call::pwrite(fd_, buffer_.data(), bytes, 0), bytes);
  }

 private:
  Buffer buffer_;
  int fd_;
};

template <void (Disk::*Transfer)(std::size_t), void (HostFile::*OfFloor)(std::size_t)>
void compare_disks(benchmark::State& state, Disk& disk, const bench::Goal& goal) {
  HostFile file;
  bench::sweep(state, kBytes, {.exponent_max = 0.3, .tail_from = 64 << 10}, goal, [&](long size) {
    const auto bytes = static_cast<std::size_t>(size);
    return bench::measure_pair([&] { (disk.*Transfer)(bytes); }, [&] { (file.*OfFloor)(bytes); });
  });
}

template <void (Disk::*Transfer)(std::size_t), void (HostFile::*OfFloor)(std::size_t)>
void compare_virtio(benchmark::State& state, const bench::Goal& goal) {
  ksim::VirtioBlock device(std::make_unique<ksim::MemoryStore>(kDiskBytes));
  bench::Driver driver("virtio-blk-mini");
  driver.simulator().add_virtio_device(device).value();
  Disk disk(driver, "/dev/vblk0", O_DIRECT);
  compare_disks<Transfer, OfFloor>(state, disk, goal);
}

void virtio_disk_read_by_bytes(benchmark::State& state) {
  compare_virtio<&Disk::read, &HostFile::read>(
      state, {.ratio_max = 8,
              .subject = "O_DIRECT read of a virtio disk, without its cache",
              .floor = "pread() of a file in the host's memory"});
}

void virtio_disk_write_by_bytes(benchmark::State& state) {
  compare_virtio<&Disk::write, &HostFile::write>(
      state, {.ratio_max = 8,
              .subject = "O_DIRECT write to a virtio disk, without its cache",
              .floor = "pwrite() to a file in the host's memory"});
}

void cached_disk_read_by_bytes(benchmark::State& state) {
  bench::Driver driver("ramdisk", "size_kb=16384");
  Disk disk(driver, "/dev/ramdisk0", 0);
  compare_disks<&Disk::read, &HostFile::read>(state, disk,
                                              {.ratio_max = 3,
                                               .subject = "read of a disk out of the page cache",
                                               .floor = "pread() of a file in the host's memory"});
}

}  // namespace

BENCHMARK(virtio_disk_read_by_bytes)->UseManualTime()->Iterations(1);
BENCHMARK(virtio_disk_write_by_bytes)->UseManualTime()->Iterations(1);
BENCHMARK(cached_disk_read_by_bytes)->UseManualTime()->Iterations(1);
