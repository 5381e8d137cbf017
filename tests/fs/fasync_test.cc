// SPDX-License-Identifier: GPL-2.0-or-later
// Asynchronous notification: who gets which signal when a file has something to say.
#include <sys/ioctl.h>

#include <climits>
#include <string>
#include <utility>
#include <vector>

#include "async_probe.h"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

int own_pid() { return static_cast<int>(system_call::getpid()); }

class Fasync : public DriverTest {
 protected:
  Fasync() : DriverTest("async_probe") {}

  static Fd probe(int flags = O_RDWR) { return open("/dev/async_probe", flags); }
  // A file that the running process is told about.
  static Fd listened_probe() {
    Fd fd = probe();
    fd.set_owner(own_pid());
    fd.set_async();
    return fd;
  }
  static void notify(long reason = POLL_IN) { probe().ioctl(ASYNC_NOTIFY, reason); }
  static long fasync_calls() { return probe().ioctl(ASYNC_CALLS).value(); }
  static bool last_call_was_by_close() { return probe().ioctl(ASYNC_BY_CLOSE).value() == 1; }

  // From now on the running process, and those that it spawns, record this signal.
  void record(int signal, RestartCalls restart = RestartCalls::Yes) {
    on_signal(
        signal, [this](const siginfo_t& info) { received_.push_back(info); }, restart);
  }
  std::vector<int> received_signals() const {
    std::vector<int> signals;
    for (const siginfo_t& info : received_) signals.push_back(info.si_signo);
    return signals;
  }

  std::vector<siginfo_t> received_;
};

TEST_F(Fasync, TellsTheOwnerByASigioThatDoesNotSayWhy) {
  record(SIGIO);
  Fd fd = listened_probe();
  notify();
  ASSERT_THAT(received_signals(), ElementsAre(SIGIO));
  EXPECT_EQ(received_[0].si_code, SI_KERNEL);
  EXPECT_EQ(received_[0].si_pid, 0);
}

TEST_F(Fasync, TellsTheOwnerWhenSomebodyWrites) {
  record(SIGIO);
  Fd fd = listened_probe();
  probe().write("x");
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
  EXPECT_THAT(fd.read(1), SucceedsWith("x"));
}

TEST_F(Fasync, TellsNobodyBeforeItIsSwitchedOnAndAfterItIsSwitchedOff) {
  record(SIGIO);
  Fd fd = probe();
  fd.set_owner(own_pid());
  notify();
  EXPECT_THAT(received_signals(), ElementsAre());
  fd.set_async();
  notify();
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
  fd.clear_async();
  notify();
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
}

TEST_F(Fasync, TellsNobodyIfThereIsNoOwner) {
  record(SIGIO);
  Fd fd = probe();
  fd.set_async();
  notify();
  fd.set_owner(own_pid());
  fd.set_owner(0);
  notify();
  EXPECT_THAT(received_signals(), ElementsAre());
}

TEST_F(Fasync, TellsAnotherProcessIfThatIsTheOwner) {
  Process owner = spawn("owner", [this] {
    record(SIGIO, RestartCalls::No);
    return probe().read(1);
  });
  ASSERT_THAT(owner, Blocks());
  Fd fd = probe();
  fd.set_owner(owner.pid());
  fd.set_async();
  notify();
  EXPECT_THAT(owner.result(), FailsWith(EINTR));
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
}

TEST_F(Fasync, TellsTheOwnersOfAllFiles) {
  record(SIGRTMIN);
  record(SIGRTMIN + 1);
  Fd one = listened_probe();
  Fd other = listened_probe();
  one.set_signal(SIGRTMIN);
  other.set_signal(SIGRTMIN + 1);
  notify();
  EXPECT_THAT(received_signals(), ElementsAre(SIGRTMIN + 1, SIGRTMIN));
}

TEST_F(Fasync, BySignalOfItsOwnSaysWhyAndForWhichDescriptor) {
  record(SIGRTMIN);
  Fd fd = listened_probe();
  ASSERT_THAT(fd.set_signal(SIGRTMIN), Succeeds());
  EXPECT_THAT(fd.fcntl(F_GETSIG), SucceedsWith(SIGRTMIN));
  const std::vector<std::pair<int, long>> reasons = {{POLL_IN, POLLIN | POLLRDNORM},
                                                     {POLL_OUT, POLLOUT | POLLWRNORM | POLLWRBAND},
                                                     {POLL_MSG, POLLIN | POLLRDNORM | POLLMSG},
                                                     {POLL_ERR, POLLERR},
                                                     {POLL_PRI, POLLPRI | POLLRDBAND},
                                                     {POLL_HUP, POLLHUP | POLLERR}};
  for (const auto& [reason, band] : reasons) {
    notify(reason);
    ASSERT_FALSE(received_.empty());
    EXPECT_EQ(received_.back().si_code, reason);
    EXPECT_EQ(received_.back().si_band, band);
    EXPECT_EQ(received_.back().si_fd, fd.number());
  }
  EXPECT_EQ(received_.size(), reasons.size());
}

