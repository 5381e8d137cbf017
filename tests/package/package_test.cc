// SPDX-License-Identifier: GPL-2.0-or-later
// The Debian package: unpacked anywhere, it builds, tests and runs drivers that know nothing of
// this repository.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::Not;

const fs::path kBuild = KSIM_BUILD_DIR;
const fs::path kExample = fs::path(KSIM_SOURCE_DIR) / "docs/examples/out-of-tree";

struct Ended {
  int status;
  std::string output;
};

// Runs a command of the shell.
Ended run(const std::string& command) {
  std::FILE* pipe = popen(("exec 2>&1; " + command).c_str(), "r");
  if (pipe == nullptr) return {-1, "no shell"};
  std::string output;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe))
    output.append(buffer, size);
  const int status = pclose(pipe);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::directory_entry> entries_of(const fs::path& directory) {
  std::vector<fs::directory_entry> entries;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) entries.push_back(entry);
  EXPECT_GT(entries.size(), 10U) << directory;
  return entries;
}

bool is_binary(const std::string& contents) {
  return contents.starts_with("\177ELF") || contents.starts_with("!<arch>");
}

bool has_qemu() {
  return run("command -v qemu-system-x86_64 && command -v cpio && busybox true && dpkg-query -W "
             "linux-headers-cloud-amd64")
             .status == 0;
}

bool has_fuse() { return access("/dev/fuse", R_OK | W_OK) == 0; }

// Makes the package once, and unpacks it for all tests.
class Package : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (run("dpkg-deb --version && dpkg-shlibdeps --version && file --version").status != 0) return;
    for (const char* variable : {"KSIM_MODULE_PATH", "KSIM_SOCKET", "DESTDIR", "MAKEFLAGS"})
      unsetenv(variable);
    scratch = fs::path(::testing::TempDir()) / ("ksim-package-test-" + std::to_string(getpid()));
    fs::create_directories(scratch);
    deb = scratch / "made" / ("ksim_" KSIM_VERSION "_amd64.deb");
    prefix = scratch / "unpacked/usr";
    const Ended made =
        run(CPACK_PROGRAM " -G DEB -D CPACK_DEBIAN_COMPRESSION_TYPE=none --config " +
            (kBuild / "CPackConfig.cmake").string() + " -B " + (scratch / "made").string() +
            " && dpkg-deb -x " + deb.string() + " " + (scratch / "unpacked").string());
    ASSERT_EQ(made.status, 0) << made.output;
  }
  static void TearDownTestSuite() {
    if (!scratch.empty()) fs::remove_all(scratch);
  }
  void SetUp() override {
    if (scratch.empty()) GTEST_SKIP() << "no tools for Debian packages on this machine";
    ASSERT_TRUE(fs::exists(prefix / "bin/ksim"));
  }

  static std::string ksim() { return prefix / "bin/ksim"; }
  static fs::path kdir() { return prefix / "lib/ksim/kdir"; }

  // A copy of a directory, for what is built there.
  static fs::path copy(const fs::path& directory, const std::string& name) {
    fs::copy(directory, scratch / name, fs::copy_options::recursive);
    return scratch / name;
  }

  inline static fs::path scratch;
  inline static fs::path deb;
  inline static fs::path prefix;
};

TEST_F(Package, DependsOnWhatItsUsersNeed) {
  const Ended fields = run("dpkg-deb -f " + deb.string());
  for (const char* field : {"Package: ksim\n", "Version: " KSIM_VERSION "\n", "Section: devel\n"})
    EXPECT_THAT(fields.output, HasSubstr(field));
  const std::string depends = ", " + run("dpkg-deb -f " + deb.string() + " Depends").output;
  for (const char* package :
       {"binutils", "fuse3", "g++", "gcc", "libc6-dev", "libdw1", "libfmt-dev", "libfuse3-3",
        "libgmock-dev", "libgtest-dev", "linux-libc-dev", "make"})
    EXPECT_THAT(depends, HasSubstr(std::string(", ") + package)) << "by name, or dpkg-shlibdeps";
}

TEST_F(Package, IsInstalledAndRemovedWithoutATrace) {
  const fs::path root = scratch / "root";
  fs::create_directories(root / "var/lib/dpkg/info");
  fs::create_directories(root / "var/lib/dpkg/updates");
  std::ofstream(root / "var/lib/dpkg/status");
  // CPack has ldconfig called after installation; the host's is not to be.
  fs::create_directories(scratch / "bin");
  fs::create_symlink("/bin/true", scratch / "bin/ldconfig");
  const std::string dpkg =
      "PATH=" + (scratch / "bin").string() + ":$PATH" +
      " dpkg --force-not-root --force-script-chrootless --log=/dev/null --root=" + root.string();
  const Ended installed = run(dpkg + " --force-depends --install " + deb.string());
  ASSERT_EQ(installed.status, 0) << installed.output;
  EXPECT_THAT(run(dpkg + " --status ksim").output, HasSubstr("Status: install ok installed\n"));
  EXPECT_EQ(run((root / "usr/bin/ksim").string() + " kdir").output,
            (root / "usr/lib/ksim/kdir").string() + "\n");
  const Ended removed = run(dpkg + " --purge ksim");
  EXPECT_EQ(removed.status, 0) << removed.output;
  EXPECT_FALSE(fs::exists(root / "usr"));
}

