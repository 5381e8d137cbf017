// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes with disks and requests that shims/block finds.
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BlockErrors : public DriverTest {
 protected:
  static constexpr const char* kNode = "/dev/block_errors";

  // Loads a disk that makes this mistake, reads from it once in a process of its own, unloads
  // it, and takes what was found.
  std::vector<Finding> make(const std::string& error) {
    load_module("block_errors", "error=" + error);
    Process reader = spawn("reader", [] { open(kNode, O_RDONLY).read(512).ok(); });
    reader.exit_status();
    EXPECT_THAT(unload_module("block_errors"), Succeeds());
    return claim_findings();
  }
  // The one finding that there must be; an empty one if there is not.
  Finding make_one(const std::string& error) {
    const std::vector<Finding> findings = make(error);
    EXPECT_EQ(findings.size(), 1U);
    for (const Finding& finding : findings) SCOPED_TRACE(finding.text());
    return findings.empty() ? Finding() : findings.front();
  }
  static std::vector<std::string> notes(const Finding& finding) {
    std::vector<std::string> notes;
    for (const FindingSite& site : finding.sites)
      notes.push_back(site.source.function + ": " + site.note);
    return notes;
  }
};

TEST_F(BlockErrors, NoneIsFoundWhereThereIsNone) { EXPECT_THAT(make("no_error"), IsEmpty()); }

TEST_F(BlockErrors, ARequestThatIsEndedTwice) {
  const Finding finding = make_one("ended_twice");
  EXPECT_EQ(finding.kind, FindingKind::Misuse);
  EXPECT_EQ(finding.title, "request ended twice");
  EXPECT_THAT(finding.detail, HasSubstr("blk_mq_end_request() of request"));
  EXPECT_THAT(notes(finding), ElementsAre("ended_twice: this call", "answer: ended here"));
  EXPECT_THAT(finding.linux_says, HasSubstr("req_ref_put_and_test"));
}

TEST_F(BlockErrors, ARequestThatIsEndedAndRefused) {
  const Finding finding = make_one("ended_and_refused");
  EXPECT_EQ(finding.title, "request ended twice");
  EXPECT_THAT(notes(finding), ElementsAre("queue_rq: returned an error", "answer: ended here"));
}

TEST_F(BlockErrors, ARequestThatIsEndedBeforeItIsStarted) {
  const Finding finding = make_one("ended_unstarted");
  EXPECT_EQ(finding.title, "request ended that was never started");
  EXPECT_THAT(finding.detail, HasSubstr("request 0 of block_errors, READ of"));
  EXPECT_THAT(notes(finding), ElementsAre("ended_unstarted: ended here",
                                          "queue_rq: had been given to this function"));
}

TEST_F(BlockErrors, ARequestThatIsCompletedTwice) {
  const Finding finding = make_one("completed_twice");
  EXPECT_EQ(finding.title, "request completed twice");
  EXPECT_THAT(notes(finding), ElementsAre("completed_twice: this call"));
}

TEST_F(BlockErrors, ARequestThatIsUsedAfterItsEnd) {
  const Finding finding = make_one("used_after_end");
  EXPECT_EQ(finding.title, "request used after its end");
  EXPECT_THAT(finding.detail, HasSubstr("blk_mq_requeue_request() of request"));
  EXPECT_THAT(notes(finding), ElementsAre("used_after_end: this call", "answer: ended here"));
}

TEST_F(BlockErrors, AnErrnoThatIsReturnedAsAStatus) {
  for (const Finding& finding : make("returns_errno")) {
    EXPECT_EQ(finding.title, "request ended with a status that is none");
    EXPECT_THAT(finding.detail, HasSubstr("what is left of the errno -EINVAL"));
    EXPECT_THAT(notes(finding), ElementsAre("queue_rq: returned by this function"));
  }
}

