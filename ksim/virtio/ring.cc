// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio/ring.hh"

#include <fmt/format.h>

#include "ksim/abi/memory.h"
#include "ksim/virtio/packed_ring.hh"
#include "ksim/virtio/split_ring.hh"

namespace ksim::virtio {
namespace {

constexpr std::size_t kEntryBytes = 16;  // in either format

}  // namespace

std::uint8_t* ram_at(std::uint64_t address, std::uint64_t bytes) {
  if (address >= KSIM_RAM_SIZE || bytes > KSIM_RAM_SIZE - address) return nullptr;
  return reinterpret_cast<std::uint8_t*>(KSIM_RAM_BASE + address);
}

std::unique_ptr<Ring> make_ring(VirtioQueue& queue, const RingLayout& layout) {
  if (layout.packed) return PackedRing::make(queue, layout);
  return SplitRing::make(queue, layout);
}

Ring::Ring(VirtioQueue& queue, const RingLayout& layout)
    : layout_(layout), queue_(queue), chains_(layout.size) {
  for (std::uint32_t id = 0; id < layout.size; ++id) {
    chains_[id].queue_ = &queue;
    chains_[id].id_ = static_cast<std::uint16_t>(id);
  }
}

void Ring::fail(int id, std::string_view title, std::string_view detail) {
  queue_.fail(id, title, detail);
}

VirtioChain* Ring::begin(std::uint32_t id) {
  if (id >= layout_.size) {
    fail(-1, "driver offers a buffer that the ring has no room for",
         fmt::format("its id is {}, and there are {} descriptors", id, layout_.size));
    return nullptr;
  }
  VirtioChain& chain = chains_[id];
  if (chain.in_flight_) {
    fail(static_cast<int>(id), "driver offers a buffer again that the device still has",
         fmt::format("its id is {}", id));
    return nullptr;
  }
  chain.clear();
  return &chain;
}

bool Ring::add(VirtioChain& chain, std::uint64_t address, std::uint32_t bytes,
               std::uint16_t flags) {
  const bool writable = (flags & VRING_DESC_F_WRITE) != 0;
  std::uint8_t* const data = ram_at(address, bytes);
  if (data == nullptr || bytes == 0) [[unlikely]] {
    fail(chain.id_,
         bytes == 0 ? "driver offers a piece of no bytes" : "driver offers memory that is not RAM",
         fmt::format("{} bytes at address {:#x}", bytes, address));
    return false;
  }
  if (!writable && !chain.in_.pieces.empty()) [[unlikely]] {
    fail(chain.id_, "driver offers what is to be read behind what is to be written",
         fmt::format("{} bytes at address {:#x}", bytes, address));
    return false;
  }
  VirtioChain::Stream& stream = writable ? chain.in_ : chain.out_;
  stream.pieces.push_back({data, bytes});
  stream.bytes += bytes;
  return true;
}

const void* Ring::table_at(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes) {
  if (!layout_.indirect) {
    fail(chain.id_, "driver uses an indirect table, and has not said that it would",
         "VIRTIO_RING_F_INDIRECT_DESC was not negotiated");
    return nullptr;
  }
  const void* const table = ram_at(address, bytes);
  if (table == nullptr || bytes == 0 || bytes % kEntryBytes != 0) {
    fail(chain.id_, "driver offers an indirect table that is none",
         fmt::format("{} bytes at address {:#x}", bytes, address));
    return nullptr;
  }
  return queue_.check(chain, table, bytes, VirtioChain::Way::Read) ? table : nullptr;
}

void Ring::finish(VirtioChain& chain, std::uint16_t descriptors) {
  chain.descriptors_ = descriptors;
  chain.in_flight_ = true;
}

}  // namespace ksim::virtio
