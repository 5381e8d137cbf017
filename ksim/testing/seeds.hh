// SPDX-License-Identifier: GPL-2.0-or-later
// Running the tests of a program again and again, each time under another schedule.
#ifndef KSIM_TESTING_SEEDS_HH
#define KSIM_TESTING_SEEDS_HH

#include <cstdint>
#include <optional>
#include <string_view>

namespace ksim {

// Seeds from `first` to `last`, both included.
struct SeedRange {
  // "1000" is 1 to 1000, "17-20" is what it says. Nothing if `text` is neither, or empty of
  // seeds.
  static std::optional<SeedRange> parse(std::string_view text);

  std::uint64_t count() const { return last - first + 1; }

  std::uint64_t first = 1;
  std::uint64_t last = 0;
};

// A sweep that ends in a crash, because ksim or a test is wrong, will say where it was.
// Requires: called before anything else that handles signals.
void announce_crashes();

// Runs all selected tests under each seed in turn, and prints failures only. Ends after the
// first seed under which a test fails, with one line for each such test that shows it again.
// The result is one test case more, beside the results of --gtest_output=xml:NAME.xml:
// NAME.seeds.xml.
//
// Requires: RUN_ALL_TESTS() has run and passed; nothing else is run afterwards.
// Returns: an exit status.
int sweep_seeds(SeedRange seeds);

}  // namespace ksim

#endif
