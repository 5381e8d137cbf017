// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/simulator.hh"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "ksim/abi/memory.h"
#include "ksim/machine/machine.hh"
#include "ksim/machine/signals.hh"
#include "ksim/mem/arena.hh"
#include "ksim/module/registry.hh"
#include "ksim/virtio_device.hh"

namespace ksim {

Simulator::Impl* running_machine = nullptr;

namespace {

Simulator* running = nullptr;

std::unique_ptr<Strategy> strategy_of_environment() {
  const char* replay = std::getenv("KSIM_REPLAY");
  return make_strategy(replay == nullptr ? "" : replay);
}

std::vector<std::filesystem::path> module_path_of_environment() {
  std::vector<std::filesystem::path> directories;
  const char* value = std::getenv("KSIM_MODULE_PATH");
  std::string_view rest = value == nullptr ? "" : value;
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    directories.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return directories;
}

}  // namespace

Simulator::Simulator() : Simulator(Options{}) {}

Simulator::Simulator(Options options) {
  if (running != nullptr)
    throw std::logic_error("ksim: there is a running simulator already in this process");
  boot(std::move(options));
}

Simulator::~Simulator() { power_off(); }

void Simulator::reboot(Options options) {
  power_off();
  boot(std::move(options));
}

void Simulator::boot(Options options) {
  if (options.cpus == 0 || options.cpus > KSIM_CPUS_MAX)
    throw std::invalid_argument(
        fmt::format("ksim: {} CPUs, but there can be 1 to {}", options.cpus, KSIM_CPUS_MAX));
  if (!options.strategy) options.strategy = strategy_of_environment();
  mem::Arena& arena = mem::Arena::instance();
  module::Vmlinux& vmlinux = module::vmlinux();
  arena.reset(*vmlinux.operations().ram_high_water);
  vmlinux.restore();
  *vmlinux.operations().cpu_count = options.cpus;

  impl_ = std::make_unique<Impl>(std::move(options));
  running = this;
  running_machine = impl_.get();  // what the watchdog asks for, see is_running()
  const ksim_vmlinux& kernel = impl_->vmlinux();
  sched::TaskImpl& init = impl_->scheduler().main();
  // There is no task before the first one; it is made on its own kernel stack.
  init.kernel().run([&] {
    kernel.boot();
    void* task = kernel.process_new(&init, init.name().c_str(), nullptr);
    impl_->scheduler().attach(init, task, kernel.task_pid(task));
  });
}

void Simulator::power_off() {
  module::Image::replace_no_imports();
  // Still running: what the dying tasks let go of may ask for system calls.
  impl_->scheduler().power_off();
  // The watchdog may look at any time, and not at what is half gone.
  running_machine = nullptr;
  running = nullptr;
  impl_.reset();
}

Simulator& Simulator::current() { return *running; }

bool Simulator::is_running() { return running_machine != nullptr; }

std::vector<std::filesystem::path>& Simulator::module_path() {
  static std::vector<std::filesystem::path> directories = module_path_of_environment();
  return directories;
}

Result<> Simulator::insmod(std::string_view module, std::string_view parameters) {
  const auto image = module::find(module);
  if (!image) return image.error();
  const std::string text(parameters);
  return Result<>::from_return(enter_system_call([&](const ksim_syscalls& kernel) {
    return kernel.init_module(&image.value()->abi(), text.c_str());
  }));
}

Result<> Simulator::rmmod(std::string_view name) {
  const std::string text(name);
  return Result<>::from_return(enter_system_call(
      [&](const ksim_syscalls& kernel) { return kernel.delete_module(text.c_str(), 0); }));
}

std::shared_ptr<Task> Simulator::spawn(std::string_view name, std::function<void()> body) {
  return impl_->start_process(name, std::move(body));
}

void Simulator::run_until_idle() { impl_->scheduler().run_until_idle(); }

std::uint64_t Simulator::next_event_ns() const {
  // Who was left running by run_until_idle() waits busily.
  return impl_->scheduler().is_busy() ? impl_->clock().now_ns()
                                      : impl_->scheduler().next_event_ns();
}

void Simulator::yield() { impl_->scheduler().yield(); }

void Simulator::serve() {
  current_task().enter_kernel([this] {
    impl_->vmlinux().serve();
    return 0;
  });
}

void Simulator::act_for(int pid) {
  current_task().user_memory().confine();
  current_task().enter_kernel([this, pid] {
    impl_->vmlinux().pose(pid);
    return 0;
  });
}

void Simulator::interrupt(Task& process, int signal) {
  auto& task = static_cast<sched::TaskImpl&>(process);
  if (task.state() == Task::State::Dead) return;
  current_task().enter_kernel([&] {
    impl_->vmlinux().task_signal(task.kernel_task(), signal);
    return 0;
  });
}

void Simulator::rest() { impl_->scheduler().rest(); }

void Simulator::rouse(Task& process) {
  impl_->scheduler().rouse(static_cast<sched::TaskImpl&>(process));
}

Simulator::FileAbilities Simulator::file_abilities(int fd) {
  const long abilities =
      enter_system_call([&](const ksim_syscalls&) { return impl_->vmlinux().file_abilities(fd); });
  if (abilities < 0) return {};
  return {.has_position = (abilities & KSIM_FILE_POSITION) != 0,
          .has_seek = (abilities & KSIM_FILE_SEEK) != 0,
          .has_flush = (abilities & KSIM_FILE_FLUSH) != 0};
}

long Simulator::flush(int fd) {
  return enter_system_call([&](const ksim_syscalls&) { return impl_->vmlinux().file_flush(fd); });
}

long Simulator::close_flushed(int fd) {
  return enter_system_call(
      [&](const ksim_syscalls&) { return impl_->vmlinux().file_close_flushed(fd); });
}

void Simulator::log_line(int level, std::string_view text) { impl_->log().append(level, text); }

void Simulator::report_hung_tasks() { impl_->report_hung_tasks(); }

void Simulator::revive() {
  sched::TaskImpl& task = current_task();
  if (&task != &impl_->scheduler().main() || !task.is_dying()) return;
  task.revive();
  task.enter_kernel([this] {
    impl_->vmlinux().stack_abandoned();
    return 0;
  });
}

Clock& Simulator::clock() { return impl_->clock(); }
Strategy& Simulator::strategy() { return impl_->chooser().strategy(); }
std::string Simulator::recording() const { return impl_->chooser().recording(); }
std::uint64_t Simulator::step() const { return impl_->scheduler().step(); }

void Simulator::start_counting() { impl_->start_counting(); }
Counters Simulator::stop_counting() { return impl_->stop_counting(); }

const std::vector<LogRecord>& Simulator::log() const { return impl_->log().records(); }
std::string Simulator::dmesg() const { return impl_->log().text(); }
const std::vector<Finding>& Simulator::findings() const { return impl_->findings(); }
std::vector<Finding> Simulator::take_findings() { return std::exchange(impl_->findings(), {}); }

void Simulator::audit() {
  current_task().enter_kernel([&] {
    impl_->vmlinux().audit();
    return 0;
  });
}

void* Simulator::replace_symbol(std::string_view name, void* function) {
  const std::string text(name);
  const std::uintptr_t own = module::vmlinux().image().symbols().address_of(text.c_str());
  if (own == 0) throw std::invalid_argument("ksim: the kernel has no function " + text);
  module::Image::replace_import(text, reinterpret_cast<std::uintptr_t>(function));
  return reinterpret_cast<void*>(own);
}

void Simulator::restore_symbol(std::string_view name) {
  module::Image::replace_import(std::string(name), 0);
}

namespace {

void check_line(const ksim_vmlinux& kernel, std::uint32_t line) {
  if (line == 0 || line >= kernel.irq_lines)
    throw std::invalid_argument(fmt::format("ksim: there is no interrupt line {}, only 1 to {}",
                                            line, kernel.irq_lines - 1));
}

void drive_line(Simulator::Impl& machine, std::uint32_t line, ksim_irq_level level) {
  check_line(machine.vmlinux(), line);
  const auto drive = [&] { return static_cast<long>(machine.vmlinux().irq_line_set(line, level)); };
  sched::TaskImpl& task = current_task();
  if (task.kernel().is_inside() || machine.scheduler().is_in_event()) {
    drive();
    return;
  }
  task.enter_kernel([&] {
    const long driven = drive();
    machine.scheduler().poll_interrupts();
    return driven;
  });
}

}  // namespace

void Simulator::raise_interrupt(std::uint32_t line) { drive_line(*impl_, line, KSIM_IRQ_PULSE); }

void Simulator::raise_interrupt_at(std::uint32_t line, std::uint64_t nth) {
  check_line(impl_->vmlinux(), line);
  impl_->scheduler().raise_at_point(
      nth, [this, line] { impl_->vmlinux().irq_line_set(line, KSIM_IRQ_PULSE); });
}

void Simulator::set_interrupt_line(std::uint32_t line, bool active) {
  drive_line(*impl_, line, active ? KSIM_IRQ_HIGH : KSIM_IRQ_LOW);
}

void Simulator::storm_of_interrupts(std::uint32_t line, std::uint64_t count, Storm where) {
  check_line(impl_->vmlinux(), line);
  using Where = sched::Scheduler::Storm;
  impl_->scheduler().begin_storm(
      where == Storm::Everywhere ? Where::Everywhere : Where::Sometimes, count,
      [this, line] { impl_->vmlinux().irq_line_set(line, KSIM_IRQ_PULSE); });
}

void Simulator::attach_memory(std::uint64_t address, std::uint64_t size, RegisterBank& bank) {
  impl_->buses().attach(KSIM_IO_MEMORY, address, size, bank);
}

void Simulator::attach_ports(std::uint64_t first, std::uint64_t count, RegisterBank& bank) {
  impl_->buses().attach(KSIM_IO_PORTS, first, count, bank);
}

void Simulator::detach_memory(std::uint64_t address) {
  impl_->buses().detach(KSIM_IO_MEMORY, address);
}

void Simulator::detach_ports(std::uint64_t first) { impl_->buses().detach(KSIM_IO_PORTS, first); }

Result<Simulator::PlatformDeviceHandle> Simulator::declare(
    const PlatformDevice& device,
    const std::function<long(const ksim_platform_device&, void*&)>& add) {
  Impl::DeclaredDevice& declared = impl_->declared_devices().emplace_back();
  declared.names.reserve(device.resources_.size() + 1);
  const auto keep = [&](const std::string& name) {
    return name.empty() ? nullptr : declared.names.emplace_back(name).c_str();
  };
  std::vector<ksim_resource> resources;
  for (const auto& [kind, begin, size, name] : device.resources_) {
    constexpr std::array<unsigned long, 3> kFlags{KSIM_RESOURCE_MEMORY, KSIM_RESOURCE_PORTS,
                                                  KSIM_RESOURCE_IRQ};
    resources.push_back(
        {begin, begin + size - 1, kFlags[static_cast<std::size_t>(kind)], keep(name)});
  }
  std::vector<ksim_property> properties;
  for (const auto& [name, value] : device.properties_)
    properties.push_back({name.c_str(), value.data(), static_cast<ksim_u32>(value.size())});
  const ksim_platform_device description{
      keep(device.name_), device.id_,
      resources.data(),   static_cast<ksim_u32>(resources.size()),
      properties.data(),  static_cast<ksim_u32>(properties.size())};
  const long added = current_task().enter_kernel([&] { return add(description, declared.handle); });
  if (added != 0) {
    impl_->declared_devices().pop_back();
    return Errno{static_cast<int>(-added)};
  }
  return declared.handle;
}

Result<Simulator::PlatformDeviceHandle> Simulator::add_platform_device(
    const PlatformDevice& device) {
  return declare(device, [this](const ksim_platform_device& description, void*& handle) {
    return impl_->vmlinux().platform_device_add(&description, &handle);
  });
}

void Simulator::remove_platform_device(PlatformDeviceHandle removed) {
  current_task().enter_kernel([&] {
    impl_->vmlinux().platform_device_remove(removed);
    return 0;
  });
  impl_->declared_devices().remove_if(
      [&](const Impl::DeclaredDevice& device) { return device.handle == removed; });
}

Result<> Simulator::add_virtio_device(VirtioDevice& device) {
  // Each has a page of its own above RAM, and one of the upper half of the lines.
  constexpr std::uint64_t kFirstAddress = 0x10'0000'0000;
  constexpr std::uint64_t kSize = 0x1000;
  constexpr std::uint32_t kFirstLine = 16;
  constexpr std::uint32_t kLines = 16;
  const std::uint32_t number = impl_->virtio_devices++;
  const std::uint64_t address = kFirstAddress + number * kSize;
  device.line_ = kFirstLine + number % kLines;
  attach_memory(address, kSize, *device.registers_);
  // It is there while its driver looks at it.
  device.handle_ = &device;
  device.boot_ = impl_->boot_number();
  const auto added = declare(PlatformDevice("virtio-mmio", static_cast<int>(number))
                                 .memory(address, kSize)
                                 .irq(device.line_),
                             [this](const ksim_platform_device& description, void*& handle) {
                               return impl_->vmlinux().virtio_device_add(&description, &handle);
                             });
  if (added) {
    device.handle_ = added.value();
    return Done{};
  }
  device.handle_ = nullptr;
  detach_memory(address);
  return added.error();
}

void Simulator::remove_virtio_device(VirtioDevice& device) {
  remove_platform_device(device.handle_);
  device.handle_ = nullptr;
  impl_->buses().detach(*device.registers_);
}

Result<> Simulator::suspend(VirtioDevice& device) {
  return Result<>::from_return(current_task().enter_kernel(
      [&] { return impl_->vmlinux().platform_device_suspend(device.handle_); }));
}

Result<> Simulator::resume(VirtioDevice& device) {
  return Result<>::from_return(current_task().enter_kernel(
      [&] { return impl_->vmlinux().platform_device_resume(device.handle_); }));
}

std::uint64_t Simulator::interrupts_to_come() const { return impl_->scheduler().storm_left(); }

void Simulator::fail_nth(Failure kind, std::uint64_t nth) { impl_->fail_nth(kind, nth); }

void Simulator::fail_randomly(Failure kind, std::uint32_t one_in) {
  impl_->fail_randomly(kind, one_in);
}

}  // namespace ksim