TEST_F(BlockErrors, AnErrnoThatARequestIsEndedWith) {
  const std::vector<Finding> findings = make("ends_with_errno");
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(findings.front().detail, HasSubstr("what is left of the errno -EIO"));
  EXPECT_THAT(notes(findings.front()), ElementsAre("ends_with_errno: ended here"));
}

TEST_F(BlockErrors, AFunctionThatSleepsAndMustNot) {
  const std::vector<Finding> findings = make("sleeps");
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().kind, FindingKind::SleepInAtomic);
  EXPECT_EQ(findings.front().sites.front().source.function, "sleeps");
}

TEST_F(BlockErrors, AFunctionThatKeepsALock) {
  const std::vector<Finding> findings = make("keeps_lock");
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().kind, FindingKind::Context);
  EXPECT_EQ(findings.front().title, "queue_rq function leaves its context changed");
}

TEST_F(BlockErrors, AReaderThatWaitsForEverIsToldForWhat) {
  load_module("block_errors", "error=never_completed");
  {
    auto reader = spawn("reader", [] { open(kNode, O_RDONLY).read(512); });
    EXPECT_THAT(reader, Blocks());
    EXPECT_THROW(reader.exit_status(), std::runtime_error);
  }
  const std::vector<Finding> findings = claim_findings();
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().kind, FindingKind::Deadlock);
  EXPECT_THAT(findings.front().text(), HasSubstr("waits here for block_errors"));
  EXPECT_THAT(notes(findings.front()),
              ::testing::Contains(HasSubstr("never_completed: request 0 of block_errors, READ of 8 "
                                            "sectors at 0: started here")));
}

TEST_F(BlockErrors, AReaderOfARequestThatNobodyStartedIsToldSo) {
  load_module("block_errors", "error=never_started");
  {
    auto reader = spawn("reader", [] { open(kNode, O_RDONLY).read(512); });
    EXPECT_THROW(reader.exit_status(), std::runtime_error);
  }
  const std::vector<Finding> findings = claim_findings();
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(notes(findings.front()),
              ::testing::Contains(HasSubstr("given to this function, and never started")));
}

TEST_F(BlockErrors, ADiskThatIsLeftBehind) {
  std::vector<std::string> titles;
  for (const Finding& finding : make("disk_left")) {
    EXPECT_EQ(finding.kind, FindingKind::Leftover);
    titles.push_back(finding.title + ", " + finding.sites.front().source.function);
  }
  EXPECT_THAT(titles, ElementsAre("disk left behind, block_errors_init",
                                  "tag set left behind, block_errors_init"));
}

TEST_F(BlockErrors, ADiskThatIsNotPut) {
  const std::vector<Finding> findings = make("disk_not_put");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings.front().title, "disk left behind");
  EXPECT_EQ(findings.front().detail, "\"block_errors\" was not given to put_disk()");
}

TEST_F(BlockErrors, ATagSetThatIsLeftBehind) {
  const Finding finding = make_one("set_left");
  EXPECT_EQ(finding.title, "tag set left behind");
  EXPECT_THAT(notes(finding), ElementsAre("block_errors_init: allocated here"));
}

TEST_F(BlockErrors, AMajorThatIsLeftBehind) {
  const Finding finding = make_one("major_left");
  EXPECT_EQ(finding.title, "device numbers left behind");
  EXPECT_THAT(notes(finding), ElementsAre("block_errors_init: registered here"));
}

TEST_F(BlockErrors, ADiskThatIsOpenWhenItsModuleGoes) {
  load_module("block_errors", "error=owner_missing");
  Fd fd = open(kNode, O_RDONLY);
  EXPECT_THAT(unload_module("block_errors"), Succeeds());
  EXPECT_THAT(fd.read(512), SucceedsWith(""));
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().title, "disk still open at rmmod");
  EXPECT_THAT(findings.front().detail, HasSubstr("no .owner = THIS_MODULE"));
}

}  // namespace
}  // namespace ksim
