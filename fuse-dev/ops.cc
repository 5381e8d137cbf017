// SPDX-License-Identifier: GPL-2.0-or-later
// The table of FUSE operations: each is a system call of the simulated kernel.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ioctl.h>
#include <poll.h>

#include <cerrno>
#include <cstring>

#include "bridge.hh"
#include "ksim/system_call.hh"

namespace ksim::fuse {
namespace {

Bridge& bridge(fuse_req_t request) { return *static_cast<Bridge*>(fuse_req_userdata(request)); }

Handle* handle_of(const fuse_file_info* info) { return reinterpret_cast<Handle*>(info->fh); }

void reply_status(fuse_req_t request, long returned) {
  fuse_reply_err(request, returned < 0 ? static_cast<int>(-returned) : 0);
}

void init(void*, fuse_conn_info* connection) {
  connection->want |= connection->capable & FUSE_CAP_ATOMIC_O_TRUNC;
  connection->want &= ~static_cast<unsigned>(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE |
                                             FUSE_CAP_SPLICE_MOVE | FUSE_CAP_ASYNC_DIO);
}

void lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [&self, request, path = self.path_in(parent, name)] {
    self.reply_entry(request, path);
  });
}

void forget(fuse_req_t request, fuse_ino_t node, std::uint64_t times) {
  bridge(request).forget(node, times);
  fuse_reply_none(request);
}

void reply_attributes(Bridge& self, fuse_req_t request, fuse_ino_t node, const std::string& path) {
  struct ::stat status {};
  const long failed = self.attributes(path, status);
  status.st_ino = node;
  if (failed < 0)
    reply_status(request, failed);
  else
    fuse_reply_attr(request, &status, 0);
}

void getattr(fuse_req_t request, fuse_ino_t node, fuse_file_info*) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [&self, request, node, path = self.path_of(node)] {
    reply_attributes(self, request, node, path);
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
  Bridge& self = bridge(request);
  self.start(request, nullptr,
             [&self, request, node, wanted = *status, what, path = self.path_of(node)] {
               long failed = 0;
               const char* name = path.c_str();
               if (what & FUSE_SET_ATTR_MODE) failed = system_call::chmod(name, wanted.st_mode);
               if (failed >= 0 && (what & (FUSE_SET_ATTR_UID | FUSE_SET_ATTR_GID)))
                 failed = system_call::chown(
                     name, what & FUSE_SET_ATTR_UID ? wanted.st_uid : static_cast<uid_t>(-1),
                     what & FUSE_SET_ATTR_GID ? wanted.st_gid : static_cast<gid_t>(-1));
               if (failed >= 0 && (what & FUSE_SET_ATTR_SIZE))
                 failed = set_size(path, wanted.st_size);
               if (failed >= 0 && (what & (FUSE_SET_ATTR_ATIME | FUSE_SET_ATTR_MTIME)))
                 failed = -EOPNOTSUPP;
               if (failed < 0)
                 reply_status(request, failed);
               else
                 reply_attributes(self, request, node, path);
             });
}

void readlink(fuse_req_t request, fuse_ino_t node) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [&self, request, path = self.path_of(node)] {
    std::string target;
    const long length = self.link_target(path, target);
    if (length < 0)
      reply_status(request, length);
    else
      fuse_reply_readlink(request, target.c_str());
  });
}

void mknod(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode, dev_t device) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [&self, request, path = self.path_in(parent, name), mode, device] {
    const long failed = system_call::mknod(path.c_str(), mode, device);
    if (failed < 0)
      reply_status(request, failed);
    else
      self.reply_entry(request, path, mode & S_IFMT);
  });
}

void mkdir(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [&self, request, path = self.path_in(parent, name), mode] {
    const long failed = system_call::mkdir(path.c_str(), mode);
    if (failed < 0)
      reply_status(request, failed);
    else
      self.reply_entry(request, path);
  });
}

void unlink(fuse_req_t request, fuse_ino_t parent, const char* name) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [request, path = self.path_in(parent, name)] {
    reply_status(request, system_call::unlink(path.c_str()));
  });
}

void rmdir(fuse_req_t request, fuse_ino_t parent, const char* name) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [request, path = self.path_in(parent, name)] {
    reply_status(request, system_call::rmdir(path.c_str()));
  });
}

