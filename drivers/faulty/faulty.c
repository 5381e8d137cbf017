// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faulty: wrong on demand.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs, and what each fault
 * does to a real kernel.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "uapi/faulty.h"

#define FAULTY_BUFFER_SIZE 4

/*
 * What the compiler must not know: it would warn of the fault, or leave it
 * out.
 */
static int faulty_zero;
static bool faulty_forever = true;

static noinline int faulty_null(void)
{
	int *pointer = NULL;

	OPTIMIZER_HIDE_VAR(pointer);
	*pointer = 1;
	return 0;
}

static noinline int faulty_recursion(int depth)
{
	char frame[256];

	memset(frame, depth, sizeof(frame));
	OPTIMIZER_HIDE_VAR(depth);
	if (READ_ONCE(faulty_forever))
		return faulty_recursion(depth + 1) + frame[depth & 255];
	return depth;
}

static noinline int faulty_division(void)
{
	return 1000 / READ_ONCE(faulty_zero);
}

static noinline int faulty_bug(void)
{
	BUG_ON(READ_ONCE(faulty_forever));
	return 0;
}

static noinline int faulty_warn(void)
{
	WARN(READ_ONCE(faulty_forever), "faulty: somebody asked for this\n");
	return 0;
}

static noinline int faulty_atomic_sleep(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
	return 0;
}

static noinline int faulty_use_after_free(void)
{
	char *text = kmalloc(32, GFP_KERNEL);
	char *gone = text;

	if (!text)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(gone);
	kfree(text);
	gone[8] = 'x';
	return 0;
}

static noinline int faulty_loop(void)
{
	while (data_race(faulty_forever))
		barrier();
	return 0;
}

static noinline int faulty_deadlock(void)
{
	struct mutex lock;

	mutex_init(&lock);
	mutex_lock(&lock);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	mutex_unlock(&lock);
	mutex_destroy(&lock);
	return 0;
}

static long faulty_fault(unsigned long fault)
{
	switch (fault) {
	case FAULTY_NULL:
		return faulty_null();
	case FAULTY_RECURSION:
		return faulty_recursion(0);
	case FAULTY_DIVISION:
		return faulty_division();
	case FAULTY_BUG:
		return faulty_bug();
	case FAULTY_WARN:
		return faulty_warn();
	case FAULTY_ATOMIC_SLEEP:
		return faulty_atomic_sleep();
	case FAULTY_USE_AFTER_FREE:
		return faulty_use_after_free();
	case FAULTY_LOOP:
		return faulty_loop();
	case FAULTY_DEADLOCK:
		return faulty_deadlock();
	}
	return -EINVAL;
}

/* A loop, as FORTIFY_SOURCE would see through memset(). */
static noinline void faulty_fill(char *buffer, size_t length)
{
	while (length--)
		*buffer++ = 0xff;
}

/* Writes past the end of its own buffer, and over what lies behind it. */
static noinline ssize_t faulty_read_stack(char __user *buf, size_t count)
{
	char buffer[FAULTY_BUFFER_SIZE];

	faulty_fill(buffer, sizeof(buffer) + FAULTY_OVERRUN);
	count = min(count, sizeof(buffer));
	if (copy_to_user(buf, buffer, count))
		return -EFAULT;
	return count;
}

/* Writes past the end of the caller's buffer, and says that it did not. */
static noinline ssize_t faulty_read_user(char __user *buf, size_t count)
{
	char buffer[FAULTY_BUFFER_SIZE + FAULTY_OVERRUN];

	memset(buffer, 'f', sizeof(buffer));
	count = min_t(size_t, count, FAULTY_BUFFER_SIZE);
	if (copy_to_user(buf, buffer, count + FAULTY_OVERRUN))
		return -EFAULT;
	return count;
}

static int faulty_open(struct inode *inode, struct file *filp)
{
	filp->private_data = (void *)FAULTY_READ_STACK;
	return nonseekable_open(inode, filp);
}

static ssize_t faulty_read(struct file *filp, char __user *buf, size_t count,
			   loff_t *pos)
{
	if ((unsigned long)filp->private_data == FAULTY_READ_USER)
		return faulty_read_user(buf, count);
	return faulty_read_stack(buf, count);
}

static ssize_t faulty_write(struct file *filp, const char __user *buf,
			    size_t count, loff_t *pos)
{
	return faulty_null();
}

static long faulty_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case FAULTY_IOCTFAULT:
		return faulty_fault(arg);
	case FAULTY_IOCTREAD:
		if (arg > FAULTY_READ_USER)
			return -EINVAL;
		filp->private_data = (void *)arg;
		return 0;
	}
	return -ENOTTY;
}

static const struct file_operations faulty_fops = {
	.owner = THIS_MODULE,
	.open = faulty_open,
	.read = faulty_read,
	.write = faulty_write,
	.unlocked_ioctl = faulty_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice faulty_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "faulty",
	.fops = &faulty_fops,
};
module_misc_device(faulty_device);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Wrong on demand");
MODULE_LICENSE("GPL");
