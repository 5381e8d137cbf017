// SPDX-License-Identifier: GPL-2.0-or-later
// What does it take to load a module and unload it, and how much longer beside a hundred?
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks/compare.hh"
#include "ksim/simulator.hh"

namespace {

namespace fs = std::filesystem;

void load_and_unload(ksim::Simulator& simulator) {
  simulator.insmod(KSIM_MODULE_hello).value();
  simulator.rmmod("hello").value();
}

void insmod_rmmod_vs_dlopen(benchmark::State& state) {
  ksim::Simulator simulator;
  bench::compare(
      state, [&] { load_and_unload(simulator); },
      [] {
        void* library = ::dlopen(KSIM_SHARED_OBJECT, RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) throw std::runtime_error(::dlerror());
        ::dlclose(library);
      },
      {.ratio_max = 1, .subject = "insmod and rmmod", .floor = "dlopen(), dlclose()"});
}

// Copies of one module under other names, which have as many letters.
class Crowd {
 public:
  explicit Crowd(int count) {
    char name[] = "/tmp/ksim-benchmark-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp() failed");
    directory_ = name;
    std::ifstream in(KSIM_MODULE_crowd_000, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (int number = 0; number < count; ++number) {
      const std::string other = fmt::format("crowd_{:03}", number);
      std::string copy = bytes;
      for (std::size_t at = 0; (at = copy.find("crowd_000", at)) != std::string::npos; ++at)
        copy.replace(at, other.size(), other);
      paths_.push_back(directory_ / (other + ".ko"));
      std::ofstream(paths_.back(), std::ios::binary) << copy;
    }
  }
  ~Crowd() { fs::remove_all(directory_); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  const std::vector<fs::path>& paths() const { return paths_; }

 private:
  fs::path directory_;
  std::vector<fs::path> paths_;
};

// A name is looked for in the list of modules, as in Linux: that part is linear.
void insmod_rmmod_by_modules(benchmark::State& state) {
  constexpr int kSteps = 100;
  const std::vector<long> sizes = {1, 10, 30, 100};
  const Crowd crowd(static_cast<int>(sizes.back()));
  bench::sweep(
      state, {"modules", sizes}, {.exponent_max = 0.5, .tail_from = 10},
      {.subject = "insmod and rmmod"}, [&](long modules) {
        ksim::Simulator simulator;
        for (long number = 0; number < modules; ++number)
          simulator.insmod(crowd.paths()[static_cast<std::size_t>(number)].native()).value();
        const auto load = [&] {
          for (int step = 0; step < kSteps; ++step) load_and_unload(simulator);
        };
        return bench::Pair{bench::nanoseconds(load) / kSteps};
      });
}

}  // namespace

BENCHMARK(insmod_rmmod_vs_dlopen)->UseManualTime()->Iterations(1);
BENCHMARK(insmod_rmmod_by_modules)->UseManualTime()->Iterations(1);
