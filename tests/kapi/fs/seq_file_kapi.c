// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Printing into a seq_file, and walking over lists (fs/seq_file.c).
 */
#include <linux/list.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "kapi.h"

static char buffer[32];

static struct seq_file with_buffer(size_t size)
{
	memset(buffer, '#', sizeof(buffer));
	return (struct seq_file){ .buf = buffer, .size = size };
}

static const char *text_of(struct seq_file *m)
{
	buffer[m->count] = '\0';
	return buffer;
}

KAPI_TEST(texts_are_put_one_after_the_other)
{
	struct seq_file m = with_buffer(31);

	seq_puts(&m, "a");
	seq_putc(&m, 'b');
	seq_printf(&m, "%d", 42);
	seq_put_decimal_ull(&m, " ", 7);
	seq_put_decimal_ll(&m, ",", -8);
	KAPI_EXPECT_EQ(seq_write(&m, "xyz", 2), 0);
	KAPI_EXPECT_STREQ(text_of(&m), "ab42 7,-8xy");
	KAPI_EXPECT_FALSE(seq_has_overflowed(&m));
}

KAPI_TEST(a_text_must_leave_one_byte)
{
	struct seq_file m = with_buffer(8);

	seq_puts(&m, "1234567");
	KAPI_EXPECT_FALSE(seq_has_overflowed(&m));
	KAPI_EXPECT_EQ(m.count, 7);
	seq_puts(&m, "8");
	KAPI_EXPECT_TRUE(seq_has_overflowed(&m));
	KAPI_EXPECT_EQ(m.count, 8);
}

KAPI_TEST(what_does_not_fit_fills_the_buffer)
{
	struct seq_file m = with_buffer(8);

	seq_printf(&m, "%s", "12345678");
	KAPI_EXPECT_EQ(m.count, 8);
	/* And nothing is put any more. */
	seq_putc(&m, 'x');
	KAPI_EXPECT_EQ(m.count, 8);
	KAPI_EXPECT_EQ(seq_write(&m, "x", 1), -1);
}

KAPI_TEST(a_character_may_take_the_last_byte)
{
	struct seq_file m = with_buffer(2);

	seq_putc(&m, 'a');
	seq_putc(&m, 'b');
	KAPI_EXPECT_EQ(m.count, 2);
	KAPI_EXPECT_TRUE(seq_has_overflowed(&m));
}

KAPI_TEST(columns_are_padded)
{
	struct seq_file m = with_buffer(31);

	seq_setwidth(&m, 6);
	seq_puts(&m, "abc");
	seq_pad(&m, '|');
	seq_setwidth(&m, 2);
	seq_puts(&m, "long");
	seq_pad(&m, 0);
	KAPI_EXPECT_STREQ(text_of(&m), "abc   |long");
}

KAPI_TEST(characters_are_escaped_in_octal)
{
	struct seq_file m = with_buffer(31);

	seq_escape(&m, "a b\n", " \n");
	KAPI_EXPECT_STREQ(text_of(&m), "a\\040b\\012");
}

KAPI_TEST(paths_are_mangled_where_they_lie)
{
	char path[24];

	strcpy(path + 8, "/a b");
	KAPI_EXPECT_PTR_EQ(mangle_path(path, path + 8, " "), path + 7);
	path[7] = '\0';
	KAPI_EXPECT_STREQ(path, "/a\\040b");
	/* Not if it would overtake itself. */
	strcpy(path, "   x");
	KAPI_EXPECT_NULL(mangle_path(path, path, " "));
}

KAPI_TEST(the_buffer_can_be_written_directly)
{
	struct seq_file m = with_buffer(8);
	char *to;

	seq_puts(&m, "ab");
	KAPI_EXPECT_EQ(seq_get_buf(&m, &to), 6);
	KAPI_EXPECT_PTR_EQ(to, buffer + 2);
	memcpy(to, "cd", 2);
	seq_commit(&m, 2);
	KAPI_EXPECT_STREQ(text_of(&m), "abcd");
	seq_commit(&m, -1);
	KAPI_EXPECT_TRUE(seq_has_overflowed(&m));
	KAPI_EXPECT_EQ(seq_get_buf(&m, &to), 0);
	KAPI_EXPECT_NULL(to);
}

KAPI_TEST(lists_are_walked_by_position)
{
	LIST_HEAD(list);
	struct list_head first, second;
	loff_t pos = 0;

	KAPI_EXPECT_NULL(seq_list_start(&list, 0));
	KAPI_EXPECT_PTR_EQ(seq_list_start_head(&list, 0), &list);
	list_add_tail(&first, &list);
	list_add_tail(&second, &list);
	KAPI_EXPECT_PTR_EQ(seq_list_start(&list, 0), &first);
	KAPI_EXPECT_PTR_EQ(seq_list_start(&list, 1), &second);
	KAPI_EXPECT_NULL(seq_list_start(&list, 2));
	KAPI_EXPECT_PTR_EQ(seq_list_start_head(&list, 1), &first);
	KAPI_EXPECT_PTR_EQ(seq_list_next(&list, &list, &pos), &first);
	KAPI_EXPECT_EQ(pos, 1);
	KAPI_EXPECT_PTR_EQ(seq_list_next(&first, &list, &pos), &second);
	KAPI_EXPECT_NULL(seq_list_next(&second, &list, &pos));
	KAPI_EXPECT_EQ(pos, 3);
}

KAPI_TEST(hash_lists_are_walked_by_position)
{
	struct hlist_head list = HLIST_HEAD_INIT;
	struct hlist_node node;
	loff_t pos = 0;

	KAPI_EXPECT_PTR_EQ(seq_hlist_start_head(&list, 0), SEQ_START_TOKEN);
	KAPI_EXPECT_NULL(seq_hlist_start(&list, 0));
	hlist_add_head(&node, &list);
	KAPI_EXPECT_PTR_EQ(seq_hlist_start_head(&list, 1), &node);
	KAPI_EXPECT_PTR_EQ(seq_hlist_next(SEQ_START_TOKEN, &list, &pos), &node);
	KAPI_EXPECT_NULL(seq_hlist_next(&node, &list, &pos));
	KAPI_EXPECT_EQ(pos, 2);
}

KAPI_MODULE();
