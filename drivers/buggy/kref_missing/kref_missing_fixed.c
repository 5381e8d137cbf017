// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kref_missing, mended: everybody has a reference to the board.
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct board {
	struct kref users;
	size_t written;
};

static DEFINE_MUTEX(lock);
static struct board *board;

static void kref_missing_free(struct kref *kref)
{
	board = NULL;
	kfree(container_of(kref, struct board, users));
}

/* All that have the device open share one board. */
static int kref_missing_open(struct inode *inode, struct file *filp)
{
	int ret = 0;

	mutex_lock(&lock);
	if (board) {
		kref_get(&board->users);
		filp->private_data = board;
	} else {
		board = kzalloc(sizeof(*board), GFP_KERNEL);
		if (board)
			kref_init(&board->users);
		else
			ret = -ENOMEM;
		filp->private_data = board;
	}
	mutex_unlock(&lock);
	return ret;
}

static int kref_missing_release(struct inode *inode, struct file *filp)
{
	struct board *mine = filp->private_data;

	mutex_lock(&lock);
	kref_put(&mine->users, kref_missing_free);
	mutex_unlock(&lock);
	return 0;
}

static ssize_t kref_missing_write(struct file *filp, const char __user *buf,
				  size_t count, loff_t *pos)
{
	struct board *mine = filp->private_data;

	mutex_lock(&lock);
	mine->written += count;
	mutex_unlock(&lock);
	return count;
}

static const struct file_operations kref_missing_fops = {
	.owner = THIS_MODULE,
	.open = kref_missing_open,
	.release = kref_missing_release,
	.write = kref_missing_write,
};

static struct miscdevice kref_missing_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &kref_missing_fops,
};

module_misc_device(kref_missing_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Hands out a pointer without a reference, mended");
MODULE_LICENSE("GPL");
