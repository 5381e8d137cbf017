// SPDX-License-Identifier: GPL-2.0-or-later
#include <ksim/absent.h>

KSIM_ABSENT(kstrdup_quotable_cmdline);
