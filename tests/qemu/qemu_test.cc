// SPDX-License-Identifier: GPL-2.0-or-later
// `ksim qemu`: modules of the user's on a real kernel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/shell.hh"

namespace ksim {
namespace {

namespace fs = std::filesystem;

using test_support::Ended;
using test_support::shell;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMissing[] =
    "for tool in qemu-system-x86_64 busybox cpio gdb; do command -v $tool >/dev/null || "
    "echo $tool; done; for flavour in cloud-amd64 6.12-cloud-amd64; do "
    "dpkg-query -W linux-headers-$flavour >/dev/null 2>&1 || echo linux-headers-$flavour; done";

const fs::path kTemporary = ::testing::TempDir();

// Its temporary files, and so its machines, are in a directory of the test's own.
class Qemu : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = shell(kMissing).output;
    if (!missing.empty() && std::getenv("CI") == nullptr) GTEST_SKIP() << "no " << missing;
    ASSERT_EQ(missing, "") << "continuous integration has it";
    scratch_ = kTemporary / ("ksim-qemu-test-" + std::to_string(getpid()));
    fs::create_directories(scratch_);
    setenv("TMPDIR", scratch_.c_str(), 1);
    setenv("KSIM_QEMU_CACHE", KSIM_QEMU_DIR, 1);
  }
  void TearDown() override {
    if (scratch_.empty()) return;
    EXPECT_EQ(machines(), "") << "it is still running";
    EXPECT_TRUE(fs::is_empty(scratch_)) << "it left something";
    fs::remove_all(scratch_);
  }

  static Ended qemu(const std::string& arguments) {
    return shell(KSIM_COMMAND " qemu " + arguments);
  }
  std::string machines() const {
    return shell("pgrep -f 'qemu-system.*" + scratch_.string() + "[/]'").output;
  }

  fs::path scratch_;
};

const std::string kRing = KSIM_SOURCE_DIR "/docs/examples/out-of-tree/driver";
const std::string kSplats = KSIM_SOURCE_DIR "/tests/qemu/fixtures/splats";

TEST_F(Qemu, RunsACommandAmongModulesThatItBuilds) {
  const Ended ran = qemu("-M " + kRing +
                         " -M " KSIM_SOURCE_DIR
                         "/drivers/hello-param,howmany=2,whom=you -- sh -c '"
                         "echo hello > /dev/ring; head -c 6 /dev/ring; uname -r; exit 7'");
  EXPECT_EQ(ran.exit_code, 7);
  EXPECT_THAT(ran.output,
              AllOf(HasSubstr("\nhello\n6.1."), HasSubstr(": ring.ko is built ("),
                    HasSubstr(": Hello, you\n"), HasSubstr("the machine has booted in ")));
  EXPECT_FALSE(fs::exists(kRing + "/ring.ko")) << "sources stay as they were";
}

TEST_F(Qemu, RunsATestProgramOnTheOtherKernel) {
  const Ended ran = qemu("--test --quiet -k 6.12 -M " KSIM_SOURCE_DIR
                         "/drivers/hello -- " KSIM_TEST_PROGRAM " --gtest_brief=1");
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output, AllOf(HasSubstr("[  PASSED  ]"), Not(HasSubstr("ksim:"))));
}

TEST_F(Qemu, AWarningFailsIt) {
  const Ended ran = qemu("--quiet -M " + kSplats + ",now=warn -- true");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("splats: as it was told"), HasSubstr("Call Trace:"),
                                HasSubstr("ksim: the kernel complained:\n")));
}

TEST_F(Qemu, ABugEndsItAndIsShown) {
  const Ended ran = qemu("--quiet -M " + kSplats +
                         " -- sh -c 'echo bug > /sys/module/splats/parameters/now; exit 1'");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.output, AllOf(HasSubstr("kernel BUG at "),
                                HasSubstr("the kernel came to an end of its own")));
}

