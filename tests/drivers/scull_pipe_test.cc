// SPDX-License-Identifier: GPL-2.0-or-later
// scull's pipes: who waits for whom, what wakes them, and that no byte is lost on the way.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ksim/system_call.hh"
#include "scull_fixture.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t kCapabilitySysAdmin = std::uint64_t{1} << 21;  // CAP_SYS_ADMIN

// Pipes of 16 bytes.
class ScullPipe : public DriverTest {
 protected:
  static constexpr std::size_t kSize = 16;

  ScullPipe() : DriverTest("scull", "scull_nr_devs=1 scull_p_nr_devs=2 scull_p_buffer=16") {}

  static Fd pipe(int flags = O_RDWR) { return open("/dev/scullpipe0", flags); }
  // Everything that is in it, without waiting.
  static std::string contents(Fd& fd) {
    fd.fcntl(F_SETFL, O_NONBLOCK);
    const Outcome<std::string> read = fd.read(2 * kSize);
    fd.fcntl(F_SETFL, 0);
    return read.ok() ? read.value() : "";
  }

  // A process that reads, or writes, once.
  static auto reader(std::size_t size) {
    return spawn("reader", [size] { return pipe(O_RDONLY).read(size); });
  }
  static auto writer(std::string data) {
    return spawn("writer", [data = std::move(data)] { return pipe(O_WRONLY).write(data); });
  }
};

// ---- Reading and writing ----------------------------------------------------------------

TEST_F(ScullPipe, GivesBackWhatWasWrittenOnce) {
  Fd fd = pipe();
  ASSERT_THAT(fd.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(fd.read(5), SucceedsWith("hello"));
  EXPECT_EQ(contents(fd), "");
}

TEST_F(ScullPipe, AReadTakesWhatIsThere) {
  Fd fd = pipe();
  fd.write("hello");
  EXPECT_THAT(fd.read(2), SucceedsWith("he"));
  fd.write(", world");
  EXPECT_THAT(fd.read(100), SucceedsWith("llo, world"));
}

TEST_F(ScullPipe, AWriteFillsTheRoomThatIsThere) {
  Fd fd = pipe();
  EXPECT_THAT(fd.write("0123456789abcdefghij"), SucceedsWith(kSize));
  ASSERT_THAT(fd.read(3), SucceedsWith("012"));
  EXPECT_THAT(fd.write("ghij"), SucceedsWith(3U));
  EXPECT_EQ(contents(fd), "3456789abcdefghi");
}

TEST_F(ScullPipe, HoldsAsManyBytesAsItWasTold) {
  ASSERT_THAT(unload_module("scull"), Succeeds());
  for (const std::size_t size : {1U, 2U, 3U, 4001U}) {
    ASSERT_THAT(load_module("scull", "scull_p_buffer=" + std::to_string(size)), Succeeds());
    EXPECT_THAT(pipe().write(std::string(5000, 'x')), SucceedsWith(size));
    ASSERT_THAT(unload_module("scull"), Succeeds());
  }
}

TEST_F(ScullPipe, WrapsAroundAtEveryPlace) {
  Fd fd = pipe();
  for (std::size_t start = 0; start < kSize; ++start) {
    for (std::size_t size = 1; size <= kSize; size += 5) {
      const std::string text = std::string("0123456789abcdef").substr(0, size);
      ASSERT_THAT(fd.write(text), SucceedsWith(size)) << start;
      ASSERT_THAT(fd.read(kSize), SucceedsWith(text)) << start;
    }
    // The next round begins one byte further.
    constexpr std::size_t kWritten = 1 + 6 + 11 + 16;
    const std::string rest((2 * kSize + 1 - kWritten % kSize) % kSize, '-');
    fd.write(rest);
    fd.read(kSize);
  }
}

TEST_F(ScullPipe, ManySmallPiecesAreOneStream) {
  Fd fd = pipe();
  std::string written;
  std::string read;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::string piece(1 + i % 7, static_cast<char>('a' + i % 26));
    written += piece.substr(0, fd.write(piece).value());
    read += fd.read(1 + i % 5).value();
  }
  EXPECT_EQ(read + contents(fd), written);
  EXPECT_GT(written.size(), 10 * kSize);
}

TEST_F(ScullPipe, NothingIsReadAndWrittenWithoutWaiting) {
  Fd fd = pipe();
  EXPECT_THAT(fd.read(0), SucceedsWith(""));
  fd.write(std::string(kSize, 'x'));
  EXPECT_THAT(fd.write(""), SucceedsWith(0U));
}

