// SPDX-License-Identifier: GPL-2.0-or-later
// A bus of a driver's own: devices and drivers that meet there.
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class Lddbus : public DriverTest {
 protected:
  Lddbus() : DriverTest("lddbus") {}

  void load(const std::string& parameters = "") {
    ASSERT_THAT(load_module("sculld", parameters), Succeeds());
  }
  static std::string of(const std::string& path) { return "/sys/bus/ldd/" + path; }
  static std::string value(const std::string& path) {
    return open(path, O_RDONLY).read_all().value();
  }
  static Outcome<std::size_t> set(const std::string& path, std::string_view text) {
    return open(path, O_WRONLY).write(text);
  }
};

TEST_F(Lddbus, IsABus) {
  EXPECT_EQ(value(of("version")), "2.0\n");
  EXPECT_EQ(value(of("drivers_autoprobe")), "1\n");
  EXPECT_THAT(stat("/sys/devices/ldd0"), Succeeds());
}

TEST_F(Lddbus, DevicesAreBoundAsTheyCome) {
  load("devices=3");
  EXPECT_THAT(open(of("devices"), O_RDONLY).getdents().value(),
              UnorderedElementsAre(".", "..", "sculld0", "sculld1", "sculld2"));
  EXPECT_THAT(dmesg(), HasSubstr("sculld sculld2: bound"));
  EXPECT_EQ(value(of("devices/sculld1/value")), "0\n");
  EXPECT_THAT(set(of("drivers/sculld/sculld1/value"), "-7\n"), SucceedsWith(3U));
  EXPECT_EQ(value("/sys/devices/ldd0/sculld1/value"), "-7\n");
  EXPECT_EQ(value(of("devices/sculld1/uevent")), "DRIVER=sculld\nLDDBUS_DEVICE=sculld1\n");
}

TEST_F(Lddbus, ADriverMayRefuseADevice) {
  load("refuse=sculld0");
  EXPECT_THAT(stat(of("devices/sculld0/driver")), FailsWith(ENOENT));
  EXPECT_THAT(stat(of("devices/sculld0/value")), FailsWith(ENOENT));
  EXPECT_THAT(stat(of("devices/sculld1/driver")), Succeeds());
  EXPECT_THAT(set(of("drivers/sculld/bind"), "sculld0"), FailsWith(ENODEV));
}

TEST_F(Lddbus, DevicesCanBeUnboundAndBound) {
  load();
  set(of("devices/sculld0/value"), "5");
  EXPECT_THAT(set(of("drivers/sculld/unbind"), "sculld0\n"), SucceedsWith(8U));
  EXPECT_THAT(stat(of("devices/sculld0/value")), FailsWith(ENOENT));
  EXPECT_THAT(set(of("drivers/sculld/unbind"), "sculld0"), FailsWith(ENODEV));
  EXPECT_THAT(set(of("drivers/sculld/bind"), "sculld0"), SucceedsWith(7U));
  EXPECT_EQ(value(of("devices/sculld0/value")), "0\n");
  EXPECT_THAT(set(of("drivers/sculld/bind"), "sculld0"), FailsWith(EBUSY));
}

TEST_F(Lddbus, NothingIsProbedThatIsNotAskedFor) {
  set(of("drivers_autoprobe"), "0");
  load();
  EXPECT_THAT(stat(of("devices/sculld0/driver")), FailsWith(ENOENT));
  EXPECT_THAT(set(of("drivers_probe"), "sculld0"), SucceedsWith(7U));
  EXPECT_THAT(stat(of("devices/sculld0/driver")), Succeeds());
  EXPECT_THAT(set(of("drivers_probe"), "sculld9"), FailsWith(ENODEV));
}

TEST_F(Lddbus, TheDriverHasAModule) {
  load();
  EXPECT_EQ(value(of("drivers/sculld/module/initstate")), "live\n");
  // The driver needs the bus's functions.
  EXPECT_THAT(unload_module("lddbus"), FailsWith(EAGAIN));
}

TEST_F(Lddbus, EverythingGoesWithTheModules) {
  load();
  ASSERT_THAT(unload_module("sculld"), Succeeds());
  EXPECT_THAT(dmesg(), HasSubstr("sculld0: unbound"));
  EXPECT_THAT(open(of("devices"), O_RDONLY).getdents().value(), UnorderedElementsAre(".", ".."));
  ASSERT_THAT(unload_module("lddbus"), Succeeds());
  EXPECT_THAT(stat("/sys/bus/ldd"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace ksim
