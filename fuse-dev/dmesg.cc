// SPDX-License-Identifier: GPL-2.0-or-later
// ksim dmesg: the kernel log, laid out and coloured as dmesg(1) does.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>

#include "client.hh"
#include "commands.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

constexpr std::array<const char*, 8> kLevels = {"emerg", "alert",  "crit", "err",
                                                "warn",  "notice", "info", "debug"};

struct DmesgArguments {
  Target target;
  bool follow = false;
  bool without_time = false;
  bool clear = false;
  bool read_clear = false;
  std::string levels;
  std::string colour = "auto";
};

struct Record {
  int level = 6;
  std::uint64_t time_ns = 0;
  std::string_view text;
};

Record parse(std::string_view line) {
  Record record;
  const char* const end = line.data() + line.size();
  const auto level = std::from_chars(line.data(), end, record.level);
  const auto time = std::from_chars(std::min(level.ptr + 1, end), end, record.time_ns);
  const char* const text = std::min(time.ptr + 1, end);
  record.text = {text, static_cast<std::size_t>(end - text)};
  return record;
}

const char* colour_of(int level) {
  constexpr std::array<const char*, 8> kColours = {"\33[7;31m", "\33[7;31m", "\33[1;31m", "\33[31m",
                                                   "\33[1m",    "",          "",          ""};
  return kColours[static_cast<std::size_t>(std::clamp(level, 0, 7))];
}

std::string line_of(const Record& record, bool with_time, bool coloured) {
  std::string line;
  if (with_time) {
    const std::string time = fmt::format("[{:5}.{:06}] ", record.time_ns / 1'000'000'000U,
                                         record.time_ns / 1000 % 1'000'000);
    line += coloured ? "\33[32m" + time + "\33[0m" : time;
  }
  std::string_view text = record.text;
  if (!coloured) return line.append(text) + "\n";
  // Who says it: up to the first colon, if that is one word.
  const std::size_t colon = text.find(": ");
  if (colon != std::string_view::npos && text.find(' ') > colon) {
    line.append("\33[33m").append(text.substr(0, colon + 1)).append("\33[0m");
    text.remove_prefix(colon + 1);
  }
  const std::string colour = colour_of(record.level);
  return line.append(colour).append(text).append(colour.empty() ? "" : "\33[0m") + "\n";
}

// "err,warn", or "warn+" for it and what is worse. Returns: none if a name is wrong.
std::set<int> parse_levels(const std::string& names) {
  std::set<int> levels;
  std::istringstream words(names);
  for (std::string word; std::getline(words, word, ',');) {
    const bool and_worse = word.ends_with('+');
    if (and_worse) word.pop_back();
    const auto found = std::find(kLevels.begin(), kLevels.end(), word);
    if (found == kLevels.end()) {
      fmt::print(stderr, "dmesg: unknown level '{}'; there are {}\n", word,
                 fmt::join(kLevels, ", "));
      return {};
    }
    const int level = static_cast<int>(found - kLevels.begin());
    for (int each = and_worse ? 0 : level; each <= level; ++each) levels.insert(each);
  }
  return levels;
}

int dmesg(const DmesgArguments& arguments) {
  if (arguments.clear) return ask(arguments.target, {"clear"});
  const std::set<int> levels = parse_levels(arguments.levels);
  if (levels.empty() && !arguments.levels.empty()) return kExitUsage;
  const bool coloured =
      arguments.colour == "always" || (arguments.colour == "auto" && ::isatty(STDOUT_FILENO) != 0 &&
                                       std::getenv("NO_COLOR") == nullptr);
  for (std::string next = "0";;) {
    std::string answer;
    const int code = ask(arguments.target, {"log", next, arguments.follow ? "wait" : "now"},
                         [&answer](std::string_view text) {
                           answer += text;
                           return Next::Wait;
                         });
    if (code != 0) return code;
    std::istringstream lines(answer);
    std::getline(lines, next);
    bool any = false;
    for (std::string line; std::getline(lines, line); any = true) {
      const Record record = parse(line);
      if (levels.empty() || levels.contains(record.level))
        fmt::print("{}", line_of(record, !arguments.without_time, coloured));
    }
    std::fflush(stdout);
    if (!any && !arguments.follow) break;
  }
  return arguments.read_clear ? ask(arguments.target, {"clear"}) : 0;
}

}  // namespace

void add_dmesg(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<DmesgArguments>();
  CLI::App* command = app.add_subcommand("dmesg", "Print the kernel log");
  add_target(*command, arguments->target);
  command->add_flag("-w,--follow", arguments->follow, "wait for more");
  command->add_flag("-t,--notime", arguments->without_time, "without times");
  command->add_option("-l,--level", arguments->levels, "only these, such as err,warn or warn+")
      ->type_name("LEVELS");
  command->add_option("-L,--color", arguments->colour, "auto, never or always")
      ->expected(0, 1)
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "never", "always"}));
  command->add_flag("-C,--clear", arguments->clear, "show what has been logged no more");
  command->add_flag("-c,--read-clear", arguments->read_clear, "the same, after printing it");
  command->footer(
      "Levels: emerg, alert, crit, err, warn, notice, info, debug.\n\n"
      "Examples:\n"
      "  ksim dmesg -w\n"
      "  ksim dmesg --on mnt -t -l warn+");
  command->callback([arguments, &exit_code] { exit_code = dmesg(*arguments); });
}

}  // namespace ksim::fuse
