// SPDX-License-Identifier: GPL-2.0-or-later
#include "buggy_catalogue.hh"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <stdexcept>

#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/virtio_hello.hh"

namespace ksim::buggy {
namespace {

namespace sys = ksim::system_call;

void load(Scene& scene) { scene.check(scene.insmod("").ok(), "the module loads"); }

Device& load_and_open(Scene& scene) {
  load(scene);
  return scene.device();
}

void write_hello(Scene& scene) {
  scene.check(load_and_open(scene).write("hello") == 5, "write() takes everything");
}

// One scenario a driver, in the order of the catalogue.

void ab_ba(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.check(device.ioctl(0) == 0, "everything moves on");
  scene.check(device.write("hello") == 5, "write() takes everything");
}

void bug_on(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.check(device.write("hello") == 5, "write() takes everything");
  scene.check(device.write("") == 0, "write() of nothing writes nothing");
}

void busy_loop(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.check(device.ioctl(0, 0) == -EINVAL, "pieces have a size");
  scene.check(device.write("hello") == 5, "write() takes everything");
}

void dead_stack_completion(Scene& scene) {
  scene.check(load_and_open(scene).write("hello") == -ETIMEDOUT, "write() loses patience");
  scene.wait_ms(2000);
}

void deadlock(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.spawn("writer", [&] { scene.check(device.write("hello") == 5, "the writer returns"); });
  scene.check(device.read(1).empty(), "the reader returns");
}

void double_free(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.check(device.write_from(nullptr, 10) == -EFAULT, "NULL is no buffer");
  scene.check(device.write("hello") == 5, "write() takes everything");
}

void free_held_lock(Scene& scene) {
  Device& device = load_and_open(scene);
  scene.check(device.write("hello") == 5, "write() takes everything");
  device.close();
}

void heap_overflow(Scene& scene) {
  scene.check(load_and_open(scene).write("12345678") == 8, "write() takes everything");
}

constexpr std::uint32_t kLine = 7;

void irq_sleep(Scene& scene) {
  load(scene);
  Simulator::current().raise_interrupt(kLine);
}

// One interrupt in each of the first writes, later and later.
void irq_spinlock(Scene& scene) {
  const Device& device = load_and_open(scene);
  for (std::uint64_t point = 1; point < 10; ++point) {
    scene.spawn("writer", [&scene, &device, point] {
      Simulator::current().raise_interrupt_at(kLine, point);
      scene.check(device.write("hello") == 5, "write() takes everything");
    });
    scene.check(scene.end_all(), "the writer returns");
  }
}

void kref_missing(Scene& scene) {
  Device& first = load_and_open(scene);
  const Device& second = scene.device();
  first.close();
  scene.check(second.write("hello") == 5, "write() takes everything");
}

void late_timer(Scene& scene) {
  Device& device = load_and_open(scene);
  scene.check(device.write("hello") == 5, "write() takes everything");
  device.close();
  scene.wait_ms(1000);
}

void leak_exit(Scene& scene) {
  scene.check(load_and_open(scene).read(100) == "nothing happened yet\n", "the log can be read");
}

void leak_init(Scene& scene) {
  const Result<> loaded = scene.insmod("level=10");
  scene.check(!loaded.ok() && loaded.error() == Errno{EINVAL}, "the module refuses to load");
}

void lost_wakeup(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.spawn("opener", [&] { device.write("!"); });
  scene.check(device.read(1).empty(), "the reader gets through the gate");
}

void null_read(Scene& scene) {
  scene.check(load_and_open(scene).read(1).empty(), "there is no note");
}

void owner_missing(Scene& scene) {
  load_and_open(scene);
  const Result<> unloaded = scene.rmmod();
  scene.check(!unloaded.ok() && unloaded.error() == Errno{EWOULDBLOCK}, "the module is in use");
}

void race_free(Scene& scene) {
  const Device& device = load_and_open(scene);
  device.write("hello");
  for (const char* name : {"first", "second"})
    scene.spawn(name, [&] { scene.check(device.write("bye") == 3, "write() takes everything"); });
}

void race_init(Scene& scene) {
  const Device& first = load_and_open(scene);
  const Device& second = scene.device();
  for (const Device* device : {&first, &second})
    scene.spawn("reader", [&scene, device] {
      scene.check(device->read(1) == "\xff", "the table begins with 255");
    });
}

void read_overrun(Scene& scene) {
  char buffer[] = "..........";
  scene.check(load_and_open(scene).read_to(buffer, 4) == 4, "read() fills the buffer");
  scene.check(std::string_view(buffer) == "All ......", "read() writes nothing else");
}

void signal_ignored(Scene& scene) {
  const Device& device = load_and_open(scene);
  Task& reader = scene.spawn("reader", [&] {
    device.read(10);
    scene.check(false, "the signal ends the reader");
  });
  scene.check(reader.wait_until_blocked(), "the reader waits for a message");
  scene.check(sys::kill(reader.pid(), SIGTERM) == 0, "the reader can be signalled");
}

void spin_unlock_missing(Scene& scene) {
  scene.check(load_and_open(scene).ioctl(7) == -ENOTTY, "there is no command 7");
}

void unlock_missing(Scene& scene) {
  scene.check(load_and_open(scene).write_from(nullptr, 10) == -EFAULT, "NULL is no buffer");
}

void use_after_free(Scene& scene) {
  Device& writer = load_and_open(scene);
  scene.check(writer.write("hello") == 5, "write() takes everything");
  writer.close();
  scene.device().ioctl(0);
}

void user_pointer(Scene& scene) {
  const Device& device = load_and_open(scene);
  scene.check(device.write("\1\2\3\4") == 4, "write() takes a number");
  scene.check(device.read(4) == "\1\2\3\4", "read() returns it");
}

// Answers after a while.
class LateHello : public VirtioHello {
 public:
  explicit LateHello(std::uint64_t delay_ns) : delay_ns_(delay_ns) {}
  void on_kick(VirtioQueue& queue) override {
    after(delay_ns_, [this, &queue] { VirtioHello::on_kick(queue); });
  }

