// SPDX-License-Identifier: GPL-2.0-or-later
// Loading and unloading, through the kernel (shims/kernel/module/).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>

#include "ksim/module/registry.hh"
#include "ksim/simulator.hh"
#include "ksim/system_call.hh"
#include "ksim/testing/matchers.hh"

namespace ksim::module {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LoadTest : public ::testing::Test {
 protected:
  ~LoadTest() override {
    for (const Finding& finding : kernel_.take_findings()) ADD_FAILURE() << finding.text();
  }

  Result<> insmod(const char* name, const char* parameters = "") {
    return kernel_.insmod(name, parameters);
  }
  Result<> rmmod(const char* name) { return kernel_.rmmod(name); }
  std::string dmesg() { return kernel_.dmesg(); }

  Simulator kernel_;
};

Errno error_of(const Result<>& result) { return result ? Errno{0} : result.error(); }

TEST_F(LoadTest, LoadsAndUnloads) {
  ASSERT_TRUE(insmod("exporter"));
  EXPECT_THAT(dmesg(), HasSubstr("exporter: calls=0 data=42"));
  ASSERT_TRUE(rmmod("exporter"));
  EXPECT_THAT(dmesg(), HasSubstr("exporter: gone"));
}

// That it compiles is most of the test.
TEST_F(LoadTest, HeadersBringWhatTheyBringInLinux) {
  ASSERT_TRUE(insmod("few_includes"));
  EXPECT_THAT(dmesg(), HasSubstr(" ran for "));
  ASSERT_TRUE(rmmod("few_includes"));
}

TEST_F(LoadTest, LoadsByPath) {
  std::string path = find("exporter").value()->path();
  ASSERT_TRUE(insmod(path.c_str()));
  ASSERT_TRUE(rmmod("exporter"));
}

TEST_F(LoadTest, EveryLoadBeginsWithFreshVariables) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(insmod("failing_init", "result=0"));
    ASSERT_TRUE(rmmod("failing_init"));
  }
  EXPECT_THAT(dmesg(), Not(HasSubstr("attempt 2")));
}

TEST_F(LoadTest, TwiceIsEexistAndLeavesTheFirstAlone) {
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_TRUE(insmod("importer"));
  EXPECT_EQ(error_of(insmod("exporter")), Errno{EEXIST});
  ASSERT_TRUE(rmmod("importer"));
  ASSERT_TRUE(insmod("importer"));
  EXPECT_THAT(dmesg(), HasSubstr("calls=4"));  // the first exporter still counts
}

TEST_F(LoadTest, UnloadingWhatIsNotThereIsEnoent) {
  EXPECT_EQ(error_of(rmmod("exporter")), Errno{ENOENT});
  EXPECT_EQ(error_of(rmmod("")), Errno{ENOENT});
  EXPECT_EQ(error_of(rmmod(std::string(100, 'x').c_str())), Errno{ENOENT});
}

TEST_F(LoadTest, SymbolsOfOneModuleServeAnother) {
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_TRUE(insmod("importer"));
  EXPECT_THAT(dmesg(), HasSubstr("importer: sum=10 data=43 calls=2"));
  EXPECT_THAT(dmesg(), HasSubstr("importer: exporter_add [exporter]"));
}

TEST_F(LoadTest, AModuleInUseByAnotherStays) {
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_TRUE(insmod("importer"));
  EXPECT_EQ(error_of(rmmod("exporter")), Errno{EWOULDBLOCK});
  ASSERT_TRUE(rmmod("importer"));
  EXPECT_TRUE(rmmod("exporter"));
}

TEST_F(LoadTest, WithoutItsExporterTheImporterIsRefused) {
  EXPECT_EQ(error_of(insmod("importer")), Errno{ENOENT});
  EXPECT_THAT(dmesg(), HasSubstr("importer: Unknown symbol exporter_add (err -2)"));
  EXPECT_THAT(dmesg(), HasSubstr("importer: Unknown symbol exporter_data (err -2)"));
  EXPECT_EQ(error_of(rmmod("importer")), Errno{ENOENT});
  ASSERT_TRUE(insmod("exporter"));
  EXPECT_TRUE(insmod("importer"));
}

TEST_F(LoadTest, ARefusedImporterGivesItsReferencesBack) {
  ASSERT_TRUE(insmod("exporter"));
  EXPECT_EQ(error_of(insmod("unknown_symbol")), Errno{ENOENT});
  EXPECT_EQ(error_of(insmod("importer", "--  rest")), Errno{0});
  ASSERT_TRUE(rmmod("importer"));
  EXPECT_TRUE(rmmod("exporter"));
}

TEST_F(LoadTest, UnknownSymbolsAreNamed) {
  EXPECT_EQ(error_of(insmod("unknown_symbol")), Errno{ENOENT});
  EXPECT_THAT(dmesg(), HasSubstr("unknown_symbol: Unknown symbol nobody_has_this (err -2)"));
  EXPECT_THAT(dmesg(), HasSubstr("unknown_symbol: Unknown symbol nobody_has_that (err -2)"));
  EXPECT_THAT(dmesg(), Not(HasSubstr("nobody_needs_this")));
}

TEST_F(LoadTest, DuplicateExportIsRefused) {
  ASSERT_TRUE(insmod("exporter"));
  EXPECT_EQ(error_of(insmod("duplicate_symbol")), Errno{ENOEXEC});
  EXPECT_THAT(
      dmesg(),
      HasSubstr("duplicate_symbol: exports duplicate symbol exporter_add (owned by exporter)"));
}

