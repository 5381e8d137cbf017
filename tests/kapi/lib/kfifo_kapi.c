// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Queues in a ring.
 */
#include <linux/dma-mapping.h>
#include <linux/kfifo.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "kapi.h"

struct point {
	int x;
	int y;
	int z;
};

static DEFINE_KFIFO(defined, int, 8);

KAPI_TEST(a_defined_queue_is_ready)
{
	int value;

	KAPI_EXPECT_TRUE(kfifo_initialized(&defined));
	KAPI_EXPECT_EQ(kfifo_size(&defined), 8);
	KAPI_EXPECT_EQ(kfifo_esize(&defined), sizeof(int));
	KAPI_EXPECT_EQ(kfifo_recsize(&defined), 0);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&defined));
	KAPI_EXPECT_EQ(kfifo_put(&defined, 4711), 1);
	KAPI_EXPECT_EQ(kfifo_len(&defined), 1);
	KAPI_EXPECT_EQ(kfifo_get(&defined, &value), 1);
	KAPI_EXPECT_EQ(value, 4711);
}

KAPI_TEST(elements_come_out_in_order)
{
	DECLARE_KFIFO(fifo, struct point, 4);
	struct point point = { 1, 2, 3 };

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_put(&fifo, point), 1);
	point.x = 10;
	KAPI_EXPECT_EQ(kfifo_put(&fifo, point), 1);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 2);
	KAPI_EXPECT_EQ(kfifo_avail(&fifo), 2);
	KAPI_EXPECT_EQ(kfifo_peek_len(&fifo), 2 * sizeof(struct point));
	KAPI_EXPECT_EQ(kfifo_peek(&fifo, &point), 1);
	KAPI_EXPECT_EQ(point.x, 1);
	KAPI_EXPECT_EQ(kfifo_get(&fifo, &point), 1);
	KAPI_EXPECT_EQ(point.x, 1);
	KAPI_EXPECT_EQ(kfifo_get(&fifo, &point), 1);
	KAPI_EXPECT_EQ(point.x, 10);
	KAPI_EXPECT_EQ(kfifo_get(&fifo, &point), 0);
	KAPI_EXPECT_EQ(kfifo_peek(&fifo, &point), 0);
}

KAPI_TEST(a_full_queue_takes_nothing)
{
	DECLARE_KFIFO(fifo, u8, 4);
	u8 bytes[6] = { 1, 2, 3, 4, 5, 6 };

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 6), 4);
	KAPI_EXPECT_TRUE(kfifo_is_full(&fifo));
	KAPI_EXPECT_EQ(kfifo_avail(&fifo), 0);
	KAPI_EXPECT_EQ(kfifo_put(&fifo, 7), 0);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 1), 0);
	kfifo_skip(&fifo);
	KAPI_EXPECT_EQ(kfifo_put(&fifo, 7), 1);
	KAPI_EXPECT_EQ(kfifo_out(&fifo, bytes, 6), 4);
	KAPI_EXPECT_EQ(bytes[0], 2);
	KAPI_EXPECT_EQ(bytes[3], 7);
}

KAPI_TEST(the_ring_wraps_around)
{
	DECLARE_KFIFO(fifo, u16, 8);
	u16 in[5], out[5];
	int round, i;

	INIT_KFIFO(fifo);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 5; i++)
			in[i] = round * 5 + i;
		KAPI_ASSERT_EQ(kfifo_in(&fifo, in, 5), 5);
		KAPI_ASSERT_EQ(kfifo_out_peek(&fifo, out, 5), 5);
		KAPI_ASSERT_EQ(memcmp(in, out, sizeof(in)), 0);
		memset(out, 0, sizeof(out));
		KAPI_ASSERT_EQ(kfifo_out(&fifo, out, 5), 5);
		KAPI_ASSERT_EQ(memcmp(in, out, sizeof(in)), 0);
	}
}

KAPI_TEST(the_positions_may_overflow)
{
	DECLARE_KFIFO(fifo, u8, 4);
	u8 bytes[4] = { 1, 2, 3, 4 }, out[4];

	INIT_KFIFO(fifo);
	fifo.kfifo.in = fifo.kfifo.out = UINT_MAX - 1;
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 4), 4);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 4);
	KAPI_EXPECT_TRUE(kfifo_is_full(&fifo));
	KAPI_EXPECT_EQ(kfifo_out(&fifo, out, 4), 4);
	KAPI_EXPECT_EQ(memcmp(bytes, out, 4), 0);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&fifo));
}

