// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jit, "just in time": ways to let time pass, and ways to have a function run
 * later. A device for each.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define JIT_DELAY_MAX_MS	60000
#define JIT_PERIOD_MAX_MS	(24 * 60 * 60 * 1000)
#define JIT_RUNS_MAX		100

/* No line is longer than this, the end of line included. */
#define JIT_LINE_MAX		100

static unsigned int delay = 1000;
module_param(delay, uint, 0444);
MODULE_PARM_DESC(delay, "Milliseconds that a read of a delaying device takes");

static unsigned int period = 10;
module_param(period, uint, 0444);
MODULE_PARM_DESC(period, "Milliseconds from one run of a function to the next");

static unsigned int runs = 5;
module_param(runs, uint, 0444);
MODULE_PARM_DESC(runs, "How often a function runs");

/* Letting time pass */

/**
 * struct jit_delay - a device whose reads take time
 * @misc: its node
 * @wait: lets @delay pass; 0, or -EINTR if a signal came first
 *
 * No -ERESTARTSYS: a restarted read would wait the whole time again.
 */
struct jit_delay {
	struct miscdevice misc;
	int (*wait)(void);
};

/* The CPU does nothing else; with interrupts off it would be for ever. */
static int jit_busy(void)
{
	unsigned long end = jiffies + msecs_to_jiffies(delay);

	while (time_before(jiffies, end))
		cpu_relax();
	return 0;
}

/* Others run, but the task never sleeps, so the CPU is never idle. */
static int jit_sched(void)
{
	unsigned long end = jiffies + msecs_to_jiffies(delay);

	while (time_before(jiffies, end))
		schedule();
	return 0;
}

/* On a queue where nobody ever wakes anybody. */
static int jit_queue(void)
{
	DECLARE_WAIT_QUEUE_HEAD_ONSTACK(nobody);

	return wait_event_interruptible_timeout(nobody, false,
						msecs_to_jiffies(delay)) ?
		       -EINTR : 0;
}

static int jit_schedto(void)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(msecs_to_jiffies(delay)) ? -EINTR : 0;
}

static int jit_msleep(void)
{
	return msleep_interruptible(delay) ? -EINTR : 0;
}

/* By counting instructions; for delays much shorter than a tick. */
static int jit_udelay(void)
{
	unsigned int i;

	for (i = 0; i < delay; i++)
		udelay(1000);
	return 0;
}

static int jit_mdelay(void)
{
	mdelay(delay);
	return 0;
}

static ssize_t jit_delay_read(struct file *filp, char __user *buf,
			      size_t count, loff_t *pos)
{
	struct jit_delay *dev;
	unsigned long before;
	char line[JIT_LINE_MAX];
	size_t length;
	int ret;

	dev = container_of(filp->private_data, struct jit_delay, misc);
	if (count < sizeof(line))
		return -EINVAL;

	before = jiffies;
	ret = dev->wait();
	if (ret)
		return ret;
	length = scnprintf(line, sizeof(line), "%lu %lu\n", before, jiffies);
	return copy_to_user(buf, line, length) ? -EFAULT : length;
}

static const struct file_operations jit_delay_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,
	.read = jit_delay_read,
};

#define JIT_DELAY(_name, _wait)				\
	{						\
		.misc = {				\
			.minor = MISC_DYNAMIC_MINOR,	\
			.name = _name,			\
			.fops = &jit_delay_fops,	\
		},					\
		.wait = _wait,				\
	}

static struct jit_delay jit_delays[] = {
	JIT_DELAY("jitbusy", jit_busy),
	JIT_DELAY("jitsched", jit_sched),
	JIT_DELAY("jitqueue", jit_queue),
	JIT_DELAY("jitschedto", jit_schedto),
	JIT_DELAY("jitmsleep", jit_msleep),
	JIT_DELAY("jitudelay", jit_udelay),
	JIT_DELAY("jitmdelay", jit_mdelay),
};

/* Running later */

struct jit_later;

/**
 * struct jit_way - a device, and its way to run a function later
 * @misc: its node
 * @start: has the function run @runs times
 * @stop: when it returns, the function does not run and never will again
 */
struct jit_way {
	struct miscdevice misc;
	void (*start)(struct jit_later *later);
	void (*stop)(struct jit_later *later);
};

/**
 * struct jit_later - an open file of a device that runs a function later
 * @way: of the device
 * @lock: held by who fills or reads @text
 * @done: the function has run for the last time
 * @left: how often it is still to run
 * @last: jiffies in the line before
 * @length: bytes in @text; 0 before the first read
 * @size: room in @text
 * @timer: what runs the function; so are @hrtimer, @tasklet and @work
 * @hrtimer: see @timer
 * @tasklet: see @timer
 * @work: see @timer
 * @text: a heading, a line of the reader, and a line for each run
 */
