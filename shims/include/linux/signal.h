/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of signals.
 *
 * Stands for: include/linux/signal.h
 * Fidelity:   EXACT - for what is there
 * Absent:     sending signals
 */
#ifndef _KSIM_LINUX_SIGNAL_H
#define _KSIM_LINUX_SIGNAL_H

#include <linux/bitops.h>
#include <linux/signal_types.h>
#include <linux/string.h>

static inline void sigaddset(sigset_t *set, int sig)
{
	*(unsigned long *)set |= 1UL << (sig - 1);
}

static inline void sigdelset(sigset_t *set, int sig)
{
	*(unsigned long *)set &= ~(1UL << (sig - 1));
}

static inline int sigismember(sigset_t *set, int sig)
{
	return *(unsigned long *)set >> (sig - 1) & 1;
}

static inline void sigemptyset(sigset_t *set)
{
	*(unsigned long *)set = 0;
}

static inline void sigfillset(sigset_t *set)
{
	*(unsigned long *)set = ~0UL;
}

#define sigmask(sig) (1UL << ((sig) - 1))

#endif
