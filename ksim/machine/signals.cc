// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/machine/signals.hh"

#include <csignal>
#include <cstring>
#include <vector>

namespace ksim {
namespace {

void run_handler(const ksim_signal_frame& frame) {
  if ((frame.flags & SA_SIGINFO) == 0) {
    reinterpret_cast<void (*)(int)>(frame.handler)(frame.signal);
    return;
  }
  siginfo_t info;
  static_assert(sizeof info == sizeof frame.info);
  std::memcpy(&info, frame.info, sizeof info);
  reinterpret_cast<void (*)(int, siginfo_t*, void*)>(frame.handler)(frame.signal, &info, nullptr);
}

void deliver(sched::TaskImpl& task, ksim_user_return& back) {
  const ksim_vmlinux& vmlinux = machine().vmlinux();
  // Linux builds one frame on top of the other, so the last signal is handled first.
  std::vector<ksim_signal_frame> frames;
  while (has_signal(vmlinux, task)) {
    ksim_signal_frame frame{};
    const long action = task.enter_kernel([&] { return vmlinux.signal_deliver(&back, &frame); });
    if (action == KSIM_SIGNAL_DEATH) task.die(frame.signal);
    if (action == KSIM_SIGNAL_HANDLER) frames.push_back(frame);
  }
  for (; !frames.empty(); frames.pop_back()) {
    const ksim_signal_frame& frame = frames.back();
    run_handler(frame);
    task.enter_kernel([&] { return vmlinux.syscalls.sigreturn(frame.blocked); });
    deliver_signals(task);
  }
}

}  // namespace

void deliver_signals(sched::TaskImpl& task) {
  ksim_user_return back{};
  deliver(task, back);
}

ksim_resume deliver_signals(sched::TaskImpl& task, long& returned) {
  ksim_user_return back{};
  back.returned = returned;
  back.in_call = 1;
  deliver(task, back);
  returned = back.returned;
  return static_cast<ksim_resume>(back.resume);
}

}  // namespace ksim
