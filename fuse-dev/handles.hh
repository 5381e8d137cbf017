// SPDX-License-Identifier: GPL-2.0-or-later
// Open files of clients, and the numbers by which requests name them.
//
// A number is never used twice, and one that means nothing is found out: the kernel of the host
// gives none back after its release, but no more is needed to believe it.
#ifndef KSIM_FUSE_DEV_HANDLES_HH
#define KSIM_FUSE_DEV_HANDLES_HH

#define FUSE_USE_VERSION 314
#include <fuse_lowlevel.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ksim/task.hh"

namespace ksim::fuse {

// An open file of a client. Requests under way share it.
struct Handle {
  ~Handle() {
    if (poll != nullptr) fuse_pollhandle_destroy(poll);
  }

  int fd = -1;  // of the simulated kernel; -1 once it is closed, and of a directory
  bool has_position = false;
  bool has_seek = false;
  bool has_flush = false;
  std::shared_ptr<void> writing;  // see Bridge::begin_writing()
  int flags = 0;
  std::int64_t position = 0;  // of the host's file, if nobody has moved it since
  unsigned users = 0;         // reads and writes under way
  fuse_pollhandle* poll = nullptr;
  std::shared_ptr<Task> watcher;
  bool closing = false;
  std::vector<std::string> names;  // of a directory, '.' and '..' among them
};

class Handles {
 public:
  using Shared = std::shared_ptr<Handle>;

  std::uint64_t add(Shared handle) {
    if (spare_.empty()) {
      spare_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t index = spare_.back();
    spare_.pop_back();
    slots_[index].handle = std::move(handle);
    return std::uint64_t{slots_[index].generation} << 32 | index;
  }
  // Returns: none if there is none.
  const Shared& find(std::uint64_t number) const {
    static const Shared none;
    const std::uint64_t index = number & 0xffffffff;
    return index < slots_.size() && slots_[index].generation == number >> 32 ? slots_[index].handle
                                                                             : none;
  }
  // Takes it out: its number means nothing from now on.
  Shared take(std::uint64_t number) {
    if (find(number) == nullptr) return nullptr;
    const auto index = static_cast<std::uint32_t>(number);
    ++slots_[index].generation;
    spare_.push_back(index);
    return std::exchange(slots_[index].handle, nullptr);
  }
  std::vector<Shared> take_all() {
    std::vector<Shared> all;
    for (std::uint32_t index = 0; index < slots_.size(); ++index)
      if (slots_[index].handle != nullptr)
        all.push_back(take(std::uint64_t{slots_[index].generation} << 32 | index));
    return all;
  }
  std::size_t size() const { return slots_.size() - spare_.size(); }

 private:
  struct Slot {
    std::uint32_t generation = 1;
    Shared handle;
  };

  std::vector<Slot> slots_;
  std::vector<std::uint32_t> spare_;
};

}  // namespace ksim::fuse

#endif
