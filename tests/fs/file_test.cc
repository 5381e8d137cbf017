// SPDX-License-Identifier: GPL-2.0-or-later
// Open files and descriptors: what the kernel does before, after and instead of a driver.
#include <sys/ioctl.h>
#include <sys/uio.h>

#include <climits>
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

constexpr unsigned kNotMine = _IO('p', 1);
constexpr unsigned kCount = _IO('p', 2);
constexpr unsigned kAnonymous = _IO('p', 3);
constexpr unsigned kIsCompat = _IO('p', 4);

class File : public DriverTest {
 protected:
  File() : DriverTest("file_probe") {}

  static Fd probe(int flags = O_RDWR) { return open("/dev/probe", flags); }
  // "opens flushes releases"
  static std::string counts(Fd& fd) { return fd.pread(32, 0).value(); }
};

TEST_F(File, IsReleasedWithItsLastDescriptor) {
  Fd first = probe();
  Fd watcher = probe();
  Fd second = first.dup();
  ASSERT_THAT(first.close(), Succeeds());
  EXPECT_EQ(counts(watcher), "2 1 0");
  ASSERT_THAT(second.close(), Succeeds());
  EXPECT_EQ(counts(watcher), "2 2 1");
}

TEST_F(File, CloseHandsOnWhatFlushSays) {
  Fd fd = probe(O_RDWR | O_SYNC);
  EXPECT_THAT(fd.close(), FailsWith(EIO));
  Fd watcher = probe();
  EXPECT_EQ(counts(watcher), "2 1 1");
}

TEST_F(File, IsNotReleasedWhenItsOpenFailed) {
  EXPECT_THAT(open("/dev/probe_refusing", O_RDWR), FailsWith(EBUSY));
  Fd watcher = probe();
  EXPECT_EQ(counts(watcher), "2 0 0");
}

TEST_F(File, WithoutMethodsAnswersLikeLinux) {
  Fd fd = open("/dev/probe_bare", O_RDWR);
  EXPECT_THAT(fd.read(1), FailsWith(EINVAL));
  EXPECT_THAT(fd.write("x"), FailsWith(EINVAL));
  EXPECT_THAT(fd.lseek(0), FailsWith(ESPIPE));
  EXPECT_THAT(fd.ioctl(kNotMine), FailsWith(ENOTTY));
  EXPECT_THAT(fd.fsync(), FailsWith(EINVAL));
  EXPECT_THAT(fd.getdents(), FailsWith(ENOTDIR));
}

TEST_F(File, RefusesWhatItWasNotOpenedFor) {
  Fd reader = open("/dev/probe_iter", O_RDONLY);
  EXPECT_THAT(reader.write("x"), FailsWith(EBADF));
  Fd writer = open("/dev/probe_iter", O_WRONLY);
  EXPECT_THAT(writer.read(1), FailsWith(EBADF));
  EXPECT_THAT(writer.readv({1}), FailsWith(EBADF));
}

TEST_F(File, IteratorMethodsServeAllCalls) {
  Fd fd = open("/dev/probe_iter", O_RDWR);
  EXPECT_THAT(fd.write("abcdef"), SucceedsWith(6));
  EXPECT_THAT(fd.pwrite("X", 2), SucceedsWith(1));
  EXPECT_THAT(fd.writev({"gh", "", "i"}), SucceedsWith(3));
  EXPECT_THAT(fd.lseek(1), SucceedsWith(1));
  EXPECT_THAT(fd.read(3), SucceedsWith("bXd"));
  const std::vector<std::string> pieces = fd.readv({2, 10}).value();
  EXPECT_THAT(pieces, ::testing::ElementsAre("ef", "ghi"));
  EXPECT_THAT(fd.pread(2, 0), SucceedsWith("ab"));
  EXPECT_THAT(fd.lseek(0, SEEK_CUR), SucceedsWith(9));
}

