// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/process.hh"

#include <fmt/format.h>

#include <stdexcept>

#include "ksim/system_call.hh"

namespace ksim {

ExitStatus AnyProcess::exit_status() const {
  if (!task_->wait()) {
    throw std::runtime_error(
        fmt::format("process {} (pid {}) is blocked, and nobody will wake it", name(), pid()));
  }
  return task_->exit_status();
}

Outcome<> AnyProcess::kill(int signal, std::source_location where) const {
  return {Result<>::from_return(system_call::kill(pid(), signal)),
          fmt::format("kill({}, {})", name(), signal), where};
}

void AnyProcess::throw_no_result() const {
  throw std::runtime_error(fmt::format("process {} (pid {}) has no result: signal {} killed it",
                                       name(), pid(), exit_status().signal));
}

}  // namespace ksim
