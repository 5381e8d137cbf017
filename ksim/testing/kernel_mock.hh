// SPDX-License-Identifier: GPL-2.0-or-later
// Kernel functions replaced by mocks. Only in the simulated world.
//
//   KernelMock<"cdev_add", int(void*, unsigned, unsigned)> cdev_add;
//   EXPECT_CALL(cdev_add, Call).WillOnce(Return(-EBUSY));
//   EXPECT_THAT(load_module("scull"), FailsWith(EBUSY));
#ifndef KSIM_TESTING_KERNEL_MOCK_HH
#define KSIM_TESTING_KERNEL_MOCK_HH

#include <gmock/gmock.h>

#include <algorithm>
#include <cstddef>

#include "ksim/simulator.hh"

namespace ksim {

// The name of an exported kernel function, as a template argument.
template <std::size_t size>
struct KernelSymbol {
  consteval KernelSymbol(const char (&name)[size]) { std::copy_n(name, size, text); }
  char text[size];
};

// A Google Mock of the function that the kernel exports by this name. Modules that are
// loaded while it lives call the mock, which does what the kernel's own function does until
// a test says otherwise; when it is gone they call the kernel's again.
//
// The signature is the function's in C types of the same size and kind. Functions with a
// variable number of arguments cannot be mocked, nor those that are inline in their header
// (kmalloc() calls __kmalloc(), for example).
//
// Requires: a running Simulator; one mock of a name at a time.
template <KernelSymbol kName, typename Signature>
class KernelMock;

template <KernelSymbol kName, typename R, typename... A>
class KernelMock<kName, R(A...)> : public ::testing::NiceMock<::testing::MockFunction<R(A...)>> {
 public:
  // Throws std::invalid_argument if the kernel exports no such function.
  KernelMock() {
    own_ = reinterpret_cast<Function*>(
        Simulator::current().replace_symbol(kName.text, reinterpret_cast<void*>(&enter)));
    mock_ = this;
    ON_CALL(*this, Call).WillByDefault(own_);
  }
  ~KernelMock() {
    mock_ = nullptr;
    if (Simulator::is_running()) Simulator::current().restore_symbol(kName.text);
  }
  KernelMock(const KernelMock&) = delete;
  KernelMock& operator=(const KernelMock&) = delete;

  // The kernel's own function.
  R own(A... arguments) const { return own_(arguments...); }

 private:
  using Function = R(A...);

  // What modules call.
  static R enter(A... arguments) {
    return mock_ != nullptr ? mock_->Call(arguments...) : own_(arguments...);
  }

  static inline Function* own_ = nullptr;
  static inline KernelMock* mock_ = nullptr;
};

}  // namespace ksim

#endif
