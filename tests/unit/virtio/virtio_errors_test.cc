// SPDX-License-Identifier: GPL-2.0-or-later
// What a driver does wrong with a virtio device is found by the device, at the driver's line.
#include <set>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_device.hh"
#include "virtio_errors.h"

namespace ksim {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Reads and writes all of each buffer, and needs room for an answer.
class StrictDevice : public VirtioDevice {
 public:
  explicit StrictDevice(bool packed = false, bool indirect = false)
      : VirtioDevice({.name = "strict",
                      .id = VIRTIO_ERRORS_ID,
                      .packed = packed,
                      .indirect = indirect,
                      .event_index = false,
                      .queue_sizes = {16},
                      .config_bytes = 8}) {}

  // Buffers are kept, not used.
  void keep() { keeps_ = true; }

  void on_kick(VirtioQueue& queue) override {
    while (VirtioChain* chain = queue.pop()) {
      if (keeps_) continue;
      chain->read_all();
      if (chain->writable_bytes() == 0)
        queue.report(*chain, "driver leaves no room for the answer", "there must be some");
      chain->write(std::string(chain->writable_bytes(), 'x'));
      queue.complete(*chain);
    }
  }

 private:
  bool keeps_ = false;
};

class VirtioErrors : public DriverTest {
 protected:
  static void add(VirtioDevice& device) {
    ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  }
  // In a process, which an oops kills.
  static void make(const std::string& error) {
    auto process = spawn("victim", [&error] {
      EXPECT_THAT(open("/dev/virtio_errors", O_WRONLY).write(error), Succeeds());
    });
    process.exit_status();
  }
};

TEST_F(VirtioErrors, NoneIsFoundWhereThereIsNone) {
  load_module("virtio_errors");
  StrictDevice device;
  add(device);
  make("no_error");
  EXPECT_THAT(claim_findings(), IsEmpty());
  EXPECT_EQ(device.status(), 15);
}

TEST_F(VirtioErrors, OddBuffersAreNone) {
  load_module("virtio_errors");
  StrictDevice device(false, true);
  add(device);
  for (const char* odd : {"table_that_is_written", "table_behind_a_piece"}) {
    make(odd);
    EXPECT_THAT(claim_findings(), IsEmpty()) << odd;
  }
  EXPECT_EQ(device.status(), 15);
}

enum class Rings { Split, SplitIndirect, Packed, PackedIndirect };

// The only finding, with its first site in the function of that name; if the device cannot go on,
// it says so.
struct Expected {
  std::string error;
  Rings rings;
  FindingKind kind;
  std::string title;
  std::string detail;
  bool needs_reset;
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.error; }

class VirtioError : public VirtioErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(VirtioError, IsFoundWhereItIsMade) {
  const Expected& expected = GetParam();
  load_module("virtio_errors");
  StrictDevice device(
      expected.rings == Rings::Packed || expected.rings == Rings::PackedIndirect,
      expected.rings == Rings::SplitIndirect || expected.rings == Rings::PackedIndirect);
  if (expected.error == "same_head_again") device.keep();
  add(device);
  make(expected.error);
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, expected.kind) << finding;
  EXPECT_EQ(finding.title, expected.title);
  EXPECT_THAT(finding.detail, HasSubstr(expected.detail));
  ASSERT_FALSE(finding.sites.empty()) << finding;
  EXPECT_EQ(finding.sites.front().source.function, expected.error) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "virtio_errors.c") << finding;
  constexpr int kNeedsReset = 0x40;
  EXPECT_EQ((device.status() & kNeedsReset) != 0, expected.needs_reset);
}

