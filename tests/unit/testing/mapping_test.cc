// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/mapping.hh"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

class MappingTest : public DriverTest {
 protected:
  MappingTest() : DriverTest("scull") {}
};

TEST_F(MappingTest, OfAFileThatCannotBeMappedIsAFailure) {
  EXPECT_THAT(open("/dev/scull0", O_RDONLY).mmap(4096, PROT_READ, MAP_SHARED), FailsWith(ENODEV));
}

TEST_F(MappingTest, AFailureThatNobodyLooksAtFailsTheTest) {
  EXPECT_NONFATAL_FAILURE(
      { Mapping lost = open("/dev/scull0", O_RDONLY).mmap(4096, PROT_READ, MAP_SHARED); },
      "mmap() of /dev/scull0 failed with ENODEV");
}

TEST(UserBuffer, HasAsManyBytesAsItSays) {
  UserBuffer buffer = UserBuffer::faulting_at(5);
  std::memcpy(buffer.data(), "hello", 5);
  EXPECT_EQ(buffer.text(), "hello");
  EXPECT_EQ(buffer.size(), 5U);
}

TEST(UserBuffer, ReachesFromNothingToAPage) {
  EXPECT_EQ(UserBuffer::faulting_at(0).size(), 0U);
  UserBuffer page = UserBuffer::faulting_at(4096);
  std::memset(page.data(), 'x', 4096);
  EXPECT_THROW((void)UserBuffer::faulting_at(4097), std::invalid_argument);
}

}  // namespace
}  // namespace ksim
