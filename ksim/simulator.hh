// SPDX-License-Identifier: GPL-2.0-or-later
// One simulated kernel, from boot to power-off.
#ifndef KSIM_SIMULATOR_HH
#define KSIM_SIMULATOR_HH

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ksim/clock.hh"
#include "ksim/counters.hh"
#include "ksim/finding.hh"
#include "ksim/platform_device.hh"
#include "ksim/register_bank.hh"
#include "ksim/result.hh"
#include "ksim/strategy.hh"

struct ksim_platform_device;

namespace ksim {

class Task;
class VirtioDevice;

// A line of the kernel log.
struct LogRecord {
  int level = 6;  // 0 emergency … 7 debug
  std::uint64_t time_ns = 0;
  std::string text;  // without a trailing newline
};

// A booted kernel. Constructing one takes about a microsecond: it restores the pristine
// image of vmlinux.so, so that nothing of an earlier kernel is left.
//
// The thread that constructs it becomes the first process ("init", pid 1, root, no open
// descriptors) and may make system calls at once (ksim/system_call.hh).
//
// Not thread-safe, and there is at most one at a time in a process: the kernel lives at
// fixed addresses.
class Simulator {
 public:
  struct Options {
    // Default: what the environment variable KSIM_REPLAY says, else FIFO.
    std::unique_ptr<Strategy> strategy;
    // How many virtual CPUs there are, 1 to 8: as many tasks can be stopped inside a section
    // that keeps preemption off, and go on in any order.
    std::uint32_t cpus = 2;
    // Time as the host has it: a clock that counts nanoseconds and never goes back. Time then
    // passes by itself, and the first process must give it to the others, in a loop of
    // run_until_idle(). Default: virtual time.
    std::function<std::uint64_t()> host_clock;
  };

  Simulator();
  // Throws std::invalid_argument if there cannot be so many CPUs.
  explicit Simulator(Options options);
  // Kills what still runs. Does not unload modules and does not audit.
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  // A fresh kernel in the place of this one, which ends as if destroyed. Throws as the
  // constructor does, and then nothing may follow but the end. Requires: called by the first
  // process.
  void reboot(Options options);

  // The one that is running. Requires: there is one.
  static Simulator& current();
  static bool is_running();

  // Where "scull" means "scull.ko" when a module is named without a path. Begins with the
  // directories in the environment variable KSIM_MODULE_PATH, separated by ':'.
  static std::vector<std::filesystem::path>& module_path();

  // Loads a module as `insmod PATH PARAMETERS` does, in the context of the running task.
  // `module` is a path, or a name looked up in module_path().
  Result<> insmod(std::string_view module, std::string_view parameters = "");
  Result<> rmmod(std::string_view name);

  // Starts a process that is a copy of the running one (fork) and runs `body`; it is
  // runnable at once and runs when the caller blocks or yields. It runs whether or not the
  // handle is kept.
  std::shared_ptr<Task> spawn(std::string_view name, std::function<void()> body);

  // Lets the others run until none of them can before time goes by; with a host_clock no
  // longer than a few milliseconds on end. Requires: called by the first process.
  void run_until_idle();
  // When the next thing happens that only time brings about, since boot; now if somebody still
  // runs; the largest number if there is none.
  std::uint64_t next_event_ns() const;

  // Everybody else who can run does so first. Requires: called in user code.
  void yield();

  // For a process that acts for programs of the host. It becomes the server: processes
  // that it spawns from now on share its descriptors.
  void serve();
  // The running process shows this pid, and can no longer be found by its own one. The kernel
  // reaches no memory of it but the buffers of its system calls.
  void act_for(int pid);
  // The running process sleeps, in user code, until somebody rouses it; signals are handled
  // meanwhile. One that was roused before it rests does not sleep.
  void rest();
  void rouse(Task& process);
  // Sends a signal to a process. Requires: it lives.
  void interrupt(Task& process, int signal);
  struct FileAbilities {
    bool has_position = false;  // so that pread() is for it
    bool has_seek = false;      // which lseek() may change
    bool has_flush = false;     // its driver wants to know of each close()
  };
  FileAbilities file_abilities(int fd);
  // The two halves of close(): what is done for every descriptor of an open file, and what
  // follows it. Return as close() does.
  long flush(int fd);
  long close_flushed(int fd);
  // Adds a line to the kernel log.
  void log_line(int level, std::string_view text);
  // With a host_clock: tasks that have slept for two minutes, uninterruptibly and in the
  // kernel, become findings, as Linux's khungtaskd reports them.
  void report_hung_tasks();

