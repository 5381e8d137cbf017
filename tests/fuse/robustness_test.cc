// SPDX-License-Identifier: GPL-2.0-or-later
// What goes wrong, in a driver, in a program or in the simulator, stays where it is.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "flat.h"
#include "mailbox.h"
#include "mounted.hh"

namespace {

using fuse_test::Client;
using fuse_test::Ended;
using fuse_test::eventually;
using fuse_test::is_alive;
using fuse_test::Mounted;
using fuse_test::shell;
using ::testing::AnyOf;
using ::testing::HasSubstr;

class Fd {
 public:
  Fd(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC)) {
    EXPECT_GE(fd_, 0) << path << ": " << strerror(errno);
  }
  ~Fd() { ::close(fd_); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  operator int() const { return fd_; }

 private:
  int fd_;
};

// Of a driver that reads and writes as usual.
void expect_works(const std::string& device) {
  const Fd fd(device, O_RDWR);
  char back[6] = "";
  EXPECT_EQ(::pwrite(fd, "hello", 5, 0), 5) << strerror(errno);
  EXPECT_EQ(::pread(fd, back, 5, 0), 5) << strerror(errno);
  EXPECT_STREQ(back, "hello");
}

// Returns: the errno, or 0.
int read_error(const std::string& device) {
  const int fd = ::open(device.c_str(), O_RDWR);
  char byte;
  return fd >= 0 && ::read(fd, &byte, 1) >= 0 ? 0 : errno;
}

Client blocked_reader(const std::string& device) {
  Client reader([&] { return read_error(device); });
  EXPECT_TRUE(eventually([&] { return reader.sleeps_in(SYS_read); }));
  return reader;
}

int write_error(int fd, const char* text) {
  return ::write(fd, text, strlen(text)) < 0 ? errno : 0;
}

class Robustness : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fuse_test::has_fuse()) GTEST_SKIP() << "no /dev/fuse, docs/worlds.md row 5";
  }
};

TEST_F(Robustness, DriverThatPutsNothingShowsNothingOfOtherFiles) {
  const Mounted mounted({"faults", "flat"});
  const Fd other(mounted.device("flat0"), O_RDWR);
  const Fd faults(mounted.device("faults"), O_RDWR);
  const std::string secret(8192, 's');
  std::string back(secret.size(), ' ');
  EXPECT_EQ(::pwrite(other, secret.data(), secret.size(), 0), 8192) << strerror(errno);
  for (const std::size_t size : {100, 8192}) {
    EXPECT_EQ(::pread(other, back.data(), secret.size(), 0), 8192) << strerror(errno);
    EXPECT_EQ(back, secret);
    EXPECT_EQ(::read(faults, back.data(), size), static_cast<ssize_t>(size)) << strerror(errno);
    EXPECT_EQ(back.substr(0, size), std::string(size, '\0'));
  }
  EXPECT_EQ(::read(faults, back.data(), 4096), 4096) << strerror(errno);
  EXPECT_EQ(::read(faults, back.data(), 8192), 8192) << strerror(errno);
  EXPECT_EQ(back, std::string(8192, '\0')) << "more than the time before";
}

TEST_F(Robustness, OopsFailsItsRequestOnly) {
  const Mounted mounted({"faults", "flat"});
  const Fd other(mounted.device("flat0"), O_RDWR);
  const Fd faults(mounted.device("faults"), O_WRONLY);
  EXPECT_EQ(write_error(faults, "null"), EIO);
  EXPECT_EQ(write_error(faults, "none such"), EINVAL) << "the file goes on";
  EXPECT_EQ(::pwrite(other, "x", 1, 0), 1);
  expect_works(mounted.device("flat1"));
  EXPECT_EQ(write_error(faults, "divide"), EIO);
  const std::string log = mounted.dmesg();
  EXPECT_THAT(log, HasSubstr("BUG: kernel NULL pointer dereference"));
  EXPECT_THAT(log, HasSubstr("Tainted: G      D")) << "the second oops tells of the first";
}

TEST_F(Robustness, LoopWithoutEndFailsItsRequestOnly) {
  const Mounted mounted({"faults", "flat"});
  Client other([&] {
    // Asks during the loop, and waits for the end of it.
    for (int round = 0; round < 3; ++round) expect_works(mounted.device("flat0"));
    return HasFailure() ? 1 : 0;
  });
  const Fd faults(mounted.device("faults"), O_WRONLY);
  EXPECT_EQ(write_error(faults, "loop"), EIO);
  EXPECT_EQ(other.result(), 0);
  expect_works(mounted.device("flat1"));
  EXPECT_THAT(mounted.dmesg(), HasSubstr("soft lockup"));
}

TEST_F(Robustness, SimulatorThatIsTerminatedFailsWhoWaits) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Mounted mounted({"scull"});
    Client reader = blocked_reader(mounted.device("scullpipe0"));
    ASSERT_EQ(::kill(mounted.simulator(), signal), 0);
    EXPECT_THAT(reader.result(), AnyOf(EINTR, EIO, ECONNABORTED, ENOTCONN));
  }
}

