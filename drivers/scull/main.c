// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scull: char devices whose hardware is a piece of kernel memory.
 *
 * After the design in "Linux Device Drivers", third edition; written afresh
 * for current kernels. README.md says where it differs.
 *
 * This file has the module and the memory: /dev/scull0 and so on, and what
 * the devices of access.c read and write. pipe.c has the pipes.
 *
 * What is written to a device stays until the device is opened for writing
 * only. The memory is a list of quantum sets, each an array of pointers to
 * quanta, each a block of bytes; whatever nobody wrote to reads as zeroes:
 *
 *	dev->sets -> set 0 ----------> set 1 ----------> ...
 *		     quanta[0] -> "hello, worl"
 *		     quanta[1] -> "d"
 *		     quanta[2]    NULL
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/pagemap.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include "scull.h"

#define SCULL_NR_DEVS_MAX 256

static int scull_major;
module_param(scull_major, int, 0444);
MODULE_PARM_DESC(scull_major, "Major number, 0 (default) for any free one");

static int scull_minor;
module_param(scull_minor, int, 0444);
MODULE_PARM_DESC(scull_minor, "First minor number (default 0)");

static int scull_nr_devs = 4;
module_param(scull_nr_devs, int, 0444);
MODULE_PARM_DESC(scull_nr_devs, "Number of devices (default 4)");

static int scull_quantum = SCULL_QUANTUM;
module_param(scull_quantum, int, 0444);
MODULE_PARM_DESC(scull_quantum, "Bytes in a quantum");

static int scull_qset = SCULL_QSET;
module_param(scull_qset, int, 0444);
MODULE_PARM_DESC(scull_qset, "Quanta in a quantum set");

static const struct scull_setting scull_quantum_setting = {
	.value = &scull_quantum,
	.max = SCULL_QUANTUM_MAX,
};

static const struct scull_setting scull_qset_setting = {
	.value = &scull_qset,
	.max = SCULL_QSET_MAX,
};

/**
 * struct scull_set - one quantum set
 * @node: in &scull_dev.sets
 * @quanta: as many as the device's qset; NULL where nobody wrote
 */
struct scull_set {
	struct list_head node;
	void *quanta[];
};

/**
 * struct scull_bare - /dev/scull0 and so on
 * @dev: what it keeps
 * @cdev: what open() finds it by
 */
struct scull_bare {
	struct scull_dev dev;
	struct cdev cdev;
};

/**
 * struct scull_place - a file position, taken apart
 * @set: number of the quantum set
 * @slot: index into its quanta
 * @offset: byte inside the quantum
 */
struct scull_place {
	u64 set;
	u32 slot;
	u32 offset;
};

static dev_t scull_first;
static unsigned int scull_numbers;
static struct class *scull_class;
static struct scull_bare *scull_bares;

bool scull_setting_ok(const struct scull_setting *setting, int value)
{
	return value >= 1 && value <= setting->max;
}

void scull_dev_init(struct scull_dev *dev)
{
	mutex_init(&dev->lock);
	INIT_LIST_HEAD(&dev->sets);
	scull_trim(dev);
}

void scull_trim(struct scull_dev *dev)
{
	struct scull_set *set, *next;
	u32 i;

	list_for_each_entry_safe(set, next, &dev->sets, node) {
		for (i = 0; i < dev->qset; i++)
			kfree(set->quanta[i]);
		list_del(&set->node);
		kfree(set);
	}
	dev->size = 0;
	dev->quantum = READ_ONCE(scull_quantum);
	dev->qset = READ_ONCE(scull_qset);
}

struct scull_dev *scull_bare_dev(loff_t index)
{
	return index < scull_nr_devs ? &scull_bares[index].dev : NULL;
}

