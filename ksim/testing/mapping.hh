// SPDX-License-Identifier: GPL-2.0-or-later
// User memory of a test.
#ifndef KSIM_TESTING_MAPPING_HH
#define KSIM_TESTING_MAPPING_HH

#include <cstddef>
#include <source_location>
#include <string>
#include <string_view>

#include "ksim/testing/outcome.hh"

namespace ksim {

// A file mapped into memory, unmapped by the destructor. mmap() may fail: see Fd.
class Mapping {
 public:
  using Where = std::source_location;

  // Takes over what mmap() returned.
  Mapping(long returned, std::size_t size, std::string call, Where where);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping();

  bool ok() const;
  // Requires: !ok().
  Errno error() const;

  char* data() const { return data_; }
  std::size_t size() const { return size_; }
  char& operator[](std::size_t index) const { return data_[index]; }
  std::string_view text(std::size_t offset, std::size_t size) const {
    return {data_ + offset, size};
  }
  // Unmaps a part, or all, before the end.
  Outcome<> unmap(std::size_t offset, std::size_t size, Where where = Where::current());
  Outcome<> unmap(Where where = Where::current()) { return unmap(0, size_, where); }

 private:
  char* data_ = nullptr;
  std::size_t size_ = 0;
  int error_ = 0;
  std::string call_;
  Where where_;
  mutable bool seen_ = false;
};

void PrintTo(const Mapping& mapping, std::ostream* out);

// A buffer that ends where no memory is: the kernel that copies to or from it is stopped
// after `size` bytes by a real page fault.
//
//   UserBuffer buffer = UserBuffer::faulting_at(5);
//   EXPECT_THAT(scull.read_to(buffer.data(), 10), SucceedsWith(5));
class UserBuffer {
 public:
  // Requires: size <= 4096.
  [[nodiscard]] static UserBuffer faulting_at(std::size_t size);

  UserBuffer(const UserBuffer&) = delete;
  UserBuffer& operator=(const UserBuffer&) = delete;
  ~UserBuffer();

  // Of the accessible bytes; aligned only by chance.
  char* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::string_view text() const { return {data_, size_}; }

 private:
  UserBuffer(char* pages, std::size_t size);

  char* pages_;
  char* data_;
  std::size_t size_;
};

}  // namespace ksim

#endif