KAPI_TEST(kfifo_alloc_rounds_up)
{
	struct kfifo fifo;
	DECLARE_KFIFO_PTR(points, struct point);

	KAPI_ASSERT_EQ(kfifo_alloc(&fifo, 100, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(kfifo_size(&fifo), 128);
	kfifo_free(&fifo);
	KAPI_EXPECT_FALSE(kfifo_initialized(&fifo));

	INIT_KFIFO(points);
	KAPI_EXPECT_FALSE(kfifo_initialized(&points));
	KAPI_ASSERT_EQ(kfifo_alloc(&points, 3, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(kfifo_size(&points), 4);
	KAPI_EXPECT_EQ(kfifo_esize(&points), sizeof(struct point));
	kfifo_free(&points);
}

KAPI_TEST(kfifo_alloc_of_one_element_is_einval)
{
	struct kfifo fifo;

	KAPI_EXPECT_EQ(kfifo_alloc(&fifo, 1, GFP_KERNEL), -EINVAL);
}

KAPI_TEST(kfifo_alloc_of_an_embedded_ring_is_einval)
{
	DECLARE_KFIFO(fifo, u8, 4);

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_alloc(&fifo, 8, GFP_KERNEL), -EINVAL);
	KAPI_EXPECT_EQ(kfifo_size(&fifo), 4);
}

KAPI_TEST(kfifo_init_rounds_down)
{
	DECLARE_KFIFO_PTR(fifo, u32);
	u32 ring[13];

	KAPI_ASSERT_EQ(kfifo_init(&fifo, ring, sizeof(ring)), 0);
	KAPI_EXPECT_EQ(kfifo_size(&fifo), 8);
	KAPI_EXPECT_EQ(kfifo_put(&fifo, 5), 1);
	KAPI_EXPECT_EQ(ring[0], 5);
	KAPI_EXPECT_EQ(kfifo_init(&fifo, ring, sizeof(u32)), -EINVAL);
}

KAPI_TEST(resetting_empties)
{
	DECLARE_KFIFO(fifo, u8, 4);

	INIT_KFIFO(fifo);
	kfifo_put(&fifo, 1);
	kfifo_reset_out(&fifo);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&fifo));
	KAPI_EXPECT_EQ(fifo.kfifo.out, 1);
	kfifo_put(&fifo, 1);
	kfifo_reset(&fifo);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&fifo));
	KAPI_EXPECT_EQ(fifo.kfifo.in, 0);
}

KAPI_TEST(locked_variants_do_the_same)
{
	DEFINE_SPINLOCK(lock);
	DECLARE_KFIFO(fifo, u8, 4);
	u8 bytes[4] = { 1, 2, 3, 4 };

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_in_spinlocked(&fifo, bytes, 3, &lock), 3);
	KAPI_EXPECT_FALSE(kfifo_is_empty_spinlocked(&fifo, &lock));
	KAPI_EXPECT_EQ(kfifo_out_spinlocked(&fifo, bytes, 4, &lock), 3);
	KAPI_EXPECT_EQ(kfifo_in_spinlocked_noirqsave(&fifo, bytes, 2, &lock),
		       2);
	KAPI_EXPECT_EQ(kfifo_out_spinlocked_noirqsave(&fifo, bytes, 4, &lock),
		       2);
	KAPI_EXPECT_TRUE(kfifo_is_empty_spinlocked_noirqsave(&fifo, &lock));
}

KAPI_TEST(records_keep_their_lengths)
{
	STRUCT_KFIFO_REC_1(32) fifo;
	char out[16] = {};

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_recsize(&fifo), 1);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, "hello", 5), 5);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, "me", 2), 2);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 5 + 2 + 2);
	KAPI_EXPECT_EQ(kfifo_avail(&fifo), 32 - 9 - 1);
	KAPI_EXPECT_EQ(kfifo_peek_len(&fifo), 5);
	KAPI_EXPECT_EQ(kfifo_out_peek(&fifo, out, sizeof(out)), 5);
	KAPI_EXPECT_STREQ(out, "hello");
	KAPI_EXPECT_EQ(kfifo_out(&fifo, out, 3), 3);
	/* the rest of the first record is gone */
	KAPI_EXPECT_EQ(kfifo_peek_len(&fifo), 2);
	kfifo_skip(&fifo);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&fifo));
	KAPI_EXPECT_EQ(kfifo_out(&fifo, out, sizeof(out)), 0);
	KAPI_EXPECT_EQ(kfifo_out_peek(&fifo, out, sizeof(out)), 0);
}

KAPI_TEST(a_record_that_does_not_fit_is_refused)
{
	STRUCT_KFIFO_REC_1(8) fifo;
	char bytes[8] = "1234567";

	INIT_KFIFO(fifo);
	KAPI_EXPECT_EQ(kfifo_avail(&fifo), 7);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 8), 0);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 7), 7);
	KAPI_EXPECT_EQ(kfifo_avail(&fifo), 0);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, bytes, 0), 0);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 8);
}

