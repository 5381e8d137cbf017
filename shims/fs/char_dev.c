// SPDX-License-Identifier: GPL-2.0-or-later
/* Character devices: numbers, cdevs, opening a node. */
#include <linux/bug.h>
#include <linux/cdev.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/kobj_map.h>
#include <linux/major.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/seq_file.h>
#include <ksim/audit.h>
#include <ksim/procfs.h>
#include "internal.h"
#include "shims/drivers/base/base.h"
#include "shims/drivers/base/map.h"
#include "shims/drivers/char/char.h"

/* Two majors that differ by this shared a bucket in Linux; see below. */
#define CHRDEV_MAJOR_HASH_SIZE 255

struct char_device_struct {
	struct list_head link;
	unsigned int major;
	unsigned int baseminor;
	unsigned int minorct;
	char name[64];
	struct cdev *cdev;
	unsigned long caller;
};

static struct char_device_struct mem_region = {
	.major = MEM_MAJOR, .minorct = 256, .name = "mem",
};
static struct char_device_struct misc_region = {
	.major = MISC_MAJOR, .minorct = 256, .name = "misc",
};

static LIST_HEAD(chrdevs); /* by major, then by first minor */
static struct kobj_map cdev_map;

/* The majors that the kernel itself has; boot does not spend time on them. */
static void register_builtin(void)
{
	if (mem_region.link.next)
		return;
	list_add_tail(&mem_region.link, &chrdevs);
	list_add_tail(&misc_region.link, &chrdevs);
}

static bool major_is_free(unsigned int major)
{
	struct char_device_struct *cd;

	list_for_each_entry(cd, &chrdevs, link)
		if (cd->major == major)
			return false;
	return true;
}

static int find_dynamic_major(void)
{
	unsigned int i;

	/*
	 * In the first range Linux wants an empty hash bucket, so a major 255
	 * above also counts as taken.
	 */
	for (i = CHRDEV_MAJOR_HASH_SIZE - 1; i >= CHRDEV_MAJOR_DYN_END; i--)
		if (major_is_free(i) &&
		    major_is_free(i + CHRDEV_MAJOR_HASH_SIZE))
			return i;
	for (i = CHRDEV_MAJOR_DYN_EXT_START; i >= CHRDEV_MAJOR_DYN_EXT_END; i--)
		if (major_is_free(i))
			return i;
	return -EBUSY;
}

static struct char_device_struct *
register_region(unsigned int major, unsigned int baseminor, int minorct,
		const char *name, unsigned long caller)
{
	struct char_device_struct *cd, *other;
	struct list_head *before;
	int ret;

	if (major >= CHRDEV_MAJOR_MAX) {
		pr_err("CHRDEV \"%s\" major requested (%u) is greater than the maximum (%u)\n",
		       name, major, CHRDEV_MAJOR_MAX - 1);
		return ERR_PTR(-EINVAL);
	}
	if (minorct > MINORMASK + 1 - baseminor) {
		pr_err("CHRDEV \"%s\" minor range requested (%u-%u) is out of range of maximum range (%u-%u) for a single major\n",
		       name, baseminor, baseminor + minorct - 1, 0, MINORMASK);
		return ERR_PTR(-EINVAL);
	}
	cd = ksim_zalloc(sizeof(*cd));
	if (!cd)
		return ERR_PTR(-ENOMEM);
	register_builtin();
	if (major == 0) {
		ret = find_dynamic_major();
		if (ret < 0) {
			pr_err("CHRDEV \"%s\" dynamic allocation region is full\n",
			       name);
			goto err_free;
		}
		major = ret;
	}
	ret = -EBUSY;
	before = &chrdevs;
	list_for_each_entry(other, &chrdevs, link) {
		if (other->major < major)
			continue;
		if (other->major > major ||
		    other->baseminor >= baseminor + minorct) {
			before = &other->link;
			break;
		}
		if (other->baseminor + other->minorct > baseminor)
			goto err_free;
	}
	cd->major = major;
	cd->baseminor = baseminor;
	cd->minorct = minorct;
	cd->caller = caller;
	strscpy(cd->name, name, sizeof(cd->name));
	list_add_tail(&cd->link, before);
	return cd;

err_free:
	kfree(cd);
	return ERR_PTR(ret);
}

void chrdev_show(struct seq_file *m)
{
	struct char_device_struct *cd;

	register_builtin();
	list_for_each_entry(cd, &chrdevs, link)
		seq_printf(m, "%3d %s\n", cd->major, cd->name);
}

static struct char_device_struct *
unregister_region(unsigned int major, unsigned int baseminor, int minorct)
{
	struct char_device_struct *cd;

	register_builtin();
	list_for_each_entry(cd, &chrdevs, link) {
		if (cd->major == major && cd->baseminor == baseminor &&
		    cd->minorct == minorct) {
			list_del(&cd->link);
			return cd;
		}
	}
	return NULL;
}

static void free_region(struct char_device_struct *cd)
{
	if (cd != &mem_region && cd != &misc_region)
		kfree(cd);
}

