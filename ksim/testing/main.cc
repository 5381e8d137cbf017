// SPDX-License-Identifier: GPL-2.0-or-later
// main() of a test program.
//
// All of Google Test's options; --gtest_brief=1 prints failures only. In the simulated
// world KSIM_REPLAY chooses the schedule: "fifo", "random:42", or what a failure printed;
// --ksim_seeds tries many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ksim/testing/seeds.hh"
#include "ksim/testing/world.hh"

// Made by ksim_add_test(): directories of the modules that this program needs.
extern const char* const ksim_test_module_directories;
// What ksim_add_test() was told as SEEDS, 0 for none.
extern const unsigned ksim_test_seeds;

// AddressSanitizer goes on after what it finds in a driver, which is a finding like any
// other (ksim/fault/sanitizer_report.cc). Leaks are the audit's business: pointers that lie
// in the simulated RAM and on fiber stacks would look lost.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "halt_on_error=0:detect_leaks=0"; }

namespace {

constexpr char kHelp[] =
    R"(Seeds:
  --ksim_seeds=COUNT
  --ksim_seeds=FIRST-LAST
      After a run in which nothing failed, run the tests again under the random
      schedule of each of these seeds (COUNT: from 1). The first seed under which
      one fails ends it, and is printed with a line that runs that test again.
  --ksim_seeds
      As many seeds as this program was built for (SEEDS of ksim_add_test): %u.

Environment:
  KSIM_REPLAY=fifo|random:SEED|replay:...
      The schedule of every test; fifo, first come, first served, is the default.
  KSIM_MODULE_PATH=DIRECTORY:...
      Where modules are looked for first.
)";

struct Options {
  bool help = false;
  std::optional<ksim::SeedRange> seeds;
};

// What Google Test left over. Throws std::invalid_argument for options that it cannot read.
Options parse_options(int argc, char** argv) {
  Options options;
  constexpr std::string_view kSeeds = "--ksim_seeds";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help" || argument == "-h" || argument == "-?") {
      options.help = true;
    } else if (argument == kSeeds) {
      if (ksim_test_seeds > 0) options.seeds = ksim::SeedRange{1, ksim_test_seeds};
    } else if (argument.starts_with("--ksim_seeds=")) {
      options.seeds = ksim::SeedRange::parse(argument.substr(kSeeds.size() + 1));
      if (!options.seeds)
        throw std::invalid_argument("not COUNT or FIRST-LAST: " + std::string(argument));
    } else if (argument.starts_with("--ksim_")) {
      throw std::invalid_argument("no such option: " + std::string(argument));
    }
  }
  if (options.seeds && std::getenv("KSIM_REPLAY") != nullptr)
    throw std::invalid_argument("KSIM_REPLAY asks for one schedule, --ksim_seeds for many");
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  Options options;
  try {
    options = parse_options(argc, argv);
    if (options.seeds) ksim::announce_crashes();
    ksim::world::prepare(ksim_test_module_directories);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 2;
  }
  if (options.help) std::printf(kHelp, ksim_test_seeds);
  const int status = RUN_ALL_TESTS();
  const bool swept = options.seeds && !options.help && !GTEST_FLAG_GET(list_tests) &&
                     ::testing::UnitTest::GetInstance()->test_to_run_count() > 0;
  return status == 0 && swept ? ksim::sweep_seeds(*options.seeds) : status;
}
