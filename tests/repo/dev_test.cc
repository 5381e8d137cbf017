// SPDX-License-Identifier: GPL-2.0-or-later
// What ./dev says where a world is missing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/shell.hh"

namespace ksim {
namespace {

namespace fs = std::filesystem;

using test_support::Ended;
using test_support::shell;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// A copy of ./dev in a directory of its own, so that verdicts of a run of the real one stay.
class Dev : public ::testing::Test {
 protected:
  void SetUp() override {
    scratch_ = fs::path(::testing::TempDir()) / ("ksim-dev-test-" + std::to_string(getpid()));
    fs::create_directories(scratch_ / "build/dev/tests");
    fs::create_directories(scratch_ / "bin");
    fs::copy(KSIM_SOURCE_DIR "/dev", scratch_ / "dev");
    std::ofstream(scratch_ / "build/dev/tests/fuse.list") << "some_test_linux\n";
    // Nothing is installed there.
    std::ofstream(scratch_ / "bin/dpkg-query") << "#!/bin/sh\nexit 1\n";
    fs::permissions(scratch_ / "bin/dpkg-query", fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(scratch_); }

  Ended run_world(const std::string& world, const std::string& environment) const {
    return shell("cd " + scratch_.string() + " && PATH=$PWD/bin:$PATH " + environment +
                 " ./dev run-world " + world);
  }

  fs::path scratch_;
};

TEST_F(Dev, SkipsTheWorldQemuLoudly) {
  const Ended ended = run_world("qemu", "CI=");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(
      ended.output,
      AllOf(HasSubstr("world qemu: SKIPPED, there is no qemu-system-x86 busybox-static"),
            HasSubstr("./dev setup installs it"), EndsWith("\n0 passed, 0 failed, 2 skipped\n")));
}

TEST_F(Dev, FailsWithoutTheWorldQemuInContinuousIntegration) {
  const Ended ended = run_world("qemu", "CI=true");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("world qemu: SKIPPED"),
                                  EndsWith("\n0 passed, 2 failed, 0 skipped\n")));
}

TEST_F(Dev, SkipsTheWorldFuseLoudly) {
  const Ended ended = run_world("fuse", "CI= KSIM_FUSE_DEVICE=/dev/no-such-device");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("world fuse: SKIPPED, there is no /dev/fuse"),
                                  EndsWith("\n0 passed, 0 failed, 1 skipped\n")));
}

TEST_F(Dev, FailsWithoutTheWorldFuseInContinuousIntegration) {
  const Ended ended = run_world("fuse", "CI=true KSIM_FUSE_DEVICE=/dev/no-such-device");
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("world fuse: SKIPPED"),
                                  EndsWith("\n0 passed, 1 failed, 0 skipped\n")));
}

}  // namespace
}  // namespace ksim
