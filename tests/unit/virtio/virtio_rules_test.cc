// SPDX-License-Identifier: GPL-2.0-or-later
// Rules of virtio 1.2 that can be seen at the registers and in the memory of a ring: what this
// kernel's transport and rings do, and what devices here do. docs/virtio-rules.md has them all.
#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "device_time.hh"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "probe_device.hh"

namespace ksim {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;

using Area = VirtioQueue::Area;

std::uint16_t get16(std::span<const std::uint8_t> area, std::size_t offset) {
  std::uint16_t value;
  std::memcpy(&value, area.data() + offset, sizeof value);
  return value;
}

// Writes down what the driver does with the registers.
class Watched : public ProbeDevice {
 public:
  struct Access {
    bool write;
    std::uint64_t offset;
    std::uint32_t value;
  };

  explicit Watched(RingKind kind = {.packed = false, .indirect = true, .event_index = true},
                   std::uint64_t features = 0)
      : ProbeDevice(kind, 8, features) {}

  const std::vector<Access>& accesses() const { return accesses_; }
  void forget() { accesses_.clear(); }
  std::vector<std::uint32_t> written(std::uint64_t offset) const {
    std::vector<std::uint32_t> values;
    for (const Access& access : accesses_)
      if (access.write && access.offset == offset) values.push_back(access.value);
    return values;
  }
  // What the rings lie at, as they are made.
  const std::vector<std::vector<std::uint8_t>>& used_rings() const { return used_rings_; }

 protected:
  std::uint32_t read_register(std::uint64_t offset) override {
    const std::uint32_t value = ProbeDevice::read_register(offset);
    accesses_.push_back({false, offset, value});
    return value;
  }
  void write_register(std::uint64_t offset, std::uint32_t value) override {
    accesses_.push_back({true, offset, value});
    ProbeDevice::write_register(offset, value);
    if (offset == VIRTIO_MMIO_QUEUE_READY && value == 1 && queue(0).is_ready()) {
      const auto used = queue(0).area(Area::Device);
      used_rings_.emplace_back(used.begin(), used.end());
    }
  }

 private:
  std::vector<Access> accesses_;
  std::vector<std::vector<std::uint8_t>> used_rings_;
};

class VirtioRules : public DriverTest {
 protected:
  VirtioRules() : DriverTest("ring_probe") {}

  static void add(VirtioDevice& device) {
    ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  }
  static Outcome<long> control(unsigned command, long argument = 0) {
    return open("/dev/ring_probe", O_RDWR).ioctl(command, argument);
  }
  // Brings it up, uses it, and takes it down: what is left is what the driver did.
  static void live(Watched& device) {
    add(device);
    control(RING_PROBE_RUN, 20);
    device.interrupt();
    Simulator::current().remove_virtio_device(device);
  }
  static constexpr std::uint8_t kAll = VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |
                                       VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK;
};

// The driver's side

TEST_F(VirtioRules, StatusGoesThroughItsSteps) {
  Watched device;
  add(device);
  EXPECT_THAT(device.written(VIRTIO_MMIO_STATUS), ElementsAre(0, 1, 3, 11, 15));
}

TEST_F(VirtioRules, StatusIsReadAgainAfterFeaturesAreAgreedOn) {
  Watched device;
  add(device);
  bool agreed = false;
  bool read_again = false;
  bool made_queues = false;
  for (const Watched::Access& access : device.accesses()) {
    if (access.offset == VIRTIO_MMIO_STATUS) {
      if (access.write) agreed = (access.value & VIRTIO_CONFIG_S_FEATURES_OK) != 0;
      if (!access.write && agreed && !made_queues) read_again = true;
    }
    if (access.offset == VIRTIO_MMIO_QUEUE_READY && access.write) {
      EXPECT_TRUE(read_again);
      made_queues = true;
    }
    if (access.offset == VIRTIO_MMIO_DRIVER_FEATURES) {
      EXPECT_FALSE(agreed);
    }
  }
  EXPECT_TRUE(made_queues);
}

TEST_F(VirtioRules, NoBitOfTheStatusIsCleared) {
  Watched device;
  live(device);
  std::uint32_t before = 0;
  for (const std::uint32_t status : device.written(VIRTIO_MMIO_STATUS)) {
    if (status != 0) {
      EXPECT_EQ(status & before, before);
    }
    before = status;
  }
}

TEST_F(VirtioRules, OnlyWhatIsOfferedIsAccepted) {
  for (const RingKind kind : all_kinds()) {
    Watched device(kind, 0xfffc'0000'00ff'ffff);
    add(device);
    EXPECT_EQ(device.features() & ~device.offered_features(), 0U) << kind.name();
    EXPECT_TRUE(device.has_feature(VIRTIO_F_VERSION_1));
    Simulator::current().remove_virtio_device(device);
  }
}

TEST_F(VirtioRules, ADriverThatFailsSaysSo) {
  class Refusing : public Watched {
   public:
    bool accepts(std::uint64_t) override { return false; }
  } device;
  add(device);
  EXPECT_EQ(device.status() & VIRTIO_CONFIG_S_FAILED, VIRTIO_CONFIG_S_FAILED);
  EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_READY), IsEmpty());
}