void access(fuse_req_t request, fuse_ino_t node, int mode) {
  Bridge& self = bridge(request);
  self.start(request, nullptr, [request, path = self.path_of(node), mode] {
    const long failed = system_call::access(path.c_str(), mode);
    reply_status(request, failed);
  });
}

void open(fuse_req_t request, fuse_ino_t node, fuse_file_info* info) {
  Bridge& self = bridge(request);
  constexpr int kFlags = O_ACCMODE | O_APPEND | O_TRUNC | O_NONBLOCK | O_SYNC | O_DSYNC;
  auto handle = std::make_shared<Handle>();
  handle->flags = info->flags & kFlags;
  handle->comm = command_of(fuse_req_ctx(request)->pid);
  handle->groups = groups_of(request);
  self.start(request, nullptr,
             [&self, request, handle, reply = *info, path = self.path_of(node)]() mutable {
               const long fd = system_call::open(path.c_str(), handle->flags);
               if (fd < 0) {
                 reply_status(request, fd);
                 return;
               }
               auto* kept = new Handle(*handle);
               kept->fd = static_cast<int>(fd);
               kept->kernel = self.kernel();
               kept->has_position = self.simulator().has_position(kept->fd);
               reply.fh = reinterpret_cast<std::uint64_t>(kept);
               reply.direct_io = 1;
               reply.nonseekable = kept->has_position ? 0 : 1;
               if (fuse_reply_open(request, &reply) == 0) return;
               // The caller was interrupted and will never close it.
               system_call::close(kept->fd);
               delete kept;
             });
}

void release(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  Bridge& self = bridge(request);
  Handle* handle = handle_of(info);
  if (self.is_stale(*handle)) {
    if (handle->poll != nullptr) fuse_pollhandle_destroy(handle->poll);
    delete handle;
    fuse_reply_err(request, 0);
    return;
  }
  handle->closing = true;
  if (handle->watcher) self.simulator().interrupt(*handle->watcher, SIGINT);
  self.start(request, handle, [request, handle] {
    if (handle->watcher) handle->watcher->wait();
    if (handle->poll != nullptr) fuse_pollhandle_destroy(handle->poll);
    handle->poll = nullptr;
    reply_status(request, system_call::close(handle->fd));
    handle->fd = -1;
  });
}

// fcntl(F_SETFL) of a client is seen only here.
void follow_flags(Handle& handle, int flags) {
  constexpr int kFollowed = O_NONBLOCK | O_APPEND;
  if (((flags ^ handle.flags) & kFollowed) == 0) return;
  handle.flags = (handle.flags & ~kFollowed) | (flags & kFollowed);
  system_call::fcntl(handle.fd, F_SETFL, handle.flags);
}

// Brings the position of the simulated file to where the host has it. Returns: whether it
// is there; if not, the position must be given with the call.
bool seek(Handle& handle, std::int64_t offset) {
  if (!handle.has_position || offset == handle.position) return true;
  if (handle.users > 1 || system_call::lseek(handle.fd, offset, SEEK_SET) < 0) return false;
  handle.position = offset;
  return true;
}

void read(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  Handle* handle = handle_of(info);
  bridge(request).start(request, handle, [request, handle, size, offset, flags = info->flags] {
    follow_flags(*handle, flags);
    std::vector<char> buffer(size);
    const bool in_place = seek(*handle, offset);
    const long got = in_place ? system_call::read(handle->fd, buffer.data(), size)
                              : system_call::pread(handle->fd, buffer.data(), size, offset);
    if (in_place && got > 0) handle->position = offset + got;
    if (got < 0)
      reply_status(request, got);
    else
      fuse_reply_buf(request, buffer.data(), static_cast<std::size_t>(got));
  });
}

void write(fuse_req_t request, fuse_ino_t, const char* data, std::size_t size, off_t offset,
           fuse_file_info* info) {
  Handle* handle = handle_of(info);
  bridge(request).start(
      request, handle,
      [request, handle, bytes = std::vector<char>(data, data + size), offset, flags = info->flags] {
        follow_flags(*handle, flags);
        const bool appends = (handle->flags & O_APPEND) != 0;
        const bool in_place = appends || seek(*handle, offset);
        const long put = in_place
                             ? system_call::write(handle->fd, bytes.data(), bytes.size())
                             : system_call::pwrite(handle->fd, bytes.data(), bytes.size(), offset);
        if (in_place && put > 0) handle->position = offset + put;
        if (put < 0)
          reply_status(request, put);
        else
          fuse_reply_write(request, static_cast<std::size_t>(put));
      });
}

