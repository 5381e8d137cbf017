// SPDX-License-Identifier: GPL-2.0-or-later
// jit: what holds in any world, however long things really take there.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "jit_fixture.hh"

namespace ksim {
namespace {

using ::testing::StartsWith;

std::string name_of_parameter(const ::testing::TestParamInfo<const char*>& tested) {
  return tested.param;
}

// ---- Letting time pass ------------------------------------------------------------------

class JitDelays : public Jit, public ::testing::WithParamInterface<const char*> {
 protected:
  static constexpr int kDelay_ms = 30;
  JitDelays() : Jit("delay=30") {}

  static Fd device() { return open(std::string("/dev/") + GetParam(), O_RDONLY); }
};

INSTANTIATE_TEST_SUITE_P(, JitDelays,
                         ::testing::Values("jitbusy", "jitsched", "jitqueue", "jitschedto",
                                           "jitmsleep", "jitudelay", "jitmdelay"),
                         name_of_parameter);

TEST_P(JitDelays, TakeAsLongAsWasAskedFor) {
  // What counts instructions may begin just before a tick.
  const std::uint64_t least = ticks_of_ms(kDelay_ms) - 1;
  const JitDelay delay = read_delay(GetParam());
  EXPECT_GE(delay.ticks(), least);
}

TEST_P(JitDelays, FollowOneAnother) {
  const JitDelay first = read_delay(GetParam());
  const JitDelay second = read_delay(GetParam());
  EXPECT_GE(second.before, first.after);
}

TEST_P(JitDelays, NeedRoomForALine) {
  EXPECT_THAT(device().read(99), FailsWith(EINVAL));
  EXPECT_THAT(device().read(100), Succeeds());
}

TEST_P(JitDelays, FaultLikeAnyRead) {
  UserBuffer bad = UserBuffer::faulting_at(0);
  EXPECT_THAT(device().read_to(bad.data(), 100), FailsWith(EFAULT));
}

TEST_P(JitDelays, HaveNoPositions) { EXPECT_THAT(device().lseek(0), FailsWith(ESPIPE)); }

class JitTicks : public JitDelays {};
INSTANTIATE_TEST_SUITE_P(, JitTicks,
                         ::testing::Values("jitbusy", "jitsched", "jitqueue", "jitschedto",
                                           "jitmsleep"),
                         name_of_parameter);

TEST_P(JitTicks, NeverEndATickTooEarly) {
  EXPECT_GE(read_delay(GetParam()).ticks(), ticks_of_ms(kDelay_ms));
}

class JitSleeps : public Jit, public ::testing::WithParamInterface<const char*> {
 protected:
  JitSleeps() : Jit("delay=60000") {}

  auto sleeper(RestartCalls restart) {
    return spawn("sleeper", [this, restart] {
      on_signal(
          SIGUSR1, [this] { ++handled_; }, restart);
      return open(std::string("/dev/") + GetParam(), O_RDONLY).read(100);
    });
  }

