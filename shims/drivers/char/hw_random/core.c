// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Random number generators in hardware, and /dev/hwrng.
 *
 * Stands for: drivers/char/hw_random/core.c
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/hw_random.h>
#include <linux/kmemleak.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#define HWRNG_BUFFER_BYTES 64
#define HWRNG_EARLY_BYTES 32

static LIST_HEAD(rng_list);
static struct hwrng *current_rng; /* with a reference */
static bool chosen_by_user;
static DEFINE_MUTEX(rng_mutex); /* protects the three above */
static DEFINE_MUTEX(reading_mutex); /* protects the buffer */
static u8 *rng_buffer;
static size_t data_avail; /* bytes of the buffer that nobody has had */

/* References */

static void clean_up(struct work_struct *work)
{
	struct hwrng *rng = container_of(work, struct hwrng, cleanup_work);

	mutex_lock(&rng_mutex);
	/* It may be in use again. */
	if (!kref_read(&rng->ref)) {
		if (rng->cleanup)
			rng->cleanup(rng);
		complete(&rng->cleanup_done);
	}
	mutex_unlock(&rng_mutex);
}

static void last_put(struct kref *kref)
{
	struct hwrng *rng = container_of(kref, struct hwrng, ref);

	schedule_work(&rng->cleanup_work);
}

static void put_rng(struct hwrng *rng)
{
	if (rng)
		kref_put(&rng->ref, last_put);
}

static struct hwrng *get_current_locked(void)
{
	if (current_rng)
		kref_get(&current_rng->ref);
	return current_rng;
}

static struct hwrng *get_current_rng(void)
{
	struct hwrng *rng;

	mutex_lock(&rng_mutex);
	rng = get_current_locked();
	mutex_unlock(&rng_mutex);
	return rng;
}

/* Which one is read. Context: rng_mutex is held. */

static int start_rng(struct hwrng *rng)
{
	int err;

	if (!kref_get_unless_zero(&rng->ref)) {
		err = rng->init ? rng->init(rng) : 0;
		if (err)
			return err;
		kref_init(&rng->ref);
		reinit_completion(&rng->cleanup_done);
	}
	rng->quality = min_t(u16, rng->quality, 1024);
	return 0;
}

static int make_current(struct hwrng *rng)
{
	int err = rng ? start_rng(rng) : 0;

	if (err)
		return err;
	put_rng(current_rng);
	current_rng = rng;
	return 0;
}

static int make_best_current(void)
{
	struct hwrng *rng, *best = NULL;
	int err;

	list_for_each_entry(rng, &rng_list, list)
		if (!best || rng->quality > best->quality)
			best = rng;
	err = best == current_rng ? 0 : make_current(best);
	if (!err)
		chosen_by_user = false;
	return err;
}

/* Reading. Context: reading_mutex is held. */

static int read_rng(struct hwrng *rng, u8 *buffer, size_t size, bool wait)
{
	if (rng->read)
		return rng->read(rng, buffer, size, wait);
	if (rng->data_present && !rng->data_present(rng, wait))
		return 0;
	return rng->data_read(rng, (u32 *)buffer);
}

/* As a new generator is used for the first time. */
static void read_early(struct hwrng *rng)
{
	u8 *buffer = kmalloc(HWRNG_EARLY_BYTES, GFP_KERNEL);
	int got;

	if (!buffer)
		return;
	mutex_lock(&reading_mutex);
	got = read_rng(rng, buffer, HWRNG_EARLY_BYTES, false);
	mutex_unlock(&reading_mutex);
	if (got > 0)
		add_device_randomness(buffer, got);
	kfree(buffer);
}

static ssize_t fill_buffer(struct hwrng *rng, bool wait)
{
	int got = read_rng(rng, rng_buffer, HWRNG_BUFFER_BYTES, wait);

	if (got > 0)
		data_avail = min_t(size_t, got, HWRNG_BUFFER_BYTES);
	else if (!got && !wait)
		return -EAGAIN;
	return min(got, 0);
}

