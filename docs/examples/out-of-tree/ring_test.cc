// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/driver_test.hh"

namespace {

using namespace ksim;

class Ring : public DriverTest {
 protected:
  Ring() : DriverTest("ring") {}
};

TEST_F(Ring, GivesBackWhatWasWrittenOnce) {
  Fd ring = open("/dev/ring", O_RDWR | O_NONBLOCK);
  ASSERT_THAT(ring.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(ring.read(2), SucceedsWith("he"));
  EXPECT_THAT(ring.read(8), SucceedsWith("llo"));
  EXPECT_THAT(ring.read(8), FailsWith(EAGAIN));
}

TEST_F(Ring, AReaderSleepsUntilSomebodyWrites) {
  Process reader = spawn("reader", [] { return open("/dev/ring", O_RDONLY).read(8); });
  ASSERT_THAT(reader, Blocks());

  open("/dev/ring", O_WRONLY).write("hello");
  EXPECT_THAT(reader.result(), SucceedsWith("hello"));
}

TEST_F(Ring, CanBeReadWhenThereAreBytes) {
  Fd ring = open("/dev/ring", O_RDWR);
  EXPECT_THAT(poll({{ring, POLLIN}}, 0), SucceedsWith(::testing::ElementsAre(0)));
  ring.write("hello");
  EXPECT_THAT(poll({{ring, POLLIN}}, 0), SucceedsWith(::testing::ElementsAre(POLLIN)));
}

// Four bytes.
class TinyRing : public DriverTest {
 protected:
  TinyRing() : DriverTest("ring_tiny") {}
};

TEST_F(TinyRing, ForgetsTheOldest) {
  Fd ring = open("/dev/ring_tiny", O_RDWR);
  ASSERT_THAT(ring.write("hello"), SucceedsWith(5U));
  EXPECT_THAT(ring.read(8), SucceedsWith("ello"));
}

}  // namespace
