// SPDX-License-Identifier: GPL-2.0-or-later
// The network device, with the least of a driver.
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "device_time.hh"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_net.hh"
#include "net_probe.h"

namespace ksim {
namespace {

using ::testing::StrictMock;

constexpr unsigned kMergeBuffers = 15;

class VirtioNetDevice : public DriverTest {
 protected:
  explicit VirtioNetDevice(const std::string& parameters = "")
      : DriverTest("net_probe", parameters) {}

  static void add(VirtioDevice& device) {
    ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  }
  static Fd open_probe(int number = 0) {
    return open("/dev/net_probe" + std::to_string(number), O_RDWR);
  }
  // A frame of so many bytes.
  static std::string packet(std::size_t bytes, char first = 'a') {
    std::string text(bytes, ' ');
    for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(first + i % 26);
    return text;
  }

  VirtioNet net_;
};

TEST_F(VirtioNetDevice, HasAnAddressAndALink) {
  add(net_);
  Fd probe = open_probe();
  EXPECT_THAT(probe.ioctl(NET_PROBE_LAST_OF_ADDRESS), SucceedsWith(0x56));
  EXPECT_THAT(probe.ioctl(NET_PROBE_LINK), SucceedsWith(1));
  net_.set_link(false);
  EXPECT_THAT(probe.ioctl(NET_PROBE_LINK), SucceedsWith(0));
  EXPECT_THAT(probe.ioctl(NET_PROBE_CHANGES), SucceedsWith(1));
  EXPECT_EQ(net_.address().back(), 0x56);
}

TEST_F(VirtioNetDevice, GivesTheDriverAPacket) {
  add(net_);
  EXPECT_TRUE(net_.receive(packet(60)));
  EXPECT_THAT(open_probe().read(2000), SucceedsWith(packet(60)));
  EXPECT_EQ(net_.counters().received, 1U);
}

TEST_F(VirtioNetDevice, TakesAPacketOfTheDriver) {
  class Mock : public VirtioNet {
   public:
    MOCK_METHOD(void, on_packet, (std::string_view packet), (override));
  };
  StrictMock<Mock> mock;
  add(mock);
  EXPECT_CALL(mock, on_packet(std::string_view(packet(1514))));
  EXPECT_THAT(open_probe().write(packet(1514)), SucceedsWith(1514U));
  wait_for_device();
  EXPECT_EQ(mock.counters().sent, 1U);
}

TEST_F(VirtioNetDevice, TwoAreJoinedBackToBack) {
  VirtioNet other({2, 0, 0, 0, 0, 7});
  add(net_);
  add(other);
  VirtioNet::join(net_, other);
  for (const auto& [from, to] : {std::pair(0, 1), std::pair(1, 0)}) {
    Fd sender = open_probe(from);
    Fd receiver = open_probe(to);
    for (std::size_t bytes = 60; bytes < 1514; bytes += 200) {
      ASSERT_THAT(sender.write(packet(bytes)), SucceedsWith(bytes));
      ASSERT_THAT(receiver.read(2000), SucceedsWith(packet(bytes)));
    }
  }
  EXPECT_EQ(net_.counters().sent, 8U);
  EXPECT_EQ(other.counters().received, 8U);
  EXPECT_EQ(other.counters().dropped, 0U);
}

TEST_F(VirtioNetDevice, DropsAndCountsWhatThereIsNoBufferFor) {
  add(net_);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(net_.receive(packet(60)));
  EXPECT_FALSE(net_.receive(packet(60)));
  EXPECT_EQ(net_.counters().dropped, 1U);
  EXPECT_THAT(open_probe().read(100), SucceedsWith(packet(60)));
  wait_for_device();
  EXPECT_TRUE(net_.receive(packet(60)));
}

TEST_F(VirtioNetDevice, DropsAndCountsWhatIsTooLongForABuffer) {
  add(net_);
  EXPECT_FALSE(net_.receive(packet(1600)));
  EXPECT_EQ(net_.counters().dropped, 1U);
  EXPECT_TRUE(net_.receive(packet(1514)));
  EXPECT_THAT(open_probe().read(2000), SucceedsWith(packet(1514)));
}

TEST_F(VirtioNetDevice, CarriesNothingWithoutALink) {
  VirtioNet other;
  add(net_);
  add(other);
  VirtioNet::join(net_, other);
  net_.set_link(false);
  EXPECT_THAT(open_probe(0).write(packet(60)), SucceedsWith(60U));
  EXPECT_THAT(open_probe(1).write(packet(60)), SucceedsWith(60U));
  wait_for_device();
  EXPECT_EQ(other.counters().received, 0U);
  EXPECT_EQ(net_.counters().received, 0U);
  EXPECT_EQ(net_.counters().dropped, 2U);
}

TEST_F(VirtioNetDevice, ReportsHeadersThatTheDriverMayNotSend) {
  add(net_);
  Fd probe = open_probe();
  const std::pair<unsigned, const char*> wrong[] = {
      {NET_PROBE_SHORT, "driver sends a packet that is shorter than its header"},
      {NET_PROBE_CHECKSUM, "driver wants a checksum made, and has not said that it would"},
      {NET_PROBE_SEGMENTS, "driver wants a packet segmented, and has not said that it would"},
      {NET_PROBE_BUFFERS, "driver sends a packet with a number of buffers"}};
  for (const auto& [command, title] : wrong) {
    probe.ioctl(command);
    wait_for_device();
    const std::vector<Finding> findings = claim_findings();
    ASSERT_EQ(findings.size(), 1U) << title;
    EXPECT_EQ(findings.front().title, title);
    EXPECT_EQ(findings.front().sites.front().source.file, "net_probe.c");
  }
}

TEST_F(VirtioNetDevice, RefusesWhatItCannotDo) {
  VirtioDevice::Options options = VirtioNet::default_options();
  options.features |= 1;  // checksums
  EXPECT_THROW(VirtioNet({}, options), std::invalid_argument);
}

TEST_F(VirtioNetDevice, OutlivesItsPeer) {
  add(net_);
  {
    VirtioNet other;
    add(other);
    VirtioNet::join(net_, other);
  }
  EXPECT_THAT(open_probe().write(packet(60)), SucceedsWith(60U));
}

class VirtioNetMerged : public VirtioNetDevice {
 protected:
  VirtioNetMerged() : VirtioNetDevice("merge=1 buffer_bytes=100 buffers=16") {}
};

TEST_F(VirtioNetMerged, SpreadsAPacketOverBuffers) {
  add(net_);
  ASSERT_TRUE(net_.has_feature(kMergeBuffers));
  Fd probe = open_probe();
  for (int i = 0; i < 20; ++i) {
    const auto bytes = static_cast<std::size_t>(1 + 61 * i);
    ASSERT_TRUE(net_.receive(packet(bytes)));
    ASSERT_THAT(probe.read(2000), SucceedsWith(packet(bytes)));
    wait_for_device();
  }
  EXPECT_FALSE(net_.receive(packet(1600)));
  EXPECT_TRUE(net_.receive(packet(1500)));
  EXPECT_THAT(probe.read(2000), SucceedsWith(packet(1500)));
}

}  // namespace
}  // namespace ksim
