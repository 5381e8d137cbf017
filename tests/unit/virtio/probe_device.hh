// SPDX-License-Identifier: GPL-2.0-or-later
// The device that tests/fixtures/ring_probe.c is for.
#ifndef KSIM_TESTS_UNIT_VIRTIO_PROBE_DEVICE_HH
#define KSIM_TESTS_UNIT_VIRTIO_PROBE_DEVICE_HH

#include <cstdint>
#include <string>
#include <vector>

#include "ksim/virtio_device.hh"
#include "ring_probe.h"

namespace ksim {

// A kind of ring.
struct RingKind {
  bool packed;
  bool indirect;
  bool event_index;

  std::string name() const {
    return std::string(packed ? "Packed" : "Split") + (indirect ? "Indirect" : "") +
           (event_index ? "EventIndex" : "");
  }
};

inline std::vector<RingKind> all_kinds() {
  std::vector<RingKind> kinds;
  for (unsigned bits = 0; bits < 8; ++bits)
    kinds.push_back({(bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0});
  return kinds;
}

class ProbeDevice : public VirtioDevice {
 public:
  ProbeDevice(RingKind kind, std::uint32_t size, std::uint64_t features = 0)
      : VirtioDevice({.name = "probe",
                      .id = RING_PROBE_ID,
                      .features = features,
                      .packed = kind.packed,
                      .indirect = kind.indirect,
                      .event_index = kind.event_index,
                      .queue_sizes = {size, 4},
                      .config_bytes = 8}) {}

  void on_kick(VirtioQueue& queue) override {
    ++kicks_;
    while (VirtioChain* chain = queue.pop()) answer(queue, *chain);
  }
  static void answer(VirtioQueue& queue, VirtioChain& chain) {
    const std::string text = chain.read_all();
    std::string answer(chain.writable_bytes(), static_cast<char>(RING_PROBE_FILL));
    if (!text.empty())
      for (std::size_t i = 0; i < answer.size(); ++i)
        answer[i] = static_cast<char>(text[i % text.size()] + RING_PROBE_SHIFT);
    chain.write(answer);
    queue.complete(chain);
  }
  int kicks() const { return kicks_; }

 private:
  int kicks_ = 0;
};

}  // namespace ksim

#endif
