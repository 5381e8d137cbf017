// SPDX-License-Identifier: GPL-2.0-or-later
// What scripts can rely on: exit codes, messages, and that what is over is over.
#include <gmock/gmock.h>

#include <filesystem>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(Command, SaysItsVersion) {
  const Ended done = shell(KSIM_COMMAND " --version");
  EXPECT_THAT(done.output, MatchesRegex("ksim [0-9.]+, kernel API [0-9.]+\n"));
  EXPECT_EQ(done.exit_code, 0);
}

TEST(Command, ExitsWithTwoWhenItIsUsedWrongly) {
  EXPECT_EQ(shell(KSIM_COMMAND).exit_code, 2);
  EXPECT_EQ(shell(KSIM_COMMAND " run").exit_code, 2);
  EXPECT_EQ(shell(KSIM_COMMAND " dmesg --nonsense").exit_code, 2);
  const Ended unknown = shell(KSIM_COMMAND " frobnicate");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.output, StartsWith("ksim: there is no command `frobnicate`\n"));
}

TEST(Command, HelpHasAnExampleOfEverySubcommand) {
  const std::string names =
      "run shell mount umount insmod rmmod lsmod irq status reboot modinfo dmesg mknod";
  const Ended done =
      shell("for name in " + names +
            "; do " KSIM_COMMAND " $name --help | grep -c '^Example' || echo $name; done");
  EXPECT_THAT(done.output, MatchesRegex("(1\n)+"));
}

class CommandTest : public FuseTest {
 protected:
  void SetUp() override {
    FuseTest::SetUp();
    directory_ = testing::TempDir() + "ksim-command-test-" + std::to_string(getpid());
    std::filesystem::create_directory(directory_);
    setenv("D", directory_.c_str(), 1);
    setenv("KSIM", KSIM_COMMAND, 1);
    setenv("KSIM_MODULE_PATH", KSIM_DRIVER_DIR, 1);
  }
  void TearDown() override {
    if (directory_.empty()) return;
    shell("! grep -q \" $D fuse\" /proc/self/mounts || $KSIM umount --lazy $D");
    // It fails if something is still there.
    EXPECT_TRUE(std::filesystem::remove(directory_));
  }

  std::string directory_;
};

TEST_F(CommandTest, RunExitsWith126And127AsAShellDoes) {
  EXPECT_EQ(shell("$KSIM run /etc/passwd").exit_code, 126);
  EXPECT_EQ(shell("$KSIM run ./nothing").exit_code, 127);
}

TEST_F(CommandTest, RunExitsWith125IfAModuleCannotBeLoaded) {
  const Ended done = shell("$KSIM run -m nothing.ko true");
  EXPECT_EQ(done.exit_code, 125);
  EXPECT_THAT(done.output, StartsWith("ksim: insmod nothing.ko: No such file or directory\n"));
}

TEST_F(CommandTest, RunHasTheDevicesThatAreAskedFor) {
  const Ended done =
      shell(KSIM_COMMAND " run -d virtio-rng --device virtio-hello ls /sys/bus/virtio/devices");
  EXPECT_EQ(done.output, "virtio0\nvirtio1\n");
}

TEST_F(CommandTest, RunExitsWith125IfThereIsNoSuchDevice) {
  const Ended done = shell(KSIM_COMMAND " run -d floppy true");
  EXPECT_EQ(done.exit_code, 125);
  EXPECT_THAT(done.output, StartsWith("ksim: no device floppy; there are\nvirtio-blk,"));
  const Ended missing = shell(KSIM_COMMAND " run -d virtio-blk,file=/nonexistent true");
  EXPECT_EQ(missing.exit_code, 125);
  EXPECT_EQ(missing.output, "ksim: /nonexistent: No such file or directory\n");
}

TEST_F(CommandTest, RunLeavesOptionsOfTheProgramAlone) {
  const Ended done = shell("$KSIM run -m scull,scull_nr_devs=1 sh -ec 'ls -1 /dev/scull?' -m");
  EXPECT_EQ(done.output, "/dev/scull0\n");
}

TEST_F(CommandTest, RunStaysInTheDirectory) {
  EXPECT_EQ(shell("cd $D && $KSIM run pwd -P").output, directory_ + "\n");
  EXPECT_THAT(shell("cd /dev && $KSIM run -m scull sh -c 'ls scull0'").output,
              StartsWith("scull0"));
}

TEST_F(CommandTest, RunPassesSignalsOn) {
  // sh lets what it puts into the background ignore SIGINT.
  const Ended done = shell(
      "env --default-signal=INT $KSIM run -m scull cat /dev/scullpipe0 & "
      "until pgrep -P $! cat > $D.pid; do :; done; rm $D.pid; kill -INT $!; wait $!; echo $?");
  EXPECT_EQ(done.output, "130\n");
}

