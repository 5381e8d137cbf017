// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of scull share.
#ifndef TESTS_DRIVERS_SCULL_FIXTURE_HH
#define TESTS_DRIVERS_SCULL_FIXTURE_HH

#include <string>

#include "drivers/scull/uapi/scull.h"
#include "ksim/testing/driver_test.hh"

namespace ksim {

constexpr uid_t kSomebody = 1000;

inline std::string zeroes(std::size_t count) { return std::string(count, '\0'); }

// Small enough that a sentence fills several quanta (8 bytes) and sets (4 quanta).
class Scull : public DriverTest {
 protected:
  static constexpr int kQuantum = 8;
  static constexpr int kQset = 4;
  static constexpr off_t kBytesMax = off_t{kQuantum} * kQset * SCULL_SETS_MAX;

  // Not more devices than needed: making them is most of what a test costs.
  Scull() : DriverTest("scull", "scull_quantum=8 scull_qset=4 scull_nr_devs=2 scull_p_nr_devs=1") {}

  // Everything that is in the device.
  static std::string contents(const std::string& path = "/dev/scull0") {
    return open(path, O_RDONLY).read_all().value();
  }
  // Without emptying it first.
  static Fd device() { return open("/dev/scull0", O_RDWR); }
  static void fill(const std::string& text) { open("/dev/scull0", O_WRONLY).write_all(text); }
};

}  // namespace ksim

#endif
