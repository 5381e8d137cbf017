// SPDX-License-Identifier: GPL-2.0-or-later
// Time for devices: what the Strategy makes them do later is done.
#ifndef KSIM_TESTS_UNIT_VIRTIO_DEVICE_TIME_HH
#define KSIM_TESTS_UNIT_VIRTIO_DEVICE_TIME_HH

#include "ksim/simulator.hh"

namespace ksim {

inline void wait_for_device() {
  // One thing may bring about another, each in as much as ten milliseconds.
  for (int i = 0; i < 20; ++i) {
    Simulator::current().clock().advance_ns(10'000'000);
    Simulator::current().run_until_idle();
  }
}

}  // namespace ksim

#endif
