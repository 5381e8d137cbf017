// SPDX-License-Identifier: GPL-2.0-or-later
/* /sys/block/<disk>/queue and the counts of a disk. */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/export.h>
#include <linux/jiffies.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "blk.h"
#include "shims/fs/kernfs/kernfs-internal.h"

/* counts */

ssize_t part_stat_show(struct device *dev, struct device_attribute *attr,
		       char *buf)
{
	const struct disk_stats *stat = dev_to_bdev(dev)->bd_stats;
	u64 nsecs = 0;
	int i, len = 0;

	for (i = 0; i < NR_STAT_GROUPS; i++)
		nsecs += stat->nsecs[i];
	for (i = STAT_READ; i <= STAT_WRITE; i++)
		len += sysfs_emit_at(buf, len, "%8lu %8lu %8lu %8u ",
				     stat->ios[i], stat->merges[i],
				     stat->sectors[i],
				     (u32)(stat->nsecs[i] / NSEC_PER_MSEC));
	len += sysfs_emit_at(buf, len, "%8lu %8u %8u ",
			     stat->in_flight[0] + stat->in_flight[1],
			     jiffies_to_msecs(stat->io_ticks),
			     (u32)(nsecs / NSEC_PER_MSEC));
	i = STAT_DISCARD;
	len += sysfs_emit_at(buf, len, "%8lu %8lu %8lu %8u ", stat->ios[i],
			     stat->merges[i], stat->sectors[i],
			     (u32)(stat->nsecs[i] / NSEC_PER_MSEC));
	i = STAT_FLUSH;
	len += sysfs_emit_at(buf, len, "%8lu %8u\n", stat->ios[i],
			     (u32)(stat->nsecs[i] / NSEC_PER_MSEC));
	return len;
}

ssize_t part_inflight_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	const struct disk_stats *stat = dev_to_bdev(dev)->bd_stats;

	return sysfs_emit(buf, "%8lu %8lu\n", stat->in_flight[0],
			  stat->in_flight[1]);
}

/* queue/ */

struct queue_dir {
	struct kobject kobj;
	struct request_queue *q;
};

struct queue_entry {
	struct attribute attr;
	ssize_t (*show)(struct request_queue *q, char *page);
	ssize_t (*store)(struct request_queue *q, const char *page,
			 size_t count);
};

#define QUEUE_RO(_name, format, value)					\
static ssize_t _name##_show(struct request_queue *q, char *page)		\
{									\
	return sysfs_emit(page, format "\n", value);			\
}									\
static struct queue_entry _name##_entry = {				\
	{ .name = #_name, .mode = 0444 }, _name##_show, NULL		\
}

#define QUEUE_RW(_name, format, value)					\
static ssize_t _name##_show(struct request_queue *q, char *page)		\
{									\
	return sysfs_emit(page, format "\n", value);			\
}									\
static struct queue_entry _name##_entry = {				\
	{ .name = #_name, .mode = 0644 }, _name##_show, _name##_store	\
}

static ssize_t read_number(unsigned long *to, const char *page, size_t count)
{
	unsigned long v;
	int err = kstrtoul(page, 10, &v);

	if (err || v > UINT_MAX)
		return -EINVAL;
	*to = v;
	return count;
}

static ssize_t max_sectors_kb_store(struct request_queue *q, const char *page,
				    size_t count)
{
	unsigned long kb;
	ssize_t ret = read_number(&kb, page, count);

	if (ret < 0)
		return ret;
	if (kb > q->limits.max_hw_sectors >> 1 || kb < PAGE_SIZE >> 10)
		return -EINVAL;
	q->limits.max_sectors = kb << 1;
	return ret;
}

static ssize_t nomerges_store(struct request_queue *q, const char *page,
			      size_t count)
{
	unsigned long nm;
	ssize_t ret = read_number(&nm, page, count);

	if (ret < 0)
		return ret;
	blk_queue_flag_clear(QUEUE_FLAG_NOMERGES, q);
	blk_queue_flag_clear(QUEUE_FLAG_NOXMERGES, q);
	if (nm == 2)
		blk_queue_flag_set(QUEUE_FLAG_NOMERGES, q);
	else if (nm)
		blk_queue_flag_set(QUEUE_FLAG_NOXMERGES, q);
	return ret;
}

