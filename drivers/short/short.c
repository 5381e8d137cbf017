// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * short: bytes through a parallel port, and a line of text for each interrupt.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs.
 *
 *	/dev/short0	bytes go to the data port and come from there, with a
 *			string instruction: what a read returns is what the
 *			lines are at that moment
 *	/dev/shortint	each interrupt adds the time at which it came; read
 *			waits for some
 *
 * Bit 4 of the control port lets the port interrupt.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kfifo.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define SHORT_PORTS 3
#define SHORT_DATA 0
#define SHORT_CONTROL 2
#define SHORT_CONTROL_INTERRUPT 0x10
#define SHORT_CHUNK 4096
#define SHORT_TEXT_BYTES 4096
#define SHORT_TIMES 64

static unsigned int base = 0x378;
module_param(base, uint, 0444);
MODULE_PARM_DESC(base, "First port (default 0x378)");

static unsigned int irq = 7;
module_param(irq, uint, 0444);
MODULE_PARM_DESC(irq, "Interrupt line (default 7); 0 for none");

enum short_half { SHORT_DIRECT, SHORT_TASKLET, SHORT_WORK, SHORT_THREAD };

static char *half = "direct";
module_param(half, charp, 0444);
MODULE_PARM_DESC(half, "Who writes the text: direct (the handler), tasklet, work or thread");

static enum short_half short_half;

/* From the handler to whoever writes the text; one writes, one reads. */
static DEFINE_KFIFO(short_times, s64, SHORT_TIMES);

static DEFINE_SPINLOCK(short_lock); /* protects the text */
static DECLARE_KFIFO_PTR(short_text, char);
static unsigned long short_lost; /* interrupts for which there was no room */
static DECLARE_WAIT_QUEUE_HEAD(short_readers);
static DEFINE_MUTEX(short_read_lock); /* one takes text out at a time */

static void short_write_line(s64 time_ns)
{
	char line[32];
	int length = scnprintf(line, sizeof(line), "%08lld.%06lld\n",
			       div_s64(time_ns, NSEC_PER_SEC) % 100000000,
			       div_s64(time_ns, NSEC_PER_USEC) % USEC_PER_SEC);
	unsigned long flags;

	spin_lock_irqsave(&short_lock, flags);
	if (kfifo_avail(&short_text) >= length)
		kfifo_in(&short_text, line, length);
	else
		short_lost++;
	spin_unlock_irqrestore(&short_lock, flags);
	wake_up_interruptible(&short_readers);
}

/* The bottom half: all that the handler has noted. */
static void short_write_lines(void)
{
	s64 time_ns;

	while (kfifo_get(&short_times, &time_ns))
		short_write_line(time_ns);
}

static void short_tasklet_fn(struct tasklet_struct *unused)
{
	short_write_lines();
}
static DECLARE_TASKLET(short_tasklet, short_tasklet_fn);

static void short_work_fn(struct work_struct *unused)
{
	short_write_lines();
}
static DECLARE_WORK(short_work, short_work_fn);

static irqreturn_t short_thread_fn(int line, void *dev_id)
{
	short_write_lines();
	return IRQ_HANDLED;
}

/* The top half notes the time, for only it knows when it was. */
static irqreturn_t short_interrupt(int line, void *dev_id)
{
	s64 now = ktime_get_ns();

	if (short_half == SHORT_DIRECT) {
		short_write_line(now);
		return IRQ_HANDLED;
	}
	if (!kfifo_put(&short_times, now))
		short_lost++;
	switch (short_half) {
	case SHORT_TASKLET:
		tasklet_schedule(&short_tasklet);
		break;
	case SHORT_WORK:
		schedule_work(&short_work);
		break;
	default:
		return IRQ_WAKE_THREAD;
	}
	return IRQ_HANDLED;
}

/* /dev/short0 */

static ssize_t short_read(struct file *filp, char __user *buf, size_t count,
			  loff_t *pos)
{
	u8 *chunk;
	ssize_t ret;

	count = min_t(size_t, count, SHORT_CHUNK);
	if (!count)
		return 0;
	chunk = kmalloc(count, GFP_KERNEL);
	if (!chunk)
		return -ENOMEM;
	insb(base + SHORT_DATA, chunk, count);
	ret = copy_to_user(buf, chunk, count) ? -EFAULT : count;
	kfree(chunk);
	return ret;
}

