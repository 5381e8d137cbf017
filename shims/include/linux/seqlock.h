/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequence counters and sequence locks: readers do not wait, they look again.
 *
 * Stands for: include/linux/seqlock.h
 * Fidelity:   MODEL - as with lock validation on: a write without the lock that goes
 *             with the counter, or with preemption on, is a finding; a reader
 *             that finds a write going on lets others run
 * Absent:     scoped_seqlock_read(), seqcount_ww_mutex_t
 */
#ifndef _KSIM_LINUX_SEQLOCK_H
#define _KSIM_LINUX_SEQLOCK_H

#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/seqlock_types.h>
#include <linux/spinlock.h>
#include <asm/barrier.h>
#include <asm/processor.h>

/* seqcount_t: the writer keeps others out by itself. */

#define SEQCNT_ZERO(name) { .sequence = 0 }
#define seqcount_init(s) ((void)((s)->sequence = 0))

/* seqcount_<lock>_t: the writer holds a lock, which the counter knows. */

#define SEQCOUNT_LOCKNAME_ZERO(seq_name, assoc_lock) \
	{ .seqcount = SEQCNT_ZERO((seq_name).seqcount), .lock = (assoc_lock) }
#define SEQCNT_RAW_SPINLOCK_ZERO(name, lock) SEQCOUNT_LOCKNAME_ZERO(name, lock)
#define SEQCNT_SPINLOCK_ZERO(name, lock) SEQCOUNT_LOCKNAME_ZERO(name, lock)
#define SEQCNT_RWLOCK_ZERO(name, lock) SEQCOUNT_LOCKNAME_ZERO(name, lock)
#define SEQCNT_MUTEX_ZERO(name, lock) SEQCOUNT_LOCKNAME_ZERO(name, lock)

#define seqcount_LOCKNAME_init(s, assoc_lock, lockname)		\
	do {							\
		seqcount_##lockname##_t *____s = (s);		\
								\
		seqcount_init(&____s->seqcount);		\
		____s->lock = (assoc_lock);			\
	} while (0)
#define seqcount_raw_spinlock_init(s, lock) \
	seqcount_LOCKNAME_init(s, lock, raw_spinlock)
#define seqcount_spinlock_init(s, lock) \
	seqcount_LOCKNAME_init(s, lock, spinlock)
#define seqcount_rwlock_init(s, lock) seqcount_LOCKNAME_init(s, lock, rwlock)
#define seqcount_mutex_init(s, lock) seqcount_LOCKNAME_init(s, lock, mutex)

/* A finding: see linux/seqlock.h. */
void ksim_seqcount_preemptible(void);

static __always_inline seqcount_t *__seqprop_ptr(const seqcount_t *s)
{
	return (seqcount_t *)s;
}

/* Does the writer's lock leave preemption on? */
static __always_inline bool __seqprop_preemptible(const seqcount_t *s)
{
	return false;
}

static __always_inline void __seqprop_assert(const seqcount_t *s)
{
	if (unlikely(preemptible()))
		ksim_seqcount_preemptible();
}

#define __SEQCOUNT_LOCKNAME(lockname, is_preemptible)			\
static __always_inline seqcount_t *					\
__seqprop_##lockname##_ptr(const seqcount_##lockname##_t *s)		\
{									\
	return (seqcount_t *)&s->seqcount;				\
}									\
static __always_inline bool						\
__seqprop_##lockname##_preemptible(const seqcount_##lockname##_t *s)	\
{									\
	return is_preemptible;						\
}									\
static __always_inline void						\
__seqprop_##lockname##_assert(const seqcount_##lockname##_t *s)		\
{									\
	lockdep_assert_held(s->lock);					\
}

__SEQCOUNT_LOCKNAME(raw_spinlock, false)
__SEQCOUNT_LOCKNAME(spinlock, false)
__SEQCOUNT_LOCKNAME(rwlock, false)
__SEQCOUNT_LOCKNAME(mutex, true)

