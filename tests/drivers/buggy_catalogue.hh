// SPDX-License-Identifier: GPL-2.0-or-later
// The catalogue of drivers/buggy: what each driver does wrong, how to use it so that it goes
// wrong, and what ksim must say then.
//
// In the simulator only, and without Google Test: a scenario is run under thousands of
// schedules, and the table of docs/findings.md is made from what comes out.
#ifndef TESTS_DRIVERS_BUGGY_CATALOGUE_HH
#define TESTS_DRIVERS_BUGGY_CATALOGUE_HH

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/result.hh"
#include "ksim/strategy.hh"
#include "ksim/task.hh"

namespace ksim::buggy {

enum class Twin { Buggy, Fixed };

// An open device. Processes that are spawned later have it, too.
class Device {
 public:
  explicit Device(const std::string& path);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // What was read, or "error -14".
  std::string read(std::size_t size) const;
  // These return what the kernel returns.
  long write(std::string_view data) const;
  long read_to(void* buffer, std::size_t size) const;
  long write_from(const void* buffer, std::size_t size) const;
  long ioctl(unsigned int command, long value = 0) const;
  // By the process that opened it.
  void close();

 private:
  long number_;
};

// What a scenario acts on: a kernel that has just loaded the driver. The scenario runs in the
// first process.
class Scene {
 public:
  explicit Scene(std::string module) : module_(std::move(module)) {}
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  Result<> insmod(std::string_view parameters);
  Result<> rmmod();
  bool is_loaded() const { return loaded_; }
  // Opens it. It stays open until it is closed, at the latest when the scenario is over.
  Device& device();
  // Starts a process. What it refers to must live as long as the scene.
  Task& spawn(std::string_view name, std::function<void()> body);
  // Waits until every process has ended, or nobody can run any more.
  // Returns: whether all have ended.
  bool end_all();
  // Lets virtual time pass, in user code.
  void wait_ms(int milliseconds);
  // What must be so where the driver makes no mistake.
  void check(bool fact, std::string_view what);

  void close_all();
  const std::vector<std::string>& surprises() const { return surprises_; }

 private:
  const std::string module_;
  bool loaded_ = false;
  std::deque<Device> devices_;
  std::vector<std::shared_ptr<Task>> processes_;
  std::vector<std::string> surprises_;
};

struct Mistake {
  std::string_view driver;
  std::string_view sentence;  // "The driver …"
  FindingKind kind;
  // Where: the line to show, and others where the finding may be in another build, or
  // under another schedule.
  std::vector<std::string_view> places;
  // Begins with insmod, and may leave rmmod to whoever calls it.
  void (*scenario)(Scene& scene);

  bool is_found_by(const Finding& finding) const;
  std::string module(Twin twin) const;
};

// In the order of the drivers' names.
const std::vector<Mistake>& catalogue();

// What came out of a scenario, after the driver was unloaded and audited.
struct Observed {
  std::vector<Finding> findings;
  std::vector<std::string> surprises;  // of no account where there is a mistake

  bool is_clean() const { return findings.empty() && surprises.empty(); }
  // The first finding that is the mistake, or null.
  const Finding* find(const Mistake& mistake) const;
  std::string text() const;
};

// `strategy`: null for what KSIM_REPLAY says, by default first come, first served.
Observed run(const Mistake& mistake, Twin twin, std::unique_ptr<Strategy> strategy);

constexpr std::uint64_t kSeedsMax = 1000;

// How many random schedules it takes, counted from seed 1, until the mistake is found; 0 if
// the default schedule suffices; nothing if kSeedsMax do not.
std::optional<std::uint64_t> seeds_needed(const Mistake& mistake);

// A Markdown file that has one of the tables between two markers.
enum class Document {
  Findings,  // docs/findings.md: with places and seeds
  Readme,    // drivers/buggy/README.md: in short
};
std::string table(Document document);
// `text` with `table` between its markers. Throws std::runtime_error if it has none.
std::string splice(const std::string& text, const std::string& table);

}  // namespace ksim::buggy

#endif
