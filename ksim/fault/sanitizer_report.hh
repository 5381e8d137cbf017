// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef KSIM_FAULT_SANITIZER_REPORT_HH
#define KSIM_FAULT_SANITIZER_REPORT_HH

namespace ksim::fault {

// Where AddressSanitizer is on: turns its reports about kernel code into findings.
void install_sanitizer_reports();

}  // namespace ksim::fault

#endif
