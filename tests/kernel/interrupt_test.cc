// SPDX-License-Identifier: GPL-2.0-or-later
// Interrupt lines, raised by a test, and what becomes of them.
#include <stdexcept>
#include <string>

#include "irq_probe.h"
#include "ksim/simulator.hh"
#include "ksim/testing/driver_test.hh"

namespace ksim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint32_t kLine = 5;
// IRQF_*
constexpr int kTriggerHigh = 0x4;
constexpr int kOneshot = 0x2000;
constexpr int kNoAutoEnable = 0x80000;

class Interrupt : public DriverTest {
 protected:
  void load(const std::string& parameters = "") {
    ASSERT_THAT(load_module("irq_probe", parameters), Succeeds());
  }
  static Simulator& simulator() { return Simulator::current(); }
  static Fd probe() { return open("/dev/irq_probe", O_RDWR); }
  static long control(unsigned int command, long value = 0) {
    return probe().ioctl(command, value).value();
  }
  static irq_probe_counts counts() {
    irq_probe_counts counted{};
    EXPECT_THAT(probe().ioctl(IRQ_PROBE_COUNTS, &counted), Succeeds());
    return counted;
  }
};

TEST_F(Interrupt, TheHandlerRunsWhenTheLineIsRaised) {
  load();
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 1);
  simulator().raise_interrupt(kLine);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 3);
}

TEST_F(Interrupt, OtherLinesDoNotMatter) {
  load();
  simulator().raise_interrupt(kLine + 1);
  EXPECT_EQ(counts().handler, 0);
}

TEST_F(Interrupt, ThereIsNoSuchLine) {
  EXPECT_THROW(simulator().raise_interrupt(0), std::invalid_argument);
  EXPECT_THROW(simulator().raise_interrupt(32), std::invalid_argument);
  EXPECT_THROW(simulator().storm_of_interrupts(4711, 1), std::invalid_argument);
}

TEST_F(Interrupt, AFreshKernelHasLinesAsGoodAsNew) {
  simulator().insmod("irq_probe").value();
  control(IRQ_PROBE_DISABLE);
  simulator().set_interrupt_line(kLine, true);
  simulator().reboot(Simulator::Options{});
  load();
  EXPECT_EQ(counts().handler, 0);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 1);
}

TEST_F(Interrupt, TheTimersLineIsTaken) {
  EXPECT_THAT(load_module("irq_probe", "irq=0"), FailsWith(EBUSY));
  EXPECT_THAT(dmesg(), HasSubstr("genirq: Flags mismatch irq 0."));
  EXPECT_THAT(load_module("irq_probe", "irq=4711"), FailsWith(EINVAL));
}

TEST_F(Interrupt, ItWaitsUntilItIsEnabled) {
  load();
  control(IRQ_PROBE_DISABLE);
  simulator().raise_interrupt(kLine);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 0);
  control(IRQ_PROBE_ENABLE);
  EXPECT_EQ(counts().handler, 1);
}

TEST_F(Interrupt, WhatComesBeforeTheLineIsRequestedIsLost) {
  simulator().raise_interrupt(kLine);
  load();
  EXPECT_EQ(counts().handler, 0);
}

TEST_F(Interrupt, ItMayBeRequestedDisabled) {
  load("flags=" + std::to_string(kNoAutoEnable));
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 0);
  control(IRQ_PROBE_ENABLE);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 1);
}

TEST_F(Interrupt, ItIsHeldBackWhileInterruptsAreOff) {
  load();
  simulator().raise_interrupt_at(kLine, 5);
  EXPECT_EQ(control(IRQ_PROBE_OFF_SECTION, 100), 0);
  EXPECT_EQ(counts().handler, 1);
}

TEST_F(Interrupt, AStormDoesNotGetThereEither) {
  load();
  simulator().storm_of_interrupts(kLine, 1000);
  EXPECT_EQ(control(IRQ_PROBE_OFF_SECTION, 100), 0);
}

