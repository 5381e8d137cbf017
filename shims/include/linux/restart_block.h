/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a system call goes on after a signal, when calling it again would not do.
 *
 * Stands for: include/linux/restart_block.h
 * Fidelity:   EXACT - for what is there
 * Absent:     futex and nanosleep members
 */
#ifndef _KSIM_LINUX_RESTART_BLOCK_H
#define _KSIM_LINUX_RESTART_BLOCK_H

#include <linux/types.h>

struct restart_block {
	unsigned long arch_data;
	long (*fn)(struct restart_block *restart);
	struct {
		unsigned long ufds; /* user address */
		int nfds;
		int has_timeout;
		u64 deadline_ns;
	} poll;
};

long do_no_restart_syscall(struct restart_block *param);

#endif