/* Return: bytes that were taken; the last ones of the buffer. */
static ssize_t take_data(struct hwrng *rng, u8 *to, size_t size, bool wait)
{
	ssize_t err = 0;

	if (mutex_lock_interruptible(&reading_mutex))
		return -ERESTARTSYS;
	if (!data_avail)
		err = fill_buffer(rng, wait);
	if (!err) {
		size = min(size, data_avail);
		data_avail -= size;
		memcpy(to, rng_buffer + data_avail, size);
	}
	mutex_unlock(&reading_mutex);
	return err ?: size;
}

static ssize_t rng_dev_read(struct file *filp, char __user *buf, size_t size,
			    loff_t *pos)
{
	bool wait = !(filp->f_flags & O_NONBLOCK);
	u8 some[HWRNG_BUFFER_BYTES];
	ssize_t done = 0, got = 0;

	while (size) {
		struct hwrng *rng = get_current_rng();

		if (!rng) {
			got = -ENODEV;
			break;
		}
		got = take_data(rng, some, min(size, sizeof(some)), wait);
		put_rng(rng);
		if (got > 0 && copy_to_user(buf + done, some, got))
			got = -EFAULT;
		if (got < 0)
			break;
		size -= got;
		done += got;
		if (signal_pending(current)) {
			got = -ERESTARTSYS;
			break;
		}
	}
	memzero_explicit(some, sizeof(some));
	return done ?: got;
}

static int rng_dev_open(struct inode *inode, struct file *filp)
{
	bool reads_only = (filp->f_mode & FMODE_READ) &&
			  !(filp->f_mode & FMODE_WRITE);

	return reads_only ? 0 : -EINVAL;
}

static const struct file_operations rng_dev_fops = {
	.open = rng_dev_open,
	.read = rng_dev_read,
	.llseek = noop_llseek,
};

/* /sys/class/misc/hw_random */

static ssize_t rng_current_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct hwrng *rng = get_current_rng();
	ssize_t len = sysfs_emit(buf, "%s\n", rng ? rng->name : "none");

	put_rng(rng);
	return len;
}

static int choose_by_name(const char *name)
{
	struct hwrng *rng;
	int err;

	if (sysfs_streq(name, ""))
		return make_best_current();
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (sysfs_streq(name, "none")) {
		chosen_by_user = true;
		return make_current(NULL);
	}
#endif
	list_for_each_entry(rng, &rng_list, list) {
		if (!sysfs_streq(rng->name, name))
			continue;
		err = make_current(rng);
		if (!err)
			chosen_by_user = true;
		return err;
	}
	/* As Linux has it: what nobody is called changes nothing. */
	return 0;
}

static ssize_t rng_current_store(struct device *dev,
				 struct device_attribute *attr, const char *buf,
				 size_t count)
{
	struct hwrng *old, *new;
	int err;

	if (mutex_lock_interruptible(&rng_mutex))
		return -ERESTARTSYS;
	old = current_rng;
	err = choose_by_name(buf);
	new = get_current_locked();
	mutex_unlock(&rng_mutex);
	if (new && new != old)
		read_early(new);
	put_rng(new);
	return err ?: count;
}
static DEVICE_ATTR_RW(rng_current);

static ssize_t rng_available_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct hwrng *rng;
	ssize_t len = 0;

	if (mutex_lock_interruptible(&rng_mutex))
		return -ERESTARTSYS;
	list_for_each_entry(rng, &rng_list, list)
		len += sysfs_emit_at(buf, len, "%s ", rng->name);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	len += sysfs_emit_at(buf, len, "none\n");
#else
	len += sysfs_emit_at(buf, len, "\n");
#endif
	mutex_unlock(&rng_mutex);
	return len;
}
static DEVICE_ATTR_RO(rng_available);

static ssize_t rng_selected_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", chosen_by_user);
}
static DEVICE_ATTR_RO(rng_selected);

static struct attribute *rng_dev_attrs[] = {
	&dev_attr_rng_current.attr,
	&dev_attr_rng_available.attr,
	&dev_attr_rng_selected.attr,
	NULL,
};
ATTRIBUTE_GROUPS(rng_dev);

static struct miscdevice rng_misc = {
	.minor = HWRNG_MINOR,
	.name = "hw_random",
	.nodename = "hwrng",
	.fops = &rng_dev_fops,
	.groups = rng_dev_groups,
};

