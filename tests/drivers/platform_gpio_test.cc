// SPDX-License-Identifier: GPL-2.0-or-later
// A platform driver against a model of its registers: in the simulator only, as no other world
// has such a device.
#include <poll.h>

#include <array>
#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::_;
using ::testing::AnyNumber;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::InSequence;
using ::testing::NiceMock;
using ::testing::Return;

constexpr std::uint64_t kAddress = 0xfe00'0000;
constexpr std::uint64_t kSize = 0x20;
constexpr std::uint32_t kLine = 9;

enum Register : std::uint64_t {
  kDirection = 0x00,
  kOutput = 0x04,
  kInput = 0x08,
  kChanged = 0x0c,
  kEnable = 0x10
};

// The device, as its documentation has it.
class GpioModel : public RegisterBank {
 public:
  std::uint64_t read(std::uint64_t offset, unsigned) override {
    switch (offset) {
      case kDirection:
        return direction_;
      case kOutput:
        return output_;
      case kInput:
        return (pins_ & ~direction_) | (output_ & direction_);
      case kChanged:
        return changed_;
      case kEnable:
        return enable_;
      default:
        return 0;
    }
  }
  void write(std::uint64_t offset, unsigned, std::uint64_t value) override {
    const auto word = static_cast<std::uint32_t>(value);
    if (offset == kDirection) direction_ = word;
    if (offset == kOutput) output_ = word;
    if (offset == kChanged) changed_ &= ~word;
    if (offset == kEnable) enable_ = word;
    drive();
  }
  // What is outside of the device.
  void set_pins(std::uint32_t pins) {
    changed_ |= (pins ^ pins_) & ~direction_;
    pins_ = pins;
    drive();
  }
  std::uint32_t enable() const { return enable_; }

 private:
  void drive() { Simulator::current().set_interrupt_line(kLine, (changed_ & enable_) != 0); }

  std::uint32_t direction_ = 0, output_ = 0, pins_ = 0, changed_ = 0, enable_ = 0;
};

class PlatformGpio : public DriverTest {
 protected:
  PlatformGpio() : DriverTest("platform-gpio") {}

  static Simulator& simulator() { return Simulator::current(); }
  static std::string of(const std::string& name) {
    return "/sys/bus/platform/devices/gpio/" + name;
  }
  static std::string value(const std::string& name) {
    return open(of(name), O_RDONLY).read_all().value();
  }
  static Outcome<std::size_t> set(const std::string& name, std::string_view text) {
    return open(of(name), O_WRONLY).write(text);
  }
  // With eight lines, in the device tree.
  Simulator::PlatformDeviceHandle add(RegisterBank& bank) {
    simulator().attach_memory(kAddress, kSize, bank);
    return simulator()
        .add_platform_device(PlatformDevice("gpio")
                                 .memory(kAddress, kSize)
                                 .irq(kLine)
                                 .compatible({"acme,gpio-2000", "example,gpio"})
                                 .property("ngpios", 8)
                                 .property("initial-output", 0x5a))
        .value();
  }
};

TEST_F(PlatformGpio, FindsItsDeviceByWhatItIsCompatibleWith) {
  GpioModel model;
  add(model);
  EXPECT_THAT(dmesg(), HasSubstr("platform-gpio gpio: 8 lines"));
  EXPECT_EQ(value("output"), "0x0000005a\n");
  EXPECT_EQ(value("modalias"), "platform:gpio\n");
}

TEST_F(PlatformGpio, FindsItsDeviceByName) {
  GpioModel model;
  simulator().attach_memory(kAddress, kSize, model);
  ASSERT_TRUE(simulator()
                  .add_platform_device(
                      PlatformDevice("platform-gpio", 3).memory(kAddress, kSize).irq(kLine))
                  .ok());
  EXPECT_THAT(dmesg(), HasSubstr("platform-gpio platform-gpio.3: 32 lines"));
}

