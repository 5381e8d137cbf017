// SPDX-License-Identifier: GPL-2.0-or-later
// A file system that the host has made, read and changed through a disk driver, and then checked
// by the host. Here libext2fs does what the kernel's ext4 would: its blocks come from system calls.
//
// In the simulated worlds the image is made and checked here; in QEMU by tests/qemu/run.
#include <ext2fs/ext2fs.h>
#include <linux/fs.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>

#include "ksim/testing/driver_test.hh"
#include "tests/support/shell.hh"

namespace ksim {
namespace {

using test_support::Ended;
using test_support::quoted;
using test_support::shell;
using ::testing::EndsWith;
using ::testing::StartsWith;

constexpr char kScripts[] = KSIM_SOURCE_DIR "/tests/fixtures/disk/";

// "1\n2\n…", as seq(1) has it.
std::string numbers_to(int last) {
  std::string text;
  for (int number = 1; number <= last; ++number) text += std::to_string(number) + '\n';
  return text;
}

// Where libext2fs keeps blocks: a disk of the kernel under test.
namespace disk_io {

struct Disk {
  Fd fd;
};

Disk& disk_of(io_channel channel) { return *static_cast<Disk*>(channel->private_data); }

errcode_t open(const char* name, int flags, io_channel* opened);
errcode_t close(io_channel channel) {
  if (--channel->refcount > 0) return 0;
  delete &disk_of(channel);
  std::free(channel->name);
  std::free(channel);
  return 0;
}
errcode_t set_blksize(io_channel channel, int bytes) {
  channel->block_size = bytes;
  return 0;
}
// A negative count is of bytes.
std::size_t bytes_of(io_channel channel, int count) {
  return count < 0
             ? static_cast<std::size_t>(-count)
             : static_cast<std::size_t>(count) * static_cast<std::size_t>(channel->block_size);
}
errcode_t read_blk64(io_channel channel, unsigned long long block, int count, void* data) {
  const std::size_t bytes = bytes_of(channel, count);
  const auto offset = static_cast<off_t>(block) * channel->block_size;
  const Outcome<std::string> got = disk_of(channel).fd.pread(bytes, offset);
  if (!got.ok()) return got.error().code();
  if (got.value().size() != bytes) return EXT2_ET_SHORT_READ;
  got.value().copy(static_cast<char*>(data), bytes);
  return 0;
}
errcode_t write_blk64(io_channel channel, unsigned long long block, int count, const void* data) {
  const std::size_t bytes = bytes_of(channel, count);
  const auto offset = static_cast<off_t>(block) * channel->block_size;
  const Outcome<std::size_t> put =
      disk_of(channel).fd.pwrite({static_cast<const char*>(data), bytes}, offset);
  if (!put.ok()) return put.error().code();
  return put.value() == bytes ? 0 : EXT2_ET_SHORT_WRITE;
}
errcode_t read_blk(io_channel channel, unsigned long block, int count, void* data) {
  return read_blk64(channel, block, count, data);
}
errcode_t write_blk(io_channel channel, unsigned long block, int count, const void* data) {
  return write_blk64(channel, block, count, data);
}
errcode_t flush(io_channel channel) {
  const Outcome<> flushed = disk_of(channel).fd.fsync();
  return flushed.ok() ? 0 : flushed.error().code();
}

struct_io_manager manager{};

errcode_t open(const char* name, int flags, io_channel* opened) {
  Fd fd = Fd::open(name, (flags & IO_FLAG_RW) != 0 ? O_RDWR : O_RDONLY);
  if (!fd.ok()) return fd.error().code();
  auto* channel = static_cast<io_channel>(std::calloc(1, sizeof(struct_io_channel)));
  channel->magic = EXT2_ET_MAGIC_IO_CHANNEL;
  channel->manager = &manager;
  channel->name = strdup(name);
  channel->block_size = 1024;
  channel->refcount = 1;
  channel->private_data = new Disk{std::move(fd)};
  *opened = channel;
  return 0;
}

io_manager get() {
  manager.magic = EXT2_ET_MAGIC_IO_MANAGER;
  manager.name = "a disk of the kernel under test";
  manager.open = &open;
  manager.close = &close;
  manager.set_blksize = &set_blksize;
  manager.read_blk = &read_blk;
  manager.write_blk = &write_blk;
  manager.read_blk64 = &read_blk64;
  manager.write_blk64 = &write_blk64;
  manager.flush = &flush;
  return &manager;
}

}  // namespace disk_io

#define ASSERT_NO_ERROR(call)                                          \
  do {                                                                 \
    const errcode_t error_ = (call);                                   \
    if (error_ != 0) FAIL() << #call << ": " << error_message(error_); \
  } while (false)

// A mounted file system, as far as this test needs one.
class FileSystem {
 public:
  ~FileSystem() {
    if (fs_ != nullptr) ext2fs_close_free(&fs_);
  }

