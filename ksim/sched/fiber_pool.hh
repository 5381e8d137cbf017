// SPDX-License-Identifier: GPL-2.0-or-later
// Boost.Fiber fibers, kept for reuse, and the scheduling algorithm that runs under them.
//
// All decisions are the Scheduler's; this is the executor: a fiber runs until it resumes
// its successor, past Boost's own scheduler. Fibers are never destroyed while the program runs: one
// whose job is done waits for the next job.
#ifndef KSIM_SCHED_FIBER_POOL_HH
#define KSIM_SCHED_FIBER_POOL_HH

#include <boost/fiber/algo/algorithm.hpp>
#include <boost/fiber/context.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/scheduler.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "ksim/sched/stack_pool.hh"

namespace ksim::sched {

// Implements boost::fibers::algo for the times when the pool starts and stops fibers: first
// come, first served.
class PoolAlgorithm : public boost::fibers::algo::algorithm {
 public:
  // Takes the context that was made ready last out of the queue.
  boost::fibers::context* take_newest();

  void awakened(boost::fibers::context* context) noexcept override;
  boost::fibers::context* pick_next() noexcept override;
  bool has_ready_fibers() const noexcept override;
  void suspend_until(std::chrono::steady_clock::time_point const&) noexcept override {}
  void notify() noexcept override {}

 private:
  boost::fibers::scheduler::ready_queue_type ready_;
};

// One reusable fiber, or the thread's own stack (the main context).
class Fiber {
 public:
  // Runs `job` when it is next switched to. Requires: parked.
  void give(std::function<void()> job) { job_ = std::move(job); }

  const Stack& stack() const { return stack_; }

 private:
  friend class FiberPool;

  boost::fibers::context* context_ = nullptr;
  boost::fibers::fiber fiber_;  // not joinable for the main context
  Stack stack_;
  std::function<void()> job_;
  void* sanitizer_state_ = nullptr;
};

class FiberPool {
 public:
  // The pool of this thread; made at first use, gone with the thread.
  static FiberPool& of_this_thread();

  ~FiberPool();
  FiberPool(const FiberPool&) = delete;
  FiberPool& operator=(const FiberPool&) = delete;

  Fiber& main() { return main_; }
  StackPool& kernel_stacks() { return kernel_stacks_; }
  // A parked fiber.
  Fiber& take();
  // Requires: parked, or about to park (the job's last act was to name a successor).
  void give_back(Fiber& fiber) { parked_.push_back(&fiber); }

  // Leaves `from`, which is running, for `to`. Returns when somebody switches back.
  // A fiber whose job returns must have called finish_into() as its last act.
  void switch_to(Fiber& from, Fiber& to);
  // The running fiber's job ends right after this call; `to` runs next.
  void finish_into(Fiber& to) { after_job_ = &to; }

 private:
  FiberPool();
  void run(Fiber& fiber);

  PoolAlgorithm* algorithm_;
  StackPool stacks_;
  StackPool kernel_stacks_;
  Fiber main_;
  std::vector<std::unique_ptr<Fiber>> all_;
  std::vector<Fiber*> parked_;
  Fiber* after_job_ = nullptr;
  bool stopping_ = false;
};

}  // namespace ksim::sched

#endif
