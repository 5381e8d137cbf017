// SPDX-License-Identifier: GPL-2.0-or-later
// Devices that do what they must not. Linux says so in its log, or does not mind; the driver gets
// an error, or nonsense that it has to live with; and nothing else happens: nobody blames the
// driver.
#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "probe_device.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

using Area = VirtioQueue::Area;

std::uint16_t get16(std::span<std::uint8_t> area, std::size_t offset) {
  std::uint16_t value;
  std::memcpy(&value, area.data() + offset, sizeof value);
  return value;
}

void set16(std::span<std::uint8_t> area, std::size_t offset, std::uint16_t value) {
  std::memcpy(area.data() + offset, &value, sizeof value);
}

constexpr std::size_t kIndex = 2;  // of the used ring: behind its flags
constexpr std::size_t kPackedDescriptorBytes = 16;
constexpr std::size_t kPackedFlags = 14;

// What a device does with a buffer of one piece to read, and one to write.
struct Mess {
  enum class Rings { All, Split, Packed };
  enum class Queue { Broken, Usable };

  std::string name;
  void (*make)(VirtioQueue& queue, VirtioChain& chain);
  std::string said;  // in the kernel log
  Queue queue = Queue::Broken;
  Rings rings = Rings::All;

  friend void PrintTo(const Mess& mess, std::ostream* out) { *out << mess.name; }
};