TEST_F(Fasync, BySigioSaysWhyIfItWasAskedFor) {
  record(SIGIO);
  Fd fd = listened_probe();
  fd.set_signal(SIGIO);
  notify(POLL_OUT);
  ASSERT_THAT(received_signals(), ElementsAre(SIGIO));
  EXPECT_EQ(received_[0].si_code, POLL_OUT);
  fd.set_signal(0);
  notify(POLL_OUT);
  ASSERT_THAT(received_signals(), ElementsAre(SIGIO, SIGIO));
  EXPECT_EQ(received_[1].si_code, SI_KERNEL);
}

TEST_F(Fasync, ByASignalWithCodesOfItsOwnSaysSigioInstead) {
  record(SIGCHLD);
  Fd fd = listened_probe();
  fd.set_signal(SIGCHLD);
  notify(POLL_IN);
  ASSERT_THAT(received_signals(), ElementsAre(SIGCHLD));
  EXPECT_EQ(received_[0].si_code, SI_SIGIO);
  EXPECT_EQ(received_[0].si_band, POLLIN | POLLRDNORM);
}

TEST_F(Fasync, SigioDoesNotCountButRealTimeSignalsDo) {
  for (const auto& [signal, times] : {std::pair{SIGIO, 1u}, std::pair{SIGRTMIN, 3u}}) {
    received_.clear();
    record(signal);
    block_signal(signal);
    Fd fd = listened_probe();
    fd.set_signal(signal);
    for (long reason : {POLL_IN, POLL_OUT, POLL_ERR}) notify(reason);
    unblock_signal(signal);
    ASSERT_EQ(received_.size(), times);
    EXPECT_EQ(received_.front().si_code, POLL_IN);
  }
}

TEST_F(Fasync, KillsAnOwnerThatDoesNotHandleSigio) {
  Process owner = spawn("owner", [] {
    Fd fd = listened_probe();
    fd.read(1);
  });
  ASSERT_THAT(owner, Blocks());
  notify();
  EXPECT_EQ(owner.exit_status().signal, SIGIO);
}

TEST_F(Fasync, SigioThatIsBlockedStaysPending) {
  record(SIGIO);
  block_signal(SIGIO);
  Fd fd = listened_probe();
  notify();
  EXPECT_THAT(received_signals(), ElementsAre());
  EXPECT_TRUE(is_signal_pending(SIGIO));
  unblock_signal(SIGIO);
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
}

TEST_F(Fasync, InterruptsAReaderUnlessItIsToBeRestarted) {
  for (RestartCalls restart : {RestartCalls::No, RestartCalls::Yes}) {
    received_.clear();
    Process reader = spawn("reader", [&] {
      record(SIGIO, restart);
      return listened_probe().read(1);
    });
    ASSERT_THAT(reader, Blocks());
    notify();
    if (restart == RestartCalls::No) {
      EXPECT_THAT(reader.result(), FailsWith(EINTR));
    } else {
      ASSERT_THAT(reader, Blocks());
      probe().write("x");
      EXPECT_THAT(reader.result(), SucceedsWith("x"));
    }
    EXPECT_EQ(received_.front().si_signo, SIGIO);
  }
}

TEST_F(Fasync, WorksFromAnInterrupt) {
  Process reader = spawn("reader", [this] {
    record(SIGIO, RestartCalls::No);
    Fd fd = listened_probe();
    fd.ioctl(ASYNC_NOTIFY_LATER, 5'000'000);
    return fd.read(1);
  });
  EXPECT_THAT(reader.result(), FailsWith(EINTR));
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
  // Spinning for a lock takes time, too.
  EXPECT_GE(Simulator::current().clock().now_ns(), 5'000'000u);
  EXPECT_LT(Simulator::current().clock().now_ns(), 6'000'000u);
}

TEST_F(Fasync, IsSharedByDescriptorsOfOneFile) {
  record(SIGRTMIN);
  Fd fd = listened_probe();
  fd.set_signal(SIGRTMIN);
  {
    Fd copy = fd.dup();
    EXPECT_EQ(copy.fcntl(F_GETFL).value() & O_ASYNC, O_ASYNC);
    EXPECT_THAT(copy.fcntl(F_GETOWN), SucceedsWith(own_pid()));
    notify();
    EXPECT_EQ(received_.size(), 1u);
  }
  notify();
  EXPECT_EQ(received_.size(), 2u);
  EXPECT_EQ(fasync_calls(), 1);
}

