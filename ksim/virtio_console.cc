// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_console.hh"

#include <fmt/format.h>
#include <linux/virtio_console.h>
#include <linux/virtio_ids.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace ksim {
VirtioDevice::Options VirtioConsole::default_options() {
  return {
      .name = "console",
      .id = VIRTIO_ID_CONSOLE,
      .features = feature_bit(VIRTIO_CONSOLE_F_SIZE) | feature_bit(VIRTIO_CONSOLE_F_EMERG_WRITE),
      .queue_sizes = {64, 64},
      .config_bytes = sizeof(virtio_console_config)};
}

VirtioConsole::VirtioConsole(Options options) : VirtioDevice(std::move(options)) {
  if ((offered_features() & feature_bit(VIRTIO_CONSOLE_F_MULTIPORT)) != 0)
    throw std::invalid_argument(
        fmt::format("ksim: this console has one port: device `{}`", name()));
  resize(80, 25);
}

void VirtioConsole::resize(std::uint16_t columns, std::uint16_t rows) {
  virtio_console_config config{};
  config.cols = columns;
  config.rows = rows;
  set_config(0, &config, offsetof(virtio_console_config, max_nr_ports));
}

void VirtioConsole::type(std::string_view text) {
  typed_ += text;
  deliver();
}

void VirtioConsole::deliver() {
  VirtioQueue& receive = queue(kReceive);
  while (is_live() && !typed_.empty()) {
    VirtioChain* const chain = receive.pop();
    if (chain == nullptr) return;
    if (chain->readable_bytes() != 0)
      receive.report(*chain, "driver offers something to read where it is to be written to",
                     "a console types into empty buffers");
    const std::size_t written = chain->write(typed_);
    typed_.erase(0, written);
    receive.complete(*chain);
  }
}

void VirtioConsole::on_kick(VirtioQueue& queue) {
  if (queue.index() == kReceive) {
    deliver();
    return;
  }
  while (VirtioChain* chain = queue.pop()) {
    if (chain->writable_bytes() != 0)
      queue.report(*chain, "driver leaves room for an answer that never comes",
                   "a console reads what is said, and writes nothing there");
    on_output(chain->read_all());
    queue.complete(*chain);
  }
}

void VirtioConsole::on_config_write(std::size_t offset, std::size_t bytes) {
  constexpr std::size_t kEmergency = offsetof(virtio_console_config, emerg_wr);
  if (offset > kEmergency || offset + bytes <= kEmergency) return;
  emergency_output_ += static_cast<char>(config_at<std::uint8_t>(kEmergency));
}

}  // namespace ksim
