// SPDX-License-Identifier: GPL-2.0-or-later
// Each benchmark, as `./dev bench --quick` runs it: whether it still measures, and nothing has
// become several times slower than its goal or grows as it should not.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/shell.hh"

namespace {

using ksim::test_support::Ended;
using ksim::test_support::shell;

namespace fs = std::filesystem;

class Quick : public ::testing::Test {
 public:
  explicit Quick(std::string program) : program_(std::move(program)) {}

  void TestBody() override {
    const Ended ended =
        shell(KSIM_SOURCE_DIR "/benchmarks/run --quick " KSIM_BUILD_DIR " " + program_);
    EXPECT_EQ(ended.exit_code, 0) << ended.output;
  }

 private:
  std::string program_;
};

std::vector<std::string> programs() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(KSIM_BUILD_DIR "/benchmarks")) {
    const std::string name = entry.path().filename();
    if (name.ends_with("_benchmark")) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  const std::vector<std::string> names = programs();
  ::testing::RegisterTest("Quick", "ThereAreBenchmarks", nullptr, nullptr, __FILE__, __LINE__,
                          [count = names.size()]() -> ::testing::Test* {
                            class Found : public ::testing::Test {
                             public:
                              explicit Found(std::size_t found) : found_(found) {}
                              void TestBody() override { EXPECT_GE(found_, 15U); }

                             private:
                              std::size_t found_;
                            };
                            return new Found(count);
                          });
  for (const std::string& name : names) {
    const std::string question = name.substr(0, name.rfind("_benchmark"));
    ::testing::RegisterTest("Quick", question.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [name]() -> ::testing::Test* { return new Quick(name); });
  }
  return RUN_ALL_TESTS();
}
