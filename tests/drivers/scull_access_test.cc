// SPDX-License-Identifier: GPL-2.0-or-later
// scull's devices that do not let everybody in: scullsingle, sculluid, scullwuid, scullpriv.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ksim/system_call.hh"
#include "scull_fixture.hh"

namespace ksim {
namespace {

constexpr uid_t kSomebodyElse = 2000;
constexpr std::uint64_t kCapabilityDacOverride = std::uint64_t{1} << 1;  // CAP_DAC_OVERRIDE

// Devices that anybody may open, as far as their modes go.
class ScullAccess : public DriverTest {
 protected:
  ScullAccess() : DriverTest("scull", "scull_quantum=8 scull_nr_devs=1 scull_p_nr_devs=1") {}

  void SetUp() override {
    DriverTest::SetUp();
    for (const char* name : {"scullpipe0", "scullsingle", "sculluid", "scullwuid", "scullpriv"}) {
      chmod(std::string("/dev/") + name, 0666);
    }
  }

  // A process of this user that opens a device and keeps it open until let_go().
  static auto holder(const std::string& path, uid_t user, int flags = O_RDWR) {
    return spawn("holder", [=] {
      become_user(user);
      Fd gate = open("/dev/scullpipe0", O_RDONLY);
      Fd fd = open(path, flags);
      if (fd.ok()) gate.read(1);
      return fd;
    });
  }
  // The one that has waited longest. Requires: one waits.
  static void let_go() { open("/dev/scullpipe0", O_WRONLY).write("x"); }