TEST_F(Interrupt, AStormIsOverAfterSoMany) {
  load();
  simulator().storm_of_interrupts(kLine, 50);
  while (simulator().interrupts_to_come() > 0) control(IRQ_PROBE_SYNCHRONIZE);
  EXPECT_EQ(counts().handler, 50);
}

TEST_F(Interrupt, AnEdgeComesOnceHoweverLongTheLineIsActive) {
  load();
  simulator().set_interrupt_line(kLine, true);
  simulator().set_interrupt_line(kLine, true);
  EXPECT_EQ(counts().handler, 1);
  simulator().set_interrupt_line(kLine, false);
  simulator().set_interrupt_line(kLine, true);
  EXPECT_EQ(counts().handler, 2);
}

TEST_F(Interrupt, ALevelThatNobodyQuietsIsSwitchedOff) {
  load("answer=0 flags=" + std::to_string(kTriggerHigh));
  simulator().set_interrupt_line(kLine, true);
  const std::vector<Finding> findings = simulator().take_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].text(),
              AllOf(HasSubstr("irq 5: nobody cared"), HasSubstr("irq_probe_interrupt")));
  EXPECT_EQ(counts().handler, 100'000);
  EXPECT_THAT(dmesg(), HasSubstr("Disabling IRQ #5"));
}

TEST_F(Interrupt, ANumberThatIsNoAnswerIsAFinding) {
  load("answer=9");
  simulator().raise_interrupt(kLine);
  const std::vector<Finding> findings = simulator().take_findings();
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].text(), HasSubstr("irq event 5: bogus return value 9"));
}

TEST_F(Interrupt, AThreadThatDoesNotExistIsNotWoken) {
  load("answer=2");
  simulator().raise_interrupt(kLine);
  simulator().raise_interrupt(kLine);
  EXPECT_EQ(counts().handler, 2);
  EXPECT_THAT(dmesg(), HasSubstr("IRQ 5 device irq_probe returned IRQ_WAKE_THREAD but no thread "
                                 "function available."));
}

TEST_F(Interrupt, AThreadRunsAfterTheHandler) {
  load("answer=2 threaded=1 flags=" + std::to_string(kOneshot));
  simulator().raise_interrupt(kLine);
  control(IRQ_PROBE_SYNCHRONIZE);
  EXPECT_EQ(counts().handler, 1);
  EXPECT_EQ(counts().thread, 1);
}

// The driver that does it right; its twin is in the catalogue of drivers/buggy.
TEST_F(Interrupt, ALockTakenWithInterruptsOffWithstandsAStorm) {
  constexpr std::uint64_t kInterrupts = 100'000;
  ASSERT_THAT(load_module("irq_spinlock_fixed"), Succeeds());
  Fd device = open("/dev/irq_spinlock_fixed", O_WRONLY);
  simulator().storm_of_interrupts(7, kInterrupts);
  std::uint64_t writes = 0;
  while (simulator().interrupts_to_come() > 0) {
    ASSERT_THAT(device.write("x"), SucceedsWith(1U));
    ++writes;
  }
  EXPECT_GT(writes, 1000U);
}

TEST_F(Interrupt, ALockTakenWithInterruptsOnIsADeadlockWithBothLines) {
  ASSERT_THAT(load_module("irq_spinlock"), Succeeds());
  bool hangs = false;
  for (std::uint64_t point = 1; point < 20 && !hangs; ++point) {
    Process writer = spawn("writer", [point] {
      Fd device = open("/dev/irq_spinlock", O_WRONLY);
      simulator().raise_interrupt_at(7, point);
      device.write("x");
    });
    hangs = writer.was_killed();
  }
  EXPECT_TRUE(hangs);
  std::string text;
  for (const Finding& finding : simulator().take_findings()) text += finding.text();
  EXPECT_THAT(text, AllOf(HasSubstr("inconsistent lock state"),
                          HasSubstr("spinlock taken twice by one task"),
                          HasSubstr("irq_spinlock.c:21"), HasSubstr("irq_spinlock.c:30")));
}

}  // namespace
}  // namespace ksim
