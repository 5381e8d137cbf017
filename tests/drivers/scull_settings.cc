// SPDX-License-Identifier: GPL-2.0-or-later
// scull's ioctls.
#include <climits>
#include <cstdint>
#include <vector>

#include "scull_fixture.hh"

namespace ksim {
namespace {

constexpr std::uint64_t kCapabilitySysAdmin = std::uint64_t{1} << 21;  // CAP_SYS_ADMIN

TEST_F(Scull, RefusesCommandsThatAreNotItsOwn) {
  Fd scull = device();
  EXPECT_THAT(scull.ioctl(_IO(SCULL_IOC_MAGIC, 15)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO(SCULL_IOC_MAGIC, 255)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO('j', 0)), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IO('j', 7)), FailsWith(ENOTTY));
  int value = 12;
  EXPECT_THAT(scull.ioctl(_IOR(SCULL_IOC_MAGIC, 1, int), &value), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(_IOW(SCULL_IOC_MAGIC, 1, long), &value), FailsWith(ENOTTY));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQUANTUM), SucceedsWith(kQuantum));
}

TEST_F(Scull, ResetsBothSettings) {
  Fd scull = device();
  ASSERT_THAT(scull.ioctl(SCULL_IOCRESET), SucceedsWith(0));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQUANTUM), SucceedsWith(SCULL_QUANTUM));
  EXPECT_THAT(scull.ioctl(SCULL_IOCQQSET), SucceedsWith(SCULL_QSET));
}

TEST_F(Scull, AnybodyMayReset) {
  ASSERT_THAT(chmod("/dev/scull0", 0666), Succeeds());
  Process somebody = spawn("somebody", [] {
    become_user(kSomebody);
    return open("/dev/scull0", O_RDONLY).ioctl(SCULL_IOCRESET);
  });
  EXPECT_THAT(somebody.result(), SucceedsWith(0));
}

TEST_F(Scull, ANewQuantumTakesEffectWhenTheDeviceIsEmptied) {
  fill("abcdefghij");
  Fd scull = device();
  ASSERT_THAT(scull.ioctl(SCULL_IOCTQUANTUM, 3), Succeeds());
  EXPECT_EQ(contents(), "abcdefghij");
  EXPECT_THAT(device().read(100), SucceedsWith("abcdefgh"));

  Fd emptied = open("/dev/scull0", O_WRONLY);
  EXPECT_THAT(emptied.write("abcdefghij"), SucceedsWith(3U));
  EXPECT_THAT(open("/dev/scull1", O_RDWR).write("abcdefghij"), SucceedsWith(8U));
}

TEST_F(Scull, ANewQuantumSetTakesEffectWhenTheDeviceIsEmptied) {
  constexpr off_t kSmaller = off_t{kQuantum} * 2 * SCULL_SETS_MAX;
  ASSERT_THAT(device().ioctl(SCULL_IOCTQSET, 2), Succeeds());
  EXPECT_THAT(device().pwrite("x", kSmaller), SucceedsWith(1U));
  fill("");
  EXPECT_THAT(device().pwrite("x", kSmaller), FailsWith(EFBIG));
  EXPECT_THAT(device().pwrite("x", kSmaller - 1), SucceedsWith(1U));
}

// The commands of one of the two settings. Both behave alike.
struct Setting {
  const char* name;
  unsigned int set, tell, get, query, exchange, shift;
  int value;  // when a test begins
  int max;
  unsigned int query_other;
  int value_other;
};

void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class ScullSetting : public Scull, public ::testing::WithParamInterface<Setting> {
 protected:
  void SetUp() override {
    Scull::SetUp();
    ASSERT_THAT(chmod("/dev/scull0", 0666), Succeeds());
  }

  long value() { return device().ioctl(setting.query).value(); }
  void expect_unchanged() {
    EXPECT_EQ(value(), setting.value);
    expect_other_unchanged();
  }
  void expect_other_unchanged() {
    EXPECT_THAT(device().ioctl(setting.query_other), SucceedsWith(setting.value_other));
  }

  const Setting setting = GetParam();
};