  // A process of this user that opens a device.
  static auto opener(const std::string& path, uid_t user, int flags = O_RDWR) {
    return spawn("opener", [=] {
      become_user(user);
      return open(path, flags);
    });
  }
};

// ---- What they have in common -----------------------------------------------------------

TEST_F(ScullAccess, AllKeepDataAsScullDoes) {
  for (const char* path :
       {"/dev/scullsingle", "/dev/sculluid", "/dev/scullwuid", "/dev/scullpriv"}) {
    {
      Fd fd = open(path, O_RDWR);
      EXPECT_THAT(fd.write("abcdefghij"), SucceedsWith(8U)) << path;
      EXPECT_THAT(fd.write("ij"), SucceedsWith(2U)) << path;
      EXPECT_THAT(fd.lseek(-4, SEEK_END), SucceedsWith(6)) << path;
      EXPECT_THAT(fd.ioctl(SCULL_IOCQQUANTUM), SucceedsWith(8)) << path;
    }
    EXPECT_THAT(open(path, O_RDONLY).read_all(), SucceedsWith("abcdefghij")) << path;
    ASSERT_THAT(open(path, O_WRONLY | O_APPEND).write("k"), Succeeds()) << path;
    EXPECT_THAT(open(path, O_RDONLY).read_all(), SucceedsWith("abcdefghijk")) << path;
    ASSERT_THAT(open(path, O_WRONLY), Succeeds()) << path;
    EXPECT_THAT(open(path, O_RDONLY).read_all(), SucceedsWith("")) << path;
  }
}

TEST_F(ScullAccess, NoneSharesItsDataWithAnother) {
  const std::vector<std::string> paths = {"/dev/scullsingle", "/dev/sculluid", "/dev/scullwuid",
                                          "/dev/scullpriv", "/dev/scull0"};
  for (const std::string& path : paths) open(path, O_RDWR).write_all(path);
  for (const std::string& path : paths) {
    EXPECT_THAT(open(path, O_RDONLY).read_all(), SucceedsWith(path));
  }
}

TEST_F(ScullAccess, TheModuleStaysWhileOneIsOpen) {
  for (const char* path :
       {"/dev/scullsingle", "/dev/sculluid", "/dev/scullwuid", "/dev/scullpriv"}) {
    Fd fd = open(path, O_RDWR);
    EXPECT_THAT(unload_module("scull"), FailsWith(EWOULDBLOCK)) << path;
  }
  EXPECT_THAT(unload_module("scull"), Succeeds());
}

// ---- scullsingle ------------------------------------------------------------------------

using ScullSingle = ScullAccess;

TEST_F(ScullSingle, IsOpenOnceAtATime) {
  Fd fd = open("/dev/scullsingle", O_RDWR);
  ASSERT_THAT(fd, Succeeds());
  EXPECT_THAT(open("/dev/scullsingle", O_RDONLY), FailsWith(EBUSY));
  EXPECT_THAT(opener("/dev/scullsingle", 0).result(), FailsWith(EBUSY));
  fd.close();
  EXPECT_THAT(open("/dev/scullsingle", O_RDONLY), Succeeds());
}

TEST_F(ScullSingle, WhoIsRefusedChangesNothing) {
  Fd fd = open("/dev/scullsingle", O_RDWR);
  fd.write("hello");
  EXPECT_THAT(open("/dev/scullsingle", O_WRONLY), FailsWith(EBUSY));
  EXPECT_THAT(open("/dev/scullsingle", O_WRONLY), FailsWith(EBUSY));
  EXPECT_THAT(fd.pread(8, 0), SucceedsWith("hello"));
}

TEST_F(ScullSingle, IsOpenUntilTheLastCopyOfTheDescriptorIsClosed) {
  Fd fd = open("/dev/scullsingle", O_RDWR);
  Fd copy = fd.dup();
  fd.close();
  EXPECT_THAT(open("/dev/scullsingle", O_RDWR), FailsWith(EBUSY));
  Process child = spawn("child", [&] {
    EXPECT_THAT(copy.write("hello"), SucceedsWith(5U));
    open("/dev/scullpipe0", O_RDONLY).read(1);
  });
  ASSERT_THAT(child, Blocks());
  copy.close();
  EXPECT_THAT(open("/dev/scullsingle", O_RDWR), FailsWith(EBUSY));
  let_go();
  child.result();
  EXPECT_THAT(open("/dev/scullsingle", O_RDWR).read(5), SucceedsWith("hello"));
}

TEST_F(ScullSingle, IsFreeAgainWhenItsUserIsKilled) {
  Process process = holder("/dev/scullsingle", 0);
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(open("/dev/scullsingle", O_RDWR), FailsWith(EBUSY));
  process.kill(SIGKILL);
  ASSERT_TRUE(process.was_killed());
  EXPECT_THAT(open("/dev/scullsingle", O_RDWR), Succeeds());
}

TEST_F(ScullSingle, LetsOneInHoweverManyTry) {
  int inside = 0;
  int entered = 0;
  const auto try_it = [&] {
    for (int i = 0; i < 5; ++i) {
      Fd fd = open("/dev/scullsingle", O_RDWR);
      if (!fd.ok()) {
        EXPECT_EQ(fd.error(), Errno{EBUSY});
        continue;
      }
      EXPECT_EQ(++inside, 1);
      fd.write("x");
      fd.pread(8, 0);
      EXPECT_EQ(inside--, 1);
      ++entered;
    }
  };
  {
    Process first = spawn("first", try_it);
    Process second = spawn("second", try_it);
    Process third = spawn("third", try_it);
  }
  EXPECT_GE(entered, 1);  // whoever is refused is refused because of one that is inside
}

// ---- sculluid ---------------------------------------------------------------------------

using ScullUid = ScullAccess;

TEST_F(ScullUid, IsForOneUserAtATime) {
  Process process = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), FailsWith(EBUSY));
  EXPECT_THAT(opener("/dev/sculluid", kSomebody).result(), Succeeds());
  let_go();
  EXPECT_THAT(process.result(), Succeeds());
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), Succeeds());
}

