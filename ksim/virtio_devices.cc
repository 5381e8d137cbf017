// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/virtio_devices.hh"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

#include "ksim/virtio_block.hh"
#include "ksim/virtio_hello.hh"
#include "ksim/virtio_rng.hh"

namespace ksim {
namespace {

constexpr std::uint32_t kPageBytes = 4096;

// "name,option,option=value": each option is taken once, and none may be left.
class Description {
 public:
  explicit Description(std::string_view text) : name_(next(text)) {
    while (!text.empty()) {
      const std::string word = next(text);
      const std::size_t equals = std::min(word.find('='), word.size());
      const std::string option = word.substr(0, equals);
      if (!options_.emplace(option, word.substr(std::min(equals + 1, word.size()))).second)
        fail(fmt::format("{} is there twice", option));
    }
  }

  const std::string& name() const { return name_; }

  std::optional<std::string> take(std::string_view option) {
    const auto found = options_.find(option);
    if (found == options_.end()) return std::nullopt;
    std::string value = std::move(found->second);
    options_.erase(found);
    return value;
  }
  bool take_flag(std::string_view option) {
    const auto value = take(option);
    if (value && !value->empty() && *value != "on" && *value != "off")
      fail(fmt::format("{} is on or off, not {}", option, *value));
    return value && *value != "off";
  }
  // With a suffix K, M or G, each 1024 times the one before.
  std::optional<std::uint64_t> take_size(std::string_view option) {
    const auto value = take(option);
    if (!value) return std::nullopt;
    std::uint64_t size = 0;
    const char* const end = value->data() + value->size();
    const auto [rest, error] = std::from_chars(value->data(), end, size);
    const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
    const std::size_t power = std::string_view("KMG").find(suffix);
    if (error != std::errc() || suffix.size() > 1 || power == std::string_view::npos)
      fail(fmt::format("{} is a number with K, M or G, not {}", option, *value));
    return suffix.empty() ? size : size << (10 * (power + 1));
  }
  void finish() const {
    if (!options_.empty()) fail(fmt::format("no option {}", options_.begin()->first));
  }
  [[noreturn]] void fail(std::string_view trouble) const {
    throw std::invalid_argument(fmt::format("device {}: {}", name_, trouble));
  }

 private:
  static std::string next(std::string_view& text) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string word(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    return word;
  }

  const std::string name_;
  std::map<std::string, std::string, std::less<>> options_;
};

std::unique_ptr<VirtioDevice> make_block(Description& description) {
  VirtioBlock::Settings settings;
  settings.read_only = description.take_flag("readonly");
  settings.serial = description.take("serial").value_or(settings.serial);
  if (settings.serial.size() > 20) description.fail("a serial has 20 bytes at most");
  if (const auto bytes = description.take_size("block")) {
    if (!std::has_single_bit(*bytes) || *bytes < VirtioBlock::kSectorBytes || *bytes > kPageBytes)
      description.fail("a block has 512, 1024, 2048 or 4096 bytes");
    settings.block_bytes = static_cast<std::uint32_t>(*bytes);
  }
  settings.packed = description.take_flag("packed");
  const auto file = description.take("file");
  const auto size = description.take_size("size");
  if (file.has_value() == size.has_value()) description.fail("it is of a file, or has a size");
  description.finish();
  std::unique_ptr<BlockStore> store;
  if (file)
    store = std::make_unique<FileStore>(
        *file, settings.read_only ? FileStore::Access::ReadOnly : FileStore::Access::ReadWrite);
  else
    store = std::make_unique<MemoryStore>(*size);
  return std::make_unique<VirtioBlock>(std::move(store), std::move(settings));
}

}  // namespace

const char* const kVirtioDevices =
    "virtio-blk,file=IMAGE|size=BYTES[,readonly][,serial=TEXT][,block=BYTES][,packed]\n"
    "virtio-rng\n"
    "virtio-hello";

std::unique_ptr<VirtioDevice> make_virtio_device(std::string_view text) {
  Description description(text);
  if (description.name() == "virtio-blk") return make_block(description);
  if (description.name() != "virtio-rng" && description.name() != "virtio-hello")
    throw std::invalid_argument(
        fmt::format("no device {}; there are\n{}", description.name(), kVirtioDevices));
  description.finish();
  if (description.name() == "virtio-rng") return std::make_unique<VirtioRng>();
  return std::make_unique<VirtioHello>();
}

}  // namespace ksim
