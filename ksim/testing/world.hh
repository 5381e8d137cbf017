// SPDX-License-Identifier: GPL-2.0-or-later
// What a world does for a test, besides system calls.
//
// This header and ksim/system_call.hh are the seam between the three worlds: the same test
// source is linked with world_sim.cc (simulated kernel), or with an implementation on real
// system calls. Nothing here is for tests to call: they use DriverTest.
#ifndef KSIM_TESTING_WORLD_HH
#define KSIM_TESTING_WORLD_HH

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/result.hh"
#include "ksim/task.hh"

namespace ksim {

enum class World {
  Sim,   // the simulated kernel, in the test's own process
  Fuse,  // the simulated kernel, by real system calls: `ksim run`
  Qemu,  // a real kernel, in a virtual machine
};

}  // namespace ksim

namespace ksim::world {

World which();

// Called once, before any test. `module_directories`: where load_module() finds modules,
// separated by ':'. Throws std::invalid_argument if the environment asks for what cannot be.
void prepare(std::string_view module_directories);

// The tests that follow run under the schedule that this seed makes.
// Returns: the environment that makes it happen again, as replay_environment() does.
std::string use_seed(std::uint64_t seed);

// A fresh kernel, or as fresh as this world can make it. The caller becomes its first
// process.
void begin_test();

// The caller goes on as a live process, even if it was killed (TaskKilled was thrown).
void revive();

// Lets every process run until nobody can any more. Each that still lives then is part of
// a finding. Returns: whether none does.
bool settle();

// Looks for what modules have left behind; it becomes findings.
void audit();

// Ends what begin_test() began: processes that still live are killed.
void end_test();

// A number that is another one in each test, and between tests.
std::uint64_t epoch();

// Loads a module as insmod(8) does. `module` is a path or the name of one of the modules
// that the test program was built for.
Result<> load_module(std::string_view module, std::string_view parameters);
Result<> unload_module(std::string_view name);

// A virtio device appears, for this test; see ksim/virtio_devices.hh. A real kernel has what its
// machine has: there it is ENODEV if that has none of this name.
// Throws std::invalid_argument if there can be no such device.
Result<> add_device(std::string_view description);

// Starts a copy of the running process that runs `body`.
std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body);

// A clock of this world that never goes back.
std::uint64_t now_ns();

// What the kernel logged since begin_test(), one record a line, without times.
std::string dmesg();

// What was found and not yet taken, oldest first.
std::vector<Finding> take_findings();

// The environment that makes the running test happen again: "KSIM_REPLAY='fifo'". Empty if
// this world cannot.
std::string replay_environment();

}  // namespace ksim::world

#endif