TEST_F(File, AppendsWhenItShould) {
  Fd fd = open("/dev/probe_iter", O_RDWR);
  ASSERT_THAT(fd.write("abc"), Succeeds());
  ASSERT_THAT(fd.lseek(0), Succeeds());
  ASSERT_THAT(fd.fcntl(F_SETFL, O_APPEND), Succeeds());
  ASSERT_THAT(fd.write("d"), Succeeds());
  EXPECT_THAT(fd.pread(9, 0), SucceedsWith("abcd"));
}

TEST_F(File, AStreamHasNoPosition) {
  Fd fd = open("/dev/probe_stream", O_RDONLY);
  EXPECT_THAT(fd.read(1), SucceedsWith("-"));
  EXPECT_THAT(fd.pread(1, 0), FailsWith(ESPIPE));
  EXPECT_THAT(fd.lseek(0), FailsWith(ESPIPE));
}

TEST_F(File, ChecksPositionsAndSizesInOrder) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 8);
  Fd fd = open("/dev/probe_iter", O_RDWR);
  char byte = 0;
  EXPECT_THAT(fd.pread(1, -1), FailsWith(EINVAL));
  EXPECT_THAT(fd.pwrite("x", -1), FailsWith(EINVAL));
  EXPECT_THAT(fd.read_to(&byte, SIZE_MAX), FailsWith(EFAULT));
  EXPECT_EQ(system_call::pread(fd.number(), &byte, 1, LLONG_MAX), -EINVAL);
  EXPECT_THAT(fd.lseek(-1), FailsWith(EINVAL));
  EXPECT_THAT(fd.lseek(0, SEEK_END), FailsWith(EINVAL));
  EXPECT_THAT(fd.lseek(0, 99), FailsWith(EINVAL));
}

TEST_F(File, OpeningChecksItsFlags) {
  EXPECT_THAT(open("/dev/probe", O_RDWR | O_CREAT, 0600), Succeeds());
  EXPECT_THAT(open("/dev/probe", O_RDWR | O_CREAT | O_EXCL, 0600), FailsWith(EEXIST));
  EXPECT_THAT(open("/dev/probe", O_RDWR | O_DIRECTORY), FailsWith(ENOTDIR));
  EXPECT_THAT(open("/dev/probe", O_RDWR | O_CREAT | O_DIRECTORY), FailsWith(EINVAL));
  EXPECT_THAT(open("/dev/probe/", O_RDWR), FailsWith(ENOTDIR));
  EXPECT_THAT(open("/dev/probe/below", O_RDWR | O_CREAT), FailsWith(ENOTDIR));
  EXPECT_THAT(open("/dev", O_RDONLY | O_TMPFILE), FailsWith(EINVAL));
  EXPECT_THAT(open("/dev", O_RDWR), FailsWith(EISDIR));
  EXPECT_THAT(open("/dev", O_RDONLY | O_CREAT), FailsWith(EISDIR));
  EXPECT_THAT(open("", O_RDONLY), FailsWith(ENOENT));
  EXPECT_THAT(open("/dev/no", O_RDONLY), FailsWith(ENOENT));
  EXPECT_THAT(open("/no/new", O_RDWR | O_CREAT), FailsWith(ENOENT));
  EXPECT_THAT(open("/dev/" + std::string(256, 'x'), O_RDWR), FailsWith(ENAMETOOLONG));
  std::string longest = "/dev";  // of components that could all be
  while (longest.size() < PATH_MAX) longest += "/.";
  EXPECT_THAT(open(longest, O_RDONLY), FailsWith(ENAMETOOLONG));
}

