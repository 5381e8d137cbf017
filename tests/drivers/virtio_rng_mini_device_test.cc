// SPDX-License-Identifier: GPL-2.0-or-later
// What only the model of its device can do to an entropy driver: in the simulator only.
#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_rng.hh"

namespace ksim {
namespace {

using ::testing::Lt;
using ::testing::SizeIs;
using ::testing::StartsWith;

class VirtioRngMiniDevice : public DriverTest {
 protected:
  VirtioRngMiniDevice() : DriverTest("virtio-rng-mini") {}

  static Simulator& simulator() { return Simulator::current(); }
  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_TRUE(simulator().add_virtio_device(device_).ok());
  }
  static Fd open_hwrng(int flags = 0) { return open("/dev/hwrng", O_RDONLY | flags); }
  static std::string attribute(const std::string& name) {
    return open("/sys/class/misc/hw_random/" + name, O_RDONLY).read_all().value();
  }

  VirtioRng device_;
};

TEST_F(VirtioRngMiniDevice, WaitsForASlowDevice) {
  device_.set_latency_ns(5'000'000);
  Fd hwrng = open_hwrng();
  // Until what was asked for before is used up.
  hwrng.read(200);
  Process reader = spawn("reader", [&] { return hwrng.read(200); });
  ASSERT_THAT(reader, Blocks());
  const std::uint64_t before = clock_ns();
  EXPECT_EQ(reader.result().value().size(), 200U);
  EXPECT_GE(clock_ns() - before, 5'000'000U);
}

TEST_F(VirtioRngMiniDevice, NonblockingReadTakesWhatIsThere) {
  device_.set_latency_ns(5'000'000);
  Fd hwrng = open_hwrng(O_NONBLOCK);
  EXPECT_THAT(open_hwrng().read(1), SucceedsWith(SizeIs(1U)));
  std::size_t total = 0;
  for (int i = 0; i < 20; ++i) {
    const Outcome<std::string> some = hwrng.read(16);
    if (some.ok()) {
      total += some.value().size();
      continue;
    }
    EXPECT_THAT(some, FailsWith(EAGAIN));
    EXPECT_GT(total, 0U);
    return;
  }
  FAIL() << "it never ran out";
}

TEST_F(VirtioRngMiniDevice, TakesAFewBytesAtATime) {
  device_.set_bytes_max(3);
  EXPECT_EQ(open_hwrng().read(100).value().size(), 100U);
}

TEST_F(VirtioRngMiniDevice, BelievesNoDeviceThatSaysItWroteMore) {
  class Liar : public VirtioRng {
   public:
    void on_kick(VirtioQueue& queue) override {
      while (VirtioChain* chain = queue.pop()) queue.complete(*chain, 0xffff'ffff);
    }
  };
  simulator().remove_virtio_device(device_);
  Liar liar;
  ASSERT_TRUE(simulator().add_virtio_device(liar).ok());
  EXPECT_EQ(open_hwrng().read(1000).value().size(), 1000U);
}

TEST_F(VirtioRngMiniDevice, AReaderIsToldThatTheDeviceIsGone) {
  device_.set_latency_ns(5'000'000);
  Fd hwrng = open_hwrng();
  hwrng.read(200);
  Process reader = spawn("reader", [&] { return hwrng.read(200); });
  ASSERT_THAT(reader, Blocks());
  simulator().remove_virtio_device(device_);
  // What had been there before it slept.
  EXPECT_THAT(reader.result(), SucceedsWith(SizeIs(Lt(200U))));
  EXPECT_THAT(hwrng.read(1), FailsWith(ENODEV));
  EXPECT_EQ(attribute("rng_current"), "none\n");
}

TEST_F(VirtioRngMiniDevice, AnotherDeviceTakesOver) {
  VirtioRng other;
  ASSERT_TRUE(simulator().add_virtio_device(other).ok());
  EXPECT_THAT(attribute("rng_available"), StartsWith("rng-mini.0 rng-mini.1 "));
  simulator().remove_virtio_device(device_);
  EXPECT_EQ(attribute("rng_current"), "rng-mini.1\n");
  EXPECT_EQ(open_hwrng().read(300).value().size(), 300U);
}

TEST_F(VirtioRngMiniDevice, SleepsWithTheMachine) {
  ASSERT_TRUE(simulator().suspend(device_).ok());
  EXPECT_EQ(device_.status(), 0);
  EXPECT_THAT(open_hwrng().read(1), FailsWith(ENODEV));
  ASSERT_TRUE(simulator().resume(device_).ok());
  EXPECT_EQ(open_hwrng().read(300).value().size(), 300U);
}

}  // namespace
}  // namespace ksim
