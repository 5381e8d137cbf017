// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/finding.hh"

#include <gtest/gtest.h>

namespace ksim {
namespace {

Finding example() {
  Finding finding;
  finding.kind = FindingKind::SleepInAtomic;
  finding.title = "sleeping function called from invalid context";
  finding.detail = "mutex_lock() may sleep, but spinlock `rb->lock` is held";
  finding.linux_says = "BUG: sleeping function called from invalid context";
  finding.sites = {{{"ringbuf.c", 88, "ringbuf_write", "ringbuf"}, "sleeps here"},
                   {{"ringbuf.c", 104, "rb_put", "ringbuf"}, "took the spinlock here"}};
  finding.task = "writer";
  finding.pid = 2;
  finding.time_ns = 1'250'000;
  finding.step = 17;
  finding.replay = "KSIM_REPLAY='random:7' ./ringbuf_test";
  return finding;
}

TEST(Finding, HasAFixedForm) {
  EXPECT_EQ(example().text(),
            "ksim: sleeping function called from invalid context\n"
            "  mutex_lock() may sleep, but spinlock `rb->lock` is held\n"
            "    ringbuf.c:88   ringbuf_write()    <- sleeps here\n"
            "    ringbuf.c:104  rb_put()           <- took the spinlock here\n"
            "  task writer (pid 2), 1.250 ms after boot, step 17\n"
            "  Linux says: BUG: sleeping function called from invalid context\n"
            "  replay: KSIM_REPLAY='random:7' ./ringbuf_test\n");
}

TEST(Finding, AnOopsShowsItsCallTrace) {
  Finding finding = example();
  finding.kind = FindingKind::Oops;
  finding.title = "NULL pointer dereference";
  finding.detail = "";
  finding.sites = {{{"x.c", 3, "x_read", "x"}, "happens here"}};
  finding.backtrace = {{"x.c", 3, "x_read", "x"}, {"read_write.c", 70, "vfs_read", ""}};
  finding.replay = "";
  EXPECT_EQ(finding.text(),
            "ksim: NULL pointer dereference\n"
            "    x.c:3  x_read()    <- happens here\n"
            "  call trace\n"
            "    x.c:3                 x_read() [x]\n"
            "    read_write.c:70       vfs_read()\n"
            "  task writer (pid 2), 1.250 ms after boot, step 17\n"
            "  Linux says: BUG: sleeping function called from invalid context\n");
}

TEST(Finding, ColourIsForTerminalsOnly) {
  EXPECT_EQ(example().text().find('\033'), std::string::npos);
  EXPECT_NE(example().text(Finding::Style::Colour).find("\033[1;31m"), std::string::npos);
}

TEST(Finding, IsAtEachOfItsSites) {
  EXPECT_TRUE(example().is_at("ringbuf.c:88"));
  EXPECT_TRUE(example().is_at("ringbuf.c:104"));
  EXPECT_FALSE(example().is_at("ringbuf.c:8"));
  EXPECT_FALSE(example().is_at("ringbuf.c"));
}

TEST(Finding, EveryKindHasAName) {
  EXPECT_EQ(name_of(FindingKind::Oops), "oops");
  EXPECT_EQ(name_of(FindingKind::UserOverrun), "user-overrun");
  EXPECT_EQ(name_of(FindingKind::Absent), "absent");
}

}  // namespace
}  // namespace ksim
