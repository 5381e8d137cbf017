// SPDX-License-Identifier: GPL-2.0-or-later
// Signals: what they do to a process and to the system call that it sleeps in.
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"
#include "mailbox.h"

namespace ksim {
namespace {

using ::testing::ElementsAre;

class Signal : public DriverTest {
 protected:
  Signal() : DriverTest("mailbox") {}

  static Fd mailbox(int flags = O_RDWR) { return open("/dev/mailbox", flags); }
  // Sleeps until wake().
  static Outcome<long> sleep_in(int how) { return mailbox().ioctl(MAILBOX_SLEEP, how); }
  static void wake() { mailbox().ioctl(MAILBOX_WAKE); }
  static long sleeps() { return mailbox().ioctl(MAILBOX_SLEEPS).value(); }

  // A process that sleeps in the driver, and counts the SIGUSR1 it gets meanwhile.
  auto sleeper(int how, RestartCalls restart) {
    return spawn("sleeper", [this, how, restart] {
      on_signal(
          SIGUSR1, [this] { ++handled_; }, restart);
      return sleep_in(how);
    });
  }

  int handled_ = 0;
};

TEST_F(Signal, InterruptsACallThatIsNotToBeRestarted) {
  Process process = sleeper(MAILBOX_INTERRUPTIBLE, RestartCalls::No);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  EXPECT_THAT(process.result(), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
}

TEST_F(Signal, RestartsACallThatIsToBeRestarted) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  Process process = sleeper(MAILBOX_INTERRUPTIBLE, RestartCalls::Yes);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  EXPECT_EQ(handled_, 1);
  wake();
  EXPECT_THAT(process.result(), SucceedsWith(1));
  EXPECT_EQ(sleeps(), 2);
}

TEST_F(Signal, ReaderIsInterruptedToo) {
  Process reader = spawn("reader", [this] {
    on_signal(
        SIGUSR1, [this] { ++handled_; }, RestartCalls::No);
    Fd fd = mailbox();
    const bool interrupted = fd.read(4).error() == Errno{EINTR};
    return std::to_string(interrupted) + fd.read(4).value();
  });
  ASSERT_THAT(reader, Blocks());
  reader.kill(SIGUSR1);
  ASSERT_THAT(reader, Blocks());
  mailbox().write("mail");
  EXPECT_EQ(reader.result(), "1mail");
}

TEST_F(Signal, RestartsWhateverTheHandlerSaysIfTheDriverWantsSo) {
  Process process = sleeper(MAILBOX_NOINTR, RestartCalls::No);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  wake();
  EXPECT_THAT(process.result(), SucceedsWith(1));
  EXPECT_EQ(handled_, 1);
}

TEST_F(Signal, NeverRestartsAfterAHandlerIfTheDriverWantsSo) {
  for (int how : {MAILBOX_NOHAND, MAILBOX_RESTART_BLOCK}) {
    Process process = sleeper(how, RestartCalls::Yes);
    ASSERT_THAT(process, Blocks());
    process.kill(SIGUSR1);
    EXPECT_THAT(process.result(), FailsWith(EINTR)) << how;
  }
  EXPECT_EQ(handled_, 2);
}

TEST_F(Signal, WithoutHandlerRestartsAfterAStop) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  for (int how : {MAILBOX_INTERRUPTIBLE, MAILBOX_NOHAND}) {
    Process process = spawn("sleeper", [=] { return sleep_in(how); });
    ASSERT_THAT(process, Blocks());
    process.kill(SIGSTOP);
    ASSERT_THAT(process, Blocks());
    process.kill(SIGCONT);
    ASSERT_THAT(process, Blocks());
    const long before = sleeps();
    wake();
    EXPECT_THAT(process.result(), SucceedsWith(1));
    EXPECT_EQ(sleeps(), before);
    EXPECT_EQ(before % 2, 0);
    unload_module("mailbox");
    load_module("mailbox");
  }
}

TEST_F(Signal, WithoutHandlerGoesOnByTheRestartFunction) {
  Process process = spawn("sleeper", [] { return sleep_in(MAILBOX_RESTART_BLOCK); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGSTOP);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGCONT);
  ASSERT_THAT(process, Blocks());
  wake();
  EXPECT_THAT(process.result(), SucceedsWith(2));
}

TEST_F(Signal, AStoppedProcessDoesNotRunUntilItIsContinued) {
  bool ran = false;
  Process process = spawn("sleeper", [&] {
    sleep_in(MAILBOX_INTERRUPTIBLE);
    ran = true;
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGSTOP);
  ASSERT_THAT(process, Blocks());
  wake();
  ASSERT_THAT(process, Blocks());
  EXPECT_FALSE(ran);
  process.kill(SIGCONT);
  process.result();
  EXPECT_TRUE(ran);
}

TEST_F(Signal, KillsAProcessThatDoesNotHandleIt) {
  Process process = spawn("sleeper", [] { sleep_in(MAILBOX_INTERRUPTIBLE); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGTERM);
  EXPECT_TRUE(process.was_killed());
  EXPECT_EQ(process.exit_status().signal, SIGTERM);
}

TEST_F(Signal, DestroysTheObjectsOfAProcessThatItKills) {
  KSIM_KNOWN_DIFFERENCE(Qemu, 25);
  struct Tattler {
    ~Tattler() { destroyed = true; }
    bool& destroyed;
  };
  bool destroyed = false;
  Process process = spawn("sleeper", [&] {
    Tattler tattler{destroyed};
    sleep_in(MAILBOX_INTERRUPTIBLE);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  EXPECT_EQ(process.exit_status().signal, SIGKILL);
  EXPECT_TRUE(destroyed);
}

TEST_F(Signal, EndsAKillableSleepIfItIsFatal) {
  Process process = spawn("sleeper", [] { sleep_in(MAILBOX_KILLABLE); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGTERM);
  EXPECT_EQ(process.exit_status().signal, SIGTERM);
}

TEST_F(Signal, DoesNotEndAKillableSleepIfItIsHandled) {
  Process process = sleeper(MAILBOX_KILLABLE, RestartCalls::No);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  EXPECT_EQ(handled_, 0);
  // Linux does not even look at what else comes, but for this one.
  process.kill(SIGTERM);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  EXPECT_EQ(process.exit_status().signal, SIGKILL);
}

TEST_F(Signal, DoesNotEndAKillableSleepIfItDumpsCore) {
  Process process = spawn("sleeper", [] { sleep_in(MAILBOX_KILLABLE); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGQUIT);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  EXPECT_TRUE(process.was_killed());
}

TEST_F(Signal, WaitsForTheEndOfAnUninterruptibleSleep) {
  Process process = spawn("sleeper", [] { sleep_in(MAILBOX_UNINTERRUPTIBLE); });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  ASSERT_THAT(process, Blocks());
  wake();
  EXPECT_EQ(process.exit_status().signal, SIGKILL);
}

TEST_F(Signal, IgnoredDoesNotInterrupt) {
  Process process = spawn("sleeper", [] {
    ignore_signal(SIGTERM);
    return sleep_in(MAILBOX_INTERRUPTIBLE);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGTERM);
  process.kill(SIGCHLD);
  ASSERT_THAT(process, Blocks());
  wake();
  EXPECT_THAT(process.result(), SucceedsWith(1));
  EXPECT_EQ(sleeps(), 1);
}

TEST_F(Signal, BlockedDoesNotInterruptAndStaysPending) {
  Process process = spawn("sleeper", [this] {
    on_signal(SIGUSR1, [this] { ++handled_; });
    block_signal(SIGUSR1);
    sleep_in(MAILBOX_INTERRUPTIBLE);
    EXPECT_TRUE(is_signal_pending(SIGUSR1));
    EXPECT_EQ(handled_, 0);
    unblock_signal(SIGUSR1);
    EXPECT_EQ(handled_, 1);
    EXPECT_FALSE(is_signal_pending(SIGUSR1));
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  wake();
  process.result();
}

TEST_F(Signal, StandardSignalsDoNotCountButRealTimeOnesDo) {
  Process process = spawn("sleeper", [this] {
    on_signal(SIGUSR1, [this] { ++handled_; });
    on_signal(SIGRTMIN, [this] { handled_ += 100; });
    block_signal(SIGUSR1);
    block_signal(SIGRTMIN);
    sleep_in(MAILBOX_INTERRUPTIBLE);
    unblock_signal(SIGUSR1);
    unblock_signal(SIGRTMIN);
  });
  ASSERT_THAT(process, Blocks());
  for (int i = 0; i < 3; ++i) {
    process.kill(SIGUSR1);
    process.kill(SIGRTMIN);
  }
  wake();
  process.result();
  EXPECT_EQ(handled_, 301);
}

TEST_F(Signal, OfHigherNumberIsHandledFirst) {
  std::vector<int> order;
  Process process = spawn("sleeper", [&] {
    for (int signal : {SIGUSR1, SIGUSR2})
      on_signal(signal, [&order](const siginfo_t& info) { order.push_back(info.si_signo); });
    sleep_in(MAILBOX_UNINTERRUPTIBLE);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  process.kill(SIGUSR2);
  wake();
  process.result();
  EXPECT_THAT(order, ElementsAre(SIGUSR2, SIGUSR1));
}

TEST_F(Signal, HandlerMayMakeSystemCallsAndIsNotInterruptedByItsOwnSignal) {
  std::vector<std::string> events;
  Process process = spawn("sleeper", [&] {
    on_signal(SIGUSR1, [&] {
      events.push_back("begin");
      Fd fd = mailbox();
      if (events.size() == 1) fd.ioctl(MAILBOX_SIGNAL_ME, SIGUSR1);
      fd.write("x");
      events.push_back("end");
    });
    return sleep_in(MAILBOX_INTERRUPTIBLE);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(events, ElementsAre("begin", "end", "begin", "end"));
  EXPECT_THAT(mailbox().read(8), SucceedsWith("xx"));
  wake();
  EXPECT_THAT(process.result(), SucceedsWith(1));
}

TEST_F(Signal, SaysWhoSentIt) {
  int code = 0, pid = 0;
  Process process = spawn("sleeper", [&] {
    on_signal(SIGUSR1, [&](const siginfo_t& info) {
      code = info.si_code;
      pid = info.si_pid;
    });
    sleep_in(MAILBOX_UNINTERRUPTIBLE);
  });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  wake();
  process.result();
  EXPECT_EQ(code, SI_USER);
  EXPECT_EQ(pid, system_call::getpid());
}

TEST_F(Signal, FromADriverIsTheKernels) {
  int code = 0;
  on_signal(SIGUSR1, [&](const siginfo_t& info) { code = info.si_code; });
  EXPECT_THAT(mailbox().ioctl(MAILBOX_SIGNAL_ME, SIGUSR1), Succeeds());
  EXPECT_EQ(code, SI_KERNEL);
  EXPECT_THAT(mailbox().ioctl(MAILBOX_SIGNAL_ME, 65), FailsWith(EINVAL));
}

TEST_F(Signal, ForcedCannotBeIgnored) {
  Process process = spawn("victim", [] {
    ignore_signal(SIGSEGV);
    mailbox().ioctl(MAILBOX_FORCE_ON_ME, SIGSEGV);
  });
  EXPECT_EQ(process.exit_status().signal, SIGSEGV);
}

TEST_F(Signal, WhoAsksForARestartWithoutSignalGetsTheKernelsErrno) {
  constexpr int kRestartSys = 512;
  EXPECT_THAT(mailbox().ioctl(MAILBOX_RESTART_NOTHING), FailsWith(kRestartSys));
}

TEST_F(Signal, ReachesAProcessThatWaitsForAnother) {
  Process inner = spawn("inner", [] { return sleep_in(MAILBOX_INTERRUPTIBLE); });
  Process waiting = spawn("waiting", [&] {
    on_signal(SIGUSR1, [this] { ++handled_; });
    return inner.result().value();
  });
  ASSERT_THAT(inner, Blocks());
  waiting.kill(SIGUSR1);
  ASSERT_THAT(inner, Blocks());
  EXPECT_EQ(handled_, 1);
  wake();
  EXPECT_EQ(waiting.result(), 1);
}

TEST_F(Signal, KillsAProcessThatWaitsForAnother) {
  Process inner = spawn("inner", [] { sleep_in(MAILBOX_INTERRUPTIBLE); });
  Process waiting = spawn("waiting", [&] { inner.was_killed(); });
  ASSERT_THAT(inner, Blocks());
  waiting.kill(SIGTERM);
  EXPECT_EQ(waiting.exit_status().signal, SIGTERM);
  wake();
}

TEST_F(Signal, KillsAProcessBeforeItBegins) {
  bool ran = false;
  Process process = spawn("process", [&] { ran = true; });
  // Unless it was quicker.
  EXPECT_EQ(process.kill(SIGTERM).ok(), process.was_killed());
  EXPECT_EQ(ran, !process.was_killed());
}

TEST_F(Signal, KillsAProcessThatOnlyClosesAFile) {
  bool went_on = false;
  Process process = spawn("process", [&] {
    {
      Fd fd = mailbox();
      block_signal(SIGTERM);
      fd.ioctl(MAILBOX_SIGNAL_ME, SIGTERM);
    }
    unblock_signal(SIGTERM);
    went_on = true;
  });
  EXPECT_EQ(process.exit_status().signal, SIGTERM);
  EXPECT_FALSE(went_on);
}

TEST_F(Signal, ChildDoesAsItsParent) {
  on_signal(
      SIGUSR1, [this] { ++handled_; }, RestartCalls::No);
  ignore_signal(SIGUSR2);
  Process process = spawn("child", [] { return sleep_in(MAILBOX_INTERRUPTIBLE); });
  on_signal(SIGUSR1, [this] { handled_ += 100; });
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR2);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGUSR1);
  EXPECT_THAT(process.result(), FailsWith(EINTR));
  EXPECT_EQ(handled_, 1);
}

TEST_F(Signal, MayBeSentToOnesOwnProcessesOnly) {
  Process process = spawn("roots", [] { sleep_in(MAILBOX_INTERRUPTIBLE); });
  ASSERT_THAT(process, Blocks());
  Process other = spawn("other", [&] {
    become_user(1000);
    EXPECT_THAT(process.kill(SIGTERM), FailsWith(EPERM));
    EXPECT_THAT(process.kill(0), FailsWith(EPERM));
    EXPECT_THAT(process.kill(65), FailsWith(EINVAL));
    EXPECT_EQ(system_call::kill(9999, SIGTERM), -ESRCH);
  });
  other.result();
  EXPECT_THAT(process.kill(0), Succeeds());
  EXPECT_FALSE(process.is_over());
  wake();
}

TEST_F(Signal, ThatCannotBeHandledIsRefused) {
  EXPECT_THAT(ignore_signal(SIGKILL), FailsWith(EINVAL));
  EXPECT_THAT(on_signal(SIGSTOP, [] {}), FailsWith(EINVAL));
  EXPECT_THAT(ignore_signal(65), FailsWith(EINVAL));
}

// Process groups.

class ProcessGroup : public Signal {
 protected:
  static int group_of(const AnyProcess& process) {
    return static_cast<int>(system_call::getpgid(process.pid()));
  }
  auto member() {
    return spawn("member", [this] {
      on_signal(
          SIGUSR1, [this] { ++handled_; }, RestartCalls::No);
      return sleep_in(MAILBOX_INTERRUPTIBLE).ok();
    });
  }
};

TEST_F(ProcessGroup, IsThatOfTheParentUntilItIsChanged) {
  Process process = member();
  EXPECT_EQ(system_call::getpgid(0), system_call::getpid());
  EXPECT_EQ(group_of(process), system_call::getpid());
  EXPECT_EQ(system_call::setpgid(process.pid(), 0), 0);
  EXPECT_EQ(group_of(process), process.pid());
  Process other = member();
  EXPECT_EQ(system_call::setpgid(other.pid(), process.pid()), 0);
  EXPECT_EQ(group_of(other), process.pid());
  ASSERT_THAT(process, Blocks());
  ASSERT_THAT(other, Blocks());
  wake();
}

TEST_F(ProcessGroup, GetsASignalAsOne) {
  Process first = member(), second = member(), outsider = member();
  system_call::setpgid(first.pid(), 0);
  system_call::setpgid(second.pid(), first.pid());
  for (const auto* process : {&first, &second, &outsider}) ASSERT_THAT(*process, Blocks());
  EXPECT_EQ(system_call::kill(-first.pid(), SIGUSR1), 0);
  EXPECT_FALSE(first.result());
  EXPECT_FALSE(second.result());
  EXPECT_EQ(handled_, 2);
  ASSERT_THAT(outsider, Blocks());
  EXPECT_EQ(system_call::kill(-first.pid(), SIGUSR1), -ESRCH);
  wake();
}

TEST_F(ProcessGroup, OutlivesItsLeader) {
  Process leader = member(), process = member();
  system_call::setpgid(leader.pid(), 0);
  system_call::setpgid(process.pid(), leader.pid());
  ASSERT_THAT(leader, Blocks());
  ASSERT_THAT(process, Blocks());
  leader.kill(SIGUSR1);
  EXPECT_FALSE(leader.result());
  Process late = member();
  EXPECT_EQ(system_call::setpgid(late.pid(), leader.pid()), 0);
  ASSERT_THAT(late, Blocks());
  EXPECT_EQ(system_call::kill(-leader.pid(), SIGUSR1), 0);
  EXPECT_FALSE(process.result());
  EXPECT_FALSE(late.result());
}

TEST_F(ProcessGroup, OfOnesOwnIsZero) {
  Process outsider = member();
  system_call::setpgid(outsider.pid(), 0);
  ASSERT_THAT(outsider, Blocks());
  on_signal(SIGUSR1, [this] { ++handled_; });
  EXPECT_EQ(system_call::kill(0, SIGUSR1), 0);
  EXPECT_EQ(handled_, 1);
  ASSERT_THAT(outsider, Blocks());
  wake();
}

TEST_F(ProcessGroup, EverybodyElseIsMinusOne) {
  Process first = member(), second = member();
  system_call::setpgid(first.pid(), 0);
  ASSERT_THAT(first, Blocks());
  ASSERT_THAT(second, Blocks());
  on_signal(SIGUSR1, [this] { handled_ += 100; });
  EXPECT_EQ(system_call::kill(-1, SIGUSR1), 0);
  EXPECT_FALSE(first.result());
  EXPECT_FALSE(second.result());
  EXPECT_EQ(handled_, 2);
}

TEST_F(ProcessGroup, IsOnlyChangedToOneThatThereIsAndOfChildren) {
  Process process = spawn("process", [] {
    const int parent = 1;
    EXPECT_EQ(system_call::setpgid(parent, 0), -ESRCH);
    EXPECT_EQ(system_call::setpgid(0, 9999), -EPERM);
    EXPECT_EQ(system_call::setpgid(0, -5), -EINVAL);
    EXPECT_EQ(system_call::setpgid(9999, 0), -ESRCH);
    EXPECT_EQ(system_call::getpgid(9999), -ESRCH);
  });
  process.result();
}

}  // namespace
}  // namespace ksim
