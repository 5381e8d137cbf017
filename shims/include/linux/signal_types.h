/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of signals.
 *
 * Stands for: include/linux/signal_types.h
 * Fidelity:   MODEL - sigset_t is a plain unsigned long, not a struct with sig[]
 * Absent:     compat types
 */
#ifndef _KSIM_LINUX_SIGNAL_TYPES_H
#define _KSIM_LINUX_SIGNAL_TYPES_H

#include <linux/list.h>
#include <linux/types.h>
#include <uapi/linux/signal.h>

#define _NSIG 64

typedef struct kernel_siginfo {
	__SIGINFO;
} kernel_siginfo_t;

/* One signal in a queue, with what there is to say about it. */
struct sigqueue {
	struct list_head list;
	int flags;
	kernel_siginfo_t info;
};

struct sigpending {
	struct list_head list;
	sigset_t signal;
};

struct k_sigaction {
	struct sigaction sa;
};

struct ksignal {
	struct k_sigaction ka;
	kernel_siginfo_t info;
	int sig;
};

#endif
