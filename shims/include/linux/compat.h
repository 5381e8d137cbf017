/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 32-bit callers.
 *
 * Stands for: include/linux/compat.h
 * Fidelity:   MODEL - types, compat_ptr(), in_compat_syscall()
 * Absent:     compat system calls other than ioctl
 */
#ifndef _LINUX_COMPAT_H
#define _LINUX_COMPAT_H

#include <linux/fs.h>
#include <linux/types.h>

typedef s32 compat_long_t;
typedef u32 compat_ulong_t;
typedef s32 compat_int_t;
typedef u32 compat_uint_t;
typedef u32 compat_uptr_t;
typedef u32 compat_size_t;
typedef s32 compat_ssize_t;
typedef s32 compat_off_t;
typedef s64 compat_loff_t;
typedef s64 compat_s64;
typedef u64 compat_u64;

/*
 * ksim passes whole pointers through compat_ioctl(2), for the test that makes
 * the call is a 64-bit program; so nothing may be cut off here.
 */
static inline void __user *compat_ptr(unsigned long uptr)
{
	return (void __user *)uptr;
}

static inline unsigned long ptr_to_compat(void __user *uptr)
{
	return (unsigned long)uptr;
}

bool in_compat_syscall(void);

#endif
