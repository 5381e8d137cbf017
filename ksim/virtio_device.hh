// SPDX-License-Identifier: GPL-2.0-or-later
// Virtio devices, as a test models them.
#ifndef KSIM_VIRTIO_DEVICE_HH
#define KSIM_VIRTIO_DEVICE_HH

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/register_bank.hh"
#include "ksim/virtio_queue.hh"

namespace ksim {

// A feature of a device, VIRTIO_…_F_…, as one bit of several.
constexpr std::uint64_t feature_bit(unsigned number) { return std::uint64_t{1} << number; }

// A device on the virtio bus. A model derives from it, says what it is, and does what it does
// when the driver has kicked a queue:
//
//   class Echo : public ksim::VirtioDevice {
//    public:
//     Echo() : VirtioDevice({.name = "echo", .id = 0x3e8, .queue_sizes = {64}}) {}
//     void on_kick(ksim::VirtioQueue& queue) override {
//       while (ksim::VirtioChain* chain = queue.pop()) {
//         chain->write(chain->read_all());
//         queue.complete(*chain);
//       }
//     }
//   };
//
//   Echo echo;
//   simulator.add_virtio_device(echo);
//
// It shares memory with the driver, and trusts nothing that it finds there. Its functions run in
// the middle of the driver's code; they must not make system calls.
//
// A device that is destroyed is removed from the simulator first; its driver must not want an
// answer to that.
class VirtioDevice {
 public:
  struct Options {
    std::string name;      // in findings
    std::uint32_t id = 0;  // VIRTIO_ID_…
    std::uint32_t vendor = 0x6b73'696d;
    std::uint64_t features = 0;  // but for those that follow
    bool version_1 = true;       // drivers refuse what is older
    // Of the rings, for the driver to choose from.
    bool packed = false;
    bool indirect = true;
    bool event_index = true;
    // The greatest size of each queue. A split ring needs a power of two, 32768 at most.
    std::vector<std::uint32_t> queue_sizes;
    std::size_t config_bytes = 0;
  };

  explicit VirtioDevice(Options options);
  virtual ~VirtioDevice();
  VirtioDevice(const VirtioDevice&) = delete;
  VirtioDevice& operator=(const VirtioDevice&) = delete;

  // The driver has put buffers into this queue.
  virtual void on_kick(VirtioQueue& queue) = 0;
  // The driver has reset the device: all buffers are gone.
  virtual void on_reset() {}
  // The driver has changed these bytes of the configuration.
  virtual void on_config_write(std::size_t /*offset*/, std::size_t /*bytes*/) {}
  // What the driver wants of what is offered. Returns: whether the device will have that.
  virtual bool accepts(std::uint64_t /*features*/) { return true; }

  const std::string& name() const { return options_.name; }
  VirtioQueue& queue(std::size_t index) { return *queues_.at(index); }
  std::uint64_t offered_features() const { return offered_; }
  // What both sides have.
  std::uint64_t features() const { return accepted_; }
  bool has_feature(unsigned bit) const { return (accepted_ >> bit & 1) != 0; }
  std::uint8_t status() const { return status_; }
  // Has the driver said that it is ready?
  bool is_live() const;

  // The configuration, as the driver reads it: little-endian.
  std::span<const std::uint8_t> config() const { return config_; }
  template <typename Value>
  Value config_at(std::size_t offset) const {
    Value value;
    std::memcpy(&value, config_.data() + offset, sizeof value);
    return value;
  }
  // Changes it, and tells the driver.
  void set_config(std::size_t offset, const void* bytes, std::size_t size);
  template <typename Value>
  void set_config_at(std::size_t offset, Value value) {
    set_config(offset, &value, sizeof value);
  }

  // Something has gone wrong: the driver must reset the device.
  void set_needs_reset();
  // An interrupt that says that buffers have been used, true or not.
  void interrupt();
  // Of the interrupts from now on, this part gets lost, as the Strategy chooses: 1 in `one_in`.
  // 0: none. Real hardware does not do that.
  void lose_interrupts(std::uint32_t one_in) { lost_one_in_ = one_in; }

 protected:
  // Calls `what` when so much time has gone by, unless the driver resets the device before.
  void after(std::uint64_t delay_ns, std::function<void()> what);
  // One of so many, as the Strategy chooses: 0 under FIFO.
  static std::uint32_t choose(std::uint32_t count);
  // Whether what goes wrong 1 time in `one_in` does so now, as the Strategy chooses: never under
  // FIFO, nor if that is 0.
  static bool goes_wrong(std::uint32_t one_in);

  // The registers of virtio-mmio, but for the configuration (virtio 1.2, 4.2.2), for devices that
  // have them otherwise.
  virtual std::uint32_t read_register(std::uint64_t offset);
  virtual void write_register(std::uint64_t offset, std::uint32_t value);

 private:
  friend class Simulator;
  friend class VirtioChain;
  friend class VirtioQueue;

  class Registers;  // a RegisterBank
  struct SelectedQueue {
    std::uint32_t size = 0;
    std::uint64_t descriptors = 0;
    std::uint64_t driver_area = 0;
    std::uint64_t device_area = 0;
  };
  enum class Reason : std::uint32_t { Queue = 1, Config = 2 };

  std::uint64_t read_config(std::size_t offset, std::size_t bytes);
  void write_config(std::size_t offset, std::size_t bytes, std::uint64_t value);
  void set_status(std::uint8_t status);
  void set_ready(bool ready);
  void kicked(std::uint32_t index);
  void serve(VirtioQueue& queue);
  void reset();
  void raise(Reason reason);

  static std::uint64_t choose_delay_ns();
  // A mistake that the driver makes right now.
  void report(std::string_view title, std::string_view detail);

  // The driver's innermost line, if it is one that runs.
  static void add_current_site(Finding& finding, std::string_view note);

  const Options options_;
  const std::uint64_t offered_;
  std::vector<std::unique_ptr<VirtioQueue>> queues_;
  std::vector<SelectedQueue> wanted_;  // by queue: what the driver has written so far
  std::vector<bool> to_serve_;         // by queue: an event for it is to come
  std::vector<std::uint8_t> config_;
  std::uint32_t generation_ = 0;
  std::uint8_t status_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint32_t device_half_ = 0;  // which half of the features is read
  std::uint32_t driver_half_ = 0;  // which is written
  std::uint32_t selected_ = 0;     // queue
  std::uint32_t reasons_ = 0;      // for an interrupt that were not acknowledged
  std::uint32_t lost_one_in_ = 0;

  // Where it is; for the simulator.
  std::unique_ptr<RegisterBank> registers_;
  bool is_attached() const;
  void* handle_ = nullptr;
  std::uint64_t boot_ = 0;  // which simulator the handle is of
  std::uint32_t line_ = 0;
  bool is_ending_ = false;  // being destroyed: what derives from this is gone
};

}  // namespace ksim

#endif
