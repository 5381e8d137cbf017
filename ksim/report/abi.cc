// SPDX-License-Identifier: GPL-2.0-or-later
// The boundary: ksim/abi/report.h.
#include <fmt/format.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>

#include "ksim/abi/report.h"
#include "ksim/machine/machine.hh"
#include "ksim/module/registry.hh"
#include "ksim/report/backtrace.hh"
#include "ksim/report/symbolizer.hh"

namespace {

using ksim::current_task;
using ksim::machine;
using ksim::SourceLine;
using ksim::report::Symbolizer;

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

// 0 means the driver's innermost call.
SourceLine line_of(unsigned long address) {
  if (address == 0)
    address =
        ksim_report_driver_caller(reinterpret_cast<unsigned long>(__builtin_return_address(0)));
  return ksim::report::line_of_call(address);
}

ksim::Finding make_finding(ksim_finding_kind kind, const char* linux_says, const char* title,
                           const char* detail, const ksim_site* sites, ksim_u32 site_count) {
  ksim::Finding finding = machine().begin_finding(static_cast<ksim::FindingKind>(kind));
  finding.title = title;
  finding.detail = text_or_empty(detail);
  finding.linux_says = text_or_empty(linux_says);
  for (ksim_u32 index = 0; index < site_count; ++index)
    finding.sites.push_back({line_of(sites[index].address), text_or_empty(sites[index].note)});
  return finding;
}

std::vector<SourceLine> lines_of_backtrace() {
  std::vector<SourceLine> frames;
  for (const auto address : ksim::report::backtrace())
    for (auto& line : Symbolizer::instance().lines(address - 1)) frames.push_back(std::move(line));
  return frames;
}

[[noreturn]] void oops_with(ksim::Finding finding) {
  const unsigned long caller =
      ksim_report_driver_caller(reinterpret_cast<unsigned long>(__builtin_return_address(0)));
  const auto* culprit = ksim::module::image_of(caller);
  finding.backtrace = lines_of_backtrace();
  machine().add_finding(std::move(finding));
  machine().count_oops();
  machine().vmlinux().oops(culprit == nullptr ? nullptr : culprit->name().c_str());
  constexpr int kSigkill = 9;
  current_task().die(kSigkill);
}

}  // namespace

extern "C" {

void ksim_report(ksim_finding_kind kind, const char* linux_says, const char* title,
                 const char* detail, const ksim_site* sites, ksim_u32 site_count) {
  machine().add_finding(make_finding(kind, linux_says, title, detail, sites, site_count));
}

void ksim_report_oops(ksim_finding_kind kind, const char* linux_says, const char* title,
                      const char* detail, const ksim_site* sites, ksim_u32 site_count) {
  oops_with(make_finding(kind, linux_says, title, detail, sites, site_count));
}

void ksim_report_absent(const char* name, unsigned long caller) {
  ksim::Finding finding;
  {
    const ksim_site site{ksim_report_driver_caller(caller), "called here"};
    const std::string title = fmt::format("{}() does not exist in ksim", name);
    finding = make_finding(KSIM_FINDING_ABSENT, nullptr, title.c_str(),
                           "ksim would rather stop than pretend; docs/fidelity.md lists what "
                           "there is",
                           &site, 1);
  }
  oops_with(std::move(finding));
}

void ksim_report_stub(const char* name, const char* effect, unsigned long caller) {
  static std::set<std::string> said;
  if (!said.insert(name).second) return;
  const SourceLine line = line_of(ksim_report_driver_caller(caller));
  fmt::print(stderr, "ksim: note: {}() is accepted and ignored: {} (first used at {})\n", name,
             effect, line.place());
}

void ksim_report_bug(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::fputs("ksim: this is a bug in ksim, not in the driver: ", stderr);
  std::vfprintf(stderr, format, arguments);
  std::fputc('\n', stderr);
  va_end(arguments);
  std::abort();
}

}  // extern "C"
