// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * free_held_lock, mended: release() lets go of the mutex before it frees the
 * object.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct session {
	struct mutex lock;
	size_t written;
};

static atomic_long_t total = ATOMIC_LONG_INIT(0);

static int free_held_lock_open(struct inode *inode, struct file *filp)
{
	struct session *session;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return -ENOMEM;
	mutex_init(&session->lock);
	filp->private_data = session;
	return 0;
}

static int free_held_lock_release(struct inode *inode, struct file *filp)
{
	struct session *session = filp->private_data;

	mutex_lock(&session->lock);
	atomic_long_add(session->written, &total);
	mutex_unlock(&session->lock);
	kfree(session);
	return 0;
}

static ssize_t free_held_lock_write(struct file *filp, const char __user *buf,
				    size_t count, loff_t *pos)
{
	struct session *session = filp->private_data;

	mutex_lock(&session->lock);
	session->written += count;
	mutex_unlock(&session->lock);
	return count;
}

static const struct file_operations free_held_lock_fops = {
	.owner = THIS_MODULE,
	.open = free_held_lock_open,
	.release = free_held_lock_release,
	.write = free_held_lock_write,
};

static struct miscdevice free_held_lock_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &free_held_lock_fops,
};

module_misc_device(free_held_lock_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees an object whose lock it holds, mended");
MODULE_LICENSE("GPL");
