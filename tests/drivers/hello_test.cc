// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class Hello : public DriverTest {
 protected:
  Hello() : DriverTest("hello") {}
};

TEST_F(Hello, SaysHelloWhenLoaded) { EXPECT_THAT(dmesg(), EndsWith("hello: Hello, world\n")); }

TEST_F(Hello, SaysGoodbyeWhenUnloadedAndNotBefore) {
  EXPECT_THAT(dmesg(), Not(HasSubstr("Goodbye")));
  ASSERT_THAT(unload_module("hello"), Succeeds());
  EXPECT_THAT(dmesg(), EndsWith("hello: Goodbye, cruel world\n"));
}

TEST_F(Hello, CannotBeLoadedTwice) { EXPECT_THAT(load_module("hello"), FailsWith(EEXIST)); }

TEST_F(Hello, CannotBeUnloadedTwice) {
  ASSERT_THAT(unload_module("hello"), Succeeds());
  EXPECT_THAT(unload_module("hello"), FailsWith(ENOENT));
}

TEST_F(Hello, CanBeLoadedAgain) {
  ASSERT_THAT(unload_module("hello"), Succeeds());
  EXPECT_THAT(load_module("hello"), Succeeds());
}

}  // namespace
}  // namespace ksim
