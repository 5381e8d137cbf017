// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of a driver with a race, for replay_test.cc. Some fail, if not at first.
#include <cstdlib>
#include <iostream>
#include <string>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

class Racy : public DriverTest {
 protected:
  Racy() : DriverTest("racy") {}

  static void let_three_in() {
    const auto write = [] {
      Fd fd = open("/dev/racy", O_WRONLY);
      for (int i = 0; i < 2; ++i) fd.write("x").ok();  // or somebody is inside already
    };
    Process first = spawn("first", write);
    Process second = spawn("second", write);
    Process third = spawn("third", write);
  }
};

TEST_F(Racy, LetsOneInAtATime) { let_three_in(); }

TEST_F(Racy, TellsWhatHappened) {
  let_three_in();
  const Simulator& kernel = Simulator::current();
  std::cout << "recording: " << kernel.recording() << "\n";
  for (const Finding& finding : claim_findings()) std::cout << finding;
  for (const LogRecord& record : kernel.log()) {
    std::cout << "[" << record.time_ns << "] " << record.text << "\n";
  }
  std::cout << "the end, after " << kernel.step() << " steps" << std::endl;
}

TEST_F(Racy, LetsOneIn) { EXPECT_THAT(open("/dev/racy", O_WRONLY).write("x"), Succeeds()); }

TEST_F(Racy, CrashesUnderChance) {
  if (Simulator::current().strategy().preempts()) std::abort();
}

}  // namespace
}  // namespace ksim
