// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_hello.hh"

#include <algorithm>
#include <string>

namespace ksim {
namespace {

char capital(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace

VirtioDevice::Options VirtioHello::default_options() {
  return {.name = "hello",
          .id = kId,
          .features = std::uint64_t{1} << kCapitals,
          .queue_sizes = {16},
          .config_bytes = sizeof(std::uint32_t)};
}

void VirtioHello::on_kick(VirtioQueue& queue) {
  while (VirtioChain* chain = queue.pop()) {
    std::string text = chain->read_all();
    if (has_feature(kCapitals)) std::transform(text.begin(), text.end(), text.begin(), capital);
    if (chain->writable_bytes() < text.size())
      queue.report(*chain, "driver leaves no room for the answer",
                   "a hello buffer has as much to write as it has to read");
    chain->write(text);
    queue.complete(*chain);
    set_config_at(0, answers() + 1);
  }
}

}  // namespace ksim