void scull_dev_show(struct seq_file *m, int index)
{
	struct scull_dev *dev = scull_bare_dev(index);
	unsigned int sets = 0, quanta = 0;
	struct scull_set *set;
	u32 i;

	mutex_lock(&dev->lock);
	list_for_each_entry(set, &dev->sets, node) {
		sets++;
		for (i = 0; i < dev->qset; i++)
			quanta += !!set->quanta[i];
	}
	seq_printf(m, "scull%d: %lld bytes, quantum %u, qset %u, %u sets, %u quanta\n",
		   index, dev->size, dev->quantum, dev->qset, sets, quanta);
	mutex_unlock(&dev->lock);
}

static struct scull_place scull_locate(const struct scull_dev *dev, loff_t pos)
{
	struct scull_place place;
	u64 rest;

	place.set = div64_u64_rem(pos, (u64)dev->quantum * dev->qset, &rest);
	place.slot = div_u64_rem(rest, dev->quantum, &place.offset);
	return place;
}

/* Returns set number @n, adding empty sets up to it; NULL without memory. */
static struct scull_set *scull_get_set(struct scull_dev *dev, u64 n)
{
	struct scull_set *set;
	u64 i = 0;

	list_for_each_entry(set, &dev->sets, node)
		if (i++ == n)
			return set;

	for (; i <= n; i++) {
		set = kzalloc(struct_size(set, quanta, dev->qset), GFP_KERNEL);
		if (!set)
			return NULL;
		list_add_tail(&set->node, &dev->sets);
	}
	return set;
}

int scull_dev_open(struct scull_dev *dev, struct file *filp)
{
	filp->private_data = dev;

	if ((filp->f_flags & O_ACCMODE) == O_WRONLY &&
	    !(filp->f_flags & O_APPEND)) {
		if (mutex_lock_interruptible(&dev->lock))
			return -ERESTARTSYS;
		scull_trim(dev);
		mutex_unlock(&dev->lock);
	}
	return 0;
}

ssize_t scull_read(struct file *filp, char __user *buf, size_t count,
		   loff_t *pos)
{
	struct scull_dev *dev = filp->private_data;
	struct scull_place place;
	ssize_t ret = 0;
	void *quantum;
	size_t copied;

	if (mutex_lock_interruptible(&dev->lock))
		return -ERESTARTSYS;

	if (*pos >= dev->size)
		goto out;
	place = scull_locate(dev, *pos);
	count = min_t(u64, count, dev->size - *pos);
	count = min_t(size_t, count, dev->quantum - place.offset);

	/* Below dev->size no set is missing, so this allocates nothing. */
	quantum = scull_get_set(dev, place.set)->quanta[place.slot];
	if (quantum)
		copied = count - copy_to_user(buf, quantum + place.offset,
					      count);
	else
		copied = count - clear_user(buf, count);

	if (count && !copied) {
		ret = -EFAULT;
		goto out;
	}
	*pos += copied;
	ret = copied;
out:
	mutex_unlock(&dev->lock);
	return ret;
}

ssize_t scull_write(struct file *filp, const char __user *buf, size_t count,
		    loff_t *pos)
{
	struct scull_dev *dev = filp->private_data;
	struct scull_place place;
	struct scull_set *set;
	void **quantum;
	size_t copied;
	ssize_t ret;

	if (!count)
		return 0;
	if (mutex_lock_interruptible(&dev->lock))
		return -ERESTARTSYS;

	if (filp->f_flags & O_APPEND)
		*pos = dev->size;
	place = scull_locate(dev, *pos);
	count = min_t(size_t, count, dev->quantum - place.offset);

	ret = -EFBIG;
	if (place.set >= SCULL_SETS_MAX)
		goto out;

	ret = -ENOMEM;
	set = scull_get_set(dev, place.set);
	if (!set)
		goto out;
	quantum = &set->quanta[place.slot];
	if (!*quantum)
		*quantum = kzalloc(dev->quantum, GFP_KERNEL);
	if (!*quantum)
		goto out;

	/* copy_from_user() clears what it cannot copy: don't let it try. */
	ret = -EFAULT;
	count -= fault_in_readable(buf, count);
	copied = count - copy_from_user(*quantum + place.offset, buf, count);
	if (!copied)
		goto out;

	*pos += copied;
	dev->size = max(dev->size, *pos);
	ret = copied;
out:
	mutex_unlock(&dev->lock);
	return ret;
}