TEST_F(VirtioRules, ADeviceIsIdentifiedFirst) {
  Watched device;
  add(device);
  ASSERT_GE(device.accesses().size(), 3U);
  const std::uint64_t first[] = {VIRTIO_MMIO_MAGIC_VALUE, VIRTIO_MMIO_VERSION,
                                 VIRTIO_MMIO_DEVICE_ID};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(device.accesses()[i].write);
    EXPECT_EQ(device.accesses()[i].offset, first[i]);
  }
}

TEST_F(VirtioRules, RegistersAreReadOrWrittenAsTheyMayBe) {
  const std::set<std::uint64_t> read_only{
      VIRTIO_MMIO_MAGIC_VALUE,      VIRTIO_MMIO_VERSION,          VIRTIO_MMIO_DEVICE_ID,
      VIRTIO_MMIO_VENDOR_ID,        VIRTIO_MMIO_DEVICE_FEATURES,  VIRTIO_MMIO_QUEUE_NUM_MAX,
      VIRTIO_MMIO_INTERRUPT_STATUS, VIRTIO_MMIO_CONFIG_GENERATION};
  const std::set<std::uint64_t> write_only{
      VIRTIO_MMIO_DEVICE_FEATURES_SEL, VIRTIO_MMIO_DRIVER_FEATURES,
      VIRTIO_MMIO_DRIVER_FEATURES_SEL, VIRTIO_MMIO_QUEUE_SEL,
      VIRTIO_MMIO_QUEUE_NUM,           VIRTIO_MMIO_QUEUE_NOTIFY,
      VIRTIO_MMIO_INTERRUPT_ACK,       VIRTIO_MMIO_QUEUE_DESC_LOW,
      VIRTIO_MMIO_QUEUE_DESC_HIGH,     VIRTIO_MMIO_QUEUE_AVAIL_LOW,
      VIRTIO_MMIO_QUEUE_AVAIL_HIGH,    VIRTIO_MMIO_QUEUE_USED_LOW,
      VIRTIO_MMIO_QUEUE_USED_HIGH};
  const std::set<std::uint64_t> both{VIRTIO_MMIO_QUEUE_READY, VIRTIO_MMIO_STATUS};
  Watched device;
  live(device);
  EXPECT_GT(device.accesses().size(), 30U);
  for (const Watched::Access& access : device.accesses()) {
    const auto& allowed = access.write ? write_only : read_only;
    EXPECT_TRUE(allowed.contains(access.offset) || both.contains(access.offset))
        << (access.write ? "write of " : "read of ") << std::hex << access.offset;
  }
}

TEST_F(VirtioRules, FeaturesAreSelectedBeforeTheyAreUsed) {
  Watched device;
  add(device);
  bool device_selected = false;
  bool driver_selected = false;
  for (const Watched::Access& access : device.accesses()) {
    if (access.offset == VIRTIO_MMIO_DEVICE_FEATURES_SEL) device_selected = true;
    if (access.offset == VIRTIO_MMIO_DRIVER_FEATURES_SEL) driver_selected = true;
    if (access.offset == VIRTIO_MMIO_DEVICE_FEATURES) {
      EXPECT_TRUE(device_selected);
    }
    if (access.offset == VIRTIO_MMIO_DRIVER_FEATURES) {
      EXPECT_TRUE(driver_selected);
    }
  }
}

TEST_F(VirtioRules, AQueueIsNoLargerThanTheDeviceAllows) {
  Watched device;
  add(device);
  EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_NUM), ElementsAre(Le(8U), Le(4U)));
}

