// SPDX-License-Identifier: GPL-2.0-or-later
#include "docs/examples/shell/shell.hh"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <sstream>
#include <utility>

#include "ksim/system_call.hh"

namespace ksim::shell {
namespace {

namespace sys = ksim::system_call;

using Words = std::vector<std::string>;

// Quotes hold words together; `>` and `&` are words of their own.
Words split(std::string_view line) {
  Words words;
  std::string word;
  bool quoted = false;
  bool is_word = false;
  const auto finish = [&] {
    if (is_word) words.push_back(std::exchange(word, {}));
    is_word = false;
  };
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      is_word = true;
    } else if (quoted || (c != ' ' && c != '>' && c != '&')) {
      word += c;
      is_word = true;
    } else {
      finish();
      if (c != ' ') words.emplace_back(1, c);
    }
  }
  finish();
  return words;
}

std::string failure(const std::string& what, long returned) {
  return fmt::format("{}: {}\n", what, std::strerror(static_cast<int>(-returned)));
}

// An open file, closed at the end.
class File {
 public:
  File(const std::string& path, int flags) : number_(sys::open(path.c_str(), flags, 0666)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number_ >= 0) sys::close(static_cast<int>(number_));
  }
  long error() const { return std::min(number_, 0L); }
  int number() const { return static_cast<int>(number_); }

 private:
  const long number_;
};

// These print into `out` as they go.

void echo(const Words& words, std::string& out) {
  std::size_t first = 1;
  const bool newline = words.size() < 2 || words[1] != "-n";
  if (!newline) ++first;
  const auto arrow = std::find(words.begin(), words.end(), ">");
  std::string text;
  for (auto word = words.begin() + static_cast<std::ptrdiff_t>(first); word < arrow; ++word)
    text += (text.empty() ? "" : " ") + *word;
  if (newline) text += '\n';
  if (arrow == words.end() || arrow + 1 == words.end()) {
    out += text;
    return;
  }
  const std::string& path = *(arrow + 1);
  const File file(path, O_WRONLY | O_TRUNC);
  if (file.error() != 0) {
    out += failure("sh: " + path, file.error());
    return;
  }
  for (std::string_view rest = text; !rest.empty();) {
    const long written = sys::write(file.number(), rest.data(), rest.size());
    if (written <= 0) {
      out += failure("echo: write error", written);
      return;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Until the end of the file, or of what is wanted.
void read_file(const std::string& command, const std::string& path, std::size_t wanted,
               std::string& out) {
  const File file(path, O_RDONLY);
  if (file.error() != 0) {
    out += failure(command + ": " + path, file.error());
    return;
  }
  std::array<char, 4096> buffer{};
  while (wanted > 0) {
    const long got = sys::read(file.number(), buffer.data(), std::min(wanted, buffer.size()));
    if (got < 0) out += failure(command + ": " + path, got);
    if (got <= 0) return;
    out.append(buffer.data(), static_cast<std::size_t>(got));
    wanted -= static_cast<std::size_t>(got);
  }
}

void list(const std::string& path, std::string& out) {
  const File file(path, O_RDONLY | O_DIRECTORY);
  if (file.error() != 0) {
    out += failure("ls: " + path, file.error());
    return;
  }
  std::vector<std::string> names;
  alignas(dirent64) std::array<char, 4096> buffer{};
  for (;;) {
    const long got = sys::getdents64(file.number(), buffer.data(), buffer.size());
    if (got <= 0) break;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
      at += entry->d_reclen;
    }
  }
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) out += name + "\n";
}

std::string end_line(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

}  // namespace

struct Shell::Job {
  int number = 0;
  std::string line;
  std::string out;
  std::size_t shown = 0;  // bytes of `out`
  std::shared_ptr<Task> task;
};

Shell::Shell(std::filesystem::path modules) : modules_(std::move(modules)) {}

Shell::~Shell() = default;

std::string Shell::help() {
  return "insmod NAME [PARAMETER=VALUE]...   load a module\n"
         "rmmod NAME                         unload it\n"
         "lsmod                              modules that are loaded\n"
         "dmesg                              what the kernel has logged\n"
         "echo [-n] TEXT [> FILE]            write to a file\n"
         "cat FILE                           read it to its end\n"
         "head -c BYTES FILE                 read so many bytes\n"
         "ls [DIRECTORY]                     list names\n"
         "exit                               turn the machine off\n"
         "A command that sleeps, or ends with \"&\", goes on in the background.\n";
}

std::string Shell::run(std::string_view line) {
  Words words = split(line);
  const bool background = !words.empty() && words.back() == "&";
  if (background) words.pop_back();
  if (words.empty()) return collect();
  const std::string command = words[0];
  const std::size_t arguments = words.size() - 1;

  auto job = std::make_unique<Job>();
  std::string& out = job->out;
  std::function<void()> body;
  if (command == "insmod" && arguments >= 1) {
    body = [this, words, &out] {
      std::string parameters;
      for (std::size_t index = 2; index < words.size(); ++index) parameters += words[index] + " ";
      const auto path = modules_ / (words[1] + ".ko");
      const Result<> loaded = simulator_.insmod(path.string(), parameters);
      if (!loaded.ok())
        out += fmt::format("insmod: {}: {}\n", words[1], std::strerror(loaded.error().code()));
    };
  } else if (command == "rmmod" && arguments == 1) {
    body = [this, words, &out] {
      const Result<> unloaded = simulator_.rmmod(words[1]);
      if (!unloaded.ok())
        out += fmt::format("rmmod: {}: {}\n", words[1], std::strerror(unloaded.error().code()));
    };
  } else if (command == "lsmod" && arguments == 0) {
    body = [&out] { read_file("lsmod", "/proc/modules", SIZE_MAX, out); };
  } else if (command == "dmesg" && arguments == 0) {
    body = [this, &out] { out += simulator_.dmesg(); };
  } else if (command == "echo") {
    body = [words, &out] { echo(words, out); };
  } else if (command == "cat" && arguments == 1) {
    body = [words, &out] { read_file("cat", words[1], SIZE_MAX, out); };
  } else if (command == "head" && arguments == 3 && words[1] == "-c") {
    const std::size_t wanted = std::strtoul(words[2].c_str(), nullptr, 10);
    body = [words, wanted, &out] { read_file("head", words[3], wanted, out); };
  } else if (command == "ls" && arguments <= 1) {
    body = [words, &out] { list(words.size() > 1 ? words[1] : "/", out); };
  } else {
    return fmt::format("sh: {}: not understood; help lists the commands\n", command);
  }

  job->line = std::string(line);
  job->task = simulator_.spawn(command, std::move(body));
  const bool sleeps = job->task->wait_until_blocked();
  std::string printed;
  if (!background) {
    printed = end_line(out);
    job->shown = out.size();
  }
  if (sleeps || background) {
    job->number = ++jobs_made_;
    if (sleeps) printed += fmt::format("[{}] sleeps\n", job->number);
    jobs_.push_back(std::move(job));
  }
  return printed + collect();
}

// What those in the background have come to.
std::string Shell::collect() {
  std::string printed;
  for (const auto& job : jobs_) {
    job->task->wait_until_blocked();
    if (job->out.size() > job->shown) {
      printed += fmt::format("[{}] {}", job->number, end_line(job->out.substr(job->shown)));
      job->shown = job->out.size();
    }
  }
  std::erase_if(jobs_, [](const auto& job) { return job->task->state() == Task::State::Dead; });
  for (const Finding& finding : simulator_.take_findings()) printed += finding.text();
  return printed;
}

}  // namespace ksim::shell
