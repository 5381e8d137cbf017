// SPDX-License-Identifier: GPL-2.0-or-later
#include "bridge.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

#include "ksim/system_call.hh"

namespace ksim::fuse {
namespace {

constexpr time_t kHungCheck_s = 10;
constexpr std::uint64_t kSecond_ns = 1'000'000'000;

constexpr std::uint64_t kLookForKilled_ns = 50'000'000;
constexpr int kHighDescriptor = 512;
constexpr unsigned kInARowMax = 32;
constexpr unsigned kWaitsUntilTry = 16;

constexpr std::size_t kPage_bytes = 4096;  // what O_DIRECT takes of any disk
// Where in a page other data for the host begin. It copies them to a reader's buffer, which mostly
// begins with a page, or 16 bytes after as malloc() gives it: on some processors copies from less
// than 64 bytes before that, within a page, take 20 times as long (see mem/user_memory.cc).
constexpr std::size_t kReadBegin_bytes = 512;

// For kTransferMax_bytes.
Buffers::Lease lease(Buffers& buffers, std::size_t begin) {
  Buffer buffer = buffers.take();
  if (buffer.memory == nullptr) {
    const std::size_t pages = (begin + kPage_bytes - 1) / kPage_bytes;
    buffer.memory.reset(std::aligned_alloc(kPage_bytes, pages * kPage_bytes + kTransferMax_bytes));
    if (buffer.memory == nullptr) throw std::bad_alloc();
    buffer.begin = begin;
  }
  return buffers.lend(std::move(buffer));
}

// Links are served as such; the others the host is to mount its own entry on.
struct HostEntry {
  const char* path;
  mode_t type;
  const char* target;
};
constexpr HostEntry kHostEntries[] = {
    {"/dev/.proc", S_IFDIR, nullptr},
    {"/dev/null", S_IFREG, nullptr},
    {"/dev/zero", S_IFREG, nullptr},
    {"/dev/full", S_IFREG, nullptr},
    {"/dev/random", S_IFREG, nullptr},
    {"/dev/urandom", S_IFREG, nullptr},
    {"/dev/tty", S_IFREG, nullptr},
    {"/dev/ptmx", S_IFREG, nullptr},
    {"/dev/pts", S_IFDIR, nullptr},
    {"/dev/shm", S_IFDIR, nullptr},
    {"/dev/fd", S_IFLNK, "/proc/self/fd"},
    {"/dev/stdin", S_IFLNK, "/proc/self/fd/0"},
    {"/dev/stdout", S_IFLNK, "/proc/self/fd/1"},
    {"/dev/stderr", S_IFLNK, "/proc/self/fd/2"},
};
constexpr std::string_view kProc = "/proc/";
constexpr const char* kHostProc = "/dev/.proc/";

const HostEntry* host_entry(const std::string& path) {
  const auto* entry = std::find_if(std::begin(kHostEntries), std::end(kHostEntries),
                                   [&](const HostEntry& each) { return path == each.path; });
  return entry == std::end(kHostEntries) ? nullptr : entry;
}

bool is_host_proc(const std::string& path) {
  return path.starts_with(kProc) && path.find('/', kProc.size()) == std::string::npos &&
         ::access(path.c_str(), F_OK) == 0;
}

void ignore_signal(int) {}

// Of a disk, which is a regular file to the host; 0 if there is none.
off_t size_of_disk(dev_t device) {
  constexpr off_t kSector_bytes = 512;
  const std::string path = fmt::format("/sys/dev/block/{}:{}/size", major(device), minor(device));
  const long fd = system_call::open(path.c_str(), O_RDONLY);
  if (fd < 0) return 0;
  char text[32] = "";
  system_call::read(static_cast<int>(fd), text, sizeof text - 1);
  system_call::close(static_cast<int>(fd));
  return std::atoll(text) * kSector_bytes;
}

}  // namespace

int errno_for_host(long error) {
  constexpr long kKernelOnly = 512;
  constexpr long kRestartEnd = 516;
  constexpr long kNotSupported = 524;
  if (error < kKernelOnly) return static_cast<int>(error);
  if (error <= kRestartEnd) return EINTR;
  return error == kNotSupported ? EOPNOTSUPP : EIO;
}

std::uint64_t host_clock_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

ino_t inode_number_of(const std::string& path) {
  return std::max<ino_t>(std::hash<std::string>()(path), 2);
}

Bridge::Bridge(Simulator& simulator, const std::vector<std::string>& options)
    : simulator_(simulator),
      workers_(simulator),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      hung_timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {
  // A limit of each wait would have to be set again and again.
  const itimerspec period{{kHungCheck_s, 0}, {kHungCheck_s, 0}};
  ::timerfd_settime(hung_timer_, 0, &period, nullptr);
  watch(hung_timer_, [this] {
    std::uint64_t times;
    if (::read(hung_timer_, &times, sizeof times) > 0) simulator_.report_hung_tasks();
  });
  std::vector<std::string> words{"ksim"};
  for (const std::string& option : options) {
    words.emplace_back("-o");
    words.push_back(option);
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  fuse_args args = FUSE_ARGS_INIT(static_cast<int>(arguments.size()), arguments.data());
  session_ = fuse_session_new(&args, &operations, sizeof operations, this);
  fuse_opt_free_args(&args);
  if (session_ == nullptr) throw std::runtime_error("libfuse refuses the options");
  nodes_[FUSE_ROOT_ID] = {"/", 1, {}};
  node_by_path_["/"] = FUSE_ROOT_ID;
  begin_serving();
}

void Bridge::begin_serving() {
  boot_ns_ = host_clock_ns() - simulator_.clock().now_ns();
  simulator_.serve();
  system_call::umask(0);
  struct sigaction action {};
  action.sa_handler = &ignore_signal;
  system_call::sigaction(SIGINT, &action, nullptr);
}

void Bridge::reboot(Simulator::Options options) {
  workers_.kill_all();
  workers_.abandon();
  for (const Handles::Shared& handle : handles_.take_all())
    if (handle->poll != nullptr) fuse_lowlevel_notify_poll(handle->poll);
  simulator_.reboot(std::move(options));
  watchers_ = 0;
  begin_serving();
}

Bridge::~Bridge() {
  workers_.abandon();
  handles_.take_all();
  if (closed_first_ >= 0) ::close(closed_first_);
  if (mounted_) fuse_session_unmount(session_);
  fuse_session_destroy(session_);
  ::close(hung_timer_);
  ::close(poll_);
  std::free(buffer_.mem);
}

bool Bridge::mount(const std::string& where) {
  mounted_ = fuse_session_mount(session_, where.c_str()) == 0;
  if (!mounted_) return false;
  const int fd = fuse_session_fd(session_);
  closed_first_ = ::fcntl(fd, F_DUPFD_CLOEXEC, kHighDescriptor);
  connected(fd);
  return true;
}

bool Bridge::serve(const fuse_custom_io& io, int fd) {
  if (fuse_session_custom_io(session_, &io, fd) != 0) return false;
  connected(fd);
  return true;
}

void Bridge::connected(int fd) {
  // So that it can be tried.
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  add_to_poll(fd);
}

void Bridge::add_to_poll(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  ::epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event);
}

void Bridge::watch(int fd, std::function<void()> ready) {
  watched_[fd] = std::move(ready);
  add_to_poll(fd);
}

void Bridge::unwatch(int fd) {
  if (watched_.erase(fd) != 0) ::epoll_ctl(poll_, EPOLL_CTL_DEL, fd, nullptr);
}

void Bridge::show_host_entries() { host_entries_ = true; }

Bridge::Came Bridge::process_one() {
  const int got = fuse_session_receive_buf(session_, &buffer_);
  if (got == -EINTR || got == -EAGAIN) return Came::None;
  if (got <= 0) return Came::End;
  fuse_session_process_buf(session_, &buffer_);
  return Came::One;
}

void Bridge::drain() {
  for (;;) {
    workers_.run_until_idle();
    if (stopped_ || fuse_session_exited(session_) != 0) return;
    const Came came = process_one();
    if (came == Came::None) return;
    if (came == Came::End) return stop();
  }
}

void Bridge::finish_requests() {
  stopped_ = false;
  drain();
  stopped_ = true;
  workers_.kill_all();
  // As a process does that ends.
  const std::vector<Handles::Shared> open = handles_.take_all();
  for (const Handles::Shared& handle : open) {
    handle->closing = true;
    if (handle->watcher) workers_.signal(*handle->watcher, SIGINT);
  }
  workers_.run_until_idle();
  for (const Handles::Shared& handle : open)
    if (handle->fd >= 0)
      simulator_.spawn("close", [handle] { system_call::close(std::exchange(handle->fd, -1)); });
  workers_.run_until_idle();
}

// Requests that come faster than they are answered are read without waiting for them; but to
// try that in vain takes as long as half a wait.
void Bridge::run() {
  unsigned in_a_row = 0;
  bool more = false;
  unsigned waits = 0;
  while (!stopped_ && fuse_session_exited(session_) == 0) {
    workers_.run_until_idle();
    if (at_rest_) at_rest_();
    if (more && in_a_row < kInARowMax) {
      const Came came = process_one();
      if (came == Came::End) return;
      more = came == Came::One;
      ++in_a_row;
      continue;
    }
    in_a_row = 0;
    wait_for_host();
    more = ++waits % kWaitsUntilTry == 0;
  }
}

void Bridge::wait_for_host() {
  std::uint64_t wait_ns = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t event_ns = simulator_.next_event_ns();
  if (event_ns != wait_ns) {
    const std::uint64_t since_boot_ns = host_clock_ns() - boot_ns_;
    wait_ns = event_ns > since_boot_ns ? event_ns - since_boot_ns : 0;
  }
  if (workers_.has_interrupted()) wait_ns = std::min(wait_ns, kLookForKilled_ns);
  timespec timeout{};
  const timespec* limit = nullptr;
  if (wait_ns != std::numeric_limits<std::uint64_t>::max()) {
    timeout.tv_sec = static_cast<time_t>(wait_ns / kSecond_ns);
    timeout.tv_nsec = static_cast<long>(wait_ns % kSecond_ns);
    limit = &timeout;
  }
  std::array<epoll_event, 16> events;
  const int count =
      ::epoll_pwait2(poll_, events.data(), static_cast<int>(events.size()), limit, nullptr);
  if (workers_.has_interrupted() && host_clock_ns() - looked_ns_ >= kLookForKilled_ns) {
    looked_ns_ = host_clock_ns();
    workers_.look_for_killed();
  }
  for (int index = 0; index < count; ++index) {
    const int fd = events[static_cast<std::size_t>(index)].data.fd;
    if (fd == fuse_session_fd(session_)) {
      if (process_one() == Came::End) return stop();
      continue;
    }
    const auto watched = watched_.find(fd);
    if (watched == watched_.end()) continue;
    const auto ready = watched->second;  // which may take itself out of the table
    try {
      ready();
    } catch (const TaskKilled&) {
      simulator_.revive();  // an interrupt handler has oopsed, say; that has been reported
    }
  }
}

Buffers::Lease Bridge::read_buffer(std::uint64_t file, std::size_t size) {
  Buffers::Lease buffer = lease(read_buffers_, kReadBegin_bytes);
  buffer.show(file, size);
  return buffer;
}

Buffers::Lease Bridge::direct_read_buffer(std::uint64_t file, std::size_t size) {
  Buffers::Lease buffer = lease(direct_read_buffers_, 0);
  buffer.show(file, size);
  return buffer;
}

Buffers::Lease Bridge::direct_write_buffer() { return lease(direct_write_buffers_, 0); }

Buffers::Lease Bridge::take_request_buffer() {
  Buffer taken{.memory = Memory(buffer_.mem)};
  buffer_.mem = request_buffers_.take().memory.release();  // if there is none, libfuse makes one
  return request_buffers_.lend(std::move(taken));
}

std::string Bridge::path_of(fuse_ino_t node) const {
  const auto known = nodes_.find(node);
  return known == nodes_.end() ? "" : known->second.path;
}

std::string Bridge::path_in(fuse_ino_t directory, const char* name) const {
  std::string path = path_of(directory);
  if (path.empty()) return path;
  if (path != "/") path += '/';
  return path + name;
}

fuse_ino_t Bridge::node_for(const std::string& path, bool fresh) {
  const auto known = node_by_path_.find(path);
  const bool is_new = known == node_by_path_.end();
  if (!fresh && !is_new && nodes_[known->second].writer.expired()) return known->second;
  const fuse_ino_t node = ++last_node_;
  nodes_[node].path = path;
  if (!fresh && is_new) node_by_path_[path] = node;
  return node;
}

void Bridge::forget(fuse_ino_t node, std::uint64_t times) {
  const auto place = nodes_.find(node);
  if (node == FUSE_ROOT_ID || place == nodes_.end()) return;
  place->second.lookups -= std::min(times, place->second.lookups);
  if (place->second.lookups != 0) return;
  const auto by_path = node_by_path_.find(place->second.path);
  if (by_path != node_by_path_.end() && by_path->second == node) node_by_path_.erase(by_path);
  nodes_.erase(place);
}

std::shared_ptr<void> Bridge::begin_writing(fuse_ino_t node, pid_t thread) {
  const auto place = nodes_.find(node);
  if (place == nodes_.end()) return nullptr;
  if (std::shared_ptr<void> other = place->second.writer.lock()) {
    if (turned_away_.erase(thread) != 0) return other;
    turned_away_.insert(thread);
    return nullptr;
  }
  turned_away_.erase(thread);
  std::shared_ptr<void> writer = std::make_shared<char>();
  place->second.writer = writer;
  return writer;
}

bool Bridge::is_host_entry(const std::string& path, struct ::stat& status) const {
  if (!host_entries_) return false;
  status = {};
  status.st_nlink = 1;
  status.st_blksize = 4096;
  const HostEntry* entry = host_entry(path);
  if (entry != nullptr)
    status.st_mode = entry->type | 0755;
  else if (is_host_proc(path))
    status.st_mode = S_IFLNK | 0777;
  return status.st_mode != 0;
}

long Bridge::attributes(const std::string& path, struct ::stat& status) {
  const long failed = system_call::lstat(path.c_str(), &status);
  if (failed == -ENOENT && is_host_entry(path, status)) return 0;
  if (failed >= 0 && S_ISBLK(status.st_mode)) status.st_size = size_of_disk(status.st_rdev);
  // A device node of the host would lead around us, to a driver of the host.
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))
    status.st_mode = (status.st_mode & ~static_cast<mode_t>(S_IFMT)) | S_IFREG;
  return failed;
}