loff_t scull_llseek(struct file *filp, loff_t offset, int whence)
{
	struct scull_dev *dev = filp->private_data;
	loff_t from;
	loff_t pos;

	switch (whence) {
	case SEEK_SET:
		from = 0;
		break;
	case SEEK_CUR:
		from = filp->f_pos;
		break;
	case SEEK_END:
		if (mutex_lock_interruptible(&dev->lock))
			return -ERESTARTSYS;
		from = dev->size;
		mutex_unlock(&dev->lock);
		break;
	default:
		return -EINVAL;
	}
	if (check_add_overflow(from, offset, &pos) || pos < 0)
		return -EINVAL;
	filp->f_pos = pos;
	return pos;
}

/* Returns the old value, or a negative errno. */
static int scull_replace(const struct scull_setting *setting, int value)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (!scull_setting_ok(setting, value))
		return -EINVAL;
	return xchg(setting->value, value);
}

static long scull_tell(const struct scull_setting *setting, int value)
{
	int old = scull_replace(setting, value);

	return old < 0 ? old : 0;
}

static long scull_set(const struct scull_setting *setting,
		      const int __user *user)
{
	int value;

	if (get_user(value, user))
		return -EFAULT;
	return scull_tell(setting, value);
}

static long scull_exchange(const struct scull_setting *setting,
			   int __user *user)
{
	int value, old;

	if (get_user(value, user))
		return -EFAULT;
	old = scull_replace(setting, value);
	return old < 0 ? old : put_user(old, user);
}

long scull_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	int __user *user = (int __user *)arg;

	switch (cmd) {
	case SCULL_IOCRESET:
		WRITE_ONCE(scull_quantum, SCULL_QUANTUM);
		WRITE_ONCE(scull_qset, SCULL_QSET);
		return 0;

	case SCULL_IOCSQUANTUM:
		return scull_set(&scull_quantum_setting, user);
	case SCULL_IOCTQUANTUM:
		return scull_tell(&scull_quantum_setting, arg);
	case SCULL_IOCGQUANTUM:
		return put_user(READ_ONCE(scull_quantum), user);
	case SCULL_IOCQQUANTUM:
		return READ_ONCE(scull_quantum);
	case SCULL_IOCXQUANTUM:
		return scull_exchange(&scull_quantum_setting, user);
	case SCULL_IOCHQUANTUM:
		return scull_replace(&scull_quantum_setting, arg);

	case SCULL_IOCSQSET:
		return scull_set(&scull_qset_setting, user);
	case SCULL_IOCTQSET:
		return scull_tell(&scull_qset_setting, arg);
	case SCULL_IOCGQSET:
		return put_user(READ_ONCE(scull_qset), user);
	case SCULL_IOCQQSET:
		return READ_ONCE(scull_qset);
	case SCULL_IOCXQSET:
		return scull_exchange(&scull_qset_setting, user);
	case SCULL_IOCHQSET:
		return scull_replace(&scull_qset_setting, arg);

	case SCULL_P_IOCTSIZE:
		return scull_tell(&scull_pipe_setting, arg);
	case SCULL_P_IOCQSIZE:
		return READ_ONCE(*scull_pipe_setting.value);
	}
	return -ENOTTY;
}

static int scull_bare_open(struct inode *inode, struct file *filp)
{
	struct scull_bare *bare;

	bare = container_of(inode->i_cdev, struct scull_bare, cdev);
	return scull_dev_open(&bare->dev, filp);
}

