// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asee_mod, fourth step: an interrupt wakes everybody who sleeps, and they
 * return with an error.
 *
 * There is no hardware. The driver has an interrupt line of its own, with a
 * chip that does nothing, and whoever writes to /sys/kernel/asee_mod/asee_irq
 * raises it. The handler runs in interrupt context like any other.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "attributes.h"
#include "ring.h"

static DEFINE_SPINLOCK(asee_lock); /* protects the ring and asee_interrupts */
static struct asee_ring asee_ring;
static unsigned int asee_interrupts; /* how many there have been */
static int asee_irq;
static DECLARE_WAIT_QUEUE_HEAD(asee_readers); /* wait for bytes */
static DECLARE_WAIT_QUEUE_HEAD(asee_writers); /* wait for room */

static bool asee_has_bytes(void)
{
	return asee_ring.count;
}

static bool asee_has_room(void)
{
	return asee_ring_room(&asee_ring);
}

/*
 * Locks the ring when it is @ready, for which the caller sleeps in @queue. An
 * interrupt on the way is an I/O error.
 */
static int asee_lock_when(bool (*ready)(void), struct wait_queue_head *queue,
			  struct file *filp)
{
	unsigned int seen;
	int ret;

	spin_lock_irq(&asee_lock);
	seen = asee_interrupts;
	if (!ready() && filp->f_flags & O_NONBLOCK)
		ret = -EAGAIN;
	else
		ret = wait_event_interruptible_lock_irq(
			*queue, ready() || asee_interrupts != seen, asee_lock);
	if (!ret && asee_interrupts != seen)
		ret = -EIO;
	if (ret)
		spin_unlock_irq(&asee_lock);
	return ret;
}

static ssize_t asee_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *pos)
{
	size_t missing;
	char *data;
	int ret;

	count = min(count, READ_ONCE(asee_ring.size));
	if (!count)
		return 0;
	/* Once they are taken out, there is no way back for the bytes. */
	if (fault_in_writeable(buf, count))
		return -EFAULT;
	data = kmalloc(count, GFP_KERNEL);
	if (!data)
		return -ENOMEM;

	ret = asee_lock_when(asee_has_bytes, &asee_readers, filp);
	if (ret)
		goto out;
	count = asee_ring_peek(&asee_ring, data, count);
	asee_ring_drop(&asee_ring, count);
	spin_unlock_irq(&asee_lock);
	wake_up_interruptible(&asee_writers);

	missing = copy_to_user(buf, data, count);
	ret = count == missing ? -EFAULT : count - missing;
out:
	kfree(data);
	return ret;
}

static ssize_t asee_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *pos)
{
	char *data;
	int ret;

	count = min(count, READ_ONCE(asee_ring.size));
	if (!count)
		return 0;
	data = memdup_user(buf, count);
	if (IS_ERR(data))
		return PTR_ERR(data);

	ret = asee_lock_when(asee_has_room, &asee_writers, filp);
	if (ret)
		goto out;
	count = min(count, asee_ring_room(&asee_ring));
	asee_ring_put(&asee_ring, data, count);
	spin_unlock_irq(&asee_lock);
	wake_up_interruptible(&asee_readers);
	ret = count;
out:
	kfree(data);
	return ret;
}

static irqreturn_t asee_interrupt(int irq, void *dev_id)
{
	/* Interrupts are off here: no need to save what they were. */
	spin_lock(&asee_lock);
	asee_interrupts++;
	spin_unlock(&asee_lock);
	wake_up_interruptible(&asee_readers);
	wake_up_interruptible(&asee_writers);
	return IRQ_HANDLED;
}

static ssize_t asee_irq_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t length)
{
	int ret = generic_handle_irq_safe(asee_irq);

	return ret ?: length;
}

static struct kobj_attribute asee_irq_attribute =
	__ATTR(asee_irq, 0200, NULL, asee_irq_store);

static int asee_irq_create(void)
{
	int ret;

	/* Nobody's: else a request would hold the module, which is its own. */
	ret = __irq_alloc_descs(-1, 1, 1, NUMA_NO_NODE, NULL, NULL);
	if (ret < 0)
		return ret;
	asee_irq = ret;
	irq_set_chip_and_handler(asee_irq, &dummy_irq_chip, handle_simple_irq);
	irq_modify_status(asee_irq, IRQ_NOREQUEST | IRQ_NOPROBE, 0);
	ret = request_irq(asee_irq, asee_interrupt, 0, ASEE_NAME, &asee_ring);
	if (ret)
		irq_free_desc(asee_irq);
	return ret;
}

static void asee_irq_destroy(void)
{
	free_irq(asee_irq, &asee_ring);
	irq_free_desc(asee_irq);
}

static void asee_look(size_t *size, size_t *count)
{
	spin_lock_irq(&asee_lock);
	*size = asee_ring.size;
	*count = asee_ring.count;
	spin_unlock_irq(&asee_lock);
}

static char *asee_move(char *data, size_t size, size_t *count)
{
	spin_lock_irq(&asee_lock);
	*count = asee_ring.count;
	if (size >= *count)
		data = asee_ring_move(&asee_ring, data, size);
	spin_unlock_irq(&asee_lock);
	/* There may be room now. */
	wake_up_interruptible(&asee_writers);
	return data;
}

static const struct asee_buffer_ops asee_buffer_ops = {
	.look = asee_look,
	.move = asee_move,
};

static __poll_t asee_poll(struct file *filp, poll_table *wait)
{
	size_t size, count;
	__poll_t mask = 0;

	poll_wait(filp, &asee_readers, wait);
	poll_wait(filp, &asee_writers, wait);
	asee_look(&size, &count);
	if (count)
		mask |= EPOLLIN | EPOLLRDNORM;
	if (count < size)
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

static const struct file_operations asee_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = asee_read,
	.write = asee_write,
	.poll = asee_poll,
};

static struct miscdevice asee_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = ASEE_NAME,
	.fops = &asee_fops,
};

static int __init asee_init(void)
{
	int ret = asee_ring_init(&asee_ring);

	if (ret)
		return ret;
	ret = asee_irq_create();
	if (ret)
		goto err_ring;
	ret = asee_attributes_create(&asee_buffer_ops,
				     &asee_irq_attribute.attr);
	if (ret)
		goto err_irq;
	ret = misc_register(&asee_device);
	if (ret)
		goto err_attributes;
	return 0;

err_attributes:
	asee_attributes_remove();
err_irq:
	asee_irq_destroy();
err_ring:
	asee_ring_destroy(&asee_ring);
	return ret;
}

static void __exit asee_exit(void)
{
	misc_deregister(&asee_device);
	asee_attributes_remove();
	asee_irq_destroy();
	asee_ring_destroy(&asee_ring);
}

module_init(asee_init);
module_exit(asee_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("A circular buffer, step 4: an interrupt");
MODULE_LICENSE("GPL");
