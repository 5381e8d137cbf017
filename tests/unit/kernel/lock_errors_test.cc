// SPDX-License-Identifier: GPL-2.0-or-later
// What lock validation finds, with tests/fixtures/lock_errors.c as the driver.
#include <string>
#include <vector>

#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::HasSubstr;

struct Expected {
  std::string error;
  FindingKind kind;
  std::string title;
  std::string detail;
  std::vector<std::string> notes;  // of the sites, in order
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.error; }

class LockErrors : public DriverTest {
 protected:
  LockErrors() : DriverTest("lock_errors") {}

  // Makes the error in a process of its own, which may die of it.
  static std::vector<Finding> make(const std::string& error) {
    Process process = spawn("driver", [&] { open("/dev/lock_errors", O_WRONLY).write(error); });
    process.exit_status();
    return claim_findings();
  }
  // From its second line, where it ends with what depends on the schedule.
  static std::string sites_of(const Finding& finding) {
    const std::string text = finding.text();
    return text.substr(0, text.find("  task "));
  }
};

class LockError : public LockErrors, public ::testing::WithParamInterface<Expected> {};

TEST_P(LockError, IsFoundWhereItWasMade) {
  const Expected& expected = GetParam();
  const std::vector<Finding> findings = make(expected.error);
  ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
  const Finding& finding = findings.front();
  EXPECT_EQ(finding.kind, expected.kind) << finding;
  EXPECT_EQ(finding.title, expected.title) << finding;
  EXPECT_THAT(finding.detail, HasSubstr(expected.detail)) << finding;
  ASSERT_EQ(finding.sites.size(), expected.notes.size()) << finding;
  for (std::size_t index = 0; index < expected.notes.size(); ++index) {
    EXPECT_EQ(finding.sites[index].note, expected.notes[index]) << finding;
    EXPECT_EQ(finding.sites[index].source.file, "lock_errors.c") << finding;
  }
}

constexpr const char* kOpposite = "locks taken in opposite orders";
constexpr const char* kKept = "lock held on the way back to user space";
constexpr const char* kSleeps = "sleeping function called from invalid context";

INSTANTIATE_TEST_SUITE_P(
    Order, LockError,
    ::testing::Values(
        Expected{
            "opposite_orders",
            FindingKind::Deadlock,
            kOpposite,
            "mutex `first` is taken with mutex `second` held",
            {"takes `first` here", "took `second` here",
             "elsewhere: took `second` here, with `first` held", "elsewhere: took `first` here"}},
        Expected{
            "circle_of_three",
            FindingKind::Deadlock,
            kOpposite,
            "elsewhere locks are taken that lead back",
            {"takes `first` here", "took `third` here",
             "elsewhere: took `second` here, with `first` held", "elsewhere: took `first` here",
             "elsewhere: took `third` here, with `second` held", "elsewhere: took `second` here"}},
        Expected{"opposite_orders_of_readers",
                 FindingKind::Deadlock,
                 kOpposite,
                 "rw_semaphore `tree` is taken with mutex `first` held",
                 {"takes `tree` here", "took `first` here",
                  "elsewhere: took `first` here, with `tree` held", "elsewhere: took `tree` here"}},
        Expected{
            "order_of_a_tried_lock",
            FindingKind::Deadlock,
            kOpposite,
            "mutex `first` is taken with mutex `second` held",
            {"takes `first` here", "took `second` here",
             "elsewhere: took `second` here, with `first` held", "elsewhere: took `first` here"}},
        Expected{"two_of_a_class",
                 FindingKind::Deadlock,
                 "lock taken while another of its class is held",
                 "initialised as mutex `pair[i].lock`",
                 {"takes one here", "took the other here"}},
        Expected{"taken_twice",
                 FindingKind::Deadlock,
                 "mutex taken twice by one task",
                 "mutex `first`, which it holds itself",
                 {"waits for the mutex here", "took it here"}},
        Expected{"written_while_read",
                 FindingKind::Deadlock,
                 "rw_semaphore taken twice by one task",
                 "rw_semaphore `tree`, which it holds itself",
                 {"waits for it here", "took it here"}},
        Expected{"spin_taken_twice",
                 FindingKind::Deadlock,
                 "spinlock taken twice by one task",
                 "spinlock `spin`: the CPU waits for a lock that it holds itself",
                 {"waits for the lock here", "took it here"}}),
    [](const auto& tested) { return tested.param.error; });

