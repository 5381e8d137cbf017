// SPDX-License-Identifier: GPL-2.0-or-later
// System calls into the simulated kernel.
#include "ksim/system_call.hh"

#include <dirent.h>
#include <fcntl.h>
#include <linux/ioctl.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>
#include <vector>

#include "ksim/machine/machine.hh"
#include "ksim/machine/signals.hh"
#include "ksim/mem/user_memory.hh"

namespace ksim::system_call {
namespace {

using mem::tag;

template <typename Call>
long enter(Call call) {
  return enter_system_call(call);
}

// With a buffer that the kernel may reach during the call, and not beyond its end.
template <typename Call>
long enter_with(const void* buffer, std::size_t size, Call call) {
  mem::UserMemory& memory = current_task().user_memory();
  return enter_system_call(
      call, [&] { memory.set_buffer(buffer, size); }, [&] { memory.clear_buffers(); });
}

// With several; some may be null.
template <typename Call>
long enter_with_all(std::initializer_list<std::pair<const void*, std::size_t>> buffers, Call call) {
  mem::UserMemory& memory = current_task().user_memory();
  return enter_system_call(
      call,
      [&] {
        for (const auto& [begin, size] : buffers)
          if (begin != nullptr) memory.add_buffer(begin, size);
      },
      [&] { memory.clear_buffers(); });
}

template <typename Call>
long enter_with_vector(const iovec* vector, int count, Call call) {
  mem::UserMemory& memory = current_task().user_memory();
  std::vector<ksim_iovec> pieces;
  for (int index = 0; index < count; ++index)
    pieces.push_back({tag(vector[index].iov_base), vector[index].iov_len});
  return enter_system_call(
      [&](const ksim_syscalls& kernel) {
        return call(kernel, pieces.data(), static_cast<ksim_u32>(count));
      },
      [&] {
        for (int index = 0; index < count; ++index)
          memory.add_buffer(vector[index].iov_base, vector[index].iov_len);
      },
      [&] { memory.clear_buffers(); });
}

template <typename Call>
long enter_with_path(const char* path, Call call) {
  return path == nullptr ? -EFAULT : enter(call);
}

// A pointer that the kernel is to see as null if it is.
std::uintptr_t tag_unless_null(const void* user) { return user == nullptr ? 0 : tag(user); }

// The kernel's set of signals is the first word of the C library's.
constexpr std::size_t kMaskSize = sizeof(ksim_u64);

ksim_u64 to_mask(const sigset_t& set) {
  ksim_u64 mask;
  std::memcpy(&mask, &set, sizeof mask);
  return mask;
}

void from_mask(ksim_u64 mask, sigset_t& set) {
  sigemptyset(&set);
  std::memcpy(&set, &mask, sizeof mask);
}

using PointerIoctl = long (*ksim_syscalls::*)(int, ksim_u32, unsigned long);

long enter_ioctl(PointerIoctl method, int fd, unsigned int command, void* pointer) {
  // A command that says how large its argument is; older ones do not, and then the driver
  // may reach as far as it can.
  const std::size_t size = _IOC_DIR(command) != _IOC_NONE ? _IOC_SIZE(command) : 0;
  const auto call = [&](const ksim_syscalls& kernel) {
    return (kernel.*method)(fd, command, tag(pointer));
  };
  return size == 0 ? enter(call) : enter_with(pointer, size, call);
}

}  // namespace

long open(const char* path, int flags, mode_t mode) {
  return enter_with_path(
      path, [&](auto& kernel) { return kernel.open(path, flags | O_LARGEFILE, mode); });
}

long close(int fd) {
  return enter([&](auto& kernel) { return kernel.close(fd); });
}

long read(int fd, void* buffer, std::size_t size) {
  return enter_with(buffer, size, [&](auto& kernel) { return kernel.read(fd, tag(buffer), size); });
}

long write(int fd, const void* buffer, std::size_t size) {
  return enter_with(buffer, size,
                    [&](auto& kernel) { return kernel.write(fd, tag(buffer), size); });
}

long pread(int fd, void* buffer, std::size_t size, off_t offset) {
  return enter_with(buffer, size,
                    [&](auto& kernel) { return kernel.pread(fd, tag(buffer), size, offset); });
}

long pwrite(int fd, const void* buffer, std::size_t size, off_t offset) {
  return enter_with(buffer, size,
                    [&](auto& kernel) { return kernel.pwrite(fd, tag(buffer), size, offset); });
}

long readv(int fd, const iovec* vector, int count) {
  return enter_with_vector(vector, count, [&](auto& kernel, auto* pieces, auto number) {
    return kernel.readv(fd, pieces, number);
  });
}

long writev(int fd, const iovec* vector, int count) {
  return enter_with_vector(vector, count, [&](auto& kernel, auto* pieces, auto number) {
    return kernel.writev(fd, pieces, number);
  });
}

long lseek(int fd, off_t offset, int whence) {
  return enter([&](auto& kernel) { return kernel.lseek(fd, offset, whence); });
}

long ioctl(int fd, unsigned int command, long value) {
  return enter(
      [&](auto& kernel) { return kernel.ioctl(fd, command, static_cast<unsigned long>(value)); });
}

long ioctl(int fd, unsigned int command, void* pointer) {
  return enter_ioctl(&ksim_syscalls::ioctl, fd, command, pointer);
}

long compat_ioctl(int fd, unsigned int command, void* pointer) {
  return enter_ioctl(&ksim_syscalls::compat_ioctl, fd, command, pointer);
}

long fsync(int fd) {
  return enter([&](auto& kernel) { return kernel.fsync(fd, 0); });
}

long fdatasync(int fd) {
  return enter([&](auto& kernel) { return kernel.fsync(fd, 1); });
}

long dup(int fd) {
  return enter([&](auto& kernel) { return kernel.dup(fd); });
}

long dup3(int from, int to, int flags) {
  return enter([&](auto& kernel) { return kernel.dup3(from, to, flags); });
}

long fcntl(int fd, int command, long argument) {
  return enter([&](auto& kernel) {
    return kernel.fcntl(fd, static_cast<ksim_u32>(command), static_cast<unsigned long>(argument));
  });
}

long fcntl(int fd, int command, f_owner_ex* owner) {
  return enter_with(owner, sizeof *owner, [&](auto& kernel) {
    return kernel.fcntl(fd, static_cast<ksim_u32>(command), tag(owner));
  });
}

long getdents64(int fd, void* buffer, std::size_t size) {
  return enter_with(buffer, size, [&](auto& kernel) {
    return kernel.getdents(fd, tag(buffer), static_cast<ksim_u32>(size));
  });
}

long mmap(void* address, std::size_t size, int protection, int flags, int fd, off_t offset) {
  return enter([&](auto& kernel) {
    return kernel.mmap(reinterpret_cast<unsigned long>(address), size, protection, flags, fd,
                       static_cast<ksim_u64>(offset));
  });
}

long munmap(void* address, std::size_t size) {
  return enter(
      [&](auto& kernel) { return kernel.munmap(reinterpret_cast<unsigned long>(address), size); });
}

long splice(int in, loff_t* in_offset, int out, loff_t* out_offset, std::size_t size,
            unsigned int flags) {
  return enter(
      [&](auto& kernel) { return kernel.splice(in, in_offset, out, out_offset, size, flags); });
}

long stat(const char* path, struct ::stat* status) {
  if (path == nullptr) return -EFAULT;
  return enter_with(status, sizeof *status,
                    [&](auto& kernel) { return kernel.stat(path, tag(status), 1); });
}

long lstat(const char* path, struct ::stat* status) {
  if (path == nullptr) return -EFAULT;
  return enter_with(status, sizeof *status,
                    [&](auto& kernel) { return kernel.stat(path, tag(status), 0); });
}

long fstat(int fd, struct ::stat* status) {
  return enter_with(status, sizeof *status,
                    [&](auto& kernel) { return kernel.fstat(fd, tag(status)); });
}

long mknod(const char* path, mode_t mode, dev_t device) {
  return enter_with_path(
      path, [&](auto& kernel) { return kernel.mknod(path, mode, static_cast<ksim_u32>(device)); });
}

long mkdir(const char* path, mode_t mode) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.mkdir(path, mode); });
}

