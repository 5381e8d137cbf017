/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * What a program needs to know to talk to /dev/scull*.
 *
 * There are two settings, the quantum (bytes in one block of memory) and the
 * quantum set (blocks in one set). They are shared by all devices; a device
 * takes them up when it is next emptied.
 *
 * The letter in a command's name says how the value travels:
 *
 *	S  set		through a pointer
 *	T  tell		in the argument itself
 *	G  get		through a pointer
 *	Q  query	as the return value
 *	X  exchange	S and G in one step, through a pointer
 *	H  shift	T and Q in one step: tells the new, returns the old
 *
 * S, T, X and H need CAP_SYS_ADMIN, and a value from 1 to the maximum.
 *
 * The third setting, the size of a pipe's buffer, can be told and queried. A
 * pipe takes it up when it is opened by somebody while nobody else has it open.
 */
#ifndef _UAPI_SCULL_H
#define _UAPI_SCULL_H

#include <linux/ioctl.h>

#define SCULL_QUANTUM		4000	/* the settings after a reset */
#define SCULL_QSET		1000

#define SCULL_QUANTUM_MAX	(1 << 20)
#define SCULL_QSET_MAX		(1 << 16)

#define SCULL_P_BUFFER		4000
#define SCULL_P_BUFFER_MAX	(1 << 20)

/* A device holds this many quantum sets; writes beyond them get EFBIG. */
#define SCULL_SETS_MAX		1024

#define SCULL_IOC_MAGIC		'k'

#define SCULL_IOCRESET		_IO(SCULL_IOC_MAGIC, 0)
#define SCULL_IOCSQUANTUM	_IOW(SCULL_IOC_MAGIC, 1, int)
#define SCULL_IOCSQSET		_IOW(SCULL_IOC_MAGIC, 2, int)
#define SCULL_IOCTQUANTUM	_IO(SCULL_IOC_MAGIC, 3)
#define SCULL_IOCTQSET		_IO(SCULL_IOC_MAGIC, 4)
#define SCULL_IOCGQUANTUM	_IOR(SCULL_IOC_MAGIC, 5, int)
#define SCULL_IOCGQSET		_IOR(SCULL_IOC_MAGIC, 6, int)
#define SCULL_IOCQQUANTUM	_IO(SCULL_IOC_MAGIC, 7)
#define SCULL_IOCQQSET		_IO(SCULL_IOC_MAGIC, 8)
#define SCULL_IOCXQUANTUM	_IOWR(SCULL_IOC_MAGIC, 9, int)
#define SCULL_IOCXQSET		_IOWR(SCULL_IOC_MAGIC, 10, int)
#define SCULL_IOCHQUANTUM	_IO(SCULL_IOC_MAGIC, 11)
#define SCULL_IOCHQSET		_IO(SCULL_IOC_MAGIC, 12)
#define SCULL_P_IOCTSIZE	_IO(SCULL_IOC_MAGIC, 13)
#define SCULL_P_IOCQSIZE	_IO(SCULL_IOC_MAGIC, 14)

#endif
