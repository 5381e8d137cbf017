// SPDX-License-Identifier: GPL-2.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "commands.hh"
#include "install_tree.hh"
#include "session.hh"

namespace ksim::fuse {
namespace {

// `insmod FILE`, by a link of that name, is `ksim insmod FILE`; and in `ksim run ls -l` the
// option is not ours.
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const std::string_view tool = tool_called(argc > 0 ? argv[0] : "");
  if (!tool.empty()) words.emplace(words.begin(), tool);
  if (words.empty() || (words[0] != "run" && words[0] != "qemu")) return words;
  static constexpr std::array kWithValue = {"-d", "--device", "-m", "--module", "-M", "--build",
                                            "-k", "--kernel", "-w", "--with",   "-t", "--timeout"};
  for (std::size_t index = 1; index < words.size() && words[index] != "--"; ++index) {
    if (std::ranges::find(kWithValue, words[index]) != kWithValue.end()) {
      ++index;
    } else if (!words[index].starts_with('-')) {
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(index), "--");
      break;
    }
  }
  return words;
}

std::string usage_error(const CLI::App* app, const CLI::Error& error) {
  std::string name = app->get_name();
  for (const CLI::App* chosen : app->get_subcommands()) name += " " + chosen->get_name();
  return name + ": " + error.what() + "\nSee `" + name + " --help`.\n";
}

int dispatch(int argc, char** argv) {
  quiet_libfuse();
  CLI::App app("Simulated Linux drivers under real programs", "ksim");
  app.require_subcommand(1);
  app.failure_message(&usage_error);
  app.set_version_flag("--version", "ksim " KSIM_VERSION ", kernel API " KSIM_KERNEL);
  app.get_formatter()->column_width(36);
  app.footer(
      "Exit codes: 0 success; 1 it failed; 2 wrong usage; 3 a driver was found wrong; 125, 126, "
      "127\n"
      "see `ksim run --help`. All else that run and shell return is the program's.\n\n"
      "Examples:\n"
      "  ksim run -m scull.ko -- sh -c 'echo hi > /dev/scull0; cat /dev/scull0'\n"
      "  ksim shell\n"
      "  ksim mount -m scull.ko mnt; cat mnt/proc/scullmem; ksim umount mnt\n"
      "  ksim qemu -M driver -- sh -c 'echo hello > /dev/ring'\n\n"
      "`ksim COMMAND --help` tells more, and so does ksim(1).");
  int exit_code = 0;
  add_run(app, exit_code);
  add_shell(app, exit_code);
  add_mount(app, exit_code);
  add_modules(app, exit_code);
  add_modinfo(app, exit_code);
  add_dmesg(app, exit_code);
  add_mknod(app, exit_code);
  add_kdir(app, exit_code);
  add_dkms(app, exit_code);
  add_qemu(app, exit_code);
  add_bench(app, exit_code);
  std::vector<std::string> words = words_of(argc, argv);
  const auto is_named = [&](const CLI::App* command) { return command->check_name(words[0]); };
  const auto commands = app.get_subcommands([](CLI::App*) { return true; });
  if (!words.empty() && !words[0].starts_with('-') &&
      std::none_of(commands.begin(), commands.end(), is_named)) {
    fmt::print(stderr, "ksim: there is no command `{}`\nSee `ksim --help`.\n", words[0]);
    return kExitUsage;
  }
  std::reverse(words.begin(), words.end());  // as this parse() wants them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace ksim::fuse

// As in test programs, ksim/testing/main.cc: what AddressSanitizer finds in a driver is a finding,
// and leaks are the audit's business. The pages of per-CPU variables are closed to who looks for
// leaks, too.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "halt_on_error=0:detect_leaks=0"; }

int main(int argc, char** argv) {
  try {
    return ksim::fuse::dispatch(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ksim: %s\n", error.what());
    return 1;
  }
}
