/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Switches that are rarely turned.
 *
 * Stands for: include/linux/jump_label.h, kernel/jump_label.c
 * Fidelity:   MODEL - a switch is a counter that each branch tests; no code is
 *             patched
 * Absent:     static_key_slow_inc_cpuslocked() and the like, rate limits
 */
#ifndef _LINUX_JUMP_LABEL_H
#define _LINUX_JUMP_LABEL_H

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct static_key {
	atomic_t enabled;
};

struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_INIT_TRUE { .enabled = ATOMIC_INIT(1) }
#define STATIC_KEY_INIT_FALSE { .enabled = ATOMIC_INIT(0) }
#define STATIC_KEY_INIT STATIC_KEY_INIT_FALSE

#define STATIC_KEY_TRUE_INIT \
	(struct static_key_true) { .key = STATIC_KEY_INIT_TRUE }
#define STATIC_KEY_FALSE_INIT \
	(struct static_key_false) { .key = STATIC_KEY_INIT_FALSE }

#define DEFINE_STATIC_KEY_TRUE(name) \
	struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_TRUE_RO(name) DEFINE_STATIC_KEY_TRUE(name)
#define DECLARE_STATIC_KEY_TRUE(name) extern struct static_key_true name
#define DEFINE_STATIC_KEY_FALSE(name) \
	struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DEFINE_STATIC_KEY_FALSE_RO(name) DEFINE_STATIC_KEY_FALSE(name)
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key_false name
#define DEFINE_STATIC_KEY_ARRAY_TRUE(name, count)			\
	struct static_key_true name[count] = {				\
		[0 ... (count) - 1] = { .key = STATIC_KEY_INIT_TRUE },	\
	}
#define DEFINE_STATIC_KEY_ARRAY_FALSE(name, count)			\
	struct static_key_false name[count] = {				\
		[0 ... (count) - 1] = { .key = STATIC_KEY_INIT_FALSE },	\
	}

static inline int static_key_count(struct static_key *key)
{
	return __READ_ONCE(key->enabled.counter);
}

static inline bool static_key_enabled_key(struct static_key *key)
{
	return static_key_count(key) > 0;
}
/* Takes a struct static_key and both of its wrappers. */
#define static_key_enabled(x) \
	static_key_enabled_key((struct static_key *)(x))

static __always_inline bool static_key_false(struct static_key *key)
{
	return unlikely(static_key_count(key) > 0);
}

static __always_inline bool static_key_true(struct static_key *key)
{
	return likely(static_key_count(key) > 0);
}

static inline void static_key_slow_inc(struct static_key *key)
{
	atomic_inc(&key->enabled);
}

static inline void static_key_slow_dec(struct static_key *key)
{
	atomic_dec(&key->enabled);
}

static inline void static_key_enable(struct static_key *key)
{
	if (!static_key_count(key))
		atomic_set(&key->enabled, 1);
}

static inline void static_key_disable(struct static_key *key)
{
	if (static_key_count(key))
		atomic_set(&key->enabled, 0);
}

#define static_branch_likely(x) likely(static_key_enabled(&(x)->key))
#define static_branch_unlikely(x) unlikely(static_key_enabled(&(x)->key))
#define static_branch_maybe(config, x)				\
	(IS_ENABLED(config) ? static_branch_likely(x) :		\
			      static_branch_unlikely(x))
#define static_branch_inc(x) static_key_slow_inc(&(x)->key)
#define static_branch_dec(x) static_key_slow_dec(&(x)->key)
#define static_branch_enable(x) static_key_enable(&(x)->key)
#define static_branch_disable(x) static_key_disable(&(x)->key)

#endif
