// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes with sequence counters, rarer locks and per-CPU data that the shims find.
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;

// What one function of the fixture leads to: one finding that names `function` first, in
// these words.
struct Expected {
  std::string error;
  FindingKind kind;
  std::string function;
  std::string title;
};

class SyncErrors : public DriverTest {
 protected:
  SyncErrors() : DriverTest("sync_errors") {}

  // Makes the error in a process of its own, which may die of it, unloads the module, and
  // takes what was found.
  std::vector<Finding> make(const std::string& error) {
    Process process = spawn(error, [&] { open("/dev/sync_errors", O_WRONLY).write(error); });
    process.exit_status();
    EXPECT_THAT(unload_module("sync_errors"), Succeeds());
    return claim_findings();
  }
};

TEST_F(SyncErrors, NoneIsFoundWhereThereIsNone) { EXPECT_TRUE(make("no_error").empty()); }

class SyncError : public SyncErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(SyncError, IsFoundWhereItWasMade) {
  const Expected& expected = GetParam();
  const std::vector<Finding> findings = make(expected.error);
  ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, expected.kind) << finding;
  EXPECT_THAT(finding.title, HasSubstr(expected.title)) << finding;
  ASSERT_FALSE(finding.sites.empty()) << finding;
  EXPECT_EQ(finding.sites.front().source.function, expected.function) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "sync_errors.c") << finding;
}

Expected made_in(const std::string& error, FindingKind kind, const std::string& title) {
  return {error, kind, error, title};
}

INSTANTIATE_TEST_SUITE_P(
    , SyncError,
    ::testing::Values(made_in("seqcount_preemptible", FindingKind::Context,
                              "sequence counter written while preemption is on")),
    [](const ::testing::TestParamInfo<Expected>& expected) { return expected.param.error; });

}  // namespace
}  // namespace ksim
