// SPDX-License-Identifier: GPL-2.0-or-later
// The entropy device of virtio (virtio 1.2, 5.4).
#ifndef KSIM_VIRTIO_RNG_HH
#define KSIM_VIRTIO_RNG_HH

#include <cstdint>

#include "ksim/virtio_device.hh"

namespace ksim {

// Fills what the driver offers in queue 0. The bytes come from the seed of the Strategy, so that a
// run can be repeated.
class VirtioRng : public VirtioDevice {
 public:
  VirtioRng() : VirtioRng(default_options()) {}
  explicit VirtioRng(Options options) : VirtioDevice(std::move(options)) {}

  static Options default_options();

  // From now on it takes so long until bytes are there. 0: none.
  void set_latency_ns(std::uint64_t latency_ns) { latency_ns_ = latency_ns; }
  // It gives no more than so many bytes at a time. 0: as many as there is room for.
  void set_bytes_max(std::size_t bytes) { bytes_max_ = bytes; }

  void on_kick(VirtioQueue& queue) override;

 private:
  void fill(VirtioQueue& queue);

  std::uint64_t latency_ns_ = 0;
  std::size_t bytes_max_ = 0;
};

}  // namespace ksim

#endif
