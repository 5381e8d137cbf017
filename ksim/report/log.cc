// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/report/log.hh"

#include "ksim/abi/log.h"
#include "ksim/machine/machine.hh"

namespace ksim::report {
namespace {
constexpr int kContinue = -1;
constexpr int kDefaultLevel = 4;
}  // namespace

void Log::append(int level, std::string_view text) {
  open_ = false;
  append_lines(level, text);
}

void Log::append_lines(int level, std::string_view text) {
  do {
    if (records_.size() == kRecordsMax)
      records_.erase(records_.begin(), records_.begin() + kRecordsMax / 2);
    const std::size_t end = text.find('\n');
    records_.push_back({level, clock_.now_ns(), std::string(text.substr(0, end))});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  } while (!text.empty());
}

void Log::write(int level, std::string_view text, const void* writer) {
  const bool ends = text.ends_with('\n');
  if (ends) text.remove_suffix(1);
  if (level == kContinue && open_ && writer == writer_) {
    const std::size_t end = text.find('\n');
    records_.back().text += text.substr(0, end);
    if (end != std::string_view::npos) append_lines(records_.back().level, text.substr(end + 1));
  } else {
    append_lines(level == kContinue ? kDefaultLevel : level, text);
  }
  open_ = !ends;
  writer_ = writer;
}

std::string Log::text() const {
  std::string all;
  for (const LogRecord& record : records_) {
    all += record.text;
    all += '\n';
  }
  return all;
}

}  // namespace ksim::report

extern "C" void ksim_log_write(int level, const char* text, ksim_u64 length) {
  auto& machine = ksim::machine();
  machine.log().write(level, {text, length}, &machine.scheduler().current());
}
