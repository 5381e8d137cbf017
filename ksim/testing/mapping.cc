// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/mapping.hh"

#include <sys/mman.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "ksim/testing/world.hh"

namespace ksim {
namespace {

constexpr std::size_t kPageSize = 4096;

bool is_failure(long returned) { return returned < 0 && returned >= -4095; }

}  // namespace

Mapping::Mapping(long returned, std::size_t size, std::string call, Where where)
    : size_(size), call_(std::move(call)), where_(where) {
  if (is_failure(returned)) {
    error_ = static_cast<int>(-returned);
  } else {
    data_ = reinterpret_cast<char*>(returned);
  }
}

Mapping::Mapping(Mapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(other.size_),
      error_(std::exchange(other.error_, 0)),
      call_(std::move(other.call_)),
      where_(other.where_),
      seen_(other.seen_) {}

Mapping::~Mapping() {
  if (error_ != 0 && !seen_) report_unseen_failure(call_, Errno{error_}, where_);
  if (data_ == nullptr) return;
  try {
    system_call::munmap(data_, size_);
  } catch (const TaskKilled&) {  // an oops in the driver's close(): a finding already
    world::revive();
  }
}

bool Mapping::ok() const {
  seen_ = true;
  return error_ == 0;
}

Errno Mapping::error() const {
  seen_ = true;
  return Errno{error_};
}

Outcome<> Mapping::unmap(std::size_t offset, std::size_t size, Where where) {
  const long returned = system_call::munmap(data_ + offset, size);
  if (offset == 0 && size == size_) data_ = nullptr;
  return {Result<>::from_return(returned), "munmap()", where};
}

void PrintTo(const Mapping& mapping, std::ostream* out) {
  if (mapping.ok()) {
    *out << mapping.size() << " bytes mapped";
  } else {
    *out << "a mapping that failed with " << mapping.error();
  }
}

UserBuffer UserBuffer::faulting_at(std::size_t size) {
  if (size > kPageSize) throw std::invalid_argument("UserBuffer: at most 4096 bytes");
  void* pages =
      ::mmap(nullptr, 2 * kPageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  ::mprotect(static_cast<char*>(pages) + kPageSize, kPageSize, PROT_NONE);
  return UserBuffer(static_cast<char*>(pages), size);
}

UserBuffer::UserBuffer(char* pages, std::size_t size)
    : pages_(pages), data_(pages + kPageSize - size), size_(size) {}

UserBuffer::~UserBuffer() { ::munmap(pages_, 2 * kPageSize); }

}  // namespace ksim
