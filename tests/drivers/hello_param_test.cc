// SPDX-License-Identifier: GPL-2.0-or-later
#include <string>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HelloParam : public DriverTest {
 protected:
  // What the module logs when it is loaded with these parameters.
  std::string log_with(const std::string& parameters) {
    EXPECT_THAT(load_module("hello-param", parameters), Succeeds()) << parameters;
    return dmesg();
  }

  void expect_refused(const std::string& parameters, int error) {
    EXPECT_THAT(load_module("hello-param", parameters), FailsWith(error)) << parameters;
    EXPECT_THAT(dmesg(), Not(HasSubstr("Hello"))) << parameters;
  }
};

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++found;
  return found;
}

TEST_F(HelloParam, HasDefaults) {
  const std::string log = log_with("");
  EXPECT_THAT(log, HasSubstr("hello_param: Hello, world\n"));
  EXPECT_THAT(log, HasSubstr("bold=1 small=8 signed_short=-16 unsigned_short=16\n"));
  EXPECT_THAT(log, HasSubstr("unsigned_int=32 signed_long=-64 unsigned_long=64 huge=640\n"));
  EXPECT_THAT(log, HasSubstr("mask=0xff label=none percent=50\n"));
  EXPECT_THAT(log, HasSubstr("numbers[0]=1\n"));
  EXPECT_THAT(log, HasSubstr("numbers[1]=2\n"));
  EXPECT_EQ(count(log, "numbers["), 2U);
  EXPECT_EQ(count(log, "Hello"), 1U);
}

TEST_F(HelloParam, DefaultsComeBackWhenItIsLoadedAgain) {
  log_with("whom=moon howmany=3");
  ASSERT_THAT(unload_module("hello-param"), Succeeds());
  EXPECT_THAT(log_with(""), HasSubstr("Goodbye, moon\nhello_param: Hello, world\n"));
}

TEST_F(HelloParam, TakesText) { EXPECT_THAT(log_with("whom=moon"), HasSubstr("Hello, moon\n")); }

TEST_F(HelloParam, TakesQuotedTextWithBlanks) {
  EXPECT_THAT(log_with("whom=\"old friend\" howmany=2"), HasSubstr("Hello, old friend\n"));
}

TEST_F(HelloParam, TakesNumbers) {
  const std::string log = log_with(
      "small=255 signed_short=-32768 unsigned_short=65535 howmany=3 unsigned_int=4294967295 "
      "signed_long=-9223372036854775808 unsigned_long=18446744073709551615 "
      "huge=18446744073709551615 mask=0xbeef");
  EXPECT_THAT(log, HasSubstr("small=255 signed_short=-32768 unsigned_short=65535\n"));
  EXPECT_THAT(log, HasSubstr("unsigned_int=4294967295 signed_long=-9223372036854775808 "
                             "unsigned_long=18446744073709551615 huge=18446744073709551615\n"));
  EXPECT_THAT(log, HasSubstr("mask=0xbeef"));
  EXPECT_EQ(count(log, "Hello"), 3U);
}

TEST_F(HelloParam, TakesNumbersInHexAndOctal) {
  EXPECT_THAT(log_with("small=0x10 unsigned_short=010"),
              HasSubstr("small=16 signed_short=-16 unsigned_short=8\n"));
}

TEST_F(HelloParam, ABoolNeedsNoValue) { EXPECT_THAT(log_with("loud"), HasSubstr("world!\n")); }

TEST_F(HelloParam, ABoolTakesYesAndNo) {
  EXPECT_THAT(log_with("loud=y bold=N"), HasSubstr("world!\nhello_param: bold=0 "));
}

TEST_F(HelloParam, AnArrayTakesAsManyAsAreGiven) {
  const std::string log = log_with("numbers=7,-8,9");
  EXPECT_THAT(log, HasSubstr("numbers[0]=7\n"));
  EXPECT_THAT(log, HasSubstr("numbers[1]=-8\n"));
  EXPECT_THAT(log, HasSubstr("numbers[2]=9\n"));
  EXPECT_EQ(count(log, "numbers["), 3U);
}

TEST_F(HelloParam, AnArrayTakesNoMoreThanItHolds) {
  EXPECT_EQ(count(log_with("numbers=1,2,3,4"), "numbers["), 4U);
}

TEST_F(HelloParam, TextInPlaceFillsItsBuffer) {
  EXPECT_THAT(log_with("label=7777777"), HasSubstr("label=7777777 "));
}

TEST_F(HelloParam, ACallbackDecides) {
  EXPECT_THAT(log_with("percent=100"), HasSubstr("percent=100\n"));
}

TEST_F(HelloParam, RefusesWhatIsNoNumber) {
  expect_refused("howmany=many", EINVAL);
  expect_refused("howmany=", EINVAL);
  expect_refused("howmany", EINVAL);
  expect_refused("howmany=1x", EINVAL);
  expect_refused("unsigned_int=-1", EINVAL);
  expect_refused("loud=perhaps", EINVAL);
  expect_refused("numbers=1,two", EINVAL);
  expect_refused("percent=half", EINVAL);
}

TEST_F(HelloParam, RefusesWhatIsTooLarge) {
  expect_refused("small=256", ERANGE);
  expect_refused("signed_short=32768", ERANGE);
  expect_refused("howmany=2147483648", ERANGE);
  expect_refused("huge=18446744073709551616", ERANGE);
  expect_refused("percent=101", ERANGE);
}

TEST_F(HelloParam, RefusesTooMany) {
  expect_refused("numbers=1,2,3,4,5", EINVAL);
  expect_refused("label=88888888", ENOSPC);
}

TEST_F(HelloParam, IgnoresAParameterItDoesNotHave) {
  const std::string log = log_with("shoe_size=46 whom=moon");
  EXPECT_THAT(log, HasSubstr("hello_param: unknown parameter 'shoe_size' ignored\n"));
  EXPECT_THAT(log, HasSubstr("Hello, moon\n"));
}

}  // namespace
}  // namespace ksim
