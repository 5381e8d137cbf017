// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/driver_test.hh"

#include <errno.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "ksim/system_call.hh"
#include "ksim/task.hh"
#include "ksim/testing/world.hh"

namespace ksim {
namespace {

constexpr std::size_t kLogLinesShown = 20;

// "path/to/hello-param.ko" → "hello_param".
std::string module_name(const std::string& module) {
  std::string name = std::filesystem::path(module).filename();
  if (name.ends_with(".ko")) name.resize(name.size() - 3);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

Outcome<> outcome(long returned, std::string_view call, std::string_view object,
                  std::source_location where) {
  return {Result<>::from_return(returned), fmt::format("{}({})", call, object), where};
}

// The command that makes the running test happen again.
std::string replay_line() {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return fmt::format("{} {} --gtest_filter={}.{}", world::replay_environment(),
                     program_invocation_name, test->test_suite_name(), test->name());
}

Finding::Style style_of_output() {
  const bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  return colour ? Finding::Style::Colour : Finding::Style::Plain;
}

std::string last_lines(const std::string& text, std::size_t count) {
  std::size_t begin = text.size();
  while (count-- > 0 && begin > 0) {
    const std::size_t newline = begin < 2 ? std::string::npos : text.rfind('\n', begin - 2);
    begin = newline == std::string::npos ? 0 : newline + 1;
  }
  return text.substr(begin);
}

// A failure of the test at the driver's line.
void fail_for(Finding finding) {
  finding.replay = replay_line();
  const std::string text = finding.text(style_of_output());
  if (finding.sites.empty() || finding.sites.front().source.line == 0) {
    ADD_FAILURE() << text;
  } else {
    const SourceLine& source = finding.sites.front().source;
    ADD_FAILURE_AT(source.file.c_str(), source.line) << text;
  }
}

}  // namespace

DriverTest::DriverTest(std::string module, std::string parameters)
    : module_(std::move(module)), parameters_(std::move(parameters)) {}

void DriverTest::SetUp() {
  world::begin_test();
  if (module_.empty()) return;
  const Outcome<> loaded = load_module(module_, parameters_);
  ASSERT_THAT(loaded, Succeeds()) << "insmod " << module_ << " " << parameters_;
}

void DriverTest::TearDown() {
  world::revive();
  internal::forget_handlers();
  Fd::close_all();
  // A process that never ends is a finding. What a module holds is no leak while somebody
  // uses it.
  if (world::settle() && unload_all()) world::audit();
  judge_findings();
  if (HasFailure()) {
    const std::string log = last_lines(world::dmesg(), kLogLinesShown);
    std::cout << (log.empty() ? "the kernel log is empty\n" : "the kernel log ends with\n") << log
              << "replay: " << replay_line() << std::endl;
  }
  world::end_test();
}

bool DriverTest::unload_all() {
  bool unloaded_all = true;
  while (!loaded_.empty()) {
    const std::string name = loaded_.back();
    loaded_.pop_back();
    try {
      const Result<> unloaded = world::unload_module(name);
      if (unloaded.ok()) continue;
      ADD_FAILURE() << "rmmod " << name << ": " << unloaded.error();
    } catch (const TaskKilled&) {  // an oops in module_exit: a finding already
      world::revive();
    }
    unloaded_all = false;
  }
  return unloaded_all;
}

void DriverTest::judge_findings() {
  std::vector<Finding> findings = claim_findings();
  for (const Expectation& expected : expectations_) {
    const auto is_met = [&](const Finding& finding) { return expected.is_met_by(finding); };
    const auto found = std::find_if(findings.begin(), findings.end(), is_met);
    if (found == findings.end()) {
      ADD_FAILURE_AT(expected.where.file_name(), static_cast<int>(expected.where.line()))
          << "no finding " << expected.kind << " at "
          << fmt::format("{}", fmt::join(expected.places, " or "));
    } else if (expected.several) {
      std::erase_if(findings, is_met);
    } else {
      findings.erase(found);
    }
  }
  for (Finding& finding : findings) fail_for(std::move(finding));
}

bool DriverTest::Expectation::is_met_by(const Finding& finding) const {
  return finding.kind == kind && std::any_of(places.begin(), places.end(), [&](const auto& place) {
           return finding.is_at(place);
         });
}

Outcome<> DriverTest::load_module(const std::string& module, std::string_view parameters,
                                  Where where) {
  Result<> loaded = world::load_module(module, parameters);
  if (loaded.ok()) loaded_.push_back(module_name(module));
  return {loaded, fmt::format("insmod {} {}", module, parameters), where};
}

Outcome<> DriverTest::unload_module(const std::string& name, Where where) {
  Result<> unloaded = world::unload_module(module_name(name));
  if (unloaded.ok()) std::erase(loaded_, module_name(name));
  return {unloaded, fmt::format("rmmod {}", name), where};
}

Outcome<> DriverTest::add_device(const std::string& description, Where where) {
  return {world::add_device(description), fmt::format("add_device({})", description), where};
}

Outcome<struct ::stat> DriverTest::stat(const std::string& path, Where where) {
  struct ::stat status = {};
  const long returned = system_call::stat(path.c_str(), &status);
  if (returned >= 0) return {status, {}, where};
  return {Errno{static_cast<int>(-returned)}, fmt::format("stat({})", path), where};
}

Outcome<> DriverTest::chmod(const std::string& path, mode_t mode, Where where) {
  return outcome(system_call::chmod(path.c_str(), mode), "chmod", path, where);
}

Outcome<> DriverTest::mknod(const std::string& path, mode_t mode, dev_t device, Where where) {
  return outcome(system_call::mknod(path.c_str(), mode, device), "mknod", path, where);
}

Outcome<> DriverTest::unlink(const std::string& path, Where where) {
  return outcome(system_call::unlink(path.c_str()), "unlink", path, where);
}

Outcome<> DriverTest::become_user(uid_t user, Where where) {
  long returned = system_call::setgroups(0, nullptr);
  if (returned >= 0) returned = system_call::setresgid(user, user, user);
  if (returned >= 0) returned = system_call::setresuid(user, user, user);
  return outcome(returned, "become_user", std::to_string(user), where);
}

Outcome<> DriverTest::keep_capabilities(std::uint64_t mask, Where where) {
  return outcome(system_call::capset(mask), "capset", fmt::format("{:#x}", mask), where);
}

std::string DriverTest::dmesg() { return world::dmesg(); }

void DriverTest::expect_finding(FindingKind kind, std::string place, Where where) {
  expectations_.push_back({kind, {std::move(place)}, false, where});
}

void DriverTest::expect_findings(FindingKind kind, std::vector<std::string> places, Where where) {
  expectations_.push_back({kind, std::move(places), true, where});
}

std::vector<Finding> DriverTest::claim_findings() { return world::take_findings(); }

}  // namespace ksim
