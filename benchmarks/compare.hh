// SPDX-License-Identifier: GPL-2.0-or-later
// One question: how much does this cost, measured beside something that is known?
#ifndef BENCHMARKS_COMPARE_HH
#define BENCHMARKS_COMPARE_HH

#include "ksim/benchmark.hh"

namespace bench {
using namespace ksim::bench;
}

#endif