TEST_F(Fasync, IsOverWhenTheLastDescriptorIsClosed) {
  record(SIGIO);
  Fd fd = listened_probe();
  Fd copy = fd.dup();
  fd.close();
  EXPECT_EQ(fasync_calls(), 1);
  copy.close();
  EXPECT_EQ(fasync_calls(), 2);
  EXPECT_TRUE(last_call_was_by_close());
  notify();
  EXPECT_THAT(received_signals(), ElementsAre());
}

TEST_F(Fasync, IsOverWhenTheOnlyProcessWithTheFileEnds) {
  record(SIGIO);
  Process process = spawn("process", [] { listened_probe(); });
  process.result();
  notify();
  EXPECT_THAT(received_signals(), ElementsAre());
  EXPECT_TRUE(last_call_was_by_close());
}

TEST_F(Fasync, DriverHearsOfChangesOnly) {
  {
    Fd fd = probe();
    fd.clear_async();
    EXPECT_EQ(fasync_calls(), 0);
    fd.set_async();
    fd.set_async();
    EXPECT_EQ(fasync_calls(), 1);
    EXPECT_FALSE(last_call_was_by_close());
    fd.clear_async();
    EXPECT_EQ(fasync_calls(), 2);
  }
  EXPECT_EQ(fasync_calls(), 2);
}

TEST_F(Fasync, IsNotSwitchedOnByOpen) {
  record(SIGIO);
  {
    Fd fd = probe(O_RDWR | O_ASYNC);
    fd.set_owner(own_pid());
    notify();
    EXPECT_EQ(fasync_calls(), 0);
  }
  EXPECT_THAT(received_signals(), ElementsAre());
  // Yet the flag was there.
  EXPECT_EQ(fasync_calls(), 1);
  EXPECT_TRUE(last_call_was_by_close());
}

TEST_F(Fasync, IsSwitchedByFioasyncToo) {
  record(SIGIO);
  Fd fd = probe();
  fd.set_owner(own_pid());
  int on = 1;
  EXPECT_THAT(fd.ioctl(FIOASYNC, &on), SucceedsWith(0));
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_ASYNC, O_ASYNC);
  notify();
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
  on = 0;
  EXPECT_THAT(fd.ioctl(FIOASYNC, &on), SucceedsWith(0));
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_ASYNC, 0);
}

TEST_F(Fasync, OfADriverWithoutItIsEnottyForIoctlAndIgnoredByFcntl) {
  Fd fd = open("/dev/async_bare", O_RDWR);
  int on = 1;
  EXPECT_THAT(fd.ioctl(FIOASYNC, &on), FailsWith(ENOTTY));
  EXPECT_THAT(fd.set_async(), Succeeds());
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_ASYNC, 0);
}

TEST_F(Fasync, UrgentReachesThoseWhoAskedForASignalOfTheirOwn) {
  record(SIGURG);
  record(SIGIO);
  record(SIGRTMIN);
  Fd fd = listened_probe();
  fd.ioctl(ASYNC_URGENT);
  EXPECT_THAT(received_signals(), ElementsAre());
  fd.set_signal(SIGRTMIN);
  fd.ioctl(ASYNC_URGENT);
  ASSERT_THAT(received_signals(), ElementsAre(SIGRTMIN));
  EXPECT_EQ(received_[0].si_code, POLL_PRI);
}

TEST_F(Fasync, WithoutMemoryIsEnomem) {
  Fd fd = probe();
  // 6.12 allocates the owner as well, but that was before.
  fd.set_owner(own_pid());
  Simulator::current().fail_nth(Simulator::Failure::Slab, 1);
  EXPECT_THAT(fd.set_async(), FailsWith(ENOMEM));
  EXPECT_EQ(fd.fcntl(F_GETFL).value() & O_ASYNC, 0);
}

// Who may be told.

TEST_F(Fasync, WhoNamesTheOwnerMustBeAllowedToSendToHim) {
  record(SIGIO);
  block_signal(SIGIO);
  Process owner = spawn("owner", [] {
    become_user(1000);
    probe().read(1);
    return is_signal_pending(SIGIO);
  });
  ASSERT_THAT(owner, Blocks());
  const auto name_owner_as = [&](uid_t user) {
    Process process = spawn("process", [&] {
      become_user(user);
      Fd fd = probe();
      // Naming him is allowed to all.
      EXPECT_THAT(fd.set_owner(owner.pid()), Succeeds());
      fd.set_async();
      notify();
    });
    process.result();
  };
  name_owner_as(1001);
  probe().write("x");
  EXPECT_FALSE(owner.result());
}

