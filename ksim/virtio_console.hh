// SPDX-License-Identifier: GPL-2.0-or-later
// The console device of virtio (virtio 1.2, 5.3).
#ifndef KSIM_VIRTIO_CONSOLE_HH
#define KSIM_VIRTIO_CONSOLE_HH

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "ksim/virtio_device.hh"

namespace ksim {

// One port: queue 0 takes empty buffers for what is typed, queue 1 takes what the driver says. More
// ports, and the control queues that go with them, there are none of: options that offer
// VIRTIO_CONSOLE_F_MULTIPORT are refused with std::invalid_argument.
class VirtioConsole : public VirtioDevice {
 public:
  VirtioConsole() : VirtioConsole(default_options()) {}
  // `options` as those of default_options(), but for features and what rings there are.
  explicit VirtioConsole(Options options);

  // Offers a size, 80 by 25, and emergency writes.
  static Options default_options();

  // Somebody types this. It goes to the driver in order, as soon as there is room for it.
  void type(std::string_view text);
  // For which there was no room so far.
  std::size_t waiting_bytes() const { return typed_.size(); }

  // What the driver has said since this was called last.
  std::string take_output() { return std::exchange(output_, {}); }
  // The same for what came by the emergency register of the configuration, a byte at a time. It
  // need not be negotiated, and works without queues.
  std::string take_emergency_output() { return std::exchange(emergency_output_, {}); }

  // Another size, of which the driver is told.
  void resize(std::uint16_t columns, std::uint16_t rows);

  // The driver says something. A mock may look at it instead of keeping it for take_output().
  virtual void on_output(std::string_view text) { output_ += text; }

  void on_kick(VirtioQueue& queue) override;
  void on_config_write(std::size_t offset, std::size_t bytes) override;

 private:
  // The queues.
  static constexpr std::size_t kReceive = 0;
  static constexpr std::size_t kTransmit = 1;

  void deliver();

  std::string typed_;
  std::string output_;
  std::string emergency_output_;
};

}  // namespace ksim

#endif
