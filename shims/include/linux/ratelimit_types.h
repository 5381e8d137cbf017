/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * State of a rate limit.
 *
 * Stands for: include/linux/ratelimit_types.h
 * Fidelity:   EXACT - fields, defaults and initialisers
 * Absent:     nothing
 */
#ifndef _LINUX_RATELIMIT_TYPES_H
#define _LINUX_RATELIMIT_TYPES_H

#include <linux/bits.h>
#include <linux/spinlock_types.h>
#include <asm/param.h>

/* Ten events in five seconds, unless told otherwise. */
#define DEFAULT_RATELIMIT_INTERVAL	(5 * HZ)
#define DEFAULT_RATELIMIT_BURST		10

/* Say how many were suppressed in ratelimit_state_exit(), not before. */
#define RATELIMIT_MSG_ON_RELEASE	BIT(0)

struct ratelimit_state {
	raw_spinlock_t lock;

	int interval; /* jiffies; 0 lets everything pass */
	int burst;
	int printed;
	int missed;
	unsigned long begin;
	unsigned long flags;
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init,	\
				   flags_init) {			\
	.lock = __RAW_SPIN_LOCK_UNLOCKED(name.lock),			\
	.interval = interval_init,					\
	.burst = burst_init,						\
	.flags = flags_init,						\
}

#define RATELIMIT_STATE_INIT(name, interval_init, burst_init) \
	RATELIMIT_STATE_INIT_FLAGS(name, interval_init, burst_init, 0)

#define RATELIMIT_STATE_INIT_DISABLED \
	RATELIMIT_STATE_INIT(ratelimit_state, 0, DEFAULT_RATELIMIT_BURST)

#define DEFINE_RATELIMIT_STATE(name, interval_init, burst_init) \
	struct ratelimit_state name = \
		RATELIMIT_STATE_INIT(name, interval_init, burst_init)

/**
 * ___ratelimit() - may one more event happen now?
 * @rs: state of the limit
 * @func: function named in "callbacks suppressed"
 *
 * Context: Any.
 * Return: 1 to go ahead, 0 to keep quiet.
 */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state) ___ratelimit(state, __func__)

#endif