TEST_F(Qemu, SaysWhatAModuleIsBuiltFor) {
  const Ended ran = qemu("-m " KSIM_DRIVER_DIR "/hello.ko -- true");
  EXPECT_EQ(ran.exit_code, 125);
  EXPECT_THAT(ran.output, HasSubstr("and not for a kernel of Debian's"));
  EXPECT_THAT(qemu("-m nothing.ko -- true").output, HasSubstr("there is no module nothing.ko"));
}

TEST_F(Qemu, SaysWhatDoesNotBuild) {
  const fs::path broken = kTemporary / "ksim-qemu-test-broken";
  fs::create_directories(broken);
  std::ofstream(broken / "Kbuild") << "obj-m := broken.o\n";
  std::ofstream(broken / "broken.c") << "int nothing = missing;\n";
  const Ended ran = qemu("-M " + broken.string() + " -- true");
  fs::remove_all(broken);
  EXPECT_EQ(ran.exit_code, 125);
  EXPECT_THAT(ran.output, AllOf(HasSubstr(broken.string() + "/broken.c:1"), HasSubstr("missing"),
                                HasSubstr("does not build against /usr/src/linux-headers-6.1")));
}

TEST_F(Qemu, SaysWhichPackageIsMissing) {
  const fs::path bin = scratch_ / "bin";
  fs::create_directories(bin);
  for (const char* tool : {"sh", "dirname", "mktemp", "date", "rm", "env"})
    fs::create_symlink(shell("printf %s \"$(command -v " + std::string(tool) + ")\"").output,
                       bin / tool);
  const Ended ran = shell("PATH=" + bin.string() + " " KSIM_COMMAND " qemu -- true");
  EXPECT_EQ(ran.exit_code, 125);
  EXPECT_EQ(ran.output, "ksim: there is no qemu-system-x86_64; apt install qemu-system-x86\n");
  fs::remove_all(bin);
}

TEST_F(Qemu, EndsAfterItsTime) {
  const Ended ran = qemu("--timeout 2 -- sleep 100");
  EXPECT_EQ(ran.exit_code, 124);
  EXPECT_THAT(ran.output, HasSubstr("ksim: no end after 2 s\n"));
}

TEST_F(Qemu, LeavesNothingWhenItIsInterrupted) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const pid_t child = fork();
    if (child == 0) {
      setpgid(0, 0);
      std::freopen("/dev/null", "w", stderr);
      execl(KSIM_COMMAND, "ksim", "qemu", "--", "sleep", "100", nullptr);
      _exit(127);
    }
    for (int tenths = 0; machines().empty() && tenths < 300; ++tenths) shell("sleep 0.1");
    ASSERT_NE(machines(), "");
    kill(signal == SIGINT ? -child : child, signal);  // Ctrl-C reaches all
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 128 + signal);
    for (int tenths = 0; !machines().empty() && tenths < 50; ++tenths) shell("sleep 0.1");
    EXPECT_EQ(machines(), "");
  }
}

class QemuGdb : public Qemu, public ::testing::WithParamInterface<const char*> {};

TEST_P(QemuGdb, StopsInAModuleAtItsLine) {
  const fs::path log = kTemporary / "ksim-qemu-test-gdb";
  const Ended ran =
      shell(KSIM_COMMAND " qemu --gdb -k " + std::string(GetParam()) + " -M " + kRing +
            " -- sh -c 'echo hello > /dev/ring' >" + log.string() +
            " 2>&1 & until attach=$(grep -o 'gdb -x .*' " + log.string() +
            "); do kill -0 $! || exit 1; sleep 0.1; done; $attach -batch -ex 'break ring_write' "
            "-ex continue -ex 'print count' -ex 'print ring_lock' -ex kill; wait; cat " +
            log.string());
  fs::remove(log);
  const std::string source = kRing + "/device.c";
  EXPECT_THAT(ran.output, AllOf(HasSubstr("hit Breakpoint 1"), HasSubstr(", ring_write ("),
                                HasSubstr(" at " + source + ":"), HasSubstr("$1 = 6\n"),
                                HasSubstr("$2 = {owner = ")));
}
INSTANTIATE_TEST_SUITE_P(Kernels, QemuGdb, ::testing::Values("6.1", "6.12"),
                         [](const auto& kernel) {
                           return std::string(kernel.param) == "6.1" ? "Linux61" : "Linux612";
                         });

