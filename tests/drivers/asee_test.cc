// SPDX-License-Identifier: GPL-2.0-or-later
// asee_mod: a circular buffer that grows in four steps, each with what it adds.
#include <poll.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kDevice = "/dev/asee_mod";
constexpr const char* kSize = "/sys/kernel/asee_mod/asee_buf_size";
constexpr const char* kCount = "/sys/kernel/asee_mod/asee_buf_count";

// As `echo -n`, and `cat`, which opens the device, does it and closes it.
class Asee : public DriverTest {
 protected:
  using DriverTest::DriverTest;

  static Outcome<std::size_t> put(std::string_view text, const char* path = kDevice) {
    return open(path, O_WRONLY).write(text);
  }
  static Outcome<std::string> take(std::size_t size = 100) {
    return open(kDevice, O_RDONLY).read(size);
  }
  static std::string attribute(const char* path) { return open(path, O_RDONLY).read_all().value(); }
};

class AseeStep : public Asee, public ::testing::WithParamInterface<const char*> {
 protected:
  AseeStep() : Asee(GetParam()) {}
};

std::string name_of_step(const ::testing::TestParamInfo<const char*>& tested) {
  return tested.param;
}

// The steps in which new bytes push out old ones.
class AseeOverwriting : public AseeStep {};
INSTANTIATE_TEST_SUITE_P(, AseeOverwriting, ::testing::Values("asee_tp1", "asee_tp2"),
                         name_of_step);

TEST_P(AseeOverwriting, WhatWasWrittenIsReadOnceAndTogether) {
  EXPECT_THAT(put("Hello world"), SucceedsWith(11U));
  EXPECT_THAT(put("Ciao"), SucceedsWith(4U));
  EXPECT_THAT(take(), SucceedsWith("Hello worldCiao"));
  EXPECT_THAT(take(), SucceedsWith(""));
}

TEST_P(AseeOverwriting, OfSeventeenCharactersTheLastSixteenStay) {
  EXPECT_THAT(put("0123456789abcdefg"), SucceedsWith(17U));
  EXPECT_THAT(take(), SucceedsWith("123456789abcdefg"));
}

TEST_P(AseeOverwriting, NewBytesPushOutTheOldest) {
  put("0123456789");
  put("abcdefghij");
  EXPECT_THAT(take(), SucceedsWith("456789abcdefghij"));
}

TEST_P(AseeOverwriting, ReadsTakeAsManyAsTheyAskFor) {
  put("abcdef");
  EXPECT_THAT(take(2), SucceedsWith("ab"));
  EXPECT_THAT(take(0), SucceedsWith(""));
  put("0123456789ab");
  EXPECT_THAT(take(5), SucceedsWith("cdef0"));
  EXPECT_THAT(take(), SucceedsWith("123456789ab"));
}

TEST_P(AseeOverwriting, BytesGoRoundTheCorner) {
  for (int round = 0; round < 40; ++round) {
    const std::string text = "round " + std::to_string(round);
    put(text);
    ASSERT_THAT(take(), SucceedsWith(text)) << round;
  }
}

TEST_P(AseeOverwriting, NothingIsWrittenByAnEmptyWrite) {
  put("abc");
  EXPECT_THAT(put(""), SucceedsWith(0U));
  EXPECT_THAT(take(), SucceedsWith("abc"));
}

TEST_P(AseeOverwriting, ABadPointerLosesNothing) {
  put("0123456789");
  EXPECT_THAT(open(kDevice, O_WRONLY).write_from(nullptr, 10), FailsWith(EFAULT));
  EXPECT_THAT(open(kDevice, O_RDONLY).read_to(nullptr, 10), FailsWith(EFAULT));
  EXPECT_THAT(take(), SucceedsWith("0123456789"));
}

TEST_P(AseeOverwriting, ProcessesShareTheBuffer) {
  Process writer = spawn("writer", [] {
    for (int i = 0; i < 8; ++i) put("ab");
  });
  writer.result();
  EXPECT_THAT(take(), SucceedsWith("abababababababab"));
}

// The steps with attributes: all but the first.
class AseeAttributes : public AseeStep {};
INSTANTIATE_TEST_SUITE_P(, AseeAttributes,
                         ::testing::Values("asee_tp2", "asee_tp3_mutex", "asee_tp3_spinlock",
                                           "asee_tp4"),
                         name_of_step);

TEST_P(AseeAttributes, TellSizeAndCount) {
  EXPECT_EQ(attribute(kSize), "16\n");
  EXPECT_EQ(attribute(kCount), "0\n");
  put("Hello world");
  EXPECT_EQ(attribute(kCount), "11\n");
  take(4);
  EXPECT_EQ(attribute(kCount), "7\n");
}

