// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of jit share: how to read what its devices say.
#ifndef TESTS_DRIVERS_JIT_FIXTURE_HH
#define TESTS_DRIVERS_JIT_FIXTURE_HH

#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {

// A line of a device that delays.
struct JitDelay {
  std::uint64_t before = 0;
  std::uint64_t after = 0;

  std::uint64_t ticks() const { return after - before; }
};

// A line of a device that runs a function later.
struct JitRun {
  std::uint64_t jiffies = 0;
  std::uint64_t delta = 0;
  bool in_interrupt = false;
  bool in_atomic = false;
  unsigned cpu = 0;
  int pid = 0;
  std::string command;
};

struct JitTable {
  std::string heading;
  JitRun reader;
  std::vector<JitRun> runs;
};

class Jit : public DriverTest {
 protected:
  explicit Jit(std::string parameters) : DriverTest("jit", std::move(parameters)) {}

  static JitDelay read_delay(const std::string& device) {
    std::istringstream line(open("/dev/" + device, O_RDONLY).read(100).value());
    JitDelay delay;
    line >> delay.before >> delay.after;
    EXPECT_TRUE(line) << device;
    return delay;
  }

  static JitTable read_table(const std::string& device) {
    std::istringstream text(open("/dev/" + device, O_RDONLY).read_all().value());
    JitTable table;
    std::getline(text, table.heading);
    bool first = true;
    for (std::string line; std::getline(text, line);) {
      std::istringstream words(line);
      JitRun run;
      words >> run.jiffies >> run.delta >> run.in_interrupt >> run.in_atomic >> run.cpu >> run.pid;
      std::getline(words >> std::ws, run.command);
      EXPECT_TRUE(words) << line;
      if (first) {
        table.reader = run;
      } else {
        table.runs.push_back(run);
      }
      first = false;
    }
    return table;
  }

  // The lines of /dev/currentime: "jiffies" → "4294892296".
  static std::map<std::string, std::string> current_time() {
    std::istringstream text(open("/dev/currentime", O_RDONLY).read_all().value());
    std::map<std::string, std::string> values;
    for (std::string name, value; text >> name >> value;) values[name] = value;
    return values;
  }
  static std::uint64_t current(const std::string& name) {
    return std::stoull(current_time().at(name));
  }
  // As msecs_to_jiffies(): rounded up.
  static std::uint64_t ticks_of_ms(std::uint64_t time_ms) {
    return (time_ms * current("hz") + 999) / 1000;
  }
};

}  // namespace ksim

#endif
