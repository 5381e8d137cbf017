/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rate limits, for messages that a device could repeat for ever.
 *
 * Stands for: include/linux/ratelimit.h, lib/ratelimit.c
 * Fidelity:   EXACT - bursts per interval of virtual time, texts
 * Absent:     nothing
 */
#ifndef _LINUX_RATELIMIT_H
#define _LINUX_RATELIMIT_H

#include <linux/ratelimit_types.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

static inline void ratelimit_state_init(struct ratelimit_state *rs,
					int interval, int burst)
{
	*rs = (struct ratelimit_state){
		.interval = interval,
		.burst = burst,
	};
	raw_spin_lock_init(&rs->lock);
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL,
			     DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_state_exit(struct ratelimit_state *rs)
{
	if (!(rs->flags & RATELIMIT_MSG_ON_RELEASE) || !rs->missed)
		return;
	pr_warn("%s: %d output lines suppressed due to ratelimiting\n",
		current->comm, rs->missed);
	rs->missed = 0;
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs,
				       unsigned long flags)
{
	rs->flags = flags;
}

extern struct ratelimit_state printk_ratelimit_state;

#define WARN_ON_RATELIMIT(condition, state)				\
({									\
	bool __rtn_cond = !!(condition);				\
									\
	WARN_ON(__rtn_cond && __ratelimit(state));			\
	__rtn_cond;							\
})

#define WARN_RATELIMIT(condition, format, ...)				\
({									\
	static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,	\
				      DEFAULT_RATELIMIT_BURST);		\
	int __rtn = !!(condition);					\
									\
	if (unlikely(__rtn && __ratelimit(&_rs)))			\
		WARN(__rtn, format, ##__VA_ARGS__);			\
	__rtn;								\
})

#endif
