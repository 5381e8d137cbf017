// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_free, mended: one writer at a time.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

static DEFINE_MUTEX(lock);
static char *text;

static ssize_t race_free_write(struct file *filp, const char __user *buf,
			       size_t count, loff_t *pos)
{
	ssize_t ret = count;

	mutex_lock(&lock);
	kfree(text);
	text = memdup_user_nul(buf, min_t(size_t, count, 1024));
	if (IS_ERR(text)) {
		ret = PTR_ERR(text);
		text = NULL;
	}
	mutex_unlock(&lock);
	return ret;
}

static const struct file_operations race_free_fops = {
	.owner = THIS_MODULE,
	.write = race_free_write,
};

static struct miscdevice race_free_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &race_free_fops,
};

static int __init race_free_init(void)
{
	return misc_register(&race_free_device);
}

static void __exit race_free_exit(void)
{
	misc_deregister(&race_free_device);
	kfree(text);
}

module_init(race_free_init);
module_exit(race_free_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Frees memory twice when two write at once, mended");
MODULE_LICENSE("GPL");
