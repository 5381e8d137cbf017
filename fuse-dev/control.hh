// SPDX-License-Identifier: GPL-2.0-or-later
// insmod, rmmod, dmesg and the like against a running simulator.
//
// Both ends speak over a socket in the abstract namespace, which goes with its process. A
// request is one packet of words that end with NUL; the answer is packets whose first byte
// says what they are: 'o' output, 'e' error text, 'n' an errno, 'x' the exit code, the last one.
#ifndef KSIM_FUSE_DEV_CONTROL_HH
#define KSIM_FUSE_DEV_CONTROL_HH

#include <string>
#include <vector>

#include "bridge.hh"

namespace ksim::fuse {

// Tells a command where its simulator is.
constexpr const char* kSocketVariable = "KSIM_SOCKET";

// The socket of the simulator that is mounted on a directory.
std::string socket_for(const std::string& directory);

class ControlServer {
 public:
  // Only processes of the same user, and root, get answers.
  ControlServer(Bridge& bridge, const std::string& name);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  bool is_listening() const { return socket_ >= 0; }

 private:
  void accept_client();
  void serve(int client);
  void carry_out(int client, std::vector<std::string> words);
  void follow_log();

  Bridge& bridge_;
  int socket_;
  std::map<int, std::uint64_t> followers_;  // of the log: how many records they have seen
};

// Sends words and copies the answer to stdout and stderr. Returns: the exit code.
int ask(const std::string& socket, const std::vector<std::string>& words);

}  // namespace ksim::fuse

#endif
