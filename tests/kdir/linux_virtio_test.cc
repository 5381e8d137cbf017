// SPDX-License-Identifier: GPL-2.0-or-later
// Linux's own virtio-rng.c, built from its own makefile as it is, against the entropy device here.
// The source is fetched when the test runs.
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_rng.hh"
#include "tests/support/shell.hh"

namespace ksim {
namespace {

namespace fs = std::filesystem;
using test_support::Ended;
using test_support::quoted;
using test_support::shell;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

fs::path sources() { return KSIM_KDIR_SOURCES; }
fs::path module_file() { return sources() / "built/drivers/char/hw_random/virtio-rng.ko"; }

// Returns: what went wrong; "" if the module is there.
const std::string& build() {
  static const std::string trouble = [] {
    const Ended fetched = shell(KSIM_KDIR_FETCH " " + quoted(sources().native()) + " linux");
    if (fetched.exit_code != 0) return "cannot be fetched: " + fetched.output;
    const Ended built = shell("make -s -C \"$(" KSIM_COMMAND " kdir)\" M=" +
                              quoted(sources() / "linux/drivers/char/hw_random") + " MO=" +
                              quoted(module_file().parent_path()) + " CONFIG_HW_RANDOM_VIRTIO=m");
    EXPECT_EQ(built.exit_code, 0) << built.output;
    EXPECT_THAT(built.output, Not(HasSubstr("ksim:")));
    return std::string();
  }();
  return trouble;
}

class LinuxVirtioRng : public DriverTest {
 protected:
  void SetUp() override {
    DriverTest::SetUp();
    if (!build().empty()) {
      // Continuous integration has apt.
      ASSERT_EQ(std::getenv("CI"), nullptr) << build();
      GTEST_SKIP() << build();
    }
    ASSERT_TRUE(simulator().insmod(module_file().native()).ok()) << simulator().dmesg();
    ASSERT_TRUE(simulator().add_virtio_device(device_).ok());
  }

  void TearDown() override {
    if (!IsSkipped()) {
      EXPECT_TRUE(simulator().rmmod("virtio_rng").ok());
    }
    DriverTest::TearDown();
  }

  static Simulator& simulator() { return Simulator::current(); }
  static Fd open_hwrng(int flags = 0) { return open("/dev/hwrng", O_RDONLY | flags); }
  static std::string attribute(const std::string& name) {
    return open("/sys/class/misc/hw_random/" + name, O_RDONLY).read_all().value();
  }

  VirtioRng device_;
};

TEST_F(LinuxVirtioRng, IsTheCurrentGenerator) {
  EXPECT_EQ(attribute("rng_current"), "virtio_rng.0\n");
  EXPECT_THAT(attribute("rng_available"), StartsWith("virtio_rng.0 "));
}

TEST_F(LinuxVirtioRng, DeliversBytesThatDiffer) {
  Fd hwrng = open_hwrng();
  std::set<std::string> pieces;
  for (int i = 0; i < 20; ++i) pieces.insert(hwrng.read(100).value());
  EXPECT_EQ(pieces.size(), 20U);
  for (const std::string& piece : pieces) EXPECT_EQ(piece.size(), 100U);
}

TEST_F(LinuxVirtioRng, WaitsForASlowDevice) {
  device_.set_latency_ns(5'000'000);
  Fd hwrng = open_hwrng();
  hwrng.read(200);
  const std::uint64_t before = clock_ns();
  EXPECT_EQ(hwrng.read(200).value().size(), 200U);
  EXPECT_GE(clock_ns() - before, 5'000'000U);
}

TEST_F(LinuxVirtioRng, GoesWithItsDevice) {
  open_hwrng().read(10);
  simulator().remove_virtio_device(device_);
  EXPECT_EQ(attribute("rng_current"), "none\n");
  EXPECT_THAT(open_hwrng().read(1), FailsWith(ENODEV));
}

TEST_F(LinuxVirtioRng, SleepsWithTheMachine) {
  ASSERT_TRUE(simulator().suspend(device_).ok());
  ASSERT_TRUE(simulator().resume(device_).ok());
  EXPECT_EQ(open_hwrng().read(300).value().size(), 300U);
}

}  // namespace
}  // namespace ksim