TEST_F(VirtioRules, AQueueIsNotChangedWhileItIsReady) {
  Watched device;
  live(device);
  std::map<std::uint32_t, bool> ready;
  std::uint32_t selected = 0;
  for (const Watched::Access& access : device.accesses()) {
    if (!access.write) continue;
    if (access.offset == VIRTIO_MMIO_QUEUE_SEL) selected = access.value;
    if (access.offset == VIRTIO_MMIO_QUEUE_READY) ready[selected] = access.value != 0;
    if (access.offset == VIRTIO_MMIO_QUEUE_NUM || (access.offset >= VIRTIO_MMIO_QUEUE_DESC_LOW &&
                                                   access.offset <= VIRTIO_MMIO_QUEUE_USED_HIGH)) {
      EXPECT_FALSE(ready[selected]);
    }
  }
  EXPECT_THAT(ready, ElementsAre(std::pair(0U, false), std::pair(1U, false)));
}

TEST_F(VirtioRules, AQueueThatIsStoppedIsLookedAtOnceMore) {
  Watched device;
  live(device);
  int stopped = 0;
  for (std::size_t i = 0; i + 1 < device.accesses().size(); ++i) {
    const Watched::Access& access = device.accesses()[i];
    if (!access.write || access.offset != VIRTIO_MMIO_QUEUE_READY || access.value != 0) continue;
    ++stopped;
    EXPECT_FALSE(device.accesses()[i + 1].write);
    EXPECT_EQ(device.accesses()[i + 1].offset, VIRTIO_MMIO_QUEUE_READY);
  }
  EXPECT_EQ(stopped, 2);
}

TEST_F(VirtioRules, AnInterruptIsAcknowledgedForItsReasonsAlone) {
  Watched device;
  add(device);
  device.forget();
  device.interrupt();
  device.set_config_at<std::uint8_t>(0, 1);
  std::uint32_t reasons = 0;
  int acknowledged = 0;
  for (const Watched::Access& access : device.accesses()) {
    if (access.offset == VIRTIO_MMIO_INTERRUPT_STATUS) reasons = access.value;
    if (access.offset != VIRTIO_MMIO_INTERRUPT_ACK) continue;
    EXPECT_EQ(access.value & ~reasons, 0U);
    ++acknowledged;
  }
  EXPECT_GE(acknowledged, 2);
}

TEST_F(VirtioRules, PartsOfARingAreAligned) {
  for (const bool packed : {false, true}) {
    Watched device({.packed = packed, .indirect = true, .event_index = true});
    add(device);
    EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_DESC_LOW),
                Each(::testing::ResultOf([](std::uint32_t address) { return address % 16; }, 0U)));
    EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_AVAIL_LOW),
                Each(::testing::ResultOf(
                    [packed](std::uint32_t address) { return address % (packed ? 4 : 2); }, 0U)));
    EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_USED_LOW),
                Each(::testing::ResultOf([](std::uint32_t address) { return address % 4; }, 0U)));
    Simulator::current().remove_virtio_device(device);
  }
}

TEST_F(VirtioRules, ADeviceAreaBeginsAsZeroes) {
  for (const bool packed : {false, true}) {
    Watched device({.packed = packed, .indirect = true, .event_index = true});
    add(device);
    ASSERT_FALSE(device.used_rings().empty());
    EXPECT_THAT(device.used_rings().front(), Each(0));
    Simulator::current().remove_virtio_device(device);
  }
}

TEST_F(VirtioRules, AvailableFlagsSayWhetherToInterruptOnlyWithoutAnEventIndex) {
  for (const bool event_index : {false, true}) {
    Watched device({.packed = false, .indirect = false, .event_index = event_index});
    add(device);
    const auto available = device.queue(0).area(Area::Driver);
    std::set<std::uint16_t> seen{get16(available, 0)};
    for (const unsigned command : {RING_PROBE_DISABLE, RING_PROBE_ENABLE, RING_PROBE_DISABLE}) {
      control(command);
      seen.insert(get16(available, 0));
    }
    if (event_index) {
      EXPECT_THAT(seen, ElementsAre(0));
    } else {
      EXPECT_THAT(seen, ElementsAre(0, 1));
    }
    Simulator::current().remove_virtio_device(device);
  }
}

TEST_F(VirtioRules, NobodyIsKickedBeforeTheDeviceIsReady) {
  Watched device;
  add(device);
  EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_NOTIFY), IsEmpty());
  control(RING_PROBE_RUN, 1);
  EXPECT_THAT(device.written(VIRTIO_MMIO_QUEUE_NOTIFY), Contains(0));
}