  int handled_ = 0;
};

INSTANTIATE_TEST_SUITE_P(, JitSleeps, ::testing::Values("jitqueue", "jitschedto", "jitmsleep"),
                         name_of_parameter);

TEST_P(JitSleeps, SleepWhileTheyWait) {
  Process process = sleeper(RestartCalls::No);
  ASSERT_THAT(process, Blocks());
  process.kill(SIGKILL);
  EXPECT_TRUE(process.was_killed());
}

TEST_P(JitSleeps, EndWithASignalAndDoNotBeginAgain) {
  for (RestartCalls restart : {RestartCalls::No, RestartCalls::Yes}) {
    Process process = sleeper(restart);
    ASSERT_THAT(process, Blocks());
    process.kill(SIGUSR1);
    EXPECT_THAT(process.result(), FailsWith(EINTR));
  }
  EXPECT_EQ(handled_, 2);
}

class JitNoDelay : public Jit, public ::testing::WithParamInterface<const char*> {
 protected:
  JitNoDelay() : Jit("delay=0") {}
};

INSTANTIATE_TEST_SUITE_P(, JitNoDelay,
                         ::testing::Values("jitbusy", "jitsched", "jitqueue", "jitschedto",
                                           "jitmsleep", "jitudelay", "jitmdelay"),
                         name_of_parameter);

TEST_P(JitNoDelay, OfNoTimeEndsToo) {
  const JitDelay delay = read_delay(GetParam());
  EXPECT_GE(delay.after, delay.before);
}

class JitBusy : public Jit {
 protected:
  JitBusy() : Jit("delay=200") {}
};

TEST_F(JitBusy, TwoWaitSideBySide) {
  std::vector<std::string> devices{"jitbusy", "jitsched"};
  for (const std::string& device : devices) {
    Process other = spawn("other", [&] { return read_delay(device); });
    const JitDelay mine = read_delay(device);
    const JitDelay others = other.result();
    EXPECT_GE(mine.ticks(), ticks_of_ms(200)) << device;
    EXPECT_GE(others.ticks(), ticks_of_ms(200)) << device;
  }
}

// ---- Running later ----------------------------------------------------------------------

class JitLater : public Jit, public ::testing::WithParamInterface<const char*> {
 protected:
  static constexpr int kPeriod_ms = 20;
  static constexpr std::size_t kRuns = 4;
  JitLater() : Jit("period=20 runs=4") {}
};

INSTANTIATE_TEST_SUITE_P(, JitLater,
                         ::testing::Values("jitimer", "jithrtimer", "jittasklet", "jittasklethi",
                                           "jitwork"),
                         name_of_parameter);

TEST_P(JitLater, RunsAsOftenAsWasAskedFor) {
  const JitTable table = read_table(GetParam());
  EXPECT_EQ(table.heading, "jiffies delta interrupt atomic cpu pid command");
  EXPECT_EQ(table.runs.size(), kRuns);
}

TEST_P(JitLater, BeginsWithTheReader) {
  Process reader = spawn("jit reader", [] { return read_table(GetParam()).reader; });
  const int pid = reader.pid();
  const JitRun line = reader.result();
  EXPECT_EQ(line.pid, pid);
  EXPECT_EQ(line.command, "jit reader");
  EXPECT_FALSE(line.in_interrupt);
  EXPECT_FALSE(line.in_atomic);
}

TEST_P(JitLater, CountsFromTheLineBefore) {
  const JitTable table = read_table(GetParam());
  std::uint64_t before = table.reader.jiffies;
  for (const JitRun& run : table.runs) {
    EXPECT_EQ(run.delta, run.jiffies - before);
    EXPECT_GE(run.jiffies, before);
    before = run.jiffies;
  }
}

TEST_P(JitLater, CanBeReadInPieces) {
  Fd device = open(std::string("/dev/") + GetParam(), O_RDONLY);
  std::string text;
  for (;;) {
    const std::string piece = device.read(7).value();
    if (piece.empty()) break;
    text += piece;
  }
  EXPECT_THAT(text, StartsWith("jiffies delta interrupt atomic cpu pid command\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + kRuns);
  EXPECT_THAT(device.read(1), SucceedsWith(""));
}

TEST_P(JitLater, HasNoPositions) {
  Fd device = open(std::string("/dev/") + GetParam(), O_RDONLY);
  EXPECT_THAT(device.lseek(0), FailsWith(ESPIPE));
  EXPECT_THAT(device.pread(1, 1), FailsWith(ESPIPE));
}

TEST_P(JitLater, SeveralReadersHaveTheirOwnRuns) {
  Process other = spawn("other", [] { return read_table(GetParam()).runs.size(); });
  EXPECT_EQ(read_table(GetParam()).runs.size(), kRuns);
  EXPECT_EQ(other.result(), kRuns);
}

class JitInterrupts : public JitLater {};
INSTANTIATE_TEST_SUITE_P(, JitInterrupts,
                         ::testing::Values("jitimer", "jithrtimer", "jittasklet", "jittasklethi"),
                         name_of_parameter);

TEST_P(JitInterrupts, RunsInAnInterrupt) {
  for (const JitRun& run : read_table(GetParam()).runs) {
    EXPECT_TRUE(run.in_interrupt);
    EXPECT_TRUE(run.in_atomic);
  }
}

class JitWork : public Jit {
 protected:
  static constexpr std::size_t kRuns = 4;
  JitWork() : Jit("period=20 runs=4") {}
};

TEST_F(JitWork, RunsInAKernelThreadThatMaySleep) {
  Process reader = spawn("reader", [] { return read_table("jitwork"); });
  const int pid = reader.pid();
  const JitTable table = reader.result();
  ASSERT_EQ(table.runs.size(), kRuns);
  for (const JitRun& run : table.runs) {
    EXPECT_FALSE(run.in_interrupt);
    EXPECT_FALSE(run.in_atomic);
    EXPECT_THAT(run.command, StartsWith("kworker/"));
    EXPECT_NE(run.pid, pid);
  }
}

class JitPeriods : public JitLater {};
INSTANTIATE_TEST_SUITE_P(, JitPeriods, ::testing::Values("jitimer", "jitwork"), name_of_parameter);

TEST_P(JitPeriods, NeverRunsTooEarly) {
  for (const JitRun& run : read_table(GetParam()).runs) {
    EXPECT_GE(run.delta, ticks_of_ms(kPeriod_ms));
  }
}

class JitHrtimer : public Jit {
 protected:
  static constexpr int kPeriod_ms = 5;
  static constexpr std::size_t kRuns = 40;
  JitHrtimer() : Jit("period=5 runs=40") {}
};

// It need not be a number of ticks, so from the first run to the last it must be right.
TEST_F(JitHrtimer, KeepsItsPeriod) {
  const JitTable table = read_table("jithrtimer");
  ASSERT_EQ(table.runs.size(), kRuns);
  EXPECT_GE(table.runs.back().jiffies - table.reader.jiffies + 1, ticks_of_ms(kRuns * kPeriod_ms));
}

class JitInterrupted : public Jit, public ::testing::WithParamInterface<const char*> {
 protected:
  JitInterrupted() : Jit("period=600000 runs=2") {}
};

INSTANTIATE_TEST_SUITE_P(, JitInterrupted, ::testing::Values("jitimer", "jithrtimer", "jitwork"),
                         name_of_parameter);

TEST_P(JitInterrupted, ASignalStopsWhatWasToRun) {
  Process reader = spawn("reader", [] {
    on_signal(
        SIGUSR1, [] {}, RestartCalls::No);
    return open(std::string("/dev/") + GetParam(), O_RDONLY).read(1000);
  });
  ASSERT_THAT(reader, Blocks());
  reader.kill(SIGUSR1);
  EXPECT_THAT(reader.result(), FailsWith(EINTR));
}

TEST_P(JitInterrupted, ADyingReaderStopsWhatWasToRun) {
  Process reader =
      spawn("reader", [] { return open(std::string("/dev/") + GetParam(), O_RDONLY).read(1000); });
  ASSERT_THAT(reader, Blocks());
  reader.kill(SIGKILL);
  EXPECT_TRUE(reader.was_killed());
}

// ---- What time it is --------------------------------------------------------------------

class JitTime : public Jit {
 protected:
  JitTime() : Jit("delay=10") {}

  // "1735689600.000000001" as nanoseconds.
  static std::uint64_t nanoseconds(const std::string& text) {
    const std::size_t point = text.find('.');
    return std::stoull(text.substr(0, point)) * 1'000'000'000 + std::stoull(text.substr(point + 1));
  }
};

TEST_F(JitTime, IsTheSameByBothCountsOfJiffies) {
  const auto now = current_time();
  const std::uint64_t ticks = std::stoull(now.at("jiffies"));
  const std::uint64_t ticks64 = std::stoull(now.at("jiffies_64"));
  EXPECT_GE(ticks64, ticks);
  EXPECT_LE(ticks64 - ticks, std::stoull(now.at("hz")));
}

TEST_F(JitTime, CoarseClocksAreNeverAhead) {
  const auto now = current_time();
  EXPECT_LE(nanoseconds(now.at("coarse_real")), nanoseconds(now.at("real")));
  EXPECT_LE(std::stoull(now.at("coarse_ns")), std::stoull(now.at("monotonic_ns")));
}

TEST_F(JitTime, GoesOn) {
  const auto before = current_time();
  read_delay("jitschedto");
  const auto after = current_time();
  for (const char* name : {"jiffies", "jiffies_64", "coarse_ns", "monotonic_ns"}) {
    EXPECT_GT(std::stoull(after.at(name)), std::stoull(before.at(name))) << name;
  }
  const std::uint64_t passed_ns =
      std::stoull(after.at("monotonic_ns")) - std::stoull(before.at("monotonic_ns"));
  EXPECT_GE(passed_ns, 10'000'000U);
}

TEST_F(JitTime, IsOfOurCentury) {
  constexpr std::uint64_t k2001_s = 1'000'000'000;
  EXPECT_GT(nanoseconds(current_time().at("real")) / 1'000'000'000, k2001_s);
}

TEST_F(JitTime, NeedsRoomForAllOfIt) {
  Fd device = open("/dev/currentime", O_RDONLY);
  EXPECT_THAT(device.read(20), FailsWith(EINVAL));
  EXPECT_THAT(device.read(256), Succeeds());
  EXPECT_THAT(device.read(256), SucceedsWith(""));
  EXPECT_THAT(device.lseek(0), SucceedsWith(0));
  EXPECT_THAT(device.read(256), Succeeds());
}

// ---- Loading ----------------------------------------------------------------------------

class JitLoading : public DriverTest {};

TEST_F(JitLoading, RefusesParametersThatMakeNoSense) {
  for (const char* parameters :
       {"delay=60001", "period=0", "period=86400001", "runs=0", "runs=101", "delay=-1"}) {
    EXPECT_THAT(load_module("jit", parameters), FailsWith(EINVAL)) << parameters;
    EXPECT_THAT(stat("/dev/jitbusy"), FailsWith(ENOENT)) << parameters;
  }
}

TEST_F(JitLoading, TakesTheLargestThatDo) {
  EXPECT_THAT(load_module("jit", "delay=60000 period=86400000 runs=100"), Succeeds());
}

}  // namespace
}  // namespace ksim
