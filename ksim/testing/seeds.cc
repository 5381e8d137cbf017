// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/seeds.hh"

#include <errno.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "ksim/testing/world.hh"

namespace ksim {
namespace {

using ::testing::TestInfo;
using ::testing::TestPartResult;
using ::testing::UnitTest;

// What is running, for those who are interrupted in it: no allocation, no locks.
struct Running {
  std::string environment;  // "KSIM_REPLAY='random:7'"
  const TestInfo* test = nullptr;
};
Running running;

void write_to_stderr(const char* text) {
  // Nobody is left who could be told that this failed.
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

constexpr std::array kCrashes{SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};
std::array<struct sigaction, kCrashes.size()> previous_actions;

void say_what_was_running(int signal) {
  const auto index = std::ranges::find(kCrashes, signal) - kCrashes.begin();
  sigaction(signal, &previous_actions[static_cast<std::size_t>(index)], nullptr);
  if (running.test == nullptr) return;
  const char* const line[] = {"the test that was running: ",
                              running.environment.c_str(),
                              " ",
                              program_invocation_name,
                              " --gtest_filter=",
                              running.test->test_suite_name(),
                              ".",
                              running.test->name(),
                              "\n"};
  for (const char* text : line) write_to_stderr(text);
}

// Prints what fails, and nothing else.
class FailurePrinter : public ::testing::EmptyTestEventListener {
 public:
  const std::vector<std::string>& failed() const { return failed_; }

 private:
  void OnTestStart(const TestInfo& test) override { running.test = &test; }

  void OnTestPartResult(const TestPartResult& result) override {
    if (!result.failed()) return;
    const char* file = result.file_name();
    std::fflush(stdout);
    fmt::print("{}:{}: Failure\n{}\n", file == nullptr ? "unknown file" : file,
               result.line_number(), result.message());
  }

  void OnTestEnd(const TestInfo& test) override {
    running.test = nullptr;
    if (!test.result()->Failed()) return;
    failed_.push_back(fmt::format("{}.{}", test.test_suite_name(), test.name()));
  }

  std::vector<std::string> failed_;
};

// Takes out what Google Test would print and write for every seed.
void replace_listeners(FailurePrinter* printer) {
  ::testing::TestEventListeners& listeners = UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  delete listeners.Release(listeners.default_xml_generator());
  listeners.Append(printer);
}

// Where the results of the sweep go; empty for nowhere.
std::string results_path() {
  std::string path = GTEST_FLAG_GET(output);
  constexpr std::string_view kFormat = "xml:";
  constexpr std::string_view kSuffix = ".xml";
  if (!path.starts_with(kFormat) || !path.ends_with(kSuffix)) return "";
  path.erase(0, kFormat.size());
  path.resize(path.size() - kSuffix.size());
  return path + ".seeds.xml";
}

// In the format of Google Test, that is JUnit's. Names of tests need no escapes.
void write_results(const std::string& path, SeedRange seeds, double time_s,
                   const std::string& failure) {
  std::ofstream out(path);
  out << fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="{0}" time="{1:.3f}" name="AllTests">
  <testsuite name="Seeds" tests="1" failures="{0}" time="{1:.3f}">
    <properties><property name="seeds" value="{2}"/></properties>
    <testcase name="{3}-{4}" status="run" result="completed" time="{1:.3f}" classname="Seeds">
)",
                     failure.empty() ? 0 : 1, time_s, seeds.count(), seeds.first, seeds.last);
  if (!failure.empty()) out << fmt::format("      <failure message=\"{}\"/>\n", failure);
  out << "    </testcase>\n  </testsuite>\n</testsuites>\n";
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<SeedRange> SeedRange::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  std::optional<std::uint64_t> first = 1;
  if (dash != std::string_view::npos) {
    first = parse_number(text.substr(0, dash));
    text.remove_prefix(dash + 1);
  }
  const std::optional<std::uint64_t> last = parse_number(text);
  if (!first || !last || *first > *last) return std::nullopt;
  // count() must fit.
  if (*last - *first == std::numeric_limits<std::uint64_t>::max()) return std::nullopt;
  return SeedRange{*first, *last};
}

void announce_crashes() {
  struct sigaction action = {};
  action.sa_handler = say_what_was_running;
  action.sa_flags = SA_ONSTACK;
  for (std::size_t i = 0; i < kCrashes.size(); ++i) {
    sigaction(kCrashes[i], &action, &previous_actions[i]);
  }
}

int sweep_seeds(SeedRange seeds) {
  const int tests = UnitTest::GetInstance()->test_to_run_count();
  auto* printer = new FailurePrinter;
  replace_listeners(printer);

  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t seed = seeds.first;
  std::string failure;
  while (true) {
    running.environment = world::use_seed(seed);
    if (RUN_ALL_TESTS() != 0) {
      failure = fmt::format("seed {}: {}", seed, fmt::join(printer->failed(), ", "));
      break;
    }
    if (seed == seeds.last) break;
    ++seed;
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;

  if (const std::string path = results_path(); !path.empty()) {
    write_results(path, seeds, time.count(), failure);
  }
  if (failure.empty()) {
    fmt::print("[  PASSED  ] {} tests under each of {} seeds. ({:.0f} ms total)\n", tests,
               seeds.count(), time.count() * 1e3);
    return 0;
  }
  fmt::print("[  FAILED  ] under seed {}, after {} that passed; to see it again:\n", seed,
             seed - seeds.first);
  for (const std::string& test : printer->failed()) {
    fmt::print("{} {} --gtest_filter={}\n", running.environment, program_invocation_name, test);
  }
  return 1;
}

}  // namespace ksim
