/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers that count nanoseconds.
 *
 * Stands for: include/linux/hrtimer.h, hrtimer_types.h, hrtimer_defs.h,
 *             kernel/time/hrtimer.c
 * Fidelity:   MODEL - resolution of 1 ns, no latency; equal expiries run in the
 *             order of starting
 * Absent:     clocks of a CPU that drivers can see
 */
#ifndef _KSIM_LINUX_HRTIMER_H
#define _KSIM_LINUX_HRTIMER_H

#include <linux/ktime.h>
#include <linux/timer.h>
#include <linux/timerqueue.h>
#include <linux/types.h>
#include <linux/version.h>

struct task_struct;
struct ksim_armed;

enum hrtimer_mode {
	HRTIMER_MODE_ABS = 0x00,
	HRTIMER_MODE_REL = 0x01,
	HRTIMER_MODE_PINNED = 0x02, /* stays on the CPU that starts it */
	HRTIMER_MODE_SOFT = 0x04, /* runs in a softirq */
	HRTIMER_MODE_HARD = 0x08, /* runs in a hard interrupt; the default */

	HRTIMER_MODE_ABS_PINNED = HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED = HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT = HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT = HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT =
		HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT =
		HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_HARD = HRTIMER_MODE_ABS | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_HARD = HRTIMER_MODE_REL | HRTIMER_MODE_HARD,
	HRTIMER_MODE_ABS_PINNED_HARD =
		HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_PINNED_HARD =
		HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_HARD,
};

enum hrtimer_restart {
	HRTIMER_NORESTART,
	HRTIMER_RESTART,
};

#define HRTIMER_STATE_INACTIVE 0x00
#define HRTIMER_STATE_ENQUEUED 0x01

/* A clock: how far it is ahead of CLOCK_MONOTONIC. */
struct hrtimer_clock_base {
	clockid_t clockid;
	ktime_t (*get_time)(void);
};

/**
 * struct hrtimer - a timer
 * @node: expires is the latest time at which it runs
 * @_softexpires: the earliest
 * @function: runs when the time has come
 * @base: the clock that it goes by
 * @state: HRTIMER_STATE_*
 * @is_soft: runs in a softirq
 * @is_hard: made with HRTIMER_MODE_HARD
 * @ksim_pinned: started with HRTIMER_MODE_PINNED
 * @ksim_cpu: on which it was started
 * @ksim_armed: its entry in the queue, while enqueued
 */
struct hrtimer {
	struct timerqueue_node node;
	ktime_t _softexpires;
	enum hrtimer_restart (*function)(struct hrtimer *);
	const struct hrtimer_clock_base *base;
	u8 state;
	u8 is_rel;
	u8 is_soft;
	u8 is_hard;
	u8 ksim_pinned;
	u8 ksim_cpu;
	struct ksim_armed *ksim_armed;
};

/* @task is woken, and set to NULL, when the time has come. */
struct hrtimer_sleeper {
	struct hrtimer timer;
	struct task_struct *task;
};

extern unsigned int hrtimer_resolution;

ktime_t ktime_add_safe(const ktime_t lhs, const ktime_t rhs);

static inline void hrtimer_set_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires = time;
	timer->_softexpires = time;
}

static inline void hrtimer_set_expires_range(struct hrtimer *timer,
					     ktime_t time, ktime_t delta)
{
	timer->_softexpires = time;
	timer->node.expires = ktime_add_safe(time, delta);
}

static inline void hrtimer_set_expires_range_ns(struct hrtimer *timer,
						ktime_t time, u64 delta)
{
	hrtimer_set_expires_range(timer, time, ns_to_ktime(delta));
}

static inline void hrtimer_add_expires(struct hrtimer *timer, ktime_t time)
{
	timer->node.expires = ktime_add_safe(timer->node.expires, time);
	timer->_softexpires = ktime_add_safe(timer->_softexpires, time);
}

static inline void hrtimer_add_expires_ns(struct hrtimer *timer, u64 ns)
{
	timer->node.expires = ktime_add_ns(timer->node.expires, ns);
	timer->_softexpires = ktime_add_ns(timer->_softexpires, ns);
}

static inline ktime_t hrtimer_get_expires(const struct hrtimer *timer)
{
	return timer->node.expires;
}

static inline ktime_t hrtimer_get_softexpires(const struct hrtimer *timer)
{
	return timer->_softexpires;
}

static inline s64 hrtimer_get_expires_ns(const struct hrtimer *timer)
{
	return ktime_to_ns(timer->node.expires);
}

