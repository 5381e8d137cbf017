// SPDX-License-Identifier: GPL-2.0-or-later
// Errors with device memory: on real hardware, what comes of them is up to the machine.
#include <csignal>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::NiceMock;

class MockRegisters : public RegisterBank {
 public:
  MOCK_METHOD(std::uint64_t, read, (std::uint64_t offset, unsigned bytes), (override));
  MOCK_METHOD(void, write, (std::uint64_t offset, unsigned bytes, std::uint64_t value), (override));
};

class IoremapErrors : public DriverTest {
 protected:
  IoremapErrors() : DriverTest("ioremap_errors") {}

  void SetUp() override {
    DriverTest::SetUp();
    Simulator::current().attach_memory(0xfe00'0000, 0x10, registers_);
  }

  // In a process, which an oops kills.
  static ExitStatus make(const std::string& error) {
    auto process =
        spawn("victim", [&error] { open("/dev/ioremap_errors", O_WRONLY).write(error); });
    return process.exit_status();
  }

  NiceMock<MockRegisters> registers_;
};

TEST_F(IoremapErrors, NoneIsFoundWhereThereIsNone) {
  EXPECT_CALL(registers_, write(8, 4, 1));
  EXPECT_CALL(registers_, read(11, 1));
  EXPECT_EQ(make("no_error").signal, 0);
  EXPECT_THAT(unload_module("ioremap_errors"), Succeeds());
}

// The only finding, with its site in the function of that name. Where `oops`, it ends the process.
struct Expected {
  std::string error;
  bool oops;
  FindingKind kind;
  std::string title, detail;
};

class IoremapError : public IoremapErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(IoremapError, IsFoundWhereItIsMadeAndDoesNotReachTheDevice) {
  const Expected& expected = GetParam();
  EXPECT_CALL(registers_, read).Times(0);
  EXPECT_CALL(registers_, write).Times(0);
  EXPECT_EQ(make(expected.error).signal, expected.oops ? SIGKILL : 0);
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, expected.kind) << finding;
  EXPECT_EQ(finding.title, expected.title);
  EXPECT_THAT(finding.detail, HasSubstr(expected.detail));
  ASSERT_FALSE(finding.sites.empty());
  EXPECT_EQ(finding.sites.front().source.function, expected.error) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "ioremap_errors.c") << finding;
}

INSTANTIATE_TEST_SUITE_P(
    , IoremapError,
    ::testing::Values(Expected{"read_directly", true, FindingKind::Oops,
                               "device memory dereferenced directly", "it reads address"},
                      Expected{"write_directly", true, FindingKind::Oops,
                               "device memory dereferenced directly", "it writes address"},
                      Expected{"read_past_end", true, FindingKind::Oops,
                               "device memory used outside of its mapping", "4 bytes at"},
                      Expected{"write_across_end", true, FindingKind::Oops,
                               "device memory used outside of its mapping", "4 bytes at"},
                      Expected{"read_after_unmap", true, FindingKind::UseAfterFree,
                               "device memory used after iounmap()", "means nothing any more"},
                      Expected{"unmap_twice", false, FindingKind::Misuse,
                               "unmapping of what is not mapped", "it is unmapped already"},
                      Expected{"unmap_inside", false, FindingKind::Misuse,
                               "unmapping of what is not mapped", "nothing was mapped there"}),
    [](const auto& tested) { return tested.param.error; });

TEST_F(IoremapErrors, AMappingLeftBehindIsFoundAsTheModuleGoes) {
  EXPECT_EQ(make("leave_mapped").signal, 0);
  EXPECT_TRUE(claim_findings().empty());
  EXPECT_THAT(unload_module("ioremap_errors"), Succeeds());
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().kind, FindingKind::Leftover);
  EXPECT_THAT(findings.front().detail, HasSubstr("memory 0xfe000004 to 0xfe00000b"));
  EXPECT_EQ(findings.front().sites.front().source.function, "leave_mapped");
}

}  // namespace
}  // namespace ksim
