// SPDX-License-Identifier: GPL-2.0-or-later
// The table of FUSE operations: each is a system call of the simulated kernel.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/fuse.h>
#include <linux/ioctl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "bridge.hh"
#include "ksim/system_call.hh"

namespace ksim::fuse {
namespace {

Bridge& bridge(fuse_req_t request) { return *static_cast<Bridge*>(fuse_req_userdata(request)); }

// Has `body(path)` run for the caller, on the path of a node.
template <typename Body>
void start_at(fuse_req_t request, std::string path, Body body) {
  if (path.empty()) {
    fuse_reply_err(request, ESTALE);
    return;
  }
  bridge(request).workers().start(
      request, Workers::Look::Again,
      [path = std::move(path), body = std::move(body)]() mutable { body(path); });
}

template <typename Body>
void start_at_node(fuse_req_t request, fuse_ino_t node, Body body) {
  start_at(request, bridge(request).path_of(node), std::move(body));
}

template <typename Body>
void start_at_entry(fuse_req_t request, fuse_ino_t parent, const char* name, Body body) {
  start_at(request, bridge(request).path_in(parent, name), std::move(body));
}

// Has `body(handle)` run for the caller, on an open file.
template <typename Body>
void start_on(fuse_req_t request, const fuse_file_info* info, Body body) {
  const Handles::Shared& handle = bridge(request).handles().find(info->fh);
  if (handle == nullptr || handle->fd < 0) {
    fuse_reply_err(request, EBADF);
    return;
  }
  bridge(request).workers().start(request, Workers::Look::IfUnknown,
                                  [handle, body = std::move(body)]() mutable { body(*handle); });
}

void reply_status(fuse_req_t request, long returned) {
  fuse_reply_err(request, returned < 0 ? errno_for_host(-returned) : 0);
}

void init(void*, fuse_conn_info* connection) {
  connection->want |= connection->capable & FUSE_CAP_ATOMIC_O_TRUNC;
  connection->want &= ~static_cast<unsigned>(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE |
                                             FUSE_CAP_SPLICE_MOVE | FUSE_CAP_ASYNC_DIO);
}

void lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  start_at_entry(request, parent, name, [request](const std::string& path) {
    bridge(request).reply_entry(request, path);
  });
}

void forget(fuse_req_t request, fuse_ino_t node, std::uint64_t times) {
  bridge(request).forget(node, times);
  fuse_reply_none(request);
}

// Of an open file, if there is `handle`: how far SEEK_END goes is what its driver says, and the
// host takes the size for it.
void reply_attributes(Bridge& self, fuse_req_t request, const std::string& path,
                      const Handles::Shared& handle = nullptr) {
  struct ::stat status {};
  const long failed = self.attributes(path, status);
  status.st_ino = inode_number_of(path);
  if (failed >= 0 && handle != nullptr && handle->fd >= 0 && handle->has_seek &&
      handle->users == 0) {
    const long end = system_call::lseek(handle->fd, 0, SEEK_END);
    if (end > 0) status.st_size = end;
    if (end >= 0) handle->position = end;
  }
  if (failed < 0)
    reply_status(request, failed);
  else
    fuse_reply_attr(request, &status, 0);
}

void getattr(fuse_req_t request, fuse_ino_t node, fuse_file_info* info) {
  Handles::Shared handle;
  if (info != nullptr) handle = bridge(request).handles().find(info->fh);
  start_at_node(request, node, [request, handle](const std::string& path) {
    reply_attributes(bridge(request), request, path, handle);
  });
}

long set_size(const std::string& path, off_t size) {
  struct ::stat status {};
  const long failed = system_call::stat(path.c_str(), &status);
  if (failed < 0) return failed;
  if (!S_ISREG(status.st_mode) || size != 0) return -EINVAL;
  const long fd = system_call::open(path.c_str(), O_WRONLY | O_TRUNC);
  return fd < 0 ? fd : system_call::close(static_cast<int>(fd));
}

void setattr(fuse_req_t request, fuse_ino_t node, struct ::stat* status, int what,
             fuse_file_info*) {
  start_at_node(request, node, [request, wanted = *status, what](const std::string& path) {
    long failed = 0;
    const char* name = path.c_str();
    if (what & FUSE_SET_ATTR_MODE) failed = system_call::chmod(name, wanted.st_mode);
    if (failed >= 0 && (what & (FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID)))
      failed = system_call::chown(
          name, what & FUSE_SET_ATTR_UID ? wanted.st_uid : static_cast<uid_t>(-1),
          what & FUSE_SET_ATTR_GID ? wanted.st_gid : static_cast<gid_t>(-1));
    if (failed >= 0 && (what & FUSE_SET_ATTR_SIZE)) failed = set_size(path, wanted.st_size);
    if (failed >= 0 && (what & (FUSE_SET_ATTR_ATIME | FUSE_SET_ATTR_MTIME))) failed = -EOPNOTSUPP;
    if (failed < 0)
      reply_status(request, failed);
    else
      reply_attributes(bridge(request), request, path);
  });
}

void readlink(fuse_req_t request, fuse_ino_t node) {
  start_at_node(request, node, [request](const std::string& path) {
    std::string target;
    const long length = bridge(request).link_target(path, target);
    if (length < 0)
      reply_status(request, length);
    else
      fuse_reply_readlink(request, target.c_str());
  });
}

void mknod(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode, dev_t device) {
  start_at_entry(request, parent, name, [request, mode, device](const std::string& path) {
    const long failed = system_call::mknod(path.c_str(), mode, device);
    if (failed < 0)
      reply_status(request, failed);
    else
      bridge(request).reply_entry(request, path, mode & S_IFMT);
  });
}

void mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode) {
  start_at_entry(request, parent, name, [request, mode](const std::string& path) {
    const long failed = system_call::mkdir(path.c_str(), mode);
    if (failed < 0)
      reply_status(request, failed);
    else
      bridge(request).reply_entry(request, path);
  });
}

void unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
  start_at_entry(request, parent, name, [request](const std::string& path) {
    reply_status(request, system_call::unlink(path.c_str()));
  });
}

void rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
  start_at_entry(request, parent, name, [request](const std::string& path) {
    reply_status(request, system_call::rmdir(path.c_str()));
  });
}

void access(fuse_req_t request, fuse_ino_t node, int mode) {
  start_at_node(request, node, [request, mode](const std::string& path) {
    reply_status(request, system_call::access(path.c_str(), mode));
  });
}

// As fuse_reply_open(), which knows nothing of streams: files without a position, of which
// the host would otherwise let only one process at a time use a descriptor that several have.
int reply_opened(fuse_req_t request, const Handle& handle, std::uint64_t number) {
  fuse_open_out opened{};
  opened.fh = number;
  opened.open_flags = FOPEN_DIRECT_IO;
  if (!handle.has_seek) opened.open_flags |= FOPEN_NONSEEKABLE;
  if (!handle.has_position) opened.open_flags |= FOPEN_STREAM;
  if (!handle.has_flush) opened.open_flags |= FOPEN_NOFLUSH;
  const iovec reply{&opened, sizeof opened};
  return fuse_reply_iov(request, &reply, 1);
}

long close(Bridge& self, Handle& handle) {
  handle.writing.reset();
  const int fd = std::exchange(handle.fd, -1);
  return handle.has_flush ? self.simulator().close_flushed(fd) : system_call::close(fd);
}

