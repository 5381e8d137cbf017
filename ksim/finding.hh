// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with a driver, and where.
#ifndef KSIM_FINDING_HH
#define KSIM_FINDING_HH

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace ksim {

// In the order of enum ksim_finding_kind (ksim/abi/report.h).
enum class FindingKind {
  Oops,
  Warning,
  UseAfterFree,
  DoubleFree,
  BadFree,
  Overflow,
  Leak,
  Leftover,
  UserOverrun,
  SleepInAtomic,
  Lock,
  Context,
  Deadlock,
  SoftLockup,
  HungTask,
  Misuse,
  Absent,
};

std::string_view name_of(FindingKind kind);  // "use-after-free"
std::ostream& operator<<(std::ostream& out, FindingKind kind);

// One frame of source. `line` is 0 where there is no debug information.
struct SourceLine {
  std::string file;  // as short as is unambiguous: "scull.c"
  int line = 0;
  std::string function;
  std::string module;  // "" for vmlinux

  std::string place() const;  // "scull.c:88"
};

struct FindingSite {
  SourceLine source;
  std::string note;  // "took the spinlock here"
};

struct Finding {
  FindingKind kind = FindingKind::Misuse;
  std::string title;       // "sleeping function called from invalid context"
  std::string detail;      // "mutex_lock() may sleep, but …", may be empty
  std::string linux_says;  // may be empty
  std::vector<FindingSite> sites;
  std::vector<SourceLine> backtrace;  // innermost first; oopses only
  std::string task;
  int pid = 0;
  std::uint64_t time_ns = 0;  // virtual, since boot
  std::uint64_t step = 0;     // of the schedule
  std::string replay;         // filled in by the test runner

  // True if a site or, for an oops, the innermost driver frame lies at "file.c:line".
  bool is_at(std::string_view place) const;

  // The fixed form of docs/findings.md; `colour` for a terminal.
  enum class Style { Plain, Colour };
  std::string text(Style style = Style::Plain) const;
};

std::ostream& operator<<(std::ostream& out, const Finding& finding);

// As a JSON array of objects with the members of Finding; `kind` by its name.
std::string to_json(const std::vector<Finding>& findings);
// Throws std::invalid_argument if that is not what to_json() made.
std::vector<Finding> findings_from_json(std::string_view text);

}  // namespace ksim

#endif
