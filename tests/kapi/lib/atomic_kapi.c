// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Atomic integers, exchange, barriers, single accesses.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include "kapi.h"

KAPI_TEST(an_atomic_is_read_and_set)
{
	atomic_t v = ATOMIC_INIT(5);
	atomic64_t w = ATOMIC64_INIT(S64_MIN);
	atomic_long_t l = ATOMIC_LONG_INIT(-1);

	KAPI_EXPECT_EQ(atomic_read(&v), 5);
	atomic_set(&v, -7);
	KAPI_EXPECT_EQ(atomic_read_acquire(&v), -7);
	atomic_set_release(&v, 9);
	KAPI_EXPECT_EQ(atomic_read(&v), 9);
	KAPI_EXPECT_EQ(atomic64_read(&w), S64_MIN);
	atomic64_set(&w, 1LL << 40);
	KAPI_EXPECT_EQ(atomic64_read(&w), 1LL << 40);
	KAPI_EXPECT_EQ(atomic_long_read(&l), -1);
}

KAPI_TEST(arithmetic_without_a_result)
{
	atomic_t v = ATOMIC_INIT(10);

	atomic_add(5, &v);
	atomic_sub(3, &v);
	atomic_inc(&v);
	atomic_dec(&v);
	KAPI_EXPECT_EQ(atomic_read(&v), 12);
	atomic_or(0x11, &v);
	KAPI_EXPECT_EQ(atomic_read(&v), 0x1d);
	atomic_and(0x15, &v);
	KAPI_EXPECT_EQ(atomic_read(&v), 0x15);
	atomic_xor(0x1f, &v);
	KAPI_EXPECT_EQ(atomic_read(&v), 0x0a);
	atomic_andnot(0x02, &v);
	KAPI_EXPECT_EQ(atomic_read(&v), 0x08);
}

KAPI_TEST(return_gives_the_new_value_and_fetch_the_old)
{
	atomic_t v = ATOMIC_INIT(10);

	KAPI_EXPECT_EQ(atomic_add_return(5, &v), 15);
	KAPI_EXPECT_EQ(atomic_sub_return(1, &v), 14);
	KAPI_EXPECT_EQ(atomic_inc_return(&v), 15);
	KAPI_EXPECT_EQ(atomic_dec_return(&v), 14);
	KAPI_EXPECT_EQ(atomic_fetch_add(6, &v), 14);
	KAPI_EXPECT_EQ(atomic_fetch_sub(10, &v), 20);
	KAPI_EXPECT_EQ(atomic_fetch_inc(&v), 10);
	KAPI_EXPECT_EQ(atomic_fetch_dec(&v), 11);
	KAPI_EXPECT_EQ(atomic_fetch_or(5, &v), 10);
	KAPI_EXPECT_EQ(atomic_fetch_and(6, &v), 15);
	KAPI_EXPECT_EQ(atomic_fetch_xor(1, &v), 6);
	KAPI_EXPECT_EQ(atomic_fetch_andnot(4, &v), 7);
	KAPI_EXPECT_EQ(atomic_read(&v), 3);
}

KAPI_TEST(every_ordering_computes_the_same)
{
	atomic64_t v = ATOMIC64_INIT(0);

	KAPI_EXPECT_EQ(atomic64_add_return_relaxed(1, &v), 1);
	KAPI_EXPECT_EQ(atomic64_add_return_acquire(1, &v), 2);
	KAPI_EXPECT_EQ(atomic64_add_return_release(1, &v), 3);
	KAPI_EXPECT_EQ(atomic64_fetch_add_relaxed(1, &v), 3);
	KAPI_EXPECT_EQ(atomic64_fetch_inc_acquire(&v), 4);
	KAPI_EXPECT_EQ(atomic64_dec_return_release(&v), 4);
	KAPI_EXPECT_EQ(atomic64_xchg_relaxed(&v, 9), 4);
	KAPI_EXPECT_EQ(atomic64_cmpxchg_acquire(&v, 9, 10), 9);
	KAPI_EXPECT_EQ(atomic64_fetch_or_release(5, &v), 10);
	KAPI_EXPECT_EQ(atomic64_read(&v), 15);
}

KAPI_TEST(and_test_tells_zero)
{
	atomic_t v = ATOMIC_INIT(2);

	KAPI_EXPECT_FALSE(atomic_dec_and_test(&v));
	KAPI_EXPECT_TRUE(atomic_dec_and_test(&v));
	KAPI_EXPECT_FALSE(atomic_dec_and_test(&v));
	KAPI_EXPECT_TRUE(atomic_inc_and_test(&v));
	atomic_set(&v, 5);
	KAPI_EXPECT_TRUE(atomic_sub_and_test(5, &v));
	KAPI_EXPECT_TRUE(atomic_add_negative(-1, &v));
	KAPI_EXPECT_FALSE(atomic_add_negative(1, &v));
}

