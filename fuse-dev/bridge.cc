// SPDX-License-Identifier: GPL-2.0-or-later
#include "bridge.hh"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "ksim/system_call.hh"

namespace ksim::fuse {
namespace {

constexpr std::uint64_t kHungCheck_ns = 10'000'000'000;

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

// Whether a process has been killed and only waits for us.
bool is_killed(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("SigPnd:") || line.starts_with("ShdPnd:"))
      if ((std::stoull(line.substr(7), nullptr, 16) >> (SIGKILL - 1) & 1) != 0) return true;
  return !file.eof();
}

void done_with(Handle* handle) {
  if (handle != nullptr && --handle->users == 0 && handle->closing) delete handle;
}

// A request under way.
struct Pending {
  Simulator& simulator;
  std::shared_ptr<Task> task;
  pid_t pid = 0;
  bool interrupted = false;
};

void on_interrupt(fuse_req_t, void* data) {
  auto& pending = *static_cast<Pending*>(data);
  pending.interrupted = true;
  if (pending.task->state() == Task::State::Dead) return;
  pending.simulator.interrupt(*pending.task, is_killed(pending.pid) ? SIGKILL : SIGINT);
}

}  // namespace

std::string command_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/comm", pid));
  std::string name;
  std::getline(file, name);
  return name.empty() ? "client" : name;
}

std::vector<gid_t> groups_of(fuse_req_t request) {
  std::vector<gid_t> groups(64);
  const int count = fuse_req_getgroups(request, static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::clamp(count, 0, static_cast<int>(groups.size()))));
  return groups;
}

std::uint64_t host_clock_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

Bridge::Bridge(Simulator& simulator, const std::vector<std::string>& options)
    : simulator_(simulator) {
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
  if (session_ == nullptr) throw std::runtime_error("ksim: libfuse refuses the options");
  nodes_[FUSE_ROOT_ID] = {"/", 1};
  node_by_path_["/"] = FUSE_ROOT_ID;
  simulator_.serve();
  system_call::umask(0);
  struct sigaction action {};
  action.sa_handler = &ignore_signal;
  system_call::sigaction(SIGINT, &action, nullptr);
}

Bridge::~Bridge() {
  if (mounted_) fuse_session_unmount(session_);
  fuse_session_destroy(session_);
  std::free(buffer_.mem);
}

bool Bridge::mount(const std::string& where) {
  mounted_ = fuse_session_mount(session_, where.c_str()) == 0;
  return mounted_;
}

void Bridge::watch(int fd, std::function<void()> ready) { watched_[fd] = std::move(ready); }

void Bridge::unwatch(int fd) { watched_.erase(fd); }

void Bridge::show_host_entries() { host_entries_ = true; }

bool Bridge::process_one() {
  const int got = fuse_session_receive_buf(session_, &buffer_);
  if (got == -EINTR || got == -EAGAIN) return true;
  if (got <= 0) return false;
  fuse_session_process_buf(session_, &buffer_);
  return true;
}

void Bridge::drain() {
  pollfd connection{fuse_session_fd(session_), POLLIN, 0};
  while (!stopped_ && ::poll(&connection, 1, 0) > 0) {
    if (!process_one()) stop();
    simulator_.run_until_idle();
  }
}

void Bridge::finish_requests() {
  stopped_ = false;
  drain();
  stopped_ = true;
}

