// SPDX-License-Identifier: GPL-2.0-or-later
// ksim insmod, rmmod, lsmod, irq, status, reboot: requests to a running simulator.
#include <fmt/format.h>

#include <cstdlib>

#include "client.hh"
#include "commands.hh"
#include "module_file.hh"

namespace ksim::fuse {
namespace {

struct Request {
  Target target;
  std::vector<std::string> words;
};

int insmod(const Request& request) {
  const std::string& named = request.words[0];
  const std::filesystem::path file = find_module_file(named);
  if (const std::string trouble = module_trouble(named, file); !trouble.empty()) {
    fmt::print(stderr, "insmod: ERROR: could not load module {}", trouble);
    return 1;
  }
  std::vector<std::string> words{"insmod", file};  // the simulator has another directory
  words.insert(words.end(), request.words.begin() + 1, request.words.end());
  return ask(request.target, words);
}

int rmmod(const Request& request) {
  int exit_code = 0;
  for (const std::string& word : request.words)
    exit_code = std::max(exit_code, ask(request.target, {"rmmod", module_name(word)}));
  return exit_code;
}

using Action = int (*)(const Request&);

CLI::App* add(CLI::App& app, int& exit_code, const char* verb, const char* what, Action action,
              const char* operand = nullptr, const char* operand_is = "") {
  const auto request = std::make_shared<Request>();
  CLI::App* command = app.add_subcommand(verb, what);
  add_target(*command, request->target);
  if (operand != nullptr)
    command->add_option(operand, request->words, operand_is)->required()->type_name("");
  command->callback([request, action, &exit_code] { exit_code = action(*request); });
  return command;
}

}  // namespace

void add_modules(CLI::App& app, int& exit_code) {
  add(app, exit_code, "insmod", "Load a module", &insmod, "FILE",
      "a .ko file, or a name looked up in KSIM_MODULE_PATH; then PARAMETER=VALUE...")
      ->footer(
          "Examples:\n"
          "  ksim insmod ./scull.ko scull_nr_devs=2\n"
          "  ksim insmod --on mnt ./scull.ko");
  add(app, exit_code, "rmmod", "Unload modules", &rmmod, "MODULE", "its name")
      ->footer(
          "Example:\n"
          "  ksim rmmod scull");
  add(app, exit_code, "lsmod", "List the modules that are loaded",
      [](const Request& request) { return ask(request.target, {"lsmod"}); })
      ->footer(
          "Example:\n"
          "  ksim lsmod --on mnt");
  add(
      app, exit_code, "irq", "Raise an interrupt line",
      [](const Request& request) {
        return ask(request.target, {"irq", request.words[0]});
      },
      "LINE", "its number, as /proc/interrupts has it")
      ->footer(
          "Example:\n"
          "  ksim irq --on mnt 9");
  add(app, exit_code, "status", "Show a simulator, its modules and what was found wrong",
      [](const Request& request) { return ask(request.target, {"status"}); })
      ->footer(
          "Exits with 3 if something was found wrong.\n\n"
          "Example:\n"
          "  ksim status --on mnt");
  add(app, exit_code, "reboot", "Give a simulator a fresh kernel, under the same mount",
      [](const Request& request) { return ask(request.target, {"reboot"}); })
      ->footer(
          "Modules are gone, and files that are open are of no use any more. What was found wrong\n"
          "until then is printed; exits with 3 if there was something.\n\n"
          "Example:\n"
          "  ksim reboot --on mnt");
}

}  // namespace ksim::fuse
