// SPDX-License-Identifier: GPL-2.0-or-later
/* Disks: numbers, life, what they leave behind. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/idr.h>
#include <linux/instruction_pointer.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <ksim/procfs.h>
#include "blk.h"
#include "blk-mq.h"
#include "shims/drivers/base/base.h"
#include "shims/fs/internal.h"
#include "shims/fs/kernfs/kernfs-internal.h"

LIST_HEAD(ksim_all_disks);

/* majors */

struct blk_major {
	struct list_head link; /* by number */
	unsigned int major;
	char name[16];
	unsigned long caller;
};

static struct blk_major ext_major = {
	.major = BLOCK_EXT_MAJOR, .name = "blkext",
};
static LIST_HEAD(majors);
static DEFINE_MUTEX(major_names_lock);

/* The one that the kernel itself has; boot does not spend time on it. */
static void register_builtin(void)
{
	if (!ext_major.link.next)
		list_add(&ext_major.link, &majors);
}

static struct blk_major *find_major(unsigned int major)
{
	struct blk_major *p;

	list_for_each_entry(p, &majors, link)
		if (p->major == major)
			return p;
	return NULL;
}

/* Linux looks for an empty bucket: two majors 255 apart share one. */
static unsigned int find_dynamic_major(void)
{
	unsigned int major;

	for (major = 254; major > 0; major--)
		if (!find_major(major) && !find_major(major + 255))
			return major;
	return 0;
}

static int register_major(unsigned int major, const char *name,
			  unsigned long caller)
{
	struct list_head *before = &majors;
	struct blk_major *p, *new;
	int ret = 0;

	register_builtin();
	if (!major) {
		major = ret = find_dynamic_major();
		if (!major) {
			printk("%s: failed to get major for %s\n",
			       "__register_blkdev", name);
			return -EBUSY;
		}
	}
	if (major >= BLKDEV_MAJOR_MAX) {
		pr_err("%s: major requested (%u) is greater than the maximum (%u) for %s\n",
		       "__register_blkdev", major, BLKDEV_MAJOR_MAX - 1, name);
		return -EINVAL;
	}
	new = blk_zalloc(sizeof(*new));
	if (!new)
		return -ENOMEM;
	if (find_major(major)) {
		printk("register_blkdev: cannot get major %u for %s\n", major,
		       name);
		kfree(new);
		return -EBUSY;
	}
	new->major = major;
	new->caller = caller;
	strscpy(new->name, name, sizeof(new->name));
	list_for_each_entry(p, &majors, link) {
		if (p->major > major) {
			before = &p->link;
			break;
		}
	}
	list_add_tail(&new->link, before);
	return ret;
}

int __register_blkdev(unsigned int major, const char *name,
		      void (*probe)(dev_t devt))
{
	int ret;

	mutex_lock(&major_names_lock);
	ret = register_major(major, name, _RET_IP_);
	mutex_unlock(&major_names_lock);
	return ret;
}
EXPORT_SYMBOL(__register_blkdev);

void unregister_blkdev(unsigned int major, const char *name)
{
	struct blk_major *p;

	mutex_lock(&major_names_lock);
	register_builtin();
	p = find_major(major);
	if (p && p != &ext_major && !strcmp(p->name, name)) {
		list_del(&p->link);
		kfree(p);
	} else {
		WARN_ON(1);
	}
	mutex_unlock(&major_names_lock);
}
EXPORT_SYMBOL(unregister_blkdev);

void blkdev_show(struct seq_file *m)
{
	struct blk_major *p;

	register_builtin();
	list_for_each_entry(p, &majors, link)
		seq_printf(m, "%3d %s\n", p->major, p->name);
}

/* minors of the extended major */

static DEFINE_IDA(ext_minors);

