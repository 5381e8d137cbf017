// SPDX-License-Identifier: GPL-2.0-or-later
// A booted kernel with the driver of tests/fixtures/treadmill.c in it.
#ifndef BENCHMARKS_TREADMILL_HH
#define BENCHMARKS_TREADMILL_HH

#include <fcntl.h>

#include <stdexcept>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "treadmill.h"

namespace bench {

class Treadmill {
 public:
  Treadmill() {
    simulator_.insmod(KSIM_MODULE_treadmill).value();
    file_ = static_cast<int>(ksim::system_call::open("/dev/treadmill", O_RDWR));
  }

  ksim::Simulator& simulator() { return simulator_; }

  // Throws if it was not done: what fails is quick, and measures nothing.
  void run(unsigned command, long count) const {
    if (ksim::system_call::ioctl(file_, command, count) != 0)
      throw std::runtime_error("the treadmill stopped");
  }

 private:
  ksim::Simulator simulator_;
  int file_;
};

}  // namespace bench

#endif
