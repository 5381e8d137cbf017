// SPDX-License-Identifier: GPL-2.0-or-later
#include "ksim/testing/outcome.hh"

namespace ksim {

template class Outcome<Done>;
template class Outcome<long>;
template class Outcome<std::size_t>;
template class Outcome<std::string>;

void report_unseen_failure(const std::string& call, Errno error, std::source_location where) {
  ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
      << call << " failed with " << error << ", and nobody looked";
}

}  // namespace ksim