KAPI_TEST(conditional_operations_leave_the_value_alone_otherwise)
{
	atomic_t v = ATOMIC_INIT(0);

	KAPI_EXPECT_FALSE(atomic_inc_not_zero(&v));
	KAPI_EXPECT_EQ(atomic_read(&v), 0);
	KAPI_EXPECT_EQ(atomic_dec_if_positive(&v), -1);
	KAPI_EXPECT_EQ(atomic_read(&v), 0);
	atomic_set(&v, 3);
	KAPI_EXPECT_TRUE(atomic_inc_not_zero(&v));
	KAPI_EXPECT_EQ(atomic_dec_if_positive(&v), 3);
	KAPI_EXPECT_FALSE(atomic_add_unless(&v, 1, 3));
	KAPI_EXPECT_TRUE(atomic_add_unless(&v, 1, 4));
	KAPI_EXPECT_EQ(atomic_fetch_add_unless(&v, 10, 4), 4);
	KAPI_EXPECT_EQ(atomic_read(&v), 4);
	KAPI_EXPECT_FALSE(atomic_dec_unless_positive(&v));
	KAPI_EXPECT_TRUE(atomic_inc_unless_negative(&v));
	atomic_set(&v, -2);
	KAPI_EXPECT_FALSE(atomic_inc_unless_negative(&v));
	KAPI_EXPECT_TRUE(atomic_dec_unless_positive(&v));
	KAPI_EXPECT_EQ(atomic_read(&v), -3);
}

KAPI_TEST(values_wrap_around)
{
	atomic_t v = ATOMIC_INIT(INT_MAX);

	KAPI_EXPECT_EQ(atomic_inc_return(&v), INT_MIN);
	KAPI_EXPECT_EQ(atomic_dec_return(&v), INT_MAX);
	KAPI_EXPECT_EQ(atomic_add_return(INT_MAX, &v), -2);
}

KAPI_TEST(cmpxchg_exchanges_what_was_expected)
{
	atomic_t v = ATOMIC_INIT(1);
	int old = 5;

	KAPI_EXPECT_EQ(atomic_cmpxchg(&v, 2, 3), 1);
	KAPI_EXPECT_EQ(atomic_cmpxchg(&v, 1, 3), 1);
	KAPI_EXPECT_EQ(atomic_read(&v), 3);
	KAPI_EXPECT_FALSE(atomic_try_cmpxchg(&v, &old, 7));
	KAPI_EXPECT_EQ(old, 3);
	KAPI_EXPECT_TRUE(atomic_try_cmpxchg(&v, &old, 7));
	KAPI_EXPECT_EQ(atomic_xchg(&v, 8), 7);
	KAPI_EXPECT_EQ(atomic_read(&v), 8);
}

KAPI_TEST(plain_variables_are_exchanged)
{
	char *pointer = "a", *other = "b", *seen;
	u8 byte = 0xff;
	u64 wide = 1;

	seen = xchg(&pointer, other);
	KAPI_EXPECT_STREQ(seen, "a");
	KAPI_EXPECT_PTR_EQ(pointer, other);
	KAPI_EXPECT_EQ(cmpxchg(&byte, 0xff, 1), 0xff);
	KAPI_EXPECT_EQ(cmpxchg(&byte, 0xff, 2), 1);
	KAPI_EXPECT_EQ(byte, 1);
	KAPI_EXPECT_EQ(cmpxchg64(&wide, 1, 1ULL << 50), 1);
	KAPI_EXPECT_EQ(wide, 1ULL << 50);
	KAPI_EXPECT_FALSE(try_cmpxchg(&pointer, &seen, NULL));
	KAPI_EXPECT_PTR_EQ(seen, other);
	KAPI_EXPECT_TRUE(try_cmpxchg(&pointer, &seen, NULL));
	KAPI_EXPECT_NULL(pointer);
}

KAPI_TEST(single_accesses_and_barriers)
{
	int x = 1;
	long *p = NULL;

	WRITE_ONCE(x, 2);
	KAPI_EXPECT_EQ(READ_ONCE(x), 2);
	smp_store_release(&x, 3);
	KAPI_EXPECT_EQ(smp_load_acquire(&x), 3);
	smp_store_mb(x, 4);
	smp_mb();
	smp_rmb();
	smp_wmb();
	mb();
	rmb();
	wmb();
	barrier();
	KAPI_EXPECT_EQ(x, 4);
	KAPI_EXPECT_NULL(READ_ONCE(p));
}

KAPI_MODULE();
