// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_device.hh"

#include <fmt/format.h>
#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>
#include <utility>

#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/register_bank.hh"
#include "ksim/report/symbolizer.hh"
#include "ksim/simulator.hh"
#include "ksim/task.hh"
#include "ksim/virtio/ring.hh"

namespace ksim {
namespace {

constexpr std::uint32_t kMagic = 0x74726976;  // "virt"
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kQueueSizeMax = 32768;

constexpr std::uint64_t with_half(std::uint64_t value, bool high, std::uint32_t half) {
  const unsigned shift = high ? 32 : 0;
  return (value & ~(std::uint64_t{0xffff'ffff} << shift)) | std::uint64_t{half} << shift;
}

std::uint64_t features_of(const VirtioDevice::Options& options) {
  return options.features | (options.version_1 ? feature_bit(VIRTIO_F_VERSION_1) : 0) |
         (options.packed ? feature_bit(VIRTIO_F_RING_PACKED) : 0) |
         (options.indirect ? feature_bit(VIRTIO_RING_F_INDIRECT_DESC) : 0) |
         (options.event_index ? feature_bit(VIRTIO_RING_F_EVENT_IDX) : 0);
}

}  // namespace

// The registers of virtio-mmio (virtio 1.2, 4.2.2).
class VirtioDevice::Registers final : public RegisterBank {
 public:
  explicit Registers(VirtioDevice& device) : device_(device) {}

  std::uint64_t read(std::uint64_t offset, unsigned bytes) override {
    if (offset >= VIRTIO_MMIO_CONFIG)
      return device_.read_config(offset - VIRTIO_MMIO_CONFIG, bytes);
    check(offset, bytes);
    return device_.read_register(offset);
  }
  void write(std::uint64_t offset, unsigned bytes, std::uint64_t value) override {
    if (offset >= VIRTIO_MMIO_CONFIG) {
      device_.write_config(offset - VIRTIO_MMIO_CONFIG, bytes, value);
      return;
    }
    check(offset, bytes);
    device_.write_register(offset, static_cast<std::uint32_t>(value));
  }

 private:
  void check(std::uint64_t offset, unsigned bytes) {
    if (bytes != sizeof(std::uint32_t) || offset % sizeof(std::uint32_t) != 0)
      device_.report("driver uses a register that is not as wide",
                     fmt::format("{} bytes at offset {:#x}", bytes, offset));
  }

  VirtioDevice& device_;
};

VirtioDevice::VirtioDevice(Options options)
    : options_(std::move(options)),
      offered_(features_of(options_)),
      wanted_(options_.queue_sizes.size()),
      to_serve_(options_.queue_sizes.size()),
      config_(options_.config_bytes),
      registers_(std::make_unique<Registers>(*this)) {
  for (const std::uint32_t size : options_.queue_sizes) {
    if (size == 0 || size > kQueueSizeMax || (!options_.packed && !std::has_single_bit(size)))
      throw std::invalid_argument(
          fmt::format("ksim: a queue cannot have {} descriptors: device `{}`", size, name()));
    queues_.push_back(
        std::make_unique<VirtioQueue>(*this, static_cast<std::uint32_t>(queues_.size()), size));
  }
}

VirtioDevice::~VirtioDevice() {
  is_ending_ = true;
  if (!is_attached()) return;
  machine().scheduler().forget_events(this);
  try {
    Simulator::current().remove_virtio_device(*this);
  } catch (const TaskKilled&) {
    // The driver did not live through it, which is a finding. A process that was killed hears of it
    // by its next system call.
  }
}

bool VirtioDevice::is_attached() const {
  return handle_ != nullptr && Simulator::is_running() && boot_ == machine().boot_number();
}

bool VirtioDevice::is_live() const {
  return (status_ & VIRTIO_CONFIG_S_DRIVER_OK) != 0 && (status_ & VIRTIO_CONFIG_S_NEEDS_RESET) == 0;
}

// Chance

std::uint32_t VirtioDevice::choose(std::uint32_t count) {
  return machine().chooser().choose(ChoiceKind::Device, count);
}

bool VirtioDevice::goes_wrong(std::uint32_t one_in) {
  return one_in != 0 && machine().chooser().choose(ChoiceKind::Failure, one_in) == one_in - 1;
}

std::uint64_t VirtioDevice::choose_delay_ns() {
  // The next scheduling point, and what may be sooner or later than what the driver does next.
  static constexpr std::array<std::uint64_t, 4> kDelays_ns{0, 1'000, 100'000, 10'000'000};
  return kDelays_ns[choose(kDelays_ns.size())];
}

void VirtioDevice::after(std::uint64_t delay_ns, std::function<void()> what) {
  machine().scheduler().at(machine().clock().now_ns() + delay_ns, this, std::move(what));
}

// Findings

void VirtioDevice::add_current_site(Finding& finding, std::string_view note) {
  if (machine().scheduler().is_in_event()) return;
  const unsigned long here =
      ksim_report_driver_caller(reinterpret_cast<unsigned long>(__builtin_return_address(0)));
  finding.sites.push_back({report::line_of_call(here), std::string(note)});
}

void VirtioDevice::report(std::string_view title, std::string_view detail) {
  Finding finding = machine().begin_finding(FindingKind::Misuse);
  finding.title = title;
  finding.detail = fmt::format("{}; virtio device `{}`", detail, name());
  add_current_site(finding, "happens here");
  machine().add_finding(std::move(finding));
}

// Interrupts

void VirtioDevice::raise(Reason reason) {
  if (!is_attached()) return;
  if (goes_wrong(lost_one_in_)) return;
  reasons_ |= static_cast<std::uint32_t>(reason);
  Simulator::current().raise_interrupt(line_);
}

void VirtioDevice::interrupt() { raise(Reason::Queue); }

void VirtioDevice::set_needs_reset() {
  status_ |= VIRTIO_CONFIG_S_NEEDS_RESET;
  for (const auto& queue : queues_) queue->set_live(false);
  if ((status_ & VIRTIO_CONFIG_S_DRIVER_OK) != 0) raise(Reason::Config);
}

// Configuration

void VirtioDevice::set_config(std::size_t offset, const void* bytes, std::size_t size) {
  if (offset > config_.size() || size > config_.size() - offset)
    throw std::invalid_argument(
        fmt::format("ksim: the configuration has {} bytes: device `{}`", config_.size(), name()));
  std::memcpy(config_.data() + offset, bytes, size);
  ++generation_;
  if ((status_ & VIRTIO_CONFIG_S_DRIVER_OK) != 0) raise(Reason::Config);
}

std::uint64_t VirtioDevice::read_config(std::size_t offset, std::size_t bytes) {
  if (offset > config_.size() || bytes > config_.size() - offset) {
    report("driver reads a configuration that is not there",
           fmt::format("{} bytes at offset {}, and there are {}", bytes, offset, config_.size()));
    return ~std::uint64_t{0};
  }
  std::uint64_t value = 0;
  std::memcpy(&value, config_.data() + offset, bytes);
  return value;
}

void VirtioDevice::write_config(std::size_t offset, std::size_t bytes, std::uint64_t value) {
  if (offset > config_.size() || bytes > config_.size() - offset) {
    report("driver writes a configuration that is not there",
           fmt::format("{} bytes at offset {}, and there are {}", bytes, offset, config_.size()));
    return;
  }
  std::memcpy(config_.data() + offset, &value, bytes);
  on_config_write(offset, bytes);
}

// Registers

std::uint32_t VirtioDevice::read_register(std::uint64_t offset) {
  const bool has_queue = selected_ < queues_.size();
  switch (offset) {
    case VIRTIO_MMIO_MAGIC_VALUE:
      return kMagic;
    case VIRTIO_MMIO_VERSION:
      return kVersion;
    case VIRTIO_MMIO_DEVICE_ID:
      return options_.id;
    case VIRTIO_MMIO_VENDOR_ID:
      return options_.vendor;
    case VIRTIO_MMIO_DEVICE_FEATURES:
      return device_half_ > 1 ? 0 : static_cast<std::uint32_t>(offered_ >> (32 * device_half_));
    case VIRTIO_MMIO_QUEUE_NUM_MAX:
      return has_queue ? queues_[selected_]->size_max() : 0;
    case VIRTIO_MMIO_QUEUE_READY:
      return has_queue && queues_[selected_]->is_ready() ? 1 : 0;
    case VIRTIO_MMIO_INTERRUPT_STATUS:
      return reasons_;
    case VIRTIO_MMIO_STATUS:
      return status_;
    case VIRTIO_MMIO_CONFIG_GENERATION:
      return generation_;
    case VIRTIO_MMIO_SHM_LEN_LOW:
    case VIRTIO_MMIO_SHM_LEN_HIGH:
      return ~std::uint32_t{0};
    default:
      return 0;
  }
}

void VirtioDevice::write_register(std::uint64_t offset, std::uint32_t value) {
  SelectedQueue none;
  SelectedQueue& queue = selected_ < wanted_.size() ? wanted_[selected_] : none;
  switch (offset) {
    case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
      device_half_ = value;
      break;
    case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
      driver_half_ = value;
      break;
    case VIRTIO_MMIO_DRIVER_FEATURES:
      if (driver_half_ <= 1) accepted_ = with_half(accepted_, driver_half_ == 1, value);
      break;
    case VIRTIO_MMIO_QUEUE_SEL:
      selected_ = value;
      break;
    case VIRTIO_MMIO_QUEUE_NUM:
      queue.size = value;
      break;
    case VIRTIO_MMIO_QUEUE_DESC_LOW:
    case VIRTIO_MMIO_QUEUE_DESC_HIGH:
      queue.descriptors =
          with_half(queue.descriptors, offset == VIRTIO_MMIO_QUEUE_DESC_HIGH, value);
      break;
    case VIRTIO_MMIO_QUEUE_AVAIL_LOW:
    case VIRTIO_MMIO_QUEUE_AVAIL_HIGH:
      queue.driver_area =
          with_half(queue.driver_area, offset == VIRTIO_MMIO_QUEUE_AVAIL_HIGH, value);
      break;
    case VIRTIO_MMIO_QUEUE_USED_LOW:
    case VIRTIO_MMIO_QUEUE_USED_HIGH:
      queue.device_area =
          with_half(queue.device_area, offset == VIRTIO_MMIO_QUEUE_USED_HIGH, value);
      break;
    case VIRTIO_MMIO_QUEUE_READY:
      if (selected_ < queues_.size()) set_ready(value != 0);
      break;
    case VIRTIO_MMIO_QUEUE_NOTIFY:
      kicked(value);
      break;
    case VIRTIO_MMIO_INTERRUPT_ACK:
      reasons_ &= ~value;
      break;
    case VIRTIO_MMIO_STATUS:
      set_status(static_cast<std::uint8_t>(value));
      break;
    default:
      break;
  }
}

void VirtioDevice::set_status(std::uint8_t status) {
  if (status == 0) {
    reset();
    return;
  }
  const bool wants_features =
      (status & VIRTIO_CONFIG_S_FEATURES_OK) != 0 && (status_ & VIRTIO_CONFIG_S_FEATURES_OK) == 0;
  if (wants_features && ((accepted_ & ~offered_) != 0 ||
                         (accepted_ & feature_bit(VIRTIO_F_VERSION_1)) == 0 || !accepts(accepted_)))
    status &= static_cast<std::uint8_t>(~VIRTIO_CONFIG_S_FEATURES_OK);
  status_ = status | (status_ & VIRTIO_CONFIG_S_NEEDS_RESET);
  for (const auto& queue : queues_) queue->set_live(is_live());
}

void VirtioDevice::reset() {
  machine().scheduler().forget_events(this);
  for (const auto& queue : queues_) queue->stop();
  std::fill(wanted_.begin(), wanted_.end(), SelectedQueue{});
  std::fill(to_serve_.begin(), to_serve_.end(), false);
  status_ = 0;
  accepted_ = 0;
  reasons_ = 0;
  if (!is_ending_) on_reset();
}

void VirtioDevice::set_ready(bool ready) {
  VirtioQueue& queue = *queues_[selected_];
  const SelectedQueue& wanted = wanted_[selected_];
  if (!ready) {
    if (queue.is_ready() && (status_ & VIRTIO_CONFIG_S_DRIVER_OK) != 0)
      report("driver deletes the queue of a device that is live",
             fmt::format("queue {}: the device was not reset, and may be using it", selected_));
    queue.stop();
    return;
  }
  const bool packed = has_feature(VIRTIO_F_RING_PACKED);
  if (wanted.size == 0 || wanted.size > queue.size_max() ||
      (!packed && !std::has_single_bit(wanted.size))) {
    report("driver makes a ring of a size that it cannot have",
           fmt::format("{} descriptors in queue {}, and there can be {}", wanted.size, selected_,
                       queue.size_max()));
    return;
  }
  queue.start({.size = wanted.size,
               .descriptors = wanted.descriptors,
               .driver_area = wanted.driver_area,
               .device_area = wanted.device_area,
               .packed = packed,
               .indirect = has_feature(VIRTIO_RING_F_INDIRECT_DESC),
               .event_index = has_feature(VIRTIO_RING_F_EVENT_IDX)});
}

// Kicks

void VirtioDevice::kicked(std::uint32_t index) {
  if (index >= queues_.size() || !queues_[index]->is_ready()) {
    report("driver kicks a queue that is not there",
           fmt::format("queue {}: it was never made, or the device has been reset", index));
    return;
  }
  if ((status_ & VIRTIO_CONFIG_S_DRIVER_OK) == 0) {
    report("driver kicks a queue before it is ready",
           fmt::format("queue {}: virtio_device_ready() comes first", index));
    return;
  }
  if (to_serve_[index]) return;
  VirtioQueue& queue = *queues_[index];
  if (!virtio::strategy_is_asked() || choose(2) == 0) {
    serve(queue);
    return;
  }
  to_serve_[index] = true;
  after(choose_delay_ns(), [this, index, &queue] {
    to_serve_[index] = false;
    serve(queue);
  });
}

void VirtioDevice::serve(VirtioQueue& queue) {
  if (!is_live() || is_ending_) return;
  queue.serving_ = true;
  on_kick(queue);
  queue.serving_ = false;
  if (queue.completed_.empty() || queue.flushing_)
    queue.notify();
  else
    queue.flush();
}

}  // namespace ksim
