// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel log.
#ifndef KSIM_REPORT_LOG_HH
#define KSIM_REPORT_LOG_HH

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/clock.hh"
#include "ksim/simulator.hh"

namespace ksim::report {

// Records in the order they were written. Linux keeps a ring of 256 KiB; here the oldest
// half is dropped when there are kRecordsMax.
class Log {
 public:
  explicit Log(const Clock& clock) : clock_(clock) {}

  // A new record; each line of `text` becomes one, as dmesg shows it.
  void append(int level, std::string_view text);
  // What printk() got from `writer`, a task: `level` -1 goes on with the last record if that
  // is the same task's and has not ended.
  void write(int level, std::string_view text, const void* writer = nullptr);

  const std::vector<LogRecord>& records() const { return records_; }
  std::string text() const;

 private:
  static constexpr std::size_t kRecordsMax = 1 << 16;

  const Clock& clock_;
  std::vector<LogRecord> records_;
  void append_lines(int level, std::string_view text);

  bool open_ = false;             // the last record may be continued
  const void* writer_ = nullptr;  // by this task
};

}  // namespace ksim::report

#endif
