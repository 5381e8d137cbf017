// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/linux_process.hh"

#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ksim::linux_process {
namespace {

constexpr std::uint64_t kMillisecond_ns = 1'000'000;
// Nothing that a test waits for takes so long without anything happening on the way.
constexpr std::uint64_t kNothingHappens_ns = 20'000 * kMillisecond_ns;
constexpr std::size_t kStackBytes = 256 * 1024;

std::uint64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void futex_wait(const std::atomic<int>& word, int value, std::uint64_t timeout_ns) {
  const timespec timeout{static_cast<time_t>(timeout_ns / 1'000'000'000U),
                         static_cast<long>(timeout_ns % 1'000'000'000U)};
  raw_call(SYS_futex, reinterpret_cast<long>(&word), FUTEX_WAIT, value,
           reinterpret_cast<long>(&timeout));
}

void futex_wake(const std::atomic<int>& word) {
  raw_call(SYS_futex, reinterpret_cast<long>(&word), FUTEX_WAKE, INT_MAX);
}

// Whose turn it is: the pid of a process, or 0. A process may die in its turn; then it is
// released for it.
class Turn {
 public:
  // A signal that comes in its own turn is handled in it.
  void take(int pid) {
    for (int holder = 0; !holder_.compare_exchange_strong(holder, pid); holder = 0) {
      if (holder == pid) return;
      ++waiting_;
      futex_wait(holder_, holder, 100 * kMillisecond_ns);
      --waiting_;
    }
  }
  void release(int pid) {
    if (holder_.compare_exchange_strong(pid, 0) && waiting_ != 0) futex_wake(holder_);
  }

 private:
  std::atomic<int> holder_{0};
  std::atomic<int> waiting_{0};
};
Turn turn;

struct Queued {
  int signal;
  siginfo_t info;
};

enum class Where {
  UserCode,  // and it has its turn
  OnTheWay,
  Kernel,   // in a system call
  Waiting,  // for another process
};

// What a process has for itself. Its own thread-local storage: see start().
struct Self {
  int pid = 0;
  std::atomic<Where> where{Where::UserCode};
  // Signals that came while it was not in the kernel.
  std::array<Queued, 64> queue{};
  std::atomic<std::size_t> queued{0};
  std::array<struct ::sigaction, 65> actions{};
};
thread_local Self* self = nullptr;
Self first_process;

void run_handler(int signal, siginfo_t& info) {
  const struct ::sigaction action = self->actions[static_cast<std::size_t>(signal)];
  if ((action.sa_flags & SA_RESETHAND) != 0)
    self->actions[static_cast<std::size_t>(signal)].sa_handler = SIG_DFL;
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return;
  if ((action.sa_flags & SA_SIGINFO) != 0)
    action.sa_sigaction(signal, &info, nullptr);
  else
    action.sa_handler(signal);
}

void enter_user_code() {
  self->where = Where::OnTheWay;
  turn.take(self->pid);
  self->where = Where::UserCode;
  while (self->queued != 0) {
    Queued next = self->queue[0];
    // The queue is short, and nothing is added to it while it is moved up.
    sigset_t all, before;
    sigfillset(&all);
    raw_call(SYS_rt_sigprocmask, SIG_BLOCK, reinterpret_cast<long>(&all),
             reinterpret_cast<long>(&before), 8);
    for (std::size_t index = 1; index < self->queued; ++index)
      self->queue[index - 1] = self->queue[index];
    --self->queued;
    raw_call(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&before), 0, 8);
    run_handler(next.signal, next.info);
  }
}

void leave_user_code(Where to) {
  do {
    if (self->where != Where::UserCode || self->queued != 0) enter_user_code();
    self->where = Where::OnTheWay;
    turn.release(self->pid);
    self->where = to;
  } while (self->queued != 0);
}

// What Linux calls for every signal that is handled.
void on_signal(int signal, siginfo_t* info, void*) {
  const int saved_errno = errno;
  const Where where = self->where;
  if (where == Where::Kernel || where == Where::Waiting) {
    enter_user_code();
    run_handler(signal, *info);
    leave_user_code(where);
  } else if (self->queued < self->queue.size()) {
    self->queue[self->queued++] = {signal, *info};
  }
  errno = saved_errno;
}

// /proc of the host, which `ksim run` hides.
int host_proc() {
  static const int directory = [] {
    const int found = ::open("/dev/.proc", O_PATH | O_CLOEXEC);
    return found >= 0 ? found : ::open("/proc", O_PATH | O_CLOEXEC);
  }();
  return directory;
}

// How a process looks from the outside.
struct Look {
  Where where = Where::UserCode;
  char state = '?';                 // as /proc/PID/status has it
  unsigned long long switches = 0;  // how often it has gone to sleep

  // Stopped is asleep, too.
  bool is_asleep() const {
    return where == Where::Kernel && (state == 'S' || state == 'D' || state == 'T');
  }
  friend bool operator==(const Look&, const Look&) = default;
};

Look look_at(int pid, const Self& process) {
  Look look{process.where};
  char path[40], text[4096];
  std::snprintf(path, sizeof path, "%d/status", pid);
  const int fd = ::openat(host_proc(), path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return look;
  const ssize_t got = ::read(fd, text, sizeof text - 1);
  ::close(fd);
  text[got < 0 ? 0 : got] = '\0';
  if (const char* state = std::strstr(text, "\nState:\t")) look.state = state[8];
  if (const char* switches = std::strstr(text, "\nvoluntary_ctxt_switches:\t"))
    look.switches = std::strtoull(switches + 26, nullptr, 10);
  return look;
}

std::function<void()> barrier = [] {};

class LinuxTask final : public Task {
 public:
  LinuxTask(std::string_view name, std::function<void()> body)
      : name_(name), body_(std::move(body)) {}

  const std::string& name() const override { return name_; }
  int pid() const override { return pid_; }
  State state() const override {
    if (over_ != 0) return State::Dead;
    return look().is_asleep() ? State::Blocked : State::Runnable;
  }
  ExitStatus exit_status() const override {
    const int status = status_;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 0,
            WIFSIGNALED(status) ? WTERMSIG(status) : 0};
  }
  bool wait() override;
  bool wait_until_blocked() override;

  Look look() const { return look_at(pid_, self_); }
  bool is_over() const { return over_ != 0; }
  void wait_for_end(std::uint64_t timeout_ns) const { futex_wait(over_, 0, timeout_ns); }

  // Returns when it has a pid. Throws std::system_error if there cannot be another one.
  void start(std::shared_ptr<LinuxTask> self);
  // Called by who has waited for it.
  void ended(int status) {
    status_ = status;
    over_ = 1;
    futex_wake(over_);
  }

 private:
  static void* lend_thread(void* task);
  static int run(void* task);

  const std::string name_;
  std::function<void()> body_;
  Self self_;
  std::atomic<int> pid_{0};
  std::atomic<int> over_{0};
  std::atomic<int> status_{0};
  std::shared_ptr<LinuxTask> keep_;  // as long as the thread needs it
  sigset_t mask_{};                  // of who made it
  int failed_ = 0;                   // errno of clone()
  int parent_flags_ = 0;
};

// Those that have not been reaped, and who waits for them: all are children of the first.
std::mutex tasks_mutex;
std::vector<std::shared_ptr<LinuxTask>> tasks;
std::atomic<int> spawned{0};

std::vector<std::shared_ptr<LinuxTask>> living() {
  const std::lock_guard lock(tasks_mutex);
  return tasks;
}

void reap_for_ever() {
  for (;;) {
    const int before = spawned;
    int status = 0;
    const long pid = raw_call(SYS_wait4, -1, reinterpret_cast<long>(&status), __WALL, 0);
    if (pid < 0) {
      futex_wait(spawned, before, 1000 * kMillisecond_ns);
      continue;
    }
    std::shared_ptr<LinuxTask> ended;
    {
      const std::lock_guard lock(tasks_mutex);
      for (auto& task : tasks)
        if (task->pid() == pid) ended = task;
      std::erase(tasks, ended);
    }
    turn.release(static_cast<int>(pid));
    if (ended) ended->ended(status);
  }
}

// A thread has what a process needs to run C++: a thread-local storage of its own. It lends
// that to the process, as a thread that has called vfork() does, and sleeps until it is over.
void* LinuxTask::lend_thread(void* argument) {
  auto& task = *static_cast<LinuxTask*>(argument);
  const std::shared_ptr<LinuxTask> kept = std::move(task.keep_);
  void* stack = ::mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  const int pid = stack == MAP_FAILED
                      ? -1
                      : ::clone(&run, static_cast<char*>(stack) + kStackBytes,
                                CLONE_VM | CLONE_VFORK | task.parent_flags_, argument);
  if (pid < 0) {
    task.failed_ = errno;
    task.pid_ = -1;
    futex_wake(task.pid_);
  }
  if (stack != MAP_FAILED) ::munmap(stack, kStackBytes);
  return nullptr;
}

int LinuxTask::run(void* argument) {
  auto& task = *static_cast<LinuxTask*>(argument);
  self = &task.self_;
  self->pid = static_cast<int>(raw_call(SYS_getpid));
  prctl(PR_SET_NAME, task.name_.c_str());
  self->where = Where::OnTheWay;
  raw_call(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&task.mask_), 0, 8);
  task.pid_ = self->pid;
  futex_wake(task.pid_);
  enter_user_code();
  std::exchange(task.body_, nullptr)();
  turn.release(self->pid);
  raw_call(SYS_exit_group, 0);
  return 0;
}

void LinuxTask::start(std::shared_ptr<LinuxTask> shared) {
  keep_ = std::move(shared);
  self_.actions = self->actions;
  parent_flags_ = self == &first_process ? 0 : CLONE_PARENT;
  sigset_t all;
  sigfillset(&all);
  raw_call(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&all),
           reinterpret_cast<long>(&mask_), 8);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + 64 * 1024);
  pthread_t thread;
  const int failed = pthread_create(&thread, &attributes, &lend_thread, this);
  pthread_attr_destroy(&attributes);
  while (failed == 0 && pid_ == 0) futex_wait(pid_, 0, 1000 * kMillisecond_ns);
  raw_call(SYS_rt_sigprocmask, SIG_SETMASK, reinterpret_cast<long>(&mask_), 0, 8);
  if (failed != 0 || pid_ < 0)
    throw std::system_error(failed != 0 ? failed : failed_, std::generic_category(), "spawn");
}

