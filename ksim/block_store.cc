// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/block_store.hh"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace ksim {

template <typename Visit>
void MemoryStore::for_each_page(std::uint64_t offset, std::uint64_t bytes, Visit visit) {
  while (bytes != 0) {
    const std::uint64_t within = offset % kPageBytes;
    const std::uint64_t now = std::min(bytes, kPageBytes - within);
    visit(offset / kPageBytes, within, now);
    offset += now;
    bytes -= now;
  }
}

bool MemoryStore::read(std::uint64_t offset, std::span<std::uint8_t> to) {
  std::uint8_t* out = to.data();
  for_each_page(offset, to.size(),
                [&](std::uint64_t page, std::uint64_t within, std::uint64_t now) {
                  const auto found = pages_.find(page);
                  if (found == pages_.end())
                    std::memset(out, 0, now);
                  else
                    std::memcpy(out, found->second.data() + within, now);
                  out += now;
                });
  return true;
}

bool MemoryStore::write(std::uint64_t offset, std::span<const std::uint8_t> from) {
  const std::uint8_t* in = from.data();
  for_each_page(offset, from.size(),
                [&](std::uint64_t page, std::uint64_t within, std::uint64_t now) {
                  Page& bytes = pages_[page];
                  bytes.resize(kPageBytes);
                  std::memcpy(bytes.data() + within, in, now);
                  in += now;
                });
  return true;
}

bool MemoryStore::punch(std::uint64_t offset, std::uint64_t bytes) {
  for_each_page(offset, bytes, [&](std::uint64_t page, std::uint64_t within, std::uint64_t now) {
    const auto found = pages_.find(page);
    if (found == pages_.end()) return;
    if (now == kPageBytes)
      pages_.erase(found);
    else
      std::memset(found->second.data() + within, 0, now);
  });
  return true;
}

bool MemoryStore::resize(std::uint64_t bytes) {
  if (bytes < size_) punch(bytes, size_ - bytes);
  size_ = bytes;
  return true;
}

FileStore::FileStore(const std::filesystem::path& file, Access access)
    : fd_(::open(file.c_str(), (access == Access::ReadOnly ? O_RDONLY : O_RDWR) | O_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), file.native());
  struct stat status {};
  if (::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd_);
    throw std::system_error(EINVAL, std::generic_category(), file.native() + ": no regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

FileStore::~FileStore() { ::close(fd_); }

bool FileStore::read(std::uint64_t offset, std::span<std::uint8_t> to) {
  while (!to.empty()) {
    const ssize_t got = ::pread(fd_, to.data(), to.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to = to.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool FileStore::write(std::uint64_t offset, std::span<const std::uint8_t> from) {
  while (!from.empty()) {
    const ssize_t put = ::pwrite(fd_, from.data(), from.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    from = from.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return true;
}

bool FileStore::flush() { return ::fdatasync(fd_) == 0; }

bool FileStore::punch(std::uint64_t offset, std::uint64_t bytes) {
  if (::fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                  static_cast<off_t>(bytes)) == 0)
    return true;
  if (errno != EOPNOTSUPP) return false;
  constexpr std::uint64_t kAtOnce = 64 * 1024;
  const std::vector<std::uint8_t> zeroes(std::min(bytes, kAtOnce));
  for (std::uint64_t done = 0; done < bytes; done += kAtOnce)
    if (!write(offset + done, std::span(zeroes).first(std::min(kAtOnce, bytes - done))))
      return false;
  return true;
}

bool FileStore::resize(std::uint64_t bytes) {
  if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0) return false;
  size_ = bytes;
  return true;
}

}  // namespace ksim