TEST_F(ScullPipe, HasNoPosition) {
  Fd fd = pipe();
  EXPECT_THAT(fd.lseek(0, SEEK_CUR), FailsWith(ESPIPE));
  EXPECT_THAT(fd.pread(1, 0), FailsWith(ESPIPE));
  EXPECT_THAT(fd.pwrite("x", 0), FailsWith(ESPIPE));
  EXPECT_EQ(contents(fd), "");
}

TEST_F(ScullPipe, AVectorEndsWithWhatIsThere) {
  Fd fd = pipe(O_RDWR | O_NONBLOCK);
  EXPECT_THAT(fd.writev({"abc", "", "de", std::string(kSize, 'f')}), SucceedsWith(kSize));
  EXPECT_THAT(fd.readv({2, 3, kSize}), SucceedsWith(ElementsAre("ab", "cde", "fffffffffff")));
  fd.write("xy");
  EXPECT_THAT(fd.readv({2, 3}), SucceedsWith(ElementsAre("xy", "")));
}

TEST_F(ScullPipe, EachHasItsOwnData) {
  Fd one = pipe();
  Fd other = open("/dev/scullpipe1", O_RDWR);
  one.write("one");
  other.write("other");
  EXPECT_THAT(one.read(kSize), SucceedsWith("one"));
  EXPECT_THAT(other.read(kSize), SucceedsWith("other"));
}

TEST_F(ScullPipe, KeepsItsDataWhileSomebodyHasItOpen) {
  Fd fd = pipe(O_RDONLY);
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(pipe(O_RDONLY).read(2), SucceedsWith("he"));
  EXPECT_THAT(fd.read(kSize), SucceedsWith("llo"));
}

TEST_F(ScullPipe, ForgetsItsDataWithTheLastClose) {
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(pipe(O_RDONLY | O_NONBLOCK).read(kSize), FailsWith(EAGAIN));
}

TEST_F(ScullPipe, IsForThoseWhoOpenedItForThat) {
  EXPECT_THAT(pipe(O_WRONLY).read(1), FailsWith(EBADF));
  EXPECT_THAT(pipe(O_RDONLY).write("x"), FailsWith(EBADF));
}

// ---- Waiting ----------------------------------------------------------------------------

TEST_F(ScullPipe, AReaderSleepsUntilSomebodyWrites) {
  Process cat = reader(10);
  ASSERT_THAT(cat, Blocks());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, AWriterSleepsUntilSomebodyReads) {
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process echo = writer("hello");
  ASSERT_THAT(echo, Blocks());
  ASSERT_THAT(fd.read(2), SucceedsWith("xx"));
  EXPECT_THAT(echo.result(), SucceedsWith(2U));
  EXPECT_EQ(contents(fd), std::string(kSize - 2, 'x') + "he");
}

TEST_F(ScullPipe, AReaderSleepsOnWhenTheLastWriterCloses) {
  Fd fd = pipe(O_WRONLY);
  Process cat = reader(10);
  ASSERT_THAT(cat, Blocks());
  fd.close();
  ASSERT_THAT(cat, Blocks());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, AWriterSleepsOnWithoutAnyReader) {
  Process echo = spawn("writer", [] { return pipe(O_WRONLY).write_all(std::string(20, 'x')); });
  ASSERT_THAT(echo, Blocks());
  EXPECT_THAT(pipe(O_RDONLY).read(100), SucceedsWith(std::string(kSize, 'x')));
  EXPECT_THAT(echo.result(), SucceedsWith(20U));
}

TEST_F(ScullPipe, NobodyWaitsWhoDoesNotWantTo) {
  Fd fd = pipe(O_RDWR | O_NONBLOCK);
  EXPECT_THAT(fd.read(1), FailsWith(EAGAIN));
  EXPECT_THAT(fd.write(std::string(20, 'x')), SucceedsWith(kSize));
  EXPECT_THAT(fd.write("x"), FailsWith(EAGAIN));
  EXPECT_THAT(fd.read(kSize), SucceedsWith(std::string(kSize, 'x')));
  EXPECT_THAT(fd.read(1), FailsWith(EAGAIN));
}

TEST_F(ScullPipe, NotToWaitCanBeDecidedLater) {
  Fd fd = pipe();
  ASSERT_THAT(fd.fcntl(F_SETFL, O_NONBLOCK), Succeeds());
  EXPECT_THAT(fd.read(1), FailsWith(EAGAIN));
  ASSERT_THAT(fd.fcntl(F_SETFL, 0), Succeeds());
  Process cat = spawn("cat", [&] { return fd.read(1); });
  ASSERT_THAT(cat, Blocks());
  fd.write("x");
  EXPECT_THAT(cat.result(), SucceedsWith("x"));
}