INSTANTIATE_TEST_SUITE_P(
    Interrupts, LockError,
    ::testing::Values(
        Expected{"softirqs_left_on",
                 FindingKind::Deadlock,
                 "interrupted holder of a lock would never release it",
                 "spinlock `spin` is taken in a softirq, and elsewhere with softirqs on",
                 {"is taken here, with softirqs on", "is taken here, in a softirq"}},
        Expected{"interrupts_left_on",
                 FindingKind::Deadlock,
                 "interrupted holder of a lock would never release it",
                 "spinlock `spin` is taken in an interrupt handler",
                 {"is taken here, in an interrupt handler", "is taken here, with interrupts on"}}),
    [](const auto& tested) { return tested.param.error; });

INSTANTIATE_TEST_SUITE_P(
    Held, LockError,
    ::testing::Values(Expected{"mutex_kept",
                               FindingKind::Context,
                               kKept,
                               "mutex `first` is still held",
                               {"took it here"}},
                      Expected{"spin_kept",
                               FindingKind::Context,
                               kKept,
                               "spinlock `spin` is still held",
                               {"took it here"}},
                      Expected{"spin_kept_with_interrupts_off",
                               FindingKind::Context,
                               kKept,
                               "spinlock `spin` is still held",
                               {"took it here"}},
                      Expected{"preemption_kept_off",
                               FindingKind::Context,
                               "preemption off on the way back to user space",
                               "",
                               {"turned off here"}},
                      Expected{"interrupts_kept_off",
                               FindingKind::Context,
                               "interrupts off on the way back to user space",
                               "",
                               {"turned off here"}},
                      Expected{"softirqs_kept_disabled",
                               FindingKind::Context,
                               "preemption off on the way back to user space",
                               "",
                               {"turned off here"}},
                      Expected{
                          "rcu_reader_kept",
                          FindingKind::Context,
                          "RCU read-side critical section left open on the way back to user space",
                          "",
                          {}},
                      Expected{"asleep_on_return",
                               FindingKind::Context,
                               "task announced a sleep and went back to user space",
                               "",
                               {}},
                      Expected{"kept_by_thread",
                               FindingKind::Context,
                               "task ends with a lock held",
                               "mutex `first` is still held",
                               {"took it here"}},
                      Expected{"kept_by_work",
                               FindingKind::Context,
                               "work function leaves its context changed",
                               "work_keeps_mutex [lock_errors] returned with mutex `first` held",
                               {"this function", "took it here"}}),
    [](const auto& tested) { return tested.param.error; });

INSTANTIATE_TEST_SUITE_P(
    Memory, LockError,
    ::testing::Values(Expected{"freed_while_held",
                               FindingKind::Lock,
                               "memory freed with a held lock in it",
                               "mutex `pair[i].lock` lies in the memory that is freed",
                               {"freed here", "took it here"}},
                      Expected{"initialised_while_held",
                               FindingKind::Lock,
                               "memory freed with a held lock in it",
                               "mutex `pair[i].lock`",
                               {"freed here", "took it here"}},
                      Expected{"never_initialised",
                               FindingKind::Lock,
                               "lock used before it was initialised",
                               "never called",
                               {"is taken here"}}),
    [](const auto& tested) { return tested.param.error; });

INSTANTIATE_TEST_SUITE_P(
    Sleeping, LockError,
    ::testing::Values(Expected{"sleeps_with_spinlock",
                               FindingKind::SleepInAtomic,
                               kSleeps,
                               "mutex_lock() may sleep, but spinlock `spin` is held",
                               {"sleeps here", "took the spinlock here"}},
                      Expected{"sleeps_with_rwlock",
                               FindingKind::SleepInAtomic,
                               kSleeps,
                               "msleep() may sleep, but rwlock `table` is held",
                               {"sleeps here", "took the rwlock here"}},
                      Expected{"sleeps_with_interrupts_off",
                               FindingKind::SleepInAtomic,
                               kSleeps,
                               "msleep() may sleep, but interrupts are off",
                               {"sleeps here", "turned off here"}},
                      Expected{"sleeps_as_rcu_reader",
                               FindingKind::SleepInAtomic,
                               kSleeps,
                               "this is an RCU read-side critical section",
                               {"sleeps here"}},
                      Expected{"allocates_with_spinlock",
                               FindingKind::SleepInAtomic,
                               kSleeps,
                               "spinlock `spin` is held",
                               {"sleeps here", "took the spinlock here"}},
                      Expected{"blocks_on_the_way_to_sleep",
                               FindingKind::Misuse,
                               "blocking function called on the way to sleep",
                               "mutex_lock() may sleep",
                               {"called here"}},
                      Expected{"not_held_as_asserted",
                               FindingKind::Lock,
                               "a lock that must be held is not",
                               "mutex `first`",
                               {"asserted here"}}),
    [](const auto& tested) { return tested.param.error; });

