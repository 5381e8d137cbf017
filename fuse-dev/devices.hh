// SPDX-License-Identifier: GPL-2.0-or-later
// The devices of a simulator that programs use.
#ifndef KSIM_FUSE_DEV_DEVICES_HH
#define KSIM_FUSE_DEV_DEVICES_HH

#include <memory>
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/virtio_devices.hh"

namespace ksim::fuse {

// They answer their drivers to the end: it outlives the simulator.
class Devices {
 public:
  // Adds what make_virtio_device() makes of it, and throws as that does. Its driver may sleep
  // meanwhile.
  Result<> add(Simulator& simulator, const std::string& description) {
    devices_.push_back(make_virtio_device(description));
    return simulator.add_virtio_device(*devices_.back());
  }
  // The kernel that knew them is gone.
  void forget() { devices_.clear(); }

 private:
  std::vector<std::unique_ptr<VirtioDevice>> devices_;
};

}  // namespace ksim::fuse

#endif