TEST_F(PlatformGpio, OutputsAreReadBack) {
  GpioModel model;
  add(model);
  set("direction", "0x0f");
  set("output", "0xff");
  model.set_pins(0x30);
  EXPECT_EQ(value("input"), "0x0000003f\n");
  EXPECT_THAT(set("output", "0x100"), FailsWith(ERANGE));
}

TEST_F(PlatformGpio, AChangeRaisesAnInterruptOnce) {
  GpioModel model;
  add(model);
  EXPECT_EQ(value("changes"), "0\n");
  model.set_pins(0x01);
  EXPECT_EQ(value("changes"), "1\n");
  model.set_pins(0x01);
  EXPECT_EQ(value("changes"), "1\n");
  model.set_pins(0x80);
  EXPECT_EQ(value("changes"), "2\n");
}

TEST_F(PlatformGpio, PollTellsOfAChange) {
  GpioModel model;
  add(model);
  Fd changes = open(of("changes"), O_RDONLY);
  changes.read(10);
  Process waiter = spawn("waiter", [&] { return poll({{changes, POLLPRI}}, -1); });
  ASSERT_THAT(waiter, Blocks());
  model.set_pins(0x01);
  EXPECT_THAT(waiter.result(), SucceedsWith(ElementsAre(POLLPRI | POLLERR)));
}

TEST_F(PlatformGpio, IsQuietWhenItIsUnbound) {
  GpioModel model;
  add(model);
  EXPECT_EQ(model.enable(), 0xffU);
  open("/sys/bus/platform/drivers/platform-gpio/unbind", O_WRONLY).write("gpio");
  EXPECT_EQ(model.enable(), 0U);
  model.set_pins(0x01);
  EXPECT_THAT(stat(of("changes")), FailsWith(ENOENT));
}

class MockGpio : public RegisterBank {
 public:
  MOCK_METHOD(std::uint64_t, read, (std::uint64_t offset, unsigned bytes), (override));
  MOCK_METHOD(void, write, (std::uint64_t offset, unsigned bytes, std::uint64_t value), (override));
};

TEST_F(PlatformGpio, ListensOnlyWhenItsHandlerIsThere) {
  MockGpio mock;
  {
    InSequence in_this_order;
    EXPECT_CALL(mock, write(kEnable, 4, 0));
    EXPECT_CALL(mock, write(kChanged, 4, 0xff));
    EXPECT_CALL(mock, write(kOutput, 4, 0x5a));
    EXPECT_CALL(mock, write(kEnable, 4, 0xff));
    EXPECT_CALL(mock, write(kEnable, 4, 0));
  }
  const auto device = add(mock);
  simulator().remove_platform_device(device);
}

TEST_F(PlatformGpio, AnInterruptOfSomebodyElseIsNotItsOwn) {
  NiceMock<MockGpio> mock;
  ON_CALL(mock, read(kChanged, 4)).WillByDefault(Return(0));
  const auto device = add(mock);
  EXPECT_CALL(mock, write(_, _, _)).Times(AnyNumber());
  EXPECT_CALL(mock, write(kChanged, _, _)).Times(0);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(value("changes"), "0\n");
  simulator().remove_platform_device(device);
}

TEST_F(PlatformGpio, NeedsAnInterrupt) {
  GpioModel model;
  simulator().attach_memory(kAddress, kSize, model);
  ASSERT_TRUE(simulator()
                  .add_platform_device(PlatformDevice("platform-gpio").memory(kAddress, kSize))
                  .ok());
  EXPECT_THAT(dmesg(), HasSubstr("platform-gpio: error -ENXIO: IRQ index 0 not found"));
}

TEST_F(PlatformGpio, AnAddressIsTakenByTheDriverNotByTheDevice) {
  GpioModel model;
  add(model);
  const auto second =
      simulator().add_platform_device(PlatformDevice("platform-gpio").memory(kAddress + 4, 4));
  EXPECT_TRUE(second.ok());  // Within the other's range, which nobody has claimed but its driver.
  EXPECT_THAT(open("/proc/iomem", O_RDONLY).read_all().value(), HasSubstr("fe000000-fe00001f"));
}

}  // namespace
}  // namespace ksim