#define __seqprop(s, prop)						\
	_Generic(*(s),							\
		 seqcount_t: __seqprop_##prop,				\
		 seqcount_raw_spinlock_t: __seqprop_raw_spinlock_##prop,\
		 seqcount_spinlock_t: __seqprop_spinlock_##prop,	\
		 seqcount_rwlock_t: __seqprop_rwlock_##prop,		\
		 seqcount_mutex_t: __seqprop_mutex_##prop)(s)
#define seqprop_ptr(s) __seqprop(s, ptr)
#define seqprop_preemptible(s) __seqprop(s, preemptible)
#define seqprop_assert(s) __seqprop(s, assert)
#define seqprop_sequence(s) READ_ONCE(seqprop_ptr(s)->sequence)

/* Reading */

/*
 * Waits until nobody writes.
 *
 * Context: Any, but not one that has interrupted a writer.
 */
#define read_seqcount_begin(s)						\
({									\
	const seqcount_t *__seqcount = seqprop_ptr(s);			\
	unsigned int __seq;						\
									\
	while ((__seq = READ_ONCE(__seqcount->sequence)) & 1)		\
		cpu_relax();						\
	smp_rmb();							\
	__seq;								\
})
#define __read_seqcount_begin(s) read_seqcount_begin(s)
#define raw_read_seqcount_begin(s) read_seqcount_begin(s)

/* Does not wait: the value is odd if somebody writes. */
#define raw_read_seqcount(s)						\
({									\
	unsigned int __seq = seqprop_sequence(s);			\
									\
	smp_rmb();							\
	__seq;								\
})

/* Does not wait either: the read will have to be repeated. */
#define raw_seqcount_begin(s) (raw_read_seqcount(s) & ~1U)

static __always_inline int do_read_seqcount_retry(const seqcount_t *s,
						  unsigned int start)
{
	smp_rmb();
	return unlikely(READ_ONCE(s->sequence) != start);
}

/* Whether somebody has written since @start. */
#define read_seqcount_retry(s, start) \
	do_read_seqcount_retry(seqprop_ptr(s), start)
#define __read_seqcount_retry(s, start) read_seqcount_retry(s, start)

/* Writing */

static __always_inline void do_raw_write_seqcount_begin(seqcount_t *s)
{
	s->sequence++;
	smp_wmb();
}

static __always_inline void do_raw_write_seqcount_end(seqcount_t *s)
{
	smp_wmb();
	s->sequence++;
}

#define raw_write_seqcount_begin(s)				\
	do {							\
		if (seqprop_preemptible(s))			\
			preempt_disable();			\
		do_raw_write_seqcount_begin(seqprop_ptr(s));	\
	} while (0)
#define raw_write_seqcount_end(s)				\
	do {							\
		do_raw_write_seqcount_end(seqprop_ptr(s));	\
		if (seqprop_preemptible(s))			\
			preempt_enable();			\
	} while (0)
#define write_seqcount_begin(s)				\
	do {						\
		seqprop_assert(s);			\
		raw_write_seqcount_begin(s);		\
	} while (0)
#define write_seqcount_begin_nested(s, subclass) write_seqcount_begin(s)
#define write_seqcount_end(s) raw_write_seqcount_end(s)

/* Readers that began before it look again. */
#define raw_write_seqcount_barrier(s)			\
	do {						\
		seqcount_t *__seqcount = seqprop_ptr(s);\
							\
		__seqcount->sequence++;			\
		smp_wmb();				\
		__seqcount->sequence++;			\
	} while (0)
#define write_seqcount_invalidate(s)			\
	do {						\
		seqcount_t *__seqcount = seqprop_ptr(s);\
							\
		smp_wmb();				\
		__seqcount->sequence += 2;		\
	} while (0)

/* Two copies: readers use the one that is not being written. */

typedef struct {
	seqcount_t seqcount;
} seqcount_latch_t;

#define SEQCNT_LATCH_ZERO(seq_name) \
	{ .seqcount = SEQCNT_ZERO((seq_name).seqcount) }
#define seqcount_latch_init(s) seqcount_init(&(s)->seqcount)

static __always_inline unsigned int
raw_read_seqcount_latch(const seqcount_latch_t *s)
{
	return READ_ONCE(s->seqcount.sequence);
}

static __always_inline unsigned int
read_seqcount_latch(const seqcount_latch_t *s)
{
	return raw_read_seqcount_latch(s);
}

static __always_inline int
raw_read_seqcount_latch_retry(const seqcount_latch_t *s, unsigned int start)
{
	return do_read_seqcount_retry(&s->seqcount, start);
}

static __always_inline int
read_seqcount_latch_retry(const seqcount_latch_t *s, unsigned int start)
{
	return do_read_seqcount_retry(&s->seqcount, start);
}

static __always_inline void raw_write_seqcount_latch(seqcount_latch_t *s)
{
	smp_wmb();
	s->seqcount.sequence++;
	smp_wmb();
}

static __always_inline void write_seqcount_latch_begin(seqcount_latch_t *s)
{
	raw_write_seqcount_latch(s);
}

static __always_inline void write_seqcount_latch(seqcount_latch_t *s)
{
	raw_write_seqcount_latch(s);
}

static __always_inline void write_seqcount_latch_end(seqcount_latch_t *s)
{
}

/* seqlock_t: a counter with a lock of its own */

#define __SEQLOCK_UNLOCKED(lockname)					\
{									\
	.seqcount = SEQCNT_SPINLOCK_ZERO(lockname, &(lockname).lock),	\
	.lock = __SPIN_LOCK_UNLOCKED(lockname),				\
}
#define DEFINE_SEQLOCK(sl) seqlock_t sl = __SEQLOCK_UNLOCKED(sl)
#define seqlock_init(sl)						\
	do {								\
		spin_lock_init(&(sl)->lock);				\
		seqcount_spinlock_init(&(sl)->seqcount, &(sl)->lock);	\
	} while (0)

static __always_inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static __always_inline unsigned int read_seqretry(const seqlock_t *sl,
						  unsigned int start)
{
	return read_seqcount_retry(&sl->seqcount, start);
}

/**
 * write_seqlock() - begin to write
 * @sl: the lock
 *
 * Context: Any, but if interrupts or softirqs read or write, only with these
 * off: see the variants.
 */
static __always_inline void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	do_raw_write_seqcount_begin(&sl->seqcount.seqcount);
}

