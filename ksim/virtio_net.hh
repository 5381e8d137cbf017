// SPDX-License-Identifier: GPL-2.0-or-later
// The network device of virtio (virtio 1.2, 5.1).
#ifndef KSIM_VIRTIO_NET_HH
#define KSIM_VIRTIO_NET_HH

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "ksim/virtio_device.hh"

namespace ksim {

// One pair of queues: queue 0 takes empty buffers for what comes in, queue 1 takes what goes out.
// Packets are Ethernet frames with a header of version 1 before each. It has an address, a link
// that can be down, and merges buffers if the driver wants that (VIRTIO_NET_F_MRG_RXBUF). Whatever
// would need more of it (checksums, segmentation, the control queue, more pairs of queues) it does
// not offer, and options that do are refused with std::invalid_argument.
class VirtioNet : public VirtioDevice {
 public:
  using Address = std::array<std::uint8_t, 6>;
  struct Counters {
    std::uint64_t sent = 0;      // packets that the driver sent, the link being up
    std::uint64_t received = 0;  // that it got
    std::uint64_t dropped = 0;  // that it did not: no link, no buffer, or too small ones; and those
                                // that it sent without a link
  };

  VirtioNet() : VirtioNet({0x52, 0x54, 0x00, 0x12, 0x34, 0x56}) {}
  explicit VirtioNet(const Address& address) : VirtioNet(address, default_options()) {}
  // `options` as those of default_options(), but for features and what rings there are.
  VirtioNet(const Address& address, const Options& options);
  ~VirtioNet() override;

  static Options default_options();

  // A cable: what one sends the other receives. Either may be destroyed first; each has one peer.
  static void join(VirtioNet& one, VirtioNet& other);

  // A packet comes in. Returns: whether the driver gets it; if not it is dropped, and counted.
  bool receive(std::string_view packet);
  // Pulls the plug, or puts it in; the driver is told.
  void set_link(bool up);
  bool has_link() const;

  const Counters& counters() const { return counters_; }
  Address address() const;

  // The driver sends a packet. A mock may look at it instead of sending it to the peer.
  virtual void on_packet(std::string_view packet);

  void on_kick(VirtioQueue& queue) override;
  void on_reset() override { room_.clear(); }

 private:
  // The queues.
  static constexpr std::size_t kReceive = 0;
  static constexpr std::size_t kTransmit = 1;

  // A packet of the driver's, without its header.
  void send(VirtioQueue& queue, VirtioChain& chain);
  // Enough of `room_` for so many bytes. Returns: how many buffers; 0 if there is not enough.
  std::size_t find_room(std::size_t bytes);

  VirtioNet* peer_ = nullptr;
  std::deque<VirtioChain*> room_;  // popped, and not used yet
  Counters counters_;
};

}  // namespace ksim

#endif
