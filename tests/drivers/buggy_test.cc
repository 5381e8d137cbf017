// SPDX-License-Identifier: GPL-2.0-or-later
// Each driver of drivers/buggy makes one mistake: it must be found, at its line. Its twin
// is used in the same way and must pass.
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

enum class Twin { Buggy, Fixed };

void PrintTo(Twin twin, std::ostream* out) { *out << (twin == Twin::Buggy ? "Buggy" : "Fixed"); }

// Loads the driver or its twin.
class BuggyDriver : public DriverTest, public ::testing::WithParamInterface<Twin> {
 protected:
  bool is_buggy() const { return GetParam() == Twin::Buggy; }
  std::string name(const std::string& driver) const {
    return is_buggy() ? driver : driver + "_fixed";
  }
  void load(const std::string& driver) {
    ASSERT_THAT(load_module(name(driver)), Succeeds());
    path_ = "/dev/" + name(driver);
  }
  Fd device(int flags = O_RDWR) const { return open(path_, flags); }

  // Of the buggy driver only.
  void expect(FindingKind kind, const std::string& place) {
    if (is_buggy()) expect_finding(kind, place);
  }
  // Runs `body` in a process of its own, which the buggy driver must kill and the other
  // must not.
  template <typename Body>
  void run(Body body) {
    Process process = spawn("victim", body);
    EXPECT_EQ(process.was_killed(), is_buggy());
  }

 private:
  std::string path_;
};

INSTANTIATE_TEST_SUITE_P(, BuggyDriver, ::testing::Values(Twin::Buggy, Twin::Fixed),
                         [](const auto& tested) { return ::testing::PrintToString(tested.param); });

TEST_P(BuggyDriver, FollowsANullPointerInRead) {
  load("null_read");
  expect(FindingKind::Oops, "null_read.c:21");
  run([&] { EXPECT_THAT(device().read(1), SucceedsWith("")); });
}

TEST_P(BuggyDriver, FollowsAUserPointer) {
  load("user_pointer");
  expect(FindingKind::Oops, "user_pointer.c:17");
  run([&] {
    EXPECT_THAT(device().write("\1\2\3\4"), SucceedsWith(4U));
    EXPECT_THAT(device().read(4), SucceedsWith("\1\2\3\4"));
  });
}

TEST_P(BuggyDriver, WritesPastTheUsersBuffer) {
  load("read_overrun");
  expect(FindingKind::UserOverrun, "read_overrun.c:17");
  char buffer[] = "..........";
  device().read_to(buffer, 4);
  EXPECT_STREQ(buffer, "All ......");
}

TEST_P(BuggyDriver, WritesPastItsOwnBuffer) {
  load("heap_overflow");
  // Where it was allocated; AddressSanitizer sees the write itself.
  if (is_buggy())
    expect_findings(FindingKind::Overflow, {"heap_overflow.c:19", "heap_overflow.c:26"});
  device().write("12345678");
}

TEST_P(BuggyDriver, UsesMemoryItHasFreed) {
  load("use_after_free");
  // Where it was freed; AddressSanitizer sees each access.
  if (is_buggy()) {
    expect_findings(FindingKind::UseAfterFree,
                    {"use_after_free.c:25", "use_after_free.c:43", "use_after_free.c:44"});
  }
  device().write("hello");
  device().ioctl(0);
}

TEST_P(BuggyDriver, FreesItsMemoryTwice) {
  load("double_free");
  expect(FindingKind::DoubleFree, "double_free.c:16");
  UserBuffer bad = UserBuffer::faulting_at(0);
  Fd fd = device();
  EXPECT_THAT(fd.write_from(bad.data(), 10), FailsWith(EFAULT));
  fd.write("hello");
}

TEST_P(BuggyDriver, DoesNotFreeItsMemoryAtExit) {
  load("leak_exit");
  expect(FindingKind::Leak, "leak_exit.c:35");
  EXPECT_THAT(device().read_all(), SucceedsWith("nothing happened yet\n"));
}

TEST_P(BuggyDriver, DoesNotFreeItsMemoryWhenItFailsToLoad) {
  expect(FindingKind::Leak, "leak_init.c:16");
  EXPECT_THAT(load_module(name("leak_init"), "level=10"), FailsWith(EINVAL));
}

TEST_P(BuggyDriver, LeavesItsCdevBehind) {
  expect(FindingKind::Leftover, "cdev_left.c:26");
  EXPECT_THAT(load_module(name("cdev_left")), Succeeds());
}

TEST_P(BuggyDriver, LeavesItsClassBehind) {
  expect(FindingKind::Leftover, "class_left.c:17");
  EXPECT_THAT(load_module(name("class_left")), Succeeds());
}

TEST_P(BuggyDriver, StopsTheKernel) {
  load("bug_on");
  expect(FindingKind::Oops, "bug_on.c:15");
  EXPECT_THAT(device().write("hello"), SucceedsWith(5U));
  run([&] { EXPECT_THAT(device().write(""), SucceedsWith(0U)); });
}

}  // namespace
}  // namespace ksim