  // Lets the first process go on after it was killed (TaskKilled was caught): what follows
  // is done by a process that takes its place. Any other process goes on dying.
  void revive();

  Clock& clock();
  Strategy& strategy();
  // The choices made so far, for make_replay().
  std::string recording() const;
  std::uint64_t step() const;

  // What happens in between is counted. Scheduling points are then visited one by one, as under
  // a strategy that preempts; what it chooses stays the same.
  void start_counting();
  Counters stop_counting();

  const std::vector<LogRecord>& log() const;
  // The log as `dmesg -t` prints it: one record a line, without times.
  std::string dmesg() const;

  // Recorded and not yet taken, oldest first.
  const std::vector<Finding>& findings() const;
  std::vector<Finding> take_findings();
  // Checks everything that modules still hold; leaks become findings.
  void audit();

  // Makes allocations, or user copies, fail. `kind`: see enum ksim_failure.
  enum class Failure { Slab, Page, UserCopy };
  // The `nth` one from now fails, counted from 1, and only it.
  void fail_nth(Failure kind, std::uint64_t nth);
  // Every one has this chance, asked of the strategy: 1 in `one_in`. 0 switches it off.
  void fail_randomly(Failure kind, std::uint32_t one_in);

  // Interrupt lines of the machine, 1 to 31 (0 is the timer's). A handler runs on top of
  // whatever task runs, as soon as that has interrupts on. What comes while nobody has
  // requested the line is lost. All throw std::invalid_argument if there is no such line.
  //
  // The line becomes active for a moment.
  void raise_interrupt(std::uint32_t line);
  // The same at the `nth` scheduling point from now, counted from 1, and only there; the
  // handler waits if interrupts are off there. 0: not at all.
  void raise_interrupt_at(std::uint32_t line, std::uint64_t nth);
  // It becomes active and stays so, or ceases to be. A line that triggers by its level comes
  // again and again while it is active.
  void set_interrupt_line(std::uint32_t line, bool active);
  // The line becomes active for a moment at the next `count` scheduling points at which the
  // running task has interrupts on: at every one, or where the strategy wants it. Under FIFO
  // it never wants.
  enum class Storm { Everywhere, Sometimes };
  void storm_of_interrupts(std::uint32_t line, std::uint64_t count,
                           Storm where = Storm::Everywhere);
  // How many of them are yet to come.
  std::uint64_t interrupts_to_come() const;

  // Registers of a device: from now on these physical addresses, or ports, are the bank's, until
  // it is detached or destroyed. Throw std::invalid_argument if the range is empty or
  // overlaps another's, and if nothing begins there.
  void attach_memory(std::uint64_t address, std::uint64_t size, RegisterBank& bank);
  void attach_ports(std::uint64_t first, std::uint64_t count, RegisterBank& bank);
  void detach_memory(std::uint64_t address);
  void detach_ports(std::uint64_t first);

  // A device appears, and a driver that is for it, or comes later, is probed. It goes with this
  // kernel, or when it is removed. `removed`: its handle.
  using PlatformDeviceHandle = void*;
  Result<PlatformDeviceHandle> add_platform_device(const PlatformDevice& device);
  void remove_platform_device(PlatformDeviceHandle removed);

  // A device appears on the virtio bus, or goes, as above. Its interrupt line is one of 16 to 31.
  // Requires: it is in no other simulator.
  Result<> add_virtio_device(VirtioDevice& device);
  void remove_virtio_device(VirtioDevice& device);
  // The machine goes to sleep, or wakes up, as far as this device goes. Returns: what its driver
  // says.
  Result<> suspend(VirtioDevice& device);
  Result<> resume(VirtioDevice& device);

  // Modules that are loaded from now on call `function` where they mean the kernel's
  // exported function of this name; until restore_symbol(), or the end of this kernel.
  // Returns: the kernel's own. Throws std::invalid_argument if the kernel has none.
  void* replace_symbol(std::string_view name, void* function);
  void restore_symbol(std::string_view name);

  // Internal: what the boundary functions work on.
  class Impl;
  Impl& impl() { return *impl_; }

 private:
  void boot(Options options);
  void power_off();
  Result<PlatformDeviceHandle> declare(
      const PlatformDevice& device,
      const std::function<long(const ksim_platform_device&, void*&)>& add);

  std::unique_ptr<Impl> impl_;
};

}  // namespace ksim

#endif
