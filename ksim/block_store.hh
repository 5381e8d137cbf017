// SPDX-License-Identifier: GPL-2.0-or-later
// Where the model of a disk keeps its bytes.
#ifndef KSIM_BLOCK_STORE_HH
#define KSIM_BLOCK_STORE_HH

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace ksim {

// Offsets and sizes are in bytes, and lie within size_bytes(). Each function returns whether it
// succeeded; what fails, the driver gets to see as an I/O error.
class BlockStore {
 public:
  virtual ~BlockStore() = default;

  virtual std::uint64_t size_bytes() const = 0;
  virtual bool read(std::uint64_t offset, std::span<std::uint8_t> to) = 0;
  virtual bool write(std::uint64_t offset, std::span<const std::uint8_t> from) = 0;
  // What was written is there after a loss of power, too.
  virtual bool flush() = 0;
  // The bytes read as zeroes from now on, and need not be kept.
  virtual bool punch(std::uint64_t offset, std::uint64_t bytes) = 0;
  // Not every store can.
  virtual bool resize(std::uint64_t /*bytes*/) { return false; }
};

// Memory, which is zero at first and takes no room until it is written.
class MemoryStore : public BlockStore {
 public:
  explicit MemoryStore(std::uint64_t bytes) : size_(bytes) {}

  std::uint64_t size_bytes() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::uint8_t> to) override;
  bool write(std::uint64_t offset, std::span<const std::uint8_t> from) override;
  bool flush() override { return true; }
  bool punch(std::uint64_t offset, std::uint64_t bytes) override;
  bool resize(std::uint64_t bytes) override;

 private:
  static constexpr std::uint64_t kPageBytes = 4096;
  using Page = std::vector<std::uint8_t>;

  // Calls `visit(page number, offset in it, bytes)` for each page that is touched.
  template <typename Visit>
  static void for_each_page(std::uint64_t offset, std::uint64_t bytes, Visit visit);

  std::uint64_t size_;
  std::unordered_map<std::uint64_t, Page> pages_;  // by offset / kPageBytes; others are zero
};

// A file of the host's, such as an image that mkfs has made.
class FileStore : public BlockStore {
 public:
  enum class Access { ReadOnly, ReadWrite };

  // Throws std::system_error if it cannot be opened, or is no regular file.
  FileStore(const std::filesystem::path& file, Access access);
  ~FileStore() override;
  FileStore(const FileStore&) = delete;
  FileStore& operator=(const FileStore&) = delete;

  std::uint64_t size_bytes() const override { return size_; }
  bool read(std::uint64_t offset, std::span<std::uint8_t> to) override;
  bool write(std::uint64_t offset, std::span<const std::uint8_t> from) override;
  bool flush() override;
  bool punch(std::uint64_t offset, std::uint64_t bytes) override;
  bool resize(std::uint64_t bytes) override;

 private:
  int fd_;
  std::uint64_t size_ = 0;
};

}  // namespace ksim

#endif