TEST_F(Package, RefersToNeitherBuildNorSources) {
  int binaries = 0;
  for (const fs::directory_entry& entry : entries_of(prefix)) {
    std::string contents;
    if (entry.is_symlink()) {
      contents = fs::read_symlink(entry.path());
    } else if (entry.is_regular_file()) {
      contents = read_file(entry.path());
      if (is_binary(contents)) {
        // Among them is where libraries are looked for; what a debugger is told is not.
        contents = run("strings --data " + entry.path().string()).output;
        ++binaries;
      }
    }
    for (const char* place : {KSIM_BUILD_DIR, KSIM_SOURCE_DIR})
      EXPECT_EQ(contents.find(place), std::string::npos) << entry.path() << " knows " << place;
  }
  EXPECT_GE(binaries, 8);
}

TEST_F(Package, HasTheWholeBuildDirectory) {
  EXPECT_EQ(run(ksim() + " kdir").output, kdir().string() + "\n");
  int compared = 0;
  const auto follow = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator entry(kBuild / "kdir", follow), end; entry != end;
       ++entry) {
    // The host's own headers are links to them, here and there.
    const fs::path real = fs::canonical(entry->path());
    if (real.string().starts_with("/usr/include/")) entry.disable_recursion_pending();
    if (entry->path().filename() == ".clang-format") continue;
    const fs::path there = kdir() / entry->path().lexically_relative(kBuild / "kdir");
    ASSERT_TRUE(fs::exists(there)) << there;
    EXPECT_TRUE(!fs::is_symlink(there) || fs::canonical(there) == real) << there;
    ++compared;
  }
  EXPECT_GT(compared, 100);
}

TEST_F(Package, KeepsWhatFindingsNeedOfTheKernel) {
  const Ended sections = run("readelf -SW " + (prefix / "lib/ksim/vmlinux.so").string());
  for (const char* section : {" .symtab ", " .debug_line ", " .debug_info "})
    EXPECT_THAT(sections.output, HasSubstr(section));
}

TEST_F(Package, ItsHeadersNeedNothingElse) {
  const fs::path source = scratch / "all_headers.cc";
  {
    std::ofstream out(source);
    for (const fs::directory_entry& entry : entries_of(prefix / "include")) {
      if (entry.path().extension() == ".hh")
        out << "#include <" << entry.path().lexically_relative(prefix / "include").string()
            << ">\n";
    }
  }
  const Ended compiled = run(CXX_PROGRAM " -std=c++20 -fsyntax-only -I" +
                             (prefix / "include").string() + " " + source.string());
  EXPECT_EQ(compiled.status, 0) << compiled.output;
}

TEST_F(Package, BuildsADriverByItsOwnMakefileAndRunsIt) {
  const fs::path driver = copy(kExample / "driver", "driver");
  const Ended made = run("make -C " + driver.string() + " KDIR=\"$(" + ksim() + " kdir)\"");
  ASSERT_EQ(made.status, 0) << made.output;
  if (!has_fuse()) GTEST_SKIP() << "no /dev/fuse, docs/worlds.md row 5";
  const Ended ran = run(ksim() + " run -m " + (driver / "ring.ko").string() +
                        " -- sh -c 'echo hello >/dev/ring; head -c 6 /dev/ring'");
  EXPECT_EQ(ran.output, "hello\n");
  EXPECT_EQ(ran.status, 0);
}

TEST_F(Package, BuildsAndTestsAProjectOfCMake) {
  const fs::path project = copy(kExample, "project");
  const std::string build = project / "build";
  std::string worlds = "sim";
  int tests = 1;
  if (has_fuse()) {
    worlds += "|fuse";
    ++tests;
  }
  if (has_qemu()) {
    worlds += "|qemu";
    ++tests;
    setenv("KSIM_QEMU_CACHE", KSIM_QEMU_DIR, 1);
    run("sed -i 's/WORLDS sim fuse/& qemu/' " + (project / "CMakeLists.txt").string());
  }
  const Ended configured = run(CMAKE_PROGRAM " -G Ninja -S " + project.string() + " -B " + build +
                               " -D KSIM_QEMU_KERNELS=6.1 -D CMAKE_PREFIX_PATH=" + prefix.string());
  ASSERT_EQ(configured.status, 0) << configured.output;
  const Ended built = run(CMAKE_PROGRAM " --build " + build);
  ASSERT_EQ(built.status, 0) << built.output;
  EXPECT_THAT(built.output, Not(HasSubstr("warning")));
  EXPECT_FALSE(fs::exists(project / "driver/ring.ko")) << "sources stay as they were";

  const Ended tested =
      run(CTEST_PROGRAM " --output-on-failure --test-dir " + build + " -L '" + worlds + "'");
  EXPECT_EQ(tested.status, 0) << tested.output;
  EXPECT_THAT(tested.output, HasSubstr("out of " + std::to_string(tests) + "\n"));

  const std::string figures = build + "/figures.json";
  const Ended measured = run(build + "/ring_benchmark --ksim_quick --ksim_json=" + figures);
  EXPECT_EQ(measured.status, 0) << measured.output;
  EXPECT_THAT(measured.output, HasSubstr("64 calls that copy"));
  EXPECT_EQ(run(ksim() + " bench --compare " + figures + " " + figures).status, 0);

  const Ended again = run(CMAKE_PROGRAM " --build " + build);
  EXPECT_THAT(again.output, Not(HasSubstr("Building"))) << "make alone is asked again";
}

TEST_F(Package, SaysWhatAKbuildFileBuildsInstead) {
  const Ended done =
      run(CMAKE_PROGRAM " -D MAKE=make -D KDIR=" + kdir().string() + " -D SOURCE=" +
          (kExample / "driver").string() + " -D OUTPUT=" + (scratch / "wrong-name").string() +
          " -D MODULES=rang -P " + (prefix / "lib/cmake/ksim/KsimRunKbuild.cmake").string());
  EXPECT_NE(done.status, 0);
  EXPECT_THAT(done.output, HasSubstr("rang.ko, only: ring.ko"));
}

}  // namespace
