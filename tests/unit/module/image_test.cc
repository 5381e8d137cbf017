// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/image.hh"

#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <set>
#include <string>

#include "ksim/abi/module.h"
#include "ksim/module/registry.hh"

namespace ksim::module {
namespace {

// Stands in for the kernel: answers with made-up addresses.
struct Answers {
  std::map<std::string, unsigned long> addresses;
  std::set<std::string> asked;

  static int resolve(void* context, const char* symbol, int weak, unsigned long* address) {
    auto& self = *static_cast<Answers*>(context);
    self.asked.insert(symbol);
    auto found = self.addresses.find(symbol);
    if (found == self.addresses.end()) return weak ? 0 : -ENOENT;
    *address = found->second;
    return 1;
  }
};

Image& image_named(const char* name) { return const_cast<Image&>(*find(name).value()); }

TEST(ImageTest, RestoreBringsVariablesBack) {
  const Image& image = image_named("exporter");
  image.restore();
  auto* data = static_cast<int*>(image.address_of("exporter_data"));
  EXPECT_EQ(*data, 42);
  *data = 7;
  image.restore();
  EXPECT_EQ(*data, 42);
  EXPECT_GT(image.pristine_bytes(), 0u);
}

TEST(ImageTest, LinkHearsOfEverySymbolEvenAfterAFailure) {
  Image& image = image_named("unknown_symbol");
  Answers answers;
  EXPECT_EQ(image.link(Answers::resolve, &answers), -ENOENT);
  EXPECT_TRUE(answers.asked.count("nobody_has_this"));
  EXPECT_TRUE(answers.asked.count("nobody_has_that"));
  EXPECT_TRUE(answers.asked.count("nobody_needs_this"));
}

TEST(ImageTest, LinkWritesVariablesThatHoldAddresses) {
  Image& image = image_named("unknown_symbol");
  Answers answers;
  answers.addresses = {{"nobody_has_this", 0x1000}, {"nobody_has_that", 0x2000}};
  image.restore();
  EXPECT_EQ(image.link(Answers::resolve, &answers), 1);
  EXPECT_EQ(*static_cast<unsigned long*>(image.address_of("pointer")), 0x2000u);
  // Not for ever: the address lies outside vmlinux, and may be another next time.
  answers.addresses["nobody_has_that"] = 0x3000;
  image.restore();
  image.link(Answers::resolve, &answers);
  EXPECT_EQ(*static_cast<unsigned long*>(image.address_of("pointer")), 0x3000u);
}

TEST(ImageTest, SymbolsOfVmlinuxAreAskedForOnce) {
  // An image of its own: others may have been linked by other tests.
  std::string path = image_named("libc_names").path();
  auto* image = new Image(path, Image::Scope::Local, Image::Source::Copy);
  Answers answers;
  auto inside = static_cast<unsigned long>(vmlinux().image().base());
  for (const char* name : {"snprintf", "strlen", "_printk", "__stack_chk_fail"}) {
    answers.addresses[name] = inside;
  }
  image->link(Answers::resolve, &answers);
  EXPECT_TRUE(answers.asked.count("strlen"));
  answers.asked.clear();
  image->restore();
  EXPECT_GE(image->link(Answers::resolve, &answers), 0);
  EXPECT_FALSE(answers.asked.count("strlen"));
}

TEST(ImageTest, RuntimeSymbolsAreNotTheKernels) {
  Answers answers;
  image_named("exporter").link(Answers::resolve, &answers);
  for (const std::string& name : answers.asked) {
    EXPECT_FALSE(name.starts_with("__asan_") || name.starts_with("__ubsan_") ||
                 name.starts_with("__gcov_"))
        << name;
  }
}

}  // namespace
}  // namespace ksim::module