TEST_F(ScullPipe, ReadersAreServedInTheOrderInWhichTheyCame) {
  Process first = reader(10);
  ASSERT_THAT(first, Blocks());
  Process second = reader(10);
  ASSERT_THAT(second, Blocks());
  Process third = reader(10);
  ASSERT_THAT(third, Blocks());
  Fd fd = pipe(O_WRONLY);
  fd.write("one");
  EXPECT_THAT(first.result(), SucceedsWith("one"));
  ASSERT_THAT(second, Blocks());
  ASSERT_THAT(third, Blocks());
  fd.write("two");
  EXPECT_THAT(second.result(), SucceedsWith("two"));
  ASSERT_THAT(third, Blocks());
  fd.write("three");
  EXPECT_THAT(third.result(), SucceedsWith("three"));
}

TEST_F(ScullPipe, AReaderThatLeavesSomethingWakesTheNext) {
  Process first = reader(1);
  ASSERT_THAT(first, Blocks());
  Process second = reader(2);
  ASSERT_THAT(second, Blocks());
  Process third = reader(1);
  ASSERT_THAT(third, Blocks());
  Process fourth = reader(1);
  ASSERT_THAT(fourth, Blocks());
  Fd fd = pipe(O_WRONLY);
  fd.write("abcd");
  EXPECT_THAT(first.result(), SucceedsWith("a"));
  EXPECT_THAT(second.result(), SucceedsWith("bc"));
  EXPECT_THAT(third.result(), SucceedsWith("d"));
  ASSERT_THAT(fourth, Blocks());
  fd.write("e");
  EXPECT_THAT(fourth.result(), SucceedsWith("e"));
}

TEST_F(ScullPipe, AWriterThatLeavesRoomWakesTheNext) {
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process first = writer("a");
  ASSERT_THAT(first, Blocks());
  Process second = writer("bc");
  ASSERT_THAT(second, Blocks());
  Process third = writer("d");
  ASSERT_THAT(third, Blocks());
  fd.read(3);
  EXPECT_THAT(first.result(), SucceedsWith(1U));
  EXPECT_THAT(second.result(), SucceedsWith(2U));
  ASSERT_THAT(third, Blocks());
  fd.read(10);
  EXPECT_THAT(third.result(), SucceedsWith(1U));
  EXPECT_EQ(contents(fd), "xxxabcd");
}

TEST_F(ScullPipe, AReaderWhoseMemoryIsBadWakesTheNext) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 20);
  Process first = spawn("first", [] { return pipe(O_RDONLY).read_to(nullptr, 10); });
  ASSERT_THAT(first, Blocks());
  Process second = reader(10);
  ASSERT_THAT(second, Blocks());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(first.result(), FailsWith(EFAULT));
  EXPECT_THAT(second.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, AWriterWhoseMemoryIsBadWakesTheNext) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 20);
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process first = spawn("first", [] { return pipe(O_WRONLY).write_from(nullptr, 10); });
  ASSERT_THAT(first, Blocks());
  Process second = writer("hello");
  ASSERT_THAT(second, Blocks());
  fd.read(kSize);
  EXPECT_THAT(first.result(), FailsWith(EFAULT));
  EXPECT_THAT(second.result(), SucceedsWith(5U));
}

TEST_F(ScullPipe, ReadersAndWritersOfAnotherPipeSleepOn) {
  Process cat = spawn("cat", [] { return open("/dev/scullpipe1", O_RDONLY).read(1); });
  ASSERT_THAT(cat, Blocks());
  pipe(O_WRONLY).write("x");
  ASSERT_THAT(cat, Blocks());
  open("/dev/scullpipe1", O_WRONLY).write("y");
  EXPECT_THAT(cat.result(), SucceedsWith("y"));
}

// ---- Closing ----------------------------------------------------------------------------

TEST_F(ScullPipe, ClosingItElsewhereLeavesASleeperAlone) {
  Fd fd = pipe();
  Process cat = reader(10);
  ASSERT_THAT(cat, Blocks());
  ASSERT_THAT(fd.close(), Succeeds());
  ASSERT_THAT(cat, Blocks());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, ClosingACopyOfItsDescriptorLeavesASleeperAlone) {
  Fd fd = pipe();
  Process cat = spawn("cat", [&] { return fd.read(10); });
  ASSERT_THAT(cat, Blocks());
  ASSERT_THAT(fd.close(), Succeeds());
  ASSERT_THAT(cat, Blocks());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, TheModuleStaysWhileSomebodySleepsInIt) {
  Process cat = reader(10);
  ASSERT_THAT(cat, Blocks());
  EXPECT_THAT(unload_module("scull"), FailsWith(EWOULDBLOCK));
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
  EXPECT_THAT(unload_module("scull"), Succeeds());
}

