// SPDX-License-Identifier: GPL-2.0-or-later
// insmod, rmmod, dmesg and the like against a running simulator.
//
// Both ends speak over a socket in the abstract namespace, which goes with its process. A
// request is one packet of words that end with NUL; the answer is packets whose first byte
// says what they are: 'o' output, 'e' error text, 'n' an errno, 'x' the exit code, the last one.
#ifndef KSIM_FUSE_DEV_CONTROL_HH
#define KSIM_FUSE_DEV_CONTROL_HH

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge.hh"
#include "devices.hh"

namespace ksim::fuse {

// Tells a command where its simulator is.
constexpr const char* kSocketVariable = "KSIM_SOCKET";

// The socket of the simulator that is mounted on a directory.
std::string socket_for(const std::string& directory);

class ControlServer {
 public:
  // Only processes of the same user, and root, get answers.
  ControlServer(Bridge& bridge, Devices& devices, const std::string& name);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  bool is_listening() const { return socket_ >= 0; }
  // The last words to those who wait for the end.
  void say_farewell(const std::string& text, int exit_code);

 private:
  void accept_client();
  void serve(int client);
  void carry_out(int client, std::vector<std::string> words);
  void serve_log(int client, std::size_t from, bool waits);
  void follow_log();

  void add_device(int client, const std::string& description);

  Bridge& bridge_;
  Devices& devices_;
  int socket_;
  std::map<int, std::size_t> followers_;  // of the log: which record they wait for
  std::size_t cleared_ = 0;               // records that `dmesg` no longer shows
  std::vector<int> mourners_;             // clients that wait for the end
};

// What is to become of the rest of an answer.
enum class Next { Wait, GiveUp };
using Output = std::function<Next(std::string_view)>;

// Sends words; gives the answer to `output`, by default stdout, and to stderr. Returns: the
// exit code (1 after giving up), or kNobodyAnswers.
constexpr int kNobodyAnswers = -1;
int ask(const std::string& socket, const std::vector<std::string>& words,
        const Output& output = {});

}  // namespace ksim::fuse

#endif
