/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * What a program needs to know to talk to /dev/complete.
 */
#ifndef _UAPI_COMPLETE_H
#define _UAPI_COMPLETE_H

#include <linux/ioctl.h>

#define COMPLETE_IOC_MAGIC	'c'

/* Lets all readers through, now and later, until COMPLETE_IOCREINIT. */
#define COMPLETE_IOCALL		_IO(COMPLETE_IOC_MAGIC, 0xc0)

/* Back to the beginning: nobody is let through. EBUSY while somebody waits. */
#define COMPLETE_IOCREINIT	_IO(COMPLETE_IOC_MAGIC, 0xc1)

/*
 * Waits, but no longer than so many milliseconds, given in the argument itself.
 *
 * Returns the milliseconds that were left, at least 1; they come in units of
 * the kernel's tick. Fails with ETIMEDOUT when the time is up, and with EINTR
 * after a signal: it is never restarted, as the time would start anew. With 0
 * it does not wait. A negative number is EINVAL.
 */
#define COMPLETE_IOCTWAIT	_IO(COMPLETE_IOC_MAGIC, 0xc2)

/* Returns 1 if a reader would not have to wait, else 0. */
#define COMPLETE_IOCQDONE	_IO(COMPLETE_IOC_MAGIC, 0xc3)

#endif