TEST_F(ScullPipe, TheModuleStaysWhileItIsOpen) {
  Fd fd = pipe(O_WRONLY);
  EXPECT_THAT(unload_module("scull"), FailsWith(EWOULDBLOCK));
  fd.close();
  EXPECT_THAT(unload_module("scull"), Succeeds());
}

// ---- Signals ----------------------------------------------------------------------------

TEST_F(ScullPipe, ASignalInterruptsAReader) {
  int handled = 0;
  Process cat = spawn("cat", [&] {
    on_signal(
        SIGUSR1, [&] { ++handled; }, RestartCalls::No);
    return pipe(O_RDONLY).read(10);
  });
  ASSERT_THAT(cat, Blocks());
  cat.kill(SIGUSR1);
  EXPECT_THAT(cat.result(), FailsWith(EINTR));
  EXPECT_EQ(handled, 1);
}

TEST_F(ScullPipe, ASignalInterruptsAWriter) {
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process echo = spawn("echo", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::No);
    return pipe(O_WRONLY).write("y");
  });
  ASSERT_THAT(echo, Blocks());
  echo.kill(SIGUSR1);
  EXPECT_THAT(echo.result(), FailsWith(EINTR));
  EXPECT_EQ(contents(fd), std::string(kSize, 'x'));
}

TEST_F(ScullPipe, ASignalThatRestartsCallsLetsAReaderSleepOn) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  int handled = 0;
  Process cat = spawn("cat", [&] {
    on_signal(
        SIGUSR1, [&] { ++handled; }, RestartCalls::Yes);
    return pipe(O_RDONLY).read(10);
  });
  ASSERT_THAT(cat, Blocks());
  for (int i = 1; i <= 3; ++i) {
    cat.kill(SIGUSR1);
    ASSERT_THAT(cat, Blocks());
    EXPECT_EQ(handled, i);
  }
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, ASignalThatRestartsCallsLetsAWriterSleepOn) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process echo = spawn("echo", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::Yes);
    return pipe(O_WRONLY).write("y");
  });
  ASSERT_THAT(echo, Blocks());
  echo.kill(SIGUSR1);
  ASSERT_THAT(echo, Blocks());
  fd.read(1);
  EXPECT_THAT(echo.result(), SucceedsWith(1U));
}

TEST_F(ScullPipe, ASignalKillsASleeper) {
  Fd fd = pipe();
  for (const int signal : {SIGTERM, SIGKILL}) {
    Process cat = reader(10);
    ASSERT_THAT(cat, Blocks());
    cat.kill(signal);
    EXPECT_EQ(cat.exit_status().signal, signal);
  }
  fd.write(std::string(kSize, 'x'));
  Process echo = writer("y");
  ASSERT_THAT(echo, Blocks());
  echo.kill(SIGKILL);
  EXPECT_EQ(echo.exit_status().signal, SIGKILL);
  EXPECT_EQ(contents(fd), std::string(kSize, 'x'));
}

TEST_F(ScullPipe, ADeadSleeperIsNotServed) {
  Process dead = reader(10);
  ASSERT_THAT(dead, Blocks());
  Process alive = reader(10);
  ASSERT_THAT(alive, Blocks());
  dead.kill(SIGKILL);
  ASSERT_TRUE(dead.was_killed());
  pipe(O_WRONLY).write("hello");
  EXPECT_THAT(alive.result(), SucceedsWith("hello"));
}

TEST_F(ScullPipe, AReaderThatIsInterruptedAsItIsWokenTakesItOrLeavesItToTheNext) {
  Process first = spawn("first", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::No);
    return pipe(O_RDONLY).read(1);
  });
  ASSERT_THAT(first, Blocks());
  Process second = reader(1);
  ASSERT_THAT(second, Blocks());
  Fd fd = pipe(O_WRONLY);
  fd.write("a");
  const bool signalled = first.kill(SIGUSR1).ok();  // unless it has ended already
  const Outcome<std::string> read = first.result();
  if (read.ok()) {
    EXPECT_EQ(read.value(), "a");
    ASSERT_THAT(second, Blocks());
    fd.write("b");
  } else {
    EXPECT_THAT(read, FailsWith(EINTR));
    EXPECT_TRUE(signalled);
  }
  EXPECT_THAT(second.result(), SucceedsWith(read.ok() ? "b" : "a"));
}