long unlink(const char* path) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.unlink(path); });
}

long rmdir(const char* path) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.rmdir(path); });
}

long chmod(const char* path, mode_t mode) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.chmod(path, mode); });
}

long chown(const char* path, uid_t uid, gid_t gid) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.chown(path, uid, gid); });
}

long access(const char* path, int mode) {
  return enter_with_path(path, [&](auto& kernel) { return kernel.access(path, mode); });
}

long readlink(const char* path, char* buffer, std::size_t size) {
  if (path == nullptr) return -EFAULT;
  return enter_with(buffer, size, [&](auto& kernel) {
    return kernel.readlink(path, tag(buffer), static_cast<ksim_u32>(size));
  });
}

long setresuid(uid_t real, uid_t effective, uid_t saved) {
  return enter([&](auto& kernel) { return kernel.setresuid(real, effective, saved); });
}

long setresgid(gid_t real, gid_t effective, gid_t saved) {
  return enter([&](auto& kernel) { return kernel.setresgid(real, effective, saved); });
}

long setgroups(std::size_t count, const gid_t* groups) {
  return enter(
      [&](auto& kernel) { return kernel.setgroups(static_cast<ksim_u32>(count), groups); });
}

long getuid() {
  return enter([](auto& kernel) { return kernel.getuid(); });
}

long geteuid() {
  return enter([](auto& kernel) { return kernel.geteuid(); });
}

long getgid() {
  return enter([](auto& kernel) { return kernel.getgid(); });
}

long getegid() {
  return enter([](auto& kernel) { return kernel.getegid(); });
}

long getpid() {
  return enter([](auto& kernel) { return kernel.getpid(); });
}

long setpgid(pid_t process, pid_t group) {
  return enter([&](auto& kernel) { return kernel.setpgid(process, group); });
}

