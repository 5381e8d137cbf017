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
  if (records_.size() == kRecordsMax)
    records_.erase(records_.begin(), records_.begin() + kRecordsMax / 2);
  do {
    const std::size_t end = text.find('\n');
    records_.push_back({level, clock_.now_ns(), std::string(text.substr(0, end))});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  } while (!text.empty());
}

void Log::write(int level, std::string_view text) {
  const bool ends = text.ends_with('\n');
  if (ends) text.remove_suffix(1);
  if (level == kContinue && open_ && !records_.empty())
    records_.back().text += text;
  else
    append(level == kContinue ? kDefaultLevel : level, text);
  open_ = !ends;
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
  ksim::machine().log().write(level, {text, length});
}