void fsync(fuse_req_t request, fuse_ino_t, int data_only, fuse_file_info* info) {
  Handle* handle = handle_of(info);
  bridge(request).start(request, handle, [request, handle, data_only] {
    reply_status(request,
                 data_only ? system_call::fdatasync(handle->fd) : system_call::fsync(handle->fd));
  });
}

void ioctl(fuse_req_t request, fuse_ino_t, unsigned int command, void* argument,
           fuse_file_info* info, unsigned flags, const void* in, std::size_t in_size,
           std::size_t out_size) {
  Bridge& self = bridge(request);
  if ((flags & FUSE_IOCTL_DIR) != 0) {
    fuse_reply_err(request, ENOTTY);
    return;
  }
  Handle* handle = handle_of(info);
  std::vector<char> buffer(std::max(in_size, out_size));
  if (in_size != 0) std::memcpy(buffer.data(), in, in_size);
  self.start(
      request, handle,
      [&self, request, handle, command, argument, flags, out_size,
       buffer = std::move(buffer)]() mutable {
        const bool sized = !buffer.empty();
        long returned;
        if ((flags & FUSE_IOCTL_COMPAT) != 0)
          returned =
              system_call::compat_ioctl(handle->fd, command, sized ? buffer.data() : argument);
        else if (sized)
          returned = system_call::ioctl(handle->fd, command, static_cast<void*>(buffer.data()));
        else
          returned = system_call::ioctl(handle->fd, command, reinterpret_cast<long>(argument));
        if (returned == -EFAULT && !sized)
          self.simulator().log_line(
              4, fmt::format("ksim: ioctl {:#x}: FUSE carries only arguments whose size the number "
                             "tells (_IOR, _IOW, _IOWR), see docs/worlds.md",
                             command));
        if (returned < 0)
          reply_status(request, returned);
        else
          fuse_reply_ioctl(request, static_cast<int>(returned), buffer.data(), out_size);
      });
}

void poll(fuse_req_t request, fuse_ino_t, fuse_file_info* info, fuse_pollhandle* poll_handle) {
  Bridge& self = bridge(request);
  Handle* handle = handle_of(info);
  if (poll_handle != nullptr && self.is_stale(*handle)) {
    fuse_pollhandle_destroy(poll_handle);
  } else if (poll_handle != nullptr) {
    if (handle->poll != nullptr) fuse_pollhandle_destroy(handle->poll);
    handle->poll = poll_handle;
    self.start_watcher(*handle);
  }
  self.start(request, handle, [request, handle, events = info->poll_events] {
    pollfd descriptor{handle->fd, static_cast<short>(events), 0};
    const long count = system_call::poll(&descriptor, 1, 0);
    if (count < 0)
      reply_status(request, count);
    else
      fuse_reply_poll(request, static_cast<unsigned short>(descriptor.revents));
  });
}

void opendir(fuse_req_t request, fuse_ino_t node, fuse_file_info* info) {
  Bridge& self = bridge(request);
  self.start(
      request, nullptr, [&self, request, reply = *info, path = self.path_of(node)]() mutable {
        const long fd = system_call::open(path.c_str(), O_RDONLY | O_DIRECTORY);
        if (fd < 0) {
          reply_status(request, fd);
          return;
        }
        auto* handle = new Handle;
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
        reply.fh = reinterpret_cast<std::uint64_t>(handle);
        if (fuse_reply_open(request, &reply) != 0) delete handle;
      });
}

void readdir(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
  const Handle& handle = *handle_of(info);
  std::vector<char> buffer(size);
  std::size_t used = 0;
  for (auto index = static_cast<std::size_t>(offset); index < handle.names.size(); ++index) {
    struct ::stat status {};
    status.st_ino = 1 + index;  // looked up by name, so it only must not be 0
    const std::size_t needed =
        fuse_add_direntry(request, buffer.data() + used, size - used, handle.names[index].c_str(),
                          &status, static_cast<off_t>(index + 1));
    if (needed > size - used) break;
    used += needed;
  }
  fuse_reply_buf(request, buffer.data(), used);
}

void releasedir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  delete handle_of(info);
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
  table.fsync = &fsync;
  table.ioctl = &ioctl;
  table.poll = &poll;
  table.opendir = &opendir;
  table.readdir = &readdir;
  table.releasedir = &releasedir;
  return table;
}();

}  // namespace ksim::fuse