// What all of them look like: if it stays so, nothing happens.
std::vector<Look> looks() {
  std::vector<Look> all;
  for (const auto& task : living()) all.push_back(task->look());
  return all;
}

// Returns: what `done` says in the end.
template <typename Done, typename Wait>
bool wait_until(Done done, Wait wait) {
  leave_user_code(Where::Waiting);
  std::vector<Look> before;
  std::uint64_t since_ns = now_ns();
  while (!done()) {
    wait(200 * kMillisecond_ns);
    std::vector<Look> now = looks();
    if (now != before) since_ns = now_ns();
    before = std::move(now);
    if (now_ns() - since_ns > kNothingHappens_ns) break;
  }
  enter_user_code();
  return done();
}

bool LinuxTask::wait() {
  return wait_until([this] { return is_over(); },
                    [this](std::uint64_t timeout_ns) { wait_for_end(timeout_ns); });
}

bool LinuxTask::wait_until_blocked() {
  leave_user_code(Where::Waiting);
  bool asleep = false;
  const std::uint64_t begin_ns = now_ns();
  while (!asleep && over_ == 0 && now_ns() - begin_ns < kNothingHappens_ns) {
    const Look first = look();
    if (first.is_asleep()) {
      barrier();
      asleep = look() == first;
    } else {
      wait_for_end(kMillisecond_ns / 5);
    }
  }
  enter_user_code();
  return asleep && over_ == 0;
}

}  // namespace

