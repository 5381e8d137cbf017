// SPDX-License-Identifier: GPL-2.0-or-later
// insmod, dmesg and so on of a simulated kernel, as one types them.
#include <gmock/gmock.h>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

class Tools : public FuseTest {};

TEST_F(Tools, ALessonWithScull) {
  const Ended done =
      run("insmod scull.ko scull_nr_devs=2 && echo hi > /dev/scull1 && cat /dev/scull1; "
          "lsmod; rmmod scull; lsmod");
  EXPECT_THAT(done.output, MatchesRegex("hi\n"
                                        "Module +Size +Used by\nscull +[0-9]+ +0\n"
                                        "Module +Size +Used by\n"));
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Tools, LsmodCountsTheUsersOfAModule) {
  EXPECT_THAT(run("exec 3<>/dev/scull0; lsmod", "-m scull.ko").output,
              MatchesRegex("Module .*scull +[0-9]+ +2\n"));
}

TEST_F(Tools, InsmodSaysWhatIsWrongWithAFile) {
  EXPECT_EQ(run("insmod ./nothing.ko; echo $?").output,
            "insmod: ERROR: could not load module ./nothing.ko: No such file or directory\n1\n");
  EXPECT_EQ(run("insmod /etc/passwd").output,
            "insmod: ERROR: could not load module /etc/passwd: not a kernel module\n");
  EXPECT_EQ(run("insmod scull.ko; insmod scull.ko").output,
            "insmod: ERROR: could not insert module " KSIM_DRIVER_DIR "/scull.ko: File exists\n");
}

TEST_F(Tools, InsmodRemembersWhereAModuleWasBuilt) {
  const Ended done = run("cd ..; insmod scull.ko");
  EXPECT_THAT(done.output, HasSubstr("Did you mean drivers/scull.ko?\n"));
  EXPECT_EQ(done.exit_code, 1);
}

TEST_F(Tools, InsmodKnowsAModuleForARealKernel) {
  // An object file is what such a one is.
  const Ended done =
      run("set -e; f=$(mktemp); echo 'int x;' | cc -xc -c -o $f -; "
          "insmod $f || rm $f");
  EXPECT_THAT(done.output, HasSubstr("Invalid module format\nIt was built for a real kernel."));
}

TEST_F(Tools, InsmodLooksForANameInTheModulePath) {
  const Ended done = run("cd /; export KSIM_MODULE_PATH=" KSIM_DRIVER_DIR
                         "; insmod asee_tp1.ko && insmod hello && lsmod | wc -l");
  EXPECT_EQ(done.output, "3\n");
}

TEST_F(Tools, RmmodSaysWhyItFails) {
  EXPECT_EQ(run("rmmod scull; insmod scull.ko; exec 3<>/dev/scull0; rmmod scull").output,
            "rmmod: ERROR: Module scull is not currently loaded\n"
            "rmmod: ERROR: Module scull is in use\n");
}

TEST_F(Tools, RmmodTakesSeveralAndFileNames) {
  EXPECT_EQ(run("rmmod scull.ko hello && lsmod | wc -l", "-m scull.ko -m hello.ko").output, "1\n");
}

TEST_F(Tools, ModinfoPrintsWhatKmodPrints) {
  const std::string printed = run("insmod scull.ko; modinfo scull").output;
  EXPECT_THAT(printed, StartsWith("filename:       " KSIM_DRIVER_DIR "/scull.ko\n"));
  EXPECT_THAT(printed, HasSubstr("\nlicense:        GPL\n"));
  EXPECT_THAT(printed, HasSubstr("\nparm:           scull_nr_devs:Number of devices (default 4) "
                                 "(int)\n"));
  if (access("/sbin/modinfo", X_OK) == 0) {
    EXPECT_EQ(printed, shell("/sbin/modinfo " KSIM_DRIVER_DIR "/scull.ko").output);
  }
}

TEST_F(Tools, ModinfoPrintsOneField) {
  EXPECT_EQ(run("modinfo -F license scull.ko hello.ko").output, "GPL\nGPL\n");
}