static ssize_t short_write(struct file *filp, const char __user *buf,
			   size_t count, loff_t *pos)
{
	u8 *chunk;

	count = min_t(size_t, count, SHORT_CHUNK);
	if (!count)
		return 0;
	chunk = memdup_user(buf, count);
	if (IS_ERR(chunk))
		return PTR_ERR(chunk);
	outsb(base + SHORT_DATA, chunk, count);
	kfree(chunk);
	return count;
}

static const struct file_operations short_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = short_read,
	.write = short_write,
};

static struct miscdevice short_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "short0",
	.fops = &short_fops,
};

/* /dev/shortint */

static bool shortint_has_text(void)
{
	return !kfifo_is_empty(&short_text);
}

static ssize_t shortint_read(struct file *filp, char __user *buf, size_t count,
			     loff_t *pos)
{
	unsigned int copied = 0;
	int ret = 0;

	if (!count)
		return 0;
	while (!copied && !ret) {
		if (!(filp->f_flags & O_NONBLOCK) &&
		    wait_event_interruptible(short_readers,
					     shortint_has_text()))
			return -ERESTARTSYS;
		if (mutex_lock_interruptible(&short_read_lock))
			return -ERESTARTSYS;
		/* The handler only adds: who takes out needs no spinlock. */
		ret = kfifo_to_user(&short_text, buf, count, &copied);
		mutex_unlock(&short_read_lock);
		if (!copied && !ret && filp->f_flags & O_NONBLOCK)
			ret = -EAGAIN;
	}
	return ret ? ret : (ssize_t)copied;
}

static __poll_t shortint_poll(struct file *filp, poll_table *wait)
{
	poll_wait(filp, &short_readers, wait);
	return shortint_has_text() ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations shortint_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = shortint_read,
	.poll = shortint_poll,
};

static struct miscdevice shortint_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "shortint",
	.fops = &shortint_fops,
};

static int short_add_interrupt(void)
{
	int ret;

	ret = kfifo_alloc(&short_text, SHORT_TEXT_BYTES, GFP_KERNEL);
	if (ret)
		return ret;
	ret = request_threaded_irq(irq, short_interrupt,
				   short_half == SHORT_THREAD ?
					   short_thread_fn : NULL,
				   0, "short", &short_device);
	if (ret)
		goto err_fifo;
	ret = misc_register(&shortint_device);
	if (ret)
		goto err_irq;
	/* From here on it comes. */
	outb(SHORT_CONTROL_INTERRUPT, base + SHORT_CONTROL);
	return 0;

err_irq:
	free_irq(irq, &short_device);
err_fifo:
	kfifo_free(&short_text);
	return ret;
}

static void short_remove_interrupt(void)
{
	outb(0, base + SHORT_CONTROL);
	misc_deregister(&shortint_device);
	free_irq(irq, &short_device);
	/* No handler runs any more, and schedules these. */
	tasklet_kill(&short_tasklet);
	cancel_work_sync(&short_work);
	if (short_lost)
		pr_warn("%lu interrupts were lost\n", short_lost);
	kfifo_free(&short_text);
}

static int __init short_init(void)
{
	static const char *const halves[] = { "direct", "tasklet", "work",
					      "thread" };
	int ret = match_string(halves, ARRAY_SIZE(halves), half);

	if (ret < 0) {
		pr_err("half is direct, tasklet, work or thread, not %s\n",
		       half);
		return -EINVAL;
	}
	short_half = ret;
	if (!request_region(base, SHORT_PORTS, "short")) {
		pr_err("somebody has the ports from 0x%x on\n", base);
		return -ENODEV;
	}
	ret = misc_register(&short_device);
	if (ret)
		goto err_region;
	if (irq)
		ret = short_add_interrupt();
	if (ret)
		goto err_device;
	return 0;

err_device:
	misc_deregister(&short_device);
err_region:
	release_region(base, SHORT_PORTS);
	return ret;
}

static void __exit short_exit(void)
{
	if (irq)
		short_remove_interrupt();
	misc_deregister(&short_device);
	release_region(base, SHORT_PORTS);
}

module_init(short_init);
module_exit(short_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Bytes through a parallel port, and interrupts from there");
MODULE_LICENSE("GPL");
