// SPDX-License-Identifier: GPL-2.0-or-later
// What does ksim add to an empty test?
#include <benchmark/benchmark.h>
#include <gtest/gtest.h>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"

namespace {

constexpr int kTests = 200;

class Plain : public ::testing::Test {
 public:
  void TestBody() override {}
};

// A fresh kernel for each test.
class Booted : public ::testing::Test {
 public:
  void TestBody() override {}

 private:
  ksim::Simulator simulator_;
};

template <typename Fixture>
void register_tests(const char* suite) {
  for (int index = 0; index < kTests; ++index)
    ::testing::RegisterTest(suite, ("Empty" + std::to_string(index)).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__, []() -> ::testing::Test* { return new Fixture; });
}

void run(const char* filter) {
  ::testing::GTEST_FLAG(filter) = filter;
  benchmark::DoNotOptimize(RUN_ALL_TESTS());
}

void empty_test_vs_googletest(benchmark::State& state) {
  static const bool registered = [] {
    int argc = 1;
    char name[] = "empty_test";
    char* argv[] = {name, nullptr};
    ::testing::InitGoogleTest(&argc, argv);
    ::testing::GTEST_FLAG(brief) = true;
    auto& listeners = ::testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    register_tests<Plain>("Plain");
    register_tests<Booted>("Booted");
    return true;
  }();
  benchmark::DoNotOptimize(registered);
  bench::compare(
      state, [] { run("Booted.*"); }, [] { run("Plain.*"); },
      {.ratio_max = 5,
       .subject = "an empty test that boots a kernel",
       .floor = "an empty test of GoogleTest"},
      {.calls = 1, .steps_per_call = kTests});
}

}  // namespace

BENCHMARK(empty_test_vs_googletest)->UseManualTime()->Iterations(1);
