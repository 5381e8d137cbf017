// SPDX-License-Identifier: GPL-2.0-or-later
// A virtio driver against the model of its device: in the simulator only.
#include <poll.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "drivers/virtio-hello/uapi/virtio_hello.h"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"
#include "ksim/virtio_hello.hh"

namespace ksim {
namespace {

using ::testing::_;
using ::testing::AtLeast;
using ::testing::AtMost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::NiceMock;
using ::testing::Return;

constexpr char kDevice[] = "/dev/virtio-hello0";
constexpr char kSysfs[] = "/sys/bus/virtio/devices/virtio0/";

class VirtioHelloDriver : public DriverTest {
 protected:
  explicit VirtioHelloDriver(std::string parameters = "")
      : DriverTest("virtio-hello", std::move(parameters)) {}

  static Simulator& simulator() { return Simulator::current(); }
  static void add(VirtioDevice& device) { ASSERT_TRUE(simulator().add_virtio_device(device).ok()); }
  static std::string attribute(const std::string& name) {
    return open(kSysfs + name, O_RDONLY).read_all().value();
  }
  static Fd open_device(int flags = 0) { return open(kDevice, O_RDWR | flags); }
};

// Answers when it is told to.
class SlowHello : public VirtioHello {
 public:
  void on_kick(VirtioQueue&) override {}
  void answer() { VirtioHello::on_kick(queue(0)); }
};

TEST_F(VirtioHelloDriver, ReadsWhatItHasWritten) {
  VirtioHello device;
  add(device);
  Fd hello = open_device();
  EXPECT_THAT(hello.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(hello.read(100), SucceedsWith("hello"));
}

TEST_F(VirtioHelloDriver, EachAnswerIsReadAlone) {
  VirtioHello device;
  add(device);
  Fd hello = open_device();
  for (const char* text : {"one", "two", "three"}) {
    hello.write(text);
    EXPECT_THAT(hello.read(2), SucceedsWith(std::string(text, 2)));
    EXPECT_THAT(hello.read(100), SucceedsWith(std::string(text + 2)));
  }
}

TEST_F(VirtioHelloDriver, TheDeviceCounts) {
  VirtioHello device;
  add(device);
  Fd hello = open_device();
  EXPECT_EQ(attribute("answers"), "0\n");
  for (int i = 0; i < 3; ++i) {
    hello.write("hello");
    hello.read(100);
  }
  EXPECT_EQ(attribute("answers"), "3\n");
  EXPECT_EQ(device.answers(), 3U);
}

TEST_F(VirtioHelloDriver, PollTellsOfAChangeOfTheConfiguration) {
  VirtioHello device;
  add(device);
  Fd answers = open(std::string(kSysfs) + "answers", O_RDONLY);
  answers.read(10);
  Process waiter = spawn("waiter", [&] { return poll({{answers, POLLPRI}}, -1); });
  ASSERT_THAT(waiter, Blocks());
  device.set_config_at<std::uint32_t>(0, 7);
  EXPECT_THAT(waiter.result(), SucceedsWith(ElementsAre(POLLPRI | POLLERR)));
  EXPECT_EQ(attribute("answers"), "7\n");
}

TEST_F(VirtioHelloDriver, IsOnTheVirtioBus) {
  VirtioHello device;
  add(device);
  EXPECT_EQ(attribute("device"), "0x7e57\n");
  EXPECT_EQ(attribute("vendor"), "0x6b73696d\n");
  EXPECT_EQ(attribute("modalias"), "virtio:d00007E57v6B73696D\n");
  EXPECT_EQ(attribute("status"), "0x0000000f\n");
  // Nobody asked for capitals: that leaves indirect tables, event index and version 1.
  EXPECT_EQ(attribute("features"), std::string(28, '0') + "11001" + std::string(31, '0') + "\n");
  EXPECT_THAT(dmesg(), HasSubstr("virtio_hello virtio0: /dev/virtio-hello0, 16 descriptors\n"));
}

TEST_F(VirtioHelloDriver, AReaderSleepsUntilTheDeviceAnswers) {
  SlowHello device;
  add(device);
  Fd hello = open_device();
  hello.write("hello");
  Process reader = spawn("reader", [&] { return hello.read(100); });
  ASSERT_THAT(reader, Blocks());
  device.answer();
  EXPECT_THAT(reader.result(), SucceedsWith("hello"));
}

TEST_F(VirtioHelloDriver, AWriterSleepsWhileTheQueueIsFull) {
  SlowHello device;
  add(device);
  Fd hello = open_device(O_NONBLOCK);
  int written = 0;
  for (; written < 100; ++written) {
    const Outcome<std::size_t> size = hello.write("hello");
    if (size.ok()) continue;
    EXPECT_THAT(size, FailsWith(EAGAIN));
    break;
  }
  EXPECT_EQ(written, 16) << "one descriptor each, with indirect tables";
  EXPECT_THAT(poll({{hello, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(0)));

  Fd waiting = open_device();
  Process writer = spawn("writer", [&] { return waiting.write("more"); });
  ASSERT_THAT(writer, Blocks());
  device.answer();
  EXPECT_THAT(writer.result(), SucceedsWith(4U));
  EXPECT_THAT(poll({{hello, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLIN | POLLOUT)));
}

TEST_F(VirtioHelloDriver, GoesWithTextsUnderWay) {
  SlowHello device;
  add(device);
  Fd hello = open_device();
  for (int i = 0; i < 5; ++i) hello.write("hello");
  Process reader = spawn("reader", [&] { return hello.read(100); });
  ASSERT_THAT(reader, Blocks());
  simulator().remove_virtio_device(device);
  EXPECT_THAT(reader.result(), FailsWith(ENODEV));
  EXPECT_THAT(hello.write("hello"), FailsWith(ENODEV));
  EXPECT_THAT(stat(kDevice), FailsWith(ENOENT));
}

TEST_F(VirtioHelloDriver, AnswersOutliveTheDevice) {
  VirtioHello device;
  add(device);
  Fd hello = open_device();
  hello.write("hello");
  EXPECT_THAT(poll({{hello, POLLIN}}, -1), SucceedsWith(ElementsAre(POLLIN)));
  simulator().remove_virtio_device(device);
  EXPECT_THAT(hello.read(100), SucceedsWith("hello"));
  EXPECT_THAT(hello.read(100), FailsWith(ENODEV));
}

TEST_F(VirtioHelloDriver, SendsTextsAgainAfterSleep) {
  SlowHello device;
  add(device);
  Fd hello = open_device();
  hello.write("hello");
  hello.write("again");
  ASSERT_TRUE(simulator().suspend(device).ok());
  EXPECT_EQ(device.status(), 0);
  Process writer = spawn("writer", [&] { return hello.write("asleep"); });
  ASSERT_THAT(writer, Blocks());
  ASSERT_TRUE(simulator().resume(device).ok());
  EXPECT_THAT(writer.result(), SucceedsWith(6U));
  device.answer();
  std::vector<std::string> answers;
  for (int i = 0; i < 3; ++i) answers.push_back(hello.read(100).value());
  EXPECT_THAT(answers, IsSupersetOf({"hello", "again", "asleep"}));
}

TEST_F(VirtioHelloDriver, BelievesNoDeviceThatSaysItWroteMore) {
  class Liar : public VirtioHello {
   public:
    void on_kick(VirtioQueue& queue) override {
      while (VirtioChain* chain = queue.pop()) queue.complete(*chain, 1'000'000);
    }
  };
  Liar device;
  add(device);
  Fd hello = open_device();
  hello.write("hello");
  EXPECT_THAT(hello.read(100), SucceedsWith(std::string(5, '\0')));
}

TEST_F(VirtioHelloDriver, TwoDevicesHaveTwoNames) {
  VirtioHello one;
  VirtioHello two;
  add(one);
  add(two);
  Fd hello = open("/dev/virtio-hello1", O_RDWR);
  hello.write("hello");
  EXPECT_THAT(hello.read(100), SucceedsWith("hello"));
  EXPECT_EQ(one.answers(), 0U);
  EXPECT_EQ(two.answers(), 1U);
}

class MockHello : public VirtioHello {
 public:
  MOCK_METHOD(void, on_kick, (VirtioQueue & queue), (override));
  MOCK_METHOD(void, on_reset, (), (override));
  MOCK_METHOD(bool, accepts, (std::uint64_t features), (override));
};

TEST_F(VirtioHelloDriver, KicksNoDeviceThatHasNotLookedSinceTheLastKick) {
  NiceMock<MockHello> device;
  EXPECT_CALL(device, accepts(_)).WillOnce(Return(true));
  EXPECT_CALL(device, on_kick(_)).Times(AtMost(1));
  EXPECT_CALL(device, on_reset()).Times(AtLeast(2));
  add(device);
  Fd hello = open_device();
  hello.write("one");
  hello.write("two");
  simulator().remove_virtio_device(device);
}

TEST_F(VirtioHelloDriver, ADeviceMayRefuseFeatures) {
  NiceMock<MockHello> device;
  EXPECT_CALL(device, accepts(_)).WillOnce(Return(false));
  add(device);
  EXPECT_THAT(dmesg(), HasSubstr("virtio_hello virtio0: virtio: device refuses features: 3\n"));
  EXPECT_THAT(stat(kDevice), FailsWith(ENOENT));
  EXPECT_EQ(attribute("status"), "0x00000083\n");
}

TEST_F(VirtioHelloDriver, ADeviceFromBeforeVersion1IsRefused) {
  VirtioDevice::Options options = VirtioHello::default_options();
  options.version_1 = false;
  VirtioHello device(options);
  add(device);
  EXPECT_THAT(dmesg(), HasSubstr("must provide VIRTIO_F_VERSION_1 feature!"));
  EXPECT_THAT(stat(kDevice), FailsWith(ENOENT));
}

TEST_F(VirtioHelloDriver, ADeviceWithoutAQueueIsRefused) {
  VirtioDevice::Options options = VirtioHello::default_options();
  options.queue_sizes.clear();
  VirtioHello device(options);
  add(device);
  EXPECT_THAT(stat(kDevice), FailsWith(ENOENT));
}

class VirtioHelloInCapitals : public VirtioHelloDriver {
 protected:
  VirtioHelloInCapitals() : VirtioHelloDriver("capitals=1") {}
};

TEST_F(VirtioHelloInCapitals, AsksForThem) {
  VirtioHello device;
  add(device);
  EXPECT_TRUE(device.has_feature(VIRTIO_HELLO_F_CAPITALS));
  Fd hello = open_device();
  hello.write("hello");
  EXPECT_THAT(hello.read(100), SucceedsWith("HELLO"));
}

TEST_F(VirtioHelloInCapitals, DoesWithout) {
  VirtioDevice::Options options = VirtioHello::default_options();
  options.features = 0;
  VirtioHello device(options);
  add(device);
  Fd hello = open_device();
  hello.write("hello");
  EXPECT_THAT(hello.read(100), SucceedsWith("hello"));
}

// Both formats, with and without indirect tables and event index.
class VirtioHelloRings : public VirtioHelloDriver,
                         public ::testing::WithParamInterface<std::tuple<bool, bool, bool>> {};

INSTANTIATE_TEST_SUITE_P(, VirtioHelloRings,
                         ::testing::Combine(::testing::Bool(), ::testing::Bool(),
                                            ::testing::Bool()));

TEST_P(VirtioHelloRings, ManyWritersAndReaders) {
  VirtioDevice::Options options = VirtioHello::default_options();
  std::tie(options.packed, options.indirect, options.event_index) = GetParam();
  options.queue_sizes = {4};
  VirtioHello device(options);
  add(device);
  constexpr int kTexts = 20;
  Fd hello = open_device();
  const auto write_often = [&hello](const char* text) {
    for (int i = 0; i < kTexts; ++i) hello.write(text);
  };
  Process a = spawn("a", [&] { write_often("a"); });
  Process b = spawn("b", [&] { write_often("b"); });
  Process c = spawn("c", [&] { write_often("c"); });
  std::map<std::string, int> answers;
  for (int i = 0; i < 3 * kTexts; ++i) ++answers[hello.read(10).value()];
  EXPECT_THAT(answers,
              ElementsAre(std::pair("a", kTexts), std::pair("b", kTexts), std::pair("c", kTexts)));
}

}  // namespace
}  // namespace ksim
