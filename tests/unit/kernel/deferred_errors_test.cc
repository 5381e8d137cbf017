// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes with timers, tasklets, work, threads and callbacks that shims/kernel finds.
#include <string>
#include <vector>

#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// What one function of the fixture leads to: one finding that names `function` first, in
// these words.
struct Expected {
  std::string error;
  FindingKind kind;
  std::string function;
  std::string title;
};

class DeferredErrors : public DriverTest {
 protected:
  DeferredErrors() : DriverTest("deferred_errors") {}

  // Makes the error in a process of its own, which may die of it, unloads the module, and
  // takes what was found.
  std::vector<Finding> make(const std::string& error) {
    Process process = spawn(error, [&] { open("/dev/deferred_errors", O_WRONLY).write(error); });
    process.exit_status();
    EXPECT_THAT(unload_module("deferred_errors"), Succeeds());
    return claim_findings();
  }
};

TEST_F(DeferredErrors, NoneIsFoundWhereThereIsNone) { EXPECT_TRUE(make("no_error").empty()); }

TEST_F(DeferredErrors, WorkThatHasNotRunYetIsLeftBehind) {
  std::vector<std::string> titles;
  for (const Finding& finding : make("work_left")) {
    EXPECT_EQ(finding.kind, FindingKind::Leftover) << finding;
    EXPECT_EQ(finding.sites.front().source.function, "work_left") << finding;
    titles.push_back(finding.title);
  }
  EXPECT_THAT(titles, ElementsAre("queued work left behind", "work still runs at rmmod",
                                  "workqueue left behind"));
}

TEST_F(DeferredErrors, AWaitQueueThatIsNotSetUpSaysSo) {
  const std::vector<Finding> findings = make("wake_queue_not_set_up");
  ASSERT_EQ(findings.size(), 1U);
  const std::string text = findings.front().text();
  EXPECT_EQ(text.substr(0, text.find("    deferred_errors.c")),
            "ksim: wait queue used before init_waitqueue_head()\n"
            "  its list of waiters is all zero\n");
  EXPECT_EQ(findings.front().sites.front().note, "used here");
  EXPECT_EQ(findings.front().linux_says, "BUG: kernel NULL pointer dereference");
}

class DeferredError : public DeferredErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(DeferredError, IsFoundWhereItWasMade) {
  const Expected& expected = GetParam();
  const std::vector<Finding> findings = make(expected.error);
  ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, expected.kind) << finding;
  EXPECT_THAT(finding.title, HasSubstr(expected.title)) << finding;
  ASSERT_FALSE(finding.sites.empty()) << finding;
  EXPECT_EQ(finding.sites.front().source.function, expected.function) << finding;
  EXPECT_EQ(finding.sites.front().source.file, "deferred_errors.c") << finding;
}

Expected leftover(const std::string& error, const std::string& title) {
  return {error, FindingKind::Leftover, error, title};
}

Expected freed(const std::string& error, const std::string& title) {
  return {error, FindingKind::UseAfterFree, error, title};
}

Expected misused(const std::string& error, const std::string& title) {
  return {error, FindingKind::Misuse, error, title};
}

INSTANTIATE_TEST_SUITE_P(
    , DeferredError,
    ::testing::Values(
        leftover("timer_left", "timer left behind"),
        leftover("hrtimer_left", "hrtimer left behind"),
        leftover("delayed_work_left", "delayed work left behind"),
        leftover("work_running", "work still runs at rmmod"),
        leftover("queue_left", "workqueue left behind"),
        leftover("thread_left", "kernel thread left behind"),
        leftover("tasklet_left", "tasklet left behind"),
        leftover("callback_left", "RCU callback left behind"),
        freed("timer_freed", "use of freed memory by a timer"),
        freed("hrtimer_freed", "use of freed memory by a hrtimer"),
        freed("work_freed", "use of freed memory by a work item"),
        freed("tasklet_freed", "use of freed memory by a tasklet"),
        freed("callback_freed", "use of freed memory by a rcu_head"),
        freed("work_on_destroyed_queue", "workqueue that was destroyed"),
        freed("thread_stopped_too_late", "kernel thread that is gone"),
        freed("completion_on_dead_stack", "use of a completion"),
        Expected{"timer_on_dead_stack", FindingKind::UseAfterFree, "arm_on_stack",
                 "use of freed memory by a timer"},
        Expected{"lock_that_is_none", FindingKind::Lock, "lock_that_is_none", "no spinlock"},
        misused("timer_not_set_up", "timer used before timer_setup()"),
        misused("timer_set_up_twice", "timer overwritten while it was armed"),
        misused("hrtimer_not_set_up", "hrtimer used before hrtimer_init()"),
        misused("work_not_set_up", "work item used before INIT_WORK()"),
        misused("work_set_up_twice", "work item overwritten while it was queued"),
        misused("completion_not_set_up", "completion used before init_completion()"),
        misused("wait_queue_not_set_up", "wait queue used before init_waitqueue_head()"),
        misused("wake_queue_not_set_up", "wait queue used before init_waitqueue_head()"),
        Expected{"callback_twice", FindingKind::DoubleFree, "callback_twice", "call_rcu() twice"},
        Expected{"timer_self", FindingKind::Deadlock, "timer_waits_for_itself",
                 "by its own function"},
        Expected{"hrtimer_self", FindingKind::Deadlock, "hrtimer_waits_for_itself",
                 "by its own function"},
        Expected{"work_self", FindingKind::Deadlock, "work_waits_for_itself",
                 "work item waits for itself"},
        Expected{"queue_self", FindingKind::Deadlock, "work_flushes_its_queue",
                 "work item waits for itself"},
        Expected{"reader_waits_for_itself", FindingKind::Deadlock, "reader_waits_for_itself",
                 "synchronize_rcu() inside rcu_read_lock()"},
        Expected{"hrtimer_endless", FindingKind::SoftLockup, "hrtimer_for_ever",
                 "restarts itself for ever"},
        Expected{"timer_context", FindingKind::Context, "timer_leaves_preemption_off",
                 "timer function leaves its context changed"},
        Expected{"work_context", FindingKind::Context, "work_leaves_interrupts_off",
                 "work function leaves its context changed"},
        Expected{"softirqs_on_with_interrupts_off", FindingKind::Context,
                 "softirqs_on_with_interrupts_off", "while interrupts are off"},
        Expected{"sleep_in_timer", FindingKind::SleepInAtomic, "timer_sleeps",
                 "sleeping function called from invalid context"},
        Expected{"oops_in_work", FindingKind::Oops, "work_oopses", ""},
        Expected{"oops_in_thread", FindingKind::Oops, "thread_oopses", ""},
        Expected{"oops_in_timer", FindingKind::Oops, "timer_oopses", ""}),
    [](const auto& tested) { return tested.param.error; });

}  // namespace
}  // namespace ksim
