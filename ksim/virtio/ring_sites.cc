// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio/ring_sites.hh"

#include <cstring>

#include "ksim/abi/virtio.h"
#include "ksim/machine/machine.hh"

namespace ksim::virtio {

void RingSites::add(std::uint64_t ring, const void* sites, std::uint32_t stride_bytes) {
  tables_[ring] = {static_cast<const char*>(sites), stride_bytes};
}

std::uintptr_t RingSites::of(std::uint64_t ring, std::uint32_t id) const {
  const auto table = tables_.find(ring);
  if (table == tables_.end()) return 0;
  std::uintptr_t site = 0;
  std::memcpy(&site, table->second.sites + std::size_t{id} * table->second.stride_bytes,
              sizeof site);
  return site;
}

}  // namespace ksim::virtio

extern "C" void ksim_virtqueue_sites(ksim_u64 ring, const unsigned long* sites,
                                     ksim_u32 stride_bytes) {
  ksim::virtio::RingSites& all = ksim::machine().ring_sites();
  if (sites == nullptr)
    all.remove(ring);
  else
    all.add(ring, sites, stride_bytes);
}
