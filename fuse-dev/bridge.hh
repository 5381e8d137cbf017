// SPDX-License-Identifier: GPL-2.0-or-later
// Between a FUSE mount and a running simulated kernel.
//
// One OS thread: the loop lets the simulated tasks run until none can, then waits for the
// host. Each request is served by a process with the caller's pid, user and groups, and is
// answered when that returns, so one that blocks holds up nobody.
#ifndef KSIM_FUSE_DEV_BRIDGE_HH
#define KSIM_FUSE_DEV_BRIDGE_HH

#define FUSE_USE_VERSION 314
#include <fuse_lowlevel.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "buffers.hh"
#include "handles.hh"
#include "ksim/simulator.hh"
#include "ksim/task.hh"
#include "workers.hh"

namespace ksim::fuse {

class Bridge {
 public:
  // The first process of `simulator` becomes the server. `options`: as fuse_session_new().
  Bridge(Simulator& simulator, const std::vector<std::string>& options);
  ~Bridge();
  Bridge(const Bridge&) = delete;
  Bridge& operator=(const Bridge&) = delete;

  // At a directory, or "/dev/fd/N" for a connection that somebody else mounts.
  bool mount(const std::string& where);
  // Instead: a descriptor that is not of /dev/fuse, and how to read and write it. Takes it over.
  bool serve(const fuse_custom_io& io, int fd);
  // Calls `ready()` in the loop whenever `fd` has something.
  void watch(int fd, std::function<void()> ready);
  void unwatch(int fd);
  // Called in the loop each time the simulated kernel comes to rest.
  void at_rest(std::function<void()> call) { at_rest_ = std::move(call); }
  // Until stop(), or until the mount is gone.
  void run();
  void stop() { stopped_ = true; }
  // Answers what clients have asked for so far.
  void drain();
  // A fresh kernel under the same mount: requests under way fail, and files that are open are
  // good for nothing but to be closed.
  void reboot(Simulator::Options options);
  // Answers the last requests, kills those that wait for something, and closes the files that
  // are open; nobody will ask for more.
  void finish_requests();
  Simulator& simulator() { return simulator_; }

  // Shows in /dev, beside what the simulated kernel has, something to mount the host's own
  // entry on; and, as links to /dev/.proc, the host's entries of /proc.
  void show_host_entries();

  // For the table of operations.
  Workers& workers() { return workers_; }
  Handles& handles() { return handles_; }
  // For kTransferMax_bytes. `file` is to see nothing in the first `size` that was another's.
  Buffers::Lease read_buffer(std::uint64_t file, std::size_t size);
  // The same, for files that are open with O_DIRECT.
  Buffers::Lease direct_read_buffer(std::uint64_t file, std::size_t size);
  Buffers::Lease direct_write_buffer();
  // The one that the request at hand was read to.
  Buffers::Lease take_request_buffer();
  // Returns: an empty one for a node that nobody has looked up.
  std::string path_of(fuse_ino_t node) const;
  std::string path_in(fuse_ino_t directory, const char* name) const;
  long attributes(const std::string& path, struct ::stat& status);
  long link_target(const std::string& path, std::string& target);
  void reply_entry(fuse_req_t request, const std::string& path, mode_t type = 0);
  void forget(fuse_ino_t node, std::uint64_t times);
  // The host lets nobody write to a node to which somebody writes, however long that sleeps. So
  // of each node only one file is open for writing, and who looks up the path meanwhile gets
  // another node. Returns: what that file keeps as long as it is open; nothing if `thread` has
  // looked the path up before another opened it and should do so again. Who comes too late
  // twice shares the node.
  std::shared_ptr<void> begin_writing(fuse_ino_t node, pid_t thread);
  void list(const std::string& path, std::vector<std::string>& names) const;
  void start_watcher(const Handles::Shared& handle);
  // Who polls is to hear of what the running process did before that is answered.
  void let_watchers_run();

 private:
  struct Node {
    std::string path;
    std::uint64_t lookups = 0;
    std::weak_ptr<void> writer;  // a file that is open for writing
  };

  enum class Came { One, None, End };

  fuse_ino_t node_for(const std::string& path, bool fresh);
  // Reads a request, if there is one, and starts it.
  Came process_one();
  void wait_for_host();
  void add_to_poll(int fd);
  void connected(int fd);
  void begin_serving();
  bool is_host_entry(const std::string& path, struct ::stat& status) const;

  Simulator& simulator_;
  Workers workers_;
  Handles handles_;
  fuse_session* session_ = nullptr;
  // The session's descriptor once more, behind that of libfuse's auto_unmount: of a process that
  // is killed the host lets go of the last one first. So the connection has ended when
  // auto_unmount looks whether it has; it looks only once.
  int closed_first_ = -1;
  int poll_;  // an epoll of the session's descriptor and those that are watched
  int hung_timer_;
  std::uint64_t boot_ns_ = 0;
  std::uint64_t looked_ns_ = 0;  // when, for callers that have been killed
  bool mounted_ = false;
  bool stopped_ = false;
  bool host_entries_ = false;
  fuse_buf buffer_{};
  Buffers request_buffers_;  // as large as libfuse makes them
  Buffers read_buffers_;
  Buffers direct_read_buffers_;
  Buffers direct_write_buffers_;
  std::unordered_map<fuse_ino_t, Node> nodes_;
  std::unordered_map<std::string, fuse_ino_t> node_by_path_;
  fuse_ino_t last_node_ = FUSE_ROOT_ID;
  std::map<int, std::function<void()>> watched_;
  std::unordered_set<pid_t> turned_away_;  // see begin_writing()
  std::size_t watchers_ = 0;               // processes that wait for who polls
  std::function<void()> at_rest_;
};

extern const fuse_lowlevel_ops operations;

// The same for all nodes of a path.
ino_t inode_number_of(const std::string& path);

// The host's kernel takes no answer with an errno that programs are not to see, and whoever
// asked would wait for ever. Drivers have such ones, and some let them out.
int errno_for_host(long error);

// Nanoseconds of the host's monotonic clock.
std::uint64_t host_clock_ns();

}  // namespace ksim::fuse

#endif
