/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the block layer know of each other. */
#ifndef _BLK_H
#define _BLK_H

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/kmemleak.h>
#include <linux/slab.h>
#include <ksim/abi/report.h>
#include <ksim/abi/vmlinux.h>

#define BLOCK_EXT_MAJOR 259
#define BLK_MAX_REQUEST_COUNT 32 /* of a plug */
#define BLK_MQ_RESOURCE_DELAY 3 /* ms */

/* Memory of the kernel's own, however it came to need it. */
static inline void *blk_zalloc(size_t size)
{
	void *p = kzalloc(size, GFP_KERNEL);

	kmemleak_not_leak(p);
	return p;
}

/*
 * Waits as wait_event() does; if nobody wakes the task any more, @fn describes
 * @obj.
 */
#define blk_wait_event(wq, condition, fn, obj)				\
do {									\
	current->ksim_io = (struct ksim_io_wait){ (fn), (obj) };	\
	wait_event(wq, condition);					\
	current->ksim_io = (struct ksim_io_wait){};			\
} while (0)

void blk_describe_queue(const void *queue, struct ksim_wait_description *to);

/**
 * struct tag_set_record - what is known of a tag set
 * @set: may be freed memory when a leftover is reported, unlike the rest
 * @tags: of each hardware queue
 * @cmd_size: of it, as @depth and @nr_hw_queues
 * @caller: who made it
 */
struct tag_set_record {
	struct list_head link;
	struct blk_mq_tag_set *set;
	struct blk_mq_tags **tags;
	unsigned int nr_hw_queues;
	unsigned long caller;
};

extern struct list_head ksim_all_disks;
extern struct list_head ksim_all_tag_sets;

/* blk-core.c */
struct request_queue *blk_alloc_queue(unsigned long caller);
extern struct workqueue_struct *kblockd_workqueue, *bdi_wq;
void blk_queue_start_drain(struct request_queue *q);
int bio_queue_enter(struct bio *bio);
void submit_bio_noacct_nocheck(struct bio *bio);
const char *blk_status_name(blk_status_t status);
bool blk_status_known(blk_status_t status);

static inline bool blk_queue_has_cache(struct request_queue *q)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return blk_queue_write_cache(q);
#else
	return ksim_queue_flag(q, WC);
#endif
}

static inline bool blk_queue_has_fua(struct request_queue *q)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return q->limits.features & BLK_FEAT_FUA;
#else
	return ksim_queue_flag(q, FUA);
#endif
}

static inline bool blk_queue_nowait(struct request_queue *q)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return q->limits.features & BLK_FEAT_NOWAIT;
#else
	return ksim_queue_flag(q, NOWAIT);
#endif
}

static inline bool blk_disk_dead(struct request_queue *q)
{
	return q->disk && test_bit(GD_DEAD, &q->disk->state);
}

/* blk-settings.c */
void blk_set_default_limits(struct queue_limits *lim);
int blk_set_limits(struct request_queue *q, struct queue_limits *lim);

/* blk-merge.c */
/* Return: @bio or its first part, the rest being submitted; NULL: it ended. */
struct bio *__bio_split_to_limits(struct bio *bio, unsigned int *nr_segs);
unsigned int blk_recalc_rq_segments(struct request *rq);
bool blk_try_merge(struct request *rq, struct bio *bio, unsigned int nr_segs);

/* blk-mq.c */
void blk_mq_submit_bio(struct bio *bio);
void blk_mq_exit_queue(struct request_queue *q);
void blk_mq_cancel_work_sync(struct request_queue *q);
void blk_mq_flush_plug_list(struct blk_plug *plug, bool from_schedule);
void blk_mq_insert(struct request *rq, bool at_head);
void blk_mq_run_or_defer(struct blk_mq_hw_ctx *hctx);
void blk_mq_for_each_started(struct request_queue *q, busy_tag_iter_fn *fn,
			     void *priv);
void blk_rq_init_for(struct request *rq, struct request_queue *q,
		     struct blk_mq_hw_ctx *hctx, int tag, blk_opf_t opf);
