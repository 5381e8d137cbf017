// SPDX-License-Identifier: GPL-2.0-or-later
// A program uses a simulated device by `ksim mount`: what does that cost beside the smallest
// file system that libfuse can serve, which has the same bytes in an array?
//
// Client and servers are processes on the one core that this program is bound to: on two,
// what counts is how long the host takes to wake a core.
#define FUSE_USE_VERSION 314
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fuse_lowlevel.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"
#include "flat.h"

namespace {

// A wait for the host is a system call of its own, since there is more than FUSE to wait for.
constexpr bench::Goal goal_of(const char* subject) {
  return {.ratio_max = 1.25, .slack_ns = 500, .subject = subject, .floor = "by libfuse alone"};
}

// The floor: one file in the root directory.
namespace floor_server {

constexpr fuse_ino_t kFile = 2;
char bytes[FLAT_BYTES];

void init(void*, fuse_conn_info* connection) {
  // From an array, to splice is slower.
  connection->want &=
      ~static_cast<unsigned>(FUSE_CAP_SPLICE_READ | FUSE_CAP_SPLICE_WRITE | FUSE_CAP_SPLICE_MOVE);
}

struct ::stat status_of(fuse_ino_t node) {
  struct ::stat status {};
  status.st_ino = node;
  status.st_nlink = 1;
  status.st_mode = node == kFile ? S_IFREG | 0666 : S_IFDIR | 0755;
  return status;
}

void lookup(fuse_req_t request, fuse_ino_t, const char* name) {
  if (std::string_view(name) != "flat") {
    fuse_reply_err(request, ENOENT);
    return;
  }
  fuse_entry_param entry{};
  entry.ino = kFile;
  entry.attr = status_of(kFile);
  fuse_reply_entry(request, &entry);
}

void getattr(fuse_req_t request, fuse_ino_t node, fuse_file_info*) {
  const struct ::stat status = status_of(node);
  fuse_reply_attr(request, &status, 0);
}

void open(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
  info->direct_io = 1;
  fuse_reply_open(request, info);
}

std::size_t within(std::size_t size, off_t offset) {
  return std::min(size, sizeof bytes - std::min(static_cast<std::size_t>(offset), sizeof bytes));
}

void read(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info*) {
  fuse_reply_buf(request, bytes + offset, within(size, offset));
}

void write(fuse_req_t request, fuse_ino_t, const char* data, std::size_t size, off_t offset,
           fuse_file_info*) {
  const std::size_t put = within(size, offset);
  std::memcpy(bytes + offset, data, put);
  fuse_reply_write(request, put);
}

void ioctl(fuse_req_t request, fuse_ino_t, unsigned command, void*, fuse_file_info*, unsigned,
           const void* in, std::size_t in_size, std::size_t out_size) {
  flat_pair pair{};
  if (command != FLAT_ADD || in_size != sizeof pair || out_size != sizeof pair) {
    fuse_reply_err(request, ENOTTY);
    return;
  }
  std::memcpy(&pair, in, sizeof pair);
  pair.a += pair.b;
  fuse_reply_ioctl(request, 0, &pair, sizeof pair);
}

void release(fuse_req_t request, fuse_ino_t, fuse_file_info*) { fuse_reply_err(request, 0); }

// Until it is unmounted.
void serve(const std::string& directory) {
  fuse_lowlevel_ops table{};
  table.init = &init;
  table.lookup = &lookup;
  table.getattr = &getattr;
  table.open = &open;
  table.read = &read;
  table.write = &write;
  table.ioctl = &ioctl;
  table.release = &release;
  char name[] = "floor";
  char* arguments[] = {name, nullptr};
  fuse_args args = FUSE_ARGS_INIT(1, arguments);
  fuse_session* session = fuse_session_new(&args, &table, sizeof table, nullptr);
  if (session == nullptr || fuse_session_mount(session, directory.c_str()) != 0) _exit(1);
  fuse_session_loop(session);
  fuse_session_unmount(session);
  fuse_session_destroy(session);
  _exit(0);
}

}  // namespace floor_server

void must(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(fmt::format("{}: {}", what, strerror(errno)));
}

// Both, until the end of the program.
class Mounts {
 public:
  Mounts() {
    char name[] = "/tmp/ksim-benchmark-XXXXXX";
    must(::mkdtemp(name) != nullptr, "mkdtemp");
    directory_ = name;
    for (const char* each : {"/ksim", "/floor"})
      must(::mkdir((directory_ + each).c_str(), 0700) == 0, "mkdir");
    must(std::system(
             fmt::format("{} mount {}/ksim -m {}", KSIM_COMMAND, directory_, KSIM_MODULE_flat)
                 .c_str()) == 0,
         "ksim mount");
    const pid_t client = ::getpid();
    floor_ = ::fork();
    if (floor_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      if (::getppid() == client) floor_server::serve(directory_ + "/floor");
      _exit(1);
    }
    struct ::stat status {};
    while (::stat(floor().c_str(), &status) != 0)
      must(::waitpid(floor_, nullptr, WNOHANG) == 0, "");
  }
  ~Mounts() {
    ::kill(floor_, SIGTERM);
    // It notices between two requests only.
    struct ::stat status {};
    ::stat(floor().c_str(), &status);
    ::waitpid(floor_, nullptr, 0);
    must(std::system(fmt::format("fusermount3 -q -z -u {0}/floor 2>&-; {1} umount {0}/ksim; "
                                 "until rmdir {0}/ksim {0}/floor {0} 2>&-; do :; done",
                                 directory_, KSIM_COMMAND)
                         .c_str()) == 0,
         "umount");
  }
  Mounts(const Mounts&) = delete;
  Mounts& operator=(const Mounts&) = delete;