static __always_inline void write_sequnlock(seqlock_t *sl)
{
	do_raw_write_seqcount_end(&sl->seqcount.seqcount);
	spin_unlock(&sl->lock);
}

static __always_inline void write_seqlock_bh(seqlock_t *sl)
{
	spin_lock_bh(&sl->lock);
	do_raw_write_seqcount_begin(&sl->seqcount.seqcount);
}

static __always_inline void write_sequnlock_bh(seqlock_t *sl)
{
	do_raw_write_seqcount_end(&sl->seqcount.seqcount);
	spin_unlock_bh(&sl->lock);
}

static __always_inline void write_seqlock_irq(seqlock_t *sl)
{
	spin_lock_irq(&sl->lock);
	do_raw_write_seqcount_begin(&sl->seqcount.seqcount);
}

static __always_inline void write_sequnlock_irq(seqlock_t *sl)
{
	do_raw_write_seqcount_end(&sl->seqcount.seqcount);
	spin_unlock_irq(&sl->lock);
}

static __always_inline unsigned long __write_seqlock_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	spin_lock_irqsave(&sl->lock, flags);
	do_raw_write_seqcount_begin(&sl->seqcount.seqcount);
	return flags;
}
#define write_seqlock_irqsave(lock, flags)		\
	do {						\
		typecheck(unsigned long, flags);	\
		flags = __write_seqlock_irqsave(lock);	\
	} while (0)

static __always_inline void write_sequnlock_irqrestore(seqlock_t *sl,
						       unsigned long flags)
{
	do_raw_write_seqcount_end(&sl->seqcount.seqcount);
	spin_unlock_irqrestore(&sl->lock, flags);
}

/* Readers that keep writers, and each other, out; the counter stands still. */

static __always_inline void read_seqlock_excl(seqlock_t *sl)
{
	spin_lock(&sl->lock);
}

static __always_inline void read_sequnlock_excl(seqlock_t *sl)
{
	spin_unlock(&sl->lock);
}

static __always_inline void read_seqlock_excl_bh(seqlock_t *sl)
{
	spin_lock_bh(&sl->lock);
}

static __always_inline void read_sequnlock_excl_bh(seqlock_t *sl)
{
	spin_unlock_bh(&sl->lock);
}

static __always_inline void read_seqlock_excl_irq(seqlock_t *sl)
{
	spin_lock_irq(&sl->lock);
}

static __always_inline void read_sequnlock_excl_irq(seqlock_t *sl)
{
	spin_unlock_irq(&sl->lock);
}

static __always_inline unsigned long __read_seqlock_excl_irqsave(seqlock_t *sl)
{
	unsigned long flags;

	spin_lock_irqsave(&sl->lock, flags);
	return flags;
}
#define read_seqlock_excl_irqsave(lock, flags)			\
	do {							\
		typecheck(unsigned long, flags);		\
		flags = __read_seqlock_excl_irqsave(lock);	\
	} while (0)

static __always_inline void
read_sequnlock_excl_irqrestore(seqlock_t *sl, unsigned long flags)
{
	spin_unlock_irqrestore(&sl->lock, flags);
}

/**
 * read_seqbegin_or_lock() - read without the lock first, then with it
 * @lock: the lock
 * @seq: even: the counter is read into it; odd: the lock is taken
 */
static __always_inline void read_seqbegin_or_lock(seqlock_t *lock, int *seq)
{
	if (*seq & 1)
		read_seqlock_excl(lock);
	else
		*seq = read_seqbegin(lock);
}

static __always_inline int need_seqretry(seqlock_t *lock, int seq)
{
	return !(seq & 1) && read_seqretry(lock, seq);
}

static __always_inline void done_seqretry(seqlock_t *lock, int seq)
{
	if (seq & 1)
		read_sequnlock_excl(lock);
}

static __always_inline unsigned long
read_seqbegin_or_lock_irqsave(seqlock_t *lock, int *seq)
{
	unsigned long flags = 0;

	if (*seq & 1)
		read_seqlock_excl_irqsave(lock, flags);
	else
		*seq = read_seqbegin(lock);
	return flags;
}

static __always_inline void
done_seqretry_irqrestore(seqlock_t *lock, int seq, unsigned long flags)
{
	if (seq & 1)
		read_sequnlock_excl_irqrestore(lock, flags);
}

#endif
