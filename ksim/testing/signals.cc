// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/signals.hh"

#include <fmt/format.h>

#include <map>
#include <memory>

#include "ksim/system_call.hh"

namespace ksim {
namespace {

// By process and signal: the kernel only knows run_handler().
std::map<std::pair<int, int>, std::shared_ptr<SignalHandler>> handlers;

int getpid() { return static_cast<int>(system_call::getpid()); }

void run_handler(int signal, siginfo_t* info, void*) {
  const auto found = handlers.find({getpid(), signal});
  if (found == handlers.end()) return;
  // It may set another one for the same signal.
  const std::shared_ptr<SignalHandler> handler = found->second;
  (*handler)(*info);
}

Outcome<> outcome(long returned, const char* call, int signal, std::source_location where) {
  return {Result<>::from_return(returned), fmt::format("{}({})", call, signal), where};
}

Outcome<> set_disposition(int signal, sighandler_t disposition, std::source_location where) {
  struct ::sigaction action = {};
  action.sa_handler = disposition;
  return outcome(system_call::sigaction(signal, &action, nullptr), "sigaction", signal, where);
}

Outcome<> change_mask(int how, int signal, std::source_location where) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  return outcome(system_call::sigprocmask(how, &set, nullptr), "sigprocmask", signal, where);
}

}  // namespace

namespace internal {

Outcome<> set_handler(int signal, SignalHandler handler, RestartCalls restart,
                      std::source_location where) {
  struct ::sigaction action = {};
  action.sa_sigaction = run_handler;
  action.sa_flags = SA_SIGINFO | (restart == RestartCalls::Yes ? SA_RESTART : 0);
  handlers[{getpid(), signal}] = std::make_shared<SignalHandler>(std::move(handler));
  return outcome(system_call::sigaction(signal, &action, nullptr), "sigaction", signal, where);
}

void inherit_handlers(int child) {
  if (handlers.empty()) return;
  const int parent = getpid();
  for (auto own = handlers.lower_bound({parent, 0});
       own != handlers.end() && own->first.first == parent; ++own) {
    handlers[{child, own->first.second}] = own->second;
  }
}

void forget_handlers_of(int process) {
  handlers.erase(handlers.lower_bound({process, 0}), handlers.lower_bound({process + 1, 0}));
}

void forget_handlers() { handlers.clear(); }

}  // namespace internal

Outcome<> ignore_signal(int signal, std::source_location where) {
  return set_disposition(signal, SIG_IGN, where);
}

Outcome<> default_signal(int signal, std::source_location where) {
  return set_disposition(signal, SIG_DFL, where);
}

Outcome<> block_signal(int signal, std::source_location where) {
  return change_mask(SIG_BLOCK, signal, where);
}

Outcome<> unblock_signal(int signal, std::source_location where) {
  return change_mask(SIG_UNBLOCK, signal, where);
}

bool is_signal_pending(int signal) {
  sigset_t set;
  sigemptyset(&set);
  system_call::sigpending(&set);
  return sigismember(&set, signal) == 1;
}

}  // namespace ksim
