// SPDX-License-Identifier: GPL-2.0-or-later
// Registers of a device, as a test models them.
#ifndef KSIM_REGISTER_BANK_HH
#define KSIM_REGISTER_BANK_HH

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace ksim {

// What a driver reaches with readl() and writel(), or inb() and outb(). A test derives its
// model, or mocks it:
//
//   class MockTimer : public ksim::RegisterBank {
//    public:
//     MOCK_METHOD(std::uint64_t, read, (std::uint64_t offset, unsigned bytes), (override));
//     MOCK_METHOD(void, write, (std::uint64_t offset, unsigned bytes, std::uint64_t value),
//                 (override));
//   };
//
// and lets the simulator know where it is: Simulator::attach_memory(), attach_ports().
//
// The functions run in the middle of the driver's code. They may raise interrupts, which come
// when the access is over; they must not make system calls, and an exception ends the program.
class RegisterBank {
 public:
  RegisterBank() = default;
  RegisterBank(const RegisterBank&) = delete;
  RegisterBank& operator=(const RegisterBank&) = delete;
  // Takes it away from wherever it is attached.
  virtual ~RegisterBank();

  // `offset`: from the beginning of the bank. `bytes`: 1, 2, 4 or 8.
  virtual std::uint64_t read(std::uint64_t offset, unsigned bytes) = 0;
  virtual void write(std::uint64_t offset, unsigned bytes, std::uint64_t value) = 0;
};

// Registers that keep what is written: memory of a device.
class MemoryBank : public RegisterBank {
 public:
  explicit MemoryBank(std::size_t size_bytes) : bytes_(size_bytes) {}

  std::uint64_t read(std::uint64_t offset, unsigned bytes) override {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes_.data() + offset, bytes);
    return value;
  }
  void write(std::uint64_t offset, unsigned bytes, std::uint64_t value) override {
    std::memcpy(bytes_.data() + offset, &value, bytes);
  }

  std::uint8_t* data() { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace ksim

#endif
