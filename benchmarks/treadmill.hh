// SPDX-License-Identifier: GPL-2.0-or-later
// A booted kernel with the driver of tests/fixtures/treadmill.c in it.
#ifndef BENCHMARKS_TREADMILL_HH
#define BENCHMARKS_TREADMILL_HH

#include <fcntl.h>

#include <stdexcept>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "treadmill.h"

namespace bench {

class Treadmill {
 public:
  ksim::Simulator& simulator() { return driver_.simulator(); }
  int file() const { return file_; }

  // Throws if it was not done: what fails is quick, and measures nothing.
  void run(unsigned command, long count) const {
    if (ksim::system_call::ioctl(file_, command, count) != 0)
      throw std::runtime_error("the treadmill stopped");
  }

 private:
  Driver driver_{"treadmill"};
  int file_ = driver_.open("/dev/treadmill", O_RDWR);
};

}  // namespace bench

#endif
