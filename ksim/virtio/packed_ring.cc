// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio/packed_ring.hh"

#include <fmt/format.h>

namespace ksim::virtio {
namespace {

constexpr std::uint16_t kAvailable = 1 << VRING_PACKED_DESC_F_AVAIL;
constexpr std::uint16_t kUsed = 1 << VRING_PACKED_DESC_F_USED;
constexpr std::uint16_t kWrap = 1 << VRING_PACKED_EVENT_F_WRAP_CTR;

template <typename Field>
void set(Field& field, Field value) {
  *const_cast<volatile Field*>(&field) = value;
}

}  // namespace

std::unique_ptr<PackedRing> PackedRing::make(VirtioQueue& queue, const RingLayout& layout) {
  auto* const descriptors = ram_at(layout.descriptors, layout.size * sizeof(vring_packed_desc));
  auto* const driver = ram_at(layout.driver_area, sizeof(vring_packed_desc_event));
  auto* const device = ram_at(layout.device_area, sizeof(vring_packed_desc_event));
  if (descriptors == nullptr || driver == nullptr || device == nullptr) return nullptr;
  return std::unique_ptr<PackedRing>(
      new PackedRing(queue, layout,
                     {reinterpret_cast<vring_packed_desc*>(descriptors),
                      reinterpret_cast<const vring_packed_desc_event*>(driver),
                      reinterpret_cast<vring_packed_desc_event*>(device)}));
}

VirtioChain* PackedRing::take() {
  const std::uint16_t flags = once(memory_.descriptors[taking_.index].flags);
  const bool available = (flags & kAvailable) != 0;
  const bool used = (flags & kUsed) != 0;
  if (available != taking_.wrap || used == taking_.wrap) {
    if (layout_.event_index) {
      set(memory_.device->off_wrap,
          static_cast<__le16>(taking_.index | (taking_.wrap ? kWrap : 0)));
      set(memory_.device->flags, static_cast<__le16>(VRING_PACKED_EVENT_FLAG_DESC));
    }
    return nullptr;
  }
  if ((flags & (VRING_DESC_F_NEXT | VRING_DESC_F_INDIRECT)) != 0) [[unlikely]]
    return take_several();
  // Most have one descriptor.
  const vring_packed_desc& entry = memory_.descriptors[taking_.index];
  taking_.advance(1, layout_.size);
  return take_piece(once(entry.id), once(entry.addr), once(entry.len), flags);
}

VirtioChain* PackedRing::take_several() {
  // The id is that of the last descriptor, so that one is looked for first.
  Place place = taking_;
  std::uint32_t count = 1;
  while ((once(memory_.descriptors[place.index].flags) & VRING_DESC_F_NEXT) != 0) {
    if (count == layout_.size) {
      fail(-1, "driver's descriptors go round in a circle",
           fmt::format("so many as the ring has, {}, were not the end of it", layout_.size));
      return nullptr;
    }
    place.advance(1, layout_.size);
    ++count;
  }
  const std::uint16_t id = once(memory_.descriptors[place.index].id);
  if (!is_free(id)) return refuse_id(id);
  VirtioChain& taken = chain(id);
  clear(taken);
  place = taking_;
  for (std::uint32_t done = 0; done < count; ++done) {
    const vring_packed_desc entry = memory_.descriptors[place.index];
    place.advance(1, layout_.size);
    if ((entry.flags & VRING_DESC_F_INDIRECT) == 0) {
      if (!add(taken, entry.addr, entry.len, entry.flags)) return nullptr;
      continue;
    }
    if (count > 1) {
      fail(taken.id(), "driver has an indirect table followed by something",
           fmt::format("in a buffer of {} descriptors", count));
      return nullptr;
    }
    if (!walk_table(taken, entry)) return nullptr;
  }
  finish(taken, static_cast<std::uint16_t>(count));
  taking_ = place;
  return &taken;
}

bool PackedRing::walk_table(VirtioChain& chain, const vring_packed_desc& entry) {
  const auto* const table =
      static_cast<const vring_packed_desc*>(table_at(chain, entry.addr, entry.len));
  if (table == nullptr) return false;
  const std::uint32_t size = entry.len / sizeof(vring_packed_desc);
  for (std::uint32_t at = 0; at < size; ++at) {
    const vring_packed_desc piece = table[at];
    if ((piece.flags & VRING_DESC_F_INDIRECT) != 0) {
      fail(chain.id(), "driver has an indirect table in an indirect table",
           fmt::format("entry {} of {}", at, size));
      return false;
    }
    if (!add(chain, piece.addr, piece.len, piece.flags)) return false;
  }
  return true;
}

void PackedRing::give(std::uint32_t id, std::uint32_t length, std::uint16_t descriptors) {
  vring_packed_desc& entry = memory_.descriptors[giving_.index];
  entry.id = static_cast<__le16>(id);
  entry.len = length;
  const std::uint16_t round = giving_.wrap ? kAvailable | kUsed : 0;
  set(entry.flags, static_cast<__le16>(round | (length > 0 ? VRING_DESC_F_WRITE : 0)));
  giving_.advance(descriptors, layout_.size);
  given_ += descriptors;
}

void PackedRing::give_back(VirtioChain& chain, std::uint32_t length) {
  give(chain.id(), length, forget(chain));
}

bool PackedRing::must_interrupt() {
  const auto now = static_cast<std::uint16_t>(giving_.index);
  const auto before = static_cast<std::uint16_t>(now - given_);
  given_ = 0;
  const std::uint16_t flags = once(memory_.driver->flags);
  if (flags != VRING_PACKED_EVENT_FLAG_DESC) return flags != VRING_PACKED_EVENT_FLAG_DISABLE;
  const std::uint16_t wanted = once(memory_.driver->off_wrap);
  auto place = static_cast<std::uint16_t>(wanted & ~kWrap);
  if (((wanted & kWrap) != 0) != giving_.wrap)
    place = static_cast<std::uint16_t>(place - layout_.size);
  return vring_need_event(place, now, before) != 0;
}

}  // namespace ksim::virtio
