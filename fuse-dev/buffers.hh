// SPDX-License-Identifier: GPL-2.0-or-later
// Buffers for the longest read or write, kept for reuse.
#ifndef KSIM_FUSE_DEV_BUFFERS_HH
#define KSIM_FUSE_DEV_BUFFERS_HH

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <vector>

namespace ksim::fuse {

// What the host asks for or sends at most.
constexpr std::size_t kTransferMax_bytes = 1 << 20;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, Free>;

// Those in use may outlive it.
class Buffers {
 public:
  // Goes back where it came from.
  class Lease {
   public:
    explicit Lease(std::shared_ptr<std::vector<Memory>> home, Memory memory)
        : home_(std::move(home)), memory_(std::move(memory)) {}
    ~Lease() {
      if (memory_ != nullptr && home_->size() < kSpareMax) home_->push_back(std::move(memory_));
    }
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    char* bytes() const { return static_cast<char*>(memory_.get()); }

   private:
    std::shared_ptr<std::vector<Memory>> home_;
    Memory memory_;
  };

  // The one that was used last; none if there is none to spare.
  Memory take() {
    if (spare_->empty()) return nullptr;
    Memory memory = std::move(spare_->back());
    spare_->pop_back();
    return memory;
  }
  Lease lend(Memory memory) { return Lease(spare_, std::move(memory)); }

 private:
  static constexpr std::size_t kSpareMax = 8;

  std::shared_ptr<std::vector<Memory>> spare_ = std::make_shared<std::vector<Memory>>();
};

}  // namespace ksim::fuse

#endif