TEST_F(Fasync, TheSameUserAndRootMayTellTheOwner) {
  block_signal(SIGIO);
  for (const uid_t user : {uid_t{1000}, uid_t{0}}) {
    Process owner = spawn("owner", [] {
      become_user(1000);
      probe().read(1);
      return is_signal_pending(SIGIO);
    });
    ASSERT_THAT(owner, Blocks());
    Process process = spawn("process", [&] {
      become_user(user);
      Fd fd = probe();
      fd.set_owner(owner.pid());
      fd.set_async();
      notify();
    });
    process.result();
    probe().write("x");
    EXPECT_TRUE(owner.result()) << "user " << user;
  }
}

TEST_F(Fasync, WhatCountsIsWhoNamedTheOwnerNotWhoWrites) {
  record(SIGIO);
  Fd fd = listened_probe();
  Process writer = spawn("writer", [] {
    become_user(1000);
    notify();
  });
  writer.result();
  EXPECT_THAT(received_signals(), ElementsAre(SIGIO));
}

TEST_F(Fasync, TellsAWholeProcessGroup) {
  std::vector<int> told;
  const auto member = [&] {
    return spawn("member", [&] {
      on_signal(
          SIGIO, [&] { told.push_back(own_pid()); }, RestartCalls::No);
      return probe().read(1);
    });
  };
  Process first = member(), second = member(), outsider = member();
  for (const auto* process : {&first, &second, &outsider}) ASSERT_THAT(*process, Blocks());
  ASSERT_EQ(system_call::setpgid(first.pid(), 0), 0);
  ASSERT_EQ(system_call::setpgid(second.pid(), first.pid()), 0);
  Fd fd = probe();
  ASSERT_THAT(fd.set_owner(-first.pid()), Succeeds());
  fd.set_async();
  notify();
  EXPECT_THAT(first.result(), FailsWith(EINTR));
  EXPECT_THAT(second.result(), FailsWith(EINTR));
  EXPECT_THAT(told, ::testing::UnorderedElementsAre(first.pid(), second.pid()));
  ASSERT_THAT(outsider, Blocks());
  probe().write("x");
  EXPECT_THAT(outsider.result(), SucceedsWith("x"));
}

// The owner, by number.

using TypeAndPid = std::pair<int, int>;

TypeAndPid owner_of(const Fd& fd) {
  f_owner_ex owner{F_OWNER_PGRP, 77};
  EXPECT_EQ(system_call::fcntl(fd.number(), F_GETOWN_EX, &owner), 0);
  return {owner.type, owner.pid};
}

TEST_F(Fasync, OwnerCanBeAskedFor) {
  Fd fd = probe();
  EXPECT_THAT(fd.fcntl(F_GETOWN), SucceedsWith(0));
  EXPECT_EQ(owner_of(fd), TypeAndPid(F_OWNER_TID, 0));
  fd.set_owner(own_pid());
  EXPECT_THAT(fd.fcntl(F_GETOWN), SucceedsWith(own_pid()));
  EXPECT_EQ(owner_of(fd), TypeAndPid(F_OWNER_PID, own_pid()));
  fd.set_owner(-own_pid());
  EXPECT_EQ(owner_of(fd), TypeAndPid(F_OWNER_PGRP, own_pid()));
}

TEST_F(Fasync, OwnerCanBeSetWithItsType) {
  Fd fd = probe();
  for (const auto type : {F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP}) {
    f_owner_ex owner{type, own_pid()};
    EXPECT_EQ(system_call::fcntl(fd.number(), F_SETOWN_EX, &owner), 0);
    EXPECT_EQ(owner_of(fd), TypeAndPid(type, own_pid()));
  }
}

