// SPDX-License-Identifier: GPL-2.0-or-later
// What a driver's messages look like in the log (shims/kernel/printk, shims/lib).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ksim/simulator.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Printk : public ::testing::Test {
 protected:
  ~Printk() override {
    for (const Finding& finding : kernel_.take_findings()) ADD_FAILURE() << finding.text();
  }

  // What the log gains when log_writer is loaded and unloaded.
  std::string log_of(const std::string& parameters) {
    const std::size_t before = kernel_.dmesg().size();
    EXPECT_TRUE(kernel_.insmod("log_writer", parameters));
    EXPECT_TRUE(kernel_.rmmod("log_writer"));
    return kernel_.dmesg().substr(before);
  }

  Simulator kernel_;
};

TEST_F(Printk, RecordsEndAtANewlineOrWhereAnotherBegins) {
  EXPECT_THAT(log_of("what=levels"), HasSubstr("log_writer: an error\n"
                                               "log_writer: two\n"
                                               "lines\n"
                                               "no level\n"
                                               "log_writer: open, and on\n"
                                               "on its own\n"
                                               "log_writer: cut\n"
                                               "log_writer: by the next\n"
                                               "the first level counts\n"
                                               "a level in an argument\n"));
}

TEST_F(Printk, DebugMessagesAreOff) {
  EXPECT_THAT(log_of("what=debug"), Not(HasSubstr("log_writer: one")));
}

TEST_F(Printk, DyndbgTurnsThemOn) {
  const std::string log = log_of("what=debug dyndbg=+p");
  EXPECT_THAT(log, HasSubstr("log_writer: one\n"));
  EXPECT_THAT(log, HasSubstr("log_writer: two\n"));
  EXPECT_THAT(log, HasSubstr("bytes: 00000000: 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  "
                             "0123456789abcdef\n"
                             "bytes: 00000010: 58 59 5a 00                                      "
                             "XYZ.\n"));
  EXPECT_THAT(log, Not(HasSubstr("never")));
}

TEST_F(Printk, DyndbgIsForgottenAtTheNextLoad) {
  log_of("what=debug dyndbg");
  EXPECT_THAT(log_of("what=debug"), Not(HasSubstr("log_writer: one")));
}

TEST_F(Printk, DyndbgPicksAndDecorates) {
  const std::string log = log_of("what=debug dyndbg=\"func debug_elsewhere +pmf\"");
  EXPECT_THAT(log, HasSubstr("log_writer:debug_elsewhere: log_writer: two\n"));
  EXPECT_THAT(log, Not(HasSubstr("one")));
}

TEST_F(Printk, RatelimitLetsTenPass) {
  const std::string log = log_of("what=ratelimit");
  EXPECT_THAT(log, HasSubstr("log_writer: 9\n"));
  EXPECT_THAT(log, Not(HasSubstr("log_writer: 10\n")));
}

TEST_F(Printk, DumpStackNamesTheDriversFunctions) {
  const std::string log = log_of("what=dump");
  EXPECT_THAT(log, HasSubstr("CPU: 0 PID: "));
  EXPECT_THAT(log, HasSubstr("Call Trace:\n <TASK>\n"));
  EXPECT_THAT(log, HasSubstr(" log_writer_init+0x"));
  EXPECT_THAT(log, HasSubstr("[log_writer]\n"));
}

TEST_F(Printk, AStringTooLongForItsArrayIsCaught) {
  // "overflow" and its NUL are nine characters.
  EXPECT_THROW(static_cast<void>(kernel_.insmod("log_writer", "what=overflow")), TaskKilled);
  kernel_.revive();
  const std::vector<Finding> findings = kernel_.take_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].kind, FindingKind::Overflow);
  EXPECT_THAT(findings[0].text(), HasSubstr("buffer overflow in strcpy()"));
  EXPECT_THAT(findings[0].text(), HasSubstr("log_writer.c:46  overflow()    <- calls it here"));
  EXPECT_THAT(findings[0].text(), HasSubstr("Linux says: detected buffer overflow in strcpy"));
}

}  // namespace
}  // namespace ksim