TEST_F(ScullUid, BelongsToItsUserUntilTheLastClose) {
  Process first = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(first, Blocks());
  Process second = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(second, Blocks());
  let_go();
  EXPECT_THAT(first.result(), Succeeds());
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), FailsWith(EBUSY));
  let_go();
  EXPECT_THAT(second.result(), Succeeds());
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), Succeeds());
}

TEST_F(ScullUid, LetsTheAdministratorIn) {
  Process process = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(open("/dev/sculluid", O_RDWR), Succeeds());
  Process root = spawn("root", [] {
    keep_capabilities(~kCapabilityDacOverride);
    return open("/dev/sculluid", O_RDWR);
  });
  EXPECT_THAT(root.result(), FailsWith(EBUSY));
  let_go();
}

TEST_F(ScullUid, DoesNotBecomeTheAdministratorsByAVisit) {
  Process process = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(process, Blocks());
  Fd visit = open("/dev/sculluid", O_RDWR);
  ASSERT_THAT(visit, Succeeds());
  let_go();
  process.result().ok();
  // While anybody is in, it is for whom it was.
  EXPECT_THAT(opener("/dev/sculluid", kSomebody).result(), Succeeds());
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), FailsWith(EBUSY));
  visit.close();
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), Succeeds());
}

TEST_F(ScullUid, IsForTheEffectiveUser) {
  Process process = spawn("set-user-id", [] {
    Fd gate = open("/dev/scullpipe0", O_RDONLY);
    system_call::setresuid(kSomebody, kSomebodyElse, kSomebodyElse);
    Fd fd = open("/dev/sculluid", O_RDWR);
    gate.read(1);
    return fd;
  });
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(opener("/dev/sculluid", kSomebody).result(), FailsWith(EBUSY));
  EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse).result(), Succeeds());
  let_go();
  EXPECT_THAT(process.result(), Succeeds());
}

TEST_F(ScullUid, KeepsItsDataFromUserToUser) {
  Process writer = spawn("writer", [] {
    become_user(kSomebody);
    open("/dev/sculluid", O_WRONLY).write("hello");
  });
  writer.result();
  Process reader = spawn("reader", [] {
    become_user(kSomebodyElse);
    return open("/dev/sculluid", O_RDONLY).read(8);
  });
  EXPECT_THAT(reader.result(), SucceedsWith("hello"));
}

TEST_F(ScullUid, WhoIsRefusedChangesNothing) {
  open("/dev/sculluid", O_WRONLY).write("hello");
  Process process = holder("/dev/sculluid", kSomebody);
  ASSERT_THAT(process, Blocks());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(opener("/dev/sculluid", kSomebodyElse, O_WRONLY).result(), FailsWith(EBUSY));
  }
  let_go();
  process.result().ok();
  EXPECT_THAT(open("/dev/sculluid", O_RDONLY).read(8), SucceedsWith("hello"));
}

// The one who opens may have to wait for somebody who reads, and be interrupted in that.
TEST_F(ScullUid, AnInterruptedOpenLeavesNobodyInside) {
  for (const char* path : {"/dev/sculluid", "/dev/scullpriv"}) {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::No);
    const int self = static_cast<int>(system_call::getpid());
    Fd fd = open(path, O_RDWR);
    fd.write("hello");
    Process reader = spawn("reader", [&] {
      for (int i = 0; i < 5; ++i) fd.pread(5, 0);
    });
    Process disturber = spawn("disturber", [&] {
      for (int i = 0; i < 3; ++i) system_call::kill(self, SIGUSR1);
    });
    for (int i = 0; i < 3; ++i) {
      Fd other = open(path, O_WRONLY);
      if (!other.ok()) {
        EXPECT_EQ(other.error(), Errno{EINTR});
      }
    }
    reader.result();
    disturber.result();
    fd.close();
    EXPECT_THAT(opener(path, kSomebody).result(), Succeeds());
  }
}

// ---- scullwuid --------------------------------------------------------------------------

using ScullWuid = ScullAccess;

