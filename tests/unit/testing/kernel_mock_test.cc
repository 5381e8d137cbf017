// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/kernel_mock.hh"

#include <cerrno>
#include <stdexcept>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::_;
using ::testing::DoDefault;
using ::testing::Return;

class KernelMockTest : public DriverTest {};

using CdevAdd = KernelMock<"cdev_add", int(void*, unsigned, unsigned)>;
using Kmalloc = KernelMock<"__kmalloc", void*(std::size_t, unsigned)>;

TEST_F(KernelMockTest, DoesWhatTheKernelDoesUntilToldOtherwise) {
  CdevAdd cdev_add;
  EXPECT_CALL(cdev_add, Call(_, _, 1)).Times(12);  // scull's devices, pipes and guarded ones
  ASSERT_THAT(load_module("scull"), Succeeds());
  EXPECT_THAT(open("/dev/scull3", O_RDONLY), Succeeds());
}

TEST_F(KernelMockTest, DecidesWhatTheModuleSees) {
  CdevAdd cdev_add;
  EXPECT_CALL(cdev_add, Call).WillOnce(DoDefault()).WillOnce(DoDefault()).WillOnce(Return(-EBUSY));
  EXPECT_THAT(load_module("scull"), FailsWith(EBUSY));
  EXPECT_THAT(stat("/dev/scull0"), FailsWith(ENOENT));
}

TEST_F(KernelMockTest, MayCallTheKernelsOwnFunction) {
  CdevAdd cdev_add;
  int added = 0;
  ON_CALL(cdev_add, Call).WillByDefault([&](void* cdev, unsigned number, unsigned count) {
    const int returned = cdev_add.own(cdev, number, count);
    if (returned == 0) ++added;
    return returned;
  });
  ASSERT_THAT(load_module("scull"), Succeeds());
  EXPECT_EQ(added, 12);
  EXPECT_THAT(open("/dev/scull0", O_RDONLY), Succeeds());
}

TEST_F(KernelMockTest, HearsOfEachCallWhileItLives) {
  {
    Kmalloc kmalloc;
    ASSERT_THAT(load_module("scull", "scull_quantum=100"), Succeeds());
    Fd scull = open("/dev/scull0", O_RDWR);
    EXPECT_CALL(kmalloc, Call).Times(::testing::AnyNumber());
    EXPECT_CALL(kmalloc, Call(100, _)).WillOnce(Return(nullptr)).RetiresOnSaturation();
    EXPECT_THAT(scull.write("x"), FailsWith(ENOMEM));
  }
  EXPECT_THAT(open("/dev/scull0", O_RDWR).write("x"), SucceedsWith(1U));
}

TEST_F(KernelMockTest, IsForgottenByTheNextModule) {
  {
    CdevAdd cdev_add;
    ON_CALL(cdev_add, Call).WillByDefault(Return(-EBUSY));
    EXPECT_THAT(load_module("scull"), FailsWith(EBUSY));
  }
  EXPECT_THAT(load_module("scull"), Succeeds());
}

TEST_F(KernelMockTest, IsForgottenByTheNextKernel) {
  EXPECT_THAT(load_module("scull"), Succeeds());
}

TEST_F(KernelMockTest, NeedsAFunctionThatExists) {
  using Typo = KernelMock<"cdev_ad", int()>;
  EXPECT_THROW(Typo(), std::invalid_argument);
}

}  // namespace
}  // namespace ksim
