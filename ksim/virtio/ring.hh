// SPDX-License-Identifier: GPL-2.0-or-later
// A ring of descriptors in the memory that driver and device share, as the device sees it.
#ifndef KSIM_VIRTIO_RING_HH
#define KSIM_VIRTIO_RING_HH

// Without vring_init() and the like, which are not C++.
#define VIRTIO_RING_NO_LEGACY
#include <linux/virtio_ring.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "ksim/abi/memory.h"
#include "ksim/virtio_queue.hh"

namespace ksim::virtio {

// RAM at a physical address; nullptr if not all of it is there.
inline std::uint8_t* ram_at(std::uint64_t address, std::uint64_t bytes) {
  if (address >= KSIM_RAM_SIZE || bytes > KSIM_RAM_SIZE - address) [[unlikely]]
    return nullptr;
  return reinterpret_cast<std::uint8_t*>(KSIM_RAM_BASE + address);
}

// Where the driver says that it is: physical addresses.
struct RingLayout {
  std::uint32_t size = 0;  // descriptors
  std::uint64_t descriptors = 0;
  std::uint64_t driver_area = 0;  // available ring; or its wishes for events
  std::uint64_t device_area = 0;  // used ring; likewise
  bool packed = false;
  bool indirect = false;
  bool event_index = false;
};

// Nothing in the memory is trusted: what a driver cannot mean breaks the queue, with a finding.
// Chains are kept by id, each with room for its pieces, so that nothing is allocated once the
// queue has been used for a while.
class Ring {
 public:
  Ring(VirtioQueue& queue, const RingLayout& layout);
  virtual ~Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  // The next buffer that the driver has made available; nullptr if there is none, or if the
  // queue is broken now.
  virtual VirtioChain* take() = 0;
  // The buffer that has, or could have, this id.
  VirtioChain* find(std::uint32_t id) { return id < layout_.size ? &chains_[id] : nullptr; }
  // Tells the driver that a buffer has been used, which took so many descriptors.
  virtual void give(std::uint32_t id, std::uint32_t length, std::uint16_t descriptors) = 0;
  // Does the driver want to hear of what was given since this was asked last?
  virtual bool must_interrupt() = 0;

 protected:
  // Empties the chain of this id. Returns: nullptr if the ring is broken by that.
  VirtioChain* begin(std::uint32_t id) {
    if (id >= layout_.size || chains_[id].in_flight_) [[unlikely]] {
      refuse_id(id);
      return nullptr;
    }
    chains_[id].clear();
    return &chains_[id];
  }
  // Adds a piece. Returns: whether the driver may mean that.
  bool add(VirtioChain& chain, std::uint64_t address, std::uint32_t bytes, std::uint16_t flags) {
    const bool writable = (flags & VRING_DESC_F_WRITE) != 0;
    std::uint8_t* const data = ram_at(address, bytes);
    if (data == nullptr || bytes == 0 || (!writable && chain.in_.bytes != 0)) [[unlikely]] {
      refuse_piece(chain, address, bytes);
      return false;
    }
    VirtioChain::Stream& stream = writable ? chain.in_ : chain.out_;
    stream.pieces.push_back({data, bytes});
    stream.bytes += bytes;
    return true;
  }
  // The entries of an indirect table; nullptr if the driver cannot mean that.
  const void* table_at(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes);
  static void finish(VirtioChain& chain, std::uint16_t descriptors) {
    chain.descriptors_ = descriptors;
    chain.in_flight_ = true;
  }
  void fail(int id, std::string_view title, std::string_view detail);

  const RingLayout layout_;

 private:
  // Says what is wrong with these.
  void refuse_id(std::uint32_t id);
  void refuse_piece(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes);

  VirtioQueue& queue_;
  std::vector<VirtioChain> chains_;  // by id
};

// Returns: nullptr if the memory is not there.
std::unique_ptr<Ring> make_ring(VirtioQueue& queue, const RingLayout& layout);

}  // namespace ksim::virtio

#endif