struct jit_later {
	const struct jit_way *way;
	struct mutex lock;
	struct completion done;
	unsigned int left;
	unsigned long last;
	size_t length;
	size_t size;
	union {
		struct timer_list timer;
		struct hrtimer hrtimer;
		struct tasklet_struct tasklet;
		struct delayed_work work;
	};
	char text[];
};

static __printf(2, 3) void jit_print(struct jit_later *later,
				     const char *format, ...)
{
	va_list args;

	va_start(args, format);
	later->length += vscnprintf(later->text + later->length,
				    later->size - later->length, format, args);
	va_end(args);
}

/* Where and when this is. */
static void jit_print_context(struct jit_later *later)
{
	unsigned long now = jiffies;

	jit_print(later, "%lu %lu %d %d %u %d %s\n", now, now - later->last,
		  !!in_interrupt(), !!in_atomic(), raw_smp_processor_id(),
		  current->pid, current->comm);
	later->last = now;
}

/* What the function does. Returns whether it is to run once more. */
static bool jit_run(struct jit_later *later)
{
	jit_print_context(later);
	if (--later->left)
		return true;
	complete(&later->done);
	return false;
}

static void jit_timer_fn(struct timer_list *timer)
{
	if (jit_run(container_of(timer, struct jit_later, timer)))
		mod_timer(timer, jiffies + msecs_to_jiffies(period));
}

static void jit_timer_start(struct jit_later *later)
{
	timer_setup(&later->timer, jit_timer_fn, 0);
	mod_timer(&later->timer, jiffies + msecs_to_jiffies(period));
}

static void jit_timer_stop(struct jit_later *later)
{
	timer_delete_sync(&later->timer);
}

static enum hrtimer_restart jit_hrtimer_fn(struct hrtimer *timer)
{
	if (!jit_run(container_of(timer, struct jit_later, hrtimer)))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ms_to_ktime(period));
	return HRTIMER_RESTART;
}

static void jit_hrtimer_start(struct jit_later *later)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(&later->hrtimer, jit_hrtimer_fn, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL);
#else
	hrtimer_init(&later->hrtimer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	later->hrtimer.function = jit_hrtimer_fn;
#endif
	hrtimer_start(&later->hrtimer, ms_to_ktime(period), HRTIMER_MODE_REL);
}

static void jit_hrtimer_stop(struct jit_later *later)
{
	hrtimer_cancel(&later->hrtimer);
}

/* A tasklet runs soon; it has no period. */
static void jit_tasklet_fn(struct tasklet_struct *tasklet)
{
	if (jit_run(container_of(tasklet, struct jit_later, tasklet)))
		tasklet_schedule(tasklet);
}

static void jit_tasklet_start(struct jit_later *later)
{
	tasklet_setup(&later->tasklet, jit_tasklet_fn);
	tasklet_schedule(&later->tasklet);
}

static void jit_tasklet_hi_fn(struct tasklet_struct *tasklet)
{
	if (jit_run(container_of(tasklet, struct jit_later, tasklet)))
		tasklet_hi_schedule(tasklet);
}

static void jit_tasklet_hi_start(struct jit_later *later)
{
	tasklet_setup(&later->tasklet, jit_tasklet_hi_fn);
	tasklet_hi_schedule(&later->tasklet);
}

static void jit_tasklet_stop(struct jit_later *later)
{
	tasklet_kill(&later->tasklet);
}

static void jit_work_fn(struct work_struct *work)
{
	struct jit_later *later;

	later = container_of(to_delayed_work(work), struct jit_later, work);
	if (jit_run(later))
		schedule_delayed_work(&later->work, msecs_to_jiffies(period));
}

static void jit_work_start(struct jit_later *later)
{
	INIT_DELAYED_WORK(&later->work, jit_work_fn);
	schedule_delayed_work(&later->work, msecs_to_jiffies(period));
}

static void jit_work_stop(struct jit_later *later)
{
	cancel_delayed_work_sync(&later->work);
}

/* Context: @later->lock held. */
static int jit_later_fill(struct jit_later *later)
{
	int ret;

	later->left = runs;
	later->last = jiffies;
	init_completion(&later->done);
	jit_print(later, "jiffies delta interrupt atomic cpu pid command\n");
	jit_print_context(later);

	later->way->start(later);
	ret = wait_for_completion_interruptible(&later->done);
	/* Also when all is done: the function may not have returned yet. */
	later->way->stop(later);
	if (ret)
		later->length = 0;
	return ret;
}

static int jit_later_open(struct inode *inode, struct file *filp)
{
	size_t size = (runs + 2) * JIT_LINE_MAX;
	struct jit_later *later;

	later = kzalloc(struct_size(later, text, size), GFP_KERNEL);
	if (!later)
		return -ENOMEM;
	mutex_init(&later->lock);
	later->size = size;
	later->way = container_of(filp->private_data, struct jit_way, misc);
	filp->private_data = later;
	return nonseekable_open(inode, filp);
}