// ---- poll and epoll ---------------------------------------------------------------------

constexpr short kReadable = POLLIN | POLLRDNORM;
constexpr short kWritable = POLLOUT | POLLWRNORM;
constexpr short kEverything = kReadable | kWritable | POLLPRI;

TEST_F(ScullPipe, IsWritableUntilItIsFullAndReadableUntilItIsEmpty) {
  Fd fd = pipe();
  const auto ready = [&] { return poll({{fd, kEverything}}, 0); };
  EXPECT_THAT(ready(), SucceedsWith(ElementsAre(kWritable)));
  fd.write("x");
  EXPECT_THAT(ready(), SucceedsWith(ElementsAre(kReadable | kWritable)));
  fd.write(std::string(kSize - 1, 'x'));
  EXPECT_THAT(ready(), SucceedsWith(ElementsAre(kReadable)));
  fd.read(1);
  EXPECT_THAT(ready(), SucceedsWith(ElementsAre(kReadable | kWritable)));
  fd.read(kSize);
  EXPECT_THAT(ready(), SucceedsWith(ElementsAre(kWritable)));
}

TEST_F(ScullPipe, IsReadyForWhatItWasOpenedForOnly) {
  Fd in = pipe(O_RDONLY);
  Fd out = pipe(O_WRONLY);
  EXPECT_THAT(poll({{in, kEverything}, {out, kEverything}}, 0),
              SucceedsWith(ElementsAre(0, kWritable)));
  out.write("x");
  EXPECT_THAT(poll({{in, kEverything}, {out, kEverything}}, 0),
              SucceedsWith(ElementsAre(kReadable, kWritable)));
}

TEST_F(ScullPipe, NeverHangsUp) {
  Fd fd = pipe(O_RDONLY);
  pipe(O_WRONLY).write("x");
  EXPECT_THAT(fd.read(1), SucceedsWith("x"));
  EXPECT_THAT(poll({{fd, kEverything | POLLHUP}}, 0), SucceedsWith(ElementsAre(0)));
}

TEST_F(ScullPipe, PollSleepsUntilThereIsData) {
  Process process = spawn("poll", [] { return poll({{pipe(), POLLIN}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  Fd fd = pipe(O_WRONLY);
  fd.write("x");
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLIN)));
}

TEST_F(ScullPipe, PollSleepsUntilThereIsRoom) {
  Fd fd = pipe();
  fd.write(std::string(kSize, 'x'));
  Process process = spawn("poll", [] { return poll({{pipe(), POLLOUT}}, kForever_ms); });
  ASSERT_THAT(process, Blocks());
  fd.read(1);
  EXPECT_THAT(process.result(), SucceedsWith(ElementsAre(POLLOUT)));
}

TEST_F(ScullPipe, PollGivesUpInTime) {
  Fd fd = pipe();
  EXPECT_THAT(poll({{fd, POLLIN}}, 1000), SucceedsWith(ElementsAre(0)));
}

TEST_F(ScullPipe, EverybodyWhoPollsIsWokenAndOneReader) {
  Fd fd = pipe();
  const auto polling = [&] { return poll({{fd, POLLIN}}, kForever_ms); };
  Process first = spawn("first", polling);
  ASSERT_THAT(first, Blocks());
  Process second = spawn("second", polling);
  ASSERT_THAT(second, Blocks());
  Process one = reader(1);
  ASSERT_THAT(one, Blocks());
  Process other = reader(1);
  ASSERT_THAT(other, Blocks());
  fd.write("ab");
  // Both may find that the readers were quicker, but not that they were not asked.
  EXPECT_THAT(one.result(), SucceedsWith("a"));
  EXPECT_THAT(other.result(), SucceedsWith("b"));
  fd.write("c");
  EXPECT_THAT(first.result(), SucceedsWith(ElementsAre(POLLIN)));
  EXPECT_THAT(second.result(), SucceedsWith(ElementsAre(POLLIN)));
}

TEST_F(ScullPipe, EpollReportsItAsLongAsItIsReady) {
  Fd fd = pipe();
  Epoll epoll;
  epoll.add(fd, EPOLLIN, 7);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.write("ab");
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN, 7})));
    fd.read(1);
  }
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(ScullPipe, EdgesOfDataAreWrites) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 24);
  Fd fd = pipe();
  Epoll epoll;
  epoll.add(fd, EPOLLIN | EPOLLET, 7);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.write("ab");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN, 7})));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.read(1);  // what is left is not new
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.write("c");
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLIN, 7})));
  fd.write("d");
  fd.read(kSize);  // gone before anybody looked
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(ScullPipe, EdgesOfRoomAreReads) {
  Fd fd = pipe();
  Epoll epoll;
  epoll.add(fd, EPOLLOUT | EPOLLET, 7);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 7})));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.write(std::string(kSize, 'x'));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
  fd.read(1);
  EXPECT_THAT(epoll.wait(0), SucceedsWith(ElementsAre(EpollEvent{EPOLLOUT, 7})));
  EXPECT_THAT(epoll.wait(0), SucceedsWith(IsEmpty()));
}

