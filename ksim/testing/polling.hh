// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for many files at once: poll, select and epoll, in any world.
//
//   EXPECT_THAT(poll({{pipe, POLLIN | POLLOUT}}, 0), SucceedsWith(ElementsAre(POLLOUT)));
//
// ppoll(), pselect() and pwait() hold back the signals `blocked` while they wait, and no
// others, whatever the process holds back at other times.
#ifndef KSIM_TESTING_POLLING_HH
#define KSIM_TESTING_POLLING_HH

#include <poll.h>
#include <sys/epoll.h>

#include <cstdint>
#include <ostream>
#include <set>
#include <source_location>
#include <vector>

#include "ksim/testing/fd.hh"
#include "ksim/testing/outcome.hh"

namespace ksim {

// A timeout that never comes.
constexpr int kForever_ms = -1;

struct PollRequest {
  PollRequest(const Fd& fd, short poll_events) : number(fd.number()), events(poll_events) {}
  // A descriptor by number, which need not be open.
  PollRequest(int descriptor, short poll_events) : number(descriptor), events(poll_events) {}

  int number;
  short events;  // POLLIN …
};

// Waits until one of the files is ready. Returns: what each is ready for, 0 for nothing;
// all of them are 0 when the time is up.
Outcome<std::vector<short>> poll(const std::vector<PollRequest>& requests, int timeout_ms,
                                 std::source_location where = std::source_location::current());
Outcome<std::vector<short>> ppoll(const std::vector<PollRequest>& requests, int timeout_ms,
                                  const std::vector<int>& blocked,
                                  std::source_location where = std::source_location::current());

// Sets of descriptors, by number: what select() waits for, and what it has found.
struct SelectSets {
  std::set<int> read = {};
  std::set<int> write = {};
  std::set<int> except = {};

  friend bool operator==(const SelectSets&, const SelectSets&) = default;
};

void PrintTo(const SelectSets& sets, std::ostream* out);

// Waits until one of the files is ready for what its set says. Returns: those that are, none
// when the time is up. Requires: 0 <= number < FD_SETSIZE.
Outcome<SelectSets> select(const SelectSets& sets, int timeout_ms,
                           std::source_location where = std::source_location::current());
Outcome<SelectSets> pselect(const SelectSets& sets, int timeout_ms, const std::vector<int>& blocked,
                            std::source_location where = std::source_location::current());

// What epoll has to say of a file.
struct EpollEvent {
  std::uint32_t events;  // EPOLLIN …
  std::uint64_t data;    // as given to add()

  friend bool operator==(const EpollEvent&, const EpollEvent&) = default;
};

void PrintTo(const EpollEvent& event, std::ostream* out);

// An epoll file.
class Epoll {
 public:
  using Where = std::source_location;

  explicit Epoll(Where where = Where::current());

  // `data` comes back with each event.
  Outcome<> add(const Fd& fd, std::uint32_t events, std::uint64_t data = 0,
                Where where = Where::current());
  Outcome<> modify(const Fd& fd, std::uint32_t events, std::uint64_t data = 0,
                   Where where = Where::current());
  Outcome<> remove(const Fd& fd, Where where = Where::current());
  // Returns: at most `events_max` events, none when the time is up.
  Outcome<std::vector<EpollEvent>> wait(int timeout_ms, int events_max = 16,
                                        Where where = Where::current());

  Outcome<std::vector<EpollEvent>> pwait(int timeout_ms, const std::vector<int>& blocked,
                                         int events_max = 16, Where where = Where::current());

  Fd& fd() { return fd_; }

 private:
  Outcome<> control(int operation, const Fd& fd, std::uint32_t events, std::uint64_t data,
                    Where where);

  Fd fd_;
};

}  // namespace ksim

#endif
