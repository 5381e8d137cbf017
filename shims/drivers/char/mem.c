// SPDX-License-Identifier: GPL-2.0-or-later
/* /dev/null, /dev/zero, /dev/full, /dev/random, /dev/urandom. */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <ksim/abi/chance.h>
#include "char.h"

static ssize_t read_null(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	return 0;
}

static ssize_t write_null(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	return count;
}

static ssize_t read_iter_null(struct kiocb *iocb, struct iov_iter *to)
{
	return 0;
}

static ssize_t write_iter_null(struct kiocb *iocb, struct iov_iter *from)
{
	size_t count = iov_iter_count(from);

	iov_iter_advance(from, count);
	return count;
}

static ssize_t read_iter_zero(struct kiocb *iocb, struct iov_iter *iter)
{
	size_t written = iov_iter_zero(iov_iter_count(iter), iter);

	return written || !iov_iter_count(iter) ? written : -EFAULT;
}

static ssize_t read_zero(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	size_t left = clear_user(buf, count);

	return left && left == count ? -EFAULT : count - left;
}

static ssize_t write_full(struct file *file, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	return -ENOSPC;
}

static loff_t null_lseek(struct file *file, loff_t offset, int orig)
{
	return file->f_pos = 0;
}

static ssize_t random_read_iter(struct kiocb *kiocb, struct iov_iter *iter)
{
	size_t done = 0, wanted, copied;
	u8 block[64];

	while (iov_iter_count(iter)) {
		wanted = min(sizeof(block), iov_iter_count(iter));
		ksim_chance_bytes(block, wanted);
		copied = copy_to_iter(block, wanted, iter);
		done += copied;
		if (copied != wanted)
			return done ? done : -EFAULT;
	}
	return done;
}

static const struct file_operations null_fops = {
	.llseek = null_lseek,
	.read = read_null,
	.write = write_null,
	.read_iter = read_iter_null,
	.write_iter = write_iter_null,
};

static const struct file_operations zero_fops = {
	.llseek = null_lseek,
	.write = write_null,
	.read_iter = read_iter_zero,
	.read = read_zero,
	.write_iter = write_iter_null,
};

static const struct file_operations full_fops = {
	.llseek = null_lseek,
	.read_iter = read_iter_zero,
	.write = write_full,
};

static const struct file_operations random_fops = {
	.llseek = noop_llseek,
	.read_iter = random_read_iter,
	.write_iter = write_iter_null, /* what is mixed in changes nothing */
};

static int memory_open(struct inode *inode, struct file *filp)
{
	switch (iminor(inode)) {
	case 3:
		filp->f_op = &null_fops;
		return 0;
	case 5:
		filp->f_op = &zero_fops;
		return 0;
	case 7:
		filp->f_op = &full_fops;
		return 0;
	case 8:
	case 9:
		filp->f_op = &random_fops;
		return 0;
	default:
		return -ENXIO;
	}
}

const struct file_operations memory_fops = {
	.open = memory_open,
	.llseek = noop_llseek,
};
