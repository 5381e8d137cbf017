// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_rng.hh"

#include <linux/virtio_ids.h>

#include <algorithm>
#include <vector>

#include "ksim/abi/chance.h"

namespace ksim {

VirtioDevice::Options VirtioRng::default_options() {
  return {.name = "rng", .id = VIRTIO_ID_RNG, .queue_sizes = {8}};
}

void VirtioRng::on_kick(VirtioQueue& queue) {
  if (latency_ns_ == 0)
    fill(queue);
  else
    after(latency_ns_, [this, &queue] { fill(queue); });
}

void VirtioRng::fill(VirtioQueue& queue) {
  while (VirtioChain* chain = queue.pop()) {
    std::size_t size = chain->writable_bytes();
    if (size == 0)
      queue.report(*chain, "driver leaves no room for random bytes",
                   "an entropy buffer is there to be written");
    if (bytes_max_ != 0) size = std::min(size, bytes_max_);
    std::vector<std::uint8_t> bytes(size);
    ksim_chance_bytes(bytes.data(), bytes.size());
    chain->write(bytes.data(), bytes.size());
    queue.complete(*chain);
  }
}

}  // namespace ksim
