// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_net.hh"

#include <fmt/format.h>
#include <linux/virtio_ids.h>
// It has a field of that name.
#define class class_of_command
#include <linux/virtio_net.h>
#undef class

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace ksim {
namespace {

using Header = virtio_net_hdr_v1;

constexpr std::uint64_t kFeatures = feature_bit(VIRTIO_NET_F_MAC) |
                                    feature_bit(VIRTIO_NET_F_STATUS) |
                                    feature_bit(VIRTIO_NET_F_MRG_RXBUF);

}  // namespace

VirtioDevice::Options VirtioNet::default_options() {
  return {.name = "net",
          .id = VIRTIO_ID_NET,
          .features = kFeatures,
          .queue_sizes = {256, 256},
          .config_bytes = offsetof(virtio_net_config, max_virtqueue_pairs)};
}

VirtioNet::VirtioNet(const Address& address, const Options& options) : VirtioDevice(options) {
  if ((options.features & ~kFeatures) != 0)
    throw std::invalid_argument(
        fmt::format("ksim: this network device cannot do {:#x}: device `{}`",
                    options.features & ~kFeatures, name()));
  set_config(offsetof(virtio_net_config, mac), address.data(), address.size());
  set_link(true);
}

VirtioNet::~VirtioNet() {
  if (peer_ != nullptr) peer_->peer_ = nullptr;
}

void VirtioNet::join(VirtioNet& one, VirtioNet& other) {
  for (VirtioNet* each : {&one, &other})
    if (each->peer_ != nullptr) each->peer_->peer_ = nullptr;
  one.peer_ = &other;
  other.peer_ = &one;
}

void VirtioNet::set_link(bool up) {
  set_config_at<std::uint16_t>(offsetof(virtio_net_config, status), up ? VIRTIO_NET_S_LINK_UP : 0);
}

bool VirtioNet::has_link() const {
  return (config_at<std::uint16_t>(offsetof(virtio_net_config, status)) & VIRTIO_NET_S_LINK_UP) !=
         0;
}

VirtioNet::Address VirtioNet::address() const {
  return config_at<Address>(offsetof(virtio_net_config, mac));
}

// Receiving

std::size_t VirtioNet::find_room(std::size_t bytes) {
  VirtioQueue& receive = queue(kReceive);
  std::size_t count = 0;
  for (std::size_t found = 0; found < bytes; ++count) {
    if (count == room_.size()) {
      VirtioChain* const chain = receive.pop();
      if (chain == nullptr) return 0;
      if (chain->readable_bytes() != 0)
        receive.report(*chain, "driver offers something to read where it is to be written to",
                       "packets come into empty buffers");
      if (chain->writable_bytes() < sizeof(Header))
        receive.report(*chain, "driver offers a buffer that a packet's header does not fit into",
                       fmt::format("{} bytes of {}", chain->writable_bytes(), sizeof(Header)));
      room_.push_back(chain);
    }
    found += room_[count]->writable_bytes();
    if (!has_feature(VIRTIO_NET_F_MRG_RXBUF)) return found < bytes ? 0 : 1;
  }
  return count;
}

bool VirtioNet::receive(std::string_view packet) {
  const std::size_t count = is_live() && has_link() ? find_room(sizeof(Header) + packet.size()) : 0;
  if (count == 0) {
    ++counters_.dropped;
    return false;
  }
  Header header{};
  header.num_buffers = static_cast<__le16>(count);
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
  bytes += packet;
  // Counted before it is given: the driver may answer at once.
  ++counters_.received;
  std::string_view rest = bytes;
  for (std::size_t done = 0; done < count && !room_.empty(); ++done) {
    VirtioChain* const chain = room_.front();
    room_.pop_front();
    rest.remove_prefix(chain->write(rest.substr(0, chain->writable_bytes())));
    queue(kReceive).complete(*chain);
  }
  return true;
}

// Sending

void VirtioNet::on_packet(std::string_view packet) {
  if (peer_ != nullptr) peer_->receive(packet);
}

void VirtioNet::send(VirtioQueue& queue, VirtioChain& chain) {
  Header header{};
  if (chain.writable_bytes() != 0)
    queue.report(chain, "driver leaves room for an answer that never comes",
                 "a packet that is sent is only read");
  if (chain.read(&header, sizeof header) != sizeof header) {
    queue.report(chain, "driver sends a packet that is shorter than its header",
                 fmt::format("{} bytes of {}", chain.readable_bytes(), sizeof header));
    return;
  }
  if (header.flags != 0)
    queue.report(chain, "driver wants a checksum made, and has not said that it would",
                 fmt::format("flags {:#x} in the header, without VIRTIO_NET_F_CSUM", header.flags));
  if (header.gso_type != VIRTIO_NET_HDR_GSO_NONE)
    queue.report(chain, "driver wants a packet segmented, and has not said that it would",
                 fmt::format("gso_type {:#x} in the header", header.gso_type));
  if (header.num_buffers != 0)
    queue.report(chain, "driver sends a packet with a number of buffers",
                 fmt::format("num_buffers is {} in the header", header.num_buffers));
  const std::string packet = chain.read_all();
  if (has_link()) {
    ++counters_.sent;
    on_packet(packet);
  } else {
    ++counters_.dropped;
  }
}

void VirtioNet::on_kick(VirtioQueue& queue) {
  if (queue.index() != kTransmit) return;  // there is room; that is looked for when it is needed
  while (VirtioChain* chain = queue.pop()) {
    send(queue, *chain);
    queue.complete(*chain);
  }
}

}  // namespace ksim
