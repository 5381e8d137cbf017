// SPDX-License-Identifier: GPL-2.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Trap : public DriverTest {
 protected:
  Trap() : DriverTest("faults") {}

  // Has a process fault, and gives back what was found last: AddressSanitizer, where it is
  // on, may see an access that goes on to fault.
  Finding fault(const char* name) {
    auto victim = spawn("victim", [name] { open("/dev/faults", O_WRONLY).write(name); });
    EXPECT_EQ(victim.exit_status().signal, SIGKILL);
    auto findings = claim_findings();
    EXPECT_FALSE(findings.empty());
    return findings.empty() ? Finding{} : findings.back();
  }

  static std::string function_of(const Finding& finding) {
    return finding.sites.empty() ? "nowhere" : finding.sites.front().source.function;
  }
};

TEST_F(Trap, NullPointer) {
  const Finding finding = fault("null");
  EXPECT_EQ(finding.title, "NULL pointer dereference");
  EXPECT_EQ(finding.detail, "it reads address 0x18: a member at that offset of a NULL pointer");
  EXPECT_EQ(function_of(finding), "fault_null");
  EXPECT_EQ(finding.task, "victim");
  EXPECT_EQ(finding.linux_says, "BUG: kernel NULL pointer dereference, address: 0000000000000018");
}

TEST_F(Trap, WildPointer) {
  const Finding finding = fault("wild");
  EXPECT_EQ(finding.title, "wild pointer dereferenced");
  EXPECT_EQ(finding.detail, "it writes address 0x123456789000, where nothing is");
  EXPECT_EQ(function_of(finding), "fault_wild");
}

TEST_F(Trap, DivisionByZero) {
  const Finding finding = fault("divide");
  EXPECT_EQ(finding.title, "division by zero");
  EXPECT_EQ(function_of(finding), "fault_divide");
}

TEST_F(Trap, ACallThroughNullIsWhereTheCallIs) {
  const Finding finding = fault("call null");
  EXPECT_EQ(finding.title, "NULL pointer dereference");
  EXPECT_EQ(finding.detail, "it calls address 0");
  EXPECT_EQ(function_of(finding), "fault_call_null");
}

TEST_F(Trap, APointerOutOfFreedMemoryIsUseAfterFree) {
  const Finding finding = fault("freed");
  EXPECT_EQ(finding.kind, FindingKind::UseAfterFree);
  EXPECT_EQ(function_of(finding), "fault_freed");
}

TEST_F(Trap, AnEntryThatLeftItsListIsKnown) {
  const Finding finding = fault("list");
  EXPECT_EQ(finding.kind, FindingKind::UseAfterFree);
  EXPECT_EQ(finding.title, "list entry used after list_del()");
}

TEST_F(Trap, RecursionWithoutEndOverflowsTheStack) {
  const Finding finding = fault("stack");
  EXPECT_EQ(finding.title, "kernel stack overflow");
  EXPECT_EQ(function_of(finding), "fault_stack");
}

TEST_F(Trap, ASmashedStackIsNoticedWhenTheFunctionReturns) {
  auto victim = spawn("victim", [] { open("/dev/faults", O_WRONLY).write("smash"); });
  victim.exit_status();
  const auto findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::Overflow);
  // AddressSanitizer sees the write itself, and that goes no further.
  EXPECT_THAT(function_of(findings[0]), AnyOf("fault_smash", "fill"));
  EXPECT_EQ(victim.was_killed(), function_of(findings[0]) == "fault_smash");
}

TEST_F(Trap, ALoopWithoutEndIsASoftLockup) {
  const Finding finding = fault("loop");
  EXPECT_EQ(finding.kind, FindingKind::SoftLockup);
  EXPECT_EQ(function_of(finding), "fault_loop");
}

TEST(Watchdog, MayLookWhileASimulatorIsTakenApart) {
  struct Tattler {
    ~Tattler() {
      std::raise(SIGVTALRM);
      ++looks;
    }
    int& looks;
  };
  int looks = 0;
  {
    Simulator simulator;
    const auto sleeper = simulator.spawn("sleeper", [&] {
      Tattler tattler{looks};
      system_call::poll(nullptr, 0, kForever_ms);
    });
    ASSERT_TRUE(sleeper->wait_until_blocked());
  }
  EXPECT_EQ(looks, 1);
}

TEST_F(Trap, BugIsAnOops) {
  const Finding finding = fault("bug");
  EXPECT_EQ(finding.kind, FindingKind::Oops);
  EXPECT_EQ(function_of(finding), "fault_bug");
}

TEST_F(Trap, TheKernelGoesOnAfterAnOops) {
  fault("null");
  fault("divide");
  EXPECT_THAT(open("/dev/faults", O_WRONLY).write("nothing of the kind"), FailsWith(EFAULT));
  EXPECT_THAT(open("/dev/faults", O_WRONLY).write("nothing"), FailsWith(EINVAL));
}

TEST_F(Trap, TheLogReadsAsOnLinux) {
  fault("null");
  EXPECT_THAT(dmesg(), HasSubstr("BUG: kernel NULL pointer dereference, address: 0000"));
  EXPECT_THAT(dmesg(), HasSubstr("#PF: supervisor read access in kernel mode"));
  EXPECT_THAT(dmesg(), HasSubstr("Oops: 0004 [#1] PREEMPT SMP"));
  EXPECT_THAT(dmesg(), HasSubstr("RIP: 0010:fault_null+0x"));
  EXPECT_THAT(dmesg(), HasSubstr(" faults_write+0x"));
  EXPECT_THAT(dmesg(), Not(HasSubstr("ksim")));
}

}  // namespace
}  // namespace ksim
