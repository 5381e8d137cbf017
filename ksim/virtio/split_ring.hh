// SPDX-License-Identifier: GPL-2.0-or-later
// Split virtqueues: virtio 1.2, 2.7.
#ifndef KSIM_VIRTIO_SPLIT_RING_HH
#define KSIM_VIRTIO_SPLIT_RING_HH

#include <cstdint>
#include <memory>

#include "ksim/virtio/ring.hh"

namespace ksim::virtio {

class SplitRing final : public Ring {
 public:
  static std::unique_ptr<SplitRing> make(VirtioQueue& queue, const RingLayout& layout);

  VirtioChain* take() override;
  void give_back(VirtioChain& chain, std::uint32_t length) override;
  void give(std::uint32_t id, std::uint32_t length, std::uint16_t descriptors) override;
  bool must_interrupt() override;

 private:
  struct Memory {
    const vring_desc* descriptors;
    const vring_avail* available;
    vring_used* used;
    volatile std::uint16_t* available_event;   // ours
    const volatile std::uint16_t* used_event;  // the driver's
  };

  SplitRing(VirtioQueue& queue, const RingLayout& layout, const Memory& memory);

  // A buffer of several descriptors, or of an indirect table.
  VirtioChain* take_several(std::uint16_t head);
  VirtioChain* refuse_index(std::uint16_t offered);
  bool walk(VirtioChain& chain);
  bool walk_table(VirtioChain& chain, const vring_desc& entry);

  const Memory memory_;
  const std::uint16_t mask_;
  std::uint16_t taken_ = 0;  // buffers, as the index counts them
  std::uint16_t given_ = 0;  // likewise
  std::uint16_t told_ = 0;   // of which the driver knows
};

}  // namespace ksim::virtio

#endif
