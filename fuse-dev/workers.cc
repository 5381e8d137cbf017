// SPDX-License-Identifier: GPL-2.0-or-later
#include "workers.hh"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include "ksim/system_call.hh"

namespace ksim::fuse {
namespace {

// More than clients usually are at work at a time; each costs the stacks that it has used.
constexpr std::size_t kIdleMax = 128;

template <typename T>
void remove(std::vector<T*>& from, T& what) {
  const auto place = std::find(from.rbegin(), from.rend(), &what);
  if (place != from.rend()) from.erase(std::next(place).base());
}

// Whoever mounts it is root in there.
std::pair<uid_t, gid_t> ids_of(const fuse_ctx& context) {
  static const uid_t mounter = ::geteuid();
  if (context.uid == mounter && context.uid != 0) return {0, 0};
  return {context.uid, context.gid};
}

// Of one who is root in there.
std::uint64_t capabilities_of_root(const fuse_ctx& context) {
  return context.uid == 0 ? capabilities_of(context.pid) : ~std::uint64_t{0};
}

}  // namespace

// Belongs to the process itself: it goes when that ends, which may be after the Workers.
struct Workers::Worker {
  Workers* owner;  // none once abandoned
  Caller caller;
  std::shared_ptr<Task> task;
  bool retired = false;

  // Of the request under way.
  fuse_req_t request = nullptr;
  Body body;
  bool begun = false;
  bool interrupted = false;
};

Workers::Caller Workers::caller_of(const fuse_ctx& context) {
  const auto [uid, gid] = ids_of(context);
  Caller caller{context.pid, uid, gid, {}, 0, callers_.command_of(context.pid)};
  if (uid != 0)
    caller.groups = callers_.groups_of(context.pid);
  else
    caller.capabilities = capabilities_of_root(context);
  return caller;
}

Workers::Worker* Workers::take_idle(const fuse_ctx& context, Look look) {
  const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Worker* each) {
    return each->caller.pid == context.pid;
  });
  if (found == idle_.rend()) return nullptr;
  Worker& worker = **found;
  idle_.erase(std::next(found).base());
  const Caller& known = worker.caller;
  const bool same = look == Look::Again
                        ? known == caller_of(context)
                        : !worker.retired && std::pair(known.uid, known.gid) == ids_of(context);
  if (same) return &worker;
  retire(worker);
  return nullptr;
}

Workers::Worker& Workers::make(Caller caller) {
  const std::string name = caller.comm;
  auto* worker = new Worker{this, std::move(caller), nullptr, false, nullptr, {}, false, false};
  std::unique_ptr<Worker> unborn(worker);
  worker->task = simulator_.spawn(name, [worker] {
    const std::unique_ptr<Worker> own(worker);
    Workers& owner = *worker->owner;
    try {
      owner.live(*worker);
    } catch (const TaskKilled&) {
      if (worker->owner != nullptr) {
        if (worker->request != nullptr)
          fuse_reply_err(std::exchange(worker->request, nullptr),
                         worker->interrupted ? EINTR : EIO);
        worker->body = nullptr;
        worker->owner->ended(*worker);
        remove(worker->owner->idle_, *worker);
      }
      throw;
    }
  });
  static_cast<void>(unborn.release());  // the process has it
  return *worker;
}

void Workers::live(Worker& worker) {
  const Caller& caller = worker.caller;
  // A driver that signals the group of its caller must not reach all the others.
  system_call::setpgid(0, 0);
  simulator_.act_for(caller.pid);
  const bool is_root = caller.uid == 0 && caller.gid == 0;
  if (!is_root && (system_call::setgroups(caller.groups.size(), caller.groups.data()) < 0 ||
                   system_call::setresgid(caller.gid, caller.gid, caller.gid) < 0 ||
                   system_call::setresuid(caller.uid, caller.uid, caller.uid) < 0)) {
    // Nobody is to be root for want of another name.
    worker.body = [&worker] { fuse_reply_err(worker.request, EPERM); };
    worker.retired = true;
  }
  if (caller.uid == 0 && ~caller.capabilities != 0) system_call::capset(caller.capabilities);
  for (;;) {
    serve(worker);
    ended(worker);
    if (worker.retired) return;
    idle_.push_back(&worker);
    if (idle_.size() > kIdleMax) {
      Worker& oldest = *idle_.front();
      idle_.erase(idle_.begin());
      retire(oldest);
      if (&oldest == &worker) return;
    }
    simulator_.rest();
    if (worker.retired) return;
  }
}

void Workers::serve(Worker& worker) {
  worker.begun = true;
  if (worker.interrupted)
    fuse_reply_err(worker.request, EINTR);
  else
    worker.body();
  worker.request = nullptr;
  worker.body = nullptr;
}

void Workers::ended(Worker& worker) {
  remove(busy_, worker);
  if (std::exchange(worker.interrupted, false)) --interrupted_;
}

void Workers::retire(Worker& worker) {
  worker.retired = true;
  simulator_.rouse(*worker.task);
}

void Workers::start(fuse_req_t request, Look look, Body body, Interruptible interruptible) {
  const fuse_ctx& context = *fuse_req_ctx(request);
  Worker* worker = take_idle(context, look);
  const bool rests = worker != nullptr;
  try {
    if (!rests) worker = &make(caller_of(context));
  } catch (const TaskKilled&) {
    simulator_.revive();
    fuse_reply_err(request, EIO);
    return;
  }
  worker->request = request;
  worker->body = std::move(body);
  worker->begun = false;
  worker->interrupted = false;
  busy_.push_back(worker);
  if (interruptible == Interruptible::Yes) fuse_req_interrupt_func(request, &on_interrupt, worker);
  if (rests) simulator_.rouse(*worker->task);
}

void Workers::on_interrupt(fuse_req_t, void* data) {
  auto& worker = *static_cast<Worker*>(data);
  Workers& owner = *worker.owner;
  if (!std::exchange(worker.interrupted, true)) ++owner.interrupted_;
  if (!worker.begun) return;
  owner.signal(*worker.task, owner.callers_.is_killed(worker.caller.pid) ? SIGKILL : SIGINT);
}

void Workers::look_for_killed() {
  for (Worker* worker : std::vector<Worker*>(busy_))
    if (worker->interrupted && worker->begun && callers_.is_killed(worker->caller.pid))
      signal(*worker->task, SIGKILL);
}

void Workers::kill_all() {
  for (Worker* worker : std::vector<Worker*>(busy_)) {
    // Under a random schedule it may have ended while others were killed.
    if (std::find(busy_.begin(), busy_.end(), worker) == busy_.end()) continue;
    if (!std::exchange(worker->interrupted, true)) ++interrupted_;
    if (worker->begun) signal(*worker->task, SIGKILL);
  }
  for (Worker* worker : std::exchange(idle_, {})) retire(*worker);
  run_until_idle();
}

void Workers::signal(Task& process, int number) {
  try {
    simulator_.interrupt(process, number);
  } catch (const TaskKilled&) {
    simulator_.revive();
  }
}

void Workers::run_until_idle() {
  try {
    simulator_.run_until_idle();
  } catch (const TaskKilled&) {
    simulator_.revive();
  }
}

void Workers::abandon() {
  for (Worker* worker : std::exchange(busy_, {})) {
    fuse_reply_err(std::exchange(worker->request, nullptr), EIO);
    worker->owner = nullptr;
  }
  interrupted_ = 0;
  for (Worker* worker : std::exchange(idle_, {})) worker->owner = nullptr;
}

}  // namespace ksim::fuse
