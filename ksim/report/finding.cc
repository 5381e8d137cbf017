// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/finding.hh"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace ksim {
namespace {

constexpr std::array<std::string_view, 17> kNames{
    "oops",     "warning",     "use-after-free", "double-free",     "bad-free", "overflow",
    "leak",     "leftover",    "user-overrun",   "sleep-in-atomic", "lock",     "context",
    "deadlock", "soft-lockup", "hung-task",      "misuse",          "absent"};

struct Palette {
  std::string_view title, place, quiet, end;
};
constexpr Palette kColour{"\033[1;31m", "\033[1m", "\033[2m", "\033[0m"};
constexpr Palette kPlain{"", "", "", ""};

}  // namespace

std::string_view name_of(FindingKind kind) { return kNames.at(static_cast<std::size_t>(kind)); }

std::ostream& operator<<(std::ostream& out, FindingKind kind) { return out << name_of(kind); }

std::string SourceLine::place() const {
  return line == 0 ? file : fmt::format("{}:{}", file, line);
}

bool Finding::is_at(std::string_view place) const {
  return std::any_of(sites.begin(), sites.end(),
                     [&](const FindingSite& site) { return site.source.place() == place; });
}

std::string Finding::text(Style style) const {
  const Palette& paint = style == Style::Colour ? kColour : kPlain;
  std::string text = fmt::format("{}ksim: {}{}\n", paint.title, title, paint.end);
  if (!detail.empty()) text += fmt::format("  {}\n", detail);

  std::size_t place_width = 0;
  std::size_t function_width = 0;
  for (const FindingSite& site : sites) {
    place_width = std::max(place_width, site.source.place().size());
    function_width = std::max(function_width, site.source.function.size());
  }
  for (const FindingSite& site : sites)
    text += fmt::format("    {}{:<{}}{}  {:<{}}    <- {}\n", paint.place, site.source.place(),
                        place_width, paint.end,
                        site.source.function.empty() ? "" : site.source.function + "()",
                        function_width + 2, site.note);
  if (!backtrace.empty()) {
    text += fmt::format("{}  call trace\n", paint.quiet);
    for (const SourceLine& frame : backtrace)
      text += fmt::format("    {:<20}  {}(){}\n", frame.place(), frame.function,
                          frame.module.empty() ? "" : fmt::format(" [{}]", frame.module));
    text += paint.end;
  }
  text += fmt::format("  task {} (pid {}), {}.{:03} ms after boot, step {}\n", task, pid,
                      time_ns / 1'000'000, time_ns / 1'000 % 1'000, step);
  if (!linux_says.empty()) text += fmt::format("  Linux says: {}\n", linux_says);
  if (!replay.empty()) text += fmt::format("  replay: {}\n", replay);
  return text;
}

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << finding.text();
}

}  // namespace ksim
