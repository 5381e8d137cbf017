// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/polling.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "ksim/system_call.hh"

namespace ksim {
namespace {

// Null for no limit, else `storage`.
timespec* to_timespec(int timeout_ms, timespec& storage) {
  if (timeout_ms < 0) return nullptr;
  storage = {timeout_ms / 1000, timeout_ms % 1000 * 1'000'000};
  return &storage;
}

timeval* to_timeval(int timeout_ms, timeval& storage) {
  if (timeout_ms < 0) return nullptr;
  storage = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
  return &storage;
}

sigset_t to_signals(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

// `wait(fds, count)` is the system call.
template <typename Wait>
Outcome<std::vector<short>> poll_by(const char* call, const std::vector<PollRequest>& requests,
                                    std::source_location where, Wait wait) {
  std::vector<pollfd> fds;
  for (const PollRequest& request : requests) fds.push_back({request.number, request.events, 0});
  const long returned = wait(fds.data(), fds.size());
  if (returned < 0) return {Errno{static_cast<int>(-returned)}, call, where};
  std::vector<short> ready;
  for (const pollfd& fd : fds) ready.push_back(fd.revents);
  EXPECT_EQ(returned, std::ranges::count_if(ready, [](short events) { return events != 0; }))
      << call << " returned another number than that of files with events";
  return {std::move(ready), call, where};
}

fd_set to_bits(const std::set<int>& numbers, int& count) {
  fd_set bits;
  FD_ZERO(&bits);
  for (const int number : numbers) {
    FD_SET(number, &bits);
    count = std::max(count, number + 1);
  }
  return bits;
}

std::set<int> from_bits(const fd_set& bits) {
  std::set<int> numbers;
  for (int number = 0; number < FD_SETSIZE; ++number)
    if (FD_ISSET(number, &bits)) numbers.insert(number);
  return numbers;
}

// `wait(count, in, out, exceptional)` is the system call.
template <typename Wait>
Outcome<SelectSets> select_by(const char* call, const SelectSets& sets, std::source_location where,
                              Wait wait) {
  int count = 0;
  fd_set in = to_bits(sets.read, count);
  fd_set out = to_bits(sets.write, count);
  fd_set exceptional = to_bits(sets.except, count);
  const long returned = wait(count, &in, &out, &exceptional);
  if (returned < 0) return {Errno{static_cast<int>(-returned)}, call, where};
  SelectSets ready{from_bits(in), from_bits(out), from_bits(exceptional)};
  EXPECT_EQ(static_cast<std::size_t>(returned),
            ready.read.size() + ready.write.size() + ready.except.size())
      << call << " returned another number than that of descriptors in the sets";
  return {std::move(ready), call, where};
}

// `wait(events, count)` is the system call.
template <typename Wait>
Outcome<std::vector<EpollEvent>> epoll_by(const char* call, int events_max,
                                          std::source_location where, Wait wait) {
  std::vector<epoll_event> events(static_cast<std::size_t>(std::max(events_max, 0)));
  const long returned = wait(events.data(), events_max);
  if (returned < 0) return {Errno{static_cast<int>(-returned)}, call, where};
  std::vector<EpollEvent> ready;
  for (long i = 0; i < returned; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    ready.push_back({event.events, event.data.u64});
  }
  return {std::move(ready), call, where};
}

}  // namespace

Outcome<std::vector<short>> poll(const std::vector<PollRequest>& requests, int timeout_ms,
                                 std::source_location where) {
  return poll_by("poll()", requests, where, [&](pollfd* fds, std::size_t count) {
    return system_call::poll(fds, count, timeout_ms);
  });
}

Outcome<std::vector<short>> ppoll(const std::vector<PollRequest>& requests, int timeout_ms,
                                  const std::vector<int>& blocked, std::source_location where) {
  return poll_by("ppoll()", requests, where, [&](pollfd* fds, std::size_t count) {
    timespec timeout;
    const sigset_t mask = to_signals(blocked);
    return system_call::ppoll(fds, count, to_timespec(timeout_ms, timeout), &mask);
  });
}

void PrintTo(const SelectSets& sets, std::ostream* out) {
  *out << fmt::format("read {{{}}}, write {{{}}}, except {{{}}}", fmt::join(sets.read, ", "),
                      fmt::join(sets.write, ", "), fmt::join(sets.except, ", "));
}

Outcome<SelectSets> select(const SelectSets& sets, int timeout_ms, std::source_location where) {
  return select_by(
      "select()", sets, where, [&](int count, fd_set* in, fd_set* out, fd_set* exceptional) {
        timeval timeout;
        return system_call::select(count, in, out, exceptional, to_timeval(timeout_ms, timeout));
      });
}

Outcome<SelectSets> pselect(const SelectSets& sets, int timeout_ms, const std::vector<int>& blocked,
                            std::source_location where) {
  return select_by("pselect()", sets, where,
                   [&](int count, fd_set* in, fd_set* out, fd_set* exceptional) {
                     timespec timeout;
                     const sigset_t mask = to_signals(blocked);
                     return system_call::pselect6(count, in, out, exceptional,
                                                  to_timespec(timeout_ms, timeout), &mask);
                   });
}

void PrintTo(const EpollEvent& event, std::ostream* out) {
  *out << fmt::format("events {:#x} of {}", event.events, event.data);
}

Epoll::Epoll(Where where) : fd_(Fd::adopt("epoll", system_call::epoll_create1(0), where)) {}

Outcome<> Epoll::control(int operation, const Fd& fd, std::uint32_t events, std::uint64_t data,
                         Where where) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = data;
  return {
      Result<>::from_return(system_call::epoll_ctl(fd_.number(), operation, fd.number(), &event)),
      fmt::format("epoll_ctl({})", fd.path()), where};
}

Outcome<> Epoll::add(const Fd& fd, std::uint32_t events, std::uint64_t data, Where where) {
  return control(EPOLL_CTL_ADD, fd, events, data, where);
}

Outcome<> Epoll::modify(const Fd& fd, std::uint32_t events, std::uint64_t data, Where where) {
  return control(EPOLL_CTL_MOD, fd, events, data, where);
}

Outcome<> Epoll::remove(const Fd& fd, Where where) {
  return control(EPOLL_CTL_DEL, fd, 0, 0, where);
}

Outcome<std::vector<EpollEvent>> Epoll::wait(int timeout_ms, int events_max, Where where) {
  return epoll_by("epoll_wait()", events_max, where, [&](epoll_event* events, int count) {
    return system_call::epoll_wait(fd_.number(), events, count, timeout_ms);
  });
}

Outcome<std::vector<EpollEvent>> Epoll::pwait(int timeout_ms, const std::vector<int>& blocked,
                                              int events_max, Where where) {
  return epoll_by("epoll_pwait()", events_max, where, [&](epoll_event* events, int count) {
    const sigset_t mask = to_signals(blocked);
    return system_call::epoll_pwait(fd_.number(), events, count, timeout_ms, &mask);
  });
}

}  // namespace ksim
