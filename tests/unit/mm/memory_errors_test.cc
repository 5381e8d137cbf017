// SPDX-License-Identifier: GPL-2.0-or-later
// Errors with memory that shims/mm finds in every build.
#include <algorithm>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;

class MemoryErrors : public DriverTest {
 protected:
  MemoryErrors() : DriverTest("memory_errors") {}

  // Makes the error, unloads the module, lets the audit look, and takes what was found.
  std::vector<Finding> make(const std::string& error) {
    EXPECT_THAT(open("/dev/memory_errors", O_WRONLY).write(error), SucceedsWith(error.size()));
    EXPECT_THAT(unload_module("memory_errors"), Succeeds());
    Simulator::current().audit();
    return claim_findings();
  }
};

// AddressSanitizer sees a bad write when it is done; the redzones and the poison tell of it
// once more, later.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// The one finding of this kind that shims/mm reports, with a site in `function` first.
// Fails the test if there is none, or anything else that is not AddressSanitizer's.
Finding the_one(const std::vector<Finding>& findings, FindingKind kind,
                const std::string& function) {
  std::vector<Finding> ours;
  for (const Finding& finding : findings) {
    if (!kSanitized || finding.detail.find("AddressSanitizer") == std::string::npos)
      ours.push_back(finding);
  }
  if (ours.size() != 1) {
    ADD_FAILURE() << ours.size() << " findings";
    return {};
  }
  const Finding& finding = ours.front();
  EXPECT_EQ(finding.kind, kind) << finding;
  if (finding.sites.empty()) {
    ADD_FAILURE() << "no site in " << finding;
    return finding;
  }
  EXPECT_EQ(finding.sites.front().source.function, function) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "memory_errors.c") << finding;
  return finding;
}

// `note` says what happened at a site in `function`.
bool has_site(const Finding& finding, const std::string& function, const std::string& note) {
  for (const FindingSite& site : finding.sites) {
    if (site.source.function == function && site.note == note) return true;
  }
  return false;
}

TEST_F(MemoryErrors, NoneIsFoundWhereThereIsNone) { EXPECT_TRUE(make("no_error").empty()); }

// What one function of the fixture leads to: one finding that names it first.
struct Expected {
  std::string error;
  FindingKind kind;
  std::string detail;
};

class MemoryError : public MemoryErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(MemoryError, IsFoundWhereItWasMade) {
  const Expected& expected = GetParam();
  const Finding finding = the_one(make(expected.error), expected.kind, expected.error);
  EXPECT_THAT(finding.detail, HasSubstr(expected.detail));
}

INSTANTIATE_TEST_SUITE_P(
    , MemoryError,
    ::testing::Values(
        Expected{"object_overflow", FindingKind::Overflow, "kmalloc(100)"},
        Expected{"large_object_overflow", FindingKind::Overflow, "kmalloc(100000)"},
        Expected{"area_overflow", FindingKind::Overflow, "vmalloc(5000)"},
        Expected{"write_after_free", FindingKind::UseAfterFree, "byte 5"},
        Expected{"page_write_after_free", FindingKind::UseAfterFree, "byte 7"},
        Expected{"double_free", FindingKind::DoubleFree, "kmalloc(64)"},
        Expected{"area_double_free", FindingKind::DoubleFree, "vmalloc(100)"},
        Expected{"page_double_free", FindingKind::DoubleFree, "order 0"},
        Expected{"free_inside", FindingKind::BadFree, "16 bytes into the kmalloc(64) object"},
        Expected{"free_on_stack", FindingKind::BadFree, "kernel stack"},
        Expected{"free_static", FindingKind::BadFree, "static object number"},
        Expected{"free_error_pointer", FindingKind::BadFree, "error pointer -12"},
        Expected{"kfree_of_vmalloc", FindingKind::BadFree, "vmalloc()"},
        Expected{"vfree_of_kmalloc", FindingKind::BadFree, "kmalloc(100)"},
        Expected{"kfree_of_pages", FindingKind::BadFree, "alloc_pages()"},
        Expected{"page_wrong_order", FindingKind::BadFree,
                 "allocated with order 2, freed with order 0"},
        Expected{"wrong_cache", FindingKind::BadFree, "from cache `cache_a`, not `cache_b`"},
        Expected{"cache_in_use", FindingKind::Leak, "cache `cache_a`"},
        Expected{"leak_objects", FindingKind::Leak, "3 allocations from kmalloc-16, 30 bytes"},
        Expected{"leak_string", FindingKind::Leak, "1 allocation from kmalloc-8, 5 bytes"},
        Expected{"leak_pages", FindingKind::Leak, "8192 bytes"},
        Expected{"leak_area", FindingKind::Leak, "5000 bytes"},
        Expected{"leak_cache", FindingKind::Leak, "kmem_cache"},
        Expected{"leak_sg_table", FindingKind::Leak, "2 allocations"}),
    [](const auto& tested) { return tested.param.error; });