class NoLockError : public LockErrors, public ::testing::WithParamInterface<const char*> {};

TEST_P(NoLockError, IsFound) {
  for (const Finding& finding : make(GetParam())) ADD_FAILURE() << finding;
}

INSTANTIATE_TEST_SUITE_P(, NoLockError,
                         ::testing::Values("tried_in_opposite_order", "two_of_a_class_nested",
                                           "two_of_a_class_below_another", "softirqs_kept_off",
                                           "readers_everywhere", "held_as_asserted"),
                         [](const auto& tested) { return std::string(tested.param); });

// A mistake is told once, however often it is made.
TEST_F(LockErrors, AreToldOnce) {
  EXPECT_EQ(make("opposite_orders").size(), 1U);
  EXPECT_EQ(make("opposite_orders").size(), 0U);
}

TEST_F(LockErrors, HaveAFixedForm) {
  EXPECT_EQ(sites_of(make("opposite_orders").at(0)),
            "ksim: locks taken in opposite orders\n"
            "  mutex `first` is taken with mutex `second` held, and elsewhere the other way round: "
            "two tasks that meet wait for each other for ever\n"
            "    lock_errors.c:58  opposite_orders()    <- takes `first` here\n"
            "    lock_errors.c:57  opposite_orders()    <- took `second` here\n"
            "    lock_errors.c:53  opposite_orders()    <- elsewhere: took `second` here, with "
            "`first` held\n"
            "    lock_errors.c:52  opposite_orders()    <- elsewhere: took `first` here\n");
  EXPECT_EQ(sites_of(make("sleeps_with_spinlock").at(0)),
            "ksim: sleeping function called from invalid context\n"
            "  mutex_lock() may sleep, but spinlock `spin` is held\n"
            "    lock_errors.c:366  sleeps_with_spinlock()    <- sleeps here\n"
            "    lock_errors.c:365  sleeps_with_spinlock()    <- took the spinlock here\n");
  EXPECT_EQ(sites_of(make("mutex_kept").at(0)),
            "ksim: lock held on the way back to user space\n"
            "  mutex `first` is still held\n"
            "    lock_errors.c:262  mutex_kept()    <- took it here\n");
}

TEST_F(LockErrors, AWaitGraphShowsWhoWaitsForWhom) {
  const auto run = [](const char* error) {
    return [error] { open("/dev/lock_errors", O_WRONLY).write(error); };
  };
  Process holder = spawn("holder", run("waits_for_ever"));
  ASSERT_THAT(holder, Blocks());
  Process second = spawn("second", run("waits_for_mutex"));
  ASSERT_THAT(second, Blocks());
  Process third = spawn("third", run("waits_for_completion"));
  ASSERT_THAT(third, Blocks());

  EXPECT_THROW(second.exit_status(), std::runtime_error);

  const std::vector<Finding> findings = claim_findings();
  ASSERT_EQ(findings.size(), 1U) << ::testing::PrintToString(findings);
  EXPECT_EQ(findings.front().kind, FindingKind::Deadlock);
  EXPECT_EQ(
      sites_of(findings.front()),
      "ksim: process is blocked, and nobody will wake it\n"
      "  second (pid 3) sleeps, nobody else can run, no timer is pending, and no interrupt "
      "can come\n"
      "    lock_errors.c:443  waits_for_mutex()         <- second (pid 3) waits here for "
      "mutex `first`\n"
      "    lock_errors.c:436  waits_for_ever()          <- holder (pid 2) took it here\n"
      "    lock_errors.c:437  waits_for_ever()          <- holder (pid 2) waits here for wait "
      "queue `queue`\n"
      "    lock_errors.c:449  waits_for_completion()    <- third (pid 4) waits here for "
      "completion `ready`\n");
  EXPECT_THAT(third.kill(SIGTERM), Succeeds());
  EXPECT_THAT(holder.kill(SIGTERM), Succeeds());
}

}  // namespace
}  // namespace ksim
