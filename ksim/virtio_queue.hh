// SPDX-License-Identifier: GPL-2.0-or-later
// Virtqueues, the device's side.
#ifndef KSIM_VIRTIO_QUEUE_HH
#define KSIM_VIRTIO_QUEUE_HH

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
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
//
// In whole lines of a cache: what every buffer needs lies in the first two.
class alignas(64) VirtioChain {
 public:
  // In all, not what is left of it.
  std::size_t readable_bytes() const { return readable_bytes_; }
  std::size_t writable_bytes() const { return writable_bytes_; }

  // Each goes on where the last one ended, and stops at the end of what there is, or at memory
  // that the driver has no right to offer: that is a finding. Return bytes that were copied.
  std::size_t read(void* to, std::size_t bytes);
  std::size_t write(const void* from, std::size_t bytes);
  std::size_t write(std::string_view text) { return write(text.data(), text.size()); }
  std::string read_all();
  // Leaves room that it could write as it is. Returns bytes.
  std::size_t skip(std::size_t bytes);

  // Or skipped.
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
  // How far one of the streams has been copied.
  struct Cursor {
    std::size_t done = 0;
    std::uint32_t piece = 0;   // of those of the stream
    std::uint32_t offset = 0;  // in that piece
  };
  enum class Way { Read, Write };

  // Makes it a buffer of this one piece.
  void set_piece(std::uint8_t* data, std::uint32_t bytes, bool writable) {
    few_[0] = {data, bytes};
    count_ = 1;
    readable_ = writable ? 0 : 1;
    readable_bytes_ = writable ? 0 : bytes;
    writable_bytes_ = bytes - readable_bytes_;
    out_ = {};
    in_ = {};
  }
  void clear() {
    count_ = readable_ = 0;
    readable_bytes_ = writable_bytes_ = 0;
    out_ = {};
    in_ = {};
  }
  // Behind those that are there. Requires: nothing to read behind what is to be written.
  void add(std::uint8_t* data, std::uint32_t bytes, bool writable) {
    if (count_ < few_.size())
      few_[count_] = {data, bytes};
    else
      add_to_many({data, bytes});
    ++count_;
    if (writable) {
      writable_bytes_ += bytes;
    } else {
      readable_bytes_ += bytes;
      readable_ = count_;
    }
  }
  void add_to_many(const Piece& piece);
  const Piece* pieces() const { return count_ <= few_.size() ? few_.data() : many_->data(); }

  // Calls `copy(data, bytes)` for each piece of the next `bytes`.
  template <typename Copy>
  std::size_t go_on(Way way, std::size_t bytes, Copy copy);

  VirtioQueue* queue_ = nullptr;
  std::uint16_t id_ = 0;
  std::uint16_t descriptors_ = 0;  // that it takes in the ring
  bool in_flight_ = false;
  std::uint32_t length_ = 0;    // what the driver will be told was written
  std::uint32_t count_ = 0;     // of pieces
  std::uint32_t readable_ = 0;  // of which these come first
  std::size_t readable_bytes_ = 0;
  std::size_t writable_bytes_ = 0;
  Cursor out_;
  Cursor in_;
  // Most buffers have no more pieces than that; those of others are all in the second.
  std::array<Piece, 2> few_{};
  std::unique_ptr<std::vector<Piece>> many_;  // once there have been so many
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
  std::size_t in_flight() const;

  // The next buffer, or nullptr: also if the device is not live, which is before the driver has
  // said that it is ready, and after set_needs_reset(). It is the device's until it is completed.
  VirtioChain* pop();
  // Gives a buffer back, and interrupts the driver if it wants to be. In which order, when, and
  // how many at a time is up to the Strategy: under FIFO at once, with one interrupt for all
  // that is completed in an on_kick().
  void complete(VirtioChain& chain) {
    complete(chain, static_cast<std::uint32_t>(chain.written_bytes()));
  }
  // The device says that it wrote so many bytes, true or not.
  void complete(VirtioChain& chain, std::uint32_t length_bytes);
  // What no device should do: an entry of used buffers that stands for nothing. What the driver
  // does wrong with the queue after that may come of it, and is not reported.
  void put_used(std::uint32_t id, std::uint32_t length_bytes);

  // Where the driver has put the ring, for devices that do to it what none should; descriptors,
  // what the driver writes, what the device writes (virtio 1.2, 2.6). Empty if it is not ready. As
  // after put_used(), nothing more is reported.
  enum class Area { Descriptors, Driver, Device };
  std::span<std::uint8_t> area(Area which);

  // A mistake of the driver's in this buffer, such as no room for the answer.
  void report(const VirtioChain& chain, std::string_view title, std::string_view detail);

 private:
  friend class VirtioChain;
  friend class VirtioDevice;
  friend class virtio::Ring;

  // For the device.
  void start(const virtio::RingLayout& layout);
  void stop();
  // Lets it be used, if it is not broken, or no more.
  void set_live(bool live);
  // The same as complete(), where it is more than to give it back.
  void complete_slowly(VirtioChain& chain, std::uint32_t length_bytes);
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
  virtio::Ring* usable_ = nullptr;       // the same, unless it is broken, or the device is not live
  std::vector<VirtioChain*> completed_;  // that the driver does not know of, in this order
  bool broken_ = false;
  bool lied_ = false;      // put_used()
  bool serving_ = false;   // in on_kick()
  bool given_ = false;     // something since the last notify()
  bool flushing_ = false;  // an event for it is to come
};

}  // namespace ksim

#endif
