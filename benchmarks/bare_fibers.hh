// SPDX-License-Identifier: GPL-2.0-or-later
// The floor of everything that switches tasks: two fibers of Boost.Fiber, with its own
// scheduler, that wake each other.
#ifndef BENCHMARKS_BARE_FIBERS_HH
#define BENCHMARKS_BARE_FIBERS_HH

#include <boost/fiber/context.hpp>
#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>
#include <chrono>
#include <thread>
#include <vector>

namespace bench {

// Each of two fibers makes the other one ready and goes to sleep, in turn, `handoffs` times
// in all. On a thread of its own, since a thread cannot be given Boost's scheduler back:
// let there be so many that starting the thread (some 20 µs) does not count.
inline void hand_off_between_bare_fibers(int handoffs) {
  std::thread([handoffs] {
    using boost::fibers::context;
    context* sides[2] = {};
    const auto bounce = [&](int side) {
      for (int round = 0; round < handoffs / 2; ++round) {
        context* self = context::active();
        self->schedule(sides[1 - side]);
        self->suspend();
      }
    };
    sides[0] = context::active();
    boost::fibers::fiber other([&] {
      sides[1] = context::active();
      sides[1]->suspend();
      bounce(1);
    });
    boost::this_fiber::yield();  // to where it is asleep
    bounce(0);
    sides[0]->schedule(sides[1]);
    other.join();
  }).join();
}

// `count` fibers in a ring yield, `switches` times in all, under Boost's scheduler. Returns: the
// nanoseconds that it takes, without the making of them; on a thread of its own, as above.
inline double yield_among_bare_fibers(int count, int switches) {
  double taken_ns = 0;
  std::thread([&] {
    std::vector<boost::fibers::fiber> fibers;
    for (int index = 0; index < count; ++index) {
      fibers.emplace_back([=] {
        for (int turn = 0; turn < switches / count; ++turn) boost::this_fiber::yield();
      });
    }
    const auto begin = std::chrono::steady_clock::now();
    for (auto& fiber : fibers) fiber.join();
    taken_ns =
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
  }).join();
  return taken_ns;
}

}  // namespace bench

#endif
