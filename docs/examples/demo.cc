// SPDX-License-Identifier: GPL-2.0-or-later
// A story in two parts: scull is loaded, used and unloaded, and leaves nothing behind; then
// two drivers with a bug each are caught. All of it happens in this process.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include "drivers/scull/uapi/scull.h"
#include "ksim/result.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/task.hh"

namespace {

namespace sys = ksim::system_call;

// What the story looks like: colours on a terminal, none in a pipe.
class Narrator {
 public:
  void headline(std::string_view text) const { say("\033[1m", "", text, "\n"); }
  void command(std::string_view text) const { say("\033[1;32m", "  $ ", text, ""); }
  void answer(std::string_view text) const { say("\033[36m", "    ", text, ""); }
  void kernel_log(std::string_view text) const { say("\033[33m", "    ", text, ""); }
  void aside(std::string_view text) const { say("\033[2m", "  ", text, ""); }
  void source(std::string_view text, bool guilty) const {
    say(guilty ? "\033[31m" : "", guilty ? "  > " : "    ", text, "");
  }
  void finding(const ksim::Finding& finding) const {
    using Style = ksim::Finding::Style;
    fmt::print("\n{}\n", finding.text(colour_ ? Style::Colour : Style::Plain));
  }
  void blank() const { say("", "", "", ""); }
  // Whether the story is told.
  void set_silent(bool silent) { silent_ = silent; }

 private:
  void say(const char* colour, const char* indent, std::string_view text, const char* end) const {
    if (silent_) return;
    const bool paint = colour_ && *colour != '\0';
    fmt::print("{}{}{}{}\n{}", paint ? colour : "", indent, text, paint ? "\033[0m" : "", end);
  }

  bool colour_ = isatty(STDOUT_FILENO) != 0;
  bool silent_ = false;
};

Narrator narrator;

// The demo is also a test: when the story does not go as told, it says so and fails.
void require(bool fact, std::string_view what) {
  if (fact) return;
  fmt::print(stderr, "demo: this should not happen: {}\n", what);
  std::exit(EXIT_FAILURE);
}

void insmod(ksim::Simulator& kernel, const std::string& module) {
  narrator.command("insmod " + module + ".ko");
  const ksim::Result<> loaded = kernel.insmod(module);
  require(loaded.ok(), "insmod failed");
}

void rmmod(ksim::Simulator& kernel, const std::string& module) {
  narrator.command("rmmod " + module);
  const ksim::Result<> unloaded = kernel.rmmod(module);
  require(unloaded.ok(), "rmmod failed");
  kernel.audit();
}

int open_device(const std::string& path, int flags) {
  const long fd = sys::open(path.c_str(), flags);
  require(fd >= 0, "cannot open " + path);
  return static_cast<int>(fd);
}

void echo(std::string_view text, const std::string& path) {
  narrator.command(fmt::format("echo '{}' > {}", text, path));
  const std::string line = std::string(text) + "\n";
  const int fd = open_device(path, O_WRONLY);
  const long written = sys::write(fd, line.data(), line.size());
  sys::close(fd);
  require(written == static_cast<long>(line.size()), "write failed");
}

void cat(const std::string& path) {
  narrator.command("cat " + path);
  const int fd = open_device(path, O_RDONLY);
  std::array<char, 128> buffer;
  const long size = sys::read(fd, buffer.data(), buffer.size());
  sys::close(fd);
  require(size > 1, "read failed");
  narrator.answer({buffer.data(), static_cast<std::size_t>(size - 1)});
}

void query(const std::string& path) {
  narrator.command(fmt::format("ioctl {} SCULL_IOCQQUANTUM, SCULL_IOCQQSET", path));
  const int fd = open_device(path, O_RDONLY);
  const long quantum = sys::ioctl(fd, SCULL_IOCQQUANTUM, 0L);
  const long qset = sys::ioctl(fd, SCULL_IOCQQSET, 0L);
  sys::close(fd);
  require(quantum == SCULL_QUANTUM && qset == SCULL_QSET, "ioctl failed");
  narrator.answer(fmt::format("{} bytes in a quantum, {} quanta in a set", quantum, qset));
}

void use_scull() {
  ksim::Simulator kernel;
  insmod(kernel, "scull");
  narrator.kernel_log(kernel.log().back().text);
  echo("hello, kernel", "/dev/scull0");
  cat("/dev/scull0");
  query("/dev/scull0");
  rmmod(kernel, "scull");
  require(kernel.findings().empty(), "scull has a bug");
  narrator.answer("nothing left behind: no memory, no device, no class");
}

// Each time on a kernel of its own.
void use_scull_again_and_again() {
  constexpr int kTimes = 1000;
  const auto start = std::chrono::steady_clock::now();
  narrator.set_silent(true);
  for (int i = 0; i < kTimes; ++i) use_scull();
  narrator.set_silent(false);
  const std::chrono::duration<double, std::micro> elapsed =
      std::chrono::steady_clock::now() - start;
  narrator.blank();
  narrator.aside(fmt::format("The same {} times more, on a fresh kernel each: {:.0f} µs a time.",
                             kTimes, elapsed.count() / kTimes));
  narrator.blank();
}

// Prints `count` lines of a driver from the one that contains `from`; the line with `guilty`
// is marked.
void show_source(const std::string& path, std::string_view from, std::string_view guilty,
                 int count) {
  std::ifstream file(std::string(KSIM_SOURCE_DIR "/") + path);
  narrator.aside(path + ":");
  narrator.blank();
  int shown = 0;
  for (std::string line; shown < count && std::getline(file, line);) {
    if (shown == 0 && line.find(from) == std::string::npos) continue;
    narrator.source(line, line.find(guilty) != std::string::npos);
    ++shown;
  }
  require(shown == count, "cannot show " + path);
  narrator.blank();
}

void print_findings(ksim::Simulator& kernel) {
  const auto findings = kernel.take_findings();
  require(!findings.empty(), "the bug was not found");
  for (const ksim::Finding& finding : findings) narrator.finding(finding);
}

void catch_user_pointer() {
  narrator.headline("A driver follows a pointer of user space, and is caught");
  show_source("drivers/buggy/user_pointer/user_pointer.c", "static ssize_t user_pointer_write(",
              "*(", 8);
  ksim::Simulator kernel;
  insmod(kernel, "user_pointer");
  const auto writer = kernel.spawn("writer", [] {
    narrator.command("printf '\\x2a\\0\\0\\0' > /dev/user_pointer");
    const int level = 42;
    const int fd = open_device("/dev/user_pointer", O_WRONLY);
    sys::write(fd, &level, sizeof(level));
    require(false, "the process survived its oops");
  });
  require(writer->wait(), "the writer still runs");
  print_findings(kernel);
}

void catch_leak() {
  narrator.headline("A driver forgets its memory, and is caught");
  show_source("drivers/buggy/leak_exit/leak_exit.c", "static int __init leak_exit_init(",
              "log = ", 17);
  ksim::Simulator kernel;
  insmod(kernel, "leak_exit");
  cat("/dev/leak_exit");
  rmmod(kernel, "leak_exit");
  print_findings(kernel);
}

}  // namespace

int main() {
  ksim::Simulator::module_path().emplace_back(KSIM_DRIVER_DIR);
  narrator.headline("A driver is loaded, used and unloaded");
  use_scull();
  use_scull_again_and_again();
  catch_user_pointer();
  catch_leak();
}
