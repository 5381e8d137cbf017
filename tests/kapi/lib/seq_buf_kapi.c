// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/seq_buf.h>
#include "kapi.h"

KAPI_TEST(text_accumulates)
{
	char buffer[16];
	struct seq_buf s;

	seq_buf_init(&s, buffer, sizeof(buffer));
	KAPI_EXPECT_EQ(seq_buf_used(&s), 0U);
	KAPI_EXPECT_EQ(seq_buf_printf(&s, "%d,", 12), 0);
	KAPI_EXPECT_EQ(seq_buf_printf(&s, "%s", "ab"), 0);
	KAPI_EXPECT_EQ(seq_buf_used(&s), 5U);
	KAPI_EXPECT_EQ(seq_buf_buffer_left(&s), 11U);
	KAPI_EXPECT_FALSE(seq_buf_has_overflowed(&s));
	KAPI_EXPECT_EQ(strncmp(buffer, "12,ab", 5), 0);
	seq_buf_clear(&s);
	KAPI_EXPECT_EQ(seq_buf_used(&s), 0U);
}

KAPI_TEST(overflow_stays)
{
	char buffer[8];
	struct seq_buf s;

	seq_buf_init(&s, buffer, sizeof(buffer));
	KAPI_EXPECT_EQ(seq_buf_printf(&s, "1234567"), 0);
	KAPI_EXPECT_EQ(seq_buf_printf(&s, "8"), -1);
	KAPI_EXPECT_TRUE(seq_buf_has_overflowed(&s));
	KAPI_EXPECT_EQ(seq_buf_buffer_left(&s), 0U);
	KAPI_EXPECT_EQ(seq_buf_used(&s), 8U);
	KAPI_EXPECT_EQ(seq_buf_printf(&s, "x"), -1);
}

KAPI_TEST(writing_directly)
{
	char buffer[8];
	struct seq_buf s;
	char *at;

	seq_buf_init(&s, buffer, sizeof(buffer));
	KAPI_EXPECT_EQ(seq_buf_get_buf(&s, &at), 8UL);
	KAPI_EXPECT_PTR_EQ(at, buffer);
	memcpy(at, "abc", 3);
	seq_buf_commit(&s, 3);
	KAPI_EXPECT_EQ(seq_buf_used(&s), 3U);
	seq_buf_commit(&s, -1);
	KAPI_EXPECT_TRUE(seq_buf_has_overflowed(&s));
}

KAPI_MODULE();
