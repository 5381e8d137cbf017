// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/driver_test.hh"

namespace {

using namespace ksim;

class Tally : public DriverTest {
 protected:
  Tally() : DriverTest("tally") {}
};

TEST_F(Tally, StartsAtZero) {
  EXPECT_THAT(open("/dev/tally", O_RDONLY).read(32), SucceedsWith("0\n"));
}

TEST_F(Tally, CountsWhatEverybodyWrites) {
  open("/dev/tally", O_WRONLY).write("hello");
  open("/dev/tally", O_WRONLY).write(" world");
  EXPECT_THAT(open("/dev/tally", O_RDONLY).read(32), SucceedsWith("11\n"));
}

}  // namespace