  std::string subject() const { return directory_ + "/ksim/dev/flat0"; }
  std::string floor() const { return directory_ + "/floor/flat"; }

 private:
  std::string directory_;
  pid_t floor_ = -1;
};

const Mounts& mounts() {
  static const Mounts both;
  return both;
}

class File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDWR)) {
    must(fd_ >= 0, path.c_str());
  }
  ~File() { ::close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  operator int() const { return fd_; }

 private:
  int fd_;
};

// `call(fd)`, which throws if not all is done: what fails is quick, and measures nothing.
template <typename Call>
void compare_calls(benchmark::State& state, bench::Goal goal, int calls, Call call) {
  if (::access("/dev/fuse", R_OK | W_OK) != 0) {
    bench::skip(state, "no /dev/fuse");
    return;
  }
  const File subject(mounts().subject());
  const File floor(mounts().floor());
  bench::compare(
      state, [&] { call(subject); }, [&] { call(floor); }, goal, {.calls = calls});
}

int calls_for(std::size_t size) { return size >= (1U << 20) ? 10 : 200; }

void fuse_read(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  std::vector<char> buffer(size);
  compare_calls(state, goal_of("read() by FUSE"), calls_for(size), [&](int fd) {
    must(::pread(fd, buffer.data(), size, 0) == static_cast<ssize_t>(size), "pread");
  });
}

void fuse_write(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const std::vector<char> buffer(size, 'x');
  compare_calls(state, goal_of("write() by FUSE"), calls_for(size), [&](int fd) {
    must(::pwrite(fd, buffer.data(), size, 0) == static_cast<ssize_t>(size), "pwrite");
  });
}

void fuse_ioctl(benchmark::State& state) {
  compare_calls(state, goal_of("ioctl() by FUSE"), 200, [](int fd) {
    flat_pair pair{20, 22};
    must(::ioctl(fd, FLAT_ADD, &pair) == 0 && pair.a == 42, "ioctl");
  });
}

void fuse_open_close(benchmark::State& state) {
  compare_calls(state, goal_of("open() and close() by FUSE"), 100, [](int fd) {
    // Of the same file, without a walk that looks up every directory above it again; and not for
    // writing, for which the bridge wants another node.
    const int again = ::open(fmt::format("/proc/self/fd/{}", fd).c_str(), O_RDONLY);
    must(again >= 0 && ::close(again) == 0, "open");
  });
}

}  // namespace

BENCHMARK(fuse_read)->UseManualTime()->Iterations(1)->Arg(1)->Arg(4 << 10)->Arg(128 << 10)->Arg(
    1 << 20);
BENCHMARK(fuse_write)
    ->UseManualTime()
    ->Iterations(1)
    ->Arg(1)
    ->Arg(4 << 10)
    ->Arg(128 << 10)
    ->Arg(1 << 20);
BENCHMARK(fuse_ioctl)->UseManualTime()->Iterations(1);
BENCHMARK(fuse_open_close)->UseManualTime()->Iterations(1);