TEST_F(Robustness, SimulatorThatIsKilledFailsWhoWaits) {
  const Mounted mounted({"scull"});
  Client reader = blocked_reader(mounted.device("scullpipe0"));
  ASSERT_EQ(::kill(mounted.simulator(), SIGKILL), 0);
  EXPECT_THAT(reader.result(), AnyOf(ECONNABORTED, ENOTCONN));
}

// The process that takes the mount away then may be killed as well.
TEST_F(Robustness, UmountTakesAwayWhatAKilledSimulatorHasLeft) {
  const Mounted mounted({});
  const std::string where = mounted.directory();
  ASSERT_EQ(shell("pkill -KILL -f '[f]usermount3 .*" + where + "'").exit_code, 0);
  ASSERT_EQ(::kill(mounted.simulator(), SIGKILL), 0);
  ASSERT_TRUE(eventually([&] { return ::access(where.c_str(), F_OK) != 0; }));

  const Ended again = shell(KSIM_COMMAND " mount " + where);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.output, HasSubstr("; try `ksim umount "));
  const Ended umount = mounted.ksim("umount");
  EXPECT_EQ(umount.exit_code, 0);
  EXPECT_THAT(umount.output, HasSubstr("its simulator had been killed"));
}

TEST_F(Robustness, SimulatorEndsThoughSomebodyCannotBeInterrupted) {
  const Mounted mounted({"mailbox"});
  Client sleeper([&] {
    const int fd = ::open(mounted.device("mailbox").c_str(), O_RDWR);
    return ::ioctl(fd, MAILBOX_SLEEP, MAILBOX_UNINTERRUPTIBLE) < 0 ? errno : 0;
  });
  ASSERT_TRUE(eventually([&] { return sleeper.sleeps_in(SYS_ioctl); }));
  ASSERT_EQ(::kill(mounted.simulator(), SIGTERM), 0);
  EXPECT_THAT(sleeper.result(), AnyOf(EIO, ECONNABORTED, ENOTCONN));
}

TEST_F(Robustness, ClientThatIsKilledLetsGoOfItsFile) {
  const Mounted mounted({"scull"});
  {
    Client reader = blocked_reader(mounted.device("scullpipe0"));
    EXPECT_NE(mounted.ksim("rmmod scull").exit_code, 0);
    reader.signal(SIGKILL);
    EXPECT_EQ(reader.result(), 128 + SIGKILL);
  }
  EXPECT_TRUE(eventually([&] { return mounted.ksim("rmmod scull").exit_code == 0; }));
}

TEST_F(Robustness, ClientThatIsKilledAfterAnotherSignalLetsGo) {
  const Mounted mounted({"mailbox"});
  Client sleeper([&] {
    ::signal(SIGUSR1, [](int) {});
    const int fd = ::open(mounted.device("mailbox").c_str(), O_RDWR);
    return ::ioctl(fd, MAILBOX_SLEEP, MAILBOX_KILLABLE) < 0 ? errno : 0;
  });
  ASSERT_TRUE(eventually([&] { return sleeper.sleeps_in(SYS_ioctl); }));
  sleeper.signal(SIGUSR1);
  sleeper.signal(SIGKILL);
  EXPECT_EQ(sleeper.result(), 128 + SIGKILL);
}

TEST_F(Robustness, ClientThatIsStoppedHoldsUpNobody) {
  const Mounted mounted({"flat", "scull"});
  Client busy([&] {
    const Fd fd(mounted.device("flat0"), O_RDWR);
    std::vector<char> bytes(64 << 10);
    while (::pread(fd, bytes.data(), bytes.size(), 0) > 0) {
    }
    return errno;
  });
  Client reader = blocked_reader(mounted.device("scullpipe0"));
  busy.signal(SIGSTOP);
  reader.signal(SIGSTOP);
  for (int round = 0; round < 100; ++round) expect_works(mounted.device("flat1"));
  reader.signal(SIGCONT);
  // docs/worlds.md row 11
  EXPECT_EQ(reader.result(), EINTR);
  busy.signal(SIGCONT);
  EXPECT_TRUE(is_alive(busy.pid()));
}

// Returns: how many of `count` could be opened at once.
int open_many(const std::string& device, int count) {
  const rlimit limit{8192, 8192};
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  int opened = 0;
  while (opened < count && ::open(device.c_str(), O_RDWR) >= 0) ++opened;
  return opened;
}

TEST_F(Robustness, ManyFilesAreOpenAtOnce) {
  const Mounted mounted({"flat"});
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < 8192) GTEST_SKIP() << "the host allows few files";
  const auto thousand = [&] { return open_many(mounted.device("flat0"), 1000) == 1000 ? 0 : 1; };
  Client one(thousand);
  EXPECT_EQ(one.result(), 0);
  std::vector<Client> several;
  for (int index = 0; index < 4; ++index) several.emplace_back(thousand);
  for (Client& client : several) EXPECT_EQ(client.result(), 0);
  EXPECT_TRUE(eventually([&] { return mounted.ksim("rmmod flat").exit_code == 0; }));
}