TEST_F(ScullPipe, EpollSleepsUntilThereIsAnEdge) {
  Fd fd = pipe();
  fd.write("a");
  Process process = spawn("epoll", [&] {
    Epoll epoll;
    epoll.add(fd, EPOLLIN | EPOLLET, 7);
    const std::size_t at_once = epoll.wait(kForever_ms).value().size();
    return at_once + epoll.wait(kForever_ms).value().size();
  });
  ASSERT_THAT(process, Blocks());
  fd.write("b");
  EXPECT_EQ(process.result(), 2U);
}

// ---- SIGIO ------------------------------------------------------------------------------

class ScullPipeListener : public ScullPipe {
 protected:
  void SetUp() override {
    KSIM_KNOWN_DIFFERENCE(Fuse, 10);
    ScullPipe::SetUp();
  }
  // A pipe that tells the running process of data.
  static Fd listened_pipe() {
    Fd fd = pipe();
    fd.set_owner(static_cast<int>(system_call::getpid()));
    fd.set_async();
    return fd;
  }
  // The running process, and those that it spawns, count this signal.
  void count(int signal) {
    on_signal(signal, [this](const siginfo_t& info) {
      ++received_;
      last_ = info;
    });
  }

  int received_ = 0;
  siginfo_t last_{};
};

TEST_F(ScullPipeListener, IsToldOfEachWrite) {
  count(SIGIO);
  Fd fd = listened_pipe();
  EXPECT_EQ(received_, 0);
  pipe(O_WRONLY).write("a");
  EXPECT_EQ(received_, 1);
  pipe(O_WRONLY).write("b");
  EXPECT_EQ(received_, 2);
  EXPECT_EQ(last_.si_signo, SIGIO);
  EXPECT_THAT(fd.read(kSize), SucceedsWith("ab"));
  EXPECT_EQ(received_, 2);
}

TEST_F(ScullPipeListener, IsToldThatThereIsDataIfItWantsToKnow) {
  count(SIGRTMIN);
  Fd fd = listened_pipe();
  fd.set_signal(SIGRTMIN);
  pipe(O_WRONLY).write("a");
  ASSERT_EQ(received_, 1);
  EXPECT_EQ(last_.si_code, POLL_IN);
  EXPECT_EQ(last_.si_fd, fd.number());
}

TEST_F(ScullPipeListener, IsNotToldOfWhatWasNotWritten) {
  count(SIGIO);
  Fd fd = listened_pipe();
  fd.write("");
  EXPECT_THAT(fd.write_from(nullptr, 5), FailsWith(EFAULT));
  Fd full = pipe(O_WRONLY | O_NONBLOCK);
  full.write(std::string(kSize, 'x'));
  EXPECT_EQ(received_, 1);
  EXPECT_THAT(full.write("x"), FailsWith(EAGAIN));
  EXPECT_EQ(received_, 1);
}

TEST_F(ScullPipeListener, MayStopListening) {
  count(SIGIO);
  Fd fd = listened_pipe();
  Fd other = listened_pipe();
  pipe(O_WRONLY).write("a");
  const int both = received_;  // a SIGIO that is still pending takes in the next
  EXPECT_GE(both, 1);
  fd.clear_async();
  other.close();
  pipe(O_WRONLY).write("b");
  EXPECT_EQ(received_, both);
}

TEST_F(ScullPipeListener, IsInterruptedInItsSleep) {
  Process listener = spawn("listener", [this] {
    on_signal(
        SIGIO, [this] { ++received_; }, RestartCalls::No);
    Fd fd = listened_pipe();
    return poll({{open("/dev/scullpipe1", O_RDONLY), POLLIN}}, kForever_ms);
  });
  ASSERT_THAT(listener, Blocks());
  pipe(O_WRONLY).write("a");
  EXPECT_THAT(listener.result(), FailsWith(EINTR));
  EXPECT_EQ(received_, 1);
}

