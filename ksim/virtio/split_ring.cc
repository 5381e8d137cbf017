// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio/split_ring.hh"

#include <fmt/format.h>

namespace ksim::virtio {
std::unique_ptr<SplitRing> SplitRing::make(VirtioQueue& queue, const RingLayout& layout) {
  // Behind each ring lies what its reader wants to be told of.
  const std::uint64_t size = layout.size;
  const std::uint64_t available_bytes = sizeof(vring_avail) + size * sizeof(__virtio16);
  const std::uint64_t used_bytes = sizeof(vring_used) + size * sizeof(vring_used_elem);
  auto* const descriptors = ram_at(layout.descriptors, size * sizeof(vring_desc));
  auto* const available = ram_at(layout.driver_area, available_bytes + sizeof(__virtio16));
  auto* const used = ram_at(layout.device_area, used_bytes + sizeof(__virtio16));
  if (descriptors == nullptr || available == nullptr || used == nullptr) return nullptr;
  return std::unique_ptr<SplitRing>(new SplitRing(
      queue, layout,
      {reinterpret_cast<const vring_desc*>(descriptors),
       reinterpret_cast<const vring_avail*>(available), reinterpret_cast<vring_used*>(used),
       reinterpret_cast<volatile std::uint16_t*>(used + used_bytes),
       reinterpret_cast<const volatile std::uint16_t*>(available + available_bytes)}));
}

SplitRing::SplitRing(VirtioQueue& queue, const RingLayout& layout, const Memory& memory)
    : Ring(queue, layout), memory_(memory), mask_(static_cast<std::uint16_t>(layout.size - 1)) {}

VirtioChain* SplitRing::take() {
  const std::uint16_t offered = once(memory_.available->idx);
  const auto waiting = static_cast<std::uint16_t>(offered - taken_);
  if (waiting == 0) {
    if (layout_.event_index) *memory_.available_event = taken_;
    return nullptr;
  }
  if (waiting > layout_.size) [[unlikely]]
    return refuse_index(offered);
  const std::uint16_t head = once(memory_.available->ring[taken_ & mask_]);
  if (head >= layout_.size) [[unlikely]]
    return refuse_id(head);
  // Most have one descriptor.
  const vring_desc& entry = memory_.descriptors[head];
  const std::uint16_t flags = once(entry.flags);
  if ((flags & (VRING_DESC_F_NEXT | VRING_DESC_F_INDIRECT)) != 0) [[unlikely]]
    return take_several(head);
  ++taken_;
  return take_piece(head, once(entry.addr), once(entry.len), flags);
}

VirtioChain* SplitRing::take_several(std::uint16_t head) {
  if (!is_free(head)) return refuse_id(head);
  if (!walk(chain(head))) return nullptr;
  ++taken_;
  return &chain(head);
}

VirtioChain* SplitRing::refuse_index(std::uint16_t offered) {
  fail(-1, "driver says that there are more buffers than the ring has room for",
       fmt::format("its index is {}, the device has taken {}, and there are {} descriptors",
                   offered, taken_, layout_.size));
  return nullptr;
}

bool SplitRing::walk(VirtioChain& chain) {
  clear(chain);
  std::uint16_t at = chain.id();
  for (std::uint32_t count = 1;; ++count) {
    const vring_desc entry = memory_.descriptors[at];
    if ((entry.flags & VRING_DESC_F_INDIRECT) != 0) {
      if ((entry.flags & VRING_DESC_F_NEXT) != 0) {
        fail(chain.id(), "driver has an indirect table followed by something",
             fmt::format("descriptor {} has both flags", at));
        return false;
      }
      if (!walk_table(chain, entry)) return false;
    } else if (!add(chain, entry.addr, entry.len, entry.flags)) {
      return false;
    }
    if ((entry.flags & VRING_DESC_F_NEXT) == 0) {
      finish(chain, static_cast<std::uint16_t>(count));
      return true;
    }
    if (entry.next >= layout_.size) {
      fail(chain.id(), "driver goes on at a descriptor that is not there",
           fmt::format("descriptor {} says {}, and there are {}", at, entry.next, layout_.size));
      return false;
    }
    if (count == layout_.size) {
      fail(chain.id(), "driver's descriptors go round in a circle",
           fmt::format("so many as the ring has, {}, were not the end of it", layout_.size));
      return false;
    }
    at = entry.next;
  }
}

bool SplitRing::walk_table(VirtioChain& chain, const vring_desc& entry) {
  const auto* const table = static_cast<const vring_desc*>(table_at(chain, entry.addr, entry.len));
  if (table == nullptr) return false;
  const std::uint32_t size = entry.len / sizeof(vring_desc);
  std::uint32_t at = 0;
  for (std::uint32_t count = 1;; ++count) {
    const vring_desc piece = table[at];
    if ((piece.flags & VRING_DESC_F_INDIRECT) != 0) {
      fail(chain.id(), "driver has an indirect table in an indirect table",
           fmt::format("entry {} of {}", at, size));
      return false;
    }
    if (!add(chain, piece.addr, piece.len, piece.flags)) return false;
    if ((piece.flags & VRING_DESC_F_NEXT) == 0) return true;
    if (piece.next >= size || count == size) {
      fail(chain.id(),
           piece.next >= size ? "driver goes on at an entry that is not in the indirect table"
                              : "driver's indirect table goes round in a circle",
           fmt::format("entry {} says {}, and there are {}", at, piece.next, size));
      return false;
    }
    at = piece.next;
  }
}

void SplitRing::give(std::uint32_t id, std::uint32_t length, std::uint16_t) {
  vring_used_elem& entry = memory_.used->ring[given_ & mask_];
  entry.id = id;
  entry.len = length;
  ++given_;
  *const_cast<volatile std::uint16_t*>(&memory_.used->idx) = given_;
}

void SplitRing::give_back(VirtioChain& chain, std::uint32_t length) {
  give(chain.id(), length, forget(chain));
}

bool SplitRing::must_interrupt() {
  const std::uint16_t before = told_;
  told_ = given_;
  if (layout_.event_index) return vring_need_event(*memory_.used_event, given_, before) != 0;
  return (once(memory_.available->flags) & VRING_AVAIL_F_NO_INTERRUPT) == 0;
}

}  // namespace ksim::virtio