TEST_F(Robustness, ManyClientsWaitAtOnce) {
  constexpr int kClients = 64;
  const Mounted mounted({"scull"});
  const Fd pipe(mounted.device("scullpipe0"), O_RDWR);
  std::vector<Client> readers;
  for (int index = 0; index < kClients; ++index)
    readers.emplace_back([&] { return read_error(mounted.device("scullpipe0")); });
  for (const Client& reader : readers)
    EXPECT_TRUE(eventually([&] { return reader.sleeps_in(SYS_read); }));
  const std::string bytes(kClients, 'x');
  EXPECT_EQ(::write(pipe, bytes.data(), bytes.size()), kClients);
  for (Client& reader : readers) EXPECT_EQ(reader.result(), 0);
}

TEST_F(Robustness, ModuleInUseIsNotRemoved) {
  const Mounted mounted({"flat"});
  {
    const Fd fd(mounted.device("flat0"), O_RDWR);
    EXPECT_EQ(mounted.ksim("rmmod flat").exit_code, 1);
    EXPECT_EQ(::pwrite(fd, "x", 1, 0), 1);
  }
  EXPECT_EQ(mounted.ksim("rmmod flat").exit_code, 0);
  EXPECT_EQ(read_error(mounted.device("flat0")), ENOENT);
}

TEST_F(Robustness, DeviceThatGoesLeavesItsOpenFilesAlone) {
  const Mounted mounted({"flat"});
  {
    const Fd fd(mounted.device("flat3"), O_RDWR);
    EXPECT_EQ(::ioctl(fd, FLAT_REMOVE), 0);
    EXPECT_EQ(::pwrite(fd, "x", 1, 0), 1) << strerror(errno);
    EXPECT_EQ(read_error(mounted.device("flat3")), ENOENT);
  }
  expect_works(mounted.device("flat0"));
}

TEST_F(Robustness, LogThatNobodyReadsHoldsUpNobody) {
  const Mounted mounted({"flat"});
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  Client follower([&] {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::setenv("KSIM_SOCKET", ("ksim:" + mounted.directory()).c_str(), 1);
    ::execl(KSIM_COMMAND, "ksim", "dmesg", "-w", nullptr);
    return 1;
  });
  const Fd fd(mounted.device("flat0"), O_RDWR);
  ASSERT_EQ(::ioctl(fd, FLAT_LOG, 1), 0);
  char byte;
  ASSERT_EQ(::read(pipe[0], &byte, 1), 1) << "it follows";
  for (int round = 0; round < 10; ++round) {
    EXPECT_EQ(::ioctl(fd, FLAT_LOG, 20'000), 0) << strerror(errno);
    expect_works(mounted.device("flat1"));
  }
  follower.signal(SIGSTOP);
  EXPECT_EQ(::ioctl(fd, FLAT_LOG, 1000), 0) << strerror(errno);
  expect_works(mounted.device("flat1"));
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_F(Robustness, ClientCannotReachTheMemoryOfTheSimulator) {
  const Mounted mounted({"flat"});
  // Something that is there: the beginning of its program.
  std::ifstream maps("/proc/" + std::to_string(mounted.simulator()) + "/maps");
  std::string line;
  std::getline(maps, line);
  const unsigned long address = std::stoul(line, nullptr, 16);
  const Fd fd(mounted.device("flat0"), O_RDWR);
  EXPECT_EQ(::ioctl(fd, FLAT_PEEK, address), -1);
  EXPECT_EQ(errno, EFAULT);
  EXPECT_THAT(mounted.dmesg(), HasSubstr("see docs/worlds.md"));
}

TEST_F(Robustness, ErrnoThatOnlyTheKernelIsToSeeReachesTheProgramAsAnother) {
  const Mounted mounted({"mailbox"});
  const Fd fd(mounted.device("mailbox"), O_RDWR);
  // -ERESTARTSYS without a signal, docs/worlds.md row 18
  EXPECT_EQ(::ioctl(fd, MAILBOX_RESTART_NOTHING), -1);
  EXPECT_EQ(errno, EINTR);
}

TEST_F(Robustness, OtherUsersStayOutUnlessAllowed) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
  for (const bool allowed : {false, true}) {
    const Mounted mounted({"flat"}, allowed ? "--allow-other" : "");
    const Ended done = shell("setpriv --reuid=65534 --regid=65534 --clear-groups head -c 1 " +
                             mounted.device("flat0") + " | wc -c");
    EXPECT_EQ(done.output.find("Permission denied") != std::string::npos, !allowed) << done.output;
    EXPECT_EQ(done.output.find("1\n") != std::string::npos, allowed) << done.output;
  }
}

}  // namespace
