// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that the kernel starts: there are none. */
#include <ksim/absent.h>

KSIM_ABSENT(call_usermodehelper);
KSIM_ABSENT(call_usermodehelper_setup);
KSIM_ABSENT(call_usermodehelper_exec);