static inline ktime_t hrtimer_cb_get_time(struct hrtimer *timer)
{
	return timer->base->get_time();
}

static inline ktime_t hrtimer_expires_remaining(const struct hrtimer *timer)
{
	return ktime_sub(timer->node.expires, timer->base->get_time());
}

#define hrtimer_is_hres_active(timer) ((void)(timer), 1)

/**
 * hrtimer_init() - prepare a timer; timer->function is still to be set
 * @timer: the timer
 * @which_clock: CLOCK_MONOTONIC, _REALTIME, _BOOTTIME or _TAI
 * @mode: as it will be started
 */
void hrtimer_init(struct hrtimer *timer, clockid_t which_clock,
		  enum hrtimer_mode mode);
#define hrtimer_init_on_stack(timer, which_clock, mode) \
	hrtimer_init(timer, which_clock, mode)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
void hrtimer_setup(struct hrtimer *timer,
		   enum hrtimer_restart (*function)(struct hrtimer *),
		   clockid_t which_clock, enum hrtimer_mode mode);
#endif
void destroy_hrtimer_on_stack(struct hrtimer *timer);
void hrtimer_init_sleeper(struct hrtimer_sleeper *sl, clockid_t clock_id,
			  enum hrtimer_mode mode);
#define hrtimer_init_sleeper_on_stack(sl, clock_id, mode) \
	hrtimer_init_sleeper(sl, clock_id, mode)

/**
 * hrtimer_start_range_ns() - start a timer, or start it anew
 * @timer: the timer
 * @tim: the earliest time, absolute or from now on
 * @range_ns: how much later it may be
 * @mode: HRTIMER_MODE_*
 *
 * Context: Any.
 */
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t tim, u64 range_ns,
			    const enum hrtimer_mode mode);

static __always_inline void hrtimer_start(struct hrtimer *timer, ktime_t tim,
				 const enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, tim, 0, mode);
}

static __always_inline void hrtimer_start_expires(struct hrtimer *timer,
					 enum hrtimer_mode mode)
{
	ktime_t soft = hrtimer_get_softexpires(timer);

	hrtimer_start_range_ns(timer, soft, hrtimer_get_expires(timer) - soft,
			       mode);
}

static __always_inline void hrtimer_restart(struct hrtimer *timer)
{
	hrtimer_start_expires(timer, HRTIMER_MODE_ABS);
}

void hrtimer_sleeper_start_expires(struct hrtimer_sleeper *sl,
				   enum hrtimer_mode mode);

/**
 * hrtimer_cancel() - stop a timer and wait for its function to return
 * @timer: the timer
 *
 * Context: Not from the timer's own function.
 * Return: 1 if it was enqueued, else 0.
 */
int hrtimer_cancel(struct hrtimer *timer);

/* As hrtimer_cancel(), but -1 instead of waiting. */
int hrtimer_try_to_cancel(struct hrtimer *timer);

bool hrtimer_active(const struct hrtimer *timer);
int ksim_hrtimer_running(const struct hrtimer *timer);
#define hrtimer_callback_running(timer) ksim_hrtimer_running(timer)

static inline bool hrtimer_is_queued(struct hrtimer *timer)
{
	return timer->state & HRTIMER_STATE_ENQUEUED;
}

/**
 * hrtimer_forward() - move the expiry on by whole intervals
 * @timer: not enqueued
 * @now: the expiry is then after this
 * @interval: at least the resolution
 *
 * Return: intervals moved on.
 */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval);

static inline u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	return hrtimer_forward(timer, timer->base->get_time(), interval);
}

ktime_t __hrtimer_get_remaining(const struct hrtimer *timer, bool adjust);
#define hrtimer_get_remaining(timer) __hrtimer_get_remaining(timer, false)

/**
 * schedule_hrtimeout_range() - sleep; the caller has set its state
 * @expires: NULL for ever
 * @delta: how much longer it may take, in nanoseconds
 * @mode: HRTIMER_MODE_ABS or _REL
 *
 * Context: Process context.
 * Return: 0 when the time has come, -EINTR if woken before.
 */
int schedule_hrtimeout_range(ktime_t *expires, u64 delta,
			     const enum hrtimer_mode mode);
int schedule_hrtimeout_range_clock(ktime_t *expires, u64 delta,
				   const enum hrtimer_mode mode,
				   clockid_t clock_id);
int schedule_hrtimeout(ktime_t *expires, const enum hrtimer_mode mode);

#endif
