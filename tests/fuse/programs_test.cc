// SPDX-License-Identifier: GPL-2.0-or-later
// Programs that know nothing of the simulator, on its devices.
#include <gmock/gmock.h>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;

class Programs : public FuseTest {
 protected:
  static Ended on_scull(const std::string& script) { return run(script, "-m scull.ko"); }

  static void need(const std::string& program) {
    if (shell("command -v " + program).exit_code != 0)
      GTEST_SKIP() << "no " << program << " on this machine; see ./dev setup";
  }
};

TEST_F(Programs, DdCopiesInBlocks) {
  const Ended done = on_scull(
      "dd if=/dev/zero of=/dev/scull0 bs=4000 count=10 status=none; wc -c < /dev/scull0; "
      "printf 12345678 | dd of=/dev/scull0 bs=4 seek=2 conv=notrunc status=none; "
      "dd if=/dev/scull0 bs=4 skip=3 count=1 status=none");
  EXPECT_EQ(done.output, "40000\n5678");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Programs, HeadAndTailReadEnds) {
  EXPECT_EQ(on_scull("seq 100 > /dev/scull0; head -n 1 /dev/scull0; tail -n 1 /dev/scull0; "
                     "head -c 2 /dev/scull0")
                .output,
            "1\n100\n1\n");
}

TEST_F(Programs, TeeWritesToSeveral) {
  EXPECT_EQ(on_scull("echo hi | tee /dev/scull0 /dev/scull1; cat /dev/scull0 /dev/scull1").output,
            "hi\nhi\nhi\n");
}

TEST_F(Programs, TeeAppends) {
  EXPECT_EQ(
      on_scull("echo one > /dev/scull0; echo two | tee -a /dev/scull0; cat /dev/scull0").output,
      "two\none\ntwo\n");
}

TEST_F(Programs, CpAndCmpAgree) {
  const Ended done = on_scull("cp /bin/true /dev/scull0 && cmp /bin/true /dev/scull0 && echo same");
  EXPECT_EQ(done.output, "same\n");
}

TEST_F(Programs, Python) {
  need("python3");
  if (IsSkipped()) return;
  const Ended done = on_scull(
      "python3 -c '\n"
      "import errno, os, select\n"
      "with open(\"/dev/scull0\", \"w+\") as file:\n"
      "    file.write(\"one\\ntwo\\n\")\n"
      "    file.seek(0)\n"
      "    print(file.readlines())\n"
      "pipe = os.open(\"/dev/scullpipe0\", os.O_RDWR | os.O_NONBLOCK)\n"
      "print(select.select([pipe], [], [], 0)[0])\n"
      "try:\n"
      "    os.read(pipe, 1)\n"
      "except BlockingIOError as error:\n"
      "    print(errno.errorcode[error.errno])\n"
      "os.write(pipe, b\"x\")\n"
      "print(select.select([pipe], [], [], 60)[0] == [pipe])\n"
      "'");
  EXPECT_EQ(done.output, "['one\\n', 'two\\n']\n[]\nEAGAIN\nTrue\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Programs, StraceCountsSystemCalls) {
  need("strace");
  if (IsSkipped()) return;
  const Ended done = on_scull("echo hi > /dev/scull0; strace -c cat /dev/scull0");
  EXPECT_THAT(done.output, HasSubstr("hi\n"));
  EXPECT_THAT(done.output, HasSubstr(" read\n"));
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Programs, SttyFindsNoTerminal) {
  EXPECT_EQ(on_scull("stty -F /dev/scull0").output,
            "stty: /dev/scull0: Inappropriate ioctl for device\n");
  const Ended done = on_scull("stty < /dev/scull0");
  EXPECT_THAT(done.output, HasSubstr("Inappropriate ioctl for device"));
  EXPECT_EQ(done.exit_code, 1);
}

// Until a process sleeps in read(), system call 0.
const std::string kUntilReading = "until grep -q '^0 ' /proc/$!/syscall; do :; done; ";

TEST_F(Programs, CatSleepsUntilAnotherShellWrites) {
  const Ended done = on_scull(
      "file=$(mktemp); env --default-signal=INT cat /dev/scullpipe0 > $file & " + kUntilReading +
      "test -s $file && echo early; sh -c 'echo hello > /dev/scullpipe0'; "
      "until test -s $file; do :; done; cat $file; rm $file; kill -INT $!; wait $!");
  EXPECT_EQ(done.output, "hello\n");
}

TEST_F(Programs, CatComesBackFromASignalAtOnce) {
  const Ended done = on_scull("env --default-signal=INT cat /dev/scullpipe0 & " + kUntilReading +
                              "kill -INT $!; wait $!; echo $?");
  EXPECT_EQ(done.output, "130\n");
}

}  // namespace
}  // namespace ksim::fuse_test
