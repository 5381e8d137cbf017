// SPDX-License-Identifier: GPL-2.0-or-later
// The block device of virtio (virtio 1.2, 5.2).
#ifndef KSIM_VIRTIO_BLOCK_HH
#define KSIM_VIRTIO_BLOCK_HH

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ksim/block_store.hh"
#include "ksim/virtio_device.hh"

namespace ksim {

// A disk. Its bytes are in memory or in a file of the host's. Sectors have 512 bytes.
//
//   VirtioBlock disk(std::make_unique<FileStore>("disk.img", FileStore::Access::ReadWrite));
//   simulator.add_virtio_device(disk);
//
// Its driver wants answers when it is removed, so a test must destroy the disk after its modules
// are unloaded: as a member of its fixture, or by DriverTest::add_device().
class VirtioBlock : public VirtioDevice {
 public:
  static constexpr std::uint64_t kSectorBytes = 512;

  struct Settings {
    std::string name = "blk";     // in findings
    std::string serial = "ksim";  // 20 bytes at most
    bool read_only = false;
    // There is a cache that a flush empties; see lose_power().
    bool has_cache = true;
    bool can_discard = true;
    bool can_write_zeroes = true;
    std::uint32_t block_bytes = 512;     // logical blocks
    std::uint32_t segments_max = 126;    // pieces of data in a request
    std::uint32_t segment_bytes = 0;     // in a piece at most; 0: as many as there are
    std::uint32_t range_sectors = 4096;  // of a range that is discarded or zeroed, at most
    std::uint32_t ranges_max = 1;        // in a request
    std::vector<std::uint32_t> queue_sizes = {128};
    bool packed = false;
    bool indirect = true;
    bool event_index = true;
  };

  explicit VirtioBlock(std::unique_ptr<BlockStore> store) : VirtioBlock(std::move(store), {}) {}
  VirtioBlock(std::unique_ptr<BlockStore> store, Settings settings);

  BlockStore& store() { return *store_; }
  std::uint64_t sectors() const { return store_->size_bytes() / kSectorBytes; }
  // Changes the size of the store, and tells the driver. Returns: whether the store can.
  bool resize(std::uint64_t bytes);

  // From now on a request takes so long. 0: no time.
  void set_latency_ns(std::uint64_t latency_ns) { latency_ns_ = latency_ns; }
  // Requests that touch these sectors fail, until heal().
  void damage(std::uint64_t sector, std::uint64_t count) { damaged_[sector] = count; }
  void heal() { damaged_.clear(); }
  // Of the requests from now on, this part fails, as the Strategy chooses: 1 in `one_in`. 0: none.
  void fail_requests(std::uint32_t one_in) { failing_one_in_ = one_in; }

  // The power fails: of the sectors that were written, but not flushed since, the Strategy chooses
  // which have their old bytes again; under FIFO all do. A disk without a cache loses nothing.
  void lose_power();
  std::size_t unflushed_sectors() const;

  // Requests that were answered, by VIRTIO_BLK_T_….
  std::uint64_t requests(std::uint32_t type) const;

  void on_kick(VirtioQueue& queue) override;

 private:
  static constexpr std::uint64_t kGroup = 8;  // sectors that are remembered together
  // The bytes of these sectors before the first write since the last flush.
  struct Overwritten {
    std::uint8_t sectors = 0;  // a bit for each
    std::array<std::uint8_t, kGroup * kSectorBytes> bytes;
  };
  struct Request;

  static Options options_for(const Settings& settings);
  void serve(VirtioQueue& queue, VirtioChain& chain);
  // Each returns VIRTIO_BLK_S_….
  std::uint8_t carry_out(Request& request);
  std::uint8_t transfer(Request& request, bool writes);
  std::uint8_t flush(Request& request);
  std::uint8_t tell_serial(Request& request);
  std::uint8_t clear_ranges(Request& request);
  std::uint8_t clear_range(Request& request, std::span<const std::uint8_t> range);
  // The driver breaks a rule.
  std::uint8_t refuse(Request& request, std::string_view title, std::string_view detail,
                      std::uint8_t status);

  bool is_inside(std::uint64_t sector, std::uint64_t count) const;
  bool is_damaged(std::uint64_t sector, std::uint64_t count) const;
  // What is in these sectors, before they are overwritten.
  void remember(std::uint64_t sector, std::uint64_t count);

  const Settings settings_;
  const std::unique_ptr<BlockStore> store_;
  std::uint64_t latency_ns_ = 0;
  std::uint32_t failing_one_in_ = 0;
  std::map<std::uint64_t, std::uint64_t> damaged_;              // how many from which on
  std::unordered_map<std::uint64_t, Overwritten> overwritten_;  // by group
  std::vector<std::uint8_t> data_;                              // of the request at hand
  std::map<std::uint32_t, std::uint64_t> requests_;
};

}  // namespace ksim

#endif
