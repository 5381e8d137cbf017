// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_block.hh"

#include <fmt/format.h>
#include <linux/virtio_blk.h>
#include <linux/virtio_ids.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>

namespace ksim {
namespace {

std::string_view name_of(std::uint32_t type) {
  switch (type) {
    case VIRTIO_BLK_T_IN:
      return "read";
    case VIRTIO_BLK_T_OUT:
      return "write";
    case VIRTIO_BLK_T_FLUSH:
      return "flush";
    case VIRTIO_BLK_T_DISCARD:
      return "discard";
    case VIRTIO_BLK_T_WRITE_ZEROES:
      return "write of zeroes";
    default:
      return "request";
  }
}

}  // namespace

struct VirtioBlock::Request {
  VirtioQueue& queue;
  VirtioChain& chain;
  virtio_blk_outhdr header;
  std::size_t out_bytes;  // of data, for the device to read
  std::size_t in_bytes;   // for it to write, without the status
};

VirtioDevice::Options VirtioBlock::options_for(const Settings& settings) {
  std::uint64_t features = feature_bit(VIRTIO_BLK_F_SEG_MAX) | feature_bit(VIRTIO_BLK_F_BLK_SIZE);
  if (settings.segment_bytes != 0) features |= feature_bit(VIRTIO_BLK_F_SIZE_MAX);
  if (settings.read_only) features |= feature_bit(VIRTIO_BLK_F_RO);
  if (settings.has_cache) features |= feature_bit(VIRTIO_BLK_F_FLUSH);
  if (settings.can_discard) features |= feature_bit(VIRTIO_BLK_F_DISCARD);
  if (settings.can_write_zeroes) features |= feature_bit(VIRTIO_BLK_F_WRITE_ZEROES);
  if (settings.queue_sizes.size() > 1) features |= feature_bit(VIRTIO_BLK_F_MQ);
  return {.name = settings.name,
          .id = VIRTIO_ID_BLOCK,
          .features = features,
          .packed = settings.packed,
          .indirect = settings.indirect,
          .event_index = settings.event_index,
          .queue_sizes = settings.queue_sizes,
          .config_bytes = sizeof(virtio_blk_config)};
}

VirtioBlock::VirtioBlock(std::unique_ptr<BlockStore> store, Settings settings)
    : VirtioDevice(options_for(settings)),
      settings_(std::move(settings)),
      store_(std::move(store)) {
  virtio_blk_config config{};
  config.capacity = sectors();
  config.size_max = settings_.segment_bytes;
  config.seg_max = settings_.segments_max;
  config.blk_size = settings_.block_bytes;
  config.num_queues = static_cast<std::uint16_t>(settings_.queue_sizes.size());
  config.max_discard_sectors = settings_.range_sectors;
  config.max_discard_seg = settings_.ranges_max;
  config.discard_sector_alignment =
      static_cast<std::uint32_t>(settings_.block_bytes / kSectorBytes);
  config.max_write_zeroes_sectors = settings_.range_sectors;
  config.max_write_zeroes_seg = settings_.ranges_max;
  config.write_zeroes_may_unmap = 1;
  set_config(0, &config, sizeof config);
}

bool VirtioBlock::resize(std::uint64_t bytes) {
  if (!store_->resize(bytes)) return false;
  for (auto& [group, old] : overwritten_) {
    const std::uint64_t left = sectors() - std::min(sectors(), group * kGroup);
    if (left < kGroup) old.sectors &= static_cast<std::uint8_t>((1U << left) - 1);
  }
  set_config_at<std::uint64_t>(offsetof(virtio_blk_config, capacity), sectors());
  return true;
}

std::uint64_t VirtioBlock::requests(std::uint32_t type) const {
  const auto found = requests_.find(type);
  return found == requests_.end() ? 0 : found->second;
}

void VirtioBlock::lose_power() {
  // In an order that is the same each time.
  std::vector<std::uint64_t> groups;
  for (const auto& [group, old] : overwritten_) groups.push_back(group);
  std::sort(groups.begin(), groups.end());
  for (const std::uint64_t group : groups) {
    const Overwritten& old = overwritten_[group];
    for (std::uint64_t sector = 0; sector < kGroup; ++sector)
      if ((old.sectors >> sector & 1) != 0 && choose(2) == 0)
        store_->write((group * kGroup + sector) * kSectorBytes,
                      std::span(old.bytes).subspan(sector * kSectorBytes, kSectorBytes));
  }
  overwritten_.clear();
}

std::size_t VirtioBlock::unflushed_sectors() const {
  std::size_t count = 0;
  for (const auto& [group, old] : overwritten_)
    count += static_cast<std::size_t>(std::popcount(old.sectors));
  return count;
}

void VirtioBlock::on_kick(VirtioQueue& queue) {
  while (VirtioChain* chain = queue.pop())
    if (latency_ns_ == 0)
      serve(queue, *chain);
    else
      after(latency_ns_, [this, &queue, chain] { serve(queue, *chain); });
}

void VirtioBlock::serve(VirtioQueue& queue, VirtioChain& chain) {
  Request request{queue, chain, {}, 0, 0};
  if (chain.writable_bytes() == 0) {
    queue.report(chain, "driver leaves no room for the status of a block request",
                 "the last byte of a request is for the device to write");
    queue.complete(chain);
    return;
  }
  request.in_bytes = chain.writable_bytes() - 1;
  std::uint8_t status;
  if (chain.read(&request.header, sizeof request.header) < sizeof request.header) {
    status = refuse(request, "driver sends no header of a block request",
                    fmt::format("{} bytes to read, but a header has {}", chain.readable_bytes(),
                                sizeof request.header),
                    VIRTIO_BLK_S_IOERR);
  } else {
    request.out_bytes = chain.readable_bytes() - sizeof request.header;
    ++requests_[request.header.type];
    status = carry_out(request);
  }
  // The status is the last byte, also when less than was asked for has been written.
  chain.skip(request.in_bytes - std::min(request.in_bytes, chain.written_bytes()));
  chain.write(&status, 1);
  queue.complete(chain);
}

std::uint8_t VirtioBlock::refuse(Request& request, std::string_view title, std::string_view detail,
                                 std::uint8_t status) {
  request.queue.report(request.chain, title, detail);
  return status;
}

std::uint8_t VirtioBlock::carry_out(Request& request) {
  switch (request.header.type) {
    case VIRTIO_BLK_T_IN:
      return transfer(request, false);
    case VIRTIO_BLK_T_OUT:
      return transfer(request, true);
    case VIRTIO_BLK_T_FLUSH:
      return flush(request);
    case VIRTIO_BLK_T_GET_ID:
      return tell_serial(request);
    case VIRTIO_BLK_T_DISCARD:
    case VIRTIO_BLK_T_WRITE_ZEROES:
      return clear_ranges(request);
    default:
      return VIRTIO_BLK_S_UNSUPP;
  }
}

bool VirtioBlock::is_inside(std::uint64_t sector, std::uint64_t count) const {
  return sector <= sectors() && count <= sectors() - sector;
}

bool VirtioBlock::is_damaged(std::uint64_t sector, std::uint64_t count) const {
  if (goes_wrong(failing_one_in_)) return true;
  return std::any_of(damaged_.begin(), damaged_.end(), [&](const auto& range) {
    return sector < range.first + range.second && range.first < sector + count;
  });
}

void VirtioBlock::remember(std::uint64_t sector, std::uint64_t count) {
  if (!has_feature(VIRTIO_BLK_F_FLUSH)) return;
  const std::uint64_t end = sector + count;
  while (sector < end) {
    Overwritten& old = overwritten_[sector / kGroup];
    do {
      const std::uint64_t within = sector % kGroup;
      const auto bit = static_cast<std::uint8_t>(1U << within);
      if ((old.sectors & bit) == 0)
        store_->read(sector * kSectorBytes,
                     std::span(old.bytes).subspan(within * kSectorBytes, kSectorBytes));
      old.sectors |= bit;
    } while (++sector < end && sector % kGroup != 0);
  }
}

std::uint8_t VirtioBlock::transfer(Request& request, bool writes) {
  const std::size_t bytes = writes ? request.out_bytes : request.in_bytes;
  const std::uint64_t sector = request.header.sector;
  const std::uint64_t count = bytes / kSectorBytes;
  if (bytes % kSectorBytes != 0)
    return refuse(request, "driver asks for a part of a sector",
                  fmt::format("a {} of {} bytes, which are no multiple of {}",
                              name_of(request.header.type), bytes, kSectorBytes),
                  VIRTIO_BLK_S_IOERR);
  if (!is_inside(sector, count))
    return refuse(request, "driver asks for sectors behind the end of the disk",
                  fmt::format("a {} of {} sectors from {} on; the disk has {}",
                              name_of(request.header.type), count, sector, sectors()),
                  VIRTIO_BLK_S_IOERR);
  if (writes && settings_.read_only)
    return refuse(request, "driver writes to a disk that is read-only",
                  "the device offers VIRTIO_BLK_F_RO", VIRTIO_BLK_S_IOERR);
  if (is_damaged(sector, count)) return VIRTIO_BLK_S_IOERR;
  if (data_.size() < bytes) data_.resize(bytes);
  const std::span data = std::span(data_).first(bytes);
  if (!writes) {
    if (!store_->read(sector * kSectorBytes, data)) return VIRTIO_BLK_S_IOERR;
    request.chain.write(data.data(), data.size());
    return VIRTIO_BLK_S_OK;
  }
  if (request.chain.read(data.data(), data.size()) < data.size()) return VIRTIO_BLK_S_IOERR;
  remember(sector, count);
  return store_->write(sector * kSectorBytes, data) ? VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR;
}

std::uint8_t VirtioBlock::flush(Request& request) {
  if (!has_feature(VIRTIO_BLK_F_FLUSH))
    return refuse(request, "driver sends a flush that was not negotiated",
                  "a driver that has not accepted VIRTIO_BLK_F_FLUSH must not",
                  VIRTIO_BLK_S_UNSUPP);
  if (request.header.sector != 0)
    return refuse(request, "driver sends a flush of a sector",
                  fmt::format("a flush is of the whole disk: its sector is 0, not {}",
                              std::uint64_t{request.header.sector}),
                  VIRTIO_BLK_S_IOERR);
  if (is_damaged(0, 0) || !store_->flush()) return VIRTIO_BLK_S_IOERR;
  overwritten_.clear();
  return VIRTIO_BLK_S_OK;
}

std::uint8_t VirtioBlock::tell_serial(Request& request) {
  if (request.in_bytes != VIRTIO_BLK_ID_BYTES)
    return refuse(request, "driver leaves no room for the serial number",
                  fmt::format("{} bytes; it has {}", request.in_bytes, VIRTIO_BLK_ID_BYTES),
                  VIRTIO_BLK_S_IOERR);
  std::array<char, VIRTIO_BLK_ID_BYTES> serial{};
  settings_.serial.copy(serial.data(), serial.size());
  request.chain.write(serial.data(), serial.size());
  return VIRTIO_BLK_S_OK;
}

std::uint8_t VirtioBlock::clear_ranges(Request& request) {
  constexpr std::size_t kRangeBytes = sizeof(virtio_blk_discard_write_zeroes);
  const bool discards = request.header.type == VIRTIO_BLK_T_DISCARD;
  const std::string_view name = name_of(request.header.type);
  if (!has_feature(discards ? VIRTIO_BLK_F_DISCARD : VIRTIO_BLK_F_WRITE_ZEROES))
    return refuse(request, fmt::format("driver sends a {} that was not negotiated", name),
                  "a driver must not without the feature", VIRTIO_BLK_S_UNSUPP);
  if (request.out_bytes == 0 || request.out_bytes % kRangeBytes != 0)
    return refuse(
        request, fmt::format("driver sends a {} without ranges", name),
        fmt::format("{} bytes, which are no multiple of {}", request.out_bytes, kRangeBytes),
        VIRTIO_BLK_S_IOERR);
  if (request.out_bytes / kRangeBytes > settings_.ranges_max)
    return refuse(request, fmt::format("driver sends a {} of too many ranges", name),
                  fmt::format("{}; the device takes {}", request.out_bytes / kRangeBytes,
                              settings_.ranges_max),
                  VIRTIO_BLK_S_IOERR);
  if (settings_.read_only)
    return refuse(request, "driver writes to a disk that is read-only",
                  "the device offers VIRTIO_BLK_F_RO", VIRTIO_BLK_S_IOERR);
  std::array<std::uint8_t, kRangeBytes> range;
  while (request.chain.read(range.data(), range.size()) == range.size())
    if (const std::uint8_t status = clear_range(request, range); status != VIRTIO_BLK_S_OK)
      return status;
  return VIRTIO_BLK_S_OK;
}

std::uint8_t VirtioBlock::clear_range(Request& request, std::span<const std::uint8_t> bytes) {
  virtio_blk_discard_write_zeroes range;
  std::memcpy(&range, bytes.data(), sizeof range);
  const std::string_view name = name_of(request.header.type);
  const std::uint32_t known = request.header.type == VIRTIO_BLK_T_DISCARD
                                  ? 0
                                  : std::uint32_t{VIRTIO_BLK_WRITE_ZEROES_FLAG_UNMAP};
  if ((range.flags & ~known) != 0)
    return refuse(request, fmt::format("driver sends a {} with flags that it has not", name),
                  fmt::format("{:#x}", range.flags & ~known), VIRTIO_BLK_S_UNSUPP);
  if (range.num_sectors > settings_.range_sectors)
    return refuse(request, fmt::format("driver sends a {} of too many sectors", name),
                  fmt::format("{} in a range; the device takes {}",
                              std::uint32_t{range.num_sectors}, settings_.range_sectors),
                  VIRTIO_BLK_S_IOERR);
  if (!is_inside(range.sector, range.num_sectors))
    return refuse(
        request, "driver asks for sectors behind the end of the disk",
        fmt::format("a {} of {} sectors from {} on; the disk has {}", name,
                    std::uint32_t{range.num_sectors}, std::uint64_t{range.sector}, sectors()),
        VIRTIO_BLK_S_IOERR);
  if (is_damaged(range.sector, range.num_sectors)) return VIRTIO_BLK_S_IOERR;
  remember(range.sector, range.num_sectors);
  return store_->punch(range.sector * kSectorBytes, range.num_sectors * kSectorBytes)
             ? VIRTIO_BLK_S_OK
             : VIRTIO_BLK_S_IOERR;
}

}  // namespace ksim
