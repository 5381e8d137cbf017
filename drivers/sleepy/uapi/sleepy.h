/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * What a program needs to know to talk to /dev/sleepy*.
 */
#ifndef _UAPI_SLEEPY_H
#define _UAPI_SLEEPY_H

#include <linux/ioctl.h>

/* More events than this cannot wait for readers: EOVERFLOW. */
#define SLEEPY_EVENTS_MAX	1000000

#define SLEEPY_IOC_MAGIC	'z'

/* Query, as the return value: events that no reader has taken yet. */
#define SLEEPY_IOCQEVENTS	_IO(SLEEPY_IOC_MAGIC, 0)
/* Tell, in the argument itself: so many events at once, at least 1. */
#define SLEEPY_IOCTPOST		_IO(SLEEPY_IOC_MAGIC, 1)

#endif