void open(fuse_req_t request, fuse_ino_t node, fuse_file_info* info) {
  constexpr int kFlags = O_ACCMODE | O_APPEND | O_TRUNC | O_NONBLOCK | O_SYNC | O_DSYNC | O_DIRECT;
  const auto handle = std::make_shared<Handle>();
  handle->flags = info->flags & kFlags;
  if ((handle->flags & O_ACCMODE) != O_RDONLY) {
    handle->writing = bridge(request).begin_writing(node, fuse_req_ctx(request)->pid);
    if (handle->writing == nullptr) {
      fuse_reply_err(request, ESTALE);  // upon which the host looks the path up again
      return;
    }
  }
  start_at_node(request, node, [request, handle](const std::string& path) {
    Bridge& self = bridge(request);
    const long fd = system_call::open(path.c_str(), handle->flags);
    if (fd < 0) {
      reply_status(request, fd);
      return;
    }
    handle->fd = static_cast<int>(fd);
    const Simulator::FileAbilities abilities = self.simulator().file_abilities(handle->fd);
    handle->has_position = abilities.has_position;
    handle->has_seek = abilities.has_seek;
    handle->has_flush = abilities.has_flush;
    const std::uint64_t number = self.handles().add(handle);
    if (reply_opened(request, *handle, number) == 0) return;
    // The caller was interrupted and will never close it.
    self.handles().take(number);
    close(self, *handle);
  });
}

void release(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  Bridge& self = bridge(request);
  const Handles::Shared handle = self.handles().take(info->fh);
  if (handle == nullptr || handle->fd < 0) {
    fuse_reply_err(request, EBADF);
    return;
  }
  handle->closing = true;
  if (handle->watcher) self.workers().signal(*handle->watcher, SIGINT);
  self.workers().start(
      request, Workers::Look::IfUnknown,
      [request, handle] {
        if (handle->watcher) handle->watcher->wait();
        reply_status(request, close(bridge(request), *handle));
      },
      Workers::Interruptible::No);
}

// Each close(), of a file whose driver wants to know.
void flush(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  start_on(request, info, [request](Handle& handle) {
    reply_status(request, bridge(request).simulator().flush(handle.fd));
  });
}

// Only what is neither SEEK_SET nor SEEK_CUR nor SEEK_END.
void lseek(fuse_req_t request, fuse_ino_t, off_t offset, int whence, fuse_file_info* info) {
  start_on(request, info, [request, offset, whence](Handle& handle) {
    const long position = system_call::lseek(handle.fd, offset, whence);
    if (position < 0) return reply_status(request, position);
    handle.position = position;
    fuse_reply_lseek(request, position);
  });
}

// fcntl(F_SETFL) of a client is seen only here.
void follow_flags(Handle& handle, int flags) {
  constexpr int kFollowed = O_NONBLOCK | O_APPEND;
  if (((flags ^ handle.flags) & kFollowed) == 0) return;
  handle.flags = (handle.flags & ~kFollowed) | (flags & kFollowed);
  system_call::fcntl(handle.fd, F_SETFL, handle.flags);
}

// A read or write, and where in the file it is.
class Transfer {
 public:
  // Brings the position of the simulated file to where the host has it, but for `appends`.
  Transfer(Handle& handle, std::int64_t offset, bool appends = false)
      : handle_(handle), offset_(offset), alone_(handle.users++ == 0) {
    if (appends || !handle.has_position || offset == handle.position) return;
    if (alone_ && system_call::lseek(handle.fd, offset, SEEK_SET) >= 0)
      handle.position = offset;
    else
      in_place_ = false;
  }
  ~Transfer() { --handle_.users; }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Whether it is there; if not, the position must be given with the call.
  bool in_place() const { return in_place_; }
  void moved(long count) {
    if (in_place_ && count > 0) handle_.position = offset_ + count;
  }

 private:
  Handle& handle_;
  const std::int64_t offset_;
  const bool alone_;
  bool in_place_ = true;
};

