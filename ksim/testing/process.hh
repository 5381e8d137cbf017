// SPDX-License-Identifier: GPL-2.0-or-later
// Processes of a test, in any world.
#ifndef KSIM_TESTING_PROCESS_HH
#define KSIM_TESTING_PROCESS_HH

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <ostream>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "ksim/result.hh"
#include "ksim/task.hh"
#include "ksim/testing/outcome.hh"
#include "ksim/testing/signals.hh"
#include "ksim/testing/world.hh"

namespace ksim {

// What all processes have in common, whatever they return.
class AnyProcess {
 public:
  AnyProcess(const AnyProcess&) = delete;
  AnyProcess& operator=(const AnyProcess&) = delete;

  const std::string& name() const { return task_->name(); }
  int pid() const { return task_->pid(); }
  // Lets it run until it sleeps in the kernel or is over. Returns: whether it sleeps.
  bool is_blocked() const { return task_->wait_until_blocked(); }
  bool is_over() const { return task_->state() == Task::State::Dead; }
  // Waits for its end. Throws std::runtime_error if it never ends.
  ExitStatus exit_status() const;
  // Waits for its end. True if an oops, or another's signal, ended it.
  bool was_killed() const { return exit_status().signal != 0; }
  // Sends it a signal; 0 only asks whether the caller may.
  Outcome<> kill(int signal, std::source_location where = std::source_location::current()) const;

 protected:
  explicit AnyProcess(std::shared_ptr<Task> task)
      : task_(std::move(task)), epoch_(world::epoch()) {}
  ~AnyProcess() {
    // A member of a fixture may live longer than the processes of its test.
    if (epoch_ == world::epoch() && task_->wait()) internal::forget_handlers_of(pid());
  }

  [[noreturn]] void throw_no_result() const;

  const std::shared_ptr<Task> task_;

 private:
  const std::uint64_t epoch_;
};

// A process that runs a function and hands over what it returns. The destructor waits for
// its end, since the function may refer to the test's variables.
//
//   Process cat = spawn("cat", [&] { return open("/dev/scull0", O_RDONLY).read(5); });
//   EXPECT_THAT(cat.result(), SucceedsWith("hello"));
//
// A function that returns nothing has the result Done{}.
template <typename T>
class Process : public AnyProcess {
 public:
  // What the process and its maker share.
  struct Ending {
    std::optional<T> result;
    std::exception_ptr exception;
  };

  Process(std::shared_ptr<Task> task, std::shared_ptr<Ending> ending)
      : AnyProcess(std::move(task)), ending_(std::move(ending)) {}

  // Waits for its end. Throws what the function threw, or std::runtime_error if the
  // process was killed or never ends. Requires: not called before.
  T result() {
    exit_status();
    if (ending_->exception) std::rethrow_exception(ending_->exception);
    if (!ending_->result) throw_no_result();
    return *std::move(ending_->result);
  }

 private:
  std::shared_ptr<Ending> ending_;
};

// Starts a process; it is a copy of the running one, as after fork(), but shares memory
// with it: what is open now stays open until it ends, too. It begins when the caller waits
// for something.
template <typename Function>
[[nodiscard]] auto spawn(std::string_view name, Function function) {
  using Returned = std::invoke_result_t<Function&>;
  using T = std::conditional_t<std::is_void_v<Returned>, Done, Returned>;
  auto ending = std::make_shared<typename Process<T>::Ending>();
  auto task = world::spawn(name, [ending, function = std::move(function)]() mutable {
    try {
      if constexpr (std::is_void_v<Returned>) {
        function();
        ending->result.emplace();
      } else {
        ending->result.emplace(function());
      }
    } catch (const TaskKilled&) {
      throw;
    } catch (...) {
      ending->exception = std::current_exception();
    }
  });
  internal::inherit_handlers(task->pid());
  return Process<T>(std::move(task), std::move(ending));
}

template <typename T>
void PrintTo(const Process<T>& process, std::ostream* out) {
  *out << "process " << process.name() << " (pid " << process.pid() << ")";
}

}  // namespace ksim

#endif