TEST_F(CommandTest, WhoMountsIsRootInThere) {
  if (!is_open_to_others()) GTEST_SKIP() << "others cannot look into " KSIM_SOURCE_DIR;
  const Ended done = shell(
      "user=; test $(id -u) != 0 || { chown 65534:65534 $D; "
      "user='setpriv --reuid 65534 --regid 65534 --clear-groups'; }; cd /; "
      "$user $KSIM mount $D -m scull && $user sh -c 'echo hi > $D/dev/scull0; "
      "cat $D/dev/scull0; chmod 666 $D/dev/scull0 && stat -c %a $D/dev/scull0'; "
      "$user $KSIM umount $D");
  EXPECT_EQ(done.output, "hi\n666\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(CommandTest, UmountReturnsWhenItIsGone) {
  const Ended done = shell(
      "$KSIM mount $D -m scull && $KSIM umount $D && rmdir $D; echo $?; "
      "mkdir $D; pgrep -f \"[m]ount $D\"");
  EXPECT_EQ(done.output, "0\n");
}

TEST_F(CommandTest, UmountPrintsFindings) {
  const Ended done = shell("$KSIM mount $D -m leak_exit && $KSIM umount $D");
  EXPECT_THAT(done.output, StartsWith("ksim: memory leak\n"));
  EXPECT_EQ(done.exit_code, 3);
}

TEST_F(CommandTest, UmountNamesWhoKeepsItBusy) {
  const Ended done = shell(
      "$KSIM mount $D -m scull; exec 3<$D/dev/scull0; $KSIM umount $D; "
      "echo $?; exec 3<&-; $KSIM umount $D && echo gone");
  EXPECT_THAT(done.output, HasSubstr(": busy: sh (pid "));
  EXPECT_THAT(done.output, HasSubstr("\n1\ngone\n"));
}

TEST_F(CommandTest, UmountTakesItAwayFromUnderItsUsers) {
  EXPECT_EQ(shell("$KSIM mount $D -m scull; exec 3<$D/dev/scull0; $KSIM umount --lazy $D && "
                  "rmdir $D && mkdir $D && echo gone")
                .output,
            "gone\n");
}

TEST_F(CommandTest, UmountOfNothingSaysSo) {
  const Ended done = shell("$KSIM umount $D");
  EXPECT_EQ(done.output, "ksim: no simulator is mounted on " + directory_ + "\n");
  EXPECT_EQ(done.exit_code, 1);
}

TEST_F(CommandTest, MountTwiceIsRefused) {
  const Ended done = shell("$KSIM mount $D && $KSIM mount $D; echo $?; $KSIM umount $D");
  EXPECT_THAT(done.output, HasSubstr("a simulator is mounted there already"));
  EXPECT_THAT(done.output, HasSubstr("\n1\n"));
}

TEST_F(CommandTest, MountNeedsADirectory) {
  EXPECT_EQ(shell("$KSIM mount /etc/passwd").output, "ksim: /etc/passwd: Not a directory\n");
  EXPECT_EQ(shell("$KSIM mount $D/nothing").output,
            "ksim: " + directory_ + "/nothing: No such file or directory\n");
}

TEST_F(CommandTest, CommandsOfAMountAreToldWhere) {
  const Ended done = shell(
      "$KSIM mount $D; $KSIM insmod --on $D scull; $KSIM mknod --on $D "
      "$D/dev/mine c 1 2; ls $D/dev/mine; $KSIM lsmod --on $D | wc -l; "
      "$KSIM modinfo --on $D -F license scull; $KSIM rmmod --on $D scull; "
      "$KSIM umount $D");
  EXPECT_EQ(done.output, directory_ + "/dev/mine\n2\nGPL\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(CommandTest, StatusTellsOfASimulator) {
  const Ended done = shell("$KSIM run -m scull -m hello $KSIM status");
  EXPECT_THAT(done.output, HasSubstr("\nModules:    hello, scull\n"));
  EXPECT_THAT(done.output, HasSubstr("\nFindings:   none\n"));
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(CommandTest, StatusExitsWithThreeAfterAFinding) {
  const Ended done = shell(
      "$KSIM mount $D -m null_read; cat $D/dev/null_read; $KSIM status --on $D; "
      "echo $?; $KSIM umount $D > $D.out 2>&1; echo $?; rm $D.out");
  EXPECT_THAT(done.output, HasSubstr("NULL pointer dereference"));
  EXPECT_THAT(done.output, HasSubstr("\n3\n3\n"));
}

TEST_F(CommandTest, RebootGivesTheMountAFreshKernel) {
  const Ended done = shell(
      "$KSIM mount $D -m scull -m null_read; exec 3<>$D/dev/scull0; echo hi >&3; "
      "cat $D/dev/null_read; $KSIM reboot --on $D; echo $?; cat <&3; ls $D/dev/scull0; "
      "$KSIM insmod --on $D scull; cat $D/dev/scull0; $KSIM status --on $D; exec 3>&-; "
      "$KSIM umount $D");
  EXPECT_THAT(done.output, HasSubstr("NULL pointer dereference"));
  EXPECT_THAT(done.output, HasSubstr("\n3\ncat: -: "));
  EXPECT_THAT(done.output, HasSubstr("No such file or directory"));
  EXPECT_THAT(done.output, HasSubstr("\nFindings:   none\n"));
  EXPECT_EQ(done.exit_code, 0) << done.output;
}

}  // namespace
}  // namespace ksim::fuse_test