INSTANTIATE_TEST_SUITE_P(
    , VirtioError,
    ::testing::Values(
        Expected{"circle", Rings::Split, FindingKind::Misuse,
                 "driver's descriptors go round in a circle", "queue 0 of virtio device `strict`",
                 true},
        Expected{"next_that_is_none", Rings::Split, FindingKind::Misuse,
                 "driver goes on at a descriptor that is not there", "says 999", true},
        Expected{"head_that_is_none", Rings::Split, FindingKind::Misuse,
                 "driver offers a buffer that the ring has no room for", "its id is 999", true},
        Expected{"index_ahead", Rings::Split, FindingKind::Misuse,
                 "driver says that there are more buffers than the ring has room for",
                 "its index is 101, the device has taken 0", true},
        Expected{"index_back", Rings::Split, FindingKind::Misuse,
                 "driver says that there are more buffers than the ring has room for",
                 "its index is 0, the device has taken 1", true},
        Expected{"taken_back_while_live", Rings::Split, FindingKind::Misuse,
                 "driver takes back a buffer that the device may be using", "was not reset", false},
        Expected{"same_head_again", Rings::Split, FindingKind::Misuse,
                 "driver offers a buffer again that the device still has", "its id is 0", true},
        Expected{"not_ram", Rings::Split, FindingKind::Misuse,
                 "driver offers memory that is not RAM", "32 bytes at address 0x10000000000", true},
        Expected{"longer_than_ram", Rings::Split, FindingKind::Misuse,
                 "driver offers memory that is not RAM", "4294967295 bytes", true},
        Expected{"more_than_4_gib", Rings::Split, FindingKind::Misuse,
                 "driver offers more than a buffer can have",
                 "4294967295 bytes at address 0x0, behind 4294967295", true},
        Expected{"no_bytes", Rings::Split, FindingKind::Misuse, "driver offers a piece of no bytes",
                 "0 bytes", true},
        Expected{"write_before_read", Rings::Split, FindingKind::Misuse,
                 "driver offers what is to be read behind what is to be written", "32 bytes", true},
        Expected{"no_room", Rings::Split, FindingKind::Misuse,
                 "driver leaves no room for the answer", "there must be some", false},
        Expected{"table_nobody_knows_of", Rings::Split, FindingKind::Misuse,
                 "driver uses an indirect table, and has not said that it would",
                 "VIRTIO_RING_F_INDIRECT_DESC", true},
        Expected{"table_and_more", Rings::SplitIndirect, FindingKind::Misuse,
                 "driver has an indirect table followed by something", "both flags", true},
        Expected{"table_of_odd_size", Rings::SplitIndirect, FindingKind::Misuse,
                 "driver offers an indirect table that is none", "17 bytes", true},
        Expected{"table_in_table", Rings::SplitIndirect, FindingKind::Misuse,
                 "driver has an indirect table in an indirect table", "entry 0 of 2", true},
        Expected{"circle_in_table", Rings::SplitIndirect, FindingKind::Misuse,
                 "driver's indirect table goes round in a circle", "entry 1 says 0", true},
        Expected{"packed_circle", Rings::Packed, FindingKind::Misuse,
                 "driver's descriptors go round in a circle", "16", true},
        Expected{"packed_id_that_is_none", Rings::Packed, FindingKind::Misuse,
                 "driver offers a buffer that the ring has no room for", "its id is 999", true},
        Expected{"packed_not_ram", Rings::Packed, FindingKind::Misuse,
                 "driver offers memory that is not RAM", "0x10000000000", true},
        Expected{"packed_write_before_read", Rings::Packed, FindingKind::Misuse,
                 "driver offers what is to be read behind what is to be written", "32 bytes", true},
        Expected{"packed_table_nobody_knows_of", Rings::Packed, FindingKind::Misuse,
                 "driver uses an indirect table, and has not said that it would",
                 "VIRTIO_RING_F_INDIRECT_DESC", true},
        Expected{"packed_table_and_more", Rings::PackedIndirect, FindingKind::Misuse,
                 "driver has an indirect table followed by something", "of 2 descriptors", true},
        Expected{"packed_table_in_table", Rings::PackedIndirect, FindingKind::Misuse,
                 "driver has an indirect table in an indirect table", "entry 0 of 2", true},
        Expected{"freed_before_the_kick", Rings::Split, FindingKind::UseAfterFree,
                 "device writes memory that was freed", "32 bytes", true},
        Expected{"freed_before_the_kick", Rings::Packed, FindingKind::UseAfterFree,
                 "device writes memory that was freed", "32 bytes", true},
        Expected{"freed_page", Rings::Split, FindingKind::UseAfterFree,
                 "device writes memory that was freed", "32 bytes", true},
        Expected{"longer_than_its_memory", Rings::Split, FindingKind::Overflow,
                 "device writes more than there is of the buffer's memory", "64 bytes", true},
        Expected{"length_of_another_list", Rings::Split, FindingKind::Misuse,
                 "scatterlist has another length than the driver says",
                 "it says 2, but the list ends after 1", false},
        Expected{"kicked_after_reset", Rings::Split, FindingKind::Misuse,
                 "driver kicks a queue that is not there", "the device has been reset", false},
        Expected{"deleted_while_live", Rings::Split, FindingKind::Misuse,
                 "driver deletes the queue of a device that is live", "was not reset", false},
        Expected{"configuration_that_is_not_there", Rings::Split, FindingKind::Misuse,
                 "driver reads a configuration that is not there",
                 "1 bytes at offset 100, and there are 8", false},
        Expected{"register_of_another_width", Rings::Split, FindingKind::Misuse,
                 "driver uses a register that is not as wide", "1 bytes at offset 0x70", false},
        Expected{"feature_never_offered", Rings::Split, FindingKind::Oops,
                 "driver asks for a feature that it never offered", "feature 5", false}),
    [](const auto& tested) {
      return tested.param.error + (tested.param.rings == Rings::Packed ? "_packed" : "");
    });

