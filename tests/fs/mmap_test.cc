// SPDX-License-Identifier: GPL-2.0-or-later
// mmap(), munmap() and page faults.
#include <sys/mman.h>

#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

constexpr std::size_t kPage = 4096;

class Mapper : public DriverTest, public ::testing::WithParamInterface<const char*> {
 protected:
  Mapper() : DriverTest("mapper") {}

  static Fd device(const std::string& kind, int flags = O_RDWR) {
    return open("/dev/mapper_" + kind, flags);
  }
  // "mappings faults"
  static std::string counts(Fd& fd) { return fd.pread(32, 0).value(); }
};

TEST_P(Mapper, WhatTheDriverWritesCanBeRead) {
  Fd fd = device(GetParam());
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(map[0], 'A');
  ASSERT_THAT(fd.write("C"), Succeeds());
  EXPECT_EQ(map[0], 'C');
}

TEST_P(Mapper, TwoSharedMappingsAreOneMemory) {
  Fd fd = device(GetParam());
  Mapping one = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_SHARED);
  Mapping two = fd.mmap(kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(one.ok() && two.ok());
  one[100] = 'x';
  EXPECT_EQ(two[100], 'x');
}

TEST_P(Mapper, AMappingOutlivesItsDescriptor) {
  Fd fd = device(GetParam());
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  ASSERT_THAT(fd.close(), Succeeds());
  EXPECT_EQ(map[0], 'A');
  EXPECT_THAT(unload_module("mapper"), FailsWith(EAGAIN));
  ASSERT_THAT(map.unmap(), Succeeds());
}

TEST_P(Mapper, OpenAndCloseOfTheAreaBalance) {
  Fd fd = device(GetParam());
  {
    Mapping map = fd.mmap(kPage, PROT_READ, MAP_SHARED);
    ASSERT_TRUE(map.ok());
    EXPECT_EQ(counts(fd)[0], '1');
  }
  EXPECT_EQ(counts(fd)[0], '0');
}

INSTANTIATE_TEST_SUITE_P(Ways, Mapper, ::testing::Values("fault", "pfn_fault", "remap"));

TEST_F(Mapper, PagesComeWhenTheyAreTouched) {
  Fd fd = device("fault");
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(4 * kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(counts(fd), "1 0");
  EXPECT_EQ(map[2 * kPage], 'C');
  EXPECT_EQ(counts(fd), "1 1");
  EXPECT_EQ(map[2 * kPage + 1], 0);
  EXPECT_EQ(counts(fd), "1 1");
  EXPECT_EQ(map[0], 'A');
  EXPECT_EQ(counts(fd), "1 2");
}

TEST_F(Mapper, TheOffsetChoosesThePage) {
  Fd fd = device("fault");
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(kPage, PROT_READ, MAP_SHARED, 3 * kPage);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(map[0], 'D');
}

TEST_F(Mapper, APrivateMappingKeepsItsChangesToItself) {
  Fd fd = device("fault");
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping mine = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE);
  Mapping theirs = fd.mmap(kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(mine.ok() && theirs.ok());
  EXPECT_EQ(mine[0], 'A');
  mine[0] = 'x';
  EXPECT_EQ(mine[0], 'x');
  EXPECT_EQ(theirs[0], 'A');
}

TEST_F(Mapper, UnmappingTheMiddleLeavesTwoMappings) {
  Fd fd = device("fault");
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(4 * kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  ASSERT_THAT(map.unmap(kPage, 2 * kPage), Succeeds());
  EXPECT_EQ(counts(fd)[0], '2');
  EXPECT_EQ(map[0], 'A');
  EXPECT_EQ(map[3 * kPage], 'D');
}

TEST_F(Mapper, InsertedPagesNeedNoFault) {
  Fd fd = device("insert");
  ASSERT_THAT(fd.write("A"), Succeeds());
  Mapping map = fd.mmap(4 * kPage, PROT_READ, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  EXPECT_EQ(map[0], 'A');
  EXPECT_EQ(map[3 * kPage], 'D');
  EXPECT_EQ(counts(fd), "1 0");
}

TEST_F(Mapper, TheDriverMayRefuse) {
  Fd fd = device("remap");
  EXPECT_THAT(fd.mmap(2 * kPage, PROT_READ, MAP_SHARED), FailsWith(EINVAL));
  EXPECT_THAT(fd.mmap(kPage, PROT_READ, MAP_SHARED, kPage), FailsWith(EINVAL));
  Fd pages = device("insert");
  EXPECT_THAT(pages.mmap(5 * kPage, PROT_READ, MAP_SHARED), FailsWith(ENXIO));
}

TEST_F(Mapper, ChecksWhatItWasOpenedFor) {
  Fd reader = device("fault", O_RDONLY);
  EXPECT_THAT(reader.mmap(kPage, PROT_WRITE, MAP_SHARED), FailsWith(EACCES));
  EXPECT_TRUE(reader.mmap(kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE).ok());
  Fd writer = device("fault", O_WRONLY);
  EXPECT_THAT(writer.mmap(kPage, PROT_WRITE, MAP_SHARED), FailsWith(EACCES));
}

TEST_F(Mapper, ChecksItsArguments) {
  Fd fd = device("fault");
  EXPECT_THAT(fd.mmap(0, PROT_READ, MAP_SHARED), FailsWith(EINVAL));
  EXPECT_THAT(fd.mmap(kPage, PROT_READ, MAP_SHARED, 1), FailsWith(EINVAL));
  EXPECT_THAT(fd.mmap(kPage, PROT_READ, 0), FailsWith(EINVAL));
}

TEST_F(Mapper, AFileWithoutTheMethodCannotBeMapped) {
  Fd fd = open("/dev/null", O_RDWR);
  EXPECT_THAT(fd.mmap(kPage, PROT_READ, MAP_SHARED), FailsWith(ENODEV));
}

TEST_F(Mapper, WhoeverEndsLeavesNoMapping) {
  Fd fd = device("fault");
  Process child = spawn("child", [&] {
    Mapping map = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_SHARED);
    map[0] = 'x';
    return counts(fd);
  });
  EXPECT_EQ(child.result(), "1 1");
  EXPECT_EQ(counts(fd), "0 1");
}

TEST_F(Mapper, TheDriverCanCopyFromAMapping) {
  Fd fd = device("fault");
  Mapping map = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  map[10] = 'Q';
  EXPECT_THAT(fd.write_from(&map[10], 1), SucceedsWith(1));
  EXPECT_EQ(map[0], 'Q');
}

TEST_F(Mapper, TheDriverCanCopyToAMappingThatIsNotThereYet) {
  Fd fd = device("fault");
  Mapping map = fd.mmap(kPage, PROT_READ | PROT_WRITE, MAP_SHARED);
  ASSERT_TRUE(map.ok());
  EXPECT_THAT(fd.read_to(&map[20], 3), SucceedsWith(3));
  EXPECT_EQ(map.text(20, 3), "1 0");
}

}  // namespace
}  // namespace ksim