unsigned int blk_mq_in_flight(struct request_queue *q, int direction);
void blk_account_start(struct block_device *bdev, int direction);
void blk_account_end(struct block_device *bdev, int group, int direction,
		     u64 duration_ns);
void blk_mq_audit_module(struct module *mod);
/* For findings: "request 3 of ramdisk0, WRITE of 8 sectors at 16". */
void blk_describe_request(const struct request *rq, char *buf, size_t size);

/* blk-timeout.c */
void blk_add_timer(struct request *rq);
void blk_mq_timeout_work(struct work_struct *work);
void blk_rq_timed_out_timer(struct timer_list *t);

/* blk-flush.c */
struct blk_flush_queue *blk_alloc_flush_queue(struct blk_mq_tag_set *set,
					      unsigned int hctx_idx, int *error);
void blk_free_flush_queue(struct blk_flush_queue *fq,
			  struct blk_mq_tag_set *set, unsigned int hctx_idx);
/* Return: whether it was dealt with; if not, it is as any other. */
bool blk_insert_flush(struct request *rq);
struct request *blk_flush_request(struct blk_flush_queue *fq);

/* genhd.c */
struct gendisk *blk_alloc_disk_node(struct request_queue *q,
				    unsigned long caller);
struct gendisk *disk_find(dev_t dev);

/* blk-sysfs.c */
int blk_register_queue(struct gendisk *disk);
void blk_unregister_queue(struct gendisk *disk);
ssize_t part_stat_show(struct device *dev, struct device_attribute *attr,
		       char *buf);
ssize_t part_inflight_show(struct device *dev, struct device_attribute *attr,
			   char *buf);

/* bdev.c */
struct block_device *bdev_alloc(struct gendisk *disk);
void bdev_free(struct block_device *bdev);
void bdev_set_nr_sectors(struct block_device *bdev, sector_t sectors);
struct inode *bdev_inode(struct block_device *bdev);
struct block_device *bdev_open(dev_t dev, ksim_blk_mode_t mode, void *holder);
void bdev_release(struct block_device *bdev, ksim_blk_mode_t mode,
		  void *holder);

static inline bool bdev_mode_has(ksim_blk_mode_t mode, bool write)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return mode & (write ? BLK_OPEN_WRITE : BLK_OPEN_READ);
#else
	return mode & (write ? FMODE_WRITE : FMODE_READ);
#endif
}

/* ioctl.c */
long blkdev_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
long compat_blkdev_ioctl(struct file *file, unsigned int cmd,
			 unsigned long arg);

/* fs/buffer.c: the page cache of one disk. */
struct bdev_cache;

struct bdev_cache *bdev_cache_alloc(struct block_device *bdev);
void bdev_cache_free(struct bdev_cache *cache);
/* Nobody will ever use the disk again; who waits for it waits for ever. */
void bdev_cache_abandon(struct bdev_cache *cache);
struct bdev_cache *bdev_cache_of(struct block_device *bdev);
/* Return: bytes, or -errno if there are none. */
ssize_t bdev_cache_read(struct block_device *bdev, loff_t pos,
			struct iov_iter *to);
ssize_t bdev_cache_write(struct block_device *bdev, loff_t pos,
			 struct iov_iter *from);
/* Writes back what is dirty of a range and waits. Return: 0 or -errno. */
int bdev_cache_sync(struct block_device *bdev, loff_t start, loff_t end);
/* Forgets pages of a range; dirty ones too, if @dirty. */
void bdev_cache_drop(struct block_device *bdev, loff_t start, loff_t end,
		     bool dirty);
int bdev_cache_read_page(struct block_device *bdev, pgoff_t index);

/* How a file has a disk open. */
static inline ksim_blk_mode_t blk_file_mode(const struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	blk_mode_t mode = 0;

	if (file->f_mode & FMODE_READ)
		mode |= BLK_OPEN_READ;
	if (file->f_mode & FMODE_WRITE)
		mode |= BLK_OPEN_WRITE;
	if (file->f_mode & FMODE_EXCL)
		mode |= BLK_OPEN_EXCL;
	if (file->f_flags & O_NDELAY)
		mode |= BLK_OPEN_NDELAY;
	return mode;
#else
	return file->f_mode;
#endif
}

#endif
