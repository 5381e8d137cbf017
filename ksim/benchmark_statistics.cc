// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/benchmark_statistics.hh"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace ksim::bench {

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

Estimate spread(const std::vector<double>& values) {
  return {quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75)};
}

Estimate median_with_confidence(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const std::size_t count = sorted.size();
  // The chance that fewer than `rank` of `count` fair coins show heads: it must stay below 2.5 %
  // on either side.
  double term = std::pow(0.5, static_cast<double>(count));
  double below = term;
  std::size_t rank = 0;
  while (below <= 0.025 && 2 * rank + 2 < count) {
    ++rank;
    term *= static_cast<double>(count - rank + 1) / static_cast<double>(rank);
    below += term;
  }
  const std::size_t low = rank == 0 ? 0 : rank - 1;
  return {median(values), sorted[low], sorted[count - 1 - low]};
}

double exponent_of_growth(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += std::log(x[i]) / count;
    mean_y += std::log(y[i]) / count;
  }
  double covariance = 0;
  double variance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = std::log(x[i]) - mean_x;
    covariance += dx * (std::log(y[i]) - mean_y);
    variance += dx * dx;
  }
  return covariance / variance;
}

double mann_whitney(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return 1;
  std::vector<std::pair<double, bool>> all;
  for (const double value : a) all.emplace_back(value, true);
  for (const double value : b) all.emplace_back(value, false);
  std::sort(all.begin(), all.end());
  // Equal values share the mean of their ranks.
  double ranks_of_a = 0;
  double ties = 0;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t last = first;
    while (last + 1 < all.size() && all[last + 1].first == all[first].first) ++last;
    const auto equal = static_cast<double>(last - first + 1);
    const double rank = static_cast<double>(first + last) / 2 + 1;
    for (std::size_t i = first; i <= last; ++i) ranks_of_a += all[i].second ? rank : 0;
    ties += equal * equal * equal - equal;
    first = last + 1;
  }
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  const double u = ranks_of_a - n * (n + 1) / 2;
  const double variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (variance <= 0) return 1;  // all are equal
  const double distance = std::max(0.0, std::fabs(u - n * m / 2) - 0.5);
  return std::erfc(distance / std::sqrt(variance) / std::sqrt(2.0));
}

}  // namespace ksim::bench
