// SPDX-License-Identifier: GPL-2.0-or-later
/* Character devices that need one minor each, under major 10. */
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kmod.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/procfs.h>
#include "shims/drivers/base/base.h"
#include "shims/fs/internal.h"
#include "char.h"

#define DYNAMIC_MINORS 128 /* 127 down to 0 */

/* What is known of a registration without touching the driver's structure. */
struct misc_record {
	struct list_head link;
	struct miscdevice *misc;
	const char *name;
	int minor;
	unsigned long caller;
};

static LIST_HEAD(misc_list); /* latest first */
static LIST_HEAD(misc_records);
static DEFINE_MUTEX(misc_mtx);
static unsigned long misc_minors[DYNAMIC_MINORS / BITS_PER_LONG];

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
static char *misc_devnode(const struct device *dev, umode_t *mode)
#else
static char *misc_devnode(struct device *dev, umode_t *mode)
#endif
{
	const struct miscdevice *c = dev_get_drvdata(dev);

	if (mode && c->mode)
		*mode = c->mode;
	return c->nodename ? kstrdup(c->nodename, GFP_KERNEL) : NULL;
}

static struct class misc_class = { .name = "misc", .devnode = misc_devnode };

static int find_free_minor(void)
{
	int i;

	for (i = 0; i < DYNAMIC_MINORS; i++)
		if (!(misc_minors[i / BITS_PER_LONG] >> i % BITS_PER_LONG & 1))
			return i;
	return -1;
}

static void mark_minor(int i, bool used)
{
	if (i < 0 || i >= DYNAMIC_MINORS)
		return;
	if (used)
		misc_minors[i / BITS_PER_LONG] |= 1UL << i % BITS_PER_LONG;
	else
		misc_minors[i / BITS_PER_LONG] &= ~(1UL << i % BITS_PER_LONG);
}

static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *new_fops = NULL;
	int minor = iminor(inode);
	struct miscdevice *c = NULL, *iter;
	int err = -ENODEV;

	mutex_lock(&misc_mtx);
	list_for_each_entry(iter, &misc_list, list) {
		if (iter->minor == minor) {
			c = iter;
			new_fops = fops_get(iter->fops);
			break;
		}
	}
	if (!new_fops)
		goto fail;
	file->private_data = c;
	err = 0;
	replace_fops(file, new_fops);
	if (file->f_op->open)
		err = file->f_op->open(inode, file);
fail:
	mutex_unlock(&misc_mtx);
	return err;
}

const struct file_operations misc_fops = {
	.open = misc_open,
	.llseek = noop_llseek,
};

int misc_register(struct miscdevice *misc)
{
	bool is_dynamic = misc->minor == MISC_DYNAMIC_MINOR;
	struct misc_record *record;
	struct miscdevice *c;
	int i = -1, err = 0;

	INIT_LIST_HEAD(&misc->list);
	record = ksim_zalloc(sizeof(*record));
	if (!record)
		return -ENOMEM;
	mutex_lock(&misc_mtx);
	if (!class_to_subsys(&misc_class))
		err = class_register_from(&misc_class, 0);
	if (err)
		goto out;
	if (is_dynamic) {
		i = find_free_minor();
		err = -EBUSY;
		if (i < 0)
			goto out;
		misc->minor = DYNAMIC_MINORS - i - 1;
		mark_minor(i, true);
	} else {
		err = -EBUSY;
		list_for_each_entry(c, &misc_list, list)
			if (c->minor == misc->minor)
				goto out;
	}
	misc->this_device = device_create_with_groups(
		&misc_class, misc->parent, MKDEV(MISC_MAJOR, misc->minor), misc,
		misc->groups, "%s", misc->name);
	err = PTR_ERR_OR_ZERO(misc->this_device);
	if (err) {
		if (is_dynamic) {
			mark_minor(i, false);
			misc->minor = MISC_DYNAMIC_MINOR;
		}
		goto out;
	}
	list_add(&misc->list, &misc_list);
	record->misc = misc;
	record->name = dev_name(misc->this_device);
	record->minor = misc->minor;
	record->caller = _RET_IP_;
	list_add(&record->link, &misc_records);
	record = NULL;
out:
	mutex_unlock(&misc_mtx);
	kfree(record);
	return err;
}
EXPORT_SYMBOL(misc_register);

static void forget(struct miscdevice *misc)
{
	struct misc_record *record;

	list_for_each_entry(record, &misc_records, link) {
		if (record->misc == misc) {
			list_del(&record->link);
			kfree(record);
			return;
		}
	}
}

void misc_deregister(struct miscdevice *misc)
{
	if (WARN_ON(list_empty(&misc->list)))
		return;
	mutex_lock(&misc_mtx);
	list_del(&misc->list);
	forget(misc);
	device_destroy(&misc_class, MKDEV(MISC_MAJOR, misc->minor));
	mark_minor(DYNAMIC_MINORS - misc->minor - 1, false);
	mutex_unlock(&misc_mtx);
}
EXPORT_SYMBOL(misc_deregister);

int misc_show(struct seq_file *m, void *v)
{
	struct misc_record *record;

	mutex_lock(&misc_mtx);
	list_for_each_entry(record, &misc_records, link)
		seq_printf(m, "%3i %s\n", record->minor, record->name ?: "");
	mutex_unlock(&misc_mtx);
	return 0;
}

void misc_audit_module(struct module *mod)
{
	struct misc_record *record, *next;
	char detail[160];

	list_for_each_entry_safe(record, next, &misc_records, link) {
		if (!ksim_from_module(record->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\" (minor %d) was not given to misc_deregister()",
			 record->name, record->minor);
		ksim_leftover("misc device left behind", detail,
			      record->caller, "misc_register() here");
		list_del(&record->misc->list);
		list_del(&record->link);
		device_destroy(&misc_class, MKDEV(MISC_MAJOR, record->minor));
		mark_minor(DYNAMIC_MINORS - record->minor - 1, false);
		kfree(record);
	}
}