TEST_P(AseeAttributes, ALargerBufferKeepsWhatIsThere) {
  put("0123456789");
  take(5);
  put("abcdefgh");  // round the corner
  EXPECT_THAT(put("40\n", kSize), SucceedsWith(3U));
  EXPECT_EQ(attribute(kSize), "40\n");
  put("and twenty more bytes.");
  EXPECT_THAT(take(), SucceedsWith("56789abcdefghand twenty more bytes."));
}

TEST_P(AseeAttributes, TheBufferShrinksToWhatIsInIt) {
  put("Hello world");
  EXPECT_THAT(put("11", kSize), SucceedsWith(2U));
  EXPECT_EQ(attribute(kSize), "11\n");
  EXPECT_THAT(take(), SucceedsWith("Hello world"));
}

TEST_P(AseeAttributes, AndNotBelowAndSaysSo) {
  put("Hello world");
  EXPECT_THAT(put("10\n", kSize), FailsWith(EBUSY));
  EXPECT_THAT(dmesg(), HasSubstr("cannot shrink to 10 bytes: 11 are in use"));
  EXPECT_EQ(attribute(kSize), "16\n");
  EXPECT_THAT(take(), SucceedsWith("Hello world"));
  EXPECT_THAT(put("10\n", kSize), Succeeds());
}

TEST_P(AseeAttributes, RefuseWhatIsNoSize) {
  for (const char* text : {"many", "-1", "12 13", "0", "65537"})
    EXPECT_THAT(put(text, kSize), FailsWith(EINVAL)) << text;
  EXPECT_THAT(put("99999999999999999999", kSize), FailsWith(ERANGE));
  EXPECT_EQ(attribute(kSize), "16\n");
  EXPECT_THAT(put("65536", kSize), Succeeds());
}

TEST_P(AseeAttributes, AreReadableForAllAndTheSizeIsForRoot) {
  EXPECT_EQ(stat(kSize).value().st_mode & 07777, 0644U);
  EXPECT_EQ(stat(kCount).value().st_mode & 07777, 0444U);
  Process user = spawn("user", [] {
    become_user(1000);
    EXPECT_EQ(attribute(kSize), "16\n");
    EXPECT_THAT(open(kSize, O_WRONLY), FailsWith(EACCES));
    EXPECT_THAT(open(kCount, O_WRONLY), FailsWith(EACCES));
  });
  user.result();
}

TEST_P(AseeAttributes, GoWithTheModule) {
  ASSERT_THAT(unload_module(GetParam()), Succeeds());
  EXPECT_THAT(stat("/sys/kernel/asee_mod"), FailsWith(ENOENT));
  EXPECT_THAT(stat(kDevice), FailsWith(ENOENT));
}

// The steps in which readers and writers sleep.
class AseeBlocking : public AseeStep {
 protected:
  static Process<Outcome<std::string>> reader(std::size_t size = 100) {
    return spawn("reader", [size] { return take(size); });
  }
  static Process<Outcome<std::size_t>> writer(std::string text) {
    return spawn("writer", [text = std::move(text)] { return put(text); });
  }
};
INSTANTIATE_TEST_SUITE_P(, AseeBlocking,
                         ::testing::Values("asee_tp3_mutex", "asee_tp3_spinlock", "asee_tp4"),
                         name_of_step);

TEST_P(AseeBlocking, AReaderSleepsUntilSomebodyWrites) {
  Process cat = reader();
  ASSERT_THAT(cat, Blocks());
  EXPECT_THAT(put("Hello world"), SucceedsWith(11U));
  EXPECT_THAT(cat.result(), SucceedsWith("Hello world"));
}

TEST_P(AseeBlocking, AWriterSleepsUntilThereIsRoom) {
  put("0123456789abcdef");
  Process echo = writer("ghij");
  ASSERT_THAT(echo, Blocks());
  EXPECT_THAT(take(3), SucceedsWith("012"));
  EXPECT_THAT(echo.result(), SucceedsWith(3U));
  EXPECT_THAT(take(), SucceedsWith("3456789abcdefghi"));
}

TEST_P(AseeBlocking, AWriterWritesWhatThereIsRoomFor) {
  EXPECT_THAT(put("0123456789abcdefg"), SucceedsWith(16U));
  EXPECT_THAT(take(), SucceedsWith("0123456789abcdef"));
}

TEST_P(AseeBlocking, ALargerBufferLetsWritersIn) {
  put("0123456789abcdef");
  Process echo = writer("ghij");
  ASSERT_THAT(echo, Blocks());
  put("20", kSize);
  EXPECT_THAT(echo.result(), SucceedsWith(4U));
  EXPECT_THAT(take(), SucceedsWith("0123456789abcdefghij"));
}

