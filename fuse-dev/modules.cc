// SPDX-License-Identifier: GPL-2.0-or-later
// ksim insmod, rmmod, lsmod, dmesg, irq, status: requests to a running simulator.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "commands.hh"
#include "control.hh"

namespace ksim::fuse {
namespace {

struct Request {
  std::string directory;
  std::vector<std::string> words;
  bool flag = false;
};

int send(const char* verb, const Request& request) {
  std::string socket;
  if (!request.directory.empty()) {
    std::error_code error;
    socket = socket_for(std::filesystem::weakly_canonical(request.directory, error));
  } else if (const char* inherited = std::getenv(kSocketVariable)) {
    socket = inherited;
  } else {
    fmt::print(stderr, "ksim: which simulator? Say --on DIRECTORY, or call this under ksim run\n");
    return 2;
  }
  std::vector<std::string> words{verb};
  words.insert(words.end(), request.words.begin(), request.words.end());
  // The simulator has another working directory.
  if (words[0] == "insmod") words[1] = std::filesystem::absolute(words[1]);
  if (request.flag) words.emplace_back("follow");
  return ask(socket, words);
}

std::shared_ptr<Request> add(CLI::App& app, int& exit_code, const char* verb, const char* what,
                             const char* operand) {
  const auto request = std::make_shared<Request>();
  CLI::App* command = app.add_subcommand(verb, what);
  command->add_option("--on", request->directory, "where that simulator is mounted");
  if (operand != nullptr) command->add_option(operand, request->words, "")->required();
  command->callback([verb, request, &exit_code] { exit_code = send(verb, *request); });
  return request;
}

}  // namespace

void add_modules(CLI::App& app, int& exit_code) {
  add(app, exit_code, "insmod", "Load a module: FILE [PARAMETER=VALUE...]", "file");
  add(app, exit_code, "rmmod", "Unload a module", "name");
  add(app, exit_code, "lsmod", "List the modules", nullptr);
  const auto dmesg = add(app, exit_code, "dmesg", "Print the kernel log", nullptr);
  app.get_subcommand("dmesg")->add_flag("-w,--follow", dmesg->flag, "wait for more");
  add(app, exit_code, "irq", "Raise an interrupt line", "line");
  add(app, exit_code, "status", "Modules and findings", nullptr);
}

}  // namespace ksim::fuse