TEST_F(LoadTest, OtherVersionMagicIsRefused) {
  EXPECT_EQ(error_of(insmod("other_kernel")), Errno{ENOEXEC});
  EXPECT_THAT(dmesg(), HasSubstr("other_kernel: version magic '6."));
  EXPECT_THAT(dmesg(), HasSubstr("should be '6."));
}

TEST_F(LoadTest, ProprietaryModulesTaintAndSeeNoGplSymbols) {
  ASSERT_TRUE(insmod("exporter"));
  EXPECT_EQ(error_of(insmod("proprietary")), Errno{ENOENT});
  EXPECT_THAT(dmesg(), HasSubstr("proprietary: module license 'Proprietary' taints kernel."));
  EXPECT_THAT(dmesg(), HasSubstr("proprietary: Unknown symbol exporter_calls (err -2)"));
}

TEST_F(LoadTest, OutOfTreeTaintIsSaidOnce) {
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_TRUE(insmod("importer"));
  std::string log = dmesg();
  std::size_t first = log.find("loading out-of-tree module taints kernel.");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(log.find("out-of-tree", first + 10), std::string::npos);
}

TEST_F(LoadTest, FailingInitReturnsItsErrnoAndLeavesNothing) {
  EXPECT_EQ(error_of(insmod("failing_init", "result=-19")), Errno{ENODEV});
  EXPECT_EQ(error_of(rmmod("failing_init")), Errno{ENOENT});
  EXPECT_EQ(error_of(insmod("failing_init", "result=-5")), Errno{EIO});
  EXPECT_TRUE(insmod("failing_init", "result=0"));
}

TEST_F(LoadTest, PositiveInitIsSuspicious) {
  ASSERT_TRUE(insmod("failing_init", "result=3"));
  EXPECT_THAT(dmesg(), HasSubstr("do_init_module: 'failing_init'->init suspiciously returned "
                                 "3, it should follow 0/-E convention"));
  EXPECT_THAT(dmesg(), HasSubstr("do_init_module: loading module anyway..."));
  EXPECT_TRUE(rmmod("failing_init"));
}

TEST_F(LoadTest, WithoutExitFunctionThereIsNoWayOut) {
  ASSERT_TRUE(insmod("no_exit"));
  EXPECT_EQ(error_of(rmmod("no_exit")), Errno{EBUSY});
}

TEST_F(LoadTest, AReferenceKeepsAModule) {
  ASSERT_TRUE(insmod("busy"));
  EXPECT_EQ(error_of(rmmod("busy")), Errno{EWOULDBLOCK});
}

TEST_F(LoadTest, OnlyTheCapableMayLoad) {
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_EQ(system_call::setresuid(1000, 1000, 1000), 0);
  EXPECT_EQ(error_of(insmod("importer")), Errno{EPERM});
  EXPECT_EQ(error_of(rmmod("exporter")), Errno{EPERM});
}

TEST_F(LoadTest, NamesOfLibcMeanTheKernel) {
  ASSERT_TRUE(insmod("libc_names"));
  EXPECT_THAT(dmesg(), HasSubstr("libc_names: -EINVAL 7"));
}

TEST_F(LoadTest, NotifiersSeeModulesComeAndGo) {
  ASSERT_TRUE(insmod("watcher"));
  ASSERT_TRUE(insmod("exporter"));
  ASSERT_TRUE(rmmod("exporter"));
  EXPECT_THAT(dmesg(), HasSubstr("watcher: exporter 1\n"));  // coming
  EXPECT_THAT(dmesg(), HasSubstr("watcher: exporter 0\n"));  // live
  EXPECT_THAT(dmesg(), HasSubstr("watcher: exporter 2\n"));  // going
  EXPECT_EQ(error_of(insmod("failing_init")), Errno{ENODEV});
  EXPECT_THAT(dmesg(), HasSubstr("watcher: failing_init 2\n"));
  EXPECT_TRUE(rmmod("watcher"));
}

TEST_F(LoadTest, ANotifierCanRefuse) {
  ASSERT_TRUE(insmod("watcher", "veto=13"));
  EXPECT_EQ(error_of(insmod("exporter")), Errno{EACCES});
  EXPECT_EQ(error_of(rmmod("exporter")), Errno{ENOENT});
}

TEST_F(LoadTest, AForgottenNotifierIsAFinding) {
  ASSERT_TRUE(insmod("watcher", "forget=1"));
  ASSERT_TRUE(rmmod("watcher"));
  std::vector<Finding> findings = kernel_.take_findings();
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, FindingKind::Leftover);
  EXPECT_EQ(findings[0].title, "module notifier left behind at rmmod");
  EXPECT_THAT(findings[0].detail, HasSubstr("watcher_notify"));
  EXPECT_TRUE(insmod("exporter"));
}

TEST_F(LoadTest, WhatIsNoModuleIsExplainedInTheLog) {
  EXPECT_EQ(error_of(insmod("not_a_module")), Errno{ENOEXEC});
  EXPECT_THAT(dmesg(), HasSubstr("not_a_module.ko: no .modinfo"));
  EXPECT_EQ(error_of(insmod("/nowhere/x.ko")), Errno{ENOENT});
}

}  // namespace
}  // namespace ksim::module
