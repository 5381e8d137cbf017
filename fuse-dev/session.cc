// SPDX-License-Identifier: GPL-2.0-or-later
#include "session.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <fuse_log.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>

#include "ksim/system_call.hh"
#include "module_file.hh"

namespace ksim::fuse {
namespace {

// In a process of its own: module code may sleep, or oops. Returns: the errno, or -1.
int in_process(Simulator& simulator, const char* name, const std::function<Result<>()>& call) {
  int error = -1;
  const auto task = simulator.spawn(name, [&] {
    const Result<> result = call();
    error = result.ok() ? 0 : result.error().code();
  });
  while (task->state() != Task::State::Dead) {
    simulator.run_until_idle();
    // Whatever it waits for is a timer; nobody else is there who could wake it.
    if (task->state() != Task::State::Dead && simulator.next_event_ns() == ~std::uint64_t{0}) break;
  }
  return error;
}

bool add_all(Simulator& simulator, Devices& devices, const std::vector<std::string>& descriptions) {
  for (const std::string& description : descriptions) {
    std::string trouble;
    const int error = in_process(simulator, "device", [&]() -> Result<> {
      try {
        return devices.add(simulator, description);
      } catch (const TaskKilled&) {
        throw;
      } catch (const std::exception& bad) {
        trouble = bad.what();
        return Errno{EINVAL};
      }
    });
    if (error == 0) continue;
    if (trouble.empty())
      trouble = fmt::format("device {}: {}", description,
                            error < 0 ? "killed, see the findings" : strerror(error));
    fmt::print(stderr, "ksim: {}\n", trouble);
    return false;
  }
  return true;
}

bool load_all(Simulator& simulator, const std::vector<std::string>& modules) {
  for (const std::string& module : modules) {
    const std::size_t comma = std::min(module.find(','), module.size());
    const std::string named = module.substr(0, comma);
    const std::filesystem::path file = find_module_file(named);
    if (const std::string trouble = module_trouble(named, file); !trouble.empty()) {
      fmt::print(stderr, "ksim: insmod {}", trouble);
      return false;
    }
    std::string parameters = comma < module.size() ? module.substr(comma + 1) : "";
    // A list of values has commas, too: a word without '=' belongs to the one before.
    std::string separated;
    std::stringstream words(parameters);
    for (std::string word; std::getline(words, word, ',');) {
      if (!separated.empty()) separated += word.find('=') == std::string::npos ? "," : " ";
      separated += word;
    }
    const int error =
        in_process(simulator, "insmod", [&] { return simulator.insmod(file.native(), separated); });
    if (error == 0) {
      remember_module_file(file);
      continue;
    }
    fmt::print(stderr, "ksim: insmod {}: {}\n", module,
               error < 0 ? "killed, see the findings" : strerror(error));
    return false;
  }
  return true;
}

}  // namespace

Simulator::Options options() {
  Simulator::Options options;
  options.host_clock = &host_clock_ns;
  return options;
}

void add_setup_options(CLI::App& command, Setup& setup) {
  command
      .add_option("-d,--device", setup.devices,
                  fmt::format("a virtio device that drivers find:\n{}", kVirtioDevices))
      ->allow_extra_args(false)
      ->type_name("NAME[,OPTION...]");
  command
      .add_option("-m,--module", setup.modules,
                  "a .ko file, or a name looked up in KSIM_MODULE_PATH")
      ->allow_extra_args(false)
      ->type_name("FILE[,PARAMETER=VALUE...]");
}

bool set_up(Simulator& simulator, Devices& devices, const Setup& setup) {
  return add_all(simulator, devices, setup.devices) && load_all(simulator, setup.modules);
}

std::vector<Finding> finish(Simulator& simulator) {
  simulator.run_until_idle();
  std::string text;
  const long fd = system_call::open("/proc/modules", O_RDONLY);
  char buffer[4096];
  long got;
  while (fd >= 0 && (got = system_call::read(static_cast<int>(fd), buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<std::size_t>(got));
  if (fd >= 0) system_call::close(static_cast<int>(fd));
  std::stringstream lines(text);
  bool all = true;
  for (std::string line; std::getline(lines, line);) {  // the newest first
    const std::string name = line.substr(0, line.find(' '));
    all &= in_process(simulator, "rmmod", [&] { return simulator.rmmod(name); }) == 0;
  }
  if (all) simulator.audit();
  return simulator.take_findings();
}

std::string text_of(const std::vector<Finding>& findings, int fd) {
  const bool colour = fd >= 0 && isatty(fd) != 0 && std::getenv("NO_COLOR") == nullptr;
  std::string text;
  for (const Finding& finding : findings)
    text += finding.text(colour ? Finding::Style::Colour : Finding::Style::Plain) + "\n";
  return text;
}

void quiet_libfuse() {
  fuse_set_log_func([](fuse_log_level, const char* format, va_list arguments) {
    if (std::string_view(format).starts_with("fuse: reading device")) return;
    std::vfprintf(stderr, format, arguments);
  });
}

std::string fuse_trouble() {
  const int fd = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
  const int error = errno;
  if (fd >= 0) {
    ::close(fd);
    return "";
  }
  return fmt::format(
      "cannot open /dev/fuse: {}\n{}\n", strerror(error),
      error == EACCES || error == EPERM
          ? "Its permissions should be 0666; in a container, start that with --device /dev/fuse."
          : "Load FUSE with `modprobe fuse`; in a container, start that with --device /dev/fuse.");
}

}  // namespace ksim::fuse
