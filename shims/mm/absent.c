// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading and writing through the page cache: there is none.
 *
 * Pages of user space: what a test passes is memory of the test program, not
 * of the simulated machine: it has no struct page.
 */
#include <ksim/absent.h>

KSIM_ABSENT(generic_file_read_iter);
KSIM_ABSENT(generic_file_write_iter);

KSIM_ABSENT(get_user_pages);
KSIM_ABSENT(get_user_pages_fast);
KSIM_ABSENT(get_user_pages_remote);
KSIM_ABSENT(pin_user_pages);
KSIM_ABSENT(pin_user_pages_fast);
KSIM_ABSENT(unpin_user_page);
KSIM_ABSENT(unpin_user_pages);
