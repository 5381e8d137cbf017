// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mistake: read() takes every wake-up for a letter. When two processes wait
 * and one letter comes, both wake up, and the slower one finds nothing.
 */
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

struct letter {
	struct list_head link;
	char text;
};

static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_SPINLOCK(lock);
static LIST_HEAD(letters);

static struct letter *take_letter(void)
{
	struct letter *letter;

	spin_lock(&lock);
	letter = list_first_entry_or_null(&letters, struct letter, link);
	if (letter)
		list_del(&letter->link);
	spin_unlock(&lock);
	return letter;
}

static ssize_t wake_without_condition_read(struct file *filp, char __user *buf,
					   size_t count, loff_t *pos)
{
	struct letter *letter;
	DEFINE_WAIT(wait);
	ssize_t ret;

	if (!count)
		return 0;
	letter = take_letter();
	if (!letter) {
		prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
		if (list_empty(&letters))
			schedule();
		finish_wait(&queue, &wait);
		if (signal_pending(current))
			return -ERESTARTSYS;
		letter = take_letter();
	}
	ret = put_user(letter->text, buf) ? -EFAULT : 1;
	kfree(letter);
	return ret;
}

static ssize_t wake_without_condition_write(struct file *filp,
					    const char __user *buf,
					    size_t count, loff_t *pos)
{
	struct letter *letter;

	if (!count)
		return 0;
	letter = kmalloc(sizeof(*letter), GFP_KERNEL);
	if (!letter)
		return -ENOMEM;
	if (get_user(letter->text, buf)) {
		kfree(letter);
		return -EFAULT;
	}
	spin_lock(&lock);
	list_add_tail(&letter->link, &letters);
	spin_unlock(&lock);
	wake_up_interruptible(&queue);
	return 1;
}

static const struct file_operations wake_without_condition_fops = {
	.owner = THIS_MODULE,
	.read = wake_without_condition_read,
	.write = wake_without_condition_write,
};

static struct miscdevice wake_without_condition_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.fops = &wake_without_condition_fops,
};

static int __init wake_without_condition_init(void)
{
	return misc_register(&wake_without_condition_device);
}

static void __exit wake_without_condition_exit(void)
{
	struct letter *letter;

	misc_deregister(&wake_without_condition_device);
	while ((letter = take_letter()))
		kfree(letter);
}

module_init(wake_without_condition_init);
module_exit(wake_without_condition_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Takes any wake-up for the one it waits for");
MODULE_LICENSE("GPL");