void read(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  start_on(request, info,
           [request, size = std::min(size, kTransferMax_bytes), offset, flags = info->flags,
            file = info->fh](Handle& handle) {
             follow_flags(handle, flags);
             Bridge& self = bridge(request);
             // The driver may say it has put something there, and not have.
             const Buffers::Lease buffer = (handle.flags & O_DIRECT) != 0
                                               ? self.direct_read_buffer(file, size)
                                               : self.read_buffer(file, size);
             Transfer transfer(handle, offset);
             const long got = transfer.in_place()
                                  ? system_call::read(handle.fd, buffer.bytes(), size)
                                  : system_call::pread(handle.fd, buffer.bytes(), size, offset);
             transfer.moved(got);
             self.let_watchers_run();
             if (got < 0)
               reply_status(request, got);
             else
               fuse_reply_buf(request, buffer.bytes(),
                              std::min(static_cast<std::size_t>(got), size));
           });
}

void write(fuse_req_t request, fuse_ino_t, const char* data, std::size_t size, off_t offset,
           fuse_file_info* info) {
  // The data stay where the request was read to; the next one is read elsewhere.
  const auto buffer = std::make_shared<Buffers::Lease>(bridge(request).take_request_buffer());
  start_on(request, info,
           [request, buffer, data, size, offset, flags = info->flags](Handle& handle) mutable {
             follow_flags(handle, flags);
             std::optional<Buffers::Lease> aligned;
             if ((handle.flags & O_DIRECT) != 0 && size <= kTransferMax_bytes) {
               aligned.emplace(bridge(request).direct_write_buffer());
               std::memcpy(aligned->bytes(), data, size);
               data = aligned->bytes();
             }
             Transfer transfer(handle, offset, (handle.flags & O_APPEND) != 0);
             const long put = transfer.in_place()
                                  ? system_call::write(handle.fd, data, size)
                                  : system_call::pwrite(handle.fd, data, size, offset);
             transfer.moved(put);
             bridge(request).let_watchers_run();
             if (put < 0)
               reply_status(request, put);
             else
               fuse_reply_write(request, static_cast<std::size_t>(put));
           });
}

void fsync(fuse_req_t request, fuse_ino_t, int data_only, fuse_file_info* info) {
  start_on(request, info, [request, data_only](Handle& handle) {
    reply_status(request,
                 data_only ? system_call::fdatasync(handle.fd) : system_call::fsync(handle.fd));
  });
}

void ioctl(fuse_req_t request, fuse_ino_t, unsigned int command, void* argument,
           fuse_file_info* info, unsigned flags, const void* in, std::size_t in_size,
           std::size_t out_size) {
  if ((flags & FUSE_IOCTL_DIR) != 0) {
    fuse_reply_err(request, ENOTTY);
    return;
  }
  // The driver may reach as much as the number tells.
  const std::size_t size = _IOC_DIR(command) != _IOC_NONE ? _IOC_SIZE(command) : 0;
  if (in_size > size || out_size > size) {
    fuse_reply_err(request, EINVAL);
    return;
  }
  std::vector<char> bytes(in_size != 0 || out_size != 0 ? size : 0);
  if (in_size != 0) std::memcpy(bytes.data(), in, in_size);
  start_on(request, info,
           [request, command, argument, flags, out_size,
            buffer = std::move(bytes)](Handle& handle) mutable {
             const bool sized = !buffer.empty();
             long returned;
             if ((flags & FUSE_IOCTL_COMPAT) != 0)
               returned =
                   system_call::compat_ioctl(handle.fd, command, sized ? buffer.data() : argument);
             else if (sized)
               returned = system_call::ioctl(handle.fd, command, static_cast<void*>(buffer.data()));
             else
               returned = system_call::ioctl(handle.fd, command, reinterpret_cast<long>(argument));
             if (returned == -EFAULT && !sized)
               bridge(request).simulator().log_line(
                   4, fmt::format("ksim: ioctl {:#x}: FUSE carries only arguments whose size the "
                                  "number tells (_IOR, _IOW, _IOWR), see docs/worlds.md",
                                  command));
             bridge(request).let_watchers_run();
             if (returned < 0)
               reply_status(request, returned);
             else
               fuse_reply_ioctl(request, static_cast<int>(returned), buffer.data(), out_size);
           });
}

