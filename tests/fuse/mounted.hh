// SPDX-License-Identifier: GPL-2.0-or-later
// A directory that `ksim mount` serves, and processes that use it.
#ifndef TESTS_FUSE_MOUNTED_HH
#define TESTS_FUSE_MOUNTED_HH

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace fuse_test {

struct Ended {
  int exit_code = -1;
  std::string output;
};

// Runs a command of the shell; its errors are part of the output.
Ended shell(const std::string& command);

// Whether it becomes true within half a minute.
bool eventually(const std::function<bool()>& is_so);

// Whether a process exists. One that is dead and waits for its parent does not.
bool is_alive(pid_t process);
// Whether it sleeps in this system call (SYS_read, say) of the host.
bool sleeps_in(pid_t process, long system_call);

std::string module_file(const std::string& name);

// Throws if it cannot be mounted. Unmounts at the end, and ends the test badly if something is
// left over.
class Mounted {
 public:
  explicit Mounted(const std::vector<std::string>& modules, const std::string& options = "");
  ~Mounted();
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

  const std::string& directory() const { return directory_; }
  std::string device(const std::string& name) const { return directory_ + "/dev/" + name; }
  // `ksim WORDS`, of this simulator.
  Ended ksim(const std::string& words) const;
  std::string dmesg() const;
  pid_t simulator() const { return simulator_; }
  bool is_mounted() const;

 private:
  std::string directory_;
  pid_t simulator_ = -1;
};

// A process that runs `body`, and exits with what that returns. Killed at the end if it has
// not come to its own.
class Client {
 public:
  explicit Client(const std::function<int()>& body);
  ~Client();
  Client(Client&& other) noexcept;
  Client& operator=(Client&& other) noexcept;

  pid_t pid() const { return pid_; }
  bool sleeps_in(long system_call) const { return fuse_test::sleeps_in(pid_, system_call); }
  void signal(int number) const;
  // Waits for its end. Returns: the exit code, or 128 and the signal; -1 if it does not end.
  int result();

 private:
  pid_t pid_;
};

// For SetUp(): there may be no FUSE here (docs/worlds.md row 5).
bool has_fuse();

}  // namespace fuse_test

#endif