  void open(const std::string& disk, int flags) {
    ASSERT_NO_ERROR(ext2fs_open(disk.c_str(), flags, 0, 0, disk_io::get(), &fs_));
    ASSERT_NO_ERROR(ext2fs_read_bitmaps(fs_));
  }
  // What is there is written, and flushed.
  void close() { ASSERT_NO_ERROR(ext2fs_close_free(&fs_)); }

  void read(const std::string& path, std::string& text) {
    ext2_ino_t inode;
    ASSERT_NO_ERROR(ext2fs_namei(fs_, EXT2_ROOT_INO, EXT2_ROOT_INO, path.c_str(), &inode));
    ext2_file_t file;
    ASSERT_NO_ERROR(ext2fs_file_open(fs_, inode, 0, &file));
    __u64 bytes;
    ASSERT_NO_ERROR(ext2fs_file_get_lsize(file, &bytes));
    text.resize(bytes);
    for (std::size_t done = 0; done < text.size();) {
      unsigned got = 0;
      ASSERT_NO_ERROR(ext2fs_file_read(file, text.data() + done,
                                       static_cast<unsigned>(text.size() - done), &got));
      ASSERT_GT(got, 0U);
      done += got;
    }
    ASSERT_NO_ERROR(ext2fs_file_close(file));
  }

  void write(const std::string& directory, const std::string& name, const std::string& text) {
    ext2_ino_t parent;
    ASSERT_NO_ERROR(ext2fs_namei(fs_, EXT2_ROOT_INO, EXT2_ROOT_INO, directory.c_str(), &parent));
    ext2_ino_t number;
    ASSERT_NO_ERROR(ext2fs_new_inode(fs_, parent, LINUX_S_IFREG | 0644, nullptr, &number));
    ASSERT_NO_ERROR(ext2fs_link(fs_, parent, name.c_str(), number, EXT2_FT_REG_FILE));
    ext2fs_inode_alloc_stats2(fs_, number, +1, 0);
    ext2_inode inode{};
    inode.i_mode = LINUX_S_IFREG | 0644;
    inode.i_links_count = 1;
    ext2_extent_handle_t extents;
    ASSERT_NO_ERROR(ext2fs_extent_open2(fs_, number, &inode, &extents));
    ext2fs_extent_free(extents);
    ASSERT_NO_ERROR(ext2fs_write_new_inode(fs_, number, &inode));
    ext2_file_t file;
    ASSERT_NO_ERROR(ext2fs_file_open(fs_, number, EXT2_FILE_WRITE, &file));
    for (std::size_t done = 0; done < text.size();) {
      unsigned put = 0;
      ASSERT_NO_ERROR(ext2fs_file_write(file, text.data() + done,
                                        static_cast<unsigned>(text.size() - done), &put));
      done += put;
    }
    ASSERT_NO_ERROR(ext2fs_file_close(file));
  }

