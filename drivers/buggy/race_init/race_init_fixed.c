// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_init, mended: one reader at a time looks whether there is a table yet.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static DEFINE_MUTEX(lock);
static u8 *table;

static u8 *make_table(void)
{
	u8 *made = kmalloc(256, GFP_KERNEL);
	int i;

	for (i = 0; made && i < 256; i++)
		made[i] = 255 - i;
	return made;
}

/* The table is made when it is first needed. */
static ssize_t race_init_read(struct file *filp, char __user *buf,
			      size_t count, loff_t *pos)
{
	mutex_lock(&lock);
	if (!table)
		table = make_table();
	mutex_unlock(&lock);
	if (!table)
		return -ENOMEM;
	return simple_read_from_buffer(buf, count, pos, table, 256);
}

static const struct file_operations race_init_fops = {
	.owner = THIS_MODULE,
	.read = race_init_read,
};

static struct miscdevice race_init_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &race_init_fops,
};

static int __init race_init_init(void)
{
	return misc_register(&race_init_device);
}

static void __exit race_init_exit(void)
{
	misc_deregister(&race_init_device);
	kfree(table);
}

module_init(race_init_init);
module_exit(race_init_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Makes its table twice when two read at once, mended");
MODULE_LICENSE("GPL");