const Mess kMesses[] = {
    {"UsesAnIdThatIsNone", [](VirtioQueue& queue, VirtioChain&) { queue.put_used(4711, 1); },
     "probe:id 4711 out of range"},
    {"UsesTheIdBehindTheLast", [](VirtioQueue& queue, VirtioChain&) { queue.put_used(8, 1); },
     "probe:id 8 out of range"},
    {"UsesTheIdOfNothing", [](VirtioQueue& queue, VirtioChain&) { queue.put_used(7, 1); },
     "probe:id 7 is not a head!"},
    {"UsesTheMiddleOfABuffer",
     [](VirtioQueue& queue, VirtioChain& chain) { queue.put_used(chain.id() + 1, 1); },
     "probe:id 1 is not a head!"},
    {"UsesABufferTwice",
     [](VirtioQueue& queue, VirtioChain& chain) {
       const std::uint16_t id = chain.id();
       ProbeDevice::answer(queue, chain);
       queue.put_used(id, 0);
     },
     "is not a head!"},
    {"UsesAnIdOfMoreThan16Bits",
     [](VirtioQueue& queue, VirtioChain& chain) { queue.put_used(0x1'0000U + chain.id(), 1); },
     "probe:id 65536 out of range", Mess::Queue::Broken, Mess::Rings::Split},
    {"SaysThatItHasUsedMoreThanThereWas",
     [](VirtioQueue& queue, VirtioChain& chain) {
       ProbeDevice::answer(queue, chain);
       const auto used = queue.area(Area::Device);
       set16(used, kIndex, get16(used, kIndex) + 3);
     },
     "is not a head!", Mess::Queue::Broken, Mess::Rings::Split},
    {"TurnsTheUsedIndexBack",
     [](VirtioQueue& queue, VirtioChain& chain) {
       ProbeDevice::answer(queue, chain);
       const auto used = queue.area(Area::Device);
       set16(used, kIndex, get16(used, kIndex) - 2);
     },
     "is not a head!", Mess::Queue::Broken, Mess::Rings::Split},
    {"MarksDescriptorsAsUsedThatAreNot",
     [](VirtioQueue& queue, VirtioChain& chain) {
       ProbeDevice::answer(queue, chain);
       const auto ring = queue.area(Area::Descriptors);
       for (std::size_t at = 0; at < ring.size(); at += kPackedDescriptorBytes)
         set16(ring, at + kPackedFlags, 0x8080);
     },
     "is not a head!", Mess::Queue::Broken, Mess::Rings::Packed},
    {"SpoilsAllDescriptorsThatItGaveBack",
     [](VirtioQueue& queue, VirtioChain& chain) {
       ProbeDevice::answer(queue, chain);
       std::ranges::fill(queue.area(Area::Descriptors), 0xff);
     },
     "probe:id 65535 out of range", Mess::Queue::Broken, Mess::Rings::Packed},
    {"SpoilsAllDescriptors",
     [](VirtioQueue& queue, VirtioChain& chain) {
       std::ranges::fill(queue.area(Area::Descriptors), 0xff);
       ProbeDevice::answer(queue, chain);
     },
     "", Mess::Queue::Usable, Mess::Rings::Split},
    {"WritesToWhatTheDriverWrites",
     [](VirtioQueue& queue, VirtioChain& chain) {
       std::ranges::fill(queue.area(Area::Driver), 0xff);
       ProbeDevice::answer(queue, chain);
     },
     "", Mess::Queue::Usable},
    {"SaysThatItWroteMoreThanThereIsRoomFor",
     [](VirtioQueue& queue, VirtioChain& chain) { queue.complete(chain, 0xffff'ffff); }, "",
     Mess::Queue::Usable},
    {"SaysThatItWroteWhatItDidNot",
     [](VirtioQueue& queue, VirtioChain& chain) {
       queue.complete(chain, static_cast<std::uint32_t>(chain.writable_bytes()));
     },
     "", Mess::Queue::Usable},
    {"SaysThatItWroteNothing",
     [](VirtioQueue& queue, VirtioChain& chain) {
       chain.write(std::string(chain.writable_bytes(), 'x'));
       queue.complete(chain, 0);
     },
     "", Mess::Queue::Usable},
    {"WantsNoKicksAndLooksForNone",
     [](VirtioQueue& queue, VirtioChain& chain) {
       ProbeDevice::answer(queue, chain);
       const auto device = queue.area(Area::Device);
       set16(device, device.size() > 4 ? 0 : 2, 1);
     },
     "", Mess::Queue::Usable},
};

std::vector<std::tuple<RingKind, Mess>> all_messes() {
  std::vector<std::tuple<RingKind, Mess>> messes;
  for (const RingKind kind : all_kinds())
    for (const Mess& mess : kMesses)
      if (mess.rings == Mess::Rings::All || (mess.rings == Mess::Rings::Packed) == kind.packed)
        messes.emplace_back(kind, mess);
  return messes;
}

class MessyDevice : public DriverTest,
                    public ::testing::WithParamInterface<std::tuple<RingKind, Mess>> {
 protected:
  MessyDevice() : DriverTest("ring_probe") {}
};

INSTANTIATE_TEST_SUITE_P(, MessyDevice, ::testing::ValuesIn(all_messes()), [](const auto& tested) {
  return std::get<0>(tested.param).name() + std::get<1>(tested.param).name;
});

TEST_P(MessyDevice, BreaksItsQueueAndNothingElse) {
  const auto& [kind, mess] = GetParam();
  class Messy : public ProbeDevice {
   public:
    Messy(RingKind ring_kind, void (*make)(VirtioQueue&, VirtioChain&))
        : ProbeDevice(ring_kind, 8), make_(make) {}
    void on_kick(VirtioQueue& queue) override {
      while (VirtioChain* chain = queue.pop()) make_(queue, *chain);
    }

   private:
    void (*const make_)(VirtioQueue&, VirtioChain&);
  };
  Messy device(kind, mess.make);
  ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  Fd probe = open("/dev/ring_probe", O_RDWR);
  probe.ioctl(RING_PROBE_ADD, RING_PROBE_SHAPE(1, 1));
  probe.ioctl(RING_PROBE_KICK_PREPARE);
  probe.ioctl(RING_PROBE_NOTIFY);
  for (int i = 0; i < 3; ++i) static_cast<void>(probe.ioctl(RING_PROBE_GET).ok());
  const bool broken = mess.queue == Mess::Queue::Broken;
  EXPECT_THAT(dmesg(), HasSubstr(mess.said));
  EXPECT_THAT(probe.ioctl(RING_PROBE_BROKEN), SucceedsWith(broken ? 1 : 0));
  const auto added = probe.ioctl(RING_PROBE_ADD, RING_PROBE_SHAPE(1, 1));
  if (broken) {
    EXPECT_THAT(added, FailsWith(EIO));
  } else {
    EXPECT_THAT(added, Succeeds());
  }
}

// Registers that are not as they should be.
class OddDevice : public ProbeDevice {
 public:
  explicit OddDevice(RingKind kind = {.packed = false, .indirect = true, .event_index = true})
      : ProbeDevice(kind, 8) {}
  // From now on this register reads so.
  OddDevice& pretend(std::uint64_t offset, std::uint32_t value) {
    pretended_[offset] = value;
    return *this;
  }
  // The registers that have been read, each once.
  const std::set<std::uint64_t>& read() const { return read_; }

 protected:
  std::uint32_t read_register(std::uint64_t offset) override {
    read_.insert(offset);
    const auto pretended = pretended_.find(offset);
    return pretended == pretended_.end() ? ProbeDevice::read_register(offset) : pretended->second;
  }

 private:
  std::map<std::uint64_t, std::uint32_t> pretended_;
  std::set<std::uint64_t> read_;
};

class HostileDevice : public DriverTest {
 protected:
  HostileDevice() : DriverTest("ring_probe") {}

  static void add(VirtioDevice& device) {
    ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  }
  static bool has_driver() { return stat("/dev/ring_probe").ok(); }
  static Outcome<long> control(unsigned command, long argument = 0) {
    return open("/dev/ring_probe", O_RDWR).ioctl(command, argument);
  }

  OddDevice device_;
};

TEST_F(HostileDevice, OfAnotherMagicIsNone) {
  add(device_.pretend(VIRTIO_MMIO_MAGIC_VALUE, 0x12345678));
  EXPECT_THAT(dmesg(), HasSubstr("Wrong magic value 0x12345678!"));
  EXPECT_FALSE(has_driver());
  EXPECT_EQ(device_.status(), 0);
}

TEST_F(HostileDevice, OfALegacyVersionIsRefused) {
  add(device_.pretend(VIRTIO_MMIO_VERSION, 1));
  EXPECT_THAT(dmesg(), HasSubstr("Version 1 not supported!"));
  EXPECT_FALSE(has_driver());
  EXPECT_EQ(device_.status(), 0);
}

TEST_F(HostileDevice, OfAVersionToComeIsRefused) {
  add(device_.pretend(VIRTIO_MMIO_VERSION, 3));
  EXPECT_THAT(dmesg(), HasSubstr("Version 3 not supported!"));
  EXPECT_FALSE(has_driver());
}

TEST_F(HostileDevice, OfIdZeroIsPassedOverInSilence) {
  const std::string before = dmesg();
  add(device_.pretend(VIRTIO_MMIO_DEVICE_ID, 0));
  EXPECT_EQ(dmesg(), before);
  EXPECT_FALSE(has_driver());
  EXPECT_THAT(device_.read(), UnorderedElementsAre(VIRTIO_MMIO_MAGIC_VALUE, VIRTIO_MMIO_VERSION,
                                                   VIRTIO_MMIO_DEVICE_ID));
  EXPECT_EQ(device_.status(), 0);
}

TEST_F(HostileDevice, ThatOffersWhatItRefusesIsGivenUp) {
  add(device_.pretend(VIRTIO_MMIO_DEVICE_FEATURES, 0xffff'ffff));
  EXPECT_THAT(dmesg(), HasSubstr("device refuses features"));
  EXPECT_FALSE(has_driver());
  EXPECT_NE(device_.status() & VIRTIO_CONFIG_S_FAILED, 0);
}

TEST_F(HostileDevice, ThatOffersWhatNobodyKnowsWorksWithoutThat) {
  constexpr std::uint64_t kOfDevices = 0xfffc'0000'00ff'ffff;
  class Rich : public ProbeDevice {
   public:
    Rich() : ProbeDevice({.packed = false, .indirect = true, .event_index = true}, 8, kOfDevices) {}
  };
  Rich rich;
  add(rich);
  EXPECT_EQ(rich.offered_features() & kOfDevices, kOfDevices);
  EXPECT_EQ(rich.features() & kOfDevices, 0U);
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, WithoutVersion1IsRefused) {
  class Old : public OddDevice {
   protected:
    std::uint32_t read_register(std::uint64_t offset) override {
      if (offset == VIRTIO_MMIO_DEVICE_FEATURES) return 0;
      return OddDevice::read_register(offset);
    }
  };
  Old old;
  add(old);
  EXPECT_THAT(dmesg(), HasSubstr("must provide VIRTIO_F_VERSION_1 feature!"));
  EXPECT_FALSE(has_driver());
}

TEST_F(HostileDevice, WithoutQueuesIsGivenUp) {
  add(device_.pretend(VIRTIO_MMIO_QUEUE_NUM_MAX, 0));
  EXPECT_FALSE(has_driver());
  EXPECT_NE(device_.status() & VIRTIO_CONFIG_S_FAILED, 0);
}

TEST_F(HostileDevice, WithAQueueOfASizeThatCannotBeIsGivenUp) {
  add(device_.pretend(VIRTIO_MMIO_QUEUE_NUM_MAX, 7));
  EXPECT_THAT(dmesg(), HasSubstr("Bad virtqueue length 7"));
  EXPECT_FALSE(has_driver());
}

TEST_F(HostileDevice, WhoseQueueIsInUseIsGivenUp) {
  add(device_.pretend(VIRTIO_MMIO_QUEUE_READY, 1));
  EXPECT_FALSE(has_driver());
  EXPECT_NE(device_.status() & VIRTIO_CONFIG_S_FAILED, 0);
}

TEST_F(HostileDevice, ThatInterruptsForReasonsThatThereAreNoneOfDoesNoHarm) {
  add(device_);
  device_.pretend(VIRTIO_MMIO_INTERRUPT_STATUS, 0xffff'ffff);
  for (int i = 0; i < 5; ++i) device_.interrupt();
  EXPECT_THAT(control(RING_PROBE_CALLBACKS), SucceedsWith(0));
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, ThatInterruptsWithoutAReasonDoesNoHarm) {
  add(device_);
  device_.pretend(VIRTIO_MMIO_INTERRUPT_STATUS, 0);
  for (int i = 0; i < 5; ++i) device_.interrupt();
  EXPECT_THAT(control(RING_PROBE_CALLBACKS), SucceedsWith(0));
  EXPECT_THAT(control(RING_PROBE_BROKEN), SucceedsWith(0));
}

TEST_F(HostileDevice, ThatInterruptsForNothingDoesNoHarm) {
  add(device_);
  for (int i = 0; i < 5; ++i) device_.interrupt();
  EXPECT_THAT(control(RING_PROBE_CALLBACKS), SucceedsWith(0));
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, ThatInterruptsAThousandTimesDoesNoHarm) {
  add(device_);
  for (int i = 0; i < 1000; ++i) device_.interrupt();
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, ThatChangesItsConfigurationAllTheTimeDoesNoHarm) {
  add(device_);
  for (std::uint32_t i = 0; i < 1000; ++i) device_.set_config_at<std::uint32_t>(0, i);
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, ThatLosesInterruptsLeavesTheDriverWaiting) {
  add(device_);
  device_.lose_interrupts(1);
  Process runner =
      spawn("runner", [&] { return open("/dev/ring_probe", O_RDWR).ioctl(RING_PROBE_RUN, 1); });
  // What was used while nobody waited is seen all the same.
  if (!runner.is_blocked()) {
    EXPECT_THAT(runner.result(), SucceedsWith(1));
    return;
  }
  device_.lose_interrupts(0);
  device_.interrupt();
  EXPECT_THAT(runner.result(), SucceedsWith(1));
}

TEST_F(HostileDevice, ThatNeedsAResetTakesNoMoreBuffers) {
  add(device_);
  device_.set_needs_reset();
  EXPECT_NE(device_.status() & VIRTIO_CONFIG_S_NEEDS_RESET, 0);
  control(RING_PROBE_ADD, RING_PROBE_SHAPE(0, 1));
  EXPECT_THAT(control(RING_PROBE_NOTIFY), SucceedsWith(1));
  EXPECT_THAT(control(RING_PROBE_GET), FailsWith(EAGAIN));
  // Another driver, or the same, begins anew.
  EXPECT_THAT(unload_module("ring_probe"), Succeeds());
  EXPECT_EQ(device_.status(), VIRTIO_CONFIG_S_ACKNOWLEDGE);
  load_module("ring_probe");
  EXPECT_THAT(control(RING_PROBE_RUN, 10), SucceedsWith(10));
}

TEST_F(HostileDevice, ThatGoesAwayGivesItsBuffersBack) {
  class Idle : public OddDevice {
   public:
    void on_kick(VirtioQueue& queue) override {
      while (queue.pop() != nullptr) continue;
    }
  };
  Idle idle;
  add(idle);
  for (int i = 0; i < 3; ++i) control(RING_PROBE_ADD, RING_PROBE_SHAPE(1, 1));
  control(RING_PROBE_KICK_PREPARE);
  control(RING_PROBE_NOTIFY);
  if (!Simulator::current().strategy().preempts()) {
    EXPECT_EQ(idle.queue(0).in_flight(), 3U);
  }
  Simulator::current().remove_virtio_device(idle);
  EXPECT_EQ(idle.queue(0).in_flight(), 0U);
  EXPECT_FALSE(has_driver());
}

}  // namespace
}  // namespace ksim