TEST_F(ScullPipeListener, IsForgottenWhenItDies) {
  Fd keep = pipe(O_WRONLY);
  Process listener = spawn("listener", [] {
    Fd fd = listened_pipe();
    fd.read(1);
  });
  ASSERT_THAT(listener, Blocks());
  listener.kill(SIGKILL);
  ASSERT_TRUE(listener.was_killed());
  EXPECT_THAT(keep.write("a"), Succeeds());
}

// ---- Settings ---------------------------------------------------------------------------

TEST_F(ScullPipe, TakesUpItsSizeWhenNobodyElseHasItOpen) {
  Fd fd = pipe(O_RDWR | O_NONBLOCK);
  ASSERT_THAT(fd.ioctl(SCULL_P_IOCTSIZE, 5), SucceedsWith(0));
  EXPECT_THAT(fd.ioctl(SCULL_P_IOCQSIZE), SucceedsWith(5));
  EXPECT_THAT(pipe().write(std::string(20, 'x')), SucceedsWith(kSize));
  fd.close();
  EXPECT_THAT(pipe().write(std::string(20, 'x')), SucceedsWith(5U));
}

TEST_F(ScullPipe, RefusesASizeThatCannotBe) {
  Fd fd = pipe();
  for (const long size : {0L, -1L, long{SCULL_P_BUFFER_MAX} + 1}) {
    EXPECT_THAT(fd.ioctl(SCULL_P_IOCTSIZE, size), FailsWith(EINVAL)) << size;
  }
  EXPECT_THAT(fd.ioctl(SCULL_P_IOCQSIZE), SucceedsWith(16));
  EXPECT_THAT(fd.ioctl(SCULL_IOCRESET), Succeeds());
  EXPECT_THAT(fd.ioctl(SCULL_P_IOCQSIZE), SucceedsWith(16));
}

TEST_F(ScullPipe, OnlyTheAdministratorChangesItsSize) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 14);
  Process somebody = spawn("somebody", [] {
    Fd fd = pipe();
    keep_capabilities(~kCapabilitySysAdmin);
    EXPECT_THAT(fd.ioctl(SCULL_P_IOCTSIZE, 5), FailsWith(EPERM));
    EXPECT_THAT(fd.ioctl(SCULL_P_IOCQSIZE), SucceedsWith(16));
  });
  somebody.result();
}

// ---- Bad user memory --------------------------------------------------------------------

