// SPDX-License-Identifier: GPL-2.0-or-later
// Buffers for the longest read or write, kept for reuse.
#ifndef KSIM_FUSE_DEV_BUFFERS_HH
#define KSIM_FUSE_DEV_BUFFERS_HH

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace ksim::fuse {

// What the host asks for or sends at most.
constexpr std::size_t kTransferMax_bytes = 1 << 20;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, Free>;

struct Buffer {
  Memory memory;
  std::size_t begin = 0;  // of what is used, in bytes
  // Whose data, and no others, are in so many bytes at the beginning.
  std::uint64_t owner = 0;
  std::size_t owned_bytes = 0;
};

// Those in use may outlive it.
class Buffers {
 public:
  // Goes back where it came from.
  class Lease {
   public:
    explicit Lease(std::shared_ptr<std::vector<Buffer>> home, Buffer buffer)
        : home_(std::move(home)), buffer_(std::move(buffer)) {}
    ~Lease() {
      if (buffer_.memory != nullptr && home_->size() < kSpareMax)
        home_->push_back(std::move(buffer_));
    }
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    char* bytes() const { return static_cast<char*>(buffer_.memory.get()) + buffer_.begin; }
    // Zeroes what `owner` has not had there itself.
    void show(std::uint64_t owner, std::size_t size) {
      if (std::exchange(buffer_.owner, owner) != owner) buffer_.owned_bytes = 0;
      if (size > buffer_.owned_bytes)
        std::memset(bytes() + buffer_.owned_bytes, 0, size - buffer_.owned_bytes);
      buffer_.owned_bytes = std::max(buffer_.owned_bytes, size);
    }

   private:
    std::shared_ptr<std::vector<Buffer>> home_;
    Buffer buffer_;
  };

  // The one that was used last; one without memory if there is none to spare.
  Buffer take() {
    if (spare_->empty()) return {};
    Buffer buffer = std::move(spare_->back());
    spare_->pop_back();
    return buffer;
  }
  Lease lend(Buffer buffer) { return Lease(spare_, std::move(buffer)); }

 private:
  static constexpr std::size_t kSpareMax = 8;

  std::shared_ptr<std::vector<Buffer>> spare_ = std::make_shared<std::vector<Buffer>>();
};

}  // namespace ksim::fuse

#endif
