// SPDX-License-Identifier: GPL-2.0-or-later
// The system calls of a process, world by world.
//
// This header is the seam between the three worlds: the same test source is linked with
// ksim/system_call.cc (simulated kernel) or with ksim/testing/system_call_linux.cc (real
// system calls, for FUSE and QEMU). Every function returns what the kernel returns: 0 or
// more, or a negative errno. The C library's errno is not touched.
#ifndef KSIM_SYSTEM_CALL_HH
#define KSIM_SYSTEM_CALL_HH

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

namespace ksim::system_call {

long open(const char* path, int flags, mode_t mode = 0);
long close(int fd);
long read(int fd, void* buffer, std::size_t size);
long write(int fd, const void* buffer, std::size_t size);
long pread(int fd, void* buffer, std::size_t size, off_t offset);
long pwrite(int fd, const void* buffer, std::size_t size, off_t offset);
long readv(int fd, const iovec* vector, int count);
long writev(int fd, const iovec* vector, int count);
long lseek(int fd, off_t offset, int whence);
// By value, and by pointer: a driver sees a user pointer only in the second form.
long ioctl(int fd, unsigned int command, long value);
long ioctl(int fd, unsigned int command, void* pointer);
long compat_ioctl(int fd, unsigned int command, void* pointer);
long fsync(int fd);
long fdatasync(int fd);
long dup(int fd);
long dup3(int from, int to, int flags);
long fcntl(int fd, int command, long argument = 0);
long fcntl(int fd, int command, f_owner_ex* owner);
long getdents64(int fd, void* buffer, std::size_t size);
long mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset);
long munmap(void* address, std::size_t size);
long splice(int in, loff_t* in_offset, int out, loff_t* out_offset, std::size_t size,
            unsigned int flags);
long stat(const char* path, struct ::stat* status);
long lstat(const char* path, struct ::stat* status);
long fstat(int fd, struct ::stat* status);
long mknod(const char* path, mode_t mode, dev_t device);
long mkdir(const char* path, mode_t mode);
long unlink(const char* path);
long rmdir(const char* path);
long chmod(const char* path, mode_t mode);
long chown(const char* path, uid_t uid, gid_t gid);
long access(const char* path, int mode);
long readlink(const char* path, char* buffer, std::size_t size);
long setresuid(uid_t real, uid_t effective, uid_t saved);
long setresgid(gid_t real, gid_t effective, gid_t saved);
long setgroups(std::size_t count, const gid_t* groups);
long getuid();
long geteuid();
long getgid();
long getegid();
long getpid();
long setpgid(pid_t process, pid_t group);
long getpgid(pid_t process);
// Sets the effective and permitted capabilities to `mask` (bit = CAP_…).
long capset(std::uint64_t mask);
long umask(mode_t mask);
long poll(pollfd* fds, std::size_t count, int timeout_ms);
// These as the kernel has them, not the C library: `timeout` learns how much of it was left.
// It may be null, and so may each set of descriptors and `mask`, the signals that are held
// back while the call waits.
long ppoll(pollfd* fds, std::size_t count, timespec* timeout, const sigset_t* mask);
long select(int count, fd_set* in, fd_set* out, fd_set* exceptional, timeval* timeout);
long pselect6(int count, fd_set* in, fd_set* out, fd_set* exceptional, timespec* timeout,
              const sigset_t* mask);
long epoll_create1(int flags);
long epoll_ctl(int epfd, int operation, int fd, epoll_event* event);
long epoll_wait(int epfd, epoll_event* events, int count, int timeout_ms);
long epoll_pwait(int epfd, epoll_event* events, int count, int timeout_ms, const sigset_t* mask);
long kill(int pid, int signal);
long sigaction(int signal, const struct ::sigaction* action, struct ::sigaction* old);
long sigprocmask(int how, const sigset_t* set, sigset_t* old);
long sigpending(sigset_t* set);

}  // namespace ksim::system_call

#endif