 private:
  const std::uint64_t delay_ns_;
};

void add_device(Scene& scene, VirtioDevice& device) {
  scene.check(Simulator::current().add_virtio_device(device).ok(), "the device is there");
}

void virtio_freed(Scene& scene) {
  LateHello hello(50'000'000);
  load(scene);
  add_device(scene, hello);
  Device& device = scene.device();
  scene.check(device.write("hello") == -ETIMEDOUT, "write() loses patience");
  device.close();
  scene.wait_ms(200);
}

void virtio_no_reset(Scene& scene) {
  VirtioHello hello;
  load(scene);
  add_device(scene, hello);
  Device& device = scene.device();
  scene.check(device.write("hello") == 5, "write() takes everything");
  device.close();
}

void virtio_unlocked(Scene& scene) {
  VirtioHello hello;
  load(scene);
  add_device(scene, hello);
  Device& device = scene.device();
  for (const char* name : {"first", "second"})
    scene.spawn(name, [&] { scene.check(device.write("hello") == 5, "write() takes everything"); });
  scene.end_all();
  device.close();
}

void wait_queue_uninitialised(Scene& scene) {
  const Device& device = load_and_open(scene);
  Task& reader = scene.spawn(
      "reader", [&] { scene.check(device.ioctl(0) == 5, "the reader hears of the letter"); });
  reader.wait_until_blocked();
  scene.check(device.write("hello") == 5, "write() takes everything");
}

void wake_without_condition(Scene& scene) {
  const Device& device = load_and_open(scene);
  const auto read = [&] { scene.check(device.read(1) == "x", "each reader gets a letter"); };
  Task& first = scene.spawn("first", read);
  Task& second = scene.spawn("second", read);
  for (int letter = 0; letter < 2; ++letter) {
    first.wait_until_blocked();
    second.wait_until_blocked();
    device.write("x");
  }
}

std::string row(const Mistake& mistake, Document document) {
  if (document == Document::Readme)
    return fmt::format("| `{}` | {} | {} |\n", mistake.driver, mistake.sentence,
                       name_of(mistake.kind));
  const std::optional<std::uint64_t> seeds = seeds_needed(mistake);
  return fmt::format("| {} | {} | `{}` | {} |\n", mistake.sentence, name_of(mistake.kind),
                     mistake.places.front(),
                     !seeds        ? "not found"
                     : *seeds == 0 ? "none"
                                   : std::to_string(*seeds));
}

}  // namespace

Device::Device(const std::string& path) : number_(sys::open(path.c_str(), O_RDWR)) {}

std::string Device::read(std::size_t size) const {
  std::string data(size, '\0');
  const long count = read_to(data.data(), size);
  return count < 0 ? fmt::format("error {}", count)
                   : data.substr(0, static_cast<std::size_t>(count));
}

long Device::write(std::string_view data) const { return write_from(data.data(), data.size()); }

long Device::read_to(void* buffer, std::size_t size) const {
  return sys::read(static_cast<int>(number_), buffer, size);
}

long Device::write_from(const void* buffer, std::size_t size) const {
  return sys::write(static_cast<int>(number_), buffer, size);
}

long Device::ioctl(unsigned int command, long value) const {
  return sys::ioctl(static_cast<int>(number_), command, value);
}

void Device::close() {
  if (number_ >= 0) sys::close(static_cast<int>(std::exchange(number_, -1)));
}

Result<> Scene::insmod(std::string_view parameters) {
  Result<> result = Simulator::current().insmod(module_, parameters);
  loaded_ = result.ok();
  return result;
}

Result<> Scene::rmmod() {
  Result<> result = Simulator::current().rmmod(module_);
  loaded_ = loaded_ && !result.ok();
  return result;
}

Device& Scene::device() { return devices_.emplace_back("/dev/" + module_); }

Task& Scene::spawn(std::string_view name, std::function<void()> body) {
  return *processes_.emplace_back(Simulator::current().spawn(name, std::move(body)));
}

bool Scene::end_all() {
  return std::count_if(processes_.begin(), processes_.end(),
                       [](const auto& process) { return !process->wait(); }) == 0;
}

void Scene::wait_ms(int milliseconds) {
  spawn("clock", [=] { sys::poll(nullptr, 0, milliseconds); }).wait();
}

void Scene::check(bool fact, std::string_view what) {
  if (!fact) surprises_.push_back(fmt::format("not so: {}", what));
}

void Scene::close_all() {
  for (Device& device : devices_) device.close();
}

bool Mistake::is_found_by(const Finding& finding) const {
  return finding.kind == kind && std::any_of(places.begin(), places.end(),
                                             [&](auto place) { return finding.is_at(place); });
}

std::string Mistake::module(Twin twin) const {
  return std::string(driver) + (twin == Twin::Fixed ? "_fixed" : "");
}

const std::vector<Mistake>& catalogue() {
  using Kind = FindingKind;
  static const std::vector<Mistake> mistakes = {
      {"ab_ba", "takes two mutexes in opposite orders", Kind::Deadlock, {"ab_ba.c:34"}, ab_ba},
      {"bug_on",
       "stops the kernel over a harmless system call",
       Kind::Oops,
       {"bug_on.c:15"},
       bug_on},
      {"busy_loop",
       "goes round in a loop that does not end",
       Kind::SoftLockup,
       {"busy_loop.c:28", "busy_loop.c:27", "busy_loop.c:29"},
       busy_loop},
      {"cdev_left",
       "leaves a cdev registered when unloaded",
       Kind::Leftover,
       {"cdev_left.c:26"},
       load},
      {"class_left",
       "leaves a device class registered when unloaded",
       Kind::Leftover,
       {"class_left.c:17"},
       load},
      {"dead_stack_completion",
       "completes what lay in a stack frame that has returned",
       Kind::UseAfterFree,
       {"dead_stack_completion.c:20"},
       dead_stack_completion},
      {"deadlock",
       "has two tasks wait for each other",
       Kind::Deadlock,
       {"deadlock.c:16"},
       deadlock},
      {"debugfs_left",
       "leaves files in debugfs behind",
       Kind::Leftover,
       {"debugfs_left.c:13"},
       load},
      {"double_free",
       "frees its memory twice",
       Kind::DoubleFree,
       {"double_free.c:16"},
       double_free},
      {"double_lock",
       "takes a mutex that it holds",
       Kind::Deadlock,
       {"double_lock.c:19"},
       write_hello},
      {"driver_left",
       "leaves a platform driver behind",
       Kind::Leftover,
       {"driver_left.c:21"},
       load},
      {"free_held_lock",
       "frees an object whose mutex it holds",
       Kind::Lock,
       {"free_held_lock.c:37"},
       free_held_lock},
      {"gfp_kernel_atomic",
       "allocates with GFP_KERNEL under a spinlock",
       Kind::SleepInAtomic,
       {"gfp_kernel_atomic.c:28"},
       write_hello},
      {"heap_overflow",
       "writes one byte past the end of its allocation",
       Kind::Overflow,
       // Where it was allocated; AddressSanitizer sees the write itself.
       {"heap_overflow.c:19", "heap_overflow.c:26"},
       heap_overflow},
      {"irq_flags",
       "keeps the interrupt state of two locks in one variable",
       Kind::Context,
       {"irq_flags.c:17", "irq_flags.c:16"},
       write_hello},
      {"irq_left", "leaves an interrupt handler behind", Kind::Leftover, {"irq_left.c:22"}, load},
      {"irq_sleep",
       "sleeps in an interrupt handler",
       Kind::SleepInAtomic,
       {"irq_sleep.c:18"},
       irq_sleep},
      {"irq_spinlock",
       "takes a lock with interrupts on that the handler takes, too",
       Kind::Deadlock,
       {"irq_spinlock.c:21", "irq_spinlock.c:30"},
       irq_spinlock},
      {"kref_missing",
       "hands out a pointer without a reference",
       Kind::UseAfterFree,
       // Where it was freed; AddressSanitizer sees each access.
       {"kref_missing.c:24", "kref_missing.c:52", "kref_missing.c:63"},
       kref_missing},
      {"late_timer",
       "frees an object whose timer is armed",
       Kind::UseAfterFree,
       {"late_timer.c:40"},
       late_timer},
      {"leak_exit",
       "does not free its memory when unloaded",
       Kind::Leak,
       {"leak_exit.c:35"},
       leak_exit},
      {"leak_init",
       "does not free its memory when it refuses to load",
       Kind::Leak,
       {"leak_init.c:16"},
       leak_init},
      {"lost_wakeup",
       "looks first, and then says that it is going to sleep",
       Kind::Deadlock,
       {"lost_wakeup.c:29"},
       lost_wakeup},
      {"null_read", "follows a NULL pointer in `read`", Kind::Oops, {"null_read.c:21"}, null_read},
      {"owner_missing",
       "can be unloaded while its device is open",
       Kind::Leftover,
       {"owner_missing.c:20", "owner_missing.c:19"},
       owner_missing},
      {"proc_left", "leaves a file in /proc behind", Kind::Leftover, {"proc_left.c:17"}, load},
      {"race_free",
       "frees its memory twice when two write at once",
       Kind::DoubleFree,
       {"race_free.c:20"},
       race_free},
      {"race_init",
       "makes its table twice when two read at once",
       Kind::Leak,
       {"race_init.c:15"},
       race_init},
      {"read_overrun",
       "writes past the end of the user's buffer",
       Kind::UserOverrun,
       {"read_overrun.c:17"},
       read_overrun},
      {"region_left",
       "leaves a region of ports behind",
       Kind::Leftover,
       {"region_left.c:14"},
       load},
      {"release_missing",
       "frees a kobject itself, without release()",
       Kind::Misuse,
       {"release_missing.c:37"},
       load},
      {"signal_ignored",
       "takes a signal for what it waited for",
       Kind::Oops,
       {"signal_ignored.c:26", "signal_ignored.c:27"},
       signal_ignored},
      {"sleep_in_atomic",
       "sleeps with a spinlock held",
       Kind::SleepInAtomic,
       {"sleep_in_atomic.c:20"},
       write_hello},
      {"spin_unlock_missing",
       "returns to user space with a spinlock held",
       Kind::Context,
       {"spin_unlock_missing.c:19"},
       spin_unlock_missing},
      {"thread_left",
       "leaves a thread running when unloaded",
       Kind::Leftover,
       {"thread_left.c:25"},
       load},
      {"timer_left",
       "leaves a timer armed when unloaded",
       Kind::Leftover,
       {"timer_left.c:21"},
       load},
      {"unlock_missing",
       "returns to user space with a mutex held",
       Kind::Context,
       {"unlock_missing.c:21"},
       unlock_missing},
      {"unlock_other",
       "releases a mutex that another task took",
       Kind::Lock,
       {"unlock_other.c:17"},
       write_hello},
      {"use_after_free",
       "goes on using memory that it has freed",
       Kind::UseAfterFree,
       // Where it was freed; AddressSanitizer sees each access.
       {"use_after_free.c:25", "use_after_free.c:43", "use_after_free.c:44"},
       use_after_free},
      {"user_pointer",
       "follows a user pointer without `get_user`",
       Kind::Oops,
       {"user_pointer.c:17"},
       user_pointer},
      {"virtio_freed",
       "frees a buffer that its virtio device still has",
       Kind::UseAfterFree,
       {"virtio_freed.c:49"},
       virtio_freed},
      {"virtio_no_reset",
       "frees the queue of a virtio device that it has not reset",
       Kind::Misuse,
       {"virtio_no_reset.c:107"},
       virtio_no_reset},
      {"virtio_unlocked",
       "uses a virtqueue without a lock",
       Kind::Misuse,
       {"virtio_unlocked.c:39", "virtio_unlocked.c:42", "virtio_unlocked.c:28"},
       virtio_unlocked},
      {"wait_queue_uninitialised",
       "waits on a wait queue that was never initialised",
       Kind::Misuse,
       {"wait_queue_uninitialised.c:41", "wait_queue_uninitialised.c:54"},
       wait_queue_uninitialised},
      {"wake_without_condition",
       "takes any wake-up for the one it waits for",
       Kind::Oops,
       {"wake_without_condition.c:56"},
       wake_without_condition},
      {"work_left",
       "leaves delayed work behind when unloaded",
       Kind::Leftover,
       {"work_left.c:24"},
       write_hello},
  };
  return mistakes;
}

const Finding* Observed::find(const Mistake& mistake) const {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return mistake.is_found_by(finding);
  });
  return found == findings.end() ? nullptr : &*found;
}