TEST_F(File, APathThatIsNotThereIsEfault) {
  struct ::stat status;
  EXPECT_EQ(system_call::open(nullptr, O_RDWR), -EFAULT);
  EXPECT_EQ(system_call::stat(nullptr, &status), -EFAULT);
  EXPECT_EQ(system_call::lstat(nullptr, &status), -EFAULT);
  EXPECT_EQ(system_call::mknod(nullptr, 0600, 0), -EFAULT);
  EXPECT_EQ(system_call::mkdir(nullptr, 0700), -EFAULT);
  EXPECT_EQ(system_call::unlink(nullptr), -EFAULT);
  EXPECT_EQ(system_call::rmdir(nullptr), -EFAULT);
  EXPECT_EQ(system_call::chmod(nullptr, 0600), -EFAULT);
  EXPECT_EQ(system_call::chown(nullptr, 0, 0), -EFAULT);
  EXPECT_EQ(system_call::access(nullptr, R_OK), -EFAULT);
}

// With the mode 3 a file is open for ioctl() only.
TEST_F(File, CanBeOpenForNeitherReadingNorWriting) {
  Fd fd = probe(O_ACCMODE);
  EXPECT_THAT(fd.read(1), FailsWith(EBADF));
  EXPECT_THAT(fd.write("x"), FailsWith(EBADF));
  EXPECT_THAT(fd.ioctl(kCount), SucceedsWith(0));
}

TEST_F(File, MayBeCreatedBesideTheNodes) {
  {
    Fd fd = open("/dev/plain", O_RDWR | O_CREAT | O_EXCL, 0600);
    EXPECT_THAT(fd.write("text"), SucceedsWith(4));
    EXPECT_THAT(fd.pread(9, 0), SucceedsWith("text"));
    EXPECT_TRUE(S_ISREG(fd.stat().value().st_mode));
  }
  EXPECT_THAT(unlink("/dev/plain"), Succeeds());
  EXPECT_THAT(open("/dev/plain", O_RDWR), FailsWith(ENOENT));
}

TEST_F(File, AnEmptyWriteReachesTheDriver) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 23);
  Fd fd = open("/dev/probe_iter", O_RDWR);
  EXPECT_THAT(fd.write(""), SucceedsWith(0));
  EXPECT_THAT(fd.write(std::string(63, 'x')), SucceedsWith(63));
  EXPECT_THAT(fd.write(""), FailsWith(ENOSPC));
  EXPECT_THAT(fd.write_from(nullptr, 0), FailsWith(ENOSPC));
}

TEST_F(File, NoIoctlNumberIsTooStrange) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 19);
  Fd fd = probe(), bare = open("/dev/probe_bare", O_RDWR);
  for (const unsigned command : {0u, 1u, 0x7fffffffu, 0x80000000u, ~0u, _IOC(3u, 'p', 2, 16383)}) {
    EXPECT_THAT(fd.ioctl(command, -1L), FailsWith(ENOTTY)) << command;
    EXPECT_THAT(bare.ioctl(command, -1L), FailsWith(ENOTTY)) << command;
    EXPECT_EQ(system_call::compat_ioctl(bare.number(), command, nullptr), -ENOTTY) << command;
    EXPECT_EQ(system_call::ioctl(99, command, -1L), -EBADF) << command;
    EXPECT_EQ(system_call::ioctl(-1, command, -1L), -EBADF) << command;
  }
  EXPECT_EQ(system_call::ioctl(fd.number(), FIONBIO, 0L), -EFAULT);
  EXPECT_EQ(system_call::ioctl(fd.number(), FIONBIO, -1L), -EFAULT);
}

TEST_F(File, AVectorIsChecked) {
  Fd fd = open("/dev/probe_iter", O_RDWR);
  char byte = 0;
  const iovec negative{&byte, SIZE_MAX};
  EXPECT_EQ(system_call::readv(fd.number(), &negative, 1), -EINVAL);
  EXPECT_EQ(system_call::readv(fd.number(), nullptr, 0), 0);
  std::vector<iovec> many(UIO_MAXIOV + 1, iovec{&byte, 1});
  EXPECT_EQ(system_call::readv(fd.number(), many.data(), UIO_MAXIOV + 1), -EINVAL);
}