TEST_F(VirtioErrors, ABufferOnTheStackIsABug) {
  load_module("virtio_errors");
  StrictDevice device;
  add(device);
  make("on_the_stack");
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().kind, FindingKind::Oops) << findings.front();
}

TEST_F(VirtioErrors, AFreedBufferNamesWhoAddedAndWhoFreedIt) {
  load_module("virtio_errors");
  StrictDevice device;
  add(device);
  make("freed_before_the_kick");
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  std::vector<std::string> notes;
  for (const FindingSite& site : findings.front().sites) {
    EXPECT_EQ(site.source.function, "freed_before_the_kick");
    notes.push_back(site.note);
  }
  EXPECT_THAT(notes, ElementsAre("added here", "freed here"));
}

TEST_F(VirtioErrors, AKickBeforeTheDeviceIsReadyIsFound) {
  load_module("virtio_errors", "kick_early=1");
  StrictDevice device;
  add(device);
  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().title, "driver kicks a queue before it is ready");
  EXPECT_EQ(findings.front().sites.front().source.function, "kick_before_ready");
}

TEST_F(VirtioErrors, ADriverThatGoesWithoutAResetIsFound) {
  load_module("virtio_errors", "keep_running=1");
  StrictDevice device;
  add(device);
  EXPECT_THAT(unload_module("virtio_errors"), Succeeds());
  std::vector<std::string> titles;
  for (const Finding& finding : claim_findings()) {
    titles.push_back(finding.title);
    EXPECT_EQ(finding.sites.front().source.function, "errors_remove") << finding;
  }
  EXPECT_THAT(titles, ElementsAre("driver deletes the queue of a device that is live",
                                  "virtio driver went without resetting its device"));
}

// Whatever the driver does to the ring, the device finds it or does not mind. All that it touches
// are the driver's two buffers.
TEST(SpoiltRings, AreFoundOrDoNoHarm) {
  constexpr std::uint64_t kSeeds = 500;
  std::set<std::string> titles;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    StrictDevice device(seed % 2 == 0, seed % 4 >= 2);
    Simulator::Options options;
    options.strategy = make_random(seed);
    Simulator simulator(std::move(options));
    ASSERT_TRUE(simulator.insmod("virtio_errors").ok());
    ASSERT_TRUE(simulator.add_virtio_device(device).ok());
    const auto fd = static_cast<int>(system_call::open("/dev/virtio_errors", O_RDWR));
    for (int times = 0; times < 20; ++times)
      ASSERT_EQ(system_call::ioctl(fd, VIRTIO_ERRORS_SPOIL, 0L), 0);
    system_call::close(fd);
    ASSERT_TRUE(simulator.rmmod("virtio_errors").ok());
    simulator.audit();
    for (const Finding& finding : simulator.findings()) {
      titles.insert(finding.title);
      EXPECT_THAT(finding.kind, AnyOf(FindingKind::Misuse, FindingKind::Overflow))
          << finding << "seed " << seed;
    }
  }
  EXPECT_GT(titles.size(), 8U);
}

// Only some schedules let two meet in the queue.
TEST_F(VirtioErrors, TwoInAQueueAtOnceAreFound) {
  if (!Simulator::current().strategy().preempts()) {
    Simulator::Options options;
    options.strategy = make_random(1);
    Simulator::current().reboot(std::move(options));
  }
  load_module("virtio_errors");
  StrictDevice device;
  add(device);
  const auto send_often = [] {
    Fd errors = open("/dev/virtio_errors", O_RDWR);
    for (int i = 0; i < 200; ++i) errors.ioctl(VIRTIO_ERRORS_SEND);
  };
  {
    Process one = spawn("one", send_often);
    Process two = spawn("two", send_often);
  }
  const std::vector<Finding> findings = claim_findings();
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.front().title, "virtqueue used by two at once") << findings.front();
  EXPECT_EQ(findings.front().sites.front().source.function, "virtio_errors_ioctl");
  EXPECT_EQ(findings.front().sites.back().source.function, "virtio_errors_ioctl");
}

}  // namespace
}  // namespace ksim
