// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/mem/user_memory.hh"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "ksim/abi/memory.h"
#include "ksim/abi/user.h"
#include "ksim/machine/machine.hh"
#include "ksim/simulator.hh"

namespace ksim::mem {
namespace {

constexpr std::size_t kPage = 4096;

// Two pages, the second of which is not accessible.
class Hole {
 public:
  Hole() {
    base_ = static_cast<char*>(
        mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(base_ + kPage, kPage, PROT_NONE);
  }
  ~Hole() { munmap(base_, 2 * kPage); }
  // The last `size` bytes before the hole.
  char* before(std::size_t size) { return base_ + kPage - size; }

 private:
  char* base_;
};

class UserMemoryTest : public ::testing::Test {
 protected:
  template <typename Call>
  auto in_kernel(Call call) {
    decltype(call()) result{};
    current_task().enter_kernel([&] {
      result = call();
      return 0;
    });
    return result;
  }

  Simulator simulator_;
  Hole hole_;
};

TEST_F(UserMemoryTest, TagsAndUntags) {
  int local = 0;
  const auto address = reinterpret_cast<std::uintptr_t>(&local);
  EXPECT_TRUE(is_tagged(tag(address)));
  EXPECT_FALSE(is_tagged(address));
  EXPECT_EQ(tag(tag(address)), address);
}

TEST_F(UserMemoryTest, ReadsWhatIsThere) {
  char from[] = "hello";
  char to[sizeof from] = {};
  EXPECT_EQ(in_kernel([&] { return ksim_user_read(to, tag(from), sizeof from, 0); }), 0u);
  EXPECT_STREQ(to, "hello");
}

// Of every size up to where copies go by blocks, and beyond two of these.
TEST_F(UserMemoryTest, CopiesUpToAHoleAndCountsTheBytesBehindIt) {
  constexpr std::size_t kSizeMax = 130;
  for (std::size_t size = 1; size <= kSizeMax; ++size) {
    for (std::size_t there = 0; there <= size; ++there) {
      SCOPED_TRACE(testing::Message() << there << " of " << size << " bytes");
      char* const before_hole = hole_.before(there);
      std::string data(size, '\0');
      for (std::size_t index = 0; index < size; ++index) data[index] = static_cast<char>(index + 1);

      EXPECT_EQ(in_kernel([&] { return ksim_user_write(tag(before_hole), data.data(), size, 0); }),
                size - there);
      EXPECT_EQ(std::string(before_hole, there), data.substr(0, there));

      std::string read(size, '\0');
      EXPECT_EQ(in_kernel([&] { return ksim_user_read(read.data(), tag(before_hole), size, 0); }),
                size - there);
      EXPECT_EQ(read, data.substr(0, there) + std::string(size - there, '\0'));

      EXPECT_EQ(in_kernel([&] { return ksim_user_clear(tag(before_hole), size, 0); }),
                size - there);
      EXPECT_EQ(std::string(before_hole, there), std::string(there, '\0'));
    }
  }
}

// Which goes by blocks or at once, as the two places lie.
TEST_F(UserMemoryTest, CopiesMuchUpToAHoleFromWhereverItIs) {
  constexpr std::size_t kSize = 700;
  alignas(kPage) char memory[2 * kPage];
  for (const std::size_t there : {0, 1, 63, 64, 100, 511, 512, 640, 699, 700}) {
    char* const before_hole = hole_.before(there);
    const std::size_t in_page = reinterpret_cast<std::uintptr_t>(before_hole) % kPage;
    for (const std::size_t ahead : {0, 1, 16, 63, 64, 65, 2048, 4032, 4095}) {
      SCOPED_TRACE(testing::Message() << there << " bytes, " << ahead << " ahead");
      char* const kernel = memory + (in_page + ahead) % kPage;
      for (std::size_t index = 0; index < there; ++index)
        before_hole[index] = static_cast<char>(index % 251 + 1);

      std::memset(memory, 0, sizeof memory);
      EXPECT_EQ(in_kernel([&] { return ksim_user_read(kernel, tag(before_hole), kSize, 0); }),
                kSize - there);
      EXPECT_EQ(std::string(kernel, there), std::string(before_hole, there));
      EXPECT_EQ(std::string(kernel + there, kSize - there), std::string(kSize - there, '\0'));

      std::memset(before_hole, 0, there);
      EXPECT_EQ(in_kernel([&] { return ksim_user_write(tag(before_hole), kernel, kSize, 0); }),
                kSize - there);
      EXPECT_EQ(std::string(before_hole, there), std::string(kernel, there));
    }
  }
}

TEST_F(UserMemoryTest, TheNullPointerCopiesNothing) {
  char buffer[4];
  EXPECT_EQ(in_kernel([&] { return ksim_user_read(buffer, tag(nullptr), 4, 0); }), 4u);
}

TEST_F(UserMemoryTest, AKernelPointerIsNotUserMemory) {
  EXPECT_EQ(ksim_user_ok(KSIM_RAM_BASE, 1), 0);
  EXPECT_EQ(ksim_user_ok(tag(std::uintptr_t{0x1000}), 1), 1);
  EXPECT_EQ(ksim_user_ok(tag(std::uintptr_t{0x1000}), std::uint64_t{1} << 63), 0);
}

TEST_F(UserMemoryTest, StringsEndAtTheirNul) {
  char text[] = "hello";
  char to[16];
  EXPECT_EQ(in_kernel([&] { return ksim_user_string(to, tag(text), sizeof to, 0); }), 5);
  EXPECT_STREQ(to, "hello");
  EXPECT_EQ(in_kernel([&] { return ksim_user_string(to, tag(text), 3, 0); }), 3);
}

TEST_F(UserMemoryTest, AStringMayEndRightBeforeAHole) {
  std::memcpy(hole_.before(6), "hello", 6);
  char to[512];
  EXPECT_EQ(in_kernel([&] { return ksim_user_string(to, tag(hole_.before(6)), sizeof to, 0); }), 5);
  std::memset(hole_.before(6), 'x', 6);
  EXPECT_EQ(in_kernel([&] { return ksim_user_string(to, tag(hole_.before(6)), sizeof to, 0); }),
            -EFAULT);
}

TEST_F(UserMemoryTest, WritingPastTheBufferIsAFindingAndTouchesNothing) {
  char buffer[8] = "_______";
  current_task().user_memory().set_buffer(buffer, 5);
  EXPECT_EQ(in_kernel([&] { return ksim_user_write(tag(buffer), "abcdefg", 7, 0); }), 0u);
  current_task().user_memory().clear_buffers();
  EXPECT_STREQ(buffer, "abcde__");
  const auto findings = simulator_.take_findings();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::UserOverrun);
  EXPECT_EQ(findings[0].detail,
            "it writes 7 bytes, but only 5 of the 5 bytes that the caller passed are left");
}

}  // namespace
}  // namespace ksim::mem