TEST_F(Fasync, OwnerThatThereIsNotIsRefused) {
  Fd fd = probe();
  fd.set_owner(own_pid());
  EXPECT_THAT(fd.set_owner(9999), FailsWith(ESRCH));
  EXPECT_THAT(fd.set_owner(-9999), FailsWith(ESRCH));
  EXPECT_THAT(fd.set_owner(INT_MIN), FailsWith(EINVAL));
  f_owner_ex unknown{F_OWNER_PID, 9999}, odd{static_cast<__pid_type>(3), own_pid()};
  EXPECT_EQ(system_call::fcntl(fd.number(), F_SETOWN_EX, &unknown), -ESRCH);
  EXPECT_EQ(system_call::fcntl(fd.number(), F_SETOWN_EX, &odd), -EINVAL);
  f_owner_ex* nowhere = nullptr;
  EXPECT_EQ(system_call::fcntl(fd.number(), F_SETOWN_EX, nowhere), -EFAULT);
  EXPECT_EQ(system_call::fcntl(fd.number(), F_GETOWN_EX, nowhere), -EFAULT);
  EXPECT_THAT(fd.fcntl(F_GETOWN), SucceedsWith(own_pid()));
}

TEST_F(Fasync, OwnerThatHasEndedIsNobody) {
  Fd fd = probe();
  Process owner = spawn("owner", [&] { fd.set_owner(own_pid()); });
  owner.result();
  EXPECT_THAT(fd.fcntl(F_GETOWN), SucceedsWith(0));
  fd.set_async();
  notify();
}

TEST_F(Fasync, SignalThatThereIsNotIsRefused) {
  Fd fd = probe();
  EXPECT_THAT(fd.set_signal(65), FailsWith(EINVAL));
  EXPECT_THAT(fd.set_signal(-1), FailsWith(EINVAL));
  EXPECT_THAT(fd.fcntl(F_GETSIG), SucceedsWith(0));
}

// Mistakes of drivers.

class FasyncMistake : public DriverTest {
 protected:
  static Fd listened_probe() {
    Fd fd = open("/dev/async_probe", O_RDWR);
    fd.set_owner(own_pid());
    fd.set_async();
    return fd;
  }
  static Finding only_finding() {
    std::vector<Finding> findings = claim_findings();
    EXPECT_EQ(findings.size(), 1u) << ::testing::PrintToString(findings);
    return findings.empty() ? Finding{} : findings[0];
  }
  static void expect_site(const Finding& finding, const std::string& function) {
    ASSERT_EQ(finding.sites.size(), 1u);
    EXPECT_EQ(finding.sites[0].source.file, "async_probe.c");
    EXPECT_EQ(finding.sites[0].source.function, function);
  }
};

TEST_F(FasyncMistake, FileThatIsLeftOnTheListIsFoundWhenItIsClosed) {
  load_module("async_probe", "keep=1");
  ignore_signal(SIGIO);
  listened_probe();
  const Finding finding = only_finding();
  EXPECT_EQ(finding.kind, FindingKind::Leftover);
  EXPECT_EQ(finding.title, "closed file left in a fasync list");
  EXPECT_THAT(finding.detail, HasSubstr("->fasync(-1, filp, 0)"));
  expect_site(finding, "probe_fasync");
  // Nobody follows the pointer to it.
  open("/dev/async_probe", O_RDWR).ioctl(ASYNC_NOTIFY, POLL_IN);
}

TEST_F(FasyncMistake, ListThatIsLostIsFoundWhenTheFileIsClosed) {
  load_module("async_probe");
  listened_probe().ioctl(ASYNC_LOSE_LIST);
  const Finding finding = only_finding();
  EXPECT_EQ(finding.kind, FindingKind::Leftover);
  expect_site(finding, "probe_fasync");
}

TEST_F(FasyncMistake, ListOfAnOpenFileIsFoundWhenTheModuleGoes) {
  load_module("async_probe", "unowned=1");
  Process process = spawn("process", [] {
    Fd fd = listened_probe();
    fd.read(1);
  });
  ASSERT_THAT(process, Blocks());
  unload_module("async_probe");
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 2u) << ::testing::PrintToString(findings);
  EXPECT_EQ(findings[0].title, "file still open at rmmod");
  const Finding& finding = findings[1];
  EXPECT_EQ(finding.kind, FindingKind::Leftover);
  EXPECT_EQ(finding.title, "fasync list left behind");
  expect_site(finding, "probe_fasync");
  process.kill(SIGKILL);
  process.was_killed();
  claim_findings();
}

TEST_F(FasyncMistake, WhatIsNoListIsFoundByItsMagic) {
  load_module("async_probe");
  open("/dev/async_probe", O_RDWR).ioctl(ASYNC_BOGUS);
  const Finding finding = only_finding();
  EXPECT_EQ(finding.kind, FindingKind::Misuse);
  EXPECT_EQ(finding.linux_says, "kill_fasync: bad magic number in fasync_struct!");
  EXPECT_THAT(dmesg(), HasSubstr(finding.linux_says));
  expect_site(finding, "kill_what_is_no_list");
}

}  // namespace
}  // namespace ksim
