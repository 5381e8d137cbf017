// SPDX-License-Identifier: GPL-2.0-or-later
// `ksim shell` on a terminal, as somebody who types sees it. The terminal is tmux's.
#include <gmock/gmock.h>
#include <poll.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>

#include "support.hh"

namespace ksim::fuse_test {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPrompt = "(ksim) typing$";

class Terminal : public FuseTest {
 protected:
  void SetUp() override {
    FuseTest::SetUp();
    if (IsSkipped()) return;
    if (shell("command -v tmux bash").exit_code != 0)
      GTEST_SKIP() << "no tmux, or no bash: nothing was tested on a terminal; see ./dev setup";
    // A server of its own: one that was told to end may still take who comes by its name.
    static int tests = 0;
    const std::string name =
        "ksim-terminal-test-" + std::to_string(getpid()) + "-" + std::to_string(++tests);
    home_ = testing::TempDir() + name;
    std::filesystem::create_directory(home_);
    std::ofstream(home_ + "/.bashrc") << "PS1='typing$ '\nunset HISTFILE\n";
    tmux_ = "tmux -f /dev/null -L " + name + " ";
    const std::string command = "cd " KSIM_DRIVER_DIR "; unset NO_COLOR; HOME=" + home_ +
                                " SHELL=$(command -v bash) " KSIM_COMMAND
                                " shell; echo ended with $?; exec cat";
    const Ended started = shell(tmux_ + "new-session -d -x 100 -y 40 " + quoted(command));
    ASSERT_EQ(started.exit_code, 0) << started.output;
    expect_at_end(kPrompt);
  }

  void TearDown() override {
    if (tmux_.empty()) return;
    shell(tmux_ + "kill-server");
    std::filesystem::remove_all(home_);
  }

  std::string screen() const {
    std::string text = shell(tmux_ + "capture-pane -p").output;
    while (text.ends_with('\n') || text.ends_with(' ')) text.pop_back();
    return text;
  }

  // Keys as tmux names them: C-c, Enter.
  void press(const std::string& key) const { shell(tmux_ + "send-keys " + key); }

  void type(const std::string& line) const {
    shell(tmux_ + "send-keys -l " + quoted(line));
    press("Enter");
  }

  // A command that comes to its end, on a screen of its own.
  std::string run_there(const std::string& line) const {
    shell(tmux_ + "send-keys C-l");
    expect([this] { return screen() == kPrompt; }, "an empty screen");
    type(line);
    expect(
        [this, &line] {
          return screen().size() > std::string(kPrompt).size() + line.size() + 1 &&
                 screen().ends_with(kPrompt);
        },
        "the prompt after " + line);
    return screen();
  }

  void expect(const std::function<bool()>& holds, const std::string& what) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds()) {
      ASSERT_LT(std::chrono::steady_clock::now(), until)
          << "waited for " << what << "; the screen is\n"
          << screen();
      ::poll(nullptr, 0, 10);
    }
  }
  void expect_at_end(const std::string& text) const {
    expect([&] { return screen().ends_with(text); }, "'" + text + "' at the end");
  }
  void expect_on_screen(const std::string& text) const {
    expect([&] { return screen().find(text) != std::string::npos; }, "'" + text + "'");
  }

  // Until that command line sleeps in read(), system call 0.
  void expect_reading(const std::string& command) const {
    expect(
        [&] {
          const std::string pid = shell("pgrep -n -x -t $(" + tmux_ +
                                        "display -p '#{s|/dev/||:pane_tty}') -f " + quoted(command))
                                      .output;
          if (pid.empty()) return false;
          std::ifstream file("/proc/" + pid.substr(0, pid.find('\n')) + "/syscall");
          std::string number;
          return static_cast<bool>(file >> number) && number == "0";
        },
        "'" + command + "' to sleep in read()");
  }

  std::string tmux_;

 private:
  std::string home_;
};

TEST_F(Terminal, GreetsAndShowsItsPrompt) {
  EXPECT_THAT(screen(), HasSubstr("ksim: /dev, /proc and /sys are those of a simulated kernel"));
}