TEST_F(VirtioRules, ADeviceIsResetBeforeItsQueuesGo) {
  Watched device;
  live(device);
  bool reset = false;
  for (const Watched::Access& access : device.accesses()) {
    if (!access.write) continue;
    if (access.offset == VIRTIO_MMIO_STATUS) reset = access.value == 0;
    if (access.offset == VIRTIO_MMIO_QUEUE_READY && access.value == 0) {
      EXPECT_TRUE(reset);
    }
  }
}

// The device's side

TEST_F(VirtioRules, ADeviceHasItsMagicAndVersion) {
  Watched device;
  add(device);
  EXPECT_EQ(device.accesses()[0].value, 0x74726976U);
  EXPECT_EQ(device.accesses()[1].value, 2U);
}

TEST_F(VirtioRules, AResetClearsStatusAndQueues) {
  Watched device;
  add(device);
  EXPECT_EQ(device.status(), kAll);
  EXPECT_TRUE(device.queue(0).is_ready());
  Simulator::current().remove_virtio_device(device);
  EXPECT_EQ(device.status(), VIRTIO_CONFIG_S_ACKNOWLEDGE);  // which the bus says anew
  EXPECT_FALSE(device.queue(0).is_ready());
  EXPECT_FALSE(device.queue(1).is_ready());
  EXPECT_EQ(device.features(), 0U);
}

TEST_F(VirtioRules, ADeviceThatIsNotLiveTakesNoBuffers) {
  Watched device;
  EXPECT_EQ(device.queue(0).pop(), nullptr);
  add(device);
  control(RING_PROBE_ADD, RING_PROBE_SHAPE(1, 1));
  Simulator::current().remove_virtio_device(device);
  EXPECT_EQ(device.queue(0).pop(), nullptr);
}

TEST_F(VirtioRules, ADeviceThatWasResetForgetsWhatItHadInMind) {
  class Slow : public Watched {
   public:
    int finished = 0;
    void on_kick(VirtioQueue& queue) override {
      while (VirtioChain* chain = queue.pop())
        after(1'000'000, [this, &queue, chain] {
          ++finished;
          queue.complete(*chain);
        });
    }
  } device;
  add(device);
  control(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 1));
  control(RING_PROBE_NOTIFY);
  control(RING_PROBE_DETACH);
  wait_for_device();
  EXPECT_EQ(device.finished, 0);
  EXPECT_EQ(device.status(), 0);
}

TEST_F(VirtioRules, ADeviceThatNeedsAResetTellsTheDriver) {
  Watched device;
  add(device);
  device.forget();
  device.set_needs_reset();
  constexpr std::uint32_t kConfig = 2;
  EXPECT_THAT(device.written(VIRTIO_MMIO_INTERRUPT_ACK), Contains(kConfig));
}

TEST_F(VirtioRules, AChangeOfTheConfigurationHasAnotherGenerationAndIsTold) {
  class Generations : public Watched {
   public:
    std::uint32_t generation() { return read_register(VIRTIO_MMIO_CONFIG_GENERATION); }
  } device;
  add(device);
  const std::uint32_t before = device.generation();
  device.forget();
  device.set_config_at<std::uint32_t>(4, 1);
  EXPECT_NE(device.generation(), before);
  EXPECT_THAT(device.written(VIRTIO_MMIO_INTERRUPT_ACK), Contains(2U));
}

TEST_F(VirtioRules, TheConfigurationCanBeReadBeforeFeaturesAreAgreedOn) {
  Watched device;
  device.set_config_at<std::uint8_t>(0, 77);
  add(device);
  EXPECT_THAT(control(RING_PROBE_EARLY_BYTE), SucceedsWith(77));
}

TEST_F(VirtioRules, UsedFlagsAreZero) {
  for (const RingKind kind : all_kinds()) {
    if (kind.packed) continue;
    Watched device(kind);
    add(device);
    control(RING_PROBE_RUN, 50);
    EXPECT_EQ(get16(device.queue(0).area(Area::Device), 0), 0) << kind.name();
    Simulator::current().remove_virtio_device(device);
  }
}

TEST_F(VirtioRules, AKickForNothingDoesNoHarm) {
  for (const RingKind kind : all_kinds()) {
    Watched device(kind);
    add(device);
    for (int i = 0; i < 5; ++i) control(RING_PROBE_NOTIFY);
    EXPECT_EQ(device.queue(0).in_flight(), 0U);
    EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10)) << kind.name();
    Simulator::current().remove_virtio_device(device);
  }
}

}  // namespace
}  // namespace ksim