void poll(fuse_req_t request, fuse_ino_t, fuse_file_info* info, fuse_pollhandle* poll_handle) {
  Bridge& self = bridge(request);
  const Handles::Shared& handle = self.handles().find(info->fh);
  if (poll_handle != nullptr) {
    if (handle == nullptr || handle->fd < 0) {
      fuse_pollhandle_destroy(poll_handle);
    } else {
      if (handle->poll != nullptr) fuse_pollhandle_destroy(handle->poll);
      handle->poll = poll_handle;
      self.start_watcher(handle);
    }
  }
  start_on(request, info, [request, events = info->poll_events](Handle& open) {
    pollfd descriptor{open.fd, static_cast<short>(events), 0};
    const long count = system_call::poll(&descriptor, 1, 0);
    if (count < 0)
      reply_status(request, count);
    else
      fuse_reply_poll(request, static_cast<unsigned short>(descriptor.revents));
  });
}

void opendir(fuse_req_t request, fuse_ino_t node, fuse_file_info* info) {
  start_at_node(request, node, [request, info = *info](const std::string& path) {
    const long fd = system_call::open(path.c_str(), O_RDONLY | O_DIRECTORY);
    if (fd < 0) {
      reply_status(request, fd);
      return;
    }
    Bridge& self = bridge(request);
    const auto handle = std::make_shared<Handle>();
    alignas(8) char buffer[8192];
    long got;
    while ((got = system_call::getdents64(static_cast<int>(fd), buffer, sizeof buffer)) > 0)
      for (long at = 0; at < got;) {
        const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
        handle->names.emplace_back(entry->d_name);
        at += entry->d_reclen;
      }
    system_call::close(static_cast<int>(fd));
    self.list(path, handle->names);
    fuse_file_info reply = info;
    reply.fh = self.handles().add(handle);
    if (fuse_reply_open(request, &reply) != 0) self.handles().take(reply.fh);
  });
}

void readdir(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  const Handles::Shared& handle = bridge(request).handles().find(info->fh);
  if (handle == nullptr || handle->fd >= 0) {
    fuse_reply_err(request, EBADF);
    return;
  }
  std::vector<char> buffer(std::min(size, kTransferMax_bytes));
  std::size_t used = 0;
  for (auto index = static_cast<std::size_t>(offset); index < handle->names.size(); ++index) {
    struct ::stat status {};
    status.st_ino = 1 + index;  // looked up by name, so it only must not be 0
    const std::size_t room = buffer.size() - used;
    const std::size_t needed =
        fuse_add_direntry(request, buffer.data() + used, room, handle->names[index].c_str(),
                          &status, static_cast<off_t>(index + 1));
    if (needed > room) break;
    used += needed;
  }
  fuse_reply_buf(request, buffer.data(), used);
}

void releasedir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  const Handles::Shared& handle = bridge(request).handles().find(info->fh);
  if (handle == nullptr || handle->fd >= 0) {
    fuse_reply_err(request, EBADF);
    return;
  }
  bridge(request).handles().take(info->fh);
  fuse_reply_err(request, 0);
}

}  // namespace

const fuse_lowlevel_ops operations = [] {
  fuse_lowlevel_ops table{};
  table.init = &init;
  table.lookup = &lookup;
  table.forget = &forget;
  table.getattr = &getattr;
  table.setattr = &setattr;
  table.readlink = &readlink;
  table.mknod = &mknod;
  table.mkdir = &mkdir;
  table.unlink = &unlink;
  table.rmdir = &rmdir;
  table.access = &access;
  table.open = &open;
  table.read = &read;
  table.write = &write;
  table.release = &release;
  table.flush = &flush;
  table.lseek = &lseek;
  table.fsync = &fsync;
  table.ioctl = &ioctl;
  table.poll = &poll;
  table.opendir = &opendir;
  table.readdir = &readdir;
  table.releasedir = &releasedir;
  return table;
}();

}  // namespace ksim::fuse
