// SPDX-License-Identifier: GPL-2.0-or-later
// Virtqueues, the device's side.
#ifndef KSIM_VIRTIO_QUEUE_HH
#define KSIM_VIRTIO_QUEUE_HH

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ksim {

class VirtioDevice;
class VirtioQueue;
namespace virtio {
class Ring;
struct RingLayout;
}  // namespace virtio

// A buffer that the driver offers: bytes for the device to read, and room for it to write, each
// in as many pieces as the driver likes. The device sees two streams of bytes.
//
// It is the device's from VirtioQueue::pop() until VirtioQueue::complete(), or until a reset; a
// device that goes on after that reads and writes nothing.
class VirtioChain {
 public:
  // In all, not what is left of it.
  std::size_t readable_bytes() const { return out_.bytes; }
  std::size_t writable_bytes() const { return in_.bytes; }

  // Each goes on where the last one ended, and stops at the end of what there is, or at memory
  // that the driver has no right to offer: that is a finding. Return bytes that were copied.
  std::size_t read(void* to, std::size_t bytes);
  std::size_t write(const void* from, std::size_t bytes);
  std::size_t write(std::string_view text) { return write(text.data(), text.size()); }
  std::string read_all();

  std::size_t written_bytes() const { return in_.done; }
  // What the driver calls it: the index of its first descriptor, or its buffer id.
  std::uint16_t id() const { return id_; }

 private:
  friend class VirtioQueue;
  friend class virtio::Ring;

  struct Piece {
    std::uint8_t* data;
    std::size_t bytes;
  };
  struct Stream {
    std::vector<Piece> pieces;
    std::size_t bytes = 0;   // in all
    std::size_t done = 0;    // that were copied
    std::size_t piece = 0;   // where it goes on
    std::size_t offset = 0;  // in that piece

    void clear() {
      pieces.clear();
      bytes = done = piece = offset = 0;
    }
  };
  enum class Way { Read, Write };

  void clear() {
    out_.clear();
    in_.clear();
    length_ = 0;
  }
  // Calls `copy(data, bytes)` for each piece of the next `bytes`.
  template <typename Copy>
  std::size_t go_on(Stream& stream, std::size_t bytes, Way way, Copy copy);

  VirtioQueue* queue_ = nullptr;
  Stream out_;
  Stream in_;
  std::uint16_t id_ = 0;
  std::uint16_t descriptors_ = 0;  // that it takes in the ring
  std::uint32_t length_ = 0;       // what the driver will be told was written
  bool in_flight_ = false;
};

// One queue of a device. What a driver does wrong with it is a finding that names the line where
// the driver added the buffer; the queue is then broken until the driver resets the device.
class VirtioQueue {
 public:
  VirtioQueue(VirtioDevice& device, std::uint32_t index, std::uint32_t size_max);
  ~VirtioQueue();
  VirtioQueue(const VirtioQueue&) = delete;
  VirtioQueue& operator=(const VirtioQueue&) = delete;

  std::uint32_t index() const { return index_; }
  std::uint32_t size_max() const { return size_max_; }
  // Has the driver made a ring for it?
  bool is_ready() const { return ring_ != nullptr; }
  bool is_broken() const { return broken_; }
  // Buffers that were popped and are not completed.
  std::size_t in_flight() const { return in_flight_; }

  // The next buffer, or nullptr. It is the device's until it is completed.
  VirtioChain* pop();
  // Gives a buffer back, and interrupts the driver if it wants to be. In which order, when, and
  // how many at a time is up to the Strategy: under FIFO at once, with one interrupt for all
  // that is completed in an on_kick().
  void complete(VirtioChain& chain);
  // The device says that it wrote so many bytes, true or not.
  void complete(VirtioChain& chain, std::uint32_t length_bytes);
  // What no device should do: an entry of used buffers that stands for nothing. What the driver
  // does wrong with the queue after that may come of it, and is not reported.
  void put_used(std::uint32_t id, std::uint32_t length_bytes);

  // A mistake of the driver's in this buffer, such as no room for the answer.
  void report(const VirtioChain& chain, std::string_view title, std::string_view detail);

 private:
  friend class VirtioChain;
  friend class VirtioDevice;
  friend class virtio::Ring;

  // For the device.
  void start(const virtio::RingLayout& layout);
  void stop();
  // What was completed meanwhile, as the Strategy will have it.
  void flush();
  void notify();

  // For the ring: it is broken, because of this buffer. `id` negative: of none.
  void fail(int id, std::string_view title, std::string_view detail);
  // Whether the device may touch this memory. A finding if not.
  bool check(const VirtioChain& chain, const void* data, std::size_t bytes, VirtioChain::Way way);
  std::uint64_t site_of(int id) const;

  VirtioDevice& device_;
  const std::uint32_t index_;
  const std::uint32_t size_max_;
  std::unique_ptr<virtio::Ring> ring_;
  std::vector<VirtioChain*> completed_;  // that the driver does not know of, in this order
  std::size_t in_flight_ = 0;
  bool broken_ = false;
  bool lied_ = false;      // put_used()
  bool serving_ = false;   // in on_kick()
  bool given_ = false;     // something since the last notify()
  bool flushing_ = false;  // an event for it is to come
};

}  // namespace ksim

#endif