void Bridge::run() {
  std::uint64_t looked_ns = host_clock_ns();
  const std::uint64_t boot_ns = looked_ns - simulator_.clock().now_ns();
  while (!stopped_ && fuse_session_exited(session_) == 0) {
    simulator_.run_until_idle();
    if (at_rest_) at_rest_();
    std::vector<pollfd> descriptors{{fuse_session_fd(session_), POLLIN, 0}};
    for (const auto& [fd, ready] : watched_) descriptors.push_back({fd, POLLIN, 0});
    const std::uint64_t now_ns = host_clock_ns();
    if (now_ns - looked_ns > kHungCheck_ns) {
      looked_ns = now_ns;
      simulator_.report_hung_tasks();
    }
    std::uint64_t wait_ns = kHungCheck_ns;
    const std::uint64_t event_ns = simulator_.next_event_ns();
    if (event_ns != std::numeric_limits<std::uint64_t>::max()) {
      const std::uint64_t since_boot_ns = now_ns - boot_ns;
      wait_ns = std::min(wait_ns, event_ns > since_boot_ns ? event_ns - since_boot_ns : 0);
    }
    const timespec timeout{static_cast<time_t>(wait_ns / 1'000'000'000U),
                           static_cast<long>(wait_ns % 1'000'000'000U)};
    if (::ppoll(descriptors.data(), descriptors.size(), &timeout, nullptr) <= 0) continue;
    if (descriptors.front().revents != 0 && !process_one()) break;
    for (std::size_t index = 1; index < descriptors.size(); ++index) {
      const auto watched = watched_.find(descriptors[index].fd);
      if (descriptors[index].revents == 0 || watched == watched_.end()) continue;
      const auto ready = watched->second;  // which may take itself out of the table
      ready();
    }
  }
}

void Bridge::start(fuse_req_t request, Handle* handle, Body body) {
  const fuse_ctx& caller = *fuse_req_ctx(request);
  // Whoever mounts it is root in there, as under ksim run.
  const bool is_owner = caller.uid == ::geteuid();
  const uid_t uid = is_owner ? 0 : caller.uid;
  const gid_t gid = is_owner ? 0 : caller.gid;
  auto pending = std::make_shared<Pending>(Pending{simulator_, nullptr, caller.pid, false});
  std::vector<gid_t> groups;
  if (uid != 0) groups = handle != nullptr ? handle->groups : groups_of(request);
  if (handle != nullptr) ++handle->users;
  pending->task =
      simulator_.spawn(handle != nullptr ? handle->comm : command_of(caller.pid),
                       [this, request, handle, pending, uid, gid, groups, body = std::move(body)] {
                         try {
                           simulator_.act_for(pending->pid);
                           if (uid != 0 || gid != 0) {
                             system_call::setgroups(groups.size(), groups.data());
                             system_call::setresgid(gid, gid, gid);
                             system_call::setresuid(uid, uid, uid);
                           }
                           if (pending->interrupted)
                             fuse_reply_err(request, EINTR);
                           else
                             body();
                         } catch (const TaskKilled&) {
                           fuse_reply_err(request, pending->interrupted ? EINTR : EIO);
                           done_with(handle);
                           throw;
                         }
                         done_with(handle);
                       });
  fuse_req_interrupt_func(request, &on_interrupt, pending.get());
}

std::string Bridge::path_in(fuse_ino_t directory, const char* name) const {
  const std::string& path = nodes_.at(directory).path;
  return path == "/" ? path + name : path + "/" + name;
}

fuse_ino_t Bridge::node_for(const std::string& path, bool fresh) {
  const auto known = node_by_path_.find(path);
  if (!fresh && known != node_by_path_.end()) return known->second;
  const fuse_ino_t node = ++last_node_;
  nodes_[node] = {path, 0};
  if (!fresh) node_by_path_[path] = node;
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
    fuse_reply_err(request, static_cast<int>(-failed));
    return;
  }
  // The host wants to see the node that it asked for; it is not to keep it.
  const bool fresh = type != 0 && (entry.attr.st_mode & S_IFMT) != type;
  if (fresh) entry.attr.st_mode = (entry.attr.st_mode & ~static_cast<mode_t>(S_IFMT)) | type;
  entry.ino = node_for(path, fresh);
  entry.attr.st_ino = entry.ino;
  ++nodes_[entry.ino].lookups;
  fuse_reply_entry(request, &entry);
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

void Bridge::start_watcher(Handle& handle) {
  if (handle.watcher) return;
  handle.watcher = simulator_.spawn("poll", [&handle] {
    const int epoll = static_cast<int>(system_call::epoll_create1(0));
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
    const bool added =
        epoll >= 0 && system_call::epoll_ctl(epoll, EPOLL_CTL_ADD, handle.fd, &event) == 0;
    while (added && !handle.closing) {
      if (system_call::epoll_wait(epoll, &event, 1, -1) <= 0 || handle.poll == nullptr) continue;
      fuse_lowlevel_notify_poll(handle.poll);
      fuse_pollhandle_destroy(handle.poll);
      handle.poll = nullptr;
    }
    if (epoll >= 0) system_call::close(epoll);
  });
}

}  // namespace ksim::fuse
