/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * What a program needs to know to talk to /dev/faulty.
 */
#ifndef _UAPI_FAULTY_H
#define _UAPI_FAULTY_H

#include <linux/ioctl.h>

#define FAULTY_IOC_MAGIC	'F'

/* Makes a fault, enum faulty_fault in the argument itself. EINVAL: no such. */
#define FAULTY_IOCTFAULT	_IO(FAULTY_IOC_MAGIC, 0)

enum faulty_fault {
	FAULTY_NULL,		/* follows a NULL pointer */
	FAULTY_RECURSION,	/* calls itself until the stack is full */
	FAULTY_DIVISION,	/* divides by zero */
	FAULTY_BUG,		/* BUG() */
	FAULTY_WARN,		/* WARN(); returns 0 */
	FAULTY_ATOMIC_SLEEP,	/* sleeps under a spinlock; returns 0 */
	FAULTY_USE_AFTER_FREE,	/* writes to freed memory; returns 0 */
	FAULTY_LOOP,		/* loops for ever */
	FAULTY_DEADLOCK,	/* waits for a mutex that it holds itself */
};

/* Says what the next reads of this open file overrun: enum faulty_read. */
#define FAULTY_IOCTREAD		_IO(FAULTY_IOC_MAGIC, 1)

enum faulty_read {
	FAULTY_READ_STACK,	/* a buffer on the kernel's stack; the default */
	FAULTY_READ_USER,	/* the caller's buffer, by FAULTY_OVERRUN bytes */
};

#define FAULTY_OVERRUN		16

#endif
