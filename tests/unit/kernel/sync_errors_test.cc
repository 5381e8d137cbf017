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
    ::testing::Values(
        made_in("percpu_add_preemptible", FindingKind::Context,
                "per-CPU data used while preemption is on"),
        made_in("percpu_atomic", FindingKind::SleepInAtomic, "sleeping function called"),
        made_in("percpu_bad_free", FindingKind::BadFree, "what alloc_percpu() did not give"),
        made_in("percpu_direct", FindingKind::Oops, "per-CPU pointer dereferenced directly"),
        made_in("percpu_double_free", FindingKind::DoubleFree, "per-CPU memory freed twice"),
        made_in("percpu_dynamic_direct", FindingKind::Oops,
                "per-CPU pointer dereferenced directly"),
        made_in("percpu_leak", FindingKind::Leak, "memory leak"),
        made_in("percpu_preemptible", FindingKind::Context,
                "per-CPU data used while preemption is on"),
        made_in("percpu_rwsem_atomic", FindingKind::SleepInAtomic, "sleeping function called"),
        made_in("percpu_rwsem_not_freed", FindingKind::Leak, "memory leak"),
        made_in("percpu_rwsem_twice", FindingKind::Deadlock, "taken by the task that writes"),
        made_in("percpu_rwsem_uninitialised", FindingKind::Lock, "is not initialised"),
        made_in("percpu_rwsem_up_read", FindingKind::Lock, "released that nobody reads"),
        made_in("percpu_rwsem_up_write", FindingKind::Lock, "a task that does not write"),
        made_in("rt_mutex_not_held", FindingKind::Lock, "released that nobody holds"),
        made_in("rt_mutex_twice", FindingKind::Deadlock, "rt_mutex taken twice by one task"),
        made_in("seqcount_preemptible", FindingKind::Context,
                "sequence counter written while preemption is on")),
    [](const ::testing::TestParamInfo<Expected>& expected) { return expected.param.error; });

}  // namespace
}  // namespace ksim
