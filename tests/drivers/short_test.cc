// SPDX-License-Identifier: GPL-2.0-or-later
// short, at a port that is modelled: in the simulator only.
#include <poll.h>

#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::InSequence;
using ::testing::MatchesRegex;
using ::testing::NiceMock;
using ::testing::Return;
using ::testing::StrictMock;

constexpr std::uint32_t kLine = 7;
constexpr std::uint64_t kData = 0;
constexpr std::uint64_t kControl = 2;

class Port : public RegisterBank {
 public:
  MOCK_METHOD(std::uint64_t, read, (std::uint64_t offset, unsigned bytes), (override));
  MOCK_METHOD(void, write, (std::uint64_t offset, unsigned bytes, std::uint64_t value), (override));
};

class ShortData : public DriverTest {
 protected:
  void SetUp() override {
    DriverTest::SetUp();
    Simulator::current().attach_ports(0x378, 3, port_);
    ASSERT_THAT(load_module("short", "irq=0"), Succeeds());
  }

  NiceMock<Port> port_;
};

TEST_F(ShortData, BytesGoOutInOrder) {
  {
    InSequence in_this_order;
    for (const char byte : std::string("hello")) EXPECT_CALL(port_, write(kData, 1, byte));
  }
  EXPECT_THAT(open("/dev/short0", O_WRONLY).write("hello"), SucceedsWith(5U));
}

TEST_F(ShortData, AReadReturnsWhatIsThere) {
  EXPECT_CALL(port_, read(kData, 1)).Times(3).WillRepeatedly(Return('x'));
  EXPECT_THAT(open("/dev/short0", O_RDONLY).read(3), SucceedsWith("xxx"));
}

TEST_F(ShortData, ClaimsItsPorts) {
  EXPECT_THAT(open("/proc/ioports", O_RDONLY).read_all().value(), HasSubstr("0378-037a : short\n"));
}

TEST_F(ShortData, HasNoInterruptsWithoutALine) {
  EXPECT_THAT(stat("/dev/shortint"), FailsWith(ENOENT));
}

class ShortWithout : public DriverTest {};

TEST_F(ShortWithout, AnyDeviceAllLinesAreHigh) {
  ASSERT_THAT(load_module("short", "irq=0"), Succeeds());
  EXPECT_THAT(open("/dev/short0", O_RDONLY).read(2), SucceedsWith("\xff\xff"));
}

TEST_F(ShortWithout, KnowingTheHalfItIsNotLoaded) {
  EXPECT_THAT(load_module("short", "half=third"), FailsWith(EINVAL));
}

class ShortInterrupt : public DriverTest, public ::testing::WithParamInterface<const char*> {
 protected:
  ShortInterrupt() : DriverTest("short", std::string("half=") + GetParam()) {}

  static void raise() { Simulator::current().raise_interrupt(kLine); }
  static constexpr const char* kOneLine = "[0-9]+\\.[0-9]+\n";
};

INSTANTIATE_TEST_SUITE_P(, ShortInterrupt, ::testing::Values("direct", "tasklet", "work", "thread"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST_P(ShortInterrupt, IsALineToRead) {
  Process reader = spawn("reader", [] { return open("/dev/shortint", O_RDONLY).read(100); });
  ASSERT_THAT(reader, Blocks());
  raise();
  EXPECT_THAT(reader.result().value(), MatchesRegex(kOneLine));
}

TEST_P(ShortInterrupt, ManyAreManyLines) {
  for (int i = 0; i < 10; ++i) raise();
  Fd file = open("/dev/shortint", O_RDONLY);
  std::string lines;
  while (lines.size() < 160) lines += file.read(1000).value();
  EXPECT_EQ(lines.size(), 160U);
}

TEST_P(ShortInterrupt, NobodyWaitsWhoDoesNotWantTo) {
  Fd file = open("/dev/shortint", O_RDONLY | O_NONBLOCK);
  EXPECT_THAT(file.read(1), FailsWith(EAGAIN));
  EXPECT_THAT(poll({{file, POLLIN}}, 0), SucceedsWith(ElementsAre(0)));
  raise();
  EXPECT_THAT(poll({{file, POLLIN}}, 1000), SucceedsWith(ElementsAre(POLLIN)));
}

TEST_P(ShortInterrupt, WithstandsAStorm) {
  Simulator::current().storm_of_interrupts(kLine, 2000);
  Fd file = open("/dev/shortint", O_RDONLY | O_NONBLOCK);
  while (Simulator::current().interrupts_to_come() > 0) {
    if (!file.read(1000).ok()) poll({{file, POLLIN}}, 1);
  }
}

class ShortControl : public DriverTest {};

TEST_F(ShortControl, InterruptsAreOnWhileTheDriverIsThere) {
  StrictMock<Port> port;
  Simulator::current().attach_ports(0x378, 3, port);
  EXPECT_CALL(port, write(kControl, 1, 0x10));
  ASSERT_THAT(load_module("short"), Succeeds());
  EXPECT_CALL(port, write(kControl, 1, 0));
  ASSERT_THAT(unload_module("short"), Succeeds());
}

}  // namespace
}  // namespace ksim
