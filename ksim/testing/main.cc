// SPDX-License-Identifier: GPL-2.0-or-later
// main() of a test program.
//
// All of Google Test's options; --gtest_brief=1 prints failures only. In the simulated
// world KSIM_REPLAY chooses the schedule: "fifo", "random:42", or what a failure printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <exception>

#include "ksim/testing/world.hh"

// Made by ksim_add_test(): directories of the modules that this program needs.
extern const char* const ksim_test_module_directories;

// AddressSanitizer goes on after what it finds in a driver, which is a finding like any
// other (ksim/fault/sanitizer_report.cc). Leaks are the audit's business: pointers that lie
// in the simulated RAM and on fiber stacks would look lost.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "halt_on_error=0:detect_leaks=0"; }

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  try {
    ksim::world::prepare(ksim_test_module_directories);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 2;
  }
  return RUN_ALL_TESTS();
}