TEST_F(File, IoctlsThatEveryFileKnows) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 19);
  Fd fd = probe();
  int on = 1;
  EXPECT_THAT(fd.ioctl(FIONBIO, &on), Succeeds());
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_NONBLOCK, O_NONBLOCK);
  on = 0;
  EXPECT_THAT(fd.ioctl(FIONBIO, &on), Succeeds());
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_NONBLOCK, 0);
  EXPECT_THAT(fd.ioctl(FIOCLEX), Succeeds());
  EXPECT_THAT(fd.fcntl(F_GETFD), SucceedsWith(FD_CLOEXEC));
  EXPECT_THAT(fd.ioctl(FIONCLEX), Succeeds());
  EXPECT_THAT(fd.fcntl(F_GETFD), SucceedsWith(0));
  on = 1;
  EXPECT_THAT(fd.ioctl(FIOASYNC, &on), FailsWith(ENOTTY));
  EXPECT_THAT(fd.ioctl(FIONREAD, &on), FailsWith(ENOTTY));
}

TEST_F(File, AnIoctlThatTheDriverDoesNotKnowIsNotForATerminal) {
  Fd fd = probe();
  EXPECT_THAT(fd.ioctl(kNotMine), FailsWith(ENOTTY));
  EXPECT_THAT(fd.ioctl(kCount), SucceedsWith(0));
}

TEST_F(File, TheDriverSeesA32BitProgram) {
  Fd fd = probe();
  int unused = 0;
  EXPECT_THAT(fd.ioctl(kIsCompat), SucceedsWith(0));
  EXPECT_THAT(fd.compat_ioctl(kIsCompat, &unused), SucceedsWith(1));
  Fd bare = open("/dev/probe_bare", O_RDWR);
  EXPECT_THAT(bare.compat_ioctl(kIsCompat, &unused), FailsWith(ENOTTY));
}

TEST_F(File, FlagsThatFcntlMayChange) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 19);
  Fd fd = probe(O_RDWR | O_CREAT | O_TRUNC | O_NOCTTY);
  EXPECT_EQ(fd.fcntl(F_GETFL).value(), O_RDWR | 0100000);
  ASSERT_THAT(fd.fcntl(F_SETFL, O_NONBLOCK | O_APPEND | O_WRONLY), Succeeds());
  EXPECT_EQ(fd.fcntl(F_GETFL).value(), O_RDWR | O_NONBLOCK | O_APPEND | 0100000);
  EXPECT_THAT(fd.fcntl(F_SETFL, O_DIRECT), FailsWith(EINVAL));
  EXPECT_THAT(fd.fcntl(9999), FailsWith(EINVAL));
}

TEST_F(File, TheLowestFreeDescriptorIsTaken) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 21);
  KSIM_KNOWN_DIFFERENCE(Qemu, 21);
  Fd zero = probe(), one = probe(), two = probe();
  EXPECT_EQ(zero.number(), 0);
  EXPECT_EQ(one.number(), 1);
  EXPECT_EQ(two.number(), 2);
  ASSERT_THAT(one.close(), Succeeds());
  EXPECT_EQ(two.fcntl(F_DUPFD, 0).value(), 1);
  EXPECT_EQ(two.fcntl(F_DUPFD_CLOEXEC, 100).value(), 100);
  EXPECT_EQ(system_call::fcntl(100, F_GETFD), FD_CLOEXEC);
  EXPECT_THAT(two.fcntl(F_DUPFD, 5000), FailsWith(EINVAL));
  EXPECT_EQ(system_call::close(1), 0);
  EXPECT_EQ(system_call::close(100), 0);
}

