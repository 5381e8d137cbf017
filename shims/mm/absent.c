// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages of user space. What a test passes is memory of the test program, not
 * of the simulated machine: it has no struct page.
 */
#include <ksim/absent.h>

KSIM_ABSENT(get_user_pages);
KSIM_ABSENT(get_user_pages_fast);
KSIM_ABSENT(get_user_pages_remote);
KSIM_ABSENT(pin_user_pages);
KSIM_ABSENT(pin_user_pages_fast);
KSIM_ABSENT(unpin_user_page);
KSIM_ABSENT(unpin_user_pages);