TEST_F(Terminal, ALesson) {
  type("insmod scull.ko");
  EXPECT_THAT(run_there("lsmod"), HasSubstr("\nscull "));
  EXPECT_THAT(run_there("dmesg | tail -n 1"), HasSubstr("] scull: "));
  EXPECT_THAT(run_there("echo hello > /dev/scull0; cat /dev/scull0"), HasSubstr("\nhello\n"));
  EXPECT_THAT(run_there("rmmod scull; ls /dev/scull0; true"), HasSubstr("No such file"));
  type("exit");
  expect_on_screen("ended with 0");
}

TEST_F(Terminal, CtrlCEndsACommandThatSleepsInADriver) {
  type("insmod scull.ko");
  type("cat /dev/scullpipe0");
  expect_reading("cat /dev/scullpipe0");
  press("C-c");
  expect_at_end(kPrompt);
  EXPECT_THAT(run_there("echo result $?"), HasSubstr("\nresult 130\n"));
}

TEST_F(Terminal, CtrlZPutsItAsideAndFgGoesOn) {
  type("insmod scull.ko");
  type("cat /dev/scullpipe0");
  expect_reading("cat /dev/scullpipe0");
  press("C-z");
  expect_on_screen("Stopped");
  expect_at_end(kPrompt);
  type("fg");
  expect_reading("cat /dev/scullpipe0");
  press("C-c");
  expect_at_end(kPrompt);
}

TEST_F(Terminal, BackgroundReaderWakesUp) {
  type("insmod scull.ko; exec 3<>/dev/scullpipe0");
  type("head -c 12 /dev/scullpipe0 &");
  expect_reading("head -c 12 /dev/scullpipe0");
  type("echo good morning > /dev/scullpipe0");
  // Before the next prompt, or behind it.
  expect(
      [this] {
        const std::string text = screen();
        return text.rfind("good morning") > text.find("> /dev/scullpipe0");
      },
      "what was written");
}

TEST_F(Terminal, DmesgFollowsUntilCtrlC) {
  type("dmesg -w &");
  type("insmod scull.ko");
  expect_on_screen("] scull: ");
  type("fg");
  press("C-c");
  expect_at_end(kPrompt);
}

TEST_F(Terminal, DmesgIsColouredThere) {
  type("insmod scull.ko; clear; dmesg --color=auto");
  expect_on_screen("] scull: ");
  EXPECT_THAT(shell(tmux_ + "capture-pane -e -p").output, HasSubstr("\33[32m["));
}

TEST_F(Terminal, TabCompletesALoadedModule) {
  type("insmod scull.ko");
  shell(tmux_ + "send-keys -l 'rmmod sc'");
  press("Tab");
  expect_at_end("rmmod scull");
  press("Enter");
  EXPECT_EQ(run_there("lsmod | tail -n +2; echo none").find("scull"), std::string::npos);
}

TEST_F(Terminal, CtrlDEndsIt) {
  press("C-d");
  expect_on_screen("ended with 0");
}

TEST_F(Terminal, FindingsComeAtTheEnd) {
  type("insmod leak_exit.ko");
  type("exit");
  expect_on_screen("ksim: memory leak");
  expect_on_screen("ended with 3");
}

// Stopped with the program that it waits for, or the shell outside would not come back.
TEST_F(Terminal, CtrlZStopsKsimRunAsAWhole) {
  type("exit");
  expect_on_screen("ended with 0");
  type("");
  shell(tmux_ + "respawn-pane -k " +
        quoted("cd " KSIM_DRIVER_DIR "; PS1='outside$ ' exec bash --norc --noprofile"));
  expect_at_end("outside$");
  type(KSIM_COMMAND " run -m scull.ko cat /dev/scullpipe0");
  expect_reading("cat /dev/scullpipe0");
  press("C-z");
  expect_on_screen("Stopped");
  expect_at_end("outside$");
  type("fg");
  expect_reading("cat /dev/scullpipe0");
  press("C-c");
  expect_at_end("outside$");
}

}  // namespace
}  // namespace ksim::fuse_test
