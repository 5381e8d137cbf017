// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/sched/fiber_pool.hh"

#include <pthread.h>

#include <boost/context/stack_context.hpp>
#include <boost/fiber/operations.hpp>

#include "ksim/sched/sanitizer.hh"

namespace ksim::sched {
namespace {

// AddressSanitizer's frames are several times larger.
constexpr std::size_t kUserStackBytes = kAddressSanitizer ? 1024 * 1024 : 256 * 1024;
// Linux has 16 KiB; the rest is for ksim's own C++ below the boundary.
constexpr std::size_t kKernelStackBytes = kAddressSanitizer ? 512 * 1024 : 64 * 1024;

// Boost's stack allocator concept, for a stack that somebody else owns.
class BorrowedStack {
 public:
  explicit BorrowedStack(Stack stack) : stack_(stack) {}

  boost::context::stack_context allocate() {
    boost::context::stack_context context;
    context.sp = stack_.top();
    context.size = stack_.size;
    return context;
  }
  void deallocate(boost::context::stack_context&) noexcept {}

 private:
  Stack stack_;
};

Stack stack_of_this_thread() {
  pthread_attr_t attributes;
  Stack stack;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &stack.bottom, &stack.size);
    pthread_attr_destroy(&attributes);
  }
  return stack;
}

}  // namespace

void PoolAlgorithm::awakened(boost::fibers::context* context) noexcept {
  context->ready_link(ready_);
}

boost::fibers::context* PoolAlgorithm::pick_next() noexcept {
  if (ready_.empty()) return nullptr;
  boost::fibers::context* next = &ready_.front();
  ready_.pop_front();
  return next;
}

boost::fibers::context* PoolAlgorithm::take_newest() {
  boost::fibers::context* newest = &ready_.back();
  ready_.pop_back();
  return newest;
}

bool PoolAlgorithm::has_ready_fibers() const noexcept { return !ready_.empty(); }

FiberPool& FiberPool::of_this_thread() {
  thread_local FiberPool pool;
  return pool;
}

FiberPool::FiberPool() : stacks_(kUserStackBytes), kernel_stacks_(kKernelStackBytes) {
  // Boost owns the algorithm, and keeps it until the thread ends.
  auto* algorithm = new PoolAlgorithm;
  boost::fibers::context::active()->get_scheduler()->set_algo(algorithm);
  algorithm_ = algorithm;
  main_.context_ = boost::fibers::context::active();
  main_.stack_ = stack_of_this_thread();
}

FiberPool::~FiberPool() {
  stopping_ = true;
  for (auto& fiber : all_) {
    algorithm_->awakened(fiber->context_);
    fiber->fiber_.join();
    stacks_.give_back(fiber->stack_);
  }
}

Fiber& FiberPool::take() {
  if (!parked_.empty()) {
    Fiber* fiber = parked_.back();
    parked_.pop_back();
    return *fiber;
  }
  Fiber& fiber = *all_.emplace_back(std::make_unique<Fiber>());
  fiber.stack_ = stacks_.take();
  fiber.fiber_ = boost::fibers::fiber(boost::fibers::launch::post, std::allocator_arg,
                                      BorrowedStack(fiber.stack_), [this, &fiber] { run(fiber); });
  // Boost made it ready; it runs only when it is named as a successor.
  fiber.context_ = algorithm_->take_newest();
  return fiber;
}

void FiberPool::run(Fiber& fiber) {
  switch_ends(nullptr, nullptr, nullptr);
  while (!stopping_) {
    fiber.job_();
    fiber.job_ = nullptr;
    Fiber& next = *after_job_;
    switch_to(fiber, next);
  }
}

void FiberPool::switch_to(Fiber& from, Fiber& to) {
  switch_begins(&from.sanitizer_state_, to.stack_.bottom, to.stack_.size);
  to.context_->resume();
  if (!stopping_) switch_ends(from.sanitizer_state_, nullptr, nullptr);
}

}  // namespace ksim::sched
