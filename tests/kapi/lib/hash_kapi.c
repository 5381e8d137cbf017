// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hashes and hash tables.
 */
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include "kapi.h"

KAPI_TEST(numbers_are_hashed_by_the_golden_ratio)
{
	volatile u32 one = 1;

	KAPI_EXPECT_EQ(hash_32(one, 32), 0x61c88647);
	KAPI_EXPECT_EQ(hash_32(one, 8), 0x61);
	KAPI_EXPECT_EQ(hash_64(one, 16), 0x61c8);
	KAPI_EXPECT_EQ(hash_long(42, 10), (42 * GOLDEN_RATIO_64) >> 54);
	KAPI_EXPECT_LT(hash_ptr((void *)&one, 4), 16);
	KAPI_EXPECT_EQ(hash_min(one, 8), 0x61);
}

KAPI_TEST(jhash_is_lookup3)
{
	static const char text[] = "Four score and seven years ago";
	u8 odd[32];

	KAPI_EXPECT_EQ(jhash("", 0, 0), 0xdeadbeef);
	KAPI_EXPECT_EQ(jhash("", 0, 0xdeadbeef), 0xbd5b7dde);
	KAPI_EXPECT_EQ(jhash(text, 30, 0), 0x17770551);
	KAPI_EXPECT_EQ(jhash(text, 30, 1), 0xcd628161);
	memcpy(odd + 1, text, 30);
	KAPI_EXPECT_EQ(jhash(odd + 1, 30, 0), 0x17770551);
}

KAPI_TEST(jhash_of_words_equals_jhash_of_their_bytes)
{
	u32 words[7] = { 1, 22, 333, 4444, 55555, 666666, 7777777 };
	u32 n;

	for (n = 0; n <= 7; n++)
		KAPI_ASSERT_EQ(jhash2(words, n, 99), jhash(words, 4 * n, 99));
	KAPI_EXPECT_EQ(jhash_1word(1, 5), jhash2(words, 1, 5));
	KAPI_EXPECT_EQ(jhash_2words(1, 22, 5), jhash2(words, 2, 5));
	KAPI_EXPECT_EQ(jhash_3words(1, 22, 333, 5), jhash2(words, 3, 5));
}

struct item {
	int key;
	struct hlist_node node;
};

KAPI_TEST(a_table_finds_by_key)
{
	DECLARE_HASHTABLE(table, 4);
	struct item items[40], *item;
	struct hlist_node *next;
	int i, count = 0, bucket;

	hash_init(table);
	KAPI_EXPECT_TRUE(hash_empty(table));
	KAPI_EXPECT_EQ(HASH_SIZE(table), 16);
	KAPI_EXPECT_EQ(HASH_BITS(table), 4);
	for (i = 0; i < 40; i++) {
		items[i].key = i;
		hash_add(table, &items[i].node, items[i].key);
		KAPI_ASSERT_TRUE(hash_hashed(&items[i].node));
	}
	KAPI_EXPECT_FALSE(hash_empty(table));
	hash_for_each_possible(table, item, node, 17)
		if (item->key == 17)
			count++;
	KAPI_EXPECT_EQ(count, 1);
	count = 0;
	hash_for_each(table, bucket, item, node)
		count++;
	KAPI_EXPECT_EQ(count, 40);
	hash_for_each_safe(table, bucket, next, item, node)
		if (item->key % 2)
			hash_del(&item->node);
	KAPI_EXPECT_FALSE(hash_hashed(&items[1].node));
	count = 0;
	hash_for_each(table, bucket, item, node) {
		KAPI_ASSERT_EQ(item->key % 2, 0);
		count++;
	}
	KAPI_EXPECT_EQ(count, 20);
}

KAPI_MODULE();
