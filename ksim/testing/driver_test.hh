// SPDX-License-Identifier: GPL-2.0-or-later
// The fixture of tests that meet a driver where user space does: at the system call.
#ifndef KSIM_TESTING_DRIVER_TEST_HH
#define KSIM_TESTING_DRIVER_TEST_HH

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/testing/fd.hh"
#include "ksim/testing/mapping.hh"
#include "ksim/testing/matchers.hh"
#include "ksim/testing/outcome.hh"
#include "ksim/testing/polling.hh"
#include "ksim/testing/process.hh"
#include "ksim/testing/signals.hh"
#include "ksim/testing/world.hh"

// Ends the test as a skipped one in a world (Sim, Fuse) in which what it says is known not to
// hold; `row` is that of docs/worlds.md which tells why.
#define KSIM_KNOWN_DIFFERENCE(where, row)                  \
  if (::ksim::DriverTest::world() == ::ksim::World::where) \
  GTEST_SKIP() << "known difference: docs/worlds.md, row " << row

namespace ksim {

// Boots a kernel and loads a module before each test; afterwards closes what the test left
// open, unloads and audits. A test fails for every finding that it did not expect, for
// every process that never ends and for every module that cannot be unloaded.
//
//   class Scull : public ksim::DriverTest {
//    protected:
//     Scull() : DriverTest("scull", "scull_quantum=8") {}
//   };
//
// The test is the first process: root, without open descriptors. An oops there ends the
// test; to test for one, let a spawned process run into it.
class DriverTest : public ::testing::Test {
 protected:
  using Where = std::source_location;

  // For tests that load modules themselves.
  DriverTest() = default;
  // `module`: "scull", or a path.
  explicit DriverTest(std::string module, std::string parameters = "");

  void SetUp() override;
  void TearDown() override;

  // Modules. What was loaded is unloaded at the end, last one first.
  Outcome<> load_module(const std::string& module, std::string_view parameters = "",
                        Where where = Where::current());
  Outcome<> unload_module(const std::string& name, Where where = Where::current());

  // A virtio device appears, until the test ends: "virtio-blk,size=16M,serial=A1". A real kernel
  // has what its machine has, and fails with ENODEV if that is none of this name.
  static Outcome<> add_device(const std::string& description, Where where = Where::current());

  // Files.
  [[nodiscard]] static Fd open(const std::string& path, int flags, mode_t mode = 0,
                               Where where = Where::current()) {
    return Fd::open(path, flags, mode, where);
  }
  static Outcome<struct ::stat> stat(const std::string& path, Where where = Where::current());
  static Outcome<> chmod(const std::string& path, mode_t mode, Where where = Where::current());
  static Outcome<> mknod(const std::string& path, mode_t mode, dev_t device,
                         Where where = Where::current());
  static Outcome<> unlink(const std::string& path, Where where = Where::current());

  // Processes.
  template <typename Function>
  [[nodiscard]] static auto spawn(std::string_view name, Function function) {
    return ksim::spawn(name, std::move(function));
  }
  // The running process goes on as this user, with the group of the same number, without
  // supplementary groups and capabilities.
  static Outcome<> become_user(uid_t user, Where where = Where::current());
  // The running process keeps these capabilities only: bit = CAP_….
  static Outcome<> keep_capabilities(std::uint64_t mask, Where where = Where::current());

  // Where this runs.
  static World world() { return world::which(); }
  // Nanoseconds of a clock of this world that never goes back.
  static std::uint64_t clock_ns() { return world::now_ns(); }

  // The kernel log since boot, one record a line, without times.
  static std::string dmesg();

  // This finding must be there when the test ends, at this place: "scull.c:88". One call
  // for each; they may come in any order.
  void expect_finding(FindingKind kind, std::string place, Where where = Where::current());
  // One or more findings of this kind must be there, each at one of these places: how often a
  // mistake is seen, and at which of its ends, may depend on the build.
  void expect_findings(FindingKind kind, std::vector<std::string> places,
                       Where where = Where::current());
  // Takes the findings up to now for a closer look: they do not fail the test.
  static std::vector<Finding> claim_findings();

 private:
  struct Expectation {
    FindingKind kind;
    std::vector<std::string> places;
    bool several;
    Where where;

    bool is_met_by(const Finding& finding) const;
  };

  // Returns: whether all could be unloaded.
  bool unload_all();
  void judge_findings();

  const std::string module_;
  const std::string parameters_;
  std::vector<std::string> loaded_;  // module names, in the order of loading
  std::vector<Expectation> expectations_;
};

}  // namespace ksim

#endif