std::string Observed::text() const {
  std::string text;
  for (const std::string& surprise : surprises) text += surprise + "\n";
  for (const Finding& finding : findings) text += finding.text();
  return text;
}

Observed run(const Mistake& mistake, Twin twin, std::unique_ptr<Strategy> strategy) {
  Scene scene(mistake.module(twin));
  Simulator simulator({.strategy = std::move(strategy), .host_clock = nullptr});
  Observed result;
  bool unloads = true;
  try {
    mistake.scenario(scene);
  } catch (const TaskKilled&) {
    simulator.revive();
    result.surprises.emplace_back("the first process was killed");
  }
  if (!scene.end_all()) {
    result.surprises.emplace_back("a process is blocked for ever");
    unloads = false;
  }
  scene.close_all();
  try {
    if (unloads && scene.is_loaded() && !scene.rmmod().ok())
      result.surprises.emplace_back("the module cannot be unloaded");
    // What a module holds is no leak while somebody uses it.
    if (!scene.is_loaded()) simulator.audit();
  } catch (const TaskKilled&) {
    simulator.revive();
    result.surprises.emplace_back("rmmod was killed");
  }
  std::copy(scene.surprises().begin(), scene.surprises().end(),
            std::back_inserter(result.surprises));
  result.findings = simulator.take_findings();
  return result;
}

std::optional<std::uint64_t> seeds_needed(const Mistake& mistake) {
  if (run(mistake, Twin::Buggy, make_fifo()).find(mistake) != nullptr) return 0;
  for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed)
    if (run(mistake, Twin::Buggy, make_random(seed)).find(mistake) != nullptr) return seed;
  return std::nullopt;
}

std::string table(Document document) {
  std::string text = document == Document::Readme
                         ? "| driver | mistake | found as |\n|---|---|---|\n"
                         : "| the driver … | finding | where | seeds |\n|---|---|---|---|\n";
  for (const Mistake& mistake : catalogue()) text += row(mistake, document);
  return text;
}

std::string splice(const std::string& text, const std::string& table) {
  constexpr std::string_view kBegin = "<!-- Written by `./dev docs` from here … -->\n";
  constexpr std::string_view kEnd = "<!-- … to here. -->\n";
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    throw std::runtime_error(
        fmt::format("no place for the table: it goes between\n{}{}", kBegin, kEnd));
  return text.substr(0, begin + kBegin.size()) + table + text.substr(end);
}

}  // namespace ksim::buggy
