// SPDX-License-Identifier: GPL-2.0-or-later
// Module parameters at insmod (shims/kernel/params.c).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "ksim/simulator.hh"

namespace ksim::module {
namespace {

using ::testing::HasSubstr;

class ParamsTest : public ::testing::Test {
 protected:
  ~ParamsTest() override {
    for (const Finding& finding : kernel_.take_findings()) ADD_FAILURE() << finding.text();
  }

  // The log of loading and unloading hello-param or more_params.
  std::string load(const char* module, const std::string& parameters) {
    std::size_t before = kernel_.dmesg().size();
    Result<> result = kernel_.insmod(module, parameters);
    EXPECT_TRUE(result) << parameters;
    std::string log = kernel_.dmesg().substr(before);
    std::string name = module;
    for (char& c : name) c = c == '-' ? '_' : c;
    EXPECT_TRUE(kernel_.rmmod(name));
    return log;
  }
  // The errno and the log of a refused load.
  std::string refused(const char* module, const std::string& parameters, int error) {
    std::size_t before = kernel_.dmesg().size();
    Result<> result = kernel_.insmod(module, parameters);
    EXPECT_FALSE(result) << parameters;
    EXPECT_EQ(result ? Errno{0} : result.error(), Errno{error}) << parameters;
    return kernel_.dmesg().substr(before);
  }

