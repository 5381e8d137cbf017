// SPDX-License-Identifier: GPL-2.0-or-later
// What benchmarks/report draws of results.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/shell.hh"

namespace {

using ksim::test_support::Ended;
using ksim::test_support::shell;

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kReport = KSIM_SOURCE_DIR "/benchmarks/report ";
const std::string kResults = KSIM_SOURCE_DIR "/tests/benchmarks/results.json";

class Report : public ::testing::Test {
 protected:
  Report() {
    fs::create_directories(directory_);
    const Ended drawn = shell(kReport + kResults + " " + page_.native());
    EXPECT_EQ(drawn.exit_code, 0) << drawn.output;
    std::ifstream in(page_);
    html_.assign(std::istreambuf_iterator<char>(in), {});
  }
  ~Report() override { fs::remove_all(directory_); }

  const fs::path directory_ =
      fs::path(::testing::TempDir()) / ("ksim-report-" + std::to_string(getpid()));
  const fs::path page_ = directory_ / "report.html";
  std::string html_;
};

TEST_F(Report, NeedsNothingButItself) {
  for (const char* elsewhere : {"http:", "https:", "src=", "url(", "@import", "<script", "<link"})
    EXPECT_THAT(html_, Not(HasSubstr(elsewhere)));
}

TEST_F(Report, HasAChartOfEachKind) {
  EXPECT_THAT(html_, HasSubstr("<polyline"));
  EXPECT_THAT(html_, HasSubstr("<rect"));
  EXPECT_THAT(html_, HasSubstr("<circle"));
}

TEST_F(Report, SaysInATitleWhatAChartShows) {
  EXPECT_THAT(html_, HasSubstr("1 of 3 goals is missed"));
  EXPECT_THAT(html_,
              HasSubstr("Writing hurts most at 256 (quantum in bytes) and 4 (quanta in a set)"));
  EXPECT_THAT(html_, HasSubstr("1.20 times the cost with 10k open files"));
}

TEST_F(Report, ShowsBothSchemesOfColours) {
  EXPECT_THAT(html_, HasSubstr("prefers-color-scheme: dark"));
}

TEST_F(Report, HasEveryFigureInATable) {
  const Ended table = shell(kReport + "--table " + kResults);
  EXPECT_EQ(table.exit_code, 0);
  EXPECT_THAT(table.output, HasSubstr("| `lock_pair` | a pair | two exchanges | 10.0 ns | 5.00 ns "
                                      "| 2.00 (1.90 to 2.10) | 1.80 | missed |"));
  EXPECT_THAT(table.output,
              HasSubstr("| `fuse_read` | read() | libfuse |  |  | no /dev/fuse |  |  |"));
}

TEST_F(Report, IsDrawnByABrowser) {
  if (shell("command -v chromium").exit_code != 0) {
    // Continuous integration has one.
    ASSERT_EQ(std::getenv("CI"), nullptr) << "no chromium";
    GTEST_SKIP() << "no chromium: nobody looked at the page; see ./dev setup";
  }
  const fs::path picture = directory_ / "report.png";
  const Ended drawn = shell(
      "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
      "--user-data-dir=" +
      (directory_ / "profile").native() +
      " --enable-logging=stderr --window-size=1100,1600 --screenshot=" + picture.native() +
      " file://" + page_.native());
  EXPECT_THAT(drawn.output, HasSubstr("bytes written to file"));
  EXPECT_THAT(drawn.output, Not(HasSubstr("CONSOLE")));
  EXPECT_GT(fs::file_size(picture), 30'000U) << "an empty page is smaller";
}

}  // namespace
