/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system calls, as functions: no module may call them.
 *
 * Stands for: include/linux/syscalls.h
 * Fidelity:   ABSENT - Linux exports none of these functions to modules either;
 *             the header is here for drivers that include it for what it includes
 * Absent:     sys_*(), ksys_*(), SYSCALL_DEFINE*()
 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/linkage.h>
#include <linux/list.h>
#include <linux/signal.h>
#include <linux/types.h>
#include <linux/unistd.h>

#endif
