// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sequence counters and sequence locks (include/linux/seqlock.h).
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>

#include "kapi.h"
#include "kapi_thread.h"

static DEFINE_SEQLOCK(lock);
static DEFINE_SPINLOCK(spinlock);
static DEFINE_MUTEX(mutex);
static seqcount_t count = SEQCNT_ZERO(count);
static seqcount_spinlock_t spin_count =
	SEQCNT_SPINLOCK_ZERO(spin_count, &spinlock);
static seqcount_mutex_t mutex_count = SEQCNT_MUTEX_ZERO(mutex_count, &mutex);

KAPI_TEST(a_read_without_a_write_is_good)
{
	unsigned int seq = read_seqbegin(&lock);

	KAPI_EXPECT_EQ(seq & 1, 0);
	KAPI_EXPECT_FALSE(read_seqretry(&lock, seq));
	KAPI_EXPECT_FALSE(read_seqretry(&lock, seq));
}

KAPI_TEST(a_read_around_a_write_is_to_be_repeated)
{
	unsigned int seq = read_seqbegin(&lock);

	write_seqlock(&lock);
	write_sequnlock(&lock);
	KAPI_EXPECT_TRUE(read_seqretry(&lock, seq));
	KAPI_EXPECT_EQ(read_seqbegin(&lock), seq + 2);
}

KAPI_TEST(the_counter_is_odd_while_somebody_writes)
{
	unsigned int before, during, after;

	preempt_disable();
	before = raw_read_seqcount(&count);
	write_seqcount_begin(&count);
	during = raw_read_seqcount(&count);
	write_seqcount_end(&count);
	after = raw_read_seqcount(&count);
	preempt_enable();
	KAPI_EXPECT_EQ(before & 1, 0);
	KAPI_EXPECT_EQ(during, before + 1);
	KAPI_EXPECT_EQ(after, before + 2);
}

KAPI_TEST(a_read_that_does_not_wait_for_the_writer_fails)
{
	unsigned int seq;
	bool retry;

	preempt_disable();
	write_seqcount_begin(&count);
	seq = raw_seqcount_begin(&count);
	retry = read_seqcount_retry(&count, seq);
	write_seqcount_end(&count);
	preempt_enable();
	KAPI_EXPECT_EQ(seq & 1, 0);
	KAPI_EXPECT_TRUE(retry);
	KAPI_EXPECT_TRUE(read_seqcount_retry(&count, seq));
	seq = raw_seqcount_begin(&count);
	KAPI_EXPECT_FALSE(read_seqcount_retry(&count, seq));
}

KAPI_TEST(a_counter_can_be_set_back)
{
	seqcount_t own;
	seqcount_spinlock_t own_spin;

	seqcount_init(&own);
	KAPI_EXPECT_EQ(raw_read_seqcount(&own), 0);
	seqcount_spinlock_init(&own_spin, &spinlock);
	KAPI_EXPECT_EQ(read_seqcount_begin(&own_spin), 0);
}

KAPI_TEST(readers_before_a_barrier_or_invalidation_look_again)
{
	unsigned int seq = read_seqcount_begin(&count);

	raw_write_seqcount_barrier(&count);
	KAPI_EXPECT_TRUE(read_seqcount_retry(&count, seq));
	seq = read_seqcount_begin(&count);
	write_seqcount_invalidate(&count);
	KAPI_EXPECT_TRUE(read_seqcount_retry(&count, seq));
	KAPI_EXPECT_EQ(read_seqcount_begin(&count), seq + 2);
}

KAPI_TEST(a_counter_with_a_spinlock_leaves_preemption_to_the_lock)
{
	int locked, writing;
	unsigned int seq = read_seqcount_begin(&spin_count);

	spin_lock(&spinlock);
	locked = preempt_count();
	write_seqcount_begin(&spin_count);
	writing = preempt_count();
	write_seqcount_end(&spin_count);
	spin_unlock(&spinlock);
	KAPI_EXPECT_EQ(locked, 1);
	KAPI_EXPECT_EQ(writing, 1);
	KAPI_EXPECT_TRUE(read_seqcount_retry(&spin_count, seq));
}