static ssize_t discard_max_bytes_store(struct request_queue *q,
				       const char *page, size_t count)
{
	unsigned long max;
	ssize_t ret = read_number(&max, page, count);

	if (ret < 0)
		return ret;
	if (max & (q->limits.discard_granularity - 1))
		return -EINVAL;
	q->limits.max_discard_sectors =
		min_t(unsigned long, max >> SECTOR_SHIFT,
		      q->limits.max_hw_discard_sectors);
	return ret;
}

static ssize_t write_cache_store(struct request_queue *q, const char *page,
				 size_t count)
{
	bool on;

	if (!strncmp(page, "write back", 10))
		on = true;
	else if (!strncmp(page, "write through", 13) ||
		 !strncmp(page, "none", 4))
		on = false;
	else
		return -EINVAL;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (on && !(q->limits.features & BLK_FEAT_WRITE_CACHE))
		return -EINVAL;
	if (on)
		q->limits.flags &= ~BLK_FLAG_WRITE_CACHE_DISABLED;
	else
		q->limits.flags |= BLK_FLAG_WRITE_CACHE_DISABLED;
#else
	if (on && !ksim_queue_flag(q, HW_WC))
		return -EINVAL;
	if (on)
		blk_queue_flag_set(QUEUE_FLAG_WC, q);
	else
		blk_queue_flag_clear(QUEUE_FLAG_WC, q);
#endif
	return count;
}

static ssize_t io_timeout_store(struct request_queue *q, const char *page,
				size_t count)
{
	unsigned int ms;

	if (kstrtou32(page, 10, &ms) || !ms)
		return -EINVAL;
	blk_queue_rq_timeout(q, msecs_to_jiffies(ms));
	return count;
}

QUEUE_RO(nr_requests, "%lu", q->nr_requests);
QUEUE_RO(max_hw_sectors_kb, "%u", q->limits.max_hw_sectors >> 1);
QUEUE_RW(max_sectors_kb, "%u", q->limits.max_sectors >> 1);
QUEUE_RO(max_segments, "%u", q->limits.max_segments);
QUEUE_RO(max_discard_segments, "%u", q->limits.max_discard_segments);
QUEUE_RO(max_segment_size, "%u", q->limits.max_segment_size);
QUEUE_RO(scheduler, "%s", queue_is_mq(q) ? "[none]" : "none");
QUEUE_RO(hw_sector_size, "%u", q->limits.logical_block_size);
QUEUE_RO(logical_block_size, "%u", q->limits.logical_block_size);
QUEUE_RO(physical_block_size, "%u", q->limits.physical_block_size);
QUEUE_RO(chunk_sectors, "%u", q->limits.chunk_sectors);
QUEUE_RO(minimum_io_size, "%u", q->limits.io_min);
QUEUE_RO(optimal_io_size, "%u", q->limits.io_opt);
QUEUE_RO(discard_granularity, "%u", q->limits.discard_granularity);
QUEUE_RW(discard_max_bytes, "%llu",
	 (u64)q->limits.max_discard_sectors << SECTOR_SHIFT);
QUEUE_RO(discard_max_hw_bytes, "%llu",
	 (u64)q->limits.max_hw_discard_sectors << SECTOR_SHIFT);
QUEUE_RO(discard_zeroes_data, "%d", 0);
QUEUE_RO(write_zeroes_max_bytes, "%llu",
	 (u64)q->limits.max_write_zeroes_sectors << SECTOR_SHIFT);
QUEUE_RO(rotational, "%d", !blk_queue_nonrot(q));
QUEUE_RO(zoned, "%s", "none");
QUEUE_RW(nomerges, "%d",
	 blk_queue_nomerges(q) << 1 | blk_queue_noxmerges(q));
