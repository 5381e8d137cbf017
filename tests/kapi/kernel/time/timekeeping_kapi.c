// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading clocks (kernel/time/timekeeping.c, arch/x86/include/asm/tsc.h).
 */
#include <linux/delay.h>
#include <linux/timex.h>

#include "kapi.h"

KAPI_TEST(the_time_stamp_counter_moves_on)
{
	cycles_t start = get_cycles();

	udelay(10);
	KAPI_EXPECT_GT(get_cycles(), start + 1000);
}

KAPI_MODULE();
