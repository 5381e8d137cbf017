// SPDX-License-Identifier: GPL-2.0-or-later
// The worlds of tests with real system calls: under `ksim run` they reach a simulated kernel by
// FUSE, elsewhere that of the machine.
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "ksim/testing/linux_kernel.hh"
#include "ksim/testing/linux_process.hh"
#include "ksim/testing/world.hh"

namespace ksim::world {
namespace {

std::unique_ptr<LinuxKernel> kernel;
std::vector<std::filesystem::path> module_path;
std::uint64_t epochs = 0;

void add_module_directories(std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    module_path.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

// A module has '_' in its name, and its file may have '-' there.
std::filesystem::path file_of(std::string_view module) {
  if (module.find('/') != std::string_view::npos) return module;
  std::string name(module);
  if (!name.ends_with(".ko")) name += ".ko";
  std::string with_dashes = name;
  std::replace(with_dashes.begin(), with_dashes.end(), '_', '-');
  for (const auto& directory : module_path)
    for (const std::string& file : {name, with_dashes})
      if (std::filesystem::exists(directory / file)) return directory / file;
  return name;
}

}  // namespace

World which() { return kernel->world(); }

void prepare(std::string_view module_directories) {
  const char* socket = std::getenv("KSIM_SOCKET");
  const char* real = std::getenv("KSIM_REAL_KERNEL");
  if (socket == nullptr && real == nullptr)
    throw std::invalid_argument(
        "run this under `ksim run`, or in a virtual machine with KSIM_REAL_KERNEL=yes, which loads "
        "modules into the kernel of that");
  kernel = socket != nullptr ? make_simulated_kernel(socket) : make_real_kernel();
  if (const char* first = std::getenv("KSIM_MODULE_PATH")) add_module_directories(first);
  add_module_directories(module_directories);
  linux_process::begin();
  linux_process::set_barrier([] { kernel->settle(); });
}

std::string use_seed(std::uint64_t) {
  throw std::invalid_argument("only the simulated world has schedules to choose from");
}

void begin_test() {
  ++epochs;
  kernel->begin_test();
}

void revive() {}

bool settle() { return linux_process::wait_for_all(); }

void audit() { kernel->audit(); }

void end_test() {
  ++epochs;
  linux_process::kill_all();
}

std::uint64_t epoch() { return epochs; }

Result<> load_module(std::string_view module, std::string_view parameters) {
  return kernel->load_module(file_of(module), parameters);
}

Result<> unload_module(std::string_view name) { return kernel->unload_module(name); }

Result<> add_device(std::string_view description) { return kernel->add_device(description); }

std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body) {
  return linux_process::spawn(name, std::move(body));
}

std::uint64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

std::string dmesg() { return kernel->dmesg(); }

std::vector<Finding> take_findings() { return kernel->take_findings(); }

std::string replay_environment() {
  return which() == World::Fuse ? "ksim run --" : "KSIM_REAL_KERNEL=yes";
}

}  // namespace ksim::world
