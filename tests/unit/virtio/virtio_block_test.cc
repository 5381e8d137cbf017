// SPDX-License-Identifier: GPL-2.0-or-later
// The model of a disk: what it forbids a driver, at the driver's line, and what it answers.
#include "ksim/virtio_block.hh"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::uint64_t kDiskBytes = 64 * 1024;

// A request of virtio_block_errors.c, and what the device says of it: the title of its finding, or
// "" for none, and the errno of its status, or 0.
struct Rule {
  const char* request;
  VirtioBlock::Settings settings;
  const char* title;
  const char* detail;
  int status;
};

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.request; }

class VirtioBlockRules : public DriverTest, public ::testing::WithParamInterface<Rule> {
 protected:
  VirtioBlockRules() : DriverTest("virtio_block_errors") {}
};

TEST_P(VirtioBlockRules, AreFoundWhereTheyAreBroken) {
  const Rule& rule = GetParam();
  VirtioBlock disk(std::make_unique<MemoryStore>(kDiskBytes), rule.settings);
  ASSERT_TRUE(Simulator::current().add_virtio_device(disk).ok());
  const std::vector<std::uint8_t> before(kDiskBytes, 'x');
  ASSERT_TRUE(disk.store().write(0, before));
  const Outcome<std::size_t> sent = open("/dev/virtio_block_errors", O_WRONLY).write(rule.request);
  if (rule.status == 0)
    EXPECT_THAT(sent, Succeeds());
  else
    EXPECT_THAT(sent, FailsWith(rule.status));
  const std::vector<Finding> findings = claim_findings();
  if (std::string(rule.title).empty()) {
    EXPECT_THAT(findings, IsEmpty());
  } else {
    ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
    const Finding& finding = findings.front();
    EXPECT_EQ(finding.kind, FindingKind::Misuse);
    EXPECT_EQ(finding.title, rule.title);
    EXPECT_THAT(finding.detail, HasSubstr(rule.detail));
    ASSERT_FALSE(finding.sites.empty());
    EXPECT_EQ(finding.sites.front().source.function, rule.request) << finding;
  }
  if (rule.status == 0) return;
  std::vector<std::uint8_t> after(kDiskBytes);
  ASSERT_TRUE(disk.store().read(0, after));
  EXPECT_EQ(after, before);
}

const Rule kRules[] = {
    {"no_status",
     {},
     "driver leaves no room for the status of a block request",
     "the last byte of a request is for the device to write",
     ENODATA},
    {"half_a_header",
     {},
     "driver sends no header of a block request",
     "8 bytes to read, but a header has 16",
     EIO},
    {"part_of_a_sector",
     {},
     "driver asks for a part of a sector",
     "a read of 100 bytes, which are no multiple of 512",
     EIO},
    {"read_behind_the_end",
     {},
     "driver asks for sectors behind the end of the disk",
     "a read of 2 sectors from 127 on; the disk has 128",
     EIO},
    {"write_behind_the_end",
     {},
     "driver asks for sectors behind the end of the disk",
     "a write of 1 sectors from 18446744073709551615 on",
     EIO},
    {"plain_write",
     {.read_only = true},
     "driver writes to a disk that is read-only",
     "the device offers VIRTIO_BLK_F_RO",
     EIO},
    {"plain_flush",
     {.has_cache = false},
     "driver sends a flush that was not negotiated",
     "a driver that has not accepted VIRTIO_BLK_F_FLUSH must not",
     EOPNOTSUPP},
    {"flush_of_a_sector",
     {},
     "driver sends a flush of a sector",
     "a flush is of the whole disk: its sector is 0, not 7",
     EIO},
    {"little_room_for_the_serial",
     {},
     "driver leaves no room for the serial number",
     "10 bytes; it has 20",
     EIO},
    {"plain_discard",
     {.can_discard = false},
     "driver sends a discard that was not negotiated",
     "a driver must not without the feature",
     EOPNOTSUPP},
    {"plain_zeroes",
     {.can_write_zeroes = false},
     "driver sends a write of zeroes that was not negotiated",
     "a driver must not without the feature",
     EOPNOTSUPP},
    {"plain_discard",
     {.read_only = true},
     "driver writes to a disk that is read-only",
     "the device offers VIRTIO_BLK_F_RO",
     EIO},
    {"discard_of_nothing",
     {},
     "driver sends a discard without ranges",
     "0 bytes, which are no multiple of 16",
     EIO},
    {"discard_of_too_many_ranges",
     {},
     "driver sends a discard of too many ranges",
     "2; the device takes 1",
     EIO},
    {"discard_of_too_many_sectors",
     {},
     "driver sends a discard of too many sectors",
     "65536 in a range; the device takes 4096",
     EIO},
    {"discard_behind_the_end",
     {},
     "driver asks for sectors behind the end of the disk",
     "a discard of 1 sectors from 128 on; the disk has 128",
     EIO},
    {"discard_that_unmaps",
     {},
     "driver sends a discard with flags that it has not",
     "0x1",
     EOPNOTSUPP},
    {"zeroes_with_unknown_flags",
     {},
     "driver sends a write of zeroes with flags that it has not",
     "0x2",
     EOPNOTSUPP},
    // Nobody is to know all types.
    {"unknown_type", {}, "", "", EOPNOTSUPP},
    {"plain_write", {}, "", "", 0},
    {"plain_flush", {}, "", "", 0},
    {"plain_discard", {}, "", "", 0},
    {"plain_zeroes", {}, "", "", 0},
    {"discard_of_too_many_ranges", {.ranges_max = 2}, "", "", 0},
};

INSTANTIATE_TEST_SUITE_P(Each, VirtioBlockRules, ::testing::ValuesIn(kRules), [](const auto& rule) {
  return rule.param.request + ("_" + std::to_string(rule.index));
});

}  // namespace
}  // namespace ksim
