// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_queue.hh"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "ksim/machine/machine.hh"
#include "ksim/report/symbolizer.hh"
#include "ksim/virtio/ring.hh"
#include "ksim/virtio_device.hh"

namespace ksim {

void VirtioChain::add_to_many(const Piece& piece) {
  if (many_ == nullptr) many_ = std::make_unique<std::vector<Piece>>();
  if (count_ == few_.size()) many_->assign(few_.begin(), few_.end());
  many_->push_back(piece);
}

template <typename Copy>
std::size_t VirtioChain::go_on(Way way, std::size_t bytes, Copy copy) {
  Cursor& cursor = way == Way::Read ? out_ : in_;
  const std::uint32_t first = way == Way::Read ? 0 : readable_;
  const std::uint32_t end = way == Way::Read ? readable_ : count_;
  std::size_t total = 0;
  while (in_flight_ && total < bytes && first + cursor.piece < end) {
    const Piece& piece = pieces()[first + cursor.piece];
    const std::size_t now = std::min(bytes - total, piece.bytes - cursor.offset);
    std::uint8_t* const data = piece.data + cursor.offset;
    if (!queue_->check(*this, data, now, way)) break;
    copy(data, now);
    total += now;
    cursor.offset += static_cast<std::uint32_t>(now);
    if (cursor.offset == piece.bytes) {
      ++cursor.piece;
      cursor.offset = 0;
    }
  }
  cursor.done += total;
  return total;
}

std::size_t VirtioChain::read(void* to, std::size_t bytes) {
  auto* out = static_cast<std::uint8_t*>(to);
  return go_on(Way::Read, bytes, [&out](const std::uint8_t* data, std::size_t size) {
    std::memcpy(out, data, size);
    out += size;
  });
}

std::size_t VirtioChain::write(const void* from, std::size_t bytes) {
  const auto* in = static_cast<const std::uint8_t*>(from);
  return go_on(Way::Write, bytes, [&in](std::uint8_t* data, std::size_t size) {
    std::memcpy(data, in, size);
    in += size;
  });
}

std::size_t VirtioChain::skip(std::size_t bytes) {
  return go_on(Way::Write, bytes, [](std::uint8_t*, std::size_t) {});
}

std::string VirtioChain::read_all() {
  std::string text(readable_bytes_ - out_.done, '\0');
  text.resize(read(text.data(), text.size()));
  return text;
}

VirtioQueue::VirtioQueue(VirtioDevice& device, std::uint32_t index, std::uint32_t size_max)
    : device_(device), index_(index), size_max_(size_max) {}

VirtioQueue::~VirtioQueue() = default;

void VirtioQueue::start(const virtio::RingLayout& layout) {
  ring_ = virtio::make_ring(*this, layout);
  set_live(device_.is_live());
  if (ring_ == nullptr)
    fail(-1, "driver makes a ring of memory that is not RAM",
         fmt::format("its parts are at {:#x}, {:#x} and {:#x}", layout.descriptors,
                     layout.driver_area, layout.device_area));
}

void VirtioQueue::stop() {
  ring_.reset();
  usable_ = nullptr;
  completed_.clear();
  broken_ = given_ = flushing_ = lied_ = false;
}

void VirtioQueue::set_live(bool live) { usable_ = live && !broken_ ? ring_.get() : nullptr; }

std::size_t VirtioQueue::in_flight() const { return ring_ == nullptr ? 0 : ring_->in_flight(); }

// These two end with a call that does the work, so that they cost hardly more than a jump.

VirtioChain* VirtioQueue::pop() {
  if (usable_ == nullptr) [[unlikely]]
    return nullptr;
  return usable_->take();
}

void VirtioQueue::complete(VirtioChain& chain, std::uint32_t length_bytes) {
  if (usable_ == nullptr || !chain.in_flight_ || !serving_ || virtio::strategy_is_asked())
      [[unlikely]] {
    complete_slowly(chain, length_bytes);
    return;
  }
  given_ = true;
  usable_->give_back(chain, length_bytes);
}

void VirtioQueue::complete_slowly(VirtioChain& chain, std::uint32_t length_bytes) {
  if (usable_ == nullptr || !chain.in_flight_) return;
  if (virtio::strategy_is_asked()) {
    chain.length_ = length_bytes;
    completed_.push_back(&chain);
    if (!serving_) flush();
    return;
  }
  given_ = true;
  ring_->give_back(chain, length_bytes);
  notify();
}

void VirtioQueue::put_used(std::uint32_t id, std::uint32_t length_bytes) {
  if (ring_ == nullptr) return;
  lied_ = true;
  // What the driver has been told it may have again is the device's no more.
  if (VirtioChain* const chain = ring_->find(id); chain != nullptr && chain->in_flight_) {
    std::erase(completed_, chain);
    ring_->forget(*chain);
  }
  ring_->give(id, length_bytes, 1);
  given_ = true;
  if (!serving_) notify();
}

std::span<std::uint8_t> VirtioQueue::area(Area which) {
  if (ring_ == nullptr) return {};
  lied_ = true;
  return ring_->area(static_cast<std::size_t>(which));
}

void VirtioQueue::flush() {
  constexpr std::uint32_t kPauseOneIn = 4;
  while (!completed_.empty()) {
    const auto next =
        completed_.begin() + VirtioDevice::choose(static_cast<std::uint32_t>(completed_.size()));
    VirtioChain& chain = **next;
    completed_.erase(next);
    ring_->give_back(chain, chain.length_);
    given_ = true;
    if (completed_.empty() || VirtioDevice::choose(kPauseOneIn) != kPauseOneIn - 1) continue;
    notify();
    if (!flushing_) {
      flushing_ = true;
      device_.after(VirtioDevice::choose_delay_ns(), [this] {
        flushing_ = false;
        flush();
      });
    }
    return;
  }
  notify();
}

void VirtioQueue::notify() {
  if (!std::exchange(given_, false) || ring_ == nullptr) return;
  if (ring_->must_interrupt()) device_.raise(VirtioDevice::Reason::Queue);
}

std::uint64_t VirtioQueue::site_of(int id) const {
  const std::uint64_t ring = device_.wanted_[index_].descriptors;
  return id < 0 ? 0 : machine().ring_sites().of(ring, static_cast<std::uint32_t>(id));
}

void VirtioQueue::fail(int id, std::string_view title, std::string_view detail) {
  broken_ = true;
  device_.set_needs_reset();
  if (lied_) return;
  Finding finding = machine().begin_finding(FindingKind::Misuse);
  finding.title = title;
  finding.detail =
      fmt::format("{}; queue {} of virtio device `{}`", detail, index_, device_.name());
  if (const std::uint64_t site = site_of(id); site != 0)
    finding.sites.push_back({report::line_of_call(site), "added here"});
  else
    VirtioDevice::add_current_site(finding, "kicked here");
  machine().add_finding(std::move(finding));
}

void VirtioQueue::report(const VirtioChain& chain, std::string_view title,
                         std::string_view detail) {
  Finding finding = machine().begin_finding(FindingKind::Misuse);
  finding.title = title;
  finding.detail =
      fmt::format("{}; queue {} of virtio device `{}`", detail, index_, device_.name());
  finding.sites.push_back({report::line_of_call(site_of(chain.id_)), "added here"});
  machine().add_finding(std::move(finding));
}

bool VirtioQueue::check(const VirtioChain& chain, const void* data, std::size_t bytes,
                        VirtioChain::Way way) {
  unsigned long site = 0;
  const int state = machine().vmlinux().dma_check(data, bytes, &site);
  if (state == KSIM_DMA_GOOD) [[likely]]
    return true;
  broken_ = true;
  device_.set_needs_reset();
  if (lied_) return false;
  struct Problem {
    FindingKind kind;
    std::string_view where;
    const char* note;
  };
  static constexpr std::array<Problem, 4> kProblems{{
      {},
      {FindingKind::UseAfterFree, "memory that was freed", "freed here"},
      {FindingKind::Overflow, "more than there is of the buffer's memory", "allocated here"},
      {FindingKind::Misuse, "memory that nobody has allocated", nullptr},
  }};
  const Problem& problem = kProblems.at(static_cast<std::size_t>(state));
  Finding finding = machine().begin_finding(problem.kind);
  finding.title = fmt::format("device {} {}", way == VirtioChain::Way::Read ? "reads" : "writes",
                              problem.where);
  finding.detail = fmt::format("{} bytes at {}; queue {} of virtio device `{}`", bytes,
                               fmt::ptr(data), index_, device_.name());
  finding.sites.push_back({report::line_of_call(site_of(chain.id_)), "added here"});
  if (site != 0 && problem.note != nullptr)
    finding.sites.push_back({report::line_of_call(site), problem.note});
  machine().add_finding(std::move(finding));
  return false;
}

}  // namespace ksim
