// SPDX-License-Identifier: GPL-2.0-or-later
// Requests at random, in this process: nothing that /dev/fuse could deliver, and little that it
// never would, breaks the bridge.
//
// libfuse believes the kernel about lengths, so a request is at least as long as its operation
// demands, its names end, and what it says it carries is there. All else is any value: nodes and
// handles that never were or are gone, any order, numbers, sizes, users and processes; answers
// that nobody wants any more.
#include "bridge.hh"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flat.h"
#include "ksim/simulator.hh"
#include "mailbox.h"
#include "mounted.hh"

// As ksim/testing/main.cc has it: pointers on the stacks of tasks that were killed, and in the
// simulated RAM, would look lost.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "halt_on_error=0:detect_leaks=0"; }

namespace {

using ksim::Simulator;
using ksim::fuse::Bridge;

// The seeds share the requests, so that one that fails is soon found again.
constexpr unsigned kSeeds = 20;
#ifdef __SANITIZE_ADDRESS__
constexpr unsigned kRequests = 1'000'000 / kSeeds;
#else
constexpr unsigned kRequests = 100'000 / kSeeds;
#endif

// Takes the place of the host's kernel: what it asks, and what it is told.
class Host {
 public:
  explicit Host(unsigned seed) : random_(seed) { current_ = this; }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  bool chance(unsigned one_in) { return below(one_in) == 0; }
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  template <typename Container>
  auto pick(const Container& from) {
    return from[below(std::size(from))];
  }