TEST_F(Tools, MknodMakesANodeWithItsPermissions) {
  const Ended done =
      run("insmod scull.ko; major=$(awk '$2 == \"scull\" { print $1 }' /proc/devices); "
          "mknod -m 640 /dev/mine c $major 0 && stat -c %A /dev/mine; cd /dev; echo hi > mine; "
          "cat scull0; mknod mine c 1 1");
  EXPECT_EQ(done.output, "-rw-r-----\nhi\nmknod: /dev/mine: File exists\n");
  EXPECT_EQ(done.exit_code, 1);
}

TEST_F(Tools, MknodLeavesFifosToTheHost) {
  EXPECT_EQ(run("d=$(mktemp -d); mknod $d/fifo p && stat -c %F $d/fifo; rm -r $d").output,
            "fifo\n");
}

TEST_F(Tools, WorkForAnOrdinaryUser) {
  if (getuid() != 0) GTEST_SKIP() << "every other test is about an ordinary user already";
  if (!is_open_to_others()) GTEST_SKIP() << "others cannot look into " KSIM_SOURCE_DIR;
  const Ended done =
      shell("cd /; setpriv --reuid 65534 --regid 65534 --clear-groups timeout 30 " KSIM_COMMAND
            " run -m " KSIM_DRIVER_DIR
            "/scull.ko -- sh -c 'mknod /dev/mine c 1 2 && ls /dev/mine; rmmod scull'");
  EXPECT_EQ(done.output, "/dev/mine\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Tools, DmesgPrintsTimesUnlessToldNotTo) {
  EXPECT_THAT(run("dmesg | tail -n 1", "-m hello.ko").output,
              MatchesRegex("\\[ +[0-9]+\\.[0-9]+\\] .*[Hh]ello.*\n"));
  EXPECT_THAT(run("dmesg -t | tail -n 1", "-m hello.ko").output, Not(StartsWith("[")));
}

TEST_F(Tools, DmesgChoosesByLevel) {
  EXPECT_THAT(run("dmesg -l info,notice,debug", "-m hello.ko").output, HasSubstr("ello"));
  EXPECT_EQ(run("dmesg -l err+", "-m hello.ko").output, "");
  const Ended wrong = run("dmesg -l loud");
  EXPECT_THAT(wrong.output, HasSubstr("there are emerg, alert, crit, err, warn"));
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(Tools, DmesgIsColouredOnRequestAndPlainInAPipe) {
  EXPECT_THAT(run("dmesg", "-m hello.ko").output, Not(HasSubstr("\33")));
  EXPECT_THAT(run("dmesg --color=always", "-m hello.ko").output, HasSubstr("\33[32m["));
}

TEST_F(Tools, DmesgFollowsTheLog) {
  const Ended done =
      run("dmesg -tw | grep --line-buffered -m 1 -o 'scull: [0-9]* devices' & "
          "insmod scull.ko; wait");
  EXPECT_THAT(done.output, HasSubstr("scull: "));
}

TEST_F(Tools, DmesgForgetsOnRequest) {
  EXPECT_EQ(run("dmesg -c > /dev/null; dmesg; dmesg -C; insmod scull.ko; dmesg -t | tail -n 1 | "
                "cut -d: -f1",
                "-m hello.ko")
                .output,
            "scull\n");
}

TEST_F(Tools, DmesgPrintsALogOfAnyLength) {
  // More than a socket takes at once.
  EXPECT_EQ(run("insmod hello-param.ko howmany=5000; dmesg | grep -c 'Hello, '").output, "5000\n");
}

TEST_F(Tools, OutsideASimulatorTheyAskWhichOneIsMeant) {
  const Ended done = shell("unset KSIM_SOCKET; " KSIM_COMMAND " lsmod");
  EXPECT_THAT(done.output, HasSubstr("which simulator?"));
  EXPECT_EQ(done.exit_code, 2);
}

}  // namespace
}  // namespace ksim::fuse_test
