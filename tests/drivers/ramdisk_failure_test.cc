// SPDX-License-Identifier: GPL-2.0-or-later
// ramdisk where only the simulator can take it: without memory, and half a minute ahead.
#include <string>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using Failure = Simulator::Failure;

void fail_nth(Failure what, std::uint64_t nth) { Simulator::current().fail_nth(what, nth); }

class RamdiskLoadingWithoutMemory : public DriverTest {
 protected:
  // Returns: how many allocations it could not do without.
  int fail_each(Failure what, int more_than_it_needs) {
    int failures = 0;
    bool succeeded = false;
    for (int nth = 1; nth <= more_than_it_needs; ++nth) {
      fail_nth(what, nth);
      const Outcome<> loaded = load_module("ramdisk", "depth=2");
      fail_nth(what, 0);
      succeeded = loaded.ok();
      if (succeeded) {
        EXPECT_THAT(unload_module("ramdisk"), Succeeds()) << "allocation " << nth;
      } else {
        ++failures;
        EXPECT_THAT(stat("/dev/ramdisk0"), FailsWith(ENOENT)) << "allocation " << nth;
      }
      EXPECT_THAT(claim_findings(), IsEmpty()) << "allocation " << nth;
    }
    EXPECT_TRUE(succeeded);
    return failures;
  }
};

TEST_F(RamdiskLoadingWithoutMemory, LeavesNothingBehindWhereverItFails) {
  EXPECT_GE(fail_each(Failure::Slab, 200), 15);
}

TEST_F(RamdiskLoadingWithoutMemory, LeavesNothingBehindWhereverThereAreNoPages) {
  EXPECT_GE(fail_each(Failure::Page, 40), 1);
}

class RamdiskInTime : public DriverTest {
 protected:
  RamdiskInTime() : DriverTest("ramdisk") {}
  static std::string counts() {
    return open("/sys/block/ramdisk0/stat", O_RDONLY).read_all().value();
  }
};

TEST_F(RamdiskInTime, IsWrittenBackWhenWhatIsDirtyIsOld) {
  Fd fd = open("/dev/ramdisk0", O_WRONLY);
  EXPECT_THAT(fd.write(std::string(4096, 'x')), SucceedsWith(4096U));
  const auto wait_s = [](int seconds) { system_call::poll(nullptr, 0, seconds * 1000); };
  wait_s(20);
  EXPECT_THAT(counts(), MatchesRegex(" *0 +0 +0 +0 +0 +0 +0 .*\n"));
  wait_s(20);
  EXPECT_THAT(counts(), MatchesRegex(" *0 +0 +0 +0 +1 +0 +8 .*\n"));
}

}  // namespace
}  // namespace ksim