  void remove(const std::string& name) {
    ext2_ino_t number;
    ASSERT_NO_ERROR(ext2fs_namei(fs_, EXT2_ROOT_INO, EXT2_ROOT_INO, name.c_str(), &number));
    ASSERT_NO_ERROR(ext2fs_unlink(fs_, EXT2_ROOT_INO, name.c_str(), number, 0));
    ext2_inode inode;
    ASSERT_NO_ERROR(ext2fs_read_inode(fs_, number, &inode));
    ASSERT_NO_ERROR(ext2fs_punch(fs_, number, &inode, nullptr, 0, ~blk64_t{0}));
    inode.i_links_count = 0;
    // A small number would be that of another orphan.
    inode.i_dtime = static_cast<__u32>(std::time(nullptr));
    ASSERT_NO_ERROR(ext2fs_write_inode(fs_, number, &inode));
    ext2fs_inode_alloc_stats2(fs_, number, -1, 0);
  }

 private:
  ext2_filsys fs_ = nullptr;
};

class VirtioBlkImage : public DriverTest {
 protected:
  VirtioBlkImage() : DriverTest("virtio-blk-mini") {}

  void SetUp() override {
    DriverTest::SetUp();
    if (world() != World::Qemu) {
      image_ = std::filesystem::temp_directory_path() /
               ("ksim-image-" + std::to_string(::getpid()) + ".img");
      const Ended made = shell(kScripts + std::string("make-image ") + quoted(*image_));
      ASSERT_EQ(made.exit_code, 0) << made.output;
    }
    ASSERT_THAT(add_device("virtio-blk,serial=ksim-image,file=" + image_.value_or("").native()),
                Succeeds());
    for (int index = 0; disk_.empty(); ++index) {
      const std::string name = "vblk" + std::to_string(index);
      Fd serial = open("/sys/block/" + name + "/serial", O_RDONLY);
      ASSERT_TRUE(serial.ok()) << "no disk is called ksim-image";
      if (serial.read_all().value() == "ksim-image\n") disk_ = "/dev/" + name;
    }
  }
  ~VirtioBlkImage() override {
    if (image_) std::filesystem::remove(*image_);
  }

  std::optional<std::filesystem::path> image_;
  std::string disk_;
};

TEST_F(VirtioBlkImage, IsReadAndChangedAndInOrderAfterwards) {
  FileSystem fs;
  ASSERT_NO_FATAL_FAILURE(fs.open(disk_, EXT2_FLAG_RW | EXT2_FLAG_64BITS));
  std::string text;
  ASSERT_NO_FATAL_FAILURE(fs.read("/directory/greeting", text));
  EXPECT_EQ(text, "made on the host\n");
  ASSERT_NO_FATAL_FAILURE(fs.read("/numbers", text));
  EXPECT_THAT(text, StartsWith("1\n2\n3\n"));
  EXPECT_THAT(text, EndsWith("199999\n200000\n"));
  ASSERT_NO_FATAL_FAILURE(fs.write("/directory", "written", numbers_to(50'000)));
  ASSERT_NO_FATAL_FAILURE(fs.remove("unwanted"));
  ASSERT_NO_FATAL_FAILURE(fs.close());
  // It is on the disk, not only in the cache.
  EXPECT_THAT(open(disk_, O_RDONLY).ioctl(BLKFLSBUF), Succeeds());
  ASSERT_NO_FATAL_FAILURE(fs.open(disk_, EXT2_FLAG_64BITS));
  ASSERT_NO_FATAL_FAILURE(fs.read("/directory/written", text));
  EXPECT_EQ(text, numbers_to(50'000));
  ASSERT_NO_FATAL_FAILURE(fs.close());
  ASSERT_THAT(unload_module("virtio-blk-mini"), Succeeds());
  if (!image_) return;
  const Ended checked = shell(kScripts + std::string("check-image ") + quoted(*image_));
  EXPECT_EQ(checked.exit_code, 0) << checked.output;
}

}  // namespace
}  // namespace ksim