long getpgid(pid_t process) {
  return enter([&](auto& kernel) { return kernel.getpgid(process); });
}

long capset(std::uint64_t mask) {
  return enter([&](auto& kernel) { return kernel.capset(mask); });
}

long umask(mode_t mask) {
  return enter([&](auto& kernel) { return kernel.umask(mask); });
}

long poll(pollfd* fds, std::size_t count, int timeout_ms) {
  return enter_with(fds, count * sizeof *fds, [&](auto& kernel) {
    return kernel.poll(tag(fds), static_cast<ksim_u32>(count), timeout_ms);
  });
}

long ppoll(pollfd* fds, std::size_t count, timespec* timeout, const sigset_t* mask) {
  return enter_with_all({{fds, count * sizeof *fds}, {timeout, sizeof *timeout}, {mask, kMaskSize}},
                        [&](auto& kernel) {
                          return kernel.ppoll(tag(fds), static_cast<ksim_u32>(count),
                                              tag_unless_null(timeout), tag_unless_null(mask),
                                              kMaskSize);
                        });
}

long select(int count, fd_set* in, fd_set* out, fd_set* exceptional, timeval* timeout) {
  return enter_with_all({{in, sizeof *in},
                         {out, sizeof *out},
                         {exceptional, sizeof *exceptional},
                         {timeout, sizeof *timeout}},
                        [&](auto& kernel) {
                          return kernel.select(count, tag_unless_null(in), tag_unless_null(out),
                                               tag_unless_null(exceptional),
                                               tag_unless_null(timeout));
                        });
}

long pselect6(int count, fd_set* in, fd_set* out, fd_set* exceptional, timespec* timeout,
              const sigset_t* mask) {
  return enter_with_all({{in, sizeof *in},
                         {out, sizeof *out},
                         {exceptional, sizeof *exceptional},
                         {timeout, sizeof *timeout},
                         {mask, kMaskSize}},
                        [&](auto& kernel) {
                          return kernel.pselect6(count, tag_unless_null(in), tag_unless_null(out),
                                                 tag_unless_null(exceptional),
                                                 tag_unless_null(timeout), tag_unless_null(mask),
                                                 kMaskSize);
                        });
}

long epoll_create1(int flags) {
  return enter([&](auto& kernel) { return kernel.epoll_create1(flags); });
}

long epoll_ctl(int epfd, int operation, int fd, epoll_event* event) {
  return enter_with(event, sizeof *event, [&](auto& kernel) {
    return kernel.epoll_ctl(epfd, operation, fd, tag(event));
  });
}

long epoll_wait(int epfd, epoll_event* events, int count, int timeout_ms) {
  const std::size_t size = count > 0 ? static_cast<std::size_t>(count) * sizeof *events : 0;
  return enter_with(events, size, [&](auto& kernel) {
    return kernel.epoll_wait(epfd, tag(events), count, timeout_ms);
  });
}

long epoll_pwait(int epfd, epoll_event* events, int count, int timeout_ms, const sigset_t* mask) {
  const std::size_t size = count > 0 ? static_cast<std::size_t>(count) * sizeof *events : 0;
  return enter_with_all({{events, size}, {mask, kMaskSize}}, [&](auto& kernel) {
    return kernel.epoll_pwait(epfd, tag(events), count, timeout_ms, tag_unless_null(mask),
                              kMaskSize);
  });
}

long kill(int pid, int signal) {
  return enter([&](auto& kernel) { return kernel.kill(pid, signal); });
}

long sigaction(int signal, const struct ::sigaction* action, struct ::sigaction* old) {
  ksim_sigaction in{};
  ksim_sigaction out{};
  if (action != nullptr) {
    in.handler = reinterpret_cast<unsigned long>(action->sa_handler);
    in.flags = static_cast<unsigned int>(action->sa_flags);
    in.mask = to_mask(action->sa_mask);
  }
  const long returned = enter([&](auto& kernel) {
    return kernel.sigaction(signal, action == nullptr ? nullptr : &in, &out);
  });
  if (returned == 0 && old != nullptr) {
    *old = {};
    old->sa_handler = reinterpret_cast<__sighandler_t>(out.handler);
    old->sa_flags = static_cast<int>(out.flags);
    from_mask(out.mask, old->sa_mask);
  }
  return returned;
}

long sigprocmask(int how, const sigset_t* set, sigset_t* old) {
  const ksim_u64 in = set == nullptr ? 0 : to_mask(*set);
  ksim_u64 out = 0;
  const long returned = enter(
      [&](auto& kernel) { return kernel.sigprocmask(how, set == nullptr ? nullptr : &in, &out); });
  if (returned == 0 && old != nullptr) from_mask(out, *old);
  return returned;
}

long sigpending(sigset_t* set) {
  ksim_u64 out = 0;
  const long returned = enter([&](auto& kernel) { return kernel.sigpending(&out); });
  if (returned == 0) from_mask(out, *set);
  return returned;
}

}  // namespace ksim::system_call