int register_chrdev_region(dev_t from, unsigned int count, const char *name)
{
	struct char_device_struct *cd;
	dev_t to = from + count, n, next;

	for (n = from; n < to; n = next) {
		next = min(MKDEV(MAJOR(n) + 1, 0), to);
		cd = register_region(MAJOR(n), MINOR(n), next - n, name,
				     _RET_IP_);
		if (IS_ERR(cd))
			goto fail;
	}
	return 0;

fail:
	to = n;
	for (n = from; n < to; n = next) {
		next = MKDEV(MAJOR(n) + 1, 0);
		free_region(unregister_region(MAJOR(n), MINOR(n), next - n));
	}
	return PTR_ERR(cd);
}
EXPORT_SYMBOL(register_chrdev_region);

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor, unsigned int count,
			const char *name)
{
	struct char_device_struct *cd =
		register_region(0, baseminor, count, name, _RET_IP_);

	if (IS_ERR(cd))
		return PTR_ERR(cd);
	*dev = MKDEV(cd->major, cd->baseminor);
	return 0;
}
EXPORT_SYMBOL(alloc_chrdev_region);

void unregister_chrdev_region(dev_t from, unsigned int count)
{
	dev_t to = from + count, n, next;

	for (n = from; n < to; n = next) {
		next = min(MKDEV(MAJOR(n) + 1, 0), to);
		free_region(unregister_region(MAJOR(n), MINOR(n), next - n));
	}
}
EXPORT_SYMBOL(unregister_chrdev_region);

/* cdevs */

static void cdev_purge(struct cdev *cdev)
{
	while (!list_empty(&cdev->list)) {
		struct inode *inode = container_of(cdev->list.next,
						   struct inode, i_devices);

		list_del_init(&inode->i_devices);
		inode->i_cdev = NULL;
	}
}

static void cdev_default_release(struct kobject *kobj)
{
	struct cdev *p = container_of(kobj, struct cdev, kobj);
	struct kobject *parent = kobj->parent;

	cdev_purge(p);
	kobject_put(parent);
}

static void cdev_dynamic_release(struct kobject *kobj)
{
	struct cdev *p = container_of(kobj, struct cdev, kobj);
	struct kobject *parent = kobj->parent;

	cdev_purge(p);
	kfree(p);
	kobject_put(parent);
}

static const struct kobj_type ktype_cdev_default = {
	.release = cdev_default_release,
};

static const struct kobj_type ktype_cdev_dynamic = {
	.release = cdev_dynamic_release,
};

struct cdev *cdev_alloc(void)
{
	struct cdev *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (p) {
		INIT_LIST_HEAD(&p->list);
		kobject_init(&p->kobj, &ktype_cdev_dynamic);
	}
	return p;
}
EXPORT_SYMBOL(cdev_alloc);

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, &ktype_cdev_default);
	cdev->ops = fops;
}
EXPORT_SYMBOL(cdev_init);

static struct kobject *cdev_get(struct cdev *p)
{
	struct module *owner = p->owner;
	struct kobject *kobj;

	if (!try_module_get(owner))
		return NULL;
	kobj = kobject_get_unless_zero(&p->kobj);
	if (!kobj)
		module_put(owner);
	return kobj;
}

void cdev_put(struct cdev *p)
{
	if (p) {
		struct module *owner = p->owner;

		kobject_put(&p->kobj);
		module_put(owner);
	}
}

static struct kobject *exact_match(dev_t dev, int *part, void *data)
{
	struct cdev *p = data;

	return &p->kobj;
}

static int exact_lock(dev_t dev, void *data)
{
	return cdev_get(data) ? 0 : -1;
}

static int cdev_add_from(struct cdev *p, dev_t dev, unsigned int count,
			 unsigned long caller)
{
	int error;

	p->dev = dev;
	p->count = count;
	error = -EBUSY;
	if (WARN_ON(dev == MKDEV(0, 0)))
		goto err;
	error = kobj_map_from(&cdev_map, dev, count, NULL, exact_match,
			      exact_lock, p, caller);
	if (error)
		goto err;
	kobject_get(p->kobj.parent);
	return 0;

err:
	kfree_const(p->kobj.name);
	p->kobj.name = NULL;
	return error;
}

int cdev_add(struct cdev *p, dev_t dev, unsigned int count)
{
	return cdev_add_from(p, dev, count, _RET_IP_);
}
EXPORT_SYMBOL(cdev_add);

void cdev_set_parent(struct cdev *p, struct kobject *kobj)
{
	WARN_ON(!kobj->state_initialized);
	p->kobj.parent = kobj;
}
EXPORT_SYMBOL(cdev_set_parent);

void cdev_del(struct cdev *p)
{
	kobj_unmap(&cdev_map, p->dev, p->count);
	kobject_put(&p->kobj);
}
EXPORT_SYMBOL(cdev_del);

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int rc = 0;

	if (dev->devt) {
		cdev_set_parent(cdev, &dev->kobj);
		rc = cdev_add_from(cdev, dev->devt, 1, _RET_IP_);
		if (rc)
			return rc;
	}
	rc = device_add_from(dev, _RET_IP_);
	if (rc && dev->devt)
		cdev_del(cdev);
	return rc;
}
EXPORT_SYMBOL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL(cdev_device_del);

