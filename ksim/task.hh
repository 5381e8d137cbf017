// SPDX-License-Identifier: GPL-2.0-or-later
// A task of the simulated kernel, as the outside sees it.
#ifndef KSIM_TASK_HH
#define KSIM_TASK_HH

#include <string>

namespace ksim {

class Simulator;

// How a process ended.
struct ExitStatus {
  int code = 0;    // as passed to exit(), or 0
  int signal = 0;  // the signal that killed it, 0 if none: an oops kills with SIGKILL
};

// Thrown in the user code of a process that has been killed, by an oops or because the
// simulator shuts down, so that its C++ objects are destroyed. Let it pass.
class TaskKilled {
 public:
  explicit TaskKilled(int signal) : signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

// Handles are std::shared_ptr<Task>. One stays valid as long as you keep it: what name(),
// pid(), state() and exit_status() return outlives the task, and even the Simulator. What
// the kernel itself holds of a dead task, its task_struct and credentials, goes when the
// last driver that called get_task_struct() lets go of it, whoever has a handle; so a dead
// task without a handle costs nothing.
class Task {
 public:
  enum class State { Runnable, Blocked, Dead };

  virtual ~Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  virtual const std::string& name() const = 0;
  virtual int pid() const = 0;
  virtual State state() const = 0;
  // Requires: state() == Dead.
  virtual ExitStatus exit_status() const = 0;

  // Lets others run until this task is dead, or until nobody can run any more.
  // Returns: whether it is dead. Requires: called in another task.
  virtual bool wait() = 0;
  // Lets others run until this task sleeps in the kernel or is dead.
  // Returns: whether it sleeps.
  virtual bool wait_until_blocked() = 0;

 protected:
  Task() = default;
};

}  // namespace ksim

#endif
