// SPDX-License-Identifier: GPL-2.0-or-later
// What a process of a test does about signals, in any world.
//
//   int alarms = 0;
//   Process reader = spawn("reader", [&] {
//     on_signal(SIGUSR1, [&] { ++alarms; }, RestartCalls::No);
//     return open("/dev/scullpipe0", O_RDONLY).read(1);
//   });
//   ASSERT_THAT(reader, Blocks());
//   reader.kill(SIGUSR1);
//   EXPECT_THAT(reader.result(), FailsWith(EINTR));
//
// All of it is about the process that calls. A process that it spawns does the same about
// signals, until it asks for something else.
#ifndef KSIM_TESTING_SIGNALS_HH
#define KSIM_TESTING_SIGNALS_HH

#include <signal.h>

#include <functional>
#include <source_location>
#include <type_traits>
#include <utility>

#include "ksim/testing/outcome.hh"

namespace ksim {

// What happens to a system call that a handled signal interrupts: SA_RESTART or not.
enum class RestartCalls { No, Yes };

using SignalHandler = std::function<void(const siginfo_t&)>;

namespace internal {

Outcome<> set_handler(int signal, SignalHandler handler, RestartCalls restart,
                      std::source_location where);
// The process `child` was just made by the running one.
void inherit_handlers(int child);
// Those of a process that is over.
void forget_handlers_of(int process);
// Nothing is run any more: what handlers refer to is about to go.
void forget_handlers();

}  // namespace internal

// Runs `handler()` or `handler(const siginfo_t&)` whenever the signal arrives. It runs
// when the process is about to leave the kernel, and may make system calls.
template <typename Handler>
Outcome<> on_signal(int signal, Handler handler, RestartCalls restart = RestartCalls::Yes,
                    std::source_location where = std::source_location::current()) {
  if constexpr (std::is_invocable_v<Handler&>) {
    return internal::set_handler(
        signal, [handler = std::move(handler)](const siginfo_t&) mutable { handler(); }, restart,
        where);
  } else {
    return internal::set_handler(signal, std::move(handler), restart, where);
  }
}
Outcome<> ignore_signal(int signal, std::source_location where = std::source_location::current());
// Back to what happens without any of these: most signals end the process.
Outcome<> default_signal(int signal, std::source_location where = std::source_location::current());
// A signal that is blocked stays pending.
Outcome<> block_signal(int signal, std::source_location where = std::source_location::current());
Outcome<> unblock_signal(int signal, std::source_location where = std::source_location::current());
// Whether it is pending and blocked.
bool is_signal_pending(int signal);

}  // namespace ksim

#endif