static ssize_t jit_later_read(struct file *filp, char __user *buf,
			      size_t count, loff_t *pos)
{
	struct jit_later *later = filp->private_data;
	ssize_t ret = 0;

	if (mutex_lock_interruptible(&later->lock))
		return -ERESTARTSYS;
	if (!later->length)
		ret = jit_later_fill(later);
	if (!ret)
		ret = simple_read_from_buffer(buf, count, pos, later->text,
					      later->length);
	mutex_unlock(&later->lock);
	return ret;
}

static int jit_later_release(struct inode *inode, struct file *filp)
{
	kfree(filp->private_data);
	return 0;
}

static const struct file_operations jit_later_fops = {
	.owner = THIS_MODULE,
	.open = jit_later_open,
	.read = jit_later_read,
	.release = jit_later_release,
};

#define JIT_WAY(_name, _start, _stop)			\
	{						\
		.misc = {				\
			.minor = MISC_DYNAMIC_MINOR,	\
			.name = _name,			\
			.fops = &jit_later_fops,	\
		},					\
		.start = _start,			\
		.stop = _stop,				\
	}

static struct jit_way jit_ways[] = {
	JIT_WAY("jitimer", jit_timer_start, jit_timer_stop),
	JIT_WAY("jithrtimer", jit_hrtimer_start, jit_hrtimer_stop),
	JIT_WAY("jittasklet", jit_tasklet_start, jit_tasklet_stop),
	JIT_WAY("jittasklethi", jit_tasklet_hi_start, jit_tasklet_stop),
	JIT_WAY("jitwork", jit_work_start, jit_work_stop),
};

/* What time it is */

static ssize_t jit_currentime_read(struct file *filp, char __user *buf,
				   size_t count, loff_t *pos)
{
	struct timespec64 real, coarse_real;
	s64 monotonic, coarse;
	unsigned long ticks;
	char text[256];
	size_t length;
	u64 ticks64;

	if (*pos)
		return 0;

	/* The coarse clocks, which only move with the tick, come first. */
	ticks = jiffies;
	ticks64 = get_jiffies_64();
	ktime_get_coarse_real_ts64(&coarse_real);
	ktime_get_real_ts64(&real);
	coarse = ktime_to_ns(ktime_get_coarse());
	monotonic = ktime_get_ns();

	length = scnprintf(text, sizeof(text),
			   "hz %d\n"
			   "jiffies %lu\n"
			   "jiffies_64 %llu\n"
			   "coarse_real %lld.%09ld\n"
			   "real %lld.%09ld\n"
			   "coarse_ns %lld\n"
			   "monotonic_ns %lld\n",
			   HZ, ticks, ticks64, coarse_real.tv_sec,
			   coarse_real.tv_nsec, real.tv_sec, real.tv_nsec,
			   coarse, monotonic);
	if (count < length)
		return -EINVAL;
	if (copy_to_user(buf, text, length))
		return -EFAULT;
	*pos = length;
	return length;
}

static const struct file_operations jit_currentime_fops = {
	.owner = THIS_MODULE,
	.read = jit_currentime_read,
	.llseek = default_llseek,
};

static struct miscdevice jit_currentime = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "currentime",
	.fops = &jit_currentime_fops,
};

/* The module */

/* Takes back what jit_init() has registered: so many of each. */
static void jit_remove(int delays, int ways)
{
	while (ways--)
		misc_deregister(&jit_ways[ways].misc);
	while (delays--)
		misc_deregister(&jit_delays[delays].misc);
}

static int __init jit_init(void)
{
	int delays, ways = 0;
	int ret = 0;

	if (delay > JIT_DELAY_MAX_MS || period < 1 ||
	    period > JIT_PERIOD_MAX_MS || runs < 1 || runs > JIT_RUNS_MAX) {
		pr_err("a parameter is out of range\n");
		return -EINVAL;
	}

	for (delays = 0; delays < ARRAY_SIZE(jit_delays); delays++) {
		ret = misc_register(&jit_delays[delays].misc);
		if (ret)
			goto err_registered;
	}
	for (ways = 0; ways < ARRAY_SIZE(jit_ways); ways++) {
		ret = misc_register(&jit_ways[ways].misc);
		if (ret)
			goto err_registered;
	}
	ret = misc_register(&jit_currentime);
	if (!ret)
		return 0;

err_registered:
	jit_remove(delays, ways);
	return ret;
}

static void __exit jit_exit(void)
{
	misc_deregister(&jit_currentime);
	jit_remove(ARRAY_SIZE(jit_delays), ARRAY_SIZE(jit_ways));
}

module_init(jit_init);
module_exit(jit_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Ways to let time pass and to run a function later");
MODULE_LICENSE("GPL");
