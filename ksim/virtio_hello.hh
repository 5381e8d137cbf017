// SPDX-License-Identifier: GPL-2.0-or-later
// The virtio device that drivers/virtio-hello is for: it says again what it is told.
#ifndef KSIM_VIRTIO_HELLO_HH
#define KSIM_VIRTIO_HELLO_HH

#include <cstdint>

#include "ksim/virtio_device.hh"

namespace ksim {

// Queue 0 takes buffers with a text to read and as much room to write, and answers with the same
// text. The configuration counts the answers: 32 bits, little-endian.
class VirtioHello : public VirtioDevice {
 public:
  static constexpr std::uint32_t kId = 0x7e57;
  // Feature 0: the answer is in capital letters.
  static constexpr unsigned kCapitals = 0;

  VirtioHello() : VirtioHello(default_options()) {}
  // `options` as those of default_options(), but for what rings there are.
  explicit VirtioHello(Options options) : VirtioDevice(std::move(options)) {}

  static Options default_options();

  std::uint32_t answers() const { return config_at<std::uint32_t>(0); }

  void on_kick(VirtioQueue& queue) override;
};

}  // namespace ksim

#endif