// What tests/qemu/run makes of what happens in its machine: these programs are scripts.
class QemuPass : public Qemu {
 protected:
  void add_program(const std::string& name, const std::string& script, const char* modules = "") {
    const fs::path program = lists() / name;
    fs::create_directories(lists());
    std::ofstream(program) << "#!/bin/sh\n" << script;
    fs::permissions(program, fs::perms::owner_all);
    std::ofstream(lists() / "qemu.list", std::ios::app)
        << program.string() << " " << modules << "\n";
  }
  Ended run() {
    std::ofstream(lists() / "qemu-modules.list") << "splats " << kSplats << "/splats.c\n";
    fs::create_directories(results().parent_path());
    fs::create_directory_symlink(KSIM_QEMU_DIR "/6.1/image", results().parent_path() / "image");
    return shell(KSIM_SOURCE_DIR "/tests/qemu/run 6.1 " + lists().string() + " " +
                 (scratch_ / "out").string());
  }
  void TearDown() override {
    if (!scratch_.empty()) {
      fs::remove_all(scratch_ / "lists");
      fs::remove_all(scratch_ / "out");
    }
    Qemu::TearDown();
  }
  fs::path lists() const { return scratch_ / "lists"; }
  fs::path results() const { return scratch_ / "out/6.1/results"; }
  std::string result(const std::string& name) const {
    std::ifstream in(results() / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(QemuPass, JudgesWhatHappensBetweenTestsAndTriesAgainWhatFails) {
  add_program("bad_module", "insmod /modules/splats.ko now=warn\n", "splats");
  add_program("fails", "echo no luck; exit 1\n");
  add_program("fails_at_first", "[ -e /tmp/been ] && exit\necho bad luck >/tmp/been; exit 1\n");
  const Ended ran = run();
  EXPECT_EQ(ran.exit_code, 0) << ran.output;
  EXPECT_THAT(ran.output,
              HasSubstr(": fails_at_first failed at first and passed when it was run again:\n"));
  EXPECT_THAT(result("kernel.failed"), HasSubstr("WARNING: "));
  EXPECT_THAT(result("kernel.xml"), HasSubstr("<failure/>"));
  EXPECT_THAT(result("fails.failed"), AllOf(HasSubstr("no luck"), HasSubstr("without a verdict")));
  EXPECT_THAT(result("fails.xml"), HasSubstr("<failure/>"));
  EXPECT_FALSE(fs::exists(results() / "fails_at_first.failed"));
}

TEST(Complaints, AreThoseThatNoTestHasJudged) {
  const fs::path log = kTemporary / "ksim-qemu-test-log";
  std::ofstream(log) << "[ 1.0] WARNING: CPU: 0 PID: 1 at a.c:1 before\n"
                        "[ 1.1] ksim: a test begins: A.One\n"
                        "[ 1.2] BUG: judged\n"
                        "[ 1.3] ksim: judged up to here\n"
                        "[ 1.4] kernel BUG at b.c:2! between\n"
                        "[ 1.5] ksim: a test begins: A.Two\n"
                        "[ 1.6] INFO: task x:1 blocked, never judged\n"
                        "[ 1.7] ksim: a test begins: A.Three\n"
                        "[ 1.8] WARNING: judged\n"
                        "[ 1.9] no warning, no bug\n"
                        "[ 2.0] ksim: judged up to here\n"
                        "[ 2.1] general protection fault, after\n";
  const Ended ended = shell("share=" KSIM_SOURCE_DIR
                            "/fuse-dev/share/qemu; . $share/machine.sh; machine_complaints " +
                            log.string());
  fs::remove(log);
  EXPECT_EQ(ended.output,
            "[ 1.0] WARNING: CPU: 0 PID: 1 at a.c:1 before\n"
            "[ 1.4] kernel BUG at b.c:2! between\n"
            "[ 1.6] INFO: task x:1 blocked, never judged\n"
            "[ 2.1] general protection fault, after\n");
}

}  // namespace
}  // namespace ksim
