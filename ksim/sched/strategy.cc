// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/strategy.hh"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <utility>

namespace ksim {
namespace {

constexpr std::uint32_t kPreemptOneIn = 8;

class Fifo final : public Strategy {
 public:
  std::uint32_t choose(ChoiceKind, std::uint32_t) override { return 0; }
  bool preempts() const override { return false; }
  std::uint64_t seed() const override { return 0; }
  std::string describe() const override { return "fifo"; }
};

class Random final : public Strategy {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed), generator_(seed) {}

  std::uint32_t choose(ChoiceKind kind, std::uint32_t count) override {
    const std::uint64_t number = generator_();
    if (kind == ChoiceKind::Preempt) return number % kPreemptOneIn == 0 ? 1 : 0;
    return static_cast<std::uint32_t>(number % count);
  }
  bool preempts() const override { return true; }
  std::uint64_t seed() const override { return seed_; }
  std::string describe() const override { return fmt::format("random:{}", seed_); }

 private:
  const std::uint64_t seed_;
  std::mt19937_64 generator_;
};

std::invalid_argument unreadable(std::string_view what, std::string_view text) {
  return std::invalid_argument(fmt::format("ksim: cannot read {} '{}'", what, text));
}

template <typename Number>
Number parse(std::string_view& text, int base, std::string_view whole) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{}) throw unreadable("replay", whole);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

void skip(std::string_view& text, char expected, std::string_view whole) {
  if (text.empty() || text.front() != expected) throw unreadable("replay", whole);
  text.remove_prefix(1);
}

// The format is Chooser::recording()'s.
class Replay final : public Strategy {
 public:
  explicit Replay(std::string_view whole) : text_(whole) {
    std::string_view text = whole;
    if (!text.starts_with("replay:")) throw unreadable("replay", whole);
    text.remove_prefix(7);
    seed_ = parse<std::uint64_t>(text, 10, whole);
    skip(text, ':', whole);
    if (text.empty() || (text.front() != 'p' && text.front() != 'n'))
      throw unreadable("replay", whole);
    preempts_ = text.front() == 'p';
    text.remove_prefix(1);
    while (!text.empty()) {
      skip(text, '+', whole);
      const auto zeroes = parse<std::uint64_t>(text, 16, whole);
      skip(text, '.', whole);
      choices_.emplace_back(zeroes, parse<std::uint32_t>(text, 16, whole));
    }
  }

  std::uint32_t choose(ChoiceKind, std::uint32_t count) override {
    if (next_ == choices_.size()) return 0;
    auto& [zeroes, choice] = choices_[next_];
    if (zeroes > 0) {
      --zeroes;
      return 0;
    }
    ++next_;
    if (choice >= count) {
      // Not an exception: kernel frames may lie between here and the test.
      fmt::print(stderr,
                 "ksim: the replay does not fit this test any more (choice {} was {}, there "
                 "are only {} alternatives now); going on first come, first served\n",
                 next_, choice, count);
      next_ = choices_.size();
      return 0;
    }
    return choice;
  }
  bool preempts() const override { return preempts_; }
  std::uint64_t seed() const override { return seed_; }
  std::string describe() const override { return text_; }

 private:
  const std::string text_;
  std::uint64_t seed_ = 0;
  bool preempts_ = false;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> choices_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Strategy> make_fifo() { return std::make_unique<Fifo>(); }

std::unique_ptr<Strategy> make_random(std::uint64_t seed) { return std::make_unique<Random>(seed); }

std::unique_ptr<Strategy> make_replay(std::string_view recording) {
  return std::make_unique<Replay>(recording);
}

std::unique_ptr<Strategy> make_strategy(std::string_view description) {
  if (description.empty() || description == "fifo") return make_fifo();
  if (description.starts_with("replay:")) return make_replay(description);
  constexpr std::string_view kRandom = "random:";
  if (!description.starts_with(kRandom)) throw unreadable("strategy", description);
  const std::string_view digits = description.substr(kRandom.size());
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  if (error != std::errc{} || end != digits.data() + digits.size())
    throw unreadable("strategy", description);
  return make_random(seed);
}

}  // namespace ksim
