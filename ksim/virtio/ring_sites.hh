// SPDX-License-Identifier: GPL-2.0-or-later
// Who added which buffer, for findings. Also the boundary: ksim/abi/virtio.h.
#ifndef KSIM_VIRTIO_RING_SITES_HH
#define KSIM_VIRTIO_RING_SITES_HH

#include <cstdint>
#include <map>

namespace ksim::virtio {

class RingSites {
 public:
  void add(std::uint64_t ring, const void* sites, std::uint32_t stride_bytes);
  void remove(std::uint64_t ring) { tables_.erase(ring); }

  // A return address; 0 if nothing is known. Requires: `id` is less than the ring's size.
  std::uintptr_t of(std::uint64_t ring, std::uint32_t id) const;

 private:
  struct Table {
    const char* sites;
    std::uint32_t stride_bytes;
  };
  std::map<std::uint64_t, Table> tables_;  // by physical address of the descriptors
};

}  // namespace ksim::virtio

#endif
