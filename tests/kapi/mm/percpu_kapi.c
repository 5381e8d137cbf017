// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-CPU data (mm/percpu.c, include/linux/percpu-defs.h).
 */
#include <linux/kthread.h>
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "kapi.h"
#include "kapi_thread.h"

struct pair {
	int first;
	u64 second;
};

static int target;

static DEFINE_PER_CPU(int, number) = 17;
static DEFINE_PER_CPU(struct pair, pair);
static DEFINE_PER_CPU(u8[4], bytes) = { 1, 2, 3, 4 };
static DEFINE_PER_CPU(int *, pointer) = &target;
DEFINE_PER_CPU(unsigned long, kapi_percpu_shared);
EXPORT_PER_CPU_SYMBOL_GPL(kapi_percpu_shared);
static DEFINE_PER_CPU_SHARED_ALIGNED(int, aligned);

KAPI_TEST(every_copy_begins_with_the_initial_value)
{
	int cpu, seen = 0;

	for_each_possible_cpu(cpu) {
		KAPI_EXPECT_EQ(per_cpu(number, cpu), 17);
		KAPI_EXPECT_EQ(per_cpu(bytes, cpu)[3], 4);
		KAPI_EXPECT_EQ(per_cpu(pair, cpu).second, 0);
		KAPI_EXPECT_EQ(per_cpu(kapi_percpu_shared, cpu), 0);
		seen++;
	}
	KAPI_EXPECT_EQ(seen, num_possible_cpus());
}

/* The loader of modules does not relocate the section they lie in. */
KAPI_TEST(an_address_is_no_initial_value_in_a_module)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		int *begins = per_cpu(pointer, cpu);

		KAPI_EXPECT_NULL(begins);
	}
}

KAPI_TEST(each_cpu_has_a_copy_of_its_own)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(number, cpu) = 100 + cpu;
	for_each_possible_cpu(cpu)
		KAPI_EXPECT_EQ(per_cpu(number, cpu), 100 + cpu);
	for_each_possible_cpu(cpu)
		per_cpu(number, cpu) = 17;
}

/* One distance for each CPU, whatever the variable. */
KAPI_TEST(all_copies_of_a_cpu_are_equally_far_away)
{
	struct pair __percpu *dynamic = alloc_percpu(struct pair);
	unsigned long distance;
	int cpu;

	KAPI_ASSERT_NOT_NULL((void __force *)dynamic);
	for_each_possible_cpu(cpu) {
		distance = (unsigned long)per_cpu_ptr(&number, cpu) -
			   (unsigned long)&number;
		KAPI_EXPECT_EQ((unsigned long)per_cpu_ptr(dynamic, cpu) -
				       (unsigned long)dynamic, distance);
		KAPI_EXPECT_EQ(per_cpu_offset(cpu), distance);
		KAPI_EXPECT_PTR_EQ(per_cpu_ptr(&dynamic->second, cpu),
				   &per_cpu_ptr(dynamic, cpu)->second);
	}
	free_percpu(dynamic);
}

KAPI_TEST(operations_work_on_the_current_cpus_copy)
{
	int cpu, other, mine;

	cpu = get_cpu();
	__this_cpu_write(number, 5);
	__this_cpu_add(number, 10);
	__this_cpu_sub(number, 1);
	__this_cpu_inc(number);
	__this_cpu_dec(number);
	__this_cpu_or(number, 0x40);
	__this_cpu_and(number, 0x4f);
	mine = __this_cpu_read(number);
	KAPI_EXPECT_PTR_EQ(this_cpu_ptr(&number), per_cpu_ptr(&number, cpu));
	KAPI_EXPECT_PTR_EQ(raw_cpu_ptr(&number), per_cpu_ptr(&number, cpu));
	put_cpu();
	KAPI_EXPECT_EQ(mine, 0x4e);
	for_each_possible_cpu(other)
		KAPI_EXPECT_EQ(per_cpu(number, other),
			       other == cpu ? 0x4e : 17);
	per_cpu(number, cpu) = 17;
}

KAPI_TEST(operations_answer)
{
	int added, subtracted, incremented, was, not_exchanged, exchanged;

	preempt_disable();
	this_cpu_write(number, 20);
	added = this_cpu_add_return(number, 5);
	subtracted = this_cpu_sub_return(number, 1);
	incremented = this_cpu_inc_return(number);
	was = this_cpu_xchg(number, 3);
	not_exchanged = this_cpu_cmpxchg(number, 4, 9);
	exchanged = this_cpu_cmpxchg(number, 3, 17);
	KAPI_EXPECT_EQ(this_cpu_read(number), 17);
	preempt_enable();
	KAPI_EXPECT_EQ(added, 25);
	KAPI_EXPECT_EQ(subtracted, 24);
	KAPI_EXPECT_EQ(incremented, 25);
	KAPI_EXPECT_EQ(was, 25);
	KAPI_EXPECT_EQ(not_exchanged, 3);
	KAPI_EXPECT_EQ(exchanged, 3);
}

KAPI_TEST(operations_take_members_and_every_size)
{
	struct pair __percpu *dynamic = alloc_percpu(struct pair);
	u8 byte;
	u64 sum = 0;
	int cpu;

	KAPI_ASSERT_NOT_NULL((void __force *)dynamic);
	this_cpu_inc(dynamic->first);
	this_cpu_add(dynamic->second, 1ULL << 40);
	for_each_possible_cpu(cpu)
		sum += per_cpu_ptr(dynamic, cpu)->first +
		       per_cpu_ptr(dynamic, cpu)->second;
	KAPI_EXPECT_EQ(sum, (1ULL << 40) + 1);
	free_percpu(dynamic);

	preempt_disable();
	__this_cpu_add(bytes[1], 255);
	byte = __this_cpu_read(bytes[1]);
	__this_cpu_inc(bytes[1]);
	preempt_enable();
	KAPI_EXPECT_EQ(byte, 1);
}

