/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words for booleans.
 *
 * Stands for: include/linux/string_choices.h (6.6 and later; before that some
 *             of them are in string_helpers.h)
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_STRING_CHOICES_H_
#define _LINUX_STRING_CHOICES_H_

#include <linux/types.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#include <linux/string_helpers.h>
#endif

#define KSIM_STRING_CHOICE(name, if_true, if_false)			\
static inline const char *str_##name(bool v)				\
{									\
	return v ? if_true : if_false;					\
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
KSIM_STRING_CHOICE(enable_disable, "enable", "disable")
KSIM_STRING_CHOICE(enabled_disabled, "enabled", "disabled")
KSIM_STRING_CHOICE(on_off, "on", "off")
KSIM_STRING_CHOICE(read_write, "read", "write")
KSIM_STRING_CHOICE(yes_no, "yes", "no")
#endif
KSIM_STRING_CHOICE(assert_deassert, "assert", "deassert")
KSIM_STRING_CHOICE(hi_lo, "hi", "lo")
KSIM_STRING_CHOICE(high_low, "high", "low")
KSIM_STRING_CHOICE(up_down, "up", "down")
KSIM_STRING_CHOICE(true_false, "true", "false")

#undef KSIM_STRING_CHOICE

#define str_disable_enable(v) str_enable_disable(!(v))
#define str_disabled_enabled(v) str_enabled_disabled(!(v))
#define str_lo_hi(v) str_hi_lo(!(v))
#define str_low_high(v) str_high_low(!(v))
#define str_write_read(v) str_read_write(!(v))
#define str_off_on(v) str_on_off(!(v))
#define str_no_yes(v) str_yes_no(!(v))
#define str_down_up(v) str_up_down(!(v))
#define str_false_true(v) str_true_false(!(v))

static inline const char *str_plural(size_t num)
{
	return num == 1 ? "" : "s";
}

#endif