INSTANTIATE_TEST_SUITE_P(
    , ScullSetting,
    ::testing::Values(Setting{"Quantum", SCULL_IOCSQUANTUM, SCULL_IOCTQUANTUM, SCULL_IOCGQUANTUM,
                              SCULL_IOCQQUANTUM, SCULL_IOCXQUANTUM, SCULL_IOCHQUANTUM, 8,
                              SCULL_QUANTUM_MAX, SCULL_IOCQQSET, 4},
                      Setting{"Qset", SCULL_IOCSQSET, SCULL_IOCTQSET, SCULL_IOCGQSET,
                              SCULL_IOCQQSET, SCULL_IOCXQSET, SCULL_IOCHQSET, 4, SCULL_QSET_MAX,
                              SCULL_IOCQQUANTUM, 8}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(ScullSetting, IsWhatTheParameterSays) { expect_unchanged(); }

TEST_P(ScullSetting, CanBeSet) {
  int wanted = 12;
  EXPECT_THAT(device().ioctl(setting.set, &wanted), SucceedsWith(0));
  EXPECT_EQ(wanted, 12);
  EXPECT_EQ(value(), 12);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeTold) {
  EXPECT_THAT(device().ioctl(setting.tell, 13), SucceedsWith(0));
  EXPECT_EQ(value(), 13);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeGot) {
  int got = 0;
  EXPECT_THAT(device().ioctl(setting.get, &got), SucceedsWith(0));
  EXPECT_EQ(got, setting.value);
  expect_unchanged();
}

TEST_P(ScullSetting, CanBeExchanged) {
  int exchanged = 14;
  EXPECT_THAT(device().ioctl(setting.exchange, &exchanged), SucceedsWith(0));
  EXPECT_EQ(exchanged, setting.value);
  EXPECT_EQ(value(), 14);
  expect_other_unchanged();
}

TEST_P(ScullSetting, CanBeShifted) {
  EXPECT_THAT(device().ioctl(setting.shift, 15), SucceedsWith(setting.value));
  EXPECT_EQ(value(), 15);
  expect_other_unchanged();
}

TEST_P(ScullSetting, IsSharedByAllDevices) {
  ASSERT_THAT(open("/dev/scull1", O_RDWR).ioctl(setting.tell, 16), Succeeds());
  EXPECT_EQ(value(), 16);
}

TEST_P(ScullSetting, CanBeReadByA32BitProgram) {
  int got = 0;
  EXPECT_THAT(device().compat_ioctl(setting.get, &got), SucceedsWith(0));
  EXPECT_EQ(got, setting.value);
}

TEST_P(ScullSetting, GoesFromOneToItsMaximum) {
  for (int allowed : {1, setting.max}) {
    EXPECT_THAT(device().ioctl(setting.tell, allowed), SucceedsWith(0));
    EXPECT_EQ(value(), allowed);
  }
}

TEST_P(ScullSetting, RefusesValuesOutOfRange) {
  for (int refused : {0, -1, setting.max + 1, INT_MIN, INT_MAX}) {
    int behind_pointer = refused;
    EXPECT_THAT(device().ioctl(setting.set, &behind_pointer), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.tell, refused), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.shift, refused), FailsWith(EINVAL)) << refused;
    EXPECT_THAT(device().ioctl(setting.exchange, &behind_pointer), FailsWith(EINVAL)) << refused;
    EXPECT_EQ(behind_pointer, refused);
    expect_unchanged();
  }
}

// Everything that changes a setting, tried with good arguments.
std::vector<Outcome<long>> try_to_change(Fd& scull, const Setting& setting) {
  int value = 17;
  std::vector<Outcome<long>> outcomes;
  outcomes.push_back(scull.ioctl(setting.set, &value));
  outcomes.push_back(scull.ioctl(setting.tell, value));
  outcomes.push_back(scull.ioctl(setting.exchange, &value));
  outcomes.push_back(scull.ioctl(setting.shift, value));
  return outcomes;
}

TEST_P(ScullSetting, OnlyAnAdministratorMayChange) {
  Process somebody = spawn("somebody", [&] {
    become_user(kSomebody);
    Fd scull = open("/dev/scull0", O_RDWR);
    return try_to_change(scull, setting);
  });
  for (const Outcome<long>& outcome : somebody.result()) EXPECT_THAT(outcome, FailsWith(EPERM));
  expect_unchanged();
}

TEST_P(ScullSetting, RootWithoutTheCapabilityIsNoAdministrator) {
  Process root = spawn("root", [&] {
    keep_capabilities(~kCapabilitySysAdmin);
    Fd scull = open("/dev/scull0", O_RDWR);
    return try_to_change(scull, setting);
  });
  for (const Outcome<long>& outcome : root.result()) EXPECT_THAT(outcome, FailsWith(EPERM));
  expect_unchanged();
}

TEST_P(ScullSetting, AnybodyMayLook) {
  Process somebody = spawn("somebody", [&] {
    become_user(kSomebody);
    int got = 0;
    Fd scull = open("/dev/scull0", O_RDONLY);
    EXPECT_THAT(scull.ioctl(setting.get, &got), SucceedsWith(0));
    EXPECT_EQ(got, setting.value);
    return scull.ioctl(setting.query);
  });
  EXPECT_THAT(somebody.result(), SucceedsWith(setting.value));
}

TEST_P(ScullSetting, RefusesABadPointer) {
  UserBuffer buffer = UserBuffer::faulting_at(0);
  EXPECT_THAT(device().ioctl(setting.set, buffer.data()), FailsWith(EFAULT));
  EXPECT_THAT(device().ioctl(setting.get, buffer.data()), FailsWith(EFAULT));
  EXPECT_THAT(device().ioctl(setting.exchange, buffer.data()), FailsWith(EFAULT));
  expect_unchanged();
}

TEST_P(ScullSetting, ExchangeFailsIfItCannotHandBackTheOldValue) {
  static const int read_only = 18;
  EXPECT_THAT(device().ioctl(setting.exchange, const_cast<int*>(&read_only)), FailsWith(EFAULT));
  EXPECT_EQ(value(), 18);
}

}  // namespace
}  // namespace ksim
