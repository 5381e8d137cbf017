// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/module/symbol_table.hh"

#include <gtest/gtest.h>

#include "ksim/module/registry.hh"

namespace ksim::module {
namespace {

TEST(SymbolTableTest, TheAuthorsNameWinsOverTheAlias) {
  const Image* image = find("exporter").value();
  // module_init(exporter_init) makes init_module, a second name for the same address.
  std::uintptr_t init = image->symbols().address_of("exporter_init");
  ASSERT_NE(init, 0u);
  EXPECT_EQ(image->symbols().find(init)->name, "exporter_init");
}

TEST(SymbolTableTest, FindsTheSymbolThatCoversAnAddress) {
  const Image* image = find("exporter").value();
  std::uintptr_t data = image->symbols().address_of("exporter_data");
  ASSERT_NE(data, 0u);
  EXPECT_EQ(image->symbols().find(data + 3)->name, "exporter_data");
  EXPECT_EQ(image->symbols().find(data)->size, 4u);
}

TEST(SymbolTableTest, NothingLiesInFrontOfTheFirstSymbol) {
  const Image* image = find("exporter").value();
  EXPECT_FALSE(image->symbols().find(image->base()).has_value());
  EXPECT_FALSE(image->symbols().find(0).has_value());
  EXPECT_EQ(image->symbols().address_of("no_such_symbol"), 0u);
}

}  // namespace
}  // namespace ksim::module