KAPI_TEST(records_with_two_bytes_of_length_may_be_long)
{
	struct kfifo_rec_ptr_2 fifo;
	char *long_record = kzalloc(1000, GFP_KERNEL);

	KAPI_ASSERT_NOT_NULL(long_record);
	KAPI_ASSERT_EQ(kfifo_alloc(&fifo, 2048, GFP_KERNEL), 0);
	long_record[999] = 'x';
	KAPI_EXPECT_EQ(kfifo_in(&fifo, long_record, 1000), 1000);
	KAPI_EXPECT_EQ(kfifo_peek_len(&fifo), 1000);
	long_record[999] = 0;
	KAPI_EXPECT_EQ(kfifo_out(&fifo, long_record, 1000), 1000);
	KAPI_EXPECT_EQ(long_record[999], 'x');
	kfifo_free(&fifo);
	kfree(long_record);
}

KAPI_TEST(a_device_fills_and_empties_a_queue)
{
	struct kfifo fifo;
	struct scatterlist table[3];
	char bytes[16];
	unsigned int n;

	KAPI_ASSERT_EQ(kfifo_alloc(&fifo, 16, GFP_KERNEL), 0);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, "0123456789ab", 12), 12);
	KAPI_EXPECT_EQ(kfifo_out(&fifo, bytes, 10), 10);

	/* 14 bytes of room: four up to the end, and ten from the start. */
	sg_init_table(table, ARRAY_SIZE(table));
	KAPI_ASSERT_EQ(kfifo_dma_in_prepare(&fifo, table, 3, 100), 2);
	KAPI_EXPECT_EQ(table[0].length, 4);
	KAPI_EXPECT_EQ(table[1].length, 10);
	memcpy(sg_virt(&table[0]), "wxyz", 4);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 2);
	kfifo_dma_in_finish(&fifo, 4);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 6);
	KAPI_EXPECT_EQ(kfifo_out_peek(&fifo, bytes, 6), 6);
	KAPI_EXPECT_EQ(memcmp(bytes, "abwxyz", 6), 0);

	sg_init_table(table, ARRAY_SIZE(table));
	KAPI_EXPECT_EQ(kfifo_dma_out_prepare(&fifo, table, 3, 5), 1);
	KAPI_EXPECT_EQ(table[0].length, 5);
	KAPI_EXPECT_EQ(memcmp(sg_virt(&table[0]), "abwxy", 5), 0);
	kfifo_dma_out_finish(&fifo, 5);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 1);

	n = kfifo_out(&fifo, bytes, 1);
	KAPI_EXPECT_EQ(n, 1);
	KAPI_EXPECT_EQ(kfifo_dma_out_prepare(&fifo, table, 3, 5), 0);
	KAPI_EXPECT_EQ(kfifo_dma_in_prepare(&fifo, table, 1, 16), 1);
	KAPI_EXPECT_EQ(kfifo_in(&fifo, "0123456789abcdef", 16), 16);
	KAPI_EXPECT_EQ(kfifo_dma_in_prepare(&fifo, table, 3, 1), 0);
	kfifo_free(&fifo);
}

KAPI_TEST(a_device_fills_and_empties_records)
{
	struct kfifo_rec_ptr_1 fifo;
	struct scatterlist table[2];
	char bytes[8];

	KAPI_ASSERT_EQ(kfifo_alloc(&fifo, 16, GFP_KERNEL), 0);
	sg_init_table(table, ARRAY_SIZE(table));
	KAPI_EXPECT_EQ(kfifo_dma_in_prepare(&fifo, table, 2, 16), 0);
	KAPI_ASSERT_EQ(kfifo_dma_in_prepare(&fifo, table, 2, 5), 1);
	KAPI_EXPECT_EQ(table[0].length, 5);
	memcpy(sg_virt(&table[0]), "hello", 5);
	kfifo_dma_in_finish(&fifo, 5);
	KAPI_EXPECT_EQ(kfifo_len(&fifo), 6);
	KAPI_EXPECT_EQ(kfifo_peek_len(&fifo), 5);

	sg_init_table(table, ARRAY_SIZE(table));
	KAPI_ASSERT_EQ(kfifo_dma_out_prepare(&fifo, table, 2, 5), 1);
	KAPI_EXPECT_EQ(memcmp(sg_virt(&table[0]), "hello", 5), 0);
	kfifo_dma_out_finish(&fifo, 5);
	KAPI_EXPECT_TRUE(kfifo_is_empty(&fifo));
	KAPI_EXPECT_EQ(kfifo_dma_out_prepare(&fifo, table, 2, 5), 0);
	KAPI_EXPECT_EQ(kfifo_out(&fifo, bytes, sizeof(bytes)), 0);
	kfifo_free(&fifo);
}

KAPI_MODULE();