QUEUE_RW(write_cache, "%s",
	 blk_queue_has_cache(q) ? "write back" : "write through");
QUEUE_RO(fua, "%d", blk_queue_has_fua(q));
QUEUE_RW(io_timeout, "%u", jiffies_to_msecs(q->rq_timeout));
QUEUE_RO(virt_boundary_mask, "%lu", q->limits.virt_boundary_mask);
QUEUE_RO(dma_alignment, "%u", q->limits.dma_alignment);

static struct attribute *queue_attrs[] = {
	&nr_requests_entry.attr,
	&max_hw_sectors_kb_entry.attr,
	&max_sectors_kb_entry.attr,
	&max_segments_entry.attr,
	&max_discard_segments_entry.attr,
	&max_segment_size_entry.attr,
	&scheduler_entry.attr,
	&hw_sector_size_entry.attr,
	&logical_block_size_entry.attr,
	&physical_block_size_entry.attr,
	&chunk_sectors_entry.attr,
	&minimum_io_size_entry.attr,
	&optimal_io_size_entry.attr,
	&discard_granularity_entry.attr,
	&discard_max_bytes_entry.attr,
	&discard_max_hw_bytes_entry.attr,
	&discard_zeroes_data_entry.attr,
	&write_zeroes_max_bytes_entry.attr,
	&rotational_entry.attr,
	&zoned_entry.attr,
	&nomerges_entry.attr,
	&write_cache_entry.attr,
	&fua_entry.attr,
	&io_timeout_entry.attr,
	&virt_boundary_mask_entry.attr,
	&dma_alignment_entry.attr,
	NULL
};

static const struct attribute_group queue_group = { .attrs = queue_attrs };
static const struct attribute_group *queue_groups[] = { &queue_group, NULL };

#define to_entry(at) container_of((at), struct queue_entry, attr)
#define to_queue(kobj) (container_of((kobj), struct queue_dir, kobj)->q)

static ssize_t queue_show(struct kobject *kobj, struct attribute *attr,
			  char *page)
{
	return to_entry(attr)->show(to_queue(kobj), page);
}

static ssize_t queue_store(struct kobject *kobj, struct attribute *attr,
			   const char *page, size_t length)
{
	return to_entry(attr)->store(to_queue(kobj), page, length);
}

static const struct sysfs_ops queue_sysfs_ops = {
	.show = queue_show,
	.store = queue_store,
};

static void queue_dir_release(struct kobject *kobj)
{
	struct queue_dir *dir = container_of(kobj, struct queue_dir, kobj);

	blk_put_queue(dir->q);
	kfree(dir);
}

static const struct kobj_type queue_ktype = {
	.default_groups = queue_groups,
	.sysfs_ops = &queue_sysfs_ops,
	.release = queue_dir_release,
};

int blk_register_queue(struct gendisk *disk)
{
	struct queue_dir *dir = blk_zalloc(sizeof(*dir));
	int ret;

	if (!dir)
		return -ENOMEM;
	dir->q = disk->queue;
	disk->queue->ksim_refs++;
	kobject_init(&dir->kobj, &queue_ktype);
	ret = kobject_add(&dir->kobj, &disk_to_dev(disk)->kobj, "queue");
	if (ret) {
		kobject_put(&dir->kobj);
		return ret;
	}
	kmemleak_not_leak(dir->kobj.name);
	dir->kobj.sd->caller = 0;
	disk->ksim_queue_kobj = &dir->kobj;
	blk_queue_flag_set(QUEUE_FLAG_REGISTERED, disk->queue);
	blk_queue_flag_set(QUEUE_FLAG_INIT_DONE, disk->queue);
	return 0;
}

void blk_unregister_queue(struct gendisk *disk)
{
	if (!disk->ksim_queue_kobj)
		return;
	blk_queue_flag_clear(QUEUE_FLAG_REGISTERED, disk->queue);
	kobject_del(disk->ksim_queue_kobj);
	kobject_put(disk->ksim_queue_kobj);
	disk->ksim_queue_kobj = NULL;
}