long raw_call(long number, long a, long b, long c, long d, long e, long f) {
  const long returned = ::syscall(number, a, b, c, d, e, f);
  return returned == -1 ? -errno : returned;
}

long waiting_call(long number, long a, long b, long c, long d, long e, long f) {
  leave_user_code(Where::Kernel);
  const long returned = raw_call(number, a, b, c, d, e, f);
  enter_user_code();
  return returned;
}

long set_action(int signal, const struct ::sigaction* action, struct ::sigaction* old) {
  if (signal < 1 || signal > 64) return -EINVAL;
  struct ::sigaction& own = self->actions[static_cast<std::size_t>(signal)];
  const struct ::sigaction before = own;
  if (action != nullptr) {
    struct ::sigaction real = *action;
    if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN) {
      real.sa_sigaction = &on_signal;
      real.sa_flags |= SA_SIGINFO;
    }
    own = *action;
    if (::sigaction(signal, &real, nullptr) != 0) {
      const int error = errno;
      own = before;
      return -error;
    }
  }
  if (old != nullptr) *old = before;
  return 0;
}

void begin() {
  if (self != nullptr) return;
  self = &first_process;
  self->pid = static_cast<int>(raw_call(SYS_getpid));
  turn.take(self->pid);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread(&reap_for_ever).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body) {
  auto task = std::make_shared<LinuxTask>(name, std::move(body));
  {
    const std::lock_guard lock(tasks_mutex);
    tasks.push_back(task);
  }
  try {
    task->start(task);
  } catch (...) {
    const std::lock_guard lock(tasks_mutex);
    std::erase(tasks, task);
    throw;
  }
  ++spawned;
  futex_wake(spawned);
  return task;
}

bool wait_for_all() {
  return wait_until([] { return living().empty(); },
                    [](std::uint64_t timeout_ns) {
                      const auto all = living();
                      if (!all.empty()) all.front()->wait_for_end(timeout_ns);
                    });
}

void kill_all() {
  for (const auto& task : living()) ::kill(task->pid(), SIGKILL);
  wait_for_all();
}

void set_barrier(std::function<void()> call) { barrier = std::move(call); }

}  // namespace ksim::linux_process
