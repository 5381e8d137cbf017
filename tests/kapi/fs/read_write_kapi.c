// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/uio.h>

#include "kapi.h"

static char stored[16];

static ssize_t store_read(struct kiocb *iocb, struct iov_iter *to)
{
	size_t n;

	if (iocb->ki_pos >= sizeof(stored))
		return 0;
	n = copy_to_iter(stored + iocb->ki_pos,
			 sizeof(stored) - iocb->ki_pos, to);
	iocb->ki_pos += n;
	return n;
}

static ssize_t store_write(struct kiocb *iocb, struct iov_iter *from)
{
	size_t n;

	if (iocb->ki_pos >= sizeof(stored))
		return -ENOSPC;
	n = copy_from_iter(stored + iocb->ki_pos,
			   sizeof(stored) - iocb->ki_pos, from);
	iocb->ki_pos += n;
	return n;
}

static int released;

static int store_release(struct inode *inode, struct file *file)
{
	released++;
	return 0;
}

static const struct file_operations store_fops = {
	.owner = THIS_MODULE,
	.llseek = generic_file_llseek,
	.read_iter = store_read,
	.write_iter = store_write,
	.release = store_release,
};

static struct file *store_open(int flags)
{
	return anon_inode_getfile("kapi_store", &store_fops, stored, flags);
}

KAPI_TEST(kernel_write_and_kernel_read_move_the_position)
{
	struct file *file = store_open(O_RDWR);
	char text[8] = "";
	loff_t pos = 2;

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_PTR_EQ(file->private_data, stored);
	KAPI_EXPECT_EQ(kernel_write(file, "abc", 3, &pos), 3);
	KAPI_EXPECT_EQ(pos, 5);
	pos = 3;
	KAPI_EXPECT_EQ(kernel_read(file, text, 2, &pos), 2);
	KAPI_EXPECT_EQ(pos, 5);
	KAPI_EXPECT_STREQ(text, "bc");
	fput(file);
}

KAPI_TEST(kernel_read_checks_its_range)
{
	struct file *file = store_open(O_RDWR);
	loff_t pos = -1;
	char byte;

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(kernel_read(file, &byte, 1, &pos), -EINVAL);
	pos = 0;
	KAPI_EXPECT_EQ(kernel_read(file, &byte, SIZE_MAX, &pos), -EINVAL);
	pos = LLONG_MAX;
	KAPI_EXPECT_EQ(kernel_read(file, &byte, 1, &pos), -EINVAL);
	fput(file);
}

KAPI_TEST(a_file_without_the_iter_method_is_not_for_kernel_write)
{
	struct file *null = filp_open("/dev/null", O_WRONLY, 0);
	loff_t pos = 0;

	KAPI_ASSERT_FALSE(IS_ERR(null));
	KAPI_EXPECT_EQ(kernel_write(null, "x", 1, &pos), -EINVAL);
	filp_close(null, NULL);
}

KAPI_TEST(a_reference_keeps_a_file_open)
{
	struct file *file = store_open(O_RDONLY);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	released = 0;
	get_file(file);
	fput(file);
	KAPI_EXPECT_EQ(released, 0);
	fput(file);
}

KAPI_TEST(llseek_with_a_size)
{
	struct file *file = store_open(O_RDWR);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 5, SEEK_SET, 10, 8), 5);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 2, SEEK_CUR, 10, 8), 7);
	KAPI_EXPECT_EQ(file->f_pos, 7);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, -3, SEEK_END, 10, 8), 5);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 10, SEEK_SET, 10, 8), 10);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 11, SEEK_SET, 10, 8),
		       -EINVAL);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, -1, SEEK_SET, 10, 8),
		       -EINVAL);
	KAPI_EXPECT_EQ(file->f_pos, 10);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 3, SEEK_DATA, 10, 8), 3);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 3, SEEK_HOLE, 10, 8), 8);
	KAPI_EXPECT_EQ(generic_file_llseek_size(file, 8, SEEK_DATA, 10, 8),
		       -ENXIO);
	fput(file);
}

KAPI_TEST(fixed_size_llseek_ends_at_the_size)
{
	struct file *file = store_open(O_RDWR);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(fixed_size_llseek(file, 0, SEEK_END, 16), 16);
	KAPI_EXPECT_EQ(fixed_size_llseek(file, 1, SEEK_CUR, 16), -EINVAL);
	KAPI_EXPECT_EQ(fixed_size_llseek(file, 0, SEEK_DATA, 16), -EINVAL);
	KAPI_EXPECT_EQ(no_seek_end_llseek(file, 0, SEEK_END), -EINVAL);
	KAPI_EXPECT_EQ(no_seek_end_llseek(file, 1 << 20, SEEK_SET), 1 << 20);
	KAPI_EXPECT_EQ(no_seek_end_llseek_size(file, 9, SEEK_SET, 8), -EINVAL);
	file->f_pos = 4;
	KAPI_EXPECT_EQ(noop_llseek(file, 9, SEEK_SET), 4);
	fput(file);
}

KAPI_TEST(a_file_without_llseek_is_a_pipe_to_seek_in)
{
	static const struct file_operations no_seek = {
		.owner = THIS_MODULE,
	};
	struct file *file = anon_inode_getfile("kapi", &no_seek, NULL, O_RDWR);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(vfs_llseek(file, 0, SEEK_SET), -ESPIPE);
	fput(file);
}

KAPI_TEST(what_stream_open_and_nonseekable_open_take_away)
{
	struct file *file = store_open(O_RDWR);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_TRUE(file->f_mode & FMODE_LSEEK);
	nonseekable_open(file_inode(file), file);
	KAPI_EXPECT_FALSE(file->f_mode & FMODE_LSEEK);
	KAPI_EXPECT_FALSE(file->f_mode & FMODE_STREAM);
	stream_open(file_inode(file), file);
	KAPI_EXPECT_TRUE(file->f_mode & FMODE_STREAM);
	fput(file);
}

KAPI_TEST(fsync_needs_a_method)
{
	struct file *file = store_open(O_RDWR);

	KAPI_ASSERT_FALSE(IS_ERR(file));
	KAPI_EXPECT_EQ(vfs_fsync(file, 0), -EINVAL);
	fput(file);
}

KAPI_MODULE();