long Bridge::link_target(const std::string& path, std::string& target) {
  char text[4096];
  const long length = system_call::readlink(path.c_str(), text, sizeof text);
  if (length >= 0) target.assign(text, static_cast<std::size_t>(length));
  if (length != -ENOENT || !host_entries_) return length;
  const HostEntry* entry = host_entry(path);
  target = entry != nullptr && entry->target != nullptr ? entry->target
                                                        : kHostProc + path.substr(kProc.size());
  return static_cast<long>(target.size());
}

void Bridge::reply_entry(fuse_req_t request, const std::string& path, mode_t type) {
  fuse_entry_param entry{};
  const long failed = attributes(path, entry.attr);
  if (failed < 0) {
    fuse_reply_err(request, errno_for_host(-failed));
    return;
  }
  // The host wants to see the node that it asked for; it is not to keep it.
  const bool fresh = type != 0 && (entry.attr.st_mode & S_IFMT) != type;
  if (fresh) entry.attr.st_mode = (entry.attr.st_mode & ~static_cast<mode_t>(S_IFMT)) | type;
  entry.ino = node_for(path, fresh);
  entry.attr.st_ino = inode_number_of(path);
  ++nodes_[entry.ino].lookups;
  // Who was interrupted will never forget it.
  if (fuse_reply_entry(request, &entry) != 0) forget(entry.ino, 1);
}

void Bridge::list(const std::string& path, std::vector<std::string>& names) const {
  if (!host_entries_) return;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  if (path == "/dev")
    for (const HostEntry& entry : kHostEntries)
      if (entry.path != std::string_view("/dev/.proc")) add(entry.path + 5);
}

void Bridge::let_watchers_run() {
  if (watchers_ != 0) simulator_.yield();
}

void Bridge::start_watcher(const Handles::Shared& shared) {
  if (shared->watcher) return;
  shared->watcher = simulator_.spawn("poll", [this, handle = shared.get(), shared] {
    const int epoll = static_cast<int>(system_call::epoll_create1(0));
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
    const bool added =
        epoll >= 0 && system_call::epoll_ctl(epoll, EPOLL_CTL_ADD, handle->fd, &event) == 0;
    while (added && !handle->closing) {
      if (system_call::epoll_wait(epoll, &event, 1, -1) <= 0 || handle->poll == nullptr) continue;
      fuse_lowlevel_notify_poll(handle->poll);
      fuse_pollhandle_destroy(handle->poll);
      handle->poll = nullptr;
    }
    if (epoll >= 0) system_call::close(epoll);
    --watchers_;
  });
  ++watchers_;
}

}  // namespace ksim::fuse
