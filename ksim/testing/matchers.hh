// SPDX-License-Identifier: GPL-2.0-or-later
// Google Mock matchers for what system calls and processes come to.
//
//   EXPECT_THAT(fd.read(5), SucceedsWith("hello"));
//   EXPECT_THAT(fd.lseek(0), Succeeds());
//   EXPECT_THAT(open("/dev/scull9", O_RDONLY), FailsWith(ENOENT));
//   ASSERT_THAT(cat, Blocks());
#ifndef KSIM_TESTING_MATCHERS_HH
#define KSIM_TESTING_MATCHERS_HH

#include <gmock/gmock.h>

#include <ostream>
#include <type_traits>
#include <utility>

#include "ksim/finding.hh"
#include "ksim/result.hh"
#include "ksim/testing/process.hh"

namespace ksim {
namespace internal {

// Says what a Result, Outcome, Fd or Mapping is, where it is not what was hoped for.
template <typename R>
bool explain_failure(const R& result, ::testing::MatchResultListener* listener) {
  *listener << "which failed with " << result.error();
  return false;
}

class SucceedsMatcher {
 public:
  using is_gtest_matcher = void;
  template <typename R>
  bool MatchAndExplain(const R& result, ::testing::MatchResultListener* listener) const {
    return result.ok() || explain_failure(result, listener);
  }
  void DescribeTo(std::ostream* out) const { *out << "succeeds"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "fails"; }
};

template <typename R>
class SucceedsWithMatcher : public ::testing::MatcherInterface<R> {
 public:
  using T = typename std::remove_cvref_t<R>::value_type;

  template <typename Inner>
  explicit SucceedsWithMatcher(const Inner& inner)
      : inner_(::testing::SafeMatcherCast<const T&>(inner)) {}

  bool MatchAndExplain(R result, ::testing::MatchResultListener* listener) const override {
    if (!result.ok()) return explain_failure(result, listener);
    return inner_.MatchAndExplain(result.value(), listener);
  }
  void DescribeTo(std::ostream* out) const override {
    *out << "succeeds with a value that ";
    inner_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const override {
    *out << "fails, or succeeds with a value that ";
    inner_.DescribeNegationTo(out);
  }

 private:
  const ::testing::Matcher<const T&> inner_;
};

// Becomes a matcher when it is known for what.
template <typename Inner>
class SucceedsWithAny {
 public:
  explicit SucceedsWithAny(Inner inner) : inner_(std::move(inner)) {}
  template <typename R>
  operator ::testing::Matcher<R>() const {
    return ::testing::Matcher<R>(new SucceedsWithMatcher<R>(inner_));
  }

 private:
  Inner inner_;
};

class FailsWithMatcher {
 public:
  using is_gtest_matcher = void;
  explicit FailsWithMatcher(int code) : error_(code) {}
  template <typename R>
  bool MatchAndExplain(const R& result, ::testing::MatchResultListener* listener) const {
    if (result.ok()) {
      *listener << "which succeeded";
      return false;
    }
    return result.error() == error_ || explain_failure(result, listener);
  }
  void DescribeTo(std::ostream* out) const { *out << "fails with " << error_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not fail with " << error_; }

 private:
  Errno error_;
};

class BlocksMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const AnyProcess& process, ::testing::MatchResultListener* listener) const {
    if (process.is_blocked()) return true;
    *listener << (process.is_over() ? "which is over" : "which goes on running");
    return false;
  }
  void DescribeTo(std::ostream* out) const { *out << "sleeps in the kernel"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not sleep in the kernel"; }
};

}  // namespace internal

// The call succeeded, whatever it returned.
inline auto Succeeds() { return internal::SucceedsMatcher(); }

// The call returned this value, or one that this matcher matches.
template <typename Inner>
auto SucceedsWith(Inner inner) {
  return internal::SucceedsWithAny<Inner>(std::move(inner));
}

// The call failed with this errno.
inline auto FailsWith(int error) { return internal::FailsWithMatcher(error); }

// The process sleeps in the kernel: nothing but another process, an interrupt or time can
// make it go on.
inline auto Blocks() { return internal::BlocksMatcher(); }

// A finding of this kind at this place, "scull.c:88".
MATCHER_P2(IsFinding, kind, place, "") { return arg.kind == kind && arg.is_at(place); }

}  // namespace ksim

#endif
