// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/uio.h>

#include "kapi.h"

KAPI_TEST(copy_to_iter_fills_one_segment_after_the_other)
{
	char a[3] = "", b[5] = "";
	struct kvec vec[] = { { a, 2 }, { NULL, 0 }, { b, 4 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, READ, vec, 3, 6);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 6);
	KAPI_EXPECT_EQ(copy_to_iter("abc", 3, &iter), 3);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 3);
	KAPI_EXPECT_EQ(copy_to_iter("defgh", 5, &iter), 3);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 0);
	KAPI_EXPECT_STREQ(a, "ab");
	KAPI_EXPECT_STREQ(b, "cdef");
}

KAPI_TEST(copy_from_iter_gathers)
{
	struct kvec vec[] = { { "abc", 3 }, { "defg", 4 } };
	struct iov_iter iter;
	char to[8] = "";

	iov_iter_kvec(&iter, WRITE, vec, 2, 7);
	KAPI_EXPECT_EQ(iov_iter_rw(&iter), WRITE);
	KAPI_EXPECT_EQ(copy_from_iter(to, 5, &iter), 5);
	KAPI_EXPECT_STREQ(to, "abcde");
	KAPI_EXPECT_FALSE(copy_from_iter_full(to, 3, &iter));
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 2);
	KAPI_EXPECT_TRUE(copy_from_iter_full(to, 2, &iter));
	KAPI_EXPECT_EQ(to[0], 'f');
}

KAPI_TEST(advance_and_revert_cross_segments)
{
	struct kvec vec[] = { { "abc", 3 }, { "de", 2 }, { "fgh", 3 } };
	struct iov_iter iter;
	char to[4] = "";

	iov_iter_kvec(&iter, WRITE, vec, 3, 8);
	iov_iter_advance(&iter, 6);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 2);
	iov_iter_revert(&iter, 4);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 6);
	KAPI_EXPECT_EQ(copy_from_iter(to, 3, &iter), 3);
	KAPI_EXPECT_STREQ(to, "cde");
}

KAPI_TEST(truncate_limits_and_reexpand_undoes)
{
	struct kvec vec = { "abcdef", 6 };
	struct iov_iter iter;
	char to[8] = "";

	iov_iter_kvec(&iter, WRITE, &vec, 1, 6);
	iov_iter_truncate(&iter, 2);
	iov_iter_truncate(&iter, 5);
	KAPI_EXPECT_EQ(iov_iter_count(&iter), 2);
	KAPI_EXPECT_EQ(copy_from_iter(to, 8, &iter), 2);
	iov_iter_reexpand(&iter, 4);
	KAPI_EXPECT_EQ(copy_from_iter(to, 8, &iter), 4);
	KAPI_EXPECT_EQ(to[0], 'c');
}

KAPI_TEST(zero_fills)
{
	char a[2] = "xx", b[3] = "yyy";
	struct kvec vec[] = { { a, 2 }, { b, 3 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, READ, vec, 2, 5);
	KAPI_EXPECT_EQ(iov_iter_zero(4, &iter), 4);
	KAPI_EXPECT_EQ(a[0] | a[1] | b[0] | b[1], 0);
	KAPI_EXPECT_EQ(b[2], 'y');
}

KAPI_TEST(single_segment_count_looks_at_the_first_only)
{
	struct kvec vec[] = { { "abc", 3 }, { "defg", 4 } };
	struct iov_iter iter;

	iov_iter_kvec(&iter, WRITE, vec, 2, 7);
	KAPI_EXPECT_EQ(iov_iter_single_seg_count(&iter), 3);
	iov_iter_advance(&iter, 2);
	KAPI_EXPECT_EQ(iov_iter_single_seg_count(&iter), 1);
}

KAPI_MODULE();
