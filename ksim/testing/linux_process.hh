// SPDX-License-Identifier: GPL-2.0-or-later
// Processes of a test that makes real system calls.
//
// Each is a process of its own to Linux, with its own pid, descriptors, credentials and
// signals, which shares the memory of the test. As in the simulator, the user code of only one
// runs at a time: whoever makes a system call that may wait gives up its turn until that
// returns. So tests need no locks.
#ifndef KSIM_TESTING_LINUX_PROCESS_HH
#define KSIM_TESTING_LINUX_PROCESS_HH

#include <signal.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "ksim/task.hh"

namespace ksim::linux_process {

// Makes the caller the first process, which has its turn.
void begin();

// Starts a copy of the running process, which begins when that gives up its turn.
std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body);

// Waits until all are over, or until nothing has happened for so long that nothing will.
// Returns: whether all are over.
bool wait_for_all();
void kill_all();

// Called by waiting processes between two looks at whether somebody sleeps: lets what the
// sleeper waits for happen, if it is about to.
void set_barrier(std::function<void()> barrier);

// A system call without taking turns, for those that never wait.
// Returns: as the kernel does, a negative errno for a failure.
long raw_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0, long f = 0);
// The same, in which others have their turn. Signals that arrive in it are handled.
long waiting_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                  long f = 0);

// As sigaction(2). Handlers run in the process's turn.
long set_action(int signal, const struct ::sigaction* action, struct ::sigaction* old);

}  // namespace ksim::linux_process

#endif
