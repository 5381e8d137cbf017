// SPDX-License-Identifier: GPL-2.0-or-later
// The command `ksim`, as a shell sees it.
#include "support.hh"

namespace ksim::fuse_test {
namespace {

class Ksim : public FuseTest {
 protected:
  static Ended run(const std::string& module, const std::string& script) {
    return shell("timeout -k 1 30 " KSIM_COMMAND " run -m " KSIM_DRIVER_DIR "/" + module +
                 ".ko -- sh -c '" + script + "'");
  }
};

TEST_F(Ksim, RunShowsADeviceToAShell) {
  const Ended done = run("scull", "echo hi > /dev/scull0; cat /dev/scull0");
  EXPECT_EQ(done.output, "hi\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Ksim, RunExitsAsTheCommandDoes) { EXPECT_EQ(run("scull", "exit 7").exit_code, 7); }

TEST_F(Ksim, ProcFilesAreAtTheirPlaceBesideThoseOfTheHost) {
  const Ended done = run("scull", "grep -c scull /proc/scullmem; cat /proc/self/comm");
  EXPECT_EQ(done.output, "4\ncat\n");
}

TEST_F(Ksim, ReaderOfAnEmptyPipeSleepsUntilSomebodyWrites) {
  // Held open throughout: with its last user the pipe forgets what is in it.
  const Ended done = run("scull",
                         "exec 3<>/dev/scullpipe0; head -c 5 /dev/scullpipe0 & "
                         "echo hello > /dev/scullpipe0; wait");
  EXPECT_EQ(done.output, "hello");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Ksim, ReaderThatIsInterruptedComesBack) {
  const Ended done = run("scull", "timeout -s INT 0.2 cat /dev/scullpipe0; echo $?");
  EXPECT_EQ(done.output, "124\n");
  EXPECT_EQ(done.exit_code, 0);
}

TEST_F(Ksim, ReaderThatIsKilledComesBack) {
  const Ended done = run("scull", "timeout -s KILL 0.2 cat /dev/scullpipe0; echo $?");
  EXPECT_NE(done.output.find("137\n"), std::string::npos) << done.output;
}

TEST_F(Ksim, OopsFailsOneRequestAndIsReported) {
  const Ended done = run("null_read", "cat /dev/null_read; ls /dev/null_read; true");
  EXPECT_NE(done.output.find("Input/output error"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("NULL pointer dereference"), std::string::npos) << done.output;
  EXPECT_EQ(done.exit_code, 3);
}

TEST_F(Ksim, ModulesComeAndGoWhileItRuns) {
  const Ended done = run("scull", KSIM_COMMAND
                         " rmmod scull && ls /dev/scull0; " KSIM_COMMAND " insmod " KSIM_DRIVER_DIR
                         "/hello.ko && " KSIM_COMMAND " lsmod | tail -n 1 | cut -d\" \" -f1");
  EXPECT_NE(done.output.find("No such file"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("hello\n"), std::string::npos) << done.output;
}

TEST_F(Ksim, KilledSimulatorLeavesNothing) {
  const Ended done =
      shell(KSIM_COMMAND " run -m " KSIM_DRIVER_DIR
                         "/scull.ko -- cat /dev/scullpipe0 & "
                         "until pgrep -P $! cat; do :; done >&2; kill -9 $!; wait $!; "
                         "grep -c /sys/ksim /proc/self/mounts");
  EXPECT_NE(done.output.find("\n0\n"), std::string::npos) << done.output;
}

TEST_F(Ksim, MountServesADirectoryUntilItIsUnmounted) {
  const Ended done =
      shell("d=$(mktemp -d); timeout 20 " KSIM_COMMAND " mount $d -m " KSIM_DRIVER_DIR
            "/scull.ko; echo hi > $d/dev/scull1; cat $d/dev/scull1; " KSIM_COMMAND
            " umount $d && rmdir $d && echo gone");
  EXPECT_EQ(done.output, "hi\ngone\n");
}

}  // namespace
}  // namespace ksim::fuse_test