TEST_F(ScullPipe, ReadsUpToAFault) {
  Fd fd = pipe();
  fd.write("abcdefgh");
  UserBuffer buffer = UserBuffer::faulting_at(3);
  EXPECT_THAT(fd.read_to(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(buffer.text(), "abc");
  EXPECT_THAT(fd.read(kSize), SucceedsWith("defgh"));
}

TEST_F(ScullPipe, WritesUpToAFault) {
  Fd fd = pipe();
  UserBuffer buffer = UserBuffer::faulting_at(3);
  std::copy_n("abc", 3, buffer.data());
  EXPECT_THAT(fd.write_from(buffer.data(), 8), SucceedsWith(3U));
  EXPECT_EQ(contents(fd), "abc");
}

TEST_F(ScullPipe, AFaultBehindTheCornerIsAFaultToo) {
  Fd fd = pipe();
  UserBuffer buffer = UserBuffer::faulting_at(6);
  std::copy_n("abcdef", 6, buffer.data());
  fd.write(std::string(kSize - 4, 'x'));
  fd.read(kSize);
  EXPECT_THAT(fd.write_from(buffer.data(), 10), SucceedsWith(6U));
  fd.write("ghij");
  EXPECT_THAT(fd.read_to(buffer.data(), 10), SucceedsWith(6U));
  EXPECT_EQ(buffer.text(), "abcdef");
  EXPECT_EQ(contents(fd), "ghij");
}

TEST_F(ScullPipe, AFaultAtOnceIsAFailureThatChangesNothing) {
  Fd fd = pipe();
  EXPECT_THAT(fd.write_from(nullptr, 8), FailsWith(EFAULT));
  fd.write("abc");
  EXPECT_THAT(fd.read_to(nullptr, 8), FailsWith(EFAULT));
  EXPECT_EQ(contents(fd), "abc");
}

// ---- Many at once -----------------------------------------------------------------------

// Bytes that tell who wrote them, and which one it was.
constexpr std::size_t kWriters = 3;
constexpr std::size_t kReaders = 3;
constexpr std::size_t kBytesEach = 60;

char byte_of(std::size_t writer, std::size_t number) {
  return static_cast<char>(writer * kBytesEach + number);
}

std::string bytes_of(std::size_t writer) {
  std::string bytes;
  for (std::size_t i = 0; i < kBytesEach; ++i) bytes += byte_of(writer, i);
  return bytes;
}

class ScullPipeCrowd : public ScullPipe {
 protected:
  using Reader = decltype(spawn("", [] { return std::string(); }));
  using Writer = decltype(spawn("", [] {}));

  // Each reads as much as one writes, so that all come to an end.
  // By a signal, where its handler's SA_RESTART does not help: docs/worlds.md, row 11.
  template <typename T>
  static bool is_cut_short(const Outcome<T>& outcome) {
    return world() == World::Fuse && !outcome.ok() && outcome.error() == Errno{EINTR};
  }
  static Reader start_reader(std::size_t number) {
    return spawn("reader", [number] {
      Fd fd = pipe(O_RDONLY);
      std::string all;
      while (all.size() < kBytesEach) {
        const Outcome<std::string> got = fd.read(std::min(2 * number + 1, kBytesEach - all.size()));
        if (!is_cut_short(got)) all += got.value();
      }
      return all;
    });
  }
  static Writer start_writer(std::size_t number) {
    return spawn("writer", [number] {
      Fd fd = pipe(O_WRONLY);
      const std::string bytes = bytes_of(number);
      std::size_t done = 0;
      while (done < bytes.size()) {
        const Outcome<std::size_t> put = fd.write(bytes.substr(done, 3 * number + 4));
        if (!is_cut_short(put)) done += put.value();
      }
    });
  }

  // Every byte arrived once, and whoever got bytes of one writer got them in order.
  static void expect_all_of_it(const std::array<std::string, kReaders>& read) {
    std::string all;
    for (const std::string& part : read) {
      std::map<std::size_t, std::string> of_writer;
      for (const char byte : part) {
        of_writer[static_cast<unsigned char>(byte) / kBytesEach] += byte;
      }
      for (const auto& [number, bytes] : of_writer) {
        EXPECT_TRUE(std::ranges::is_sorted(bytes, {}, [](char c) { return c & 0xff; })) << number;
      }
      all += part;
    }
    std::ranges::sort(all, {}, [](char byte) { return byte & 0xff; });
    std::string written;
    for (std::size_t i = 0; i < kWriters; ++i) written += bytes_of(i);
    EXPECT_EQ(all, written);
  }
};

TEST_F(ScullPipeCrowd, OneToOneIsAStream) {
  Fd fd = pipe();
  Reader reader = start_reader(1);
  Writer writer = start_writer(2);
  writer.result();
  EXPECT_EQ(reader.result(), bytes_of(2));
}

TEST_F(ScullPipeCrowd, LosesAndDoublesNothing) {
  Fd fd = pipe();
  std::array<Reader, kReaders> readers{start_reader(0), start_reader(1), start_reader(2)};
  std::array<Writer, kWriters> writers{start_writer(0), start_writer(1), start_writer(2)};
  for (Writer& process : writers) process.result();
  std::array<std::string, kReaders> read;
  for (std::size_t i = 0; i < kReaders; ++i) read[i] = readers[i].result();
  expect_all_of_it(read);
}

TEST_F(ScullPipeCrowd, LosesAndDoublesNothingWhenSignalsRainIn) {
  on_signal(SIGUSR1, [] {});  // the others do the same
  Fd fd = pipe();
  std::array<Reader, kReaders> readers{start_reader(0), start_reader(1), start_reader(2)};
  std::array<Writer, kWriters> writers{start_writer(0), start_writer(1), start_writer(2)};
  const auto disturb = [](const AnyProcess& process) {
    process.kill(SIGUSR1).ok();  // it may have ended
  };
  for (int round = 0; round < 10; ++round) {
    for (const Reader& process : readers) disturb(process);
    for (const Writer& process : writers) disturb(process);
    // They go on until the next one sleeps, or is over.
    readers[static_cast<std::size_t>(round) % kReaders].is_blocked();
  }
  for (Writer& process : writers) process.result();
  std::array<std::string, kReaders> read;
  for (std::size_t i = 0; i < kReaders; ++i) read[i] = readers[i].result();
  expect_all_of_it(read);
}

}  // namespace
}  // namespace ksim
