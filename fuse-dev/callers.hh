// SPDX-License-Identifier: GPL-2.0-or-later
// What the host's /proc says about who asks.
#ifndef KSIM_FUSE_DEV_CALLERS_HH
#define KSIM_FUSE_DEV_CALLERS_HH

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ksim::fuse {

// What a thread of root may do, bit = CAP_…. Those that nobody on this machine can have are taken
// for granted; so are all if it is not known, dead or in another pid namespace.
std::uint64_t capabilities_of(pid_t thread);

// Its files of the callers that were seen last stay open: to open one takes longer than all
// the rest of a request. They belong to a thread, not to its number: once it is dead they fail.
class Callers {
 public:
  Callers() = default;
  ~Callers();
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // "client" if /proc does not tell.
  std::string command_of(pid_t thread);
  std::vector<gid_t> groups_of(pid_t thread);
  // Whether it has been killed and only waits for us.
  bool is_killed(pid_t thread);

 private:
  enum class File { Comm, Status };
  struct Open {
    pid_t thread = 0;
    File file = File::Comm;
    int fd = -1;
    std::uint64_t used = 0;
  };

  std::string contents(pid_t thread, File file);

  std::vector<Open> open_;
  std::uint64_t uses_ = 0;
};

}  // namespace ksim::fuse

#endif