KAPI_TEST(a_counter_with_a_mutex_turns_preemption_off)
{
	int locked, writing, after;
	unsigned int seq = read_seqcount_begin(&mutex_count);

	mutex_lock(&mutex);
	locked = preempt_count();
	write_seqcount_begin(&mutex_count);
	writing = preempt_count();
	write_seqcount_end(&mutex_count);
	after = preempt_count();
	mutex_unlock(&mutex);
	KAPI_EXPECT_EQ(locked, 0);
	KAPI_EXPECT_EQ(writing, 1);
	KAPI_EXPECT_EQ(after, 0);
	KAPI_EXPECT_TRUE(read_seqcount_retry(&mutex_count, seq));
}

static struct {
	bool softirq, irqs_off, locked;
	int preempt_count;
} seen;

static void look(void)
{
	seen.softirq = !!in_softirq();
	seen.irqs_off = irqs_disabled();
	seen.locked = spin_is_locked(&lock.lock);
	seen.preempt_count = preempt_count();
}

KAPI_TEST(writers_hold_the_lock_and_change_the_context)
{
	unsigned long flags;

	write_seqlock(&lock);
	look();
	write_sequnlock(&lock);
	KAPI_EXPECT_TRUE(seen.locked);
	KAPI_EXPECT_EQ(seen.preempt_count, 1);
	KAPI_EXPECT_FALSE(seen.irqs_off);

	write_seqlock_bh(&lock);
	look();
	write_sequnlock_bh(&lock);
	KAPI_EXPECT_TRUE(seen.softirq);

	write_seqlock_irq(&lock);
	look();
	write_sequnlock_irq(&lock);
	KAPI_EXPECT_TRUE(seen.irqs_off);

	write_seqlock_irqsave(&lock, flags);
	look();
	write_sequnlock_irqrestore(&lock, flags);
	KAPI_EXPECT_TRUE(seen.irqs_off);

	look();
	KAPI_EXPECT_FALSE(seen.locked);
	KAPI_EXPECT_FALSE(seen.irqs_off);
	KAPI_EXPECT_EQ(seen.preempt_count, 0);
}

KAPI_TEST(exclusive_readers_hold_the_lock_but_do_not_count)
{
	unsigned int seq = read_seqbegin(&lock);
	unsigned long flags;

	read_seqlock_excl(&lock);
	look();
	read_sequnlock_excl(&lock);
	KAPI_EXPECT_TRUE(seen.locked);

	read_seqlock_excl_bh(&lock);
	look();
	read_sequnlock_excl_bh(&lock);
	KAPI_EXPECT_TRUE(seen.locked && seen.softirq);

	read_seqlock_excl_irq(&lock);
	look();
	read_sequnlock_excl_irq(&lock);
	KAPI_EXPECT_TRUE(seen.locked && seen.irqs_off);

	read_seqlock_excl_irqsave(&lock, flags);
	look();
	read_sequnlock_excl_irqrestore(&lock, flags);
	KAPI_EXPECT_TRUE(seen.locked && seen.irqs_off);

	look();
	KAPI_EXPECT_FALSE(seen.locked);
	KAPI_EXPECT_FALSE(seen.irqs_off);
	KAPI_EXPECT_FALSE(read_seqretry(&lock, seq));
}

KAPI_TEST(a_reader_takes_the_lock_only_after_a_failure)
{
	int seq = 0, rounds = 0;
	bool locked[2] = { true, false };

	for (;;) {
		read_seqbegin_or_lock(&lock, &seq);
		locked[rounds & 1] = spin_is_locked(&lock.lock);
		if (!rounds++) {
			write_seqlock(&lock);
			write_sequnlock(&lock);
		}
		if (!need_seqretry(&lock, seq))
			break;
		seq = 1;
	}
	done_seqretry(&lock, seq);
	KAPI_EXPECT_EQ(rounds, 2);
	KAPI_EXPECT_FALSE(locked[0]);
	KAPI_EXPECT_TRUE(locked[1]);
	KAPI_EXPECT_FALSE(spin_is_locked(&lock.lock));
}

