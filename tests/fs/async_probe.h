/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What async_probe.c and its test agree on. */
#ifndef ASYNC_PROBE_H
#define ASYNC_PROBE_H

#include <linux/ioctl.h>

/* kill_fasync() with SIGIO; the argument is the reason, POLL_IN … */
#define ASYNC_NOTIFY _IO('y', 1)
/* The same, POLL_IN, in a timer interrupt so many nanoseconds later. */
#define ASYNC_NOTIFY_LATER _IO('y', 2)
/* With SIGURG and POLL_PRI. */
#define ASYNC_URGENT _IO('y', 3)
/* How often ->fasync was called, and whether last without descriptor, -1. */
#define ASYNC_CALLS _IO('y', 4)
#define ASYNC_BY_CLOSE _IO('y', 5)
/* kill_fasync() of something that is no list. */
#define ASYNC_BOGUS _IO('y', 6)
/* Forgets that there is a list. */
#define ASYNC_LOSE_LIST _IO('y', 7)

#endif