int partitions_show(struct seq_file *m, void *v)
{
	struct gendisk *disk;

	seq_puts(m, "major minor  #blocks  name\n\n");
	list_for_each_entry(disk, &ksim_all_disks, ksim_all) {
		if (!disk->ksim_live || !get_capacity(disk) ||
		    disk->flags & GENHD_FL_HIDDEN)
			continue;
		seq_printf(m, "%4d  %7d %10llu %s\n", disk->major,
			   disk->first_minor, get_capacity(disk) >> 1,
			   disk->disk_name);
	}
	return 0;
}

/* attributes of a disk's directory */

static ssize_t range_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%d\n", dev_to_disk(dev)->minors);
}
static DEVICE_ATTR_RO(range);

static ssize_t ext_range_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  dev_to_disk(dev)->flags & GENHD_FL_NO_PART ?
				  1 : DISK_MAX_PARTS);
}
static DEVICE_ATTR_RO(ext_range);

static ssize_t removable_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  !!(dev_to_disk(dev)->flags & GENHD_FL_REMOVABLE));
}
static DEVICE_ATTR_RO(removable);

static ssize_t hidden_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  !!(dev_to_disk(dev)->flags & GENHD_FL_HIDDEN));
}
static DEVICE_ATTR_RO(hidden);

static ssize_t ro_show(struct device *dev, struct device_attribute *attr,
		       char *buf)
{
	return sysfs_emit(buf, "%d\n", !!get_disk_ro(dev_to_disk(dev)));
}
static DEVICE_ATTR_RO(ro);

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return sysfs_emit(buf, "%llu\n", bdev_nr_sectors(dev_to_bdev(dev)));
}
static DEVICE_ATTR_RO(size);

static ssize_t alignment_offset_show(struct device *dev,
				     struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  dev_to_disk(dev)->queue->limits.alignment_offset);
}
static DEVICE_ATTR_RO(alignment_offset);

static ssize_t discard_alignment_show(struct device *dev,
				      struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n",
			  dev_to_disk(dev)->queue->limits.discard_alignment);
}
static DEVICE_ATTR_RO(discard_alignment);

static ssize_t diskseq_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%llu\n", dev_to_disk(dev)->diskseq);
}
static DEVICE_ATTR_RO(diskseq);

static struct device_attribute dev_attr_stat =
	__ATTR(stat, 0444, part_stat_show, NULL);
static struct device_attribute dev_attr_inflight =
	__ATTR(inflight, 0444, part_inflight_show, NULL);

static struct attribute *disk_attrs[] = {
	&dev_attr_range.attr,
	&dev_attr_ext_range.attr,
	&dev_attr_removable.attr,
	&dev_attr_hidden.attr,
	&dev_attr_ro.attr,
	&dev_attr_size.attr,
	&dev_attr_alignment_offset.attr,
	&dev_attr_discard_alignment.attr,
	&dev_attr_stat.attr,
	&dev_attr_inflight.attr,
	&dev_attr_diskseq.attr,
	NULL
};

static const struct attribute_group disk_attr_group = { .attrs = disk_attrs };

static const struct attribute_group *disk_attr_groups[] = {
	&disk_attr_group, NULL
};