// A scatterlist describes pages. Memory that has none in a row is refused as it is put in.
class ScatterlistError : public DriverTest, public ::testing::WithParamInterface<std::string> {
 protected:
  ScatterlistError() : DriverTest("memory_errors") {}
};

TEST_P(ScatterlistError, IsABugInTheFunctionThatMadeIt) {
  const std::string error = GetParam();
  Process writer = spawn("writer", [&] { open("/dev/memory_errors", O_WRONLY).write(error); });
  EXPECT_EQ(writer.exit_status().signal, SIGKILL);
  EXPECT_THAT(dmesg(), HasSubstr("kernel BUG at "));

  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().kind, FindingKind::Oops);
  const std::vector<SourceLine>& backtrace = findings.front().backtrace;
  EXPECT_TRUE(std::any_of(backtrace.begin(), backtrace.end(), [&](const SourceLine& line) {
    return line.function == error;
  })) << findings.front();
}

INSTANTIATE_TEST_SUITE_P(, ScatterlistError, ::testing::Values("sg_of_stack", "sg_of_static"),
                         [](const auto& tested) { return tested.param; });

TEST_F(MemoryErrors, AnOverflowSaysWhereTheObjectIsFrom) {
  const Finding finding =
      the_one(make("object_overflow"), FindingKind::Overflow, "object_overflow");
  EXPECT_TRUE(has_site(finding, "object_overflow", "allocated here")) << finding;
  EXPECT_TRUE(has_site(finding, "object_overflow", "found when it was freed here")) << finding;
  EXPECT_THAT(finding.linux_says, HasSubstr("BUG kmalloc-128"));
}

TEST_F(MemoryErrors, AnOverflowOfALiveObjectIsFoundByTheAudit) {
  std::vector<Finding> findings = make("live_object_overflow");
  const auto leak = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.kind == FindingKind::Leak;
  });
  ASSERT_NE(leak, findings.end());  // it leaks as well
  findings.erase(leak);
  const Finding finding = the_one(findings, FindingKind::Overflow, "live_object_overflow");
  EXPECT_THAT(finding.detail, HasSubstr("byte 14, 2 past its last"));
}

TEST_F(MemoryErrors, ADoubleFreeNamesBothFrees) {
  const Finding finding = the_one(make("double_free"), FindingKind::DoubleFree, "double_free");
  EXPECT_TRUE(has_site(finding, "double_free", "freed again here")) << finding;
  EXPECT_TRUE(has_site(finding, "double_free", "first freed here")) << finding;
  EXPECT_TRUE(has_site(finding, "double_free", "allocated here")) << finding;
}

TEST_F(MemoryErrors, AnAllocationThatMaySleepIsRefusedUnderASpinlock) {
  const std::vector<Finding> findings = make("sleep_in_atomic");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().kind, FindingKind::SleepInAtomic);
  EXPECT_THAT(findings.front().linux_says,
              HasSubstr("BUG: sleeping function called from invalid context"));
}

class MemoryFailures : public DriverTest {
 protected:
  MemoryFailures() : DriverTest("memory_errors") {}
};

TEST_F(MemoryFailures, AnAllocationFailsOnRequest) {
  Fd fd = open("/dev/memory_errors", O_WRONLY);
  Simulator::current().fail_nth(Simulator::Failure::Slab, 1);
  EXPECT_THAT(fd.write("leak_objects"), SucceedsWith(std::size_t{12}));
  EXPECT_THAT(unload_module("memory_errors"), FailsWith(EAGAIN));
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_THAT(unload_module("memory_errors"), Succeeds());
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings.front().detail, HasSubstr("2 allocations"));
}

}  // namespace
}  // namespace ksim
