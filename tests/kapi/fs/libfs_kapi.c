// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>

#include "kapi.h"

KAPI_TEST(memory_read_from_buffer_stops_at_the_end)
{
	char to[8] = "";
	loff_t pos = 1;

	KAPI_EXPECT_EQ(memory_read_from_buffer(to, 2, &pos, "abcd", 4), 2);
	KAPI_EXPECT_STREQ(to, "bc");
	KAPI_EXPECT_EQ(memory_read_from_buffer(to, 8, &pos, "abcd", 4), 1);
	KAPI_EXPECT_EQ(pos, 4);
	KAPI_EXPECT_EQ(memory_read_from_buffer(to, 8, &pos, "abcd", 4), 0);
	pos = -1;
	KAPI_EXPECT_EQ(memory_read_from_buffer(to, 8, &pos, "abcd", 4),
		       -EINVAL);
}

KAPI_TEST(positions_are_checked_before_memory_is_touched)
{
	loff_t pos = -1;
	char buffer[4] = "";

	KAPI_EXPECT_EQ(simple_read_from_buffer(NULL, 1, &pos, buffer, 4),
		       -EINVAL);
	KAPI_EXPECT_EQ(simple_write_to_buffer(buffer, 4, &pos, NULL, 1),
		       -EINVAL);
	pos = 4;
	KAPI_EXPECT_EQ(simple_read_from_buffer(NULL, 1, &pos, buffer, 4), 0);
	KAPI_EXPECT_EQ(simple_write_to_buffer(buffer, 4, &pos, NULL, 1), 0);
	pos = 0;
	KAPI_EXPECT_EQ(simple_read_from_buffer(NULL, 0, &pos, buffer, 4), 0);
	KAPI_EXPECT_EQ(simple_read_from_buffer(NULL, 1, &pos, buffer, 4),
		       -EFAULT);
	KAPI_EXPECT_EQ(pos, 0);
}

static char names[256];

static bool collect(struct dir_context *ctx, const char *name, int length,
		    loff_t offset, u64 ino, unsigned int type)
{
	strncat(names, name, length);
	strcat(names, type == DT_CHR ? "* " : " ");
	return strlen(names) < 200;
}

KAPI_TEST(a_directory_can_be_listed)
{
	struct file *dir = filp_open("/dev", O_RDONLY | O_DIRECTORY, 0);
	struct dir_context ctx = { .actor = collect };

	KAPI_ASSERT_FALSE(IS_ERR(dir));
	names[0] = '\0';
	KAPI_EXPECT_EQ(iterate_dir(dir, &ctx), 0);
	KAPI_EXPECT_TRUE(strstr(names, ". .. ") == names);
	filp_close(dir, NULL);
}

KAPI_TEST(a_file_cannot_be_listed)
{
	struct file *file = filp_open("/dev/null", O_RDONLY, 0);
	struct dir_context ctx = { .actor = collect };

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(iterate_dir(file, &ctx), -ENOTDIR);
	filp_close(file, NULL);
}

KAPI_MODULE();
