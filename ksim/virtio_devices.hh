// SPDX-License-Identifier: GPL-2.0-or-later
// The virtio devices that there are already, by description.
#ifndef KSIM_VIRTIO_DEVICES_HH
#define KSIM_VIRTIO_DEVICES_HH

#include <memory>
#include <string_view>

#include "ksim/virtio_device.hh"

namespace ksim {

// What make_virtio_device() takes, a line for each.
extern const char* const kVirtioDevices;

// Makes a device out of its name and options, separated by commas:
// "virtio-blk,file=disk.img,serial=A1", "virtio-blk,size=16M", "virtio-rng", "virtio-hello".
// Throws std::invalid_argument, or std::system_error if a file cannot be opened.
std::unique_ptr<VirtioDevice> make_virtio_device(std::string_view description);

}  // namespace ksim

#endif
