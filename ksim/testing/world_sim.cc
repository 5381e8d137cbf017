// SPDX-License-Identifier: GPL-2.0-or-later
// The world of tests in the simulated kernel.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/strategy.hh"
#include "ksim/testing/world.hh"
#include "ksim/virtio_devices.hh"

namespace ksim::world {
namespace {

std::optional<Simulator> simulator;
// They answer until modules are gone, and may be destroyed with the kernel.
std::vector<std::unique_ptr<VirtioDevice>> devices;

// Of the running test, in the order in which they were made; not all the dead are in it.
std::vector<std::shared_ptr<Task>> processes;
std::size_t processes_max = 0;  // forget the dead before there are more
std::uint64_t spawned = 0;

void forget_the_dead() {
  std::erase_if(processes, [](const auto& task) { return task->state() == Task::State::Dead; });
  processes_max = std::max<std::size_t>(64, 2 * processes.size());
}

std::uint64_t epochs = 0;

std::string environment_for(const std::string& strategy) {
  return "KSIM_REPLAY='" + strategy + "'";
}

}  // namespace

World which() { return World::Sim; }

void prepare(std::string_view module_directories) {
  while (!module_directories.empty()) {
    const std::size_t end = std::min(module_directories.find(':'), module_directories.size());
    Simulator::module_path().emplace_back(module_directories.substr(0, end));
    module_directories.remove_prefix(std::min(end + 1, module_directories.size()));
  }
  if (const char* replay = std::getenv("KSIM_REPLAY")) make_strategy(replay);
}

std::string use_seed(std::uint64_t seed) {
  // Every Simulator asks for it, also that of a test without fixture.
  const std::string strategy = make_random(seed)->describe();
  setenv("KSIM_REPLAY", strategy.c_str(), 1);
  return environment_for(strategy);
}

void begin_test() {
  ++epochs;
  simulator.emplace();
}

void revive() { simulator->revive(); }

bool settle() {
  for (;;) {
    const std::uint64_t spawned_before = spawned;
    const std::vector<std::shared_ptr<Task>> started = processes;
    bool all_ended = true;
    for (const auto& process : started) all_ended &= process->wait();
    if (spawned == spawned_before) return all_ended;
  }
}

void audit() { simulator->audit(); }

void end_test() {
  ++epochs;
  simulator.reset();
  devices.clear();
  processes.clear();
}

std::uint64_t epoch() { return epochs; }

Result<> load_module(std::string_view module, std::string_view parameters) {
  return simulator->insmod(module, parameters);
}

Result<> unload_module(std::string_view name) { return simulator->rmmod(name); }

Result<> add_device(std::string_view description) {
  devices.push_back(make_virtio_device(description));
  return simulator->add_virtio_device(*devices.back());
}

std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body) {
  std::shared_ptr<Task> task = simulator->spawn(name, std::move(body));
  if (processes.size() >= processes_max) forget_the_dead();
  processes.push_back(task);
  ++spawned;
  return task;
}

std::uint64_t now_ns() { return simulator->clock().now_ns(); }

std::string dmesg() { return simulator->dmesg(); }

std::vector<Finding> take_findings() { return simulator->take_findings(); }

std::string replay_environment() { return environment_for(simulator->strategy().describe()); }

}  // namespace ksim::world
