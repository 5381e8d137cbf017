// SPDX-License-Identifier: GPL-2.0-or-later
// The boundary functions of ksim/abi/module.h.
#include <algorithm>
#include <cstring>

#include "ksim/abi/module.h"
#include "ksim/machine/machine.hh"
#include "ksim/module/image.hh"
#include "ksim/module/registry.hh"

namespace {

// The shims know nothing but the ksim_image inside; its address leads back.
ksim::module::Image& image_behind(const struct ksim_image* image) {
  return *const_cast<ksim::module::Image*>(ksim::module::image_of(image->base));
}

}  // namespace

extern "C" {

void ksim_image_restore(const struct ksim_image* image) {
  image_behind(image).restore();
  ksim::machine().module_comes();
}

int ksim_image_link(const struct ksim_image* image,
                    int (*resolve)(void* context, const char* symbol, int weak,
                                   unsigned long* address),
                    void* context) {
  return image_behind(image).link(resolve, context);
}

const struct ksim_image* ksim_image_of(unsigned long address) {
  const ksim::module::Image* image = ksim::module::image_of(address);
  return image != nullptr ? &image->abi() : nullptr;
}

ksim_u32 ksim_symbol_name(unsigned long address, char* buffer, ksim_u32 size, ksim_u32 flags) {
  std::string text = ksim::module::describe_address(address, flags);
  if (size == 0) return 0;
  auto length = static_cast<ksim_u32>(std::min<std::size_t>(text.size(), size - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = '\0';
  return length;
}

unsigned long ksim_symbol_address(const char* name) {
  return ksim::module::vmlinux().image().symbols().address_of(name);
}

}  // extern "C"
