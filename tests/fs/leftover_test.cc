// SPDX-License-Identifier: GPL-2.0-or-later
// What a module leaves behind is found when it is unloaded, once, and taken away.
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

struct Left {
  const char* kind;
  const char* title;
  const char* detail;
};

class Leftover : public DriverTest, public ::testing::WithParamInterface<Left> {};

TEST_P(Leftover, IsOneFindingAtTheLineThatRegistered) {
  const Left left = GetParam();
  ASSERT_THAT(load_module("leftover", std::string("kind=") + left.kind), Succeeds());
  ASSERT_THAT(unload_module("leftover"), Succeeds());
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1u) << ::testing::PrintToString(findings);
  EXPECT_EQ(findings[0].kind, FindingKind::Leftover);
  EXPECT_EQ(findings[0].title, left.title);
  EXPECT_THAT(findings[0].detail, HasSubstr(left.detail));
  ASSERT_EQ(findings[0].sites.size(), 1u);
  EXPECT_EQ(findings[0].sites[0].source.file, "leftover.c");
}

TEST_P(Leftover, DoesNotStandInTheWayOfTheNextOne) {
  const std::string parameters = std::string("kind=") + GetParam().kind;
  ASSERT_THAT(load_module("leftover", parameters), Succeeds());
  ASSERT_THAT(unload_module("leftover"), Succeeds());
  EXPECT_EQ(claim_findings().size(), 1u);
  EXPECT_THAT(load_module("leftover", parameters), Succeeds());
  ASSERT_THAT(unload_module("leftover"), Succeeds());
  EXPECT_EQ(claim_findings().size(), 1u);
}

using OpenFile = DriverTest;

TEST_F(OpenFile, WithoutAnOwnerOutlivesItsModuleAndIsFound) {
  ASSERT_THAT(load_module("leftover", "kind=file"), Succeeds());
  Fd file = open("/dev/leftover", O_RDONLY);
  EXPECT_THAT(file.read(1), SucceedsWith(""));
  Fd copy = file.dup();
  ASSERT_THAT(unload_module("leftover"), Succeeds());

  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1u) << ::testing::PrintToString(findings);
  EXPECT_EQ(findings[0].kind, FindingKind::Leftover);
  EXPECT_EQ(findings[0].sites.at(0).source.file, "leftover.c");
  EXPECT_EQ(findings[0].text(),
            "ksim: file still open at rmmod\n"
            "  `init` (pid 1) has \"leftover\" open; its file_operations have no .owner = "
            "THIS_MODULE, so nothing kept the module\n"
            "    " +
                findings[0].sites.at(0).source.place() +
                "  ownerless_read()    <- would still be called\n"
                "  task init (pid 1), 0.000 ms after boot, step 0\n"
                "  Linux says: BUG: unable to handle page fault\n");
}

TEST_F(OpenFile, OfAModuleThatIsGoneCallsNothingAnyMore) {
  ASSERT_THAT(load_module("leftover", "kind=file"), Succeeds());
  Fd file = open("/dev/leftover", O_RDONLY);
  ASSERT_THAT(unload_module("leftover"), Succeeds());
  EXPECT_EQ(claim_findings().size(), 1u);
  EXPECT_THAT(file.read(1), FailsWith(EINVAL));
  EXPECT_THAT(file.close(), Succeeds());
}

TEST_F(OpenFile, WithAnOwnerKeepsItsModule) {
  ASSERT_THAT(load_module("leftover", "kind=misc"), Succeeds());
  Fd file = open("/dev/leftover", O_RDONLY);
  EXPECT_THAT(unload_module("leftover"), FailsWith(EWOULDBLOCK));
  EXPECT_THAT(file.close(), Succeeds());
  expect_finding(FindingKind::Leftover, "leftover.c:82");
}

using FailedInit = DriverTest;

TEST_F(FailedInit, IsAFindingForEachThingItLeaves) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(load_module("leftover", "kind=all result=-5"), FailsWith(EIO));
    EXPECT_THAT(unload_module("leftover"), FailsWith(ENOENT));

    std::vector<std::string> titles;
    for (const Finding& finding : claim_findings()) {
      titles.push_back(finding.title);
      EXPECT_EQ(finding.sites.at(0).source.file, "leftover.c") << finding.text();
    }
    EXPECT_THAT(titles, UnorderedElementsAre(
                            "device numbers left behind", "misc device left behind",
                            "character device left behind", "class left behind",
                            "device left behind", "sysfs entry left behind", "memory leak"));
    EXPECT_THAT(stat("/dev/leftover"), FailsWith(ENOENT));
    EXPECT_THAT(stat("/dev/leftover1"), FailsWith(ENOENT));
    EXPECT_THAT(stat("/sys/class/leftover"), FailsWith(ENOENT));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Leftover,
    ::testing::Values(Left{"region", "device numbers left behind", "unregister_chrdev_region()"},
                      Left{"chrdev", "device numbers left behind", "unregister_chrdev()"},
                      Left{"cdev", "character device left behind", "300:0 (2 minors)"},
                      Left{"misc", "misc device left behind", "\"leftover\""},
                      Left{"class", "class left behind", "\"leftover\""},
                      Left{"device", "device left behind", "\"leftover1\" (300:1)"},
                      Left{"kobject", "sysfs entry left behind", "/sys/kernel/leftover"}),
    [](const auto& kind) { return std::string(kind.param.kind); });

}  // namespace
}  // namespace ksim
