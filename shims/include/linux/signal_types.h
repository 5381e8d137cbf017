/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of signals.
 *
 * Stands for: include/linux/signal_types.h
 * Fidelity:   MODEL - a pending signal is a bit
 * Absent:     siginfo
 */
#ifndef _KSIM_LINUX_SIGNAL_TYPES_H
#define _KSIM_LINUX_SIGNAL_TYPES_H

#include <linux/list.h>
#include <uapi/linux/signal.h>

struct sigpending {
	struct list_head list;
	sigset_t signal;
};

#endif