  Simulator kernel_;
};

TEST_F(ParamsTest, EveryStandardTypeIsSet) {
  std::string log = load("hello-param",
                         "whom=kernel loud=1 bold=y small=255 signed_short=-32768 "
                         "unsigned_short=65535 howmany=2 unsigned_int=4294967295 "
                         "signed_long=-9 unsigned_long=0x10 huge=18446744073709551615 "
                         "mask=010 numbers=5,6,7,8 label=seven77 percent=100");
  EXPECT_THAT(log, HasSubstr("Hello, kernel!\nhello_param: Hello, kernel!\n"));
  EXPECT_THAT(log, HasSubstr("small=255 signed_short=-32768 unsigned_short=65535"));
  EXPECT_THAT(log, HasSubstr("unsigned_int=4294967295 signed_long=-9 unsigned_long=16 "
                             "huge=18446744073709551615"));
  EXPECT_THAT(log, HasSubstr("mask=0x8 label=seven77 percent=100"));
  EXPECT_THAT(log, HasSubstr("numbers[3]=8"));
}

TEST_F(ParamsTest, DefaultsComeBackAtTheNextLoad) {
  load("hello-param", "howmany=3 whom=you");
  EXPECT_THAT(load("hello-param", ""), HasSubstr("Hello, world\n"));
}

TEST_F(ParamsTest, ValuesOutOfRangeAreNamed) {
  for (const char* parameter :
       {"small=256", "signed_short=32768", "unsigned_short=-1", "howmany=2147483648",
        "unsigned_int=x", "howmany=", "loud=maybe", "percent=fifty"}) {
    std::string text = parameter;
    std::string name = text.substr(0, text.find('='));
    std::string value = text.substr(text.find('=') + 1);
    bool range = text != "unsigned_int=x" && text != "howmany=" && text != "loud=maybe" &&
                 text != "percent=fifty" && text != "unsigned_short=-1";
    EXPECT_THAT(refused("hello-param", text, range ? ERANGE : EINVAL),
                HasSubstr("hello_param: `" + value + "' invalid for parameter `" + name + "'"));
  }
  EXPECT_THAT(refused("hello-param", "percent=101", ERANGE),
              HasSubstr("hello_param: `101' invalid for parameter `percent'"));
}

TEST_F(ParamsTest, AValueIsNeeded) {
  EXPECT_THAT(refused("hello-param", "howmany", EINVAL),
              HasSubstr("hello_param: `' invalid for parameter `howmany'"));
  EXPECT_THAT(refused("hello-param", "whom", EINVAL), HasSubstr("parameter `whom'"));
}

TEST_F(ParamsTest, ABoolNeedsNone) {
  EXPECT_THAT(load("hello-param", "loud"), HasSubstr("Hello, world!"));
}

TEST_F(ParamsTest, StringsThatDoNotFitAreTooLarge) {
  EXPECT_THAT(refused("hello-param", "label=eight888", ENOSPC),
              HasSubstr("label: string doesn't fit in 7 chars.\n"
                        "hello_param: `eight888' too large for parameter `label'"));
  std::string long_name(1025, 'x');
  EXPECT_THAT(refused("hello-param", "whom=" + long_name, ENOSPC),
              HasSubstr("whom: string parameter too long"));
}

TEST_F(ParamsTest, ArraysCountAndRefuseTooMany) {
  EXPECT_THAT(load("hello-param", "numbers=9"), HasSubstr("numbers[0]=9"));
  EXPECT_THAT(refused("hello-param", "numbers=1,2,3,4,5", EINVAL),
              HasSubstr("numbers: can only take 4 arguments\n"
                        "hello_param: `1' invalid for parameter `numbers'"));
}

TEST_F(ParamsTest, UnknownParametersAreIgnoredAloud) {
  EXPECT_THAT(load("hello-param", "nonsense=1"),
              HasSubstr("hello_param: unknown parameter 'nonsense' ignored"));
}

TEST_F(ParamsTest, QuotesKeepSpacesTogether) {
  EXPECT_THAT(load("hello-param", "whom=\"big wide world\" loud"),
              HasSubstr("Hello, big wide world!"));
  EXPECT_THAT(load("hello-param", "\"whom=one two\""), HasSubstr("Hello, one two\n"));
}

TEST_F(ParamsTest, WhatFollowsTwoDashesIsIgnoredAloud) {
  EXPECT_THAT(load("hello-param", "loud -- howmany=9 x"),
              HasSubstr("hello_param: parameters 'howmany=9 x' after `--' ignored"));
}

TEST_F(ParamsTest, TheLaterValueWins) {
  EXPECT_THAT(load("hello-param", "whom=a whom=b"), HasSubstr("Hello, b\n"));
}

TEST_F(ParamsTest, DashesAndUnderscoresInNamesAreTheSame) {
  EXPECT_THAT(load("more_params", "with-dash=5"), HasSubstr("with_dash=5"));
  EXPECT_THAT(load("more_params", "with_dash=6"), HasSubstr("with_dash=6"));
}

TEST_F(ParamsTest, ArraysOfStringsOwnTheirCopies) {
  std::string log = load("more_params", "words=x,,zz");
  EXPECT_THAT(log, HasSubstr("words_count=3"));
  EXPECT_THAT(log, HasSubstr("words[0]=<x>\nwords[1]=<>\nwords[2]=<zz>"));
}

TEST_F(ParamsTest, UncountedArraysKeepWhatIsNotNamed) {
  EXPECT_THAT(load("more_params", "uncounted=1"), HasSubstr("uncounted=1,8"));
}

TEST_F(ParamsTest, BoolsThatOnlyGoOneWay) {
  EXPECT_THAT(refused("more_params", "one_way=1 one_way=0", EROFS),
              HasSubstr("more_params: `0' invalid for parameter `one_way'"));
  EXPECT_THAT(load("more_params", "one_way=0"), HasSubstr("one_way=0"));
  EXPECT_THAT(load("more_params", "one_way bool_int"), HasSubstr("one_way=1 bool_int=1"));
}

TEST_F(ParamsTest, DangerousParametersTaint) {
  EXPECT_THAT(load("more_params", "dangerous=1"),
              HasSubstr("Setting dangerous option dangerous - tainting kernel"));
}

TEST_F(ParamsTest, CallbacksSeeEveryMention) {
  EXPECT_THAT(load("more_params", "called=abc called"), HasSubstr("called=103"));
}

}  // namespace
}  // namespace ksim::module