KAPI_TEST(the_irqsave_variant_does_so_only_with_the_lock)
{
	unsigned long flags;
	bool off_without, off_with;
	int seq = 0;

	flags = read_seqbegin_or_lock_irqsave(&lock, &seq);
	off_without = irqs_disabled();
	done_seqretry_irqrestore(&lock, seq, flags);
	seq = 1;
	flags = read_seqbegin_or_lock_irqsave(&lock, &seq);
	off_with = irqs_disabled();
	done_seqretry_irqrestore(&lock, seq, flags);
	KAPI_EXPECT_FALSE(off_without);
	KAPI_EXPECT_TRUE(off_with);
	KAPI_EXPECT_FALSE(irqs_disabled());
}

KAPI_TEST(a_lock_can_be_made_at_run_time)
{
	seqlock_t own;
	unsigned int seq;

	seqlock_init(&own);
	seq = read_seqbegin(&own);
	KAPI_EXPECT_EQ(seq, 0);
	write_seqlock(&own);
	write_sequnlock(&own);
	KAPI_EXPECT_TRUE(read_seqretry(&own, seq));
}

static DECLARE_COMPLETION(writing);
static bool written;

static int write_slowly(void *arg)
{
	int i;

	write_seqlock(&lock);
	complete(&writing);
	for (i = 0; i < 1000; i++)
		cpu_relax();
	WRITE_ONCE(written, true);
	write_sequnlock(&lock);
	return 0;
}

KAPI_TEST(a_reader_waits_for_the_writer)
{
	struct kapi_thread writer;
	unsigned int seq;
	bool seen_written;

	written = false;
	reinit_completion(&writing);
	kapi_thread_start(&writer, write_slowly, NULL);
	wait_for_completion(&writing);
	do {
		seq = read_seqbegin(&lock);
		seen_written = READ_ONCE(written);
	} while (read_seqretry(&lock, seq));
	KAPI_EXPECT_TRUE(seen_written);
	kapi_thread_finish(&writer);
}

#define ROUNDS 300

static int left, right;

static int write_pairs(void *arg)
{
	int i;

	for (i = 1; i <= ROUNDS; i++) {
		write_seqlock(&lock);
		WRITE_ONCE(left, i);
		cpu_relax();
		WRITE_ONCE(right, i);
		write_sequnlock(&lock);
		cpu_relax();
	}
	return 0;
}

KAPI_TEST(no_reader_believes_a_torn_pair)
{
	struct kapi_thread writer;
	int torn = 0, l, r;

	left = right = 0;
	kapi_thread_start(&writer, write_pairs, NULL);
	do {
		unsigned int seq;

		do {
			seq = read_seqbegin(&lock);
			l = READ_ONCE(left);
			cpu_relax();
			r = READ_ONCE(right);
		} while (read_seqretry(&lock, seq));
		torn += l != r;
	} while (l < ROUNDS);
	KAPI_EXPECT_EQ(torn, 0);
	kapi_thread_finish(&writer);
}

static seqcount_latch_t latch = SEQCNT_LATCH_ZERO(latch);

KAPI_TEST(a_latch_says_which_copy_is_not_being_written)
{
	unsigned int seq = raw_read_seqcount_latch(&latch);

	KAPI_EXPECT_EQ(seq & 1, 0);
	raw_write_seqcount_latch(&latch);
	KAPI_EXPECT_EQ(raw_read_seqcount_latch(&latch), seq + 1);
	KAPI_EXPECT_TRUE(read_seqcount_latch_retry(&latch, seq));
	raw_write_seqcount_latch(&latch);
	seq = raw_read_seqcount_latch(&latch);
	KAPI_EXPECT_FALSE(read_seqcount_latch_retry(&latch, seq));
}

KAPI_MODULE();
