// SPDX-License-Identifier: GPL-2.0-or-later
// The console device, with the least of a driver.
#include <linux/virtio_console.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "console_probe.h"
#include "device_time.hh"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_console.hh"

namespace ksim {
namespace {

using ::testing::StrictMock;

class VirtioConsoleDevice : public DriverTest {
 protected:
  VirtioConsoleDevice() : DriverTest("console_probe") {}

  static void add(VirtioDevice& device) {
    ASSERT_TRUE(Simulator::current().add_virtio_device(device).ok());
  }
  static Fd open_probe() { return open("/dev/console_probe", O_RDWR); }

  VirtioConsole console_;
};

TEST_F(VirtioConsoleDevice, HearsWhatTheDriverSays) {
  add(console_);
  Fd probe = open_probe();
  EXPECT_THAT(probe.write("hello, "), SucceedsWith(7U));
  EXPECT_THAT(probe.write("world"), SucceedsWith(5U));
  wait_for_device();
  EXPECT_EQ(console_.take_output(), "hello, world");
  EXPECT_EQ(console_.take_output(), "");
}

TEST_F(VirtioConsoleDevice, TypesAsTheDriverMakesRoom) {
  add(console_);
  Fd probe = open_probe();
  const std::string text = "a line that is longer than the room that the driver has";
  console_.type(text);
  std::string typed;
  while (typed.size() < text.size()) typed += probe.read(7).value();
  EXPECT_EQ(typed, text);
  EXPECT_EQ(console_.waiting_bytes(), 0U);
}

TEST_F(VirtioConsoleDevice, KeepsWhatIsTypedBeforeThereIsADriver) {
  console_.type("early");
  EXPECT_EQ(console_.waiting_bytes(), 5U);
  add(console_);
  EXPECT_THAT(open_probe().read(10), SucceedsWith("early"));
}

TEST_F(VirtioConsoleDevice, AReaderSleepsUntilSomebodyTypes) {
  add(console_);
  Process reader = spawn("reader", [] { return open_probe().read(10); });
  ASSERT_THAT(reader, Blocks());
  console_.type("x");
  EXPECT_THAT(reader.result(), SucceedsWith("x"));
}

TEST_F(VirtioConsoleDevice, HasASizeThatChanges) {
  add(console_);
  Fd probe = open_probe();
  EXPECT_THAT(probe.ioctl(CONSOLE_PROBE_SIZE), SucceedsWith(80 << 8 | 25));
  EXPECT_THAT(probe.ioctl(CONSOLE_PROBE_RESIZED), SucceedsWith(0));
  console_.resize(132, 43);
  EXPECT_THAT(probe.ioctl(CONSOLE_PROBE_RESIZED), SucceedsWith(1));
  EXPECT_THAT(probe.ioctl(CONSOLE_PROBE_SIZE), SucceedsWith(132 << 8 | 43));
}

TEST_F(VirtioConsoleDevice, HearsWhatComesInAnEmergency) {
  add(console_);
  Fd probe = open_probe();
  // The driver has not asked for that; it works all the same.
  EXPECT_FALSE(console_.has_feature(VIRTIO_CONSOLE_F_EMERG_WRITE));
  for (const char letter : std::string("help")) probe.ioctl(CONSOLE_PROBE_EMERGENCY, letter);
  EXPECT_EQ(console_.take_emergency_output(), "help");
  EXPECT_EQ(console_.take_output(), "");
}

TEST_F(VirtioConsoleDevice, ReportsBuffersOfTheWrongSort) {
  add(console_);
  Fd probe = open_probe();
  const std::string titles[] = {"driver offers something to read where it is to be written to",
                                "driver leaves room for an answer that never comes"};
  for (long queue = 0; queue < 2; ++queue) {
    probe.ioctl(CONSOLE_PROBE_WRONG, queue);
    // More than the room that was there before.
    console_.type("a line of more than 16 bytes");
    wait_for_device();
    const std::vector<Finding> findings = claim_findings();
    ASSERT_EQ(findings.size(), 1U) << queue;
    EXPECT_EQ(findings.front().title, titles[queue]);
    EXPECT_EQ(findings.front().sites.front().source.function, "add_wrongly");
  }
}

TEST_F(VirtioConsoleDevice, CanBeAMock) {
  class Mock : public VirtioConsole {
   public:
    MOCK_METHOD(void, on_output, (std::string_view text), (override));
  };
  StrictMock<Mock> mock;
  add(mock);
  EXPECT_CALL(mock, on_output(std::string_view("hello")));
  open_probe().write("hello");
  wait_for_device();
}

TEST_F(VirtioConsoleDevice, HasOnePort) {
  VirtioDevice::Options options = VirtioConsole::default_options();
  options.features |= 1U << VIRTIO_CONSOLE_F_MULTIPORT;
  EXPECT_THROW(VirtioConsole{options}, std::invalid_argument);
}

TEST_F(VirtioConsoleDevice, GoesWhileSomebodyReads) {
  add(console_);
  Process reader = spawn("reader", [] { return open_probe().read(10); });
  ASSERT_THAT(reader, Blocks());
  Simulator::current().remove_virtio_device(console_);
  EXPECT_THAT(reader.result(), FailsWith(ENODEV));
}

}  // namespace
}  // namespace ksim
