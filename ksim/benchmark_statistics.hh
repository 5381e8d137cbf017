// SPDX-License-Identifier: GPL-2.0-or-later
// What samples of a busy machine can be asked: where their middle is, how far they spread, how
// they grow, and whether two sets of them differ.
#ifndef KSIM_BENCHMARK_STATISTICS_HH
#define KSIM_BENCHMARK_STATISTICS_HH

#include <utility>
#include <vector>

namespace ksim::bench {

// The value below which this share of all lies, between neighbours by their distance.
// Requires: there is a value; 0 <= share <= 1.
double quantile(std::vector<double> values, double share);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

// A figure and between what it lies.
struct Estimate {
  double middle = 0;
  double low = 0;
  double high = 0;
};

// The median and both quartiles: how far single values spread.
Estimate spread(const std::vector<double>& values);

// The median, and between what it lies with a confidence of 95 %, by the ranks of a binomial
// distribution: nothing is supposed about how the values are distributed. Of fewer than six
// values it is all of them.
Estimate median_with_confidence(const std::vector<double>& values);

// The exponent of growth: the slope of the straight line through (log x, log y) with the least
// squares. 0 does not grow, 1 is linear, and the logarithm of x counts as 1 / ln x.
// Requires: as many of both, two at least, all above 0.
double exponent_of_growth(const std::vector<double>& x, const std::vector<double>& y);

// How likely two sets of samples would be as far apart as these, or farther, if they came from
// one distribution: the two-sided test of Mann and Whitney, with the normal approximation and
// the correction for ties. 1 if either is empty.
double mann_whitney(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace ksim::bench

#endif