/* The device is there when the first generator is, and stays. */
static int need_device(void)
{
	int err = 0;

	mutex_lock(&rng_mutex);
	if (!rng_buffer) {
		rng_buffer = kmalloc(HWRNG_BUFFER_BYTES, GFP_KERNEL);
		err = rng_buffer ? misc_register(&rng_misc) : -ENOMEM;
		if (err) {
			kfree(rng_buffer);
			rng_buffer = NULL;
		} else {
			kmemleak_not_leak(rng_buffer);
			kmemleak_not_leak(rng_misc.this_device);
		}
	}
	mutex_unlock(&rng_mutex);
	return err;
}

/* Generators */

static bool name_is_taken(const char *name)
{
	struct hwrng *rng;

	list_for_each_entry(rng, &rng_list, list)
		if (!strcmp(rng->name, name))
			return true;
	return false;
}

int hwrng_register(struct hwrng *rng)
{
	bool is_current = false;
	int err;

	if (!rng->name || (!rng->data_read && !rng->read))
		return -EINVAL;
	err = need_device();
	if (err)
		return err;
	mutex_lock(&rng_mutex);
	if (name_is_taken(rng->name)) {
		mutex_unlock(&rng_mutex);
		return -EEXIST;
	}
	list_add_tail(&rng->list, &rng_list);
	INIT_WORK(&rng->cleanup_work, clean_up);
	init_completion(&rng->cleanup_done);
	complete(&rng->cleanup_done);
	init_completion(&rng->dying);
	if (!current_rng ||
	    (!chosen_by_user && rng->quality > current_rng->quality)) {
		err = make_current(rng);
		if (err) {
			list_del_init(&rng->list);
			mutex_unlock(&rng_mutex);
			return err;
		}
		is_current = true;
		kref_get(&rng->ref);
	}
	mutex_unlock(&rng_mutex);
	if (is_current || !rng->init)
		read_early(rng);
	if (is_current)
		put_rng(rng);
	return 0;
}
EXPORT_SYMBOL_GPL(hwrng_register);

void hwrng_unregister(struct hwrng *rng)
{
	struct hwrng *old, *new;

	mutex_lock(&rng_mutex);
	old = current_rng;
	list_del(&rng->list);
	complete_all(&rng->dying);
	if (current_rng == rng && make_best_current()) {
		make_current(NULL);
		chosen_by_user = false;
	}
	new = get_current_locked();
	mutex_unlock(&rng_mutex);
	if (new && new != old)
		read_early(new);
	put_rng(new);
	wait_for_completion(&rng->cleanup_done);
}
EXPORT_SYMBOL_GPL(hwrng_unregister);

static void devm_hwrng_release(struct device *dev, void *res)
{
	hwrng_unregister(*(struct hwrng **)res);
}

static int devm_hwrng_match(struct device *dev, void *res, void *data)
{
	return *(struct hwrng **)res == data;
}

int devm_hwrng_register(struct device *dev, struct hwrng *rng)
{
	struct hwrng **held = devres_alloc(devm_hwrng_release, sizeof(*held),
					   GFP_KERNEL);
	int err;

	if (!held)
		return -ENOMEM;
	err = hwrng_register(rng);
	if (err) {
		devres_free(held);
		return err;
	}
	*held = rng;
	devres_add(dev, held);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_hwrng_register);

void devm_hwrng_unregister(struct device *dev, struct hwrng *rng)
{
	devres_release(dev, devm_hwrng_release, devm_hwrng_match, rng);
}
EXPORT_SYMBOL_GPL(devm_hwrng_unregister);

long hwrng_msleep(struct hwrng *rng, unsigned int msecs)
{
	return wait_for_completion_interruptible_timeout(
		&rng->dying, msecs_to_jiffies(msecs) + 1);
}
EXPORT_SYMBOL_GPL(hwrng_msleep);

long hwrng_yield(struct hwrng *rng)
{
	return wait_for_completion_interruptible_timeout(&rng->dying, 1);
}
EXPORT_SYMBOL_GPL(hwrng_yield);
