// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/platform_device.hh"

namespace ksim {
namespace {

void append_big_endian(std::string& to, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

PlatformDevice&& PlatformDevice::memory(std::uint64_t address, std::uint64_t size,
                                        std::string name) && {
  resources_.push_back({Kind::Memory, address, size, std::move(name)});
  return std::move(*this);
}

PlatformDevice&& PlatformDevice::ports(std::uint64_t first, std::uint64_t count,
                                       std::string name) && {
  resources_.push_back({Kind::Ports, first, count, std::move(name)});
  return std::move(*this);
}

PlatformDevice&& PlatformDevice::irq(std::uint32_t line, std::string name) && {
  resources_.push_back({Kind::Irq, line, 1, std::move(name)});
  return std::move(*this);
}

PlatformDevice&& PlatformDevice::compatible(std::initializer_list<std::string_view> names) && {
  return std::move(*this).strings("compatible", names);
}

PlatformDevice&& PlatformDevice::property(std::string name, std::uint32_t value) && {
  return std::move(*this).property(std::move(name), {value});
}

PlatformDevice&& PlatformDevice::property(std::string name,
                                          std::initializer_list<std::uint32_t> values) && {
  std::string bytes;
  for (const std::uint32_t value : values) append_big_endian(bytes, value);
  properties_.push_back({std::move(name), std::move(bytes)});
  return std::move(*this);
}

PlatformDevice&& PlatformDevice::property(std::string name, const char* text) && {
  return std::move(*this).strings(std::move(name), {text});
}

PlatformDevice&& PlatformDevice::strings(std::string name,
                                         std::initializer_list<std::string_view> texts) && {
  std::string bytes;
  for (const std::string_view text : texts) bytes.append(text).push_back('\0');
  properties_.push_back({std::move(name), std::move(bytes)});
  return std::move(*this);
}

PlatformDevice&& PlatformDevice::flag(std::string name) && {
  properties_.push_back({std::move(name), {}});
  return std::move(*this);
}

}  // namespace ksim
