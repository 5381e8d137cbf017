// SPDX-License-Identifier: GPL-2.0-or-later
// The system calls of a process that runs on Linux: the real ones, not the C library's.
#include "ksim/system_call.hh"

#include <linux/capability.h>
#include <linux/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "ksim/testing/linux_process.hh"

namespace ksim::system_call {
namespace {

// Bytes of a signal set, as the kernel has it.
constexpr long kSignalSetBytes = 8;

long word(const void* pointer) { return reinterpret_cast<long>(pointer); }
long word(long value) { return value; }

// May wait.
template <typename... A>
long call(long number, A... arguments) {
  return linux_process::waiting_call(number, word(arguments)...);
}

// Never does.
template <typename... A>
long quick(long number, A... arguments) {
  return linux_process::raw_call(number, word(arguments)...);
}

// What pselect6() takes as its last argument.
struct MaskAndSize {
  const sigset_t* mask;
  std::size_t size;
};

}  // namespace

long open(const char* path, int flags, mode_t mode) {
  return call(SYS_openat, AT_FDCWD, path, flags, mode);
}
long close(int fd) { return call(SYS_close, fd); }
long read(int fd, void* buffer, std::size_t size) { return call(SYS_read, fd, buffer, size); }
long write(int fd, const void* buffer, std::size_t size) {
  return call(SYS_write, fd, buffer, size);
}
long pread(int fd, void* buffer, std::size_t size, off_t offset) {
  return call(SYS_pread64, fd, buffer, size, offset);
}
long pwrite(int fd, const void* buffer, std::size_t size, off_t offset) {
  return call(SYS_pwrite64, fd, buffer, size, offset);
}
long readv(int fd, const iovec* vector, int count) { return call(SYS_readv, fd, vector, count); }
long writev(int fd, const iovec* vector, int count) { return call(SYS_writev, fd, vector, count); }
long lseek(int fd, off_t offset, int whence) { return call(SYS_lseek, fd, offset, whence); }
long ioctl(int fd, unsigned int command, long value) { return call(SYS_ioctl, fd, command, value); }
long ioctl(int fd, unsigned int command, void* pointer) {
  return call(SYS_ioctl, fd, command, pointer);
}

// By the gate for 32-bit programs, whose pointers are short.
long compat_ioctl(int fd, unsigned int command, void* pointer) {
  constexpr std::size_t kBytes = 1 << _IOC_SIZEBITS;
  void* low = ::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  if (low == MAP_FAILED) return -ENOMEM;
  const std::size_t size = pointer != nullptr ? _IOC_SIZE(command) : 0;
  if (size != 0) std::memcpy(low, pointer, size);
  constexpr long kIoctl32 = 54;
  int returned;
  // The mapping is below 2 GiB: no bit of the pointer is lost.
  asm volatile("int $0x80"
               : "=a"(returned)
               : "a"(kIoctl32), "b"(fd), "c"(command), "d"(pointer != nullptr ? low : nullptr)
               : "memory", "r8", "r9", "r10", "r11");
  if (size != 0 && (_IOC_DIR(command) & _IOC_READ) != 0) std::memcpy(pointer, low, size);
  ::munmap(low, kBytes);
  return returned;
}

long fsync(int fd) { return call(SYS_fsync, fd); }
long fdatasync(int fd) { return call(SYS_fdatasync, fd); }
long dup(int fd) { return call(SYS_dup, fd); }
long dup3(int from, int to, int flags) { return call(SYS_dup3, from, to, flags); }
long fcntl(int fd, int command, long argument) { return call(SYS_fcntl, fd, command, argument); }
long fcntl(int fd, int command, f_owner_ex* owner) { return call(SYS_fcntl, fd, command, owner); }
long getdents64(int fd, void* buffer, std::size_t size) {
  return call(SYS_getdents64, fd, buffer, size);
}
long mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset) {
  return call(SYS_mmap, address, size, protection, flags, fd, offset);
}
long munmap(void* address, std::size_t size) { return call(SYS_munmap, address, size); }
long splice(int in, loff_t* in_offset, int out, loff_t* out_offset, std::size_t size,
            unsigned int flags) {
  return call(SYS_splice, in, in_offset, out, out_offset, size, flags);
}
long stat(const char* path, struct ::stat* status) {
  return call(SYS_newfstatat, AT_FDCWD, path, status, 0);
}
long lstat(const char* path, struct ::stat* status) {
  return call(SYS_newfstatat, AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
}
long fstat(int fd, struct ::stat* status) { return call(SYS_fstat, fd, status); }
long mknod(const char* path, mode_t mode, dev_t device) {
  return call(SYS_mknodat, AT_FDCWD, path, mode, device);
}
long mkdir(const char* path, mode_t mode) { return call(SYS_mkdirat, AT_FDCWD, path, mode); }
long unlink(const char* path) { return call(SYS_unlinkat, AT_FDCWD, path, 0); }
long rmdir(const char* path) { return call(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR); }
long chmod(const char* path, mode_t mode) { return call(SYS_fchmodat, AT_FDCWD, path, mode); }
long chown(const char* path, uid_t uid, gid_t gid) {
  return call(SYS_fchownat, AT_FDCWD, path, uid, gid, 0);
}
long access(const char* path, int mode) { return call(SYS_faccessat, AT_FDCWD, path, mode); }
long readlink(const char* path, char* buffer, std::size_t size) {
  return call(SYS_readlinkat, AT_FDCWD, path, buffer, size);
}

// Of the calling thread alone, which is all that there is of the process.
long setresuid(uid_t real, uid_t effective, uid_t saved) {
  return quick(SYS_setresuid, real, effective, saved);
}
long setresgid(gid_t real, gid_t effective, gid_t saved) {
  return quick(SYS_setresgid, real, effective, saved);
}
long setgroups(std::size_t count, const gid_t* groups) {
  return quick(SYS_setgroups, count, groups);
}
long getuid() { return quick(SYS_getuid); }
long geteuid() { return quick(SYS_geteuid); }
long getgid() { return quick(SYS_getgid); }
long getegid() { return quick(SYS_getegid); }
long getpid() { return quick(SYS_getpid); }
long setpgid(pid_t process, pid_t group) { return quick(SYS_setpgid, process, group); }
long getpgid(pid_t process) { return quick(SYS_getpgid, process); }

// Of `mask` no more than it is permitted.
long capset(std::uint64_t mask) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  const long failed = quick(SYS_capget, &header, data.data());
  if (failed < 0) return failed;
  for (std::size_t half = 0; half < data.size(); ++half) {
    data[half].permitted &= static_cast<std::uint32_t>(mask >> (32 * half));
    data[half].effective = data[half].permitted;
    data[half].inheritable &= data[half].permitted;
  }
  return quick(SYS_capset, &header, data.data());
}

