// SPDX-License-Identifier: GPL-2.0-or-later
// What a system call returns: a value, or an errno.
#ifndef KSIM_RESULT_HH
#define KSIM_RESULT_HH

#include <ostream>
#include <string>
#include <utility>
#include <variant>

namespace ksim {

// A positive errno value, for example Errno{EAGAIN}.
class Errno {
 public:
  explicit constexpr Errno(int code) : code_(code) {}

  constexpr int code() const { return code_; }
  // "EAGAIN (Resource temporarily unavailable)".
  std::string describe() const;

  friend constexpr bool operator==(Errno, Errno) = default;

 private:
  int code_;
};

std::ostream& operator<<(std::ostream& out, Errno error);

// Nothing, as a value: the success of a call that returns no data.
struct Done {
  friend constexpr bool operator==(Done, Done) = default;
};
std::ostream& operator<<(std::ostream& out, Done);

// A T or an Errno. value() on a failure throws std::runtime_error naming the errno, so
// that a test which forgot to check stops at the right place.
template <typename T = Done>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Errno error) : state_(std::in_place_index<1>, error) {}

  // A raw system call return: negative is an errno.
  static Result from_return(long returned) requires std::is_integral_v<T> {
    if (returned < 0) return Errno{static_cast<int>(-returned)};
    return static_cast<T>(returned);
  }
  static Result from_return(long returned) requires std::is_same_v<T, Done> {
    if (returned < 0) return Errno{static_cast<int>(-returned)};
    return Done{};
  }

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return require(), std::get<0>(state_); }
  T&& value() && { return require(), std::get<0>(std::move(state_)); }
  Errno error() const { return std::get<1>(state_); }

 private:
  void require() const {
    if (!ok()) raise(error());
  }
  [[noreturn]] static void raise(Errno error);

  std::variant<T, Errno> state_;
};

[[noreturn]] void throw_bad_result(Errno error);

template <typename T>
void Result<T>::raise(Errno error) {
  throw_bad_result(error);
}

template <typename T>
std::ostream& operator<<(std::ostream& out, const Result<T>& result) {
  if (result.ok()) return out << result.value();
  return out << result.error();
}

}  // namespace ksim

#endif
