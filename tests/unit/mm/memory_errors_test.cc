// SPDX-License-Identifier: GPL-2.0-or-later
// Errors with memory that shims/mm finds in every build.
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

  // Makes the error, lets the audit look for it, and takes what was found.
  std::vector<Finding> make(const std::string& error) {
    write(error);
    Simulator::current().audit();
    return claim_findings();
  }
  // Makes the error and unloads the module.
  std::vector<Finding> make_and_unload(const std::string& error) {
    write(error);
    EXPECT_THAT(unload_module("memory_errors"), Succeeds());
    return claim_findings();
  }

 private:
  void write(const std::string& error) {
    EXPECT_THAT(open("/dev/memory_errors", O_WRONLY).write(error),
                SucceedsWith(error.size()));
  }
};

// `note` says what happened at a site in `function`.
bool has_site(const Finding& finding, const std::string& function, const std::string& note) {
  for (const FindingSite& site : finding.sites) {
    if (site.source.function == function && site.note == note) return true;
  }
  return false;
}

// One finding of this kind that names `function` as the place to look at first.
void expect_one(const std::vector<Finding>& findings, FindingKind kind,
                const std::string& function, const std::string& detail) {
  ASSERT_EQ(findings.size(), 1U);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, kind) << finding;
  ASSERT_FALSE(finding.sites.empty()) << finding;
  EXPECT_EQ(finding.sites.front().source.function, function) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "memory_errors.c") << finding;
  EXPECT_THAT(finding.detail, HasSubstr(detail));
}

TEST_F(MemoryErrors, NoneIsFoundWhereThereIsNone) {
  EXPECT_TRUE(make("no_error").empty());
}

TEST_F(MemoryErrors, AnOverflowIsFoundWhenTheObjectIsFreed) {
  const auto findings = make("object_overflow");
  expect_one(findings, FindingKind::Overflow, "object_overflow", "kmalloc(100)");
  EXPECT_TRUE(has_site(findings.front(), "object_overflow", "allocated here"));
  EXPECT_TRUE(has_site(findings.front(), "object_overflow", "found when it was freed here"));
  EXPECT_THAT(findings.front().linux_says, HasSubstr("BUG kmalloc-128"));
}

TEST_F(MemoryErrors, AnOverflowOfALiveObjectIsFoundByTheAudit) {
  const auto findings = make("live_object_overflow");
  expect_one(findings, FindingKind::Overflow, "live_object_overflow", "kmalloc(13)");
  EXPECT_EQ(make_and_unload("no_error").size(), 1U);  // it leaks as well
}

TEST_F(MemoryErrors, AnOverflowOfALargeObjectIsFound) {
  expect_one(make("large_object_overflow"), FindingKind::Overflow, "large_object_overflow",
             "kmalloc(100000)");
}

TEST_F(MemoryErrors, AWriteAfterFreeIsFoundByTheAudit) {
  const auto findings = make("write_after_free");
  expect_one(findings, FindingKind::UseAfterFree, "write_after_free", "byte 5");
  EXPECT_TRUE(has_site(findings.front(), "write_after_free", "freed here"));
  EXPECT_TRUE(has_site(findings.front(), "write_after_free", "allocated here"));
}

TEST_F(MemoryErrors, ADoubleFreeNamesBothFrees) {
  const auto findings = make("double_free");
  expect_one(findings, FindingKind::DoubleFree, "double_free", "kmalloc(64)");
  EXPECT_TRUE(has_site(findings.front(), "double_free", "freed again here"));
  EXPECT_TRUE(has_site(findings.front(), "double_free", "first freed here"));
}

TEST_F(MemoryErrors, OnlyTheStartOfAnObjectCanBeFreed) {
  expect_one(make("free_inside"), FindingKind::BadFree, "free_inside",
             "16 bytes into the kmalloc(64) object");
}

TEST_F(MemoryErrors, TheStackCannotBeFreed) {
  expect_one(make("free_on_stack"), FindingKind::BadFree, "free_on_stack", "kernel stack");
}

TEST_F(MemoryErrors, AStaticObjectCannotBeFreed) {
  expect_one(make("free_static"), FindingKind::BadFree, "free_static", "static object number");
}

TEST_F(MemoryErrors, AnErrorPointerCannotBeFreed) {
  expect_one(make("free_error_pointer"), FindingKind::BadFree, "free_error_pointer",
             "error pointer -12");
}

TEST_F(MemoryErrors, AnAllocatorTakesBackOnlyItsOwn) {
  expect_one(make("kfree_of_vmalloc"), FindingKind::BadFree, "kfree_of_vmalloc", "vmalloc()");
  expect_one(make("vfree_of_kmalloc"), FindingKind::BadFree, "vfree_of_kmalloc",
             "kmalloc(100)");
  expect_one(make("kfree_of_pages"), FindingKind::BadFree, "kfree_of_pages", "alloc_pages()");
}

TEST_F(MemoryErrors, AreasAreWatchedToo) {
  expect_one(make("area_overflow"), FindingKind::Overflow, "area_overflow", "vmalloc(5000)");
  expect_one(make("area_double_free"), FindingKind::DoubleFree, "area_double_free",
             "vmalloc(100)");
}

TEST_F(MemoryErrors, PagesAreWatchedToo) {
  expect_one(make("page_double_free"), FindingKind::DoubleFree, "page_double_free", "order 0");
  expect_one(make("page_write_after_free"), FindingKind::UseAfterFree,
             "page_write_after_free", "byte 7");
  expect_one(make("page_wrong_order"), FindingKind::BadFree, "page_wrong_order",
             "allocated with order 2, freed with order 0");
}

TEST_F(MemoryErrors, CachesAreNotMixedUp) {
  expect_one(make("wrong_cache"), FindingKind::BadFree, "wrong_cache",
             "from cache `cache_a`, not `cache_b`");
}

TEST_F(MemoryErrors, ACacheInUseCannotBeDestroyed) {
  expect_one(make("cache_in_use"), FindingKind::Leak, "cache_in_use", "cache `cache_a`");
}

TEST_F(MemoryErrors, LeakedObjectsAreCountedForEachPlace) {
  expect_one(make_and_unload("leak_objects"), FindingKind::Leak, "leak_objects",
             "3 allocations from kmalloc-16, 30 bytes");
}

TEST_F(MemoryErrors, AStringLeaksWhereTheDriverCopiedIt) {
  expect_one(make_and_unload("leak_string"), FindingKind::Leak, "leak_string",
             "1 allocation from kmalloc-8, 5 bytes");
}

TEST_F(MemoryErrors, PagesLeak) {
  expect_one(make_and_unload("leak_pages"), FindingKind::Leak, "leak_pages", "8192 bytes");
}

TEST_F(MemoryErrors, AreasLeak) {
  expect_one(make_and_unload("leak_area"), FindingKind::Leak, "leak_area", "5000 bytes");
}

TEST_F(MemoryErrors, CachesLeak) {
  expect_one(make_and_unload("leak_cache"), FindingKind::Leak, "leak_cache", "kmem_cache");
}

TEST_F(MemoryErrors, AnAllocationThatMaySleepIsRefusedUnderASpinlock) {
  const auto findings = make("sleep_in_atomic");
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
  EXPECT_THAT(unload_module("memory_errors"), FailsWith(EBUSY));
  EXPECT_THAT(fd.close(), Succeeds());
  EXPECT_THAT(unload_module("memory_errors"), Succeeds());
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings.front().detail, HasSubstr("2 allocations"));
}

}  // namespace
}  // namespace ksim
