/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fine time.
 *
 * Stands for: include/linux/timex.h
 * Fidelity:   MODEL - see asm/timex.h
 * Absent:     NTP: do_adjtimex(), hardpps()
 */
#ifndef _LINUX_TIMEX_H
#define _LINUX_TIMEX_H

#include <linux/types.h>
#include <uapi/linux/timex.h>
#include <asm/param.h>
#include <asm/timex.h>

#endif
