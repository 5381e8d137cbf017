// SPDX-License-Identifier: GPL-2.0-or-later
// A ring of descriptors in the memory that driver and device share, as the device sees it.
#ifndef KSIM_VIRTIO_RING_HH
#define KSIM_VIRTIO_RING_HH

// Without vring_init() and the like, which are not C++.
#define VIRTIO_RING_NO_LEGACY
#include <linux/virtio_ring.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ksim/abi/memory.h"
#include "ksim/abi/task.h"
#include "ksim/virtio_queue.hh"

namespace ksim::virtio {

// RAM at a physical address; nullptr if not all of it is there.
inline std::uint8_t* ram_at(std::uint64_t address, std::uint64_t bytes) {
  if (bytes > KSIM_RAM_SIZE || address > KSIM_RAM_SIZE - bytes) [[unlikely]]
    return nullptr;
  return reinterpret_cast<std::uint8_t*>(KSIM_RAM_BASE + address);
}

// What is there now: the other side changes it between two looks.
template <typename Field>
Field once(const Field& field) {
  return *const_cast<const volatile Field*>(&field);
}

// Does the Strategy want to be asked? If not, everything happens at once. As
// Strategy::preempts() says, for less.
inline bool strategy_is_asked() { return (ksim_sched_points_armed & KSIM_POINTS_CHOICE) != 0; }

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
  // Tells the driver that a buffer has been used: one that was taken, or that anything has, and
  // took so many descriptors.
  virtual void give_back(VirtioChain& chain, std::uint32_t length) = 0;
  virtual void give(std::uint32_t id, std::uint32_t length, std::uint16_t descriptors) = 0;
  // It is not the device's any more. Returns: descriptors that it took.
  std::uint16_t forget(VirtioChain& chain) {
    chain.in_flight_ = false;
    --in_flight_;
    return chain.descriptors_;
  }
  // Its memory: descriptors, driver area, device area.
  std::span<std::uint8_t> area(std::size_t which) const;
  // Buffers that were taken and not given back.
  std::size_t in_flight() const { return in_flight_; }
  // Does the driver want to hear of what was given since this was asked last?
  virtual bool must_interrupt() = 0;

 protected:
  // Whether a buffer can have this id now.
  bool is_free(std::uint32_t id) const { return id < layout_.size && !chains_[id].in_flight_; }
  VirtioChain& chain(std::uint32_t id) { return chains_[id]; }
  static void clear(VirtioChain& chain) { chain.clear(); }
  // Takes a buffer of one piece. Returns: nullptr if the driver cannot mean that.
  VirtioChain* take_piece(std::uint32_t id, std::uint64_t address, std::uint32_t bytes,
                          std::uint16_t flags) {
    std::uint8_t* const data = ram_at(address, bytes);
    if (!is_free(id) || data == nullptr || bytes == 0) [[unlikely]]
      return refuse_piece(id, address, bytes);
    VirtioChain& chain = chains_[id];
    chain.set_piece(data, bytes, (flags & VRING_DESC_F_WRITE) != 0);
    finish(chain, 1);
    return &chain;
  }
  // Adds a piece. Returns: whether the driver may mean that.
  bool add(VirtioChain& chain, std::uint64_t address, std::uint32_t bytes, std::uint16_t flags) {
    const bool writable = (flags & VRING_DESC_F_WRITE) != 0;
    std::uint8_t* const data = ram_at(address, bytes);
    if (data == nullptr || bytes == 0 || (!writable && chain.writable_bytes_ != 0) ||
        chain.readable_bytes_ + chain.writable_bytes_ + bytes > kBytesMax) [[unlikely]] {
      refuse(chain, address, bytes, flags);
      return false;
    }
    chain.add(data, bytes, writable);
    return true;
  }
  // The entries of an indirect table; nullptr if the driver cannot mean that.
  const void* table_at(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes);
  void finish(VirtioChain& chain, std::uint16_t descriptors) {
    chain.descriptors_ = descriptors;
    chain.in_flight_ = true;
    ++in_flight_;
  }
  // Says what is wrong with an id. Returns: nullptr.
  VirtioChain* refuse_id(std::uint32_t id);
  void fail(int id, std::string_view title, std::string_view detail);

  const RingLayout layout_;

 private:
  static constexpr std::size_t kBytesMax = std::size_t{1} << 32;  // of a buffer

  // These say what is wrong with a piece.
  VirtioChain* refuse_piece(std::uint32_t id, std::uint64_t address, std::uint32_t bytes);
  void refuse(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes,
              std::uint16_t flags);

  VirtioQueue& queue_;
  std::vector<VirtioChain> chains_;  // by id
  std::size_t in_flight_ = 0;
};

// Returns: nullptr if the memory is not there.
std::unique_ptr<Ring> make_ring(VirtioQueue& queue, const RingLayout& layout);

}  // namespace ksim::virtio

#endif