TEST_F(ScullWuid, LetsAnotherUserWait) {
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  Process other = opener("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(other, Blocks());
  EXPECT_THAT(opener("/dev/scullwuid", kSomebody).result(), Succeeds());
  ASSERT_THAT(other, Blocks());
  let_go();
  EXPECT_THAT(process.result(), Succeeds());
  EXPECT_THAT(other.result(), Succeeds());
}

TEST_F(ScullWuid, DoesNotLetWaitWhoDoesNotWantTo) {
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  EXPECT_THAT(opener("/dev/scullwuid", kSomebodyElse, O_RDWR | O_NONBLOCK).result(),
              FailsWith(EAGAIN));
  EXPECT_THAT(opener("/dev/scullwuid", kSomebody, O_RDWR | O_NONBLOCK).result(), Succeeds());
  EXPECT_THAT(open("/dev/scullwuid", O_RDWR | O_NONBLOCK), Succeeds());
  let_go();
}

TEST_F(ScullWuid, IsForAllOfAUserWhenItsTurnHasCome) {
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  Process one = holder("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(one, Blocks());
  Process other = holder("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(other, Blocks());
  let_go();
  EXPECT_THAT(process.result(), Succeeds());
  // Both are in now, and wait for something else.
  ASSERT_THAT(one, Blocks());
  ASSERT_THAT(other, Blocks());
  Process late = opener("/dev/scullwuid", kSomebody);
  ASSERT_THAT(late, Blocks());
  let_go();
  ASSERT_THAT(late, Blocks());
  let_go();
  EXPECT_THAT(one.result(), Succeeds());
  EXPECT_THAT(other.result(), Succeeds());
  EXPECT_THAT(late.result(), Succeeds());
}

TEST_F(ScullWuid, LetsInOneOfSeveralUsersThatWait) {
  std::vector<uid_t> inside;
  std::vector<uid_t> order;
  const auto visit = [&](uid_t user) {
    become_user(user);
    Fd fd = open("/dev/scullwuid", O_RDWR);
    inside.push_back(user);
    for (const uid_t other : inside) EXPECT_EQ(other, user);
    fd.write("x");
    fd.pread(1, 0);
    inside.pop_back();
    order.push_back(user);
  };
  {
    Process process = holder("/dev/scullwuid", kSomebody);
    ASSERT_THAT(process, Blocks());
    const auto visitor = [&](uid_t user) { return spawn("visitor", [&, user] { visit(user); }); };
    Process first = visitor(kSomebodyElse);
    ASSERT_THAT(first, Blocks());
    Process second = visitor(kSomebodyElse + 1);
    ASSERT_THAT(second, Blocks());
    Process third = visitor(kSomebodyElse);
    ASSERT_THAT(third, Blocks());
    Process fourth = visitor(kSomebody + 1);
    ASSERT_THAT(fourth, Blocks());
    let_go();
  }
  EXPECT_EQ(order.size(), 4U);
}

TEST_F(ScullWuid, ASignalEndsTheWaiting) {
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  on_signal(
      SIGUSR1, [] {}, RestartCalls::No);
  Process other = opener("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(other, Blocks());
  other.kill(SIGUSR1);
  EXPECT_THAT(other.result(), FailsWith(EINTR));
  Process victim = opener("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(victim, Blocks());
  victim.kill(SIGKILL);
  EXPECT_TRUE(victim.was_killed());
  let_go();
  EXPECT_THAT(process.result(), Succeeds());
  // Neither of them is inside.
  EXPECT_THAT(opener("/dev/scullwuid", kSomebody, O_RDWR | O_NONBLOCK).result(), Succeeds());
}

TEST_F(ScullWuid, ASignalThatRestartsCallsDoesNotEndTheWaiting) {
  KSIM_KNOWN_DIFFERENCE(Fuse, 11);
  int handled = 0;
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  on_signal(
      SIGUSR1, [&] { ++handled; }, RestartCalls::Yes);
  Process other = opener("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(other, Blocks());
  other.kill(SIGUSR1);
  ASSERT_THAT(other, Blocks());
  EXPECT_EQ(handled, 1);
  let_go();
  EXPECT_THAT(other.result(), Succeeds());
}

TEST_F(ScullWuid, TheModuleStaysWhileSomebodyWaits) {
  Process process = holder("/dev/scullwuid", kSomebody);
  ASSERT_THAT(process, Blocks());
  Process other = opener("/dev/scullwuid", kSomebodyElse);
  ASSERT_THAT(other, Blocks());
  EXPECT_THAT(unload_module("scull"), FailsWith(EWOULDBLOCK));
  let_go();
  EXPECT_THAT(other.result(), Succeeds());
}

// ---- scullpriv --------------------------------------------------------------------------

using ScullPriv = ScullAccess;

TEST_F(ScullPriv, EachProcessHasItsOwn) {
  open("/dev/scullpriv", O_WRONLY).write("mine");
  Process child = spawn("child", [] {
    EXPECT_THAT(open("/dev/scullpriv", O_RDONLY).read(8), SucceedsWith(""));
    open("/dev/scullpriv", O_WRONLY).write("its own");
    EXPECT_THAT(open("/dev/scullpriv", O_RDONLY).read(8), SucceedsWith("its own"));
  });
  child.result();
  EXPECT_THAT(open("/dev/scullpriv", O_RDONLY).read(8), SucceedsWith("mine"));
}

TEST_F(ScullPriv, IsOpenAsOftenAsOneLikes) {
  Fd one = open("/dev/scullpriv", O_RDWR);
  Fd other = open("/dev/scullpriv", O_RDWR);
  one.write("hello");
  EXPECT_THAT(other.read(8), SucceedsWith("hello"));
  EXPECT_THAT(opener("/dev/scullpriv", kSomebody).result(), Succeeds());
}

TEST_F(ScullPriv, AnInheritedDescriptorStaysWhatItIs) {
  Fd fd = open("/dev/scullpriv", O_RDWR);
  fd.write("mine");
  Process child = spawn("child", [&] { return fd.pread(8, 0); });
  EXPECT_THAT(child.result(), SucceedsWith("mine"));
}

TEST_F(ScullPriv, NothingIsLeftOfAProcessThatEnded) {
  for (int i = 0; i < 3; ++i) {
    Process child = spawn("child", [] {
      EXPECT_THAT(open("/dev/scullpriv", O_RDONLY).read(8), SucceedsWith(""));
      open("/dev/scullpriv", O_WRONLY).write("secret");
    });
    child.result();
  }
  EXPECT_THAT(open("/dev/scullpriv", O_RDONLY).read(8), SucceedsWith(""));
}

TEST_F(ScullPriv, OutlivesItsProcessInTheHandsOfAnHeir) {
  std::unique_ptr<Process<std::string>> heir;
  Process parent = spawn("parent", [&] {
    Fd fd = open("/dev/scullpriv", O_RDWR);
    fd.write("legacy");
    const int number = fd.number();
    heir.reset(new Process<std::string>(spawn("heir", [number] {
      open("/dev/scullpipe0", O_RDONLY).read(1);
      char buffer[8];
      const long size = system_call::pread(number, buffer, sizeof(buffer), 0);
      return std::string(buffer, static_cast<std::size_t>(std::max(size, 0L)));
    })));
  });
  parent.result();
  ASSERT_THAT(*heir, Blocks());
  // Others come, and what nobody needs any more goes.
  EXPECT_THAT(open("/dev/scullpriv", O_RDWR), Succeeds());
  EXPECT_THAT(opener("/dev/scullpriv", kSomebody).result(), Succeeds());
  let_go();
  EXPECT_EQ(heir->result(), "legacy");
}

}  // namespace
}  // namespace ksim
