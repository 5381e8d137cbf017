// SPDX-License-Identifier: GPL-2.0-or-later
// The tasks that can run, in the order in which they became able to.
#ifndef KSIM_SCHED_RUN_QUEUE_HH
#define KSIM_SCHED_RUN_QUEUE_HH

#include <boost/circular_buffer.hpp>
#include <cstddef>

namespace ksim::sched {

class TaskImpl;

class RunQueue {
 public:
  bool empty() const { return tasks_.empty(); }
  std::size_t size() const { return tasks_.size(); }
  auto begin() const { return tasks_.begin(); }
  auto end() const { return tasks_.end(); }

  void clear() { tasks_.clear(); }
  void push(TaskImpl& task) {
    if (tasks_.full()) [[unlikely]]
      tasks_.set_capacity(2 * tasks_.capacity());
    tasks_.push_back(&task);
  }
  // Requires: index < size().
  TaskImpl& take(std::size_t index) {
    TaskImpl& task = *tasks_[index];
    if (index == 0) [[likely]]
      tasks_.pop_front();
    else
      tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(index));
    return task;
  }

 private:
  boost::circular_buffer<TaskImpl*> tasks_{16};
};

}  // namespace ksim::sched

#endif