  // Appends a request to the queue. Returns: its number.
  std::uint64_t ask(std::uint32_t opcode, std::uint64_t node, std::string_view body) {
    fuse_in_header header{};
    header.opcode = opcode;
    header.unique = next_unique_ += 2;
    header.nodeid = node;
    header.uid = pick(std::array{0U, 0U, 0U, 1000U, 65534U, 0x7fffffffU, 0xffffffffU});
    header.gid = pick(std::array{0U, 0U, 1000U, 0xffffffffU});
    header.pid = chance(3) ? static_cast<std::uint32_t>(::getpid())
                           : pick(std::array{0U, 1U, 2U, 77'777U, 0xffffffffU});
    return push(header, body);
  }
  std::uint64_t push(fuse_in_header& header, std::string_view body) {
    header.len = static_cast<std::uint32_t>(sizeof header + body.size());
    std::string request(reinterpret_cast<const char*>(&header), sizeof header);
    request += body;
    queue_.push_back(std::move(request));
    const bool answered = header.opcode != FUSE_FORGET && header.opcode != FUSE_BATCH_FORGET &&
                          header.opcode != FUSE_INTERRUPT && header.opcode != FUSE_NOTIFY_REPLY;
    if (answered) open_requests_[header.unique] = {header.opcode, header.nodeid, {}, 0};
    return header.unique;
  }

  void initialise() {
    fuse_init_in in{};
    in.major = 7;
    in.minor = 36;
    in.flags = FUSE_ASYNC_READ | FUSE_ATOMIC_O_TRUNC | FUSE_BIG_WRITES | FUSE_MAX_PAGES;
    fuse_in_header header{};
    header.opcode = FUSE_INIT;
    header.unique = next_unique_ += 2;
    push(header, {reinterpret_cast<const char*>(&in), sizeof in});
  }

  // Something at random, or something that a program would ask.
  void ask_anything();
  void ask_sensibly();
  // What has been asked and not been answered yet is interrupted.
  void interrupt_all() {
    for (const auto& [unique, asked] : std::map(open_requests_)) interrupt(unique);
  }
  std::size_t open_requests() const { return open_requests_.size(); }
  std::size_t queued() const { return queue_.size(); }
  std::string oldest() const {
    return open_requests_.empty()
               ? ""
               : "opcode " + std::to_string(open_requests_.begin()->second.opcode);
  }

  unsigned successes(std::uint32_t opcode) { return successes_[opcode]; }
  // What the last answer was; its body.
  int last_error() const { return last_error_; }
  const std::string& last_body() const { return last_body_; }
  void listen_attentively(bool attentive) { attentive_ = attentive; }

  static ssize_t read(int, void* buffer, std::size_t size, void*) {
    return current_->deliver(static_cast<char*>(buffer), size);
  }
  static ssize_t writev(int, iovec* pieces, int count, void*) {
    return current_->take(pieces, count);
  }

 private:
  ssize_t deliver(char* buffer, std::size_t size);
  ssize_t take(const iovec* pieces, int count);

  void interrupt(std::uint64_t unique) {
    const fuse_interrupt_in in{unique};
    interrupts_.insert(ask(FUSE_INTERRUPT, 0, {reinterpret_cast<const char*>(&in), sizeof in}));
  }
  std::uint64_t any() {
    switch (below(6)) {
      case 0:
        return 0;
      case 1:
        return ~std::uint64_t{0};
      case 2:
        return random_();
      default:
        return below(100);
    }
  }
  std::uint64_t node() {
    if (chance(8)) return any();
    auto place = nodes_.begin();
    std::advance(place, below(nodes_.size()));
    return place->second;
  }
  std::uint64_t handle() {
    const auto& from = chance(8) ? directories_ : handles_;
    return chance(8) || from.empty() ? any() : from[below(from.size())];
  }
  std::uint64_t offset() {
    // No driver is to be asked to remember a file of terabytes.
    return chance(20) ? ~std::uint64_t{0} - below(10) : chance(2) ? 0 : below(1 << 20);
  }
  std::string name() {
    static const std::array<const char*, 8> kNames{"dev", "proc", "sys", "modules",
                                                   "t0",  "t1",   "..",  ""};
    if (chance(2)) return pick(kDevices);
    if (!chance(16)) return pick(kNames);
    std::string noise(below(300), 'x');
    for (char& byte : noise) byte = static_cast<char>(1 + below(255));
    return noise;
  }

  static inline Host* current_ = nullptr;

  std::mt19937_64 random_;
  std::deque<std::string> queue_;
  std::uint64_t next_unique_ = 0;
  struct Asked {
    std::uint32_t opcode;
    std::uint64_t node;
    std::string name;      // of a lookup
    std::uint64_t handle;  // if it is one that was given to us
  };
  static constexpr std::array<const char*, 7> kDevices{
      "flat0", "flat1", "scull0", "scull1", "scullpipe0", "scullsingle", "mailbox"};

  std::map<std::uint64_t, Asked> open_requests_;
  std::set<std::uint64_t> interrupts_;
  std::map<std::uint32_t, unsigned> successes_;
  std::map<std::string, std::uint64_t> nodes_{{"/", FUSE_ROOT_ID}};
  std::vector<std::uint64_t> handles_;      // some are gone
  std::vector<std::uint64_t> directories_;  // likewise
  bool attentive_ = false;
  int last_error_ = 0;
  std::string last_body_;
};

ssize_t Host::deliver(char* buffer, std::size_t size) {
  if (queue_.empty()) {
    errno = EAGAIN;
    return -1;
  }
  const std::string request = std::move(queue_.front());
  queue_.pop_front();
  EXPECT_LE(request.size(), size);
  std::memcpy(buffer, request.data(), request.size());
  return static_cast<ssize_t>(request.size());
}

ssize_t Host::take(const iovec* pieces, int count) {
  std::string answer;
  for (int index = 0; index < count; ++index)
    answer.append(static_cast<const char*>(pieces[index].iov_base), pieces[index].iov_len);
  fuse_out_header header{};
  EXPECT_GE(answer.size(), sizeof header);
  std::memcpy(&header, answer.data(), sizeof header);
  EXPECT_EQ(header.len, answer.size());
  if (header.unique == 0) {
    EXPECT_EQ(header.error, FUSE_NOTIFY_POLL);
    return static_cast<ssize_t>(answer.size());
  }
  EXPECT_LE(header.error, 0);
  EXPECT_GT(header.error, -512) << "the kernel refuses it";
  // libfuse does so if what is to be interrupted is not there, or not yet.
  if (header.error == -EAGAIN && interrupts_.erase(header.unique) != 0)
    return static_cast<ssize_t>(answer.size());
  const auto asked = open_requests_.find(header.unique);
  if (asked == open_requests_.end()) {
    ADD_FAILURE() << header.unique << " is answered twice, or was never asked";
    return static_cast<ssize_t>(answer.size());
  }
  const Asked about = asked->second;
  const std::uint32_t opcode = about.opcode;
  open_requests_.erase(asked);
  if (header.error == -ESTALE && about.node != FUSE_ROOT_ID)
    std::erase_if(nodes_, [&](const auto& each) { return each.second == about.node; });
  if (header.error == -EBADF) {
    std::erase(handles_, about.handle);
    std::erase(directories_, about.handle);
  }
  // Who asked may have gone.
  if (!attentive_ && chance(50) && opcode != FUSE_INIT) {
    errno = ENOENT;
    return -1;
  }
  if (header.error == 0) ++successes_[opcode];
  last_error_ = header.error;
  last_body_ = answer.substr(sizeof header);
  if (header.error == 0 && (opcode == FUSE_OPEN || opcode == FUSE_OPENDIR)) {
    fuse_open_out out{};
    std::memcpy(&out, last_body_.data(), std::min(sizeof out, last_body_.size()));
    (opcode == FUSE_OPEN ? handles_ : directories_).push_back(out.fh);
  }
  if (header.error == 0 &&
      (opcode == FUSE_LOOKUP || opcode == FUSE_MKNOD || opcode == FUSE_MKDIR)) {
    fuse_entry_out out{};
    std::memcpy(&out, last_body_.data(), std::min(sizeof out, last_body_.size()));
    if (!about.name.empty()) nodes_[about.name] = out.nodeid;
  }
  return static_cast<ssize_t>(answer.size());
}

template <typename T>
std::string bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

void Host::ask_anything() {
  static constexpr std::array<std::uint32_t, 8> kIoctls{
      FLAT_ADD,          FLAT_PEEK,           MAILBOX_SLEEP,           MAILBOX_WAKE,
      MAILBOX_SIGNAL_ME, MAILBOX_FORCE_ON_ME, MAILBOX_RESTART_NOTHING, MAILBOX_REPORT};
  static constexpr std::array<std::uint32_t, 22> kOpcodes{
      FUSE_LOOKUP,  FUSE_LOOKUP,     FUSE_FORGET,  FUSE_GETATTR, FUSE_SETATTR, FUSE_READLINK,
      FUSE_MKNOD,   FUSE_MKDIR,      FUSE_UNLINK,  FUSE_RMDIR,   FUSE_OPEN,    FUSE_OPEN,
      FUSE_READ,    FUSE_WRITE,      FUSE_RELEASE, FUSE_IOCTL,   FUSE_POLL,    FUSE_OPENDIR,
      FUSE_READDIR, FUSE_RELEASEDIR, FUSE_ACCESS,  FUSE_FSYNC};
  std::uint32_t opcode = pick(kOpcodes);
  if (handles_.size() > 300) opcode = chance(2) ? FUSE_RELEASE : FUSE_RELEASEDIR;
  if (chance(30)) opcode = static_cast<std::uint32_t>(below(60));
  const auto word = [&] { return static_cast<std::uint32_t>(any()); };
  std::string body;
  switch (opcode) {
    case FUSE_INIT:
    case FUSE_DESTROY:  // are the first and the last
      return;
    case FUSE_LOOKUP:
      body = name() + '\0';
      break;
    case FUSE_UNLINK:
    case FUSE_RMDIR:
      body = std::string(chance(2) ? "t0" : "t1") + '\0';  // the devices are to stay
      break;
    case FUSE_MKNOD:
      body = bytes_of(fuse_mknod_in{chance(2) ? word() : S_IFCHR | 0666,
                                    chance(2) ? word() : 10 << 8 | static_cast<unsigned>(below(64)),
                                    word(), 0}) +
             std::string(chance(2) ? "t0" : "t1") + '\0';
      break;
    case FUSE_MKDIR:
      body = bytes_of(fuse_mkdir_in{word(), word()}) + std::string(chance(2) ? "t0" : "t1") + '\0';
      break;
    case FUSE_FORGET:
      body = bytes_of(fuse_forget_in{chance(4) ? any() : 1});
      break;
    case FUSE_BATCH_FORGET: {
      const auto count = static_cast<std::uint32_t>(below(5));
      body = bytes_of(fuse_batch_forget_in{count, 0});
      for (std::uint32_t index = 0; index < count; ++index)
        body += bytes_of(fuse_forget_one{node(), below(3)});
      break;
    }
    case FUSE_GETATTR:
      body = bytes_of(fuse_getattr_in{word(), 0, handle()});
      break;
    case FUSE_SETATTR: {
      fuse_setattr_in in{};
      in.valid = word();
      in.fh = handle();
      in.size = any();
      in.mode = chance(2) ? 0666 : word();
      in.uid = word();
      in.gid = word();
      body = bytes_of(in);
      break;
    }
    case FUSE_ACCESS:
      body = bytes_of(fuse_access_in{word(), 0});
      break;
    case FUSE_OPEN:
    case FUSE_OPENDIR:
      body = bytes_of(fuse_open_in{chance(4) ? word()
                                             : static_cast<std::uint32_t>(pick(std::array{
                                                   O_RDWR, O_RDONLY, O_WRONLY | O_TRUNC,
                                                   O_RDWR | O_NONBLOCK, O_RDWR | O_APPEND})),
                                   0});
      break;
    case FUSE_READ:
    case FUSE_READDIR: {
      fuse_read_in in{};
      in.fh = handle();
      in.offset = opcode == FUSE_READDIR ? below(20) : offset();
      in.size = chance(100) ? word() : static_cast<std::uint32_t>(below(5000));
      in.flags = chance(2) ? O_RDWR : word();
      body = bytes_of(in);
      break;
    }
    case FUSE_WRITE: {
      fuse_write_in in{};
      in.fh = handle();
      in.offset = offset();
      in.size = static_cast<std::uint32_t>(chance(100) ? below(1 << 20) : below(5000));
      in.flags = chance(2) ? O_RDWR : word();
      body = bytes_of(in) + std::string(in.size, 'w');
      break;
    }
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR: {
      fuse_release_in in{};
      // Most of those that are given back are not used again, but some are.
      const std::size_t index = below(handles_.size() + 1);
      in.fh = index < handles_.size() ? handles_[index] : any();
      if (index < handles_.size() && !chance(4)) {
        handles_[index] = handles_.back();
        handles_.pop_back();
      }
      body = bytes_of(in);
      break;
    }
    case FUSE_FSYNC:
      body = bytes_of(fuse_fsync_in{handle(), word(), 0});
      break;
    case FUSE_IOCTL: {
      fuse_ioctl_in in{};
      in.fh = handle();
      in.flags = chance(2) ? 0 : word() & 0xff;
      in.cmd = chance(3) ? word() : pick(kIoctls);
      if (in.cmd == FLAT_LOG || in.cmd == FLAT_REMOVE) in.cmd = 0;  // takes as long as one likes
      in.arg = any();
      // The driver hands it on to the kernel, which trusts drivers.
      if (in.cmd == MAILBOX_FORCE_ON_ME) in.arg = 1 + below(64);
      in.in_size = chance(3) ? static_cast<std::uint32_t>(below(20'000)) : in.cmd >> 16 & 0x3fff;
      in.out_size = chance(3) ? word() : in.cmd >> 16 & 0x3fff;
      body = bytes_of(in) + std::string(in.in_size, 'i');
      break;
    }
    case FUSE_POLL: {
      fuse_poll_in in{};
      in.fh = handle();
      in.kh = any();
      in.flags = chance(2) ? FUSE_POLL_SCHEDULE_NOTIFY : word();
      in.events = word();
      body = bytes_of(in);
      break;
    }
    case FUSE_INTERRUPT: {
      std::uint64_t unique = any();
      if (!open_requests_.empty() && !chance(4)) {
        const auto place = open_requests_.lower_bound(below(next_unique_));
        unique = place != open_requests_.end() ? place->first : open_requests_.begin()->first;
      }
      return interrupt(unique);
    }
    default:
      body.assign(256, '\0');
  }
  ask(opcode, node(), body);
}

void Host::ask_sensibly() {
  const auto ask_as_root = [&](std::uint32_t opcode, std::uint64_t node_id,
                               const std::string& body) -> Asked& {
    fuse_in_header header{};
    header.opcode = opcode;
    header.unique = next_unique_ += 2;
    header.nodeid = node_id;
    header.pid = static_cast<std::uint32_t>(pick(std::array{1, 2, 3}));
    return open_requests_[push(header, body)];
  };
  const auto look_up = [&](std::uint64_t parent, const std::string& entry) {
    ask_as_root(FUSE_LOOKUP, parent, entry + '\0').name = entry;
  };
  if (!nodes_.contains("dev")) return look_up(FUSE_ROOT_ID, "dev");
  if (chance(16)) {
    if (directories_.empty()) {
      ask_as_root(FUSE_OPENDIR, nodes_["dev"], bytes_of(fuse_open_in{O_RDONLY, 0}));
      return;
    }
    const std::uint64_t directory = directories_[below(directories_.size())];
    fuse_read_in in{};
    in.fh = directory;
    in.size = 4096;
    if (chance(2)) {
      ask_as_root(FUSE_READDIR, nodes_["dev"], bytes_of(in)).handle = directory;
      return;
    }
    std::erase(directories_, directory);
    ask_as_root(FUSE_RELEASEDIR, nodes_["dev"], bytes_of(fuse_release_in{directory, 0, 0, 0}));
    return;
  }
  const std::string device = pick(kDevices);
  if (!nodes_.contains(device)) return look_up(nodes_["dev"], device);
  const std::uint64_t file = nodes_[device];
  if (handles_.size() < 20) {
    const auto flags = static_cast<std::uint32_t>(chance(4) ? O_RDWR : O_RDWR | O_NONBLOCK);
    ask_as_root(FUSE_OPEN, file, bytes_of(fuse_open_in{flags, 0}));
    return;
  }
  const std::uint64_t open = handles_[below(handles_.size())];
  fuse_read_in transfer{};
  transfer.fh = open;
  transfer.offset = below(1 << 16);
  transfer.size = static_cast<std::uint32_t>(below(5000));
  transfer.flags = O_RDWR | O_NONBLOCK;
  switch (below(8)) {
    case 0:
      ask_as_root(FUSE_GETATTR, file, bytes_of(fuse_getattr_in{}));
      return;
    case 1:
    case 2:
      ask_as_root(FUSE_READ, file, bytes_of(transfer)).handle = open;
      return;
    case 3:
    case 4:  // the structures are the same
      ask_as_root(FUSE_WRITE, file, bytes_of(transfer) + std::string(transfer.size, 's')).handle =
          open;
      return;
    case 5: {
      const std::uint32_t size = sizeof(flat_pair);
      const fuse_ioctl_in in{open, 0, FLAT_ADD, 0x1000, size, size};
      ask_as_root(FUSE_IOCTL, file, bytes_of(in) + bytes_of(flat_pair{1, 2})).handle = open;
      return;
    }
    case 6: {
      const fuse_poll_in in{open, below(10), FUSE_POLL_SCHEDULE_NOTIFY, POLLIN | POLLOUT};
      ask_as_root(FUSE_POLL, file, bytes_of(in)).handle = open;
      return;
    }
    default:
      std::erase(handles_, open);
      ask_as_root(FUSE_RELEASE, file, bytes_of(fuse_release_in{open, 0, 0, 0}));
  }
}

class Fuzz : public ::testing::TestWithParam<unsigned> {};

// As programs would: in spite of all that has happened, it works.
void expect_works(Host& host, Bridge& bridge) {
  host.listen_attentively(true);
  const auto call = [&](std::uint32_t opcode, std::uint64_t node, const std::string& body) {
    fuse_in_header header{};
    header.opcode = opcode;
    header.unique = (std::uint64_t{1} << 40) + opcode;
    header.nodeid = node;
    header.pid = 4242;
    host.push(header, body);
    bridge.drain();
    EXPECT_EQ(host.last_error(), 0) << "opcode " << opcode;
    return host.last_body();
  };
  const auto word = [](const std::string& body) {
    std::uint64_t first = 0;
    if (body.size() >= sizeof first) std::memcpy(&first, body.data(), sizeof first);
    return first;
  };
  const std::uint64_t dev = word(call(FUSE_LOOKUP, FUSE_ROOT_ID, std::string("dev") + '\0'));
  const std::uint64_t file = word(call(FUSE_LOOKUP, dev, std::string("flat7") + '\0'));
  const std::uint64_t handle = word(call(FUSE_OPEN, file, bytes_of(fuse_open_in{O_RDWR, 0})));
  fuse_write_in write{};
  write.fh = handle;
  write.size = 5;
  write.flags = O_RDWR;
  call(FUSE_WRITE, file, bytes_of(write) + "hello");
  fuse_read_in read{};
  read.fh = handle;
  read.size = 5;
  read.flags = O_RDWR;
  EXPECT_EQ(call(FUSE_READ, file, bytes_of(read)), "hello");
  fuse_release_in release{};
  release.fh = handle;
  call(FUSE_RELEASE, file, bytes_of(release));
  host.listen_attentively(false);
}

TEST_P(Fuzz, BridgeSurvivesAndAnswersEverything) {
  Simulator::Options options;
  options.host_clock = &ksim::fuse::host_clock_ns;
  Simulator simulator(std::move(options));
  const std::array<const char*, 3> kModules{"flat", "mailbox", "scull"};
  for (const char* module : kModules)
    ASSERT_TRUE(simulator.insmod(fuse_test::module_file(module)).ok());
  Host host(GetParam());
  {
    fuse_custom_io io{};
    io.read = &Host::read;
    io.writev = &Host::writev;
    Bridge bridge(simulator, {});
    ASSERT_TRUE(bridge.serve(io, ::eventfd(1, EFD_CLOEXEC)));
    host.initialise();
    for (unsigned request = 0; request < kRequests; ++request) {
      if (host.chance(2))
        host.ask_sensibly();
      else
        host.ask_anything();
      // Sometimes many come before the first is answered.
      if (!host.chance(4)) bridge.drain();
      if (host.open_requests() > 100) host.interrupt_all();
      if (request % 1000 == 0) {
        bridge.drain();
        expect_works(host, bridge);
        ASSERT_FALSE(HasFailure()) << "after " << request << " requests";
      }
    }
    bridge.drain();
    expect_works(host, bridge);
    bridge.finish_requests();
  }
  // Most of it fails, as it should; not all.
  for (const std::uint32_t opcode : {FUSE_LOOKUP, FUSE_GETATTR, FUSE_OPEN, FUSE_READ, FUSE_WRITE,
                                     FUSE_RELEASE, FUSE_IOCTL, FUSE_POLL})
    EXPECT_GT(host.successes(opcode), kRequests / 200) << "opcode " << opcode;
  for (const std::uint32_t opcode : {FUSE_SETATTR, FUSE_OPENDIR, FUSE_READDIR, FUSE_RELEASEDIR})
    EXPECT_GT(host.successes(opcode), 0U) << "opcode " << opcode;
  EXPECT_EQ(host.open_requests(), 0U) << host.oldest() << " was never answered";
  for (const ksim::Finding& finding : simulator.take_findings()) ADD_FAILURE() << finding.text();
  // Nobody uses a module any more.
  for (const char* module : kModules) {
    const auto removed = simulator.rmmod(module);
    EXPECT_TRUE(removed.ok()) << module << ": " << removed.error().code();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Fuzz, ::testing::Range(1U, kSeeds + 1));

}  // namespace