/* The disk goes with the last reference to its device. */
static void disk_release(struct device *dev)
{
	struct gendisk *disk = dev_to_disk(dev);
	struct request_queue *q = disk->queue;

	might_sleep();
	WARN_ON_ONCE(disk_live(disk));
	if (queue_is_mq(q) && test_bit(GD_OWNS_QUEUE, &disk->state) &&
	    !test_bit(GD_ADDED, &disk->state)) {
		blk_sync_queue(q);
		blk_mq_cancel_work_sync(q);
		blk_mq_exit_queue(q);
	}
	bioset_exit(&disk->bio_split);
	q->disk = NULL;
	blk_put_queue(q);
	if (test_bit(GD_ADDED, &disk->state) && disk->fops->free_disk)
		disk->fops->free_disk(disk);
	list_del(&disk->ksim_all);
	bdev_free(disk->part0);
	kfree(disk);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
static char *block_devnode(const struct device *dev, umode_t *mode, kuid_t *uid,
			   kgid_t *gid)
#else
static char *block_devnode(struct device *dev, umode_t *mode, kuid_t *uid,
			   kgid_t *gid)
#endif
{
	struct gendisk *disk = container_of(dev, struct block_device,
					    bd_device)->bd_disk;

	return disk->fops->devnode ? disk->fops->devnode(disk, mode) : NULL;
}

const struct device_type disk_type = {
	.name = "disk",
	.groups = disk_attr_groups,
	.release = disk_release,
	.devnode = block_devnode,
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
const struct class block_class = { .name = "block" };
#else
struct class block_class = { .name = "block" };
#endif
EXPORT_SYMBOL_GPL(block_class);

/* making one */

void inc_diskseq(struct gendisk *disk)
{
	static u64 diskseq;

	disk->diskseq = ++diskseq;
}
EXPORT_SYMBOL_GPL(inc_diskseq);

struct gendisk *blk_alloc_disk_node(struct request_queue *q,
				    unsigned long caller)
{
	struct gendisk *disk = blk_zalloc(sizeof(*disk));

	if (!disk)
		return NULL;
	bioset_init(&disk->bio_split, 2, 0, 0);
	disk->queue = q;
	disk->part0 = bdev_alloc(disk);
	if (!disk->part0) {
		kfree(disk);
		return NULL;
	}
	disk->node_id = NUMA_NO_NODE;
	disk->ksim_ra_pages = SZ_128K / PAGE_SIZE;
	disk->ksim_caller = caller;
	mutex_init(&disk->open_mutex);
	disk_to_dev(disk)->class = &block_class;
	disk_to_dev(disk)->type = &disk_type;
	device_initialize(disk_to_dev(disk));
	inc_diskseq(disk);
	q->disk = disk;
	list_add_tail(&disk->ksim_all, &ksim_all_disks);
	return disk;
}

static struct gendisk *alloc_bio_disk(struct queue_limits *lim,
				      unsigned long caller)
{
	struct request_queue *q = blk_alloc_queue(caller);
	struct gendisk *disk;

	if (!q)
		return NULL;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (blk_set_limits(q, lim)) {
		blk_put_queue(q);
		return ERR_PTR(-EINVAL);
	}
#endif
	disk = blk_alloc_disk_node(q, caller);
	if (!disk) {
		blk_put_queue(q);
		return NULL;
	}
	set_bit(GD_OWNS_QUEUE, &disk->state);
	return disk;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node,
				 struct lock_class_key *lkclass)
{
	return alloc_bio_disk(lim, _RET_IP_) ?: ERR_PTR(-ENOMEM);
}
#else
struct gendisk *__blk_alloc_disk(int node, struct lock_class_key *lkclass)
{
	return alloc_bio_disk(NULL, _RET_IP_);
}
#endif
EXPORT_SYMBOL(__blk_alloc_disk);

void put_disk(struct gendisk *disk)
{
	if (disk)
		put_device(disk_to_dev(disk));
}
EXPORT_SYMBOL(put_disk);

/* showing it */

static int assign_numbers(struct gendisk *disk)
{
	int minor;

	if (!disk->major) {
		if (WARN_ON(disk->minors))
			return -EINVAL;
		minor = ida_alloc_max(&ext_minors, MINORMASK, GFP_KERNEL);
		if (minor < 0)
			return minor == -ENOSPC ? -EBUSY : minor;
		disk->major = BLOCK_EXT_MAJOR;
		disk->first_minor = minor;
		return 0;
	}
	if (WARN_ON(!disk->minors))
		return -EINVAL;
	if (disk->minors > DISK_MAX_PARTS) {
		pr_err("block: can't allocate more than %d partitions\n",
		       DISK_MAX_PARTS);
		disk->minors = DISK_MAX_PARTS;
	}
	if (disk->first_minor > MINORMASK || disk->minors > MINORMASK + 1 ||
	    disk->first_minor + disk->minors > MINORMASK + 1)
		return -EINVAL;
	return 0;
}

static void release_numbers(struct gendisk *disk)
{
	if (disk->major == BLOCK_EXT_MAJOR)
		ida_free(&ext_minors, disk->first_minor);
}

/* /sys/block, /sys/dev and /sys/dev/block, once there are disks. */
static struct kobject *block_dir, *dev_dir, *dev_block_dir;

static struct kobject *make_dir(struct kobject **dir, const char *name,
				struct kobject *above)
{
	if (*dir)
		return *dir;
	*dir = kobject_create_and_add(name, above);
	if (*dir) {
		kmemleak_not_leak(*dir);
		kmemleak_not_leak((*dir)->name);
		(*dir)->sd->caller = 0;
	}
	return *dir;
}

static int links_add(struct gendisk *disk)
{
	struct kobject *kobj = &disk_to_dev(disk)->kobj;
	char number[24];
	int ret;

	if (!make_dir(&block_dir, "block", NULL) ||
	    !make_dir(&dev_dir, "dev", NULL) ||
	    !make_dir(&dev_block_dir, "block", dev_dir))
		return -ENOMEM;
	ret = sysfs_create_link(block_dir, kobj, kobject_name(kobj));
	if (ret)
		return ret;
	snprintf(number, sizeof(number), "%u:%u", disk->major,
		 disk->first_minor);
	ret = sysfs_create_link(dev_block_dir, kobj, number);
	if (ret)
		sysfs_remove_link(block_dir, kobject_name(kobj));
	return ret;
}

static void links_remove(struct gendisk *disk)
{
	char number[24];

	snprintf(number, sizeof(number), "%u:%u", disk->major,
		 disk->first_minor);
	sysfs_remove_link(dev_block_dir, number);
	sysfs_remove_link(block_dir,
			  kobject_name(&disk_to_dev(disk)->kobj));
}

/*
 * Looks for partitions, as far as the driver can tell: opens the disk, reads
 * its beginning and closes it. Whatever is there, there are none.
 */
static void scan_partitions(struct gendisk *disk)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	blk_mode_t mode = BLK_OPEN_READ;
#else
	fmode_t mode = FMODE_READ;
#endif
	struct block_device *bdev;

	if (disk->flags & (GENHD_FL_NO_PART | GENHD_FL_HIDDEN) ||
	    test_bit(GD_SUPPRESS_PART_SCAN, &disk->state))
		return;
	bdev = bdev_open(disk_devt(disk), mode, NULL);
	if (IS_ERR(bdev))
		return;
	if (bdev_cache_read_page(bdev, 0))
		pr_err(" %s: unable to read partition table\n",
		       disk->disk_name);
	bdev_release(bdev, mode, NULL);
}

static int add_disk_from(struct device *parent, struct gendisk *disk,
			 const struct attribute_group **groups,
			 unsigned long caller)
{
	struct device *ddev = disk_to_dev(disk);
	int ret;

	if (queue_is_mq(disk->queue) && disk->fops->poll_bio)
		return -EINVAL;
	if (!class_to_subsys(&block_class)) {
		ret = class_register_from((ksim_const_class *)&block_class, 0);
		if (ret)
			return ret;
	}
	ret = assign_numbers(disk);
	if (ret)
		return ret;
	ddev->parent = parent;
	ddev->groups = groups;
	dev_set_name(ddev, "%s", disk->disk_name);
	kmemleak_not_leak(dev_name(ddev));
	if (!(disk->flags & GENHD_FL_HIDDEN))
		ddev->devt = disk_devt(disk);
	disk->part0->bd_dev = disk_devt(disk);
	ret = device_add_from(ddev, 0);
	if (ret)
		goto err_numbers;
	ret = links_add(disk);
	if (ret)
		goto err_device;
	ret = blk_register_queue(disk);
	if (ret)
		goto err_links;
	disk->ksim_added = caller;
	if (!(disk->flags & GENHD_FL_HIDDEN)) {
		disk->ksim_live = true;
		if (get_capacity(disk))
			scan_partitions(disk);
		disk_uevent(disk, KOBJ_ADD);
	}
	set_bit(GD_ADDED, &disk->state);
	return 0;

err_links:
	links_remove(disk);
err_device:
	device_del(ddev);
err_numbers:
	release_numbers(disk);
	return ret;
}

int device_add_disk(struct device *parent, struct gendisk *disk,
		    const struct attribute_group **groups)
{
	return add_disk_from(parent, disk, groups, _RET_IP_);
}
EXPORT_SYMBOL(device_add_disk);

bool disk_live(struct gendisk *disk)
{
	return disk->ksim_live;
}
EXPORT_SYMBOL_GPL(disk_live);

struct gendisk *disk_find(dev_t dev)
{
	struct gendisk *disk;

	list_for_each_entry(disk, &ksim_all_disks, ksim_all)
		if (disk->ksim_live && disk_devt(disk) == dev)
			return disk;
	return NULL;
}

/* taking it away */

void blk_mark_disk_dead(struct gendisk *disk)
{
	set_bit(GD_DEAD, &disk->state);
	if (test_bit(GD_OWNS_QUEUE, &disk->state))
		blk_queue_flag_set(QUEUE_FLAG_DYING, disk->queue);
	set_capacity(disk, 0);
	blk_queue_start_drain(disk->queue);
	blk_mq_unfreeze_queue(disk->queue);
}
EXPORT_SYMBOL_GPL(blk_mark_disk_dead);

void invalidate_disk(struct gendisk *disk)
{
	invalidate_bdev(disk->part0);
	set_capacity(disk, 0);
}
EXPORT_SYMBOL(invalidate_disk);

void del_gendisk(struct gendisk *disk)
{
	struct request_queue *q = disk->queue;

	might_sleep();
	if (WARN_ON_ONCE(!disk_live(disk) && !(disk->flags & GENHD_FL_HIDDEN)))
		return;
	mutex_lock(&disk->open_mutex);
	disk->ksim_live = false;
	mutex_unlock(&disk->open_mutex);
	sync_blockdev(disk->part0);
	bdev_cache_drop(disk->part0, 0, LLONG_MAX, true);
	set_bit(GD_DEAD, &disk->state);
	if (test_bit(GD_OWNS_QUEUE, &disk->state))
		blk_queue_flag_set(QUEUE_FLAG_DYING, q);
	set_capacity(disk, 0);
	blk_queue_start_drain(q);
	blk_unregister_queue(disk);
	links_remove(disk);
	device_del(disk_to_dev(disk));
	release_numbers(disk);
	blk_mq_freeze_queue_wait(q);
	blk_sync_queue(q);
	blk_mq_cancel_work_sync(q);
	/* A queue of its own stays frozen, and fails whatever comes. */
	if (!test_bit(GD_OWNS_QUEUE, &disk->state))
		blk_mq_unfreeze_queue(q);
	else if (queue_is_mq(q))
		blk_mq_exit_queue(q);
}
EXPORT_SYMBOL(del_gendisk);

/* changing it */

void disk_uevent(struct gendisk *disk, enum kobject_action action)
{
	if (bdev_nr_sectors(disk->part0))
		kobject_uevent(bdev_kobj(disk->part0), action);
}
EXPORT_SYMBOL_GPL(disk_uevent);

void set_disk_ro(struct gendisk *disk, bool read_only)
{
	char event[] = "DISK_RO=0", *envp[] = { event, NULL };

	if (read_only ? test_and_set_bit(GD_READ_ONLY, &disk->state) :
			!test_and_clear_bit(GD_READ_ONLY, &disk->state))
		return;
	event[8] += read_only;
	kobject_uevent_env(&disk_to_dev(disk)->kobj, KOBJ_CHANGE, envp);
}
EXPORT_SYMBOL(set_disk_ro);

void set_capacity(struct gendisk *disk, sector_t size)
{
	bdev_set_nr_sectors(disk->part0, size);
}
EXPORT_SYMBOL(set_capacity);

bool set_capacity_and_notify(struct gendisk *disk, sector_t size)
{
	char *envp[] = { "RESIZE=1", NULL };
	sector_t before = get_capacity(disk);

	set_capacity(disk, size);
	if (size == before || !disk_live(disk) ||
	    disk->flags & GENHD_FL_HIDDEN)
		return false;
	pr_info_ratelimited("%s: detected capacity change from %lld to %lld\n",
			    disk->disk_name, before, size);
	if (!before || !size)
		return false;
	kobject_uevent_env(&disk_to_dev(disk)->kobj, KOBJ_CHANGE, envp);
	return true;
}
EXPORT_SYMBOL_GPL(set_capacity_and_notify);

/* leftovers */

static const struct block_device_operations gone_fops;

static void report_pending_of(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned long i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_report_pending(hctx->tags, 0, NULL);
}

static void audit_disk(struct gendisk *disk)
{
	char detail[160];

	report_pending_of(disk->queue);
	if (disk->ksim_live) {
		snprintf(detail, sizeof(detail),
			 "\"%s\" (%d:%d) was not given to del_gendisk()",
			 disk->disk_name, disk->major, disk->first_minor);
		ksim_leftover("disk left behind", detail, disk->ksim_added,
			      "added here");
	} else if (disk_openers(disk)) {
		snprintf(detail, sizeof(detail),
			 "somebody has \"%s\" open; its block_device_operations have no .owner = THIS_MODULE, so nothing kept the module",
			 disk->disk_name);
		ksim_leftover("disk still open at rmmod", detail,
			      disk->ksim_caller, "allocated here");
	} else {
		snprintf(detail, sizeof(detail),
			 "\"%s\" was not given to put_disk()",
			 disk->disk_name);
		ksim_leftover("disk left behind", detail, disk->ksim_caller,
			      "allocated here");
	}
}

/* Nobody calls into the module any more; what is open stays so. */
static void forget_disk(struct gendisk *disk)
{
	struct request_queue *q = disk->queue;

	bdev_cache_abandon(bdev_cache_of(disk->part0));
	set_bit(GD_DEAD, &disk->state);
	blk_queue_flag_set(QUEUE_FLAG_DYING, q);
	q->mq_freeze_depth++;
	set_capacity(disk, 0);
	if (disk->ksim_live) {
		disk->ksim_live = false;
		links_remove(disk);
		blk_unregister_queue(disk);
		disk_to_dev(disk)->groups = NULL;
		device_del(disk_to_dev(disk));
		release_numbers(disk);
	}
	blk_sync_queue(q);
	blk_mq_cancel_work_sync(q);
	disk->fops = &gone_fops;
	list_del_init(&disk->ksim_all);
}

static void audit_majors(struct module *mod)
{
	struct blk_major *p, *next;
	char detail[160];

	list_for_each_entry_safe(p, next, &majors, link) {
		if (!ksim_from_module(p->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "block device major %u of \"%s\" was not given to unregister_blkdev()",
			 p->major, p->name);
		ksim_leftover("device numbers left behind", detail, p->caller,
			      "registered here");
		list_del(&p->link);
		kfree(p);
	}
}

void block_audit_module(struct module *mod)
{
	struct tag_set_record *record, *next_record;
	struct gendisk *disk, *next;

	list_for_each_entry_safe(disk, next, &ksim_all_disks, ksim_all) {
		if (!ksim_from_module(disk->ksim_caller, mod))
			continue;
		audit_disk(disk);
		forget_disk(disk);
	}
	list_for_each_entry_safe(record, next_record, &ksim_all_tag_sets,
				 link) {
		if (!ksim_from_module(record->caller, mod))
			continue;
		ksim_leftover("tag set left behind",
			      "it was not given to blk_mq_free_tag_set()",
			      record->caller, "allocated here");
		blk_mq_forget_tag_set(record);
	}
	audit_majors(mod);
}
