// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel of the machine.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>

#include "ksim/testing/linux_kernel.hh"
#include "ksim/testing/linux_process.hh"

namespace ksim {
namespace {

// How the kernel begins what it has to say of itself, and what we call that.
constexpr std::pair<std::string_view, FindingKind> kSplats[] = {
    {"BUG: sleeping function called from invalid context", FindingKind::SleepInAtomic},
    {"BUG: scheduling while atomic", FindingKind::SleepInAtomic},
    {"BUG: ", FindingKind::Oops},
    {"kernel BUG at ", FindingKind::Oops},
    {"general protection fault", FindingKind::Oops},
    {"Oops: ", FindingKind::Oops},
    {"watchdog: BUG: soft lockup", FindingKind::SoftLockup},
    {"INFO: task ", FindingKind::HungTask},
    {"WARNING: ", FindingKind::Warning},
};

// What is between these two in the kernel log has been judged by a test; tests/qemu/run judges the
// rest. Which test it is follows the first.
constexpr std::string_view kBegins = "ksim: a test begins: ";
constexpr std::string_view kJudged = "ksim: judged up to here\n";

// What the bus says of the devices that a machine can have.
constexpr std::pair<std::string_view, std::string_view> kVirtioIds[] = {
    {"virtio-blk", "0x0002"},
    {"virtio-rng", "0x0004"},
};

class RealKernel final : public LinuxKernel {
 public:
  World world() const override { return World::Qemu; }
  void begin_test() override {
    if (log_ >= 0) ::close(log_);
    log_ = ::open("/dev/kmsg", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (log_ < 0) throw std::runtime_error("/dev/kmsg: who runs tests in this kernel is root");
    warn_again();
    mark(std::string(kBegins) + running_test() + "\n");
    ::lseek(log_, 0, SEEK_END);
    text_.clear();
    judged_ = 0;
  }
  Result<> load_module(const std::filesystem::path& file, std::string_view parameters) override {
    const int module = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (module < 0) return Errno{errno};
    const long failed = linux_process::waiting_call(
        SYS_finit_module, module, reinterpret_cast<long>(std::string(parameters).c_str()), 0);
    ::close(module);
    return Result<>::from_return(failed);
  }
  Result<> unload_module(std::string_view name) override {
    return Result<>::from_return(linux_process::waiting_call(
        SYS_delete_module, reinterpret_cast<long>(std::string(name).c_str()), O_NONBLOCK));
  }
  Result<> add_device(std::string_view description) override;
  void audit() override {}
  // Nobody can be asked whether all is quiet: what looks the same two ticks later is so.
  void settle() override { ::poll(nullptr, 0, 20); }
  std::string dmesg() override {
    read_log();
    return text_;
  }
  std::vector<Finding> take_findings() override;

 private:
  // A WARN_ONCE() that has warned in another test is to do so in this one, too.
  static void warn_again() {
    const int file = ::open("/sys/kernel/debug/clear_warn_once", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    (void)!::write(file, "1", 1);
    ::close(file);
  }
  static std::string running_test() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return std::string(test->test_suite_name()) + "." + test->name();
  }
  void mark(std::string_view record) const { (void)!::write(log_, record.data(), record.size()); }
  // A record is "PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT", and more lines that begin with a space.
  void read_log() {
    std::array<char, 8192> record;
    for (;;) {
      const ssize_t got = ::read(log_, record.data(), record.size());
      if (got < 0 && errno == EPIPE) continue;  // some are gone, the next is there
      if (got <= 0) return;
      std::string_view text(record.data(), static_cast<std::size_t>(got));
      text.remove_prefix(std::min(text.find(';') + 1, text.size()));
      text = text.substr(0, text.find('\n') + 1);
      if (text != kJudged) text_ += text;
    }
  }

  int log_ = -1;
  std::string text_;
  std::size_t judged_ = 0;  // how much of it take_findings() has seen
};

Result<> RealKernel::add_device(std::string_view description) {
  const std::string_view name = description.substr(0, description.find(','));
  const auto* const kind = std::find_if(std::begin(kVirtioIds), std::end(kVirtioIds),
                                        [&](const auto& one) { return one.first == name; });
  std::error_code none;
  for (const auto& device : std::filesystem::directory_iterator("/sys/bus/virtio/devices", none)) {
    std::string id;
    std::ifstream(device.path() / "device") >> id;
    if (kind != std::end(kVirtioIds) && id == kind->second) return Done{};
  }
  return Errno{ENODEV};
}

std::vector<Finding> RealKernel::take_findings() {
  read_log();
  std::vector<Finding> findings;
  for (std::size_t end; (end = text_.find('\n', judged_)) != std::string::npos; judged_ = end + 1) {
    const std::string_view line(text_.data() + judged_, end - judged_);
    for (const auto& [beginning, kind] : kSplats) {
      if (!line.starts_with(beginning)) continue;
      Finding finding;
      finding.kind = kind;
      finding.title = line;
      finding.linux_says = line;
      findings.push_back(std::move(finding));
      break;
    }
  }
  mark(kJudged);
  return findings;
}

}  // namespace

std::unique_ptr<LinuxKernel> make_real_kernel() { return std::make_unique<RealKernel>(); }

}  // namespace ksim
