// SPDX-License-Identifier: GPL-2.0-or-later
// faulty: what of it is safe in any world.
#include "drivers/faulty/uapi/faulty.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

class Faulty : public DriverTest {
 protected:
  Faulty() : DriverTest("faulty") {}

  static Fd device() { return open("/dev/faulty", O_RDWR); }
};

TEST_F(Faulty, DoesNoHarmUnlessAsked) {
  EXPECT_THAT(device(), Succeeds());
  EXPECT_THAT(device().lseek(0), FailsWith(ESPIPE));
}

TEST_F(Faulty, KnowsNoOtherFault) {
  EXPECT_THAT(device().ioctl(FAULTY_IOCTFAULT, FAULTY_DEADLOCK + 1), FailsWith(EINVAL));
  EXPECT_THAT(device().ioctl(FAULTY_IOCTFAULT, -1), FailsWith(EINVAL));
}

TEST_F(Faulty, KnowsTwoBuffersToOverrun) {
  EXPECT_THAT(device().ioctl(FAULTY_IOCTREAD, FAULTY_READ_STACK), Succeeds());
  EXPECT_THAT(device().ioctl(FAULTY_IOCTREAD, FAULTY_READ_USER), Succeeds());
  EXPECT_THAT(device().ioctl(FAULTY_IOCTREAD, FAULTY_READ_USER + 1), FailsWith(EINVAL));
}

TEST_F(Faulty, KnowsNoOtherCommand) {
  EXPECT_THAT(device().ioctl(_IO(FAULTY_IOC_MAGIC, 2)), FailsWith(ENOTTY));
}

TEST_F(Faulty, IsForRootOnly) {
  Process somebody = spawn("somebody", [] {
    become_user(1000);
    return open("/dev/faulty", O_RDONLY);
  });
  EXPECT_THAT(somebody.result(), FailsWith(EACCES));
}

}  // namespace
}  // namespace ksim
