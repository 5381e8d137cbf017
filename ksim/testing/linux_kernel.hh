// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel that a test with real system calls meets, and what no system call does for it.
#ifndef KSIM_TESTING_LINUX_KERNEL_HH
#define KSIM_TESTING_LINUX_KERNEL_HH

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/finding.hh"
#include "ksim/result.hh"
#include "ksim/testing/world.hh"

namespace ksim {

class LinuxKernel {
 public:
  virtual ~LinuxKernel() = default;

  virtual World world() const = 0;
  // As fresh as it can be made.
  virtual void begin_test() = 0;
  virtual Result<> load_module(const std::filesystem::path& file, std::string_view parameters) = 0;
  virtual Result<> unload_module(std::string_view name) = 0;
  // As world::add_device() says.
  virtual Result<> add_device(std::string_view description) = 0;
  // Looks for what modules have left behind.
  virtual void audit() = 0;
  // Lets happen what is about to.
  virtual void settle() = 0;
  // Since begin_test(), one record a line, without times.
  virtual std::string dmesg() = 0;
  virtual std::vector<Finding> take_findings() = 0;
};

// The simulated one that `ksim run` has, which listens at this socket.
std::unique_ptr<LinuxKernel> make_simulated_kernel(std::string socket);
// That of the machine. Requires: the caller is root there.
std::unique_ptr<LinuxKernel> make_real_kernel();

}  // namespace ksim

#endif
