// SPDX-License-Identifier: GPL-2.0-or-later
// The processes of the simulated kernel that act for threads of the host.
//
// Each thread that asks for something has one, with its pid, comm and credentials, which
// serves one request after another and sleeps in between; so `current` is the same for the
// same thread. Those that have not been asked for long end. A thread whose process is still
// busy, say with a release that nobody waits for, gets another one.
#ifndef KSIM_FUSE_DEV_WORKERS_HH
#define KSIM_FUSE_DEV_WORKERS_HH

#define FUSE_USE_VERSION 314
#include <fuse_lowlevel.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "callers.hh"
#include "ksim/simulator.hh"
#include "ksim/task.hh"

namespace ksim::fuse {

class Workers {
 public:
  explicit Workers(Simulator& simulator) : simulator_(simulator) {}
  // Requires: abandon() has been called.
  ~Workers() = default;
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  using Body = std::function<void()>;  // makes system calls, replies
  // What is to be known of the caller.
  enum class Look {
    Again,     // its name or groups may have changed
    IfUnknown  // it has asked before, as far as we know
  };
  enum class Interruptible { Yes, No };
  // Has `body` run on behalf of who made `request`, and answers that if it comes to a bad end.
  // One that is interrupted before it begins is answered without it.
  void start(fuse_req_t request, Look look, Body body,
             Interruptible interruptible = Interruptible::Yes);

  // What follows is asked of the simulated kernel by its first process, which must live on whatever
  // a driver has done to locks and lists.
  void signal(Task& process, int number);
  void run_until_idle();

  // The host tells of a caller's first signal only, and if a driver sleeps on, of no other. So
  // somebody must look, now and then, whether one of these callers has been killed meanwhile.
  bool has_interrupted() const { return interrupted_ != 0; }
  void look_for_killed();
  // Kills those that are busy, and lets all come to their end, if they can.
  void kill_all();
  // Answers what is still under way: nobody will. Nothing more is started.
  void abandon();
  // How many there are that are under way, and that wait for work.
  std::size_t busy() const { return busy_.size(); }
  std::size_t idle() const { return idle_.size(); }

 private:
  struct Caller {
    pid_t pid = 0;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;       // but of root, whom nothing is denied
    std::uint64_t capabilities = 0;  // of root
    std::string comm;
    bool operator==(const Caller&) const = default;
  };
  struct Worker;

  Worker* take_idle(const fuse_ctx& context, Look look);
  Caller caller_of(const fuse_ctx& context);
  Worker& make(Caller caller);
  void live(Worker& worker);
  void serve(Worker& worker);
  void ended(Worker& worker);
  void retire(Worker& worker);
  static void on_interrupt(fuse_req_t request, void* worker);

  Simulator& simulator_;
  Callers callers_;
  std::vector<Worker*> idle_;  // who rested last comes last
  std::vector<Worker*> busy_;
  std::size_t interrupted_ = 0;  // of the busy ones
};

}  // namespace ksim::fuse

#endif