void cd_forget(struct inode *inode)
{
	list_del_init(&inode->i_devices);
	inode->i_cdev = NULL;
	inode->i_mapping = &inode->i_data;
}

int __register_chrdev(unsigned int major, unsigned int baseminor,
		      unsigned int count, const char *name,
		      const struct file_operations *fops)
{
	struct char_device_struct *cd;
	struct cdev *cdev;
	int err = -ENOMEM;

	cd = register_region(major, baseminor, count, name, _RET_IP_);
	if (IS_ERR(cd))
		return PTR_ERR(cd);
	cdev = cdev_alloc();
	if (!cdev)
		goto err_region;
	cdev->owner = fops->owner;
	cdev->ops = fops;
	err = kobject_set_name(&cdev->kobj, "%s", name);
	if (!err)
		err = cdev_add_from(cdev, MKDEV(cd->major, baseminor), count,
				    0);
	if (err)
		goto err_cdev;
	cd->cdev = cdev;
	return major ? 0 : cd->major;

err_cdev:
	kobject_put(&cdev->kobj);
err_region:
	free_region(unregister_region(cd->major, baseminor, count));
	return err;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor,
			 unsigned int count, const char *name)
{
	struct char_device_struct *cd =
		unregister_region(major, baseminor, count);

	if (cd && cd->cdev)
		cdev_del(cd->cdev);
	if (cd)
		free_region(cd);
}
EXPORT_SYMBOL(__unregister_chrdev);

/* opening */

static const struct file_operations *builtin_fops(dev_t dev)
{
	if (MINOR(dev) >= 256)
		return NULL;
	if (MAJOR(dev) == MISC_MAJOR)
		return &misc_fops;
	return MAJOR(dev) == MEM_MAJOR ? &memory_fops : NULL;
}

static int chrdev_open(struct inode *inode, struct file *filp)
{
	const struct file_operations *fops;
	struct cdev *p = inode->i_cdev, *new = NULL;
	struct kobject *kobj;
	int index, ret = 0;

	if (likely(p)) {
		if (!cdev_get(p))
			return -ENXIO;
	} else {
		kobj = kobj_lookup(&cdev_map, inode->i_rdev, &index);
		if (!kobj) {
			fops = builtin_fops(inode->i_rdev);
			if (!fops)
				return -ENXIO;
			replace_fops(filp, fops);
			return fops->open(inode, filp);
		}
		new = container_of(kobj, struct cdev, kobj);
		/* Somebody else may have been faster. */
		p = inode->i_cdev;
		if (!p) {
			inode->i_cdev = p = new;
			list_add(&inode->i_devices, &p->list);
			new = NULL;
		} else if (!cdev_get(p)) {
			ret = -ENXIO;
		}
		cdev_put(new);
		if (ret)
			return ret;
	}
	ret = -ENXIO;
	fops = fops_get(p->ops);
	if (!fops)
		goto err_put;
	replace_fops(filp, fops);
	if (filp->f_op->open) {
		ret = filp->f_op->open(inode, filp);
		if (ret)
			goto err_put;
	}
	return 0;

err_put:
	cdev_put(p);
	return ret;
}

const struct file_operations def_chr_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

/* leftovers */

static void audit_cdevs(struct module *mod)
{
	struct kobj_probe **at = &cdev_map.first, *p;
	char detail[160];

	while (*at) {
		p = *at;
		if (!ksim_from_module(p->caller, mod)) {
			at = &p->next;
			continue;
		}
		snprintf(detail, sizeof(detail),
			 "the cdev for %u:%u (%lu minors) was not given to cdev_del()",
			 MAJOR(p->dev), MINOR(p->dev), p->range);
		ksim_leftover("character device left behind", detail,
			      p->caller, "cdev_add() here");
		*at = p->next;
		kmemleak_not_leak(p->data);
		kfree(p);
	}
}

static void audit_regions(struct module *mod)
{
	struct char_device_struct *cd, *next;
	char detail[200];

	list_for_each_entry_safe(cd, next, &chrdevs, link) {
		if (!ksim_from_module(cd->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "\"%s\" still has %u:%u to %u:%u, as %s() was not called",
			 cd->name, cd->major, cd->baseminor, cd->major,
			 cd->baseminor + cd->minorct - 1,
			 cd->cdev ? "unregister_chrdev" :
				    "unregister_chrdev_region");
		ksim_leftover("device numbers left behind", detail, cd->caller,
			      "registered here");
		if (cd->cdev) {
			kmemleak_not_leak(cd->cdev->kobj.name);
			kmemleak_not_leak(cd->cdev);
			kobj_unmap(&cdev_map, cd->cdev->dev, cd->cdev->count);
		}
		list_del(&cd->link);
		free_region(cd);
	}
}

void chrdev_audit_module(struct module *mod)
{
	block_audit_module(mod);
	misc_audit_module(mod);
	bus_audit_module(mod);
	device_audit_module(mod);
	audit_cdevs(mod);
	audit_regions(mod);
	sysfs_audit_module(mod);
}
