// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/polling.hh"

#include <fmt/format.h>

#include <algorithm>

#include "ksim/system_call.hh"

namespace ksim {

Outcome<std::vector<short>> poll(const std::vector<PollRequest>& requests, int timeout_ms,
                                 std::source_location where) {
  std::vector<pollfd> fds;
  for (const PollRequest& request : requests) fds.push_back({request.number, request.events, 0});
  const long returned = system_call::poll(fds.data(), fds.size(), timeout_ms);
  if (returned < 0) return {Errno{static_cast<int>(-returned)}, "poll()", where};
  std::vector<short> ready;
  for (const pollfd& fd : fds) ready.push_back(fd.revents);
  EXPECT_EQ(returned, std::ranges::count_if(ready, [](short events) { return events != 0; }))
      << "poll() returned another number than that of files with events";
  return {std::move(ready), "poll()", where};
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
  std::vector<epoll_event> events(static_cast<std::size_t>(std::max(events_max, 0)));
  const long returned =
      system_call::epoll_wait(fd_.number(), events.data(), events_max, timeout_ms);
  if (returned < 0) return {Errno{static_cast<int>(-returned)}, "epoll_wait()", where};
  std::vector<EpollEvent> ready;
  for (long i = 0; i < returned; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    ready.push_back({event.events, event.data.u64});
  }
  return {std::move(ready), "epoll_wait()", where};
}

}  // namespace ksim
