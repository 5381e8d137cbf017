// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio/ring.hh"

#include <fmt/format.h>

#include <array>

#include "ksim/virtio/packed_ring.hh"
#include "ksim/virtio/split_ring.hh"

namespace ksim::virtio {
namespace {

constexpr std::size_t kEntryBytes = 16;  // in either format

}  // namespace

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

std::span<std::uint8_t> Ring::area(std::size_t which) const {
  const std::uint64_t size = layout_.size;
  struct Area {
    std::uint64_t address;
    std::size_t bytes;
  };
  // Split rings end with what their reader wants to be told of.
  const std::array<Area, 3> areas{{
      {layout_.descriptors, size * kEntryBytes},
      {layout_.driver_area, layout_.packed ? sizeof(vring_packed_desc_event)
                                           : sizeof(vring_avail) + (size + 1) * sizeof(__virtio16)},
      {layout_.device_area,
       layout_.packed ? sizeof(vring_packed_desc_event)
                      : sizeof(vring_used) + size * sizeof(vring_used_elem) + sizeof(__virtio16)},
  }};
  const Area& area = areas.at(which);
  return {ram_at(area.address, area.bytes), area.bytes};
}

void Ring::fail(int id, std::string_view title, std::string_view detail) {
  queue_.fail(id, title, detail);
}

VirtioChain* Ring::refuse_id(std::uint32_t id) {
  if (id >= layout_.size)
    fail(-1, "driver offers a buffer that the ring has no room for",
         fmt::format("its id is {}, and there are {} descriptors", id, layout_.size));
  else
    fail(static_cast<int>(id), "driver offers a buffer again that the device still has",
         fmt::format("its id is {}", id));
  return nullptr;
}

VirtioChain* Ring::refuse_piece(std::uint32_t id, std::uint64_t address, std::uint32_t bytes) {
  if (!is_free(id)) return refuse_id(id);
  chains_[id].clear();
  refuse(chains_[id], address, bytes, 0);
  return nullptr;
}

void Ring::refuse(const VirtioChain& chain, std::uint64_t address, std::uint32_t bytes,
                  std::uint16_t flags) {
  std::string_view title = "driver offers more than a buffer can have";
  if ((flags & VRING_DESC_F_WRITE) == 0 && chain.writable_bytes_ != 0)
    title = "driver offers what is to be read behind what is to be written";
  if (ram_at(address, bytes) == nullptr) title = "driver offers memory that is not RAM";
  if (bytes == 0) title = "driver offers a piece of no bytes";
  fail(chain.id_, title,
       fmt::format("{} bytes at address {:#x}, behind {}", bytes, address,
                   chain.readable_bytes_ + chain.writable_bytes_));
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

}  // namespace ksim::virtio