TEST_F(File, Dup3Replaces) {
  Fd fd = probe(), other = probe();
  EXPECT_EQ(system_call::dup3(fd.number(), fd.number(), 0), -EINVAL);
  EXPECT_EQ(system_call::dup3(fd.number(), 7, O_APPEND), -EINVAL);
  EXPECT_EQ(system_call::dup3(50, 7, 0), -EBADF);
  EXPECT_EQ(system_call::dup3(fd.number(), 70000, 0), -EBADF);
  EXPECT_EQ(system_call::dup3(fd.number(), other.number(), O_CLOEXEC), other.number());
  EXPECT_EQ(counts(fd), "2 1 1");
  EXPECT_EQ(system_call::dup3(fd.number(), 200, 0), 200);
  EXPECT_EQ(system_call::close(200), 0);
  EXPECT_EQ(system_call::close(200), -EBADF);
}

TEST_F(File, ThereIsALimitToDescriptors) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 21);
  KSIM_KNOWN_DIFFERENCE(Qemu, 21);
  Fd fd = probe();
  for (int i = 1; i < 1024; ++i) ASSERT_EQ(system_call::dup(fd.number()), i);
  EXPECT_EQ(system_call::dup(fd.number()), -EMFILE);
  EXPECT_THAT(probe(), FailsWith(EMFILE));
  for (int i = 1; i < 1024; ++i) EXPECT_EQ(system_call::close(i), 0);
}

TEST_F(File, AnAnonymousFileIsOneToo) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 22);
  Fd fd = probe();
  const int anonymous = static_cast<int>(fd.ioctl(kAnonymous).value());
  EXPECT_EQ(system_call::fcntl(anonymous, F_GETFD), FD_CLOEXEC);
  char byte = 0;
  EXPECT_EQ(system_call::read(anonymous, &byte, 1), -EINVAL);
  EXPECT_EQ(system_call::write(anonymous, &byte, 1), -EBADF);
  EXPECT_EQ(system_call::close(anonymous), 0);
  EXPECT_THAT(fd.ioctl(kCount), SucceedsWith(1));
}

TEST_F(File, APathOnlyDescriptorCanDoLittle) {
  Fd fd = probe(O_PATH);
  EXPECT_THAT(fd.read(1), FailsWith(EBADF));
  EXPECT_THAT(fd.ioctl(kCount), FailsWith(EBADF));
  EXPECT_THAT(fd.stat(), Succeeds());
  Fd watcher = probe();
  EXPECT_EQ(counts(watcher), "1 0 0");
}

TEST_F(File, ADriverInUseCannotBeUnloaded) {
  Fd fd = probe();
  EXPECT_THAT(unload_module("file_probe"), FailsWith(EAGAIN));
}

TEST_F(File, TheKernelsOwnDevices) {
  Fd null = open("/dev/null", O_RDWR);
  EXPECT_THAT(null.write("gone"), SucceedsWith(4));
  EXPECT_THAT(null.read(4), SucceedsWith(""));
  Fd zero = open("/dev/zero", O_RDWR);
  EXPECT_THAT(zero.read(3), SucceedsWith(std::string(3, '\0')));
  Fd full = open("/dev/full", O_RDWR);
  EXPECT_THAT(full.write("x"), FailsWith(ENOSPC));
  EXPECT_THAT(full.read(2), SucceedsWith(std::string(2, '\0')));
  Fd random = open("/dev/urandom", O_RDONLY);
  EXPECT_NE(random.read(16).value(), random.read(16).value());
}

TEST_F(File, SpliceNeedsAPipe) {
  Fd from = open("/dev/probe_iter", O_RDONLY), to = open("/dev/null", O_WRONLY);
  EXPECT_EQ(system_call::splice(from.number(), nullptr, to.number(), nullptr, 0, 0), 0);
  EXPECT_EQ(system_call::splice(from.number(), nullptr, to.number(), nullptr, 1, 0), -EINVAL);
  EXPECT_EQ(system_call::splice(99, nullptr, to.number(), nullptr, 1, 0), -EBADF);
}

}  // namespace
}  // namespace ksim
