// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/fd.hh"

#include <dirent.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "ksim/task.hh"
#include "ksim/testing/world.hh"

namespace ksim {
namespace {

// What is open now: (pid, number).
std::set<std::pair<int, int>> open_descriptors;
// Counts tests, so that an Fd that outlives its test leaves the next one's alone.
std::uint64_t test_count = 0;

int getpid() { return static_cast<int>(system_call::getpid()); }

// Closes without complaint, also when the driver's release() oopses: that is a finding.
void close_quietly(int number) {
  try {
    system_call::close(number);
  } catch (const TaskKilled&) {
    world::revive();
  }
}

}  // namespace

Fd Fd::adopt(const std::string& path, long opened, Where where) { return Fd(path, opened, where); }

Fd Fd::open(const std::string& path, int flags, mode_t mode, Where where) {
  return Fd(path, system_call::open(path.c_str(), flags, mode), where);
}

Fd::Fd(std::string path, long opened, Where where)
    : path_(std::move(path)),
      number_(opened < 0 ? -1 : static_cast<int>(opened)),
      error_(opened < 0 ? static_cast<int>(-opened) : 0),
      owner_pid_(getpid()),
      test_(test_count),
      where_(where) {
  if (number_ >= 0) open_descriptors.emplace(owner_pid_, number_);
}

Fd::Fd(Fd&& other) noexcept
    : path_(std::move(other.path_)),
      number_(std::exchange(other.number_, -1)),
      error_(std::exchange(other.error_, 0)),
      owner_pid_(other.owner_pid_),
      test_(other.test_),
      where_(other.where_),
      seen_(other.seen_) {}

Fd::~Fd() {
  if (error_ != 0 && !seen_) {
    report_unseen_failure(fmt::format("open() of {}", path_), Errno{error_}, where_);
  }
  // A process that is dying has no pid any more; the kernel closes what it had.
  if (number_ < 0 || test_ != test_count || !is_mine()) return;
  open_descriptors.erase({owner_pid_, number_});
  close_quietly(number_);
}

bool Fd::is_mine() const { return owner_pid_ == getpid(); }

bool Fd::ok() const {
  seen_ = true;
  return error_ == 0;
}

Errno Fd::error() const {
  seen_ = true;
  return Errno{error_};
}

bool Fd::is_usable(const char* call, Where where) const {
  if (error_ == 0) return true;
  seen_ = true;
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
      << "no " << call << "(): open() of " << path_ << " at " << where_.file_name() << ":"
      << where_.line() << " failed with " << Errno{error_};
  return false;
}

template <typename T>
Outcome<T> Fd::outcome(long returned, T made, const char* call, Where where) const {
  if (!is_usable(call, where)) returned = -EBADF;
  if (returned >= 0) return {std::move(made), {}, where};
  return {Errno{static_cast<int>(-returned)}, fmt::format("{}() of {}", call, path_), where};
}

Outcome<std::string> Fd::read(std::size_t size, Where where) {
  std::string data(size, '\0');
  const long returned = system_call::read(number_, data.data(), size);
  data.resize(std::clamp<long>(returned, 0, static_cast<long>(size)));
  return outcome(returned, std::move(data), "read", where);
}

Outcome<std::string> Fd::read_all(Where where) {
  std::string all;
  char piece[4096];
  long returned;
  while ((returned = system_call::read(number_, piece, sizeof(piece))) > 0) {
    all.append(piece, static_cast<std::size_t>(returned));
  }
  return outcome(returned, std::move(all), "read", where);
}

Outcome<std::string> Fd::pread(std::size_t size, off_t offset, Where where) {
  std::string data(size, '\0');
  const long returned = system_call::pread(number_, data.data(), size, offset);
  data.resize(std::clamp<long>(returned, 0, static_cast<long>(size)));
  return outcome(returned, std::move(data), "pread", where);
}

Outcome<std::vector<std::string>> Fd::readv(std::initializer_list<std::size_t> sizes, Where where) {
  std::vector<std::string> pieces;
  std::vector<iovec> vector;
  pieces.reserve(sizes.size());
  for (std::size_t size : sizes) {
    pieces.emplace_back(size, '\0');
    vector.push_back({pieces.back().data(), size});
  }
  const long returned = system_call::readv(number_, vector.data(), static_cast<int>(vector.size()));
  std::size_t left = returned < 0 ? 0 : static_cast<std::size_t>(returned);
  for (std::string& piece : pieces) {
    piece.resize(std::min(piece.size(), left));
    left -= piece.size();
  }
  return outcome(returned, std::move(pieces), "readv", where);
}

Outcome<std::size_t> Fd::write(std::string_view data, Where where) {
  return write_from(data.data(), data.size(), where);
}

Outcome<std::size_t> Fd::write_all(std::string_view data, Where where) {
  std::size_t done = 0;
  long returned = 0;
  while (done < data.size()) {
    returned = system_call::write(number_, data.data() + done, data.size() - done);
    if (returned <= 0) break;
    done += static_cast<std::size_t>(returned);
  }
  return outcome(returned, done, "write", where);
}

Outcome<std::size_t> Fd::pwrite(std::string_view data, off_t offset, Where where) {
  const long returned = system_call::pwrite(number_, data.data(), data.size(), offset);
  return outcome(returned, static_cast<std::size_t>(returned), "pwrite", where);
}

Outcome<std::size_t> Fd::writev(std::initializer_list<std::string_view> pieces, Where where) {
  std::vector<iovec> vector;
  for (std::string_view piece : pieces) {
    vector.push_back({const_cast<char*>(piece.data()), piece.size()});
  }
  const long returned =
      system_call::writev(number_, vector.data(), static_cast<int>(vector.size()));
  return outcome(returned, static_cast<std::size_t>(returned), "writev", where);
}

Outcome<std::size_t> Fd::read_to(void* buffer, std::size_t size, Where where) {
  const long returned = system_call::read(number_, buffer, size);
  return outcome(returned, static_cast<std::size_t>(returned), "read", where);
}

Outcome<std::size_t> Fd::write_from(const void* buffer, std::size_t size, Where where) {
  const long returned = system_call::write(number_, buffer, size);
  return outcome(returned, static_cast<std::size_t>(returned), "write", where);
}

Outcome<off_t> Fd::lseek(off_t offset, int whence, Where where) {
  const long returned = system_call::lseek(number_, offset, whence);
  return outcome(returned, off_t{returned}, "lseek", where);
}

Outcome<long> Fd::ioctl(unsigned int command, long value, Where where) {
  const long returned = system_call::ioctl(number_, command, value);
  return outcome(returned, returned, "ioctl", where);
}

Outcome<long> Fd::ioctl_pointer(unsigned int command, void* argument, Where where) {
  const long returned = system_call::ioctl(number_, command, argument);
  return outcome(returned, returned, "ioctl", where);
}

Outcome<long> Fd::compat_ioctl_pointer(unsigned int command, void* argument, Where where) {
  const long returned = system_call::compat_ioctl(number_, command, argument);
  return outcome(returned, returned, "ioctl", where);
}

Outcome<> Fd::fsync(Where where) {
  return outcome(system_call::fsync(number_), Done{}, "fsync", where);
}

Outcome<> Fd::fdatasync(Where where) {
  return outcome(system_call::fdatasync(number_), Done{}, "fdatasync", where);
}

Fd Fd::dup(Where where) {
  const bool usable = is_usable("dup", where);
  return Fd(path_, usable ? system_call::dup(number_) : -EBADF, where);
}

Outcome<long> Fd::fcntl(int command, long argument, Where where) {
  const long returned = system_call::fcntl(number_, command, argument);
  return outcome(returned, returned, "fcntl", where);
}

Outcome<> Fd::set_owner(int process, Where where) {
  return outcome(system_call::fcntl(number_, F_SETOWN, process), Done{}, "F_SETOWN", where);
}

Outcome<> Fd::set_signal(int signal, Where where) {
  return outcome(system_call::fcntl(number_, F_SETSIG, signal), Done{}, "F_SETSIG", where);
}

Outcome<> Fd::change_flags(int off, int on, Where where) {
  long returned = system_call::fcntl(number_, F_GETFL);
  if (returned >= 0) returned = system_call::fcntl(number_, F_SETFL, (returned & ~off) | on);
  return outcome(returned, Done{}, "F_SETFL", where);
}

Outcome<> Fd::set_async(Where where) { return change_flags(0, O_ASYNC, where); }

Outcome<> Fd::clear_async(Where where) { return change_flags(O_ASYNC, 0, where); }

Outcome<struct ::stat> Fd::stat(Where where) {
  struct ::stat status = {};
  const long returned = system_call::fstat(number_, &status);
  return outcome(returned, status, "fstat", where);
}

Outcome<std::vector<std::string>> Fd::getdents(Where where) {
  std::vector<std::string> names;
  alignas(dirent64) char buffer[4096];
  long returned;
  while ((returned = system_call::getdents64(number_, buffer, sizeof(buffer))) > 0) {
    for (long at = 0; at < returned;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
      names.emplace_back(entry->d_name);
      at += entry->d_reclen;
    }
  }
  return outcome(returned, std::move(names), "getdents", where);
}

Mapping Fd::mmap(std::size_t size, int protection, int flags, off_t offset, Where where) {
  const bool usable = is_usable("mmap", where);
  const long returned =
      usable ? system_call::mmap(nullptr, size, protection, flags, number_, offset) : -EBADF;
  return Mapping(returned, size, fmt::format("mmap() of {}", path_), where);
}

Outcome<> Fd::close(Where where) {
  const int number = std::exchange(number_, -1);
  if (is_mine()) open_descriptors.erase({owner_pid_, number});
  return outcome(system_call::close(number), Done{}, "close", where);
}

void Fd::close_all() {
  const int pid = getpid();
  for (const auto& [owner, number] : std::exchange(open_descriptors, {})) {
    if (owner == pid) close_quietly(number);
  }
  ++test_count;
}

void PrintTo(const Fd& fd, std::ostream* out) {
  *out << fd.path();
  if (fd.ok()) {
    *out << " (descriptor " << fd.number() << ")";
  } else {
    *out << ", which could not be opened: " << fd.error();
  }
}

}  // namespace ksim
