// SPDX-License-Identifier: GPL-2.0-or-later
// Devices by description, and where disks keep their bytes.
#include "ksim/virtio_devices.hh"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/virtio_blk.h>
#include <stdlib.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "ksim/block_store.hh"
#include "ksim/virtio_block.hh"

namespace ksim {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Throws;
using ::testing::ThrowsMessage;

class TemporaryFile {
 public:
  explicit TemporaryFile(std::uint64_t bytes) {
    std::string name = (std::filesystem::temp_directory_path() / "ksim-store-XXXXXX").native();
    const int fd = mkstemp(name.data());
    close(fd);
    path_ = name;
    std::filesystem::resize_file(path_, bytes);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<std::uint8_t> read(BlockStore& store, std::uint64_t offset, std::size_t bytes) {
  std::vector<std::uint8_t> data(bytes, 0xee);
  EXPECT_TRUE(store.read(offset, data));
  return data;
}

void expect_to_keep_bytes(BlockStore& store) {
  EXPECT_EQ(store.size_bytes(), 100'000U);
  EXPECT_THAT(read(store, 0, 100'000), Each(0));
  std::vector<std::uint8_t> data(10'000);
  for (std::size_t at = 0; at < data.size(); ++at)
    data[at] = static_cast<std::uint8_t>(at % 251 + 1);
  EXPECT_TRUE(store.write(4'000, data));
  EXPECT_EQ(read(store, 4'000, data.size()), data);
  EXPECT_THAT(read(store, 0, 4'000), Each(0));
  EXPECT_THAT(read(store, 14'000, 1'000), Each(0));
  EXPECT_TRUE(store.punch(4'100, 9'000));
  EXPECT_THAT(read(store, 4'100, 9'000), Each(0));
  EXPECT_EQ(read(store, 4'099, 1)[0], data[99]);
  EXPECT_EQ(read(store, 13'100, 1)[0], data[9'100]);
  EXPECT_TRUE(store.flush());
  EXPECT_TRUE(store.resize(5'000));
  EXPECT_TRUE(store.resize(20'000));
  EXPECT_EQ(store.size_bytes(), 20'000U);
  EXPECT_THAT(read(store, 5'000, 15'000), Each(0));
}

TEST(BlockStore, KeepsBytesInMemory) {
  MemoryStore store(100'000);
  expect_to_keep_bytes(store);
}

TEST(BlockStore, KeepsBytesInAFile) {
  const TemporaryFile file(100'000);
  {
    FileStore store(file.path(), FileStore::Access::ReadWrite);
    expect_to_keep_bytes(store);
    EXPECT_TRUE(store.write(0, std::vector<std::uint8_t>{'h', 'i'}));
  }
  std::ifstream stream(file.path());
  std::string word(2, ' ');
  stream.read(word.data(), 2);
  EXPECT_EQ(word, "hi");
  EXPECT_EQ(std::filesystem::file_size(file.path()), 20'000U);
}

TEST(BlockStore, OfAFileThatIsReadOnlyIsNotWritten) {
  const TemporaryFile file(1'000);
  FileStore store(file.path(), FileStore::Access::ReadOnly);
  EXPECT_FALSE(store.write(0, std::vector<std::uint8_t>(10)));
  EXPECT_THAT(read(store, 0, 1'000), Each(0));
}

TEST(BlockStore, IsOfARegularFile) {
  EXPECT_THROW(FileStore("/dev/null", FileStore::Access::ReadWrite), std::system_error);
  EXPECT_THROW(FileStore("/nonexistent", FileStore::Access::ReadOnly), std::system_error);
}

TEST(MakeVirtioDevice, MakesADiskOfAFile) {
  const TemporaryFile file(64 * 1024);
  const auto device = make_virtio_device("virtio-blk,serial=A1,file=" + file.path().native());
  EXPECT_EQ(device->config_at<std::uint64_t>(offsetof(virtio_blk_config, capacity)), 128U);
}

TEST(MakeVirtioDevice, MakesADiskOfMemory) {
  const auto device = make_virtio_device("virtio-blk,size=3M,readonly,block=4K,packed");
  EXPECT_EQ(device->config_at<std::uint64_t>(offsetof(virtio_blk_config, capacity)), 3U * 2048);
  EXPECT_EQ(device->config_at<std::uint32_t>(offsetof(virtio_blk_config, blk_size)), 4096U);
  EXPECT_NE(device->offered_features() >> VIRTIO_BLK_F_RO & 1, 0U);
}

TEST(MakeVirtioDevice, MakesTheOthers) {
  EXPECT_EQ(make_virtio_device("virtio-rng")->name(), "rng");
  EXPECT_EQ(make_virtio_device("virtio-hello")->name(), "hello");
}

TEST(MakeVirtioDevice, SaysWhatIsWrong) {
  const auto make = [](std::string description) {
    return [description] { make_virtio_device(description); };
  };
  EXPECT_THAT(make("floppy"), ThrowsMessage<std::invalid_argument>(HasSubstr("no device floppy")));
  EXPECT_THAT(make(""), Throws<std::invalid_argument>());
  EXPECT_THAT(make("virtio-rng,fast"),
              ThrowsMessage<std::invalid_argument>(HasSubstr("no option fast")));
  EXPECT_THAT(make("virtio-blk"), ThrowsMessage<std::invalid_argument>(HasSubstr("has a size")));
  EXPECT_THAT(make("virtio-blk,size=1M,file=x"), Throws<std::invalid_argument>());
  EXPECT_THAT(make("virtio-blk,size=1M,size=2M"),
              ThrowsMessage<std::invalid_argument>(HasSubstr("size is there twice")));
  for (const char* size : {"", "x", "1MM", "1T", "-1"})
    EXPECT_THAT(make(std::string("virtio-blk,size=") + size),
                ThrowsMessage<std::invalid_argument>(HasSubstr("size is a number")))
        << size;
  EXPECT_THAT(make("virtio-blk,size=1M,block=100"), Throws<std::invalid_argument>());
  EXPECT_THAT(make("virtio-blk,size=1M,readonly=perhaps"), Throws<std::invalid_argument>());
  EXPECT_THAT(make("virtio-blk,size=1M,serial=123456789012345678901"),
              Throws<std::invalid_argument>());
  EXPECT_THAT(make("virtio-blk,file=/nonexistent"), Throws<std::system_error>());
}

}  // namespace
}  // namespace ksim
