// SPDX-License-Identifier: GPL-2.0-or-later
// faulty's faults: each is found, at its line, and ends the process that asked for it and
// nothing else.
#include <string>
#include <vector>

#include "drivers/faulty/uapi/faulty.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;

class FaultyFault : public DriverTest {
 protected:
  FaultyFault() : DriverTest("faulty") {}

  static Fd device() { return open("/dev/faulty", O_RDWR); }
  static auto fault(faulty_fault which) {
    return spawn("victim", [=] { return device().ioctl(FAULTY_IOCTFAULT, which); });
  }
  // The kernel goes on: another process opens the device and gets its answers.
  static void expect_that_all_goes_on() {
    Process next = spawn("next", [] { return device().ioctl(FAULTY_IOCTFAULT, 99); });
    EXPECT_THAT(next.result(), FailsWith(EINVAL));
  }
};

TEST_F(FaultyFault, AWriteFollowsANullPointer) {
  expect_finding(FindingKind::Oops, "faulty.c:40");
  Process victim = spawn("victim", [] { return device().write("x"); });
  EXPECT_EQ(victim.exit_status().signal, SIGKILL);
  EXPECT_THAT(dmesg(), HasSubstr("BUG: kernel NULL pointer dereference"));
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, AReadOverrunsABufferOnTheStack) {
  // Where the function that owns the buffer returns; AddressSanitizer sees the write.
  expect_findings(FindingKind::Overflow, {"faulty.c:157", "faulty.c:144"});
  Process victim = spawn("victim", [] { return device().read(4); });
  victim.exit_status();
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, AReadOverrunsTheCallersBuffer) {
  expect_finding(FindingKind::UserOverrun, "faulty.c:166");
  Fd fd = device();
  fd.ioctl(FAULTY_IOCTREAD, FAULTY_READ_USER);
  std::string buffer(4 + FAULTY_OVERRUN, '.');
  EXPECT_THAT(fd.read_to(buffer.data(), 4), Succeeds());
  EXPECT_EQ(buffer.substr(0, 4), "ffff");
}

TEST_F(FaultyFault, FollowsANullPointer) {
  expect_finding(FindingKind::Oops, "faulty.c:40");
  EXPECT_EQ(fault(FAULTY_NULL).exit_status().signal, SIGKILL);
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, FillsTheStack) {
  expect_findings(FindingKind::Oops, {"faulty.c:45", "faulty.c:48", "faulty.c:51"});
  EXPECT_TRUE(fault(FAULTY_RECURSION).was_killed());
  EXPECT_THAT(dmesg(), HasSubstr("BUG: stack guard page was hit"));
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, DividesByZero) {
  expect_finding(FindingKind::Oops, "faulty.c:57");
  EXPECT_TRUE(fault(FAULTY_DIVISION).was_killed());
  EXPECT_THAT(dmesg(), HasSubstr("divide error"));
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, CallsBug) {
  expect_finding(FindingKind::Oops, "faulty.c:62");
  EXPECT_TRUE(fault(FAULTY_BUG).was_killed());
  EXPECT_THAT(dmesg(), HasSubstr("kernel BUG at "));
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, WarnsAndGoesOn) {
  expect_finding(FindingKind::Warning, "faulty.c:68");
  EXPECT_THAT(fault(FAULTY_WARN).result(), SucceedsWith(0));
  EXPECT_THAT(dmesg(), HasSubstr("faulty: somebody asked for this"));
}

TEST_F(FaultyFault, SleepsUnderASpinlockAndGoesOn) {
  expect_findings(FindingKind::SleepInAtomic, {"faulty.c:77"});
  EXPECT_THAT(fault(FAULTY_ATOMIC_SLEEP).result(), SucceedsWith(0));
  EXPECT_THAT(dmesg(), HasSubstr("BUG: sleeping function called from invalid context"));
}

TEST_F(FaultyFault, WritesToFreedMemory) {
  // Where it was freed; AddressSanitizer sees the write.
  expect_findings(FindingKind::UseAfterFree, {"faulty.c:90", "faulty.c:91"});
  EXPECT_THAT(fault(FAULTY_USE_AFTER_FREE).result(), SucceedsWith(0));
}

TEST_F(FaultyFault, LoopsForEver) {
  expect_findings(FindingKind::SoftLockup, {"faulty.c:97", "faulty.c:98"});
  EXPECT_TRUE(fault(FAULTY_LOOP).was_killed());
  EXPECT_THAT(dmesg(), HasSubstr("BUG: soft lockup"));
  expect_that_all_goes_on();
}

TEST_F(FaultyFault, WaitsForItself) {
  expect_finding(FindingKind::Deadlock, "faulty.c:108");
  EXPECT_TRUE(fault(FAULTY_DEADLOCK).was_killed());
  expect_that_all_goes_on();
}

// In one kernel, one after the other: none keeps the next from happening.
TEST_F(FaultyFault, CanBeHadAllInARow) {
  const std::vector<faulty_fault> deadly{FAULTY_NULL, FAULTY_RECURSION, FAULTY_DIVISION, FAULTY_BUG,
                                         FAULTY_DEADLOCK};
  for (int round = 0; round < 3; ++round) {
    for (faulty_fault which : deadly) EXPECT_TRUE(fault(which).was_killed()) << which;
  }
  expect_that_all_goes_on();
  EXPECT_EQ(claim_findings().size(), 3 * deadly.size());
}

}  // namespace
}  // namespace ksim
