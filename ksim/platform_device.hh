// SPDX-License-Identifier: GPL-2.0-or-later
// A device that nobody can discover, declared by a test.
#ifndef KSIM_PLATFORM_DEVICE_HH
#define KSIM_PLATFORM_DEVICE_HH

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ksim {

// What a board file, or the device tree, says of a device:
//
//   simulator.add_platform_device(PlatformDevice("timer")
//                                     .memory(0xfe00'0000, 0x1000)
//                                     .irq(5)
//                                     .compatible({"acme,timer"})
//                                     .property("clock-frequency", 1'000'000));
//
// A driver finds it by its name, or, if it has properties, by what it is compatible with.
class PlatformDevice {
 public:
  // `id`: of several with that name; -1 for the only one.
  explicit PlatformDevice(std::string name, int id = -1) : name_(std::move(name)), id_(id) {}

  // Resources, in this order. A name is for platform_get_resource_byname().
  PlatformDevice&& memory(std::uint64_t address, std::uint64_t size, std::string name = "") &&;
  PlatformDevice&& ports(std::uint64_t first, std::uint64_t count, std::string name = "") &&;
  PlatformDevice&& irq(std::uint32_t line, std::string name = "") &&;

  // Its node in the device tree.
  PlatformDevice&& compatible(std::initializer_list<std::string_view> names) &&;
  PlatformDevice&& property(std::string name, std::uint32_t value) &&;
  PlatformDevice&& property(std::string name, std::initializer_list<std::uint32_t> values) &&;
  PlatformDevice&& property(std::string name, const char* text) &&;
  PlatformDevice&& strings(std::string name, std::initializer_list<std::string_view> texts) &&;
  // That it is there is all it says.
  PlatformDevice&& flag(std::string name) &&;

 private:
  friend class Simulator;

  enum class Kind { Memory, Ports, Irq };
  struct Resource {
    Kind kind;
    std::uint64_t begin;
    std::uint64_t size;
    std::string name;
  };
  struct Property {
    std::string name;
    std::string value;  // as the device tree has it
  };

  std::string name_;
  int id_;
  std::vector<Resource> resources_;
  std::vector<Property> properties_;
};

}  // namespace ksim

#endif
