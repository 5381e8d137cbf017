// SPDX-License-Identifier: GPL-2.0-or-later
// Packed virtqueues: virtio 1.2, 2.8.
#ifndef KSIM_VIRTIO_PACKED_RING_HH
#define KSIM_VIRTIO_PACKED_RING_HH

#include <cstdint>
#include <memory>

#include "ksim/virtio/ring.hh"

namespace ksim::virtio {

class PackedRing final : public Ring {
 public:
  static std::unique_ptr<PackedRing> make(VirtioQueue& queue, const RingLayout& layout);

  VirtioChain* take() override;
  void give_back(VirtioChain& chain, std::uint32_t length) override;
  void give(std::uint32_t id, std::uint32_t length, std::uint16_t descriptors) override;
  bool must_interrupt() override;

 private:
  struct Memory {
    vring_packed_desc* descriptors;
    const vring_packed_desc_event* driver;
    vring_packed_desc_event* device;
  };
  // A place in the ring, and how often the end has been passed.
  struct Place {
    std::uint16_t index = 0;
    bool wrap = true;

    void advance(std::uint32_t count, std::uint32_t size) {
      const std::uint32_t next = index + count;
      if (next >= size) wrap = !wrap;
      index = static_cast<std::uint16_t>(next >= size ? next - size : next);
    }
  };

  PackedRing(VirtioQueue& queue, const RingLayout& layout, const Memory& memory)
      : Ring(queue, layout), memory_(memory) {}

  // A buffer of several descriptors, or of an indirect table.
  VirtioChain* take_several();
  bool walk_table(VirtioChain& chain, const vring_packed_desc& entry);

  const Memory memory_;
  Place taking_;             // where the next buffer will be
  Place giving_;             // where the next one is given back
  std::uint32_t given_ = 0;  // descriptors since the driver was told
};

}  // namespace ksim::virtio

#endif