TEST_P(AseeBlocking, NobodyWaitsWhoDoesNotWantTo) {
  EXPECT_THAT(open(kDevice, O_RDONLY | O_NONBLOCK).read(1), FailsWith(EAGAIN));
  put("0123456789abcdef");
  EXPECT_THAT(open(kDevice, O_WRONLY | O_NONBLOCK).write("x"), FailsWith(EAGAIN));
}

TEST_P(AseeBlocking, ASignalEndsTheSleep) {
  Process cat = reader();
  ASSERT_THAT(cat, Blocks());
  cat.kill(SIGTERM);
  EXPECT_TRUE(cat.was_killed());
}

TEST_P(AseeBlocking, ABadPointerLosesNothing) {
  put("0123456789");
  EXPECT_THAT(open(kDevice, O_RDONLY).read_to(nullptr, 10), FailsWith(EFAULT));
  EXPECT_THAT(open(kDevice, O_WRONLY).write_from(nullptr, 1), FailsWith(EFAULT));
  EXPECT_THAT(take(), SucceedsWith("0123456789"));
}

TEST_P(AseeBlocking, PollTellsWhoWouldNotSleep) {
  Fd device = open(kDevice, O_RDWR);
  EXPECT_THAT(poll({{device, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLOUT)));
  put("0123456789abcdef");
  EXPECT_THAT(poll({{device, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLIN)));
  take(1);
  EXPECT_THAT(poll({{device, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLIN | POLLOUT)));
}

TEST_P(AseeBlocking, EverythingArrivesOnceAndInOrder) {
  constexpr int kBytes = 60;
  std::string text;
  for (int i = 0; i < kBytes; ++i) text += static_cast<char>('A' + i);
  Process echo = spawn("writer", [&] { return open(kDevice, O_WRONLY).write_all(text); });
  std::string arrived;
  Fd device = open(kDevice, O_RDONLY);
  while (arrived.size() < text.size()) arrived += device.read(7).value();
  EXPECT_EQ(arrived, text);
  EXPECT_THAT(echo.result(), SucceedsWith(text.size()));
}

TEST_P(AseeBlocking, ManyReadersShareWhatIsWritten) {
  Process first = reader(1);
  Process second = reader(1);
  Process third = reader(1);
  ASSERT_THAT(first, Blocks());
  ASSERT_THAT(second, Blocks());
  ASSERT_THAT(third, Blocks());
  put("aaa");
  EXPECT_THAT(first.result(), SucceedsWith("a"));
  EXPECT_THAT(second.result(), SucceedsWith("a"));
  EXPECT_THAT(third.result(), SucceedsWith("a"));
}

class AseeTp4 : public Asee {
 protected:
  AseeTp4() : Asee("asee_tp4") {}

  static Outcome<std::size_t> interrupt() { return put("1", "/sys/kernel/asee_mod/asee_irq"); }
};

TEST_F(AseeTp4, AnInterruptEndsAllReads) {
  Process first = spawn("first", [] { return take(); });
  Process second = spawn("second", [] { return take(); });
  ASSERT_THAT(first, Blocks());
  ASSERT_THAT(second, Blocks());
  EXPECT_THAT(interrupt(), SucceedsWith(1U));
  EXPECT_THAT(first.result(), FailsWith(EIO));
  EXPECT_THAT(second.result(), FailsWith(EIO));
}

TEST_F(AseeTp4, AnInterruptEndsAllWrites) {
  put("0123456789abcdef");
  Process first = spawn("first", [] { return put("x"); });
  Process second = spawn("second", [] { return put("y"); });
  ASSERT_THAT(first, Blocks());
  ASSERT_THAT(second, Blocks());
  interrupt();
  EXPECT_THAT(first.result(), FailsWith(EIO));
  EXPECT_THAT(second.result(), FailsWith(EIO));
  EXPECT_THAT(take(), SucceedsWith("0123456789abcdef"));
}

TEST_F(AseeTp4, AnInterruptDisturbsNobodyWhoComesLater) {
  interrupt();
  Process cat = spawn("cat", [] { return take(); });
  ASSERT_THAT(cat, Blocks());
  put("hello");
  EXPECT_THAT(cat.result(), SucceedsWith("hello"));
}

TEST_F(AseeTp4, TheFileThatRaisesItIsForRootToWrite) {
  EXPECT_EQ(stat("/sys/kernel/asee_mod/asee_irq").value().st_mode & 07777, 0200U);
}

}  // namespace
}  // namespace ksim