KAPI_TEST(get_cpu_var_turns_preemption_off)
{
	int inside, inside_ptr;

	get_cpu_var(number)++;
	inside = preempt_count();
	__this_cpu_dec(number);
	put_cpu_var(number);
	get_cpu_ptr(&pair)->first = 4;
	inside_ptr = preempt_count();
	this_cpu_ptr(&pair)->first = 0;
	put_cpu_ptr(&pair);
	KAPI_EXPECT_EQ(inside, 1);
	KAPI_EXPECT_EQ(inside_ptr, 1);
	KAPI_EXPECT_EQ(preempt_count(), 0);
}

KAPI_TEST(allocated_memory_is_zero_and_aligned)
{
	void __percpu *a, *b;
	int cpu;

	a = __alloc_percpu(100, 64);
	b = __alloc_percpu_gfp(8, 8, GFP_ATOMIC);
	KAPI_ASSERT_NOT_NULL((void __force *)a);
	KAPI_ASSERT_NOT_NULL((void __force *)b);
	for_each_possible_cpu(cpu) {
		KAPI_EXPECT_EQ((unsigned long)per_cpu_ptr(a, cpu) % 64, 0);
		KAPI_EXPECT_NULL(memchr_inv(per_cpu_ptr(a, cpu), 0, 100));
		memset(per_cpu_ptr(a, cpu), 0xff, 100);
		KAPI_EXPECT_NULL(memchr_inv(per_cpu_ptr(b, cpu), 0, 8));
	}
	free_percpu(a);
	a = __alloc_percpu(100, 64);
	for_each_possible_cpu(cpu)
		KAPI_EXPECT_NULL(memchr_inv(per_cpu_ptr(a, cpu), 0, 100));
	free_percpu(a);
	free_percpu(b);
	free_percpu(NULL);
}

KAPI_TEST(aligned_variables_are_aligned)
{
	int cpu;

	for_each_possible_cpu(cpu)
		KAPI_EXPECT_EQ((unsigned long)per_cpu_ptr(&aligned, cpu) %
				       SMP_CACHE_BYTES, 0);
}

KAPI_TEST_WARNS(too_large_an_allocation_is_refused)
{
	KAPI_EXPECT_NULL((void __force *)__alloc_percpu(64 << 10, 8));
}

KAPI_TEST(nothing_is_not_allocated_and_not_warned_about)
{
	void __percpu *p = __alloc_percpu_gfp(0, 8, GFP_KERNEL | __GFP_NOWARN);

	KAPI_EXPECT_NULL((void __force *)p);
}

struct guarded {
	local_lock_t lock;
	int number;
};

static DEFINE_PER_CPU(struct guarded, guarded) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

KAPI_TEST(a_local_lock_keeps_the_task_on_its_cpu)
{
	unsigned long flags;
	bool irqs_off, irqsave_off;
	int inside;

	local_lock(&guarded.lock);
	inside = preempt_count();
	this_cpu_ptr(&guarded)->number++;
	local_unlock(&guarded.lock);
	local_lock_irq(&guarded.lock);
	irqs_off = irqs_disabled();
	local_unlock_irq(&guarded.lock);
	local_lock_irqsave(&guarded.lock, flags);
	irqsave_off = irqs_disabled();
	local_unlock_irqrestore(&guarded.lock, flags);
	KAPI_EXPECT_EQ(inside, 1);
	KAPI_EXPECT_TRUE(irqs_off);
	KAPI_EXPECT_TRUE(irqsave_off);
	KAPI_EXPECT_FALSE(irqs_disabled());
	KAPI_EXPECT_EQ(preempt_count(), 0);
}

#define ROUNDS 400

static int count(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		this_cpu_inc(kapi_percpu_shared);
		cpu_relax();
	}
	return 0;
}

KAPI_TEST(no_this_cpu_increment_is_lost)
{
	struct kapi_thread a, b;
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(kapi_percpu_shared, cpu) = 0;
	kapi_thread_start(&a, count, NULL);
	kapi_thread_start(&b, count, NULL);
	kapi_thread_finish(&a);
	kapi_thread_finish(&b);
	for_each_possible_cpu(cpu)
		sum += per_cpu(kapi_percpu_shared, cpu);
	KAPI_EXPECT_EQ(sum, 2 * ROUNDS);
	for_each_possible_cpu(cpu)
		per_cpu(kapi_percpu_shared, cpu) = 0;
}

static int say_where(void *arg)
{
	/* Bound: it may look without turning preemption off. */
	*this_cpu_ptr(&number) = 1000 + smp_processor_id();
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

KAPI_TEST(a_bound_thread_uses_the_copy_of_its_cpu)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct task_struct *thread;

		thread = kthread_run_on_cpu(say_where, NULL, cpu,
					    "kapi-bound/%u");
		KAPI_ASSERT_FALSE(IS_ERR(thread));
		msleep(20);
		kthread_stop(thread);
		KAPI_EXPECT_EQ(per_cpu(number, cpu), 1000 + cpu);
		per_cpu(number, cpu) = 17;
	}
}

KAPI_MODULE();
