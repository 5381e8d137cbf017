// SPDX-License-Identifier: GPL-2.0-or-later
// What a system call in a test came to.
#ifndef KSIM_TESTING_OUTCOME_HH
#define KSIM_TESTING_OUTCOME_HH

#include <gtest/gtest.h>

#include <cstddef>
#include <ostream>
#include <source_location>
#include <string>
#include <utility>

#include "ksim/result.hh"

namespace ksim {

// Fails the running test at `where`: `call` failed with `error`, and nobody looked.
void report_unseen_failure(const std::string& call, Errno error, std::source_location where);

// A Result that may be dropped only if it is a success: a failure that nobody looked at
// fails the test. So `open(path, O_WRONLY).write("hello");` is safe to write.
//
// Looking is: ok(), value(), error(), or a matcher.
template <typename T = Done>
class Outcome {
 public:
  using value_type = T;

  // `call` says what was tried, should it have failed: "read() of /dev/scull0".
  Outcome(Result<T> result, std::string call, std::source_location where)
      : result_(std::move(result)), call_(std::move(call)), where_(where) {}
  Outcome(Outcome&& other) noexcept;
  Outcome& operator=(Outcome&&) = delete;
  ~Outcome();

  bool ok() const {
    seen_ = true;
    return result_.ok();
  }
  // Throws std::runtime_error if it is a failure.
  const T& value() const& {
    seen_ = true;
    return result_.value();
  }
  T value() && {
    seen_ = true;
    return std::move(result_).value();
  }
  // Requires: !ok().
  Errno error() const {
    seen_ = true;
    return result_.error();
  }

 private:
  Result<T> result_;
  std::string call_;
  std::source_location where_;
  mutable bool seen_ = false;
};

template <typename T>
Outcome<T>::Outcome(Outcome&& other) noexcept
    : result_(std::move(other.result_)),
      call_(std::move(other.call_)),
      where_(other.where_),
      seen_(std::exchange(other.seen_, true)) {}

template <typename T>
Outcome<T>::~Outcome() {
  if (!seen_ && !result_.ok()) report_unseen_failure(call_, result_.error(), where_);
}

// Those that every test has are compiled once.
extern template class Outcome<Done>;
extern template class Outcome<long>;
extern template class Outcome<std::size_t>;
extern template class Outcome<std::string>;

// For Google Test's messages.
template <typename T>
void PrintTo(const Outcome<T>& outcome, std::ostream* out) {
  if (outcome.ok()) {
    *out << "success, ";
    ::testing::internal::UniversalPrint(outcome.value(), out);
  } else {
    *out << "failure, " << outcome.error();
  }
}

}  // namespace ksim

#endif
