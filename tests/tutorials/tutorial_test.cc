// SPDX-License-Identifier: GPL-2.0-or-later
// The transcripts in docs/tutorials come true: each command, typed into `ksim shell` on a
// terminal, prints what stands below it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kTutorials = fs::path(KSIM_SOURCE_DIR) / "docs/tutorials";

struct Command {
  int line = 0;
  std::string text;
  std::string output;
};

// Blocks that begin with ```console; a command follows "$ ", what it prints is below it.
std::vector<Command> commands_of(const fs::path& tutorial) {
  std::vector<Command> commands;
  std::ifstream file(tutorial);
  bool inside = false;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      commands.push_back({number, line.substr(2), {}});
    } else if (inside && !commands.empty()) {
      commands.back().output += line + "\n";
    }
  }
  return commands;
}

std::vector<fs::path> tutorials() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(kTutorials)) paths.push_back(entry.path());
  return paths;
}

// Returns: whether it came true in time.
bool wait_until(const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

// A bash under `ksim shell`, on a terminal that does not echo.
class Typist {
 public:
  Typist() {
    home_ = testing::TempDir() + "ksim-tutorial-test-" + std::to_string(getpid());
    fs::create_directory(home_);
    // Without line editing, bash leaves the terminal as it is.
    std::ofstream(home_ + "/.bashrc")
        << "set +o emacs +o vi\nPS1='ready$ '\nunset PROMPT_COMMAND HISTFILE\n";
    termios settings{};
    cfmakeraw(&settings);
    settings.c_lflag |= ISIG | ICANON;
    settings.c_cc[VEOF] = 4;
    settings.c_cc[VINTR] = 3;
    shell_ = forkpty(&terminal_, nullptr, &settings, nullptr);
    if (shell_ != 0) return;
    setenv("HOME", home_.c_str(), 1);
    setenv("SHELL", "/bin/bash", 1);
    setenv("KSIM_MODULE_PATH", KSIM_DRIVER_DIR, 1);
    setenv("LC_ALL", "C", 1);
    setenv("NO_COLOR", "1", 1);
    execl(KSIM_COMMAND, "ksim", "shell", nullptr);
    _exit(127);
  }
  ~Typist() {
    if (!has_ended_) kill(shell_, SIGKILL);
    if (!has_ended_) waitpid(shell_, nullptr, 0);
    close(terminal_);
    fs::remove_all(home_);
  }
  Typist(const Typist&) = delete;
  Typist& operator=(const Typist&) = delete;

  bool is_ready() {
    return wait_until([this] { return listen().find(kPrompt) != std::string::npos; });
  }

  // Returns: what it printed, each line ended; as soon as that is `expected`, and there is a
  // prompt.
  std::string type(const std::string& line, const std::string& expected) {
    // Whom a module waits for to be unused is about to end.
    if (line.starts_with("rmmod"))
      wait_until([this] { return std::none_of(jobs_.begin(), jobs_.end(), &is_alive); });
    heard_.clear();
    const std::string keys = line + "\n";
    if (::write(terminal_, keys.data(), keys.size()) < 0) return "cannot type";
    wait_until([&] { return listen().find(kPrompt) != std::string::npos && said() == expected; });
    static const std::regex started(R"(\[\d+\] (\d+)\n)");
    std::smatch match;
    if (line.ends_with("&") && std::regex_search(heard_, match, started)) {
      jobs_.push_back(match[1]);
      if (!wait_until([this] { return sleeps_in_a_file(jobs_.back()); })) return "does not sleep";
    }
    return said();
  }

  // Returns: the exit code.
  int leave() {
    int status = -1;
    if (::write(terminal_, "exit\n", 5) < 0) return -1;
    wait_until([&] {
      listen();
      has_ended_ = waitpid(shell_, &status, WNOHANG) == shell_;
      return has_ended_;
    });
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static constexpr const char* kPrompt = "(ksim) ready$ ";

  static std::string process_file(const std::string& pid, const char* name) {
    std::ifstream file("/proc/" + pid + "/" + name);
    std::string text;
    // A process that goes meanwhile is an error, which an iterator would throw.
    for (std::string line; std::getline(file, line);) text += line + "\n";
    return text;
  }
  static bool is_alive(const std::string& pid) {
    const std::string state = process_file(pid, "status");
    return !state.empty() && state.find("\nState:\tZ") == std::string::npos;
  }
  // In read() or write(), system calls 0 and 1.
  static bool sleeps_in_a_file(const std::string& pid) {
    const std::string call = process_file(pid, "syscall");
    return call.starts_with("0 ") || call.starts_with("1 ");
  }

  const std::string& listen() {
    pollfd ready{terminal_, POLLIN, 0};
    char buffer[4096];
    while (::poll(&ready, 1, 0) > 0) {
      const ssize_t got = ::read(terminal_, buffer, sizeof buffer);
      if (got <= 0) break;
      heard_.append(buffer, static_cast<std::size_t>(got));
    }
    return heard_;
  }

  // Without prompts and the shell's own lines about jobs, which may come in between.
  std::string said() const {
    static const std::regex own(R"(\(ksim\) ready\$ |\[\d+\](\+|-)? .*\n)");
    std::string text = std::regex_replace(heard_, own, "");
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
  }

  std::string home_;
  int terminal_ = -1;
  pid_t shell_ = -1;
  bool has_ended_ = false;
  std::string heard_;
  std::vector<std::string> jobs_;
};

class Tutorial : public ::testing::TestWithParam<fs::path> {};

INSTANTIATE_TEST_SUITE_P(, Tutorial, ::testing::ValuesIn(tutorials()),
                         [](const auto& tested) { return tested.param.stem().string(); });

TEST_P(Tutorial, ShowsWhatHappens) {
  if (access("/dev/fuse", R_OK | W_OK) != 0) GTEST_SKIP() << "no /dev/fuse, docs/worlds.md row 5";
  if (access("/bin/bash", X_OK) != 0) GTEST_SKIP() << "no bash on this machine";
  const std::vector<Command> commands = commands_of(GetParam());
  ASSERT_GT(commands.size(), 10U);
  // What the reader types before: ./dev shell.
  Typist typist;
  ASSERT_TRUE(typist.is_ready());
  for (const Command& command : commands) {
    if (command.text.starts_with("./dev") || command.text == "exit") continue;
    ASSERT_EQ(typist.type(command.text, command.output), command.output)
        << GetParam().filename() << ":" << command.line << ": " << command.text;
  }
  ASSERT_EQ(commands.back().text, "exit");
  EXPECT_EQ(typist.leave(), 0);
}

}  // namespace