long umask(mode_t mask) { return quick(SYS_umask, mask); }
long poll(pollfd* fds, std::size_t count, int timeout_ms) {
  return call(SYS_poll, fds, count, timeout_ms);
}
long ppoll(pollfd* fds, std::size_t count, timespec* timeout, const sigset_t* mask) {
  return call(SYS_ppoll, fds, count, timeout, mask, kSignalSetBytes);
}
long select(int count, fd_set* in, fd_set* out, fd_set* exceptional, timeval* timeout) {
  return call(SYS_select, count, in, out, exceptional, timeout);
}
long pselect6(int count, fd_set* in, fd_set* out, fd_set* exceptional, timespec* timeout,
              const sigset_t* mask) {
  const MaskAndSize last{mask, kSignalSetBytes};
  return call(SYS_pselect6, count, in, out, exceptional, timeout, &last);
}
long epoll_create1(int flags) { return call(SYS_epoll_create1, flags); }
long epoll_ctl(int epfd, int operation, int fd, epoll_event* event) {
  return call(SYS_epoll_ctl, epfd, operation, fd, event);
}
long epoll_wait(int epfd, epoll_event* events, int count, int timeout_ms) {
  return call(SYS_epoll_wait, epfd, events, count, timeout_ms);
}
long epoll_pwait(int epfd, epoll_event* events, int count, int timeout_ms, const sigset_t* mask) {
  return call(SYS_epoll_pwait, epfd, events, count, timeout_ms, mask, kSignalSetBytes);
}
long kill(int pid, int signal) { return call(SYS_kill, pid, signal); }
long sigaction(int signal, const struct ::sigaction* action, struct ::sigaction* old) {
  return linux_process::set_action(signal, action, old);
}
long sigprocmask(int how, const sigset_t* set, sigset_t* old) {
  return call(SYS_rt_sigprocmask, how, set, old, kSignalSetBytes);
}
long sigpending(sigset_t* set) { return quick(SYS_rt_sigpending, set, kSignalSetBytes); }

}  // namespace ksim::system_call