static const struct file_operations scull_bare_fops = {
	.owner = THIS_MODULE,
	.open = scull_bare_open,
	.read = scull_read,
	.write = scull_write,
	.llseek = scull_llseek,
	.unlocked_ioctl = scull_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct class *scull_create_class(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return class_create("scull");
#else
	return class_create(THIS_MODULE, "scull");
#endif
}

static int scull_reserve_numbers(void)
{
	scull_numbers = scull_nr_devs + scull_p_nr_devs + SCULL_NR_ACCESS;
	if (!scull_major)
		return alloc_chrdev_region(&scull_first, scull_minor,
					   scull_numbers, "scull");

	scull_first = MKDEV(scull_major, scull_minor);
	return register_chrdev_region(scull_first, scull_numbers, "scull");
}

int scull_add_cdev(struct cdev *cdev, const struct file_operations *fops,
		   dev_t number, const char *name)
{
	struct device *node;
	int ret;

	cdev_init(cdev, fops);
	cdev->owner = THIS_MODULE;
	ret = cdev_add(cdev, number, 1);
	if (ret)
		return ret;

	node = device_create(scull_class, NULL, number, NULL, "%s", name);
	if (IS_ERR(node)) {
		cdev_del(cdev);
		return PTR_ERR(node);
	}
	return 0;
}

void scull_del_cdev(struct cdev *cdev)
{
	device_destroy(scull_class, cdev->dev);
	cdev_del(cdev);
}

static void scull_remove_bares(int count)
{
	while (count--) {
		scull_del_cdev(&scull_bares[count].cdev);
		scull_trim(&scull_bares[count].dev);
	}
	kfree(scull_bares);
}

static int scull_add_bares(void)
{
	char name[SCULL_NAME_MAX];
	int ret;
	int i;

	scull_bares = kcalloc(scull_nr_devs, sizeof(*scull_bares), GFP_KERNEL);
	if (!scull_bares)
		return -ENOMEM;

	for (i = 0; i < scull_nr_devs; i++) {
		struct scull_bare *bare = &scull_bares[i];

		scull_dev_init(&bare->dev);
		snprintf(name, sizeof(name), "scull%d", i);
		ret = scull_add_cdev(&bare->cdev, &scull_bare_fops,
				     scull_first + i, name);
		if (ret) {
			scull_remove_bares(i);
			return ret;
		}
	}
	return 0;
}

static int __init scull_init(void)
{
	int ret;

	if (scull_nr_devs < 1 || scull_nr_devs > SCULL_NR_DEVS_MAX ||
	    scull_p_nr_devs < 1 || scull_p_nr_devs > SCULL_NR_DEVS_MAX ||
	    !scull_setting_ok(&scull_quantum_setting, scull_quantum) ||
	    !scull_setting_ok(&scull_qset_setting, scull_qset) ||
	    !scull_setting_ok(&scull_pipe_setting,
			      *scull_pipe_setting.value)) {
		pr_err("a parameter is out of range\n");
		return -EINVAL;
	}

	ret = scull_reserve_numbers();
	if (ret) {
		pr_err("no device numbers with major %d\n", scull_major);
		return ret;
	}

	scull_class = scull_create_class();
	if (IS_ERR(scull_class)) {
		ret = PTR_ERR(scull_class);
		goto err_numbers;
	}

	ret = scull_add_bares();
	if (ret)
		goto err_class;

	ret = scull_pipe_add(scull_first + scull_nr_devs);
	if (ret)
		goto err_bares;

	ret = scull_access_add(scull_first + scull_nr_devs + scull_p_nr_devs);
	if (ret)
		goto err_pipes;

	scull_proc_add();
	pr_info("%u devices, major %d\n", scull_numbers, MAJOR(scull_first));
	return 0;

err_pipes:
	scull_pipe_remove();
err_bares:
	scull_remove_bares(scull_nr_devs);
err_class:
	class_destroy(scull_class);
err_numbers:
	unregister_chrdev_region(scull_first, scull_numbers);
	return ret;
}

static void __exit scull_exit(void)
{
	scull_proc_remove();
	scull_access_remove();
	scull_pipe_remove();
	scull_remove_bares(scull_nr_devs);
	class_destroy(scull_class);
	unregister_chrdev_region(scull_first, scull_numbers);
}

module_init(scull_init);
module_exit(scull_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Char devices made of kernel memory");
MODULE_LICENSE("GPL");
