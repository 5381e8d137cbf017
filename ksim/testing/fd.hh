// SPDX-License-Identifier: GPL-2.0-or-later
// File descriptors of a test, in any world.
#ifndef KSIM_TESTING_FD_HH
#define KSIM_TESTING_FD_HH

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/system_call.hh"
#include "ksim/testing/mapping.hh"
#include "ksim/testing/outcome.hh"

namespace ksim {

// An open file descriptor. The destructor closes it; the end of the test does so too.
//
// A descriptor belongs to the process that opened it. A process that was spawned later has
// a copy, as after fork(), and may use it through the same object; it keeps its copy until
// it closes it or ends.
//
// open() may fail. Then the object says why, to a matcher or by error(); to use it
// nevertheless, or to drop it without looking, fails the test.
class Fd {
 public:
  using Where = std::source_location;

  // Takes over what another call than open() returned; `path` says what it is.
  [[nodiscard]] static Fd adopt(const std::string& path, long opened,
                                Where where = Where::current());
  [[nodiscard]] static Fd open(const std::string& path, int flags, mode_t mode = 0,
                               Where where = Where::current());

  Fd(Fd&& other) noexcept;
  Fd& operator=(Fd&&) = delete;
  ~Fd();

  bool ok() const;
  // Requires: !ok().
  Errno error() const;
  // -1 when closed.
  int number() const { return number_; }
  const std::string& path() const { return path_; }

  // As many bytes as the kernel returned, at most `size`.
  Outcome<std::string> read(std::size_t size, Where where = Where::current());
  // Reads again and again, until end of file or failure.
  Outcome<std::string> read_all(Where where = Where::current());
  Outcome<std::string> pread(std::size_t size, off_t offset, Where where = Where::current());
  // One string for each of `sizes`, the last ones shorter or empty.
  Outcome<std::vector<std::string>> readv(std::initializer_list<std::size_t> sizes,
                                          Where where = Where::current());
  Outcome<std::size_t> write(std::string_view data, Where where = Where::current());
  // Writes again and again until all is written, or failure.
  Outcome<std::size_t> write_all(std::string_view data, Where where = Where::current());
  Outcome<std::size_t> pwrite(std::string_view data, off_t offset, Where where = Where::current());
  Outcome<std::size_t> writev(std::initializer_list<std::string_view> pieces,
                              Where where = Where::current());
  // With any pointer, as the C functions take it.
  Outcome<std::size_t> read_to(void* buffer, std::size_t size, Where where = Where::current());
  Outcome<std::size_t> write_from(const void* buffer, std::size_t size,
                                  Where where = Where::current());

  // The new file position.
  Outcome<off_t> lseek(off_t offset, int whence = SEEK_SET, Where where = Where::current());
  // The argument by value.
  Outcome<long> ioctl(unsigned int command, long value = 0, Where where = Where::current());
  // The argument behind a pointer.
  template <typename T>
  Outcome<long> ioctl(unsigned int command, T* argument, Where where = Where::current()) {
    return ioctl_pointer(command, argument, where);
  }
  // As a 32-bit program does it.
  template <typename T>
  Outcome<long> compat_ioctl(unsigned int command, T* argument, Where where = Where::current()) {
    return compat_ioctl_pointer(command, argument, where);
  }
  Outcome<> fsync(Where where = Where::current());
  Outcome<> fdatasync(Where where = Where::current());
  [[nodiscard]] Fd dup(Where where = Where::current());
  Outcome<long> fcntl(int command, long argument = 0, Where where = Where::current());
  // F_SETOWN: this process is told when there is something to do; a process group if it is
  // negative, nobody if it is 0.
  Outcome<> set_owner(int process, Where where = Where::current());
  // F_SETSIG: by this signal, and then with a siginfo_t that says why; by a plain SIGIO if
  // it is 0.
  Outcome<> set_signal(int signal, Where where = Where::current());
  // O_ASYNC on or off: whether the owner is told at all.
  Outcome<> set_async(Where where = Where::current());
  Outcome<> clear_async(Where where = Where::current());
  Outcome<struct ::stat> stat(Where where = Where::current());
  // Names of what is in the directory, in the kernel's order, with "." and "..".
  Outcome<std::vector<std::string>> getdents(Where where = Where::current());
  [[nodiscard]] Mapping mmap(std::size_t size, int protection, int flags, off_t offset = 0,
                             Where where = Where::current());
  // For those who care whether it works.
  Outcome<> close(Where where = Where::current());

  // What the test's process still has open is closed. Descriptors that live on, for
  // example as members of a fixture, are closed ones from now on.
  static void close_all();

 private:
  Fd(std::string path, long opened, Where where);

  // False, and a failure of the test, if open() failed.
  bool is_usable(const char* call, Where where) const;
  // What a call returned, as a Result of something else: `made` is only read on success.
  template <typename T>
  Outcome<T> outcome(long returned, T made, const char* call, Where where) const;
  Outcome<> change_flags(int off, int on, Where where);
  Outcome<long> ioctl_pointer(unsigned int command, void* argument, Where where);
  Outcome<long> compat_ioctl_pointer(unsigned int command, void* argument, Where where);
  bool is_mine() const;

  std::string path_;
  int number_;          // -1 when closed or never open
  int error_;           // of open(), 0 if it worked
  int owner_pid_;       // who opened it
  std::uint64_t test_;  // in which test
  Where where_;
  mutable bool seen_ = false;  // whether somebody looked at error_
};

void PrintTo(const Fd& fd, std::ostream* out);

}  // namespace ksim

#endif
