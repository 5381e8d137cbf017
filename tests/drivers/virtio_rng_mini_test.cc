// SPDX-License-Identifier: GPL-2.0-or-later
// An entropy driver and its device: a model in the simulator, QEMU's own on a real kernel.
#include <set>
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::SizeIs;
using ::testing::StartsWith;

class VirtioRngMini : public DriverTest {
 protected:
  VirtioRngMini() : DriverTest("virtio-rng-mini") {}

  void SetUp() override {
    DriverTest::SetUp();
    ASSERT_THAT(add_device("virtio-rng"), Succeeds());
  }
  static Fd open_hwrng() { return open("/dev/hwrng", O_RDONLY); }
  static std::string read_file(const std::string& path) {
    return open(path, O_RDONLY).read_all().value();
  }
  static std::string core(const std::string& name) {
    return read_file("/sys/class/misc/hw_random/" + name);
  }
  // It is the first virtio device of its machine.
  static std::string device(const std::string& name) {
    return read_file("/sys/bus/virtio/devices/virtio0/" + name);
  }
  static Outcome<std::size_t> tell_driver(const std::string& what) {
    return open("/sys/bus/virtio/drivers/virtio_rng_mini/" + what, O_WRONLY).write("virtio0");
  }
};

TEST_F(VirtioRngMini, IsTheCurrentGenerator) {
  EXPECT_EQ(core("rng_current"), "rng-mini.0\n");
  EXPECT_THAT(core("rng_available"), StartsWith("rng-mini.0 "));
}

TEST_F(VirtioRngMini, DeliversBytesThatDiffer) {
  Fd hwrng = open_hwrng();
  std::set<std::string> pieces;
  for (int i = 0; i < 20; ++i) pieces.insert(hwrng.read(100).value());
  EXPECT_EQ(pieces.size(), 20U);
  for (const std::string& piece : pieces) EXPECT_EQ(piece.size(), 100U);
}

TEST_F(VirtioRngMini, ReadersGetBytesOfTheirOwn) {
  const auto read_some = [] { return open_hwrng().read(200); };
  Process one = spawn("one", read_some);
  Process two = spawn("two", read_some);
  const Outcome<std::string> first = one.result();
  const Outcome<std::string> second = two.result();
  EXPECT_THAT(first, SucceedsWith(SizeIs(200U)));
  EXPECT_THAT(second, SucceedsWith(SizeIs(200U)));
  EXPECT_NE(first.value(), second.value());
}

TEST_F(VirtioRngMini, IsReadOnly) { EXPECT_THAT(open("/dev/hwrng", O_WRONLY), FailsWith(EINVAL)); }

TEST_F(VirtioRngMini, ItsDeviceIsAtWork) {
  EXPECT_EQ(device("device"), "0x0004\n");
  EXPECT_EQ(device("status"), "0x0000000f\n");
  // Bit 32, version 1.
  EXPECT_EQ(device("features").at(32), '1');
}

TEST_F(VirtioRngMini, LeavesADeviceThatHasBeenReset) {
  ASSERT_THAT(unload_module("virtio-rng-mini"), Succeeds());
  EXPECT_EQ(device("status"), "0x00000001\n");
  EXPECT_EQ(core("rng_current"), "none\n");
}

TEST_F(VirtioRngMini, AnOpenFileOutlivesTheDriver) {
  Fd hwrng = open_hwrng();
  EXPECT_THAT(hwrng.read(100), SucceedsWith(SizeIs(100U)));
  ASSERT_THAT(unload_module("virtio-rng-mini"), Succeeds());
  EXPECT_THAT(hwrng.read(100), FailsWith(ENODEV));
  ASSERT_THAT(load_module("virtio-rng-mini"), Succeeds());
  EXPECT_THAT(hwrng.read(100), SucceedsWith(SizeIs(100U)));
}

TEST_F(VirtioRngMini, CanBeTakenFromItsDeviceAndGivenBack) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(tell_driver("unbind"), SucceedsWith(7U));
    EXPECT_EQ(core("rng_current"), "none\n");
    EXPECT_THAT(open_hwrng().read(1), FailsWith(ENODEV));
    ASSERT_THAT(tell_driver("bind"), SucceedsWith(7U));
    EXPECT_EQ(core("rng_current"), "rng-mini.0\n");
    EXPECT_THAT(open_hwrng().read(100), SucceedsWith(SizeIs(100U)));
  }
  EXPECT_THAT(tell_driver("bind"), FailsWith(EBUSY));
}

}  // namespace
}  // namespace ksim
