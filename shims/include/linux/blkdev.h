/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Disks, their queues and limits.
 *
 * Stands for: include/linux/blkdev.h, block/{blk-core,blk-settings,blk-sysfs,
 *	       blk-lib,genhd,bdev,fops,ioctl}.c
 * Fidelity:   MODEL - disks come and go, open and close, are read, written
 *	       and limited as in Linux; their page cache keeps whole pages, reads
 *	       ahead only what is asked for, and is written back by fsync(),
 *	       the last close and every five seconds what is older than thirty
 * Absent:     partitions, zones, integrity, polling, cgroups, I/O schedulers,
 *	       stacking of limits, file systems on top, mmap() of a disk,
 *	       media events; in 6.12 files of disks opened by a driver
 */
#ifndef _KSIM_LINUX_BLKDEV_H
#define _KSIM_LINUX_BLKDEV_H

#include <linux/bio.h>
#include <linux/blk_types.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/srcu.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

struct blk_flush_queue;
struct blk_mq_ctx;
struct blk_mq_ops;
struct blk_mq_tag_set;
struct hd_geometry;
struct io_comp_batch;
struct module;
struct pr_ops;
struct request;
struct request_queue;
struct seq_file;

extern const struct device_type disk_type;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
extern const struct class block_class;
#else
extern struct class block_class;
#endif

#define DISK_MAX_PARTS 256
#define DISK_NAME_LEN 32
#define BDEVNAME_SIZE 32
#define BDEVT_SIZE 10
#define BLKDEV_MAJOR_MAX 512

enum {
	GENHD_FL_REMOVABLE = 1 << 0,
	GENHD_FL_HIDDEN = 1 << 1,
	GENHD_FL_NO_PART = 1 << 2,
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
typedef unsigned int __bitwise blk_mode_t;
#define BLK_OPEN_READ ((__force blk_mode_t)(1 << 0))
#define BLK_OPEN_WRITE ((__force blk_mode_t)(1 << 1))
#define BLK_OPEN_EXCL ((__force blk_mode_t)(1 << 2))
#define BLK_OPEN_NDELAY ((__force blk_mode_t)(1 << 3))
#define BLK_OPEN_WRITE_IOCTL ((__force blk_mode_t)(1 << 4))
#define BLK_OPEN_RESTRICT_WRITES ((__force blk_mode_t)(1 << 5))
#define BLK_OPEN_STRICT_SCAN ((__force blk_mode_t)(1 << 6))
#define ksim_blk_mode_t blk_mode_t
#else
#define ksim_blk_mode_t fmode_t
#endif

#define GD_NEED_PART_SCAN 0
#define GD_READ_ONLY 1
#define GD_DEAD 2
#define GD_NATIVE_CAPACITY 3
#define GD_ADDED 4
#define GD_SUPPRESS_PART_SCAN 5
#define GD_OWNS_QUEUE 6

/**
 * struct gendisk - a disk, as its driver sees it
 * @major: 0: one is found
 * @first_minor: likewise, if @minors is 0
 * @minors: how many numbers it has
 * @disk_name: of the node in /dev
 * @part0: all of it, as those see it who read and write
 * @fops: what the driver does itself
 * @queue: where its requests go
 * @private_data: the driver's
 * @flags: GENHD_FL_*
 * @state: GD_*
 * @open_mutex: held while it is opened and closed
 */
struct gendisk {
	int major;
	int first_minor;
	int minors;
	char disk_name[DISK_NAME_LEN];
	unsigned short events;
	unsigned short event_flags;
	struct block_device *part0;
	const struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;
	struct bio_set bio_split;
	int flags;
	unsigned long state;
	struct mutex open_mutex;
	unsigned int open_partitions;
	struct kobject *slave_dir;
	int node_id;
	u64 diskseq;
	unsigned long ksim_ra_pages; /* what BLKRASET said */
	struct kobject *ksim_queue_kobj; /* the directory queue/ */
	struct list_head ksim_all; /* ksim's own: entry among all disks */
	unsigned long ksim_caller; /* ksim's own: who allocated it */
	unsigned long ksim_added; /* ksim's own: who added it */
	bool ksim_live; /* can be opened */
};

bool disk_live(struct gendisk *disk);

static inline unsigned int disk_openers(struct gendisk *disk)
{
	return atomic_read(&disk->part0->bd_openers);
}

#define dev_to_disk(device) (dev_to_bdev(device)->bd_disk)
#define disk_to_dev(disk) (&((disk)->part0->bd_device))

static inline dev_t disk_devt(struct gendisk *disk)
{
	return MKDEV(disk->major, disk->first_minor);
}

static inline int blk_validate_block_size(unsigned long bsize)
{
	if (bsize < 512 || bsize > PAGE_SIZE || !is_power_of_2(bsize))
		return -EINVAL;
	return 0;
}

static inline bool blk_op_is_passthrough(blk_opf_t op)
{
	op &= REQ_OP_MASK;
	return op == REQ_OP_DRV_IN || op == REQ_OP_DRV_OUT;
}

enum blk_default_limits {
	BLK_MAX_SEGMENTS = 128,
	BLK_SAFE_MAX_SECTORS = 255,
	BLK_MAX_SEGMENT_SIZE = 65536,
	BLK_SEG_BOUNDARY_MASK = 0xFFFFFFFFUL,
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define BLK_DEF_MAX_SECTORS_CAP 2560u

typedef unsigned int __bitwise blk_features_t;
#define BLK_FEAT_WRITE_CACHE ((__force blk_features_t)(1u << 0))
#define BLK_FEAT_FUA ((__force blk_features_t)(1u << 1))
#define BLK_FEAT_ROTATIONAL ((__force blk_features_t)(1u << 2))
#define BLK_FEAT_ADD_RANDOM ((__force blk_features_t)(1u << 3))
#define BLK_FEAT_IO_STAT ((__force blk_features_t)(1u << 4))
#define BLK_FEAT_STABLE_WRITES ((__force blk_features_t)(1u << 5))
#define BLK_FEAT_SYNCHRONOUS ((__force blk_features_t)(1u << 6))
#define BLK_FEAT_NOWAIT ((__force blk_features_t)(1u << 7))
#define BLK_FEAT_DAX ((__force blk_features_t)(1u << 8))
#define BLK_FEAT_POLL ((__force blk_features_t)(1u << 9))
#define BLK_FEAT_ZONED ((__force blk_features_t)(1u << 10))
#define BLK_FEAT_PCI_P2PDMA ((__force blk_features_t)(1u << 12))
#define BLK_FEAT_SKIP_TAGSET_QUIESCE ((__force blk_features_t)(1u << 13))
#define BLK_FEAT_BOUNCE_HIGH ((__force blk_features_t)(1u << 14))

typedef unsigned int __bitwise blk_flags_t;
#define BLK_FLAG_WRITE_CACHE_DISABLED ((__force blk_flags_t)(1u << 0))
#define BLK_FLAG_MISALIGNED ((__force blk_flags_t)(1u << 1))
#else
#define BLK_DEF_MAX_SECTORS 2560u

enum blk_zoned_model {
	BLK_ZONED_NONE = 0,
	BLK_ZONED_HA,
	BLK_ZONED_HM,
};

enum blk_bounce {
	BLK_BOUNCE_NONE,
	BLK_BOUNCE_HIGH,
};
#endif

/**
 * struct queue_limits - what a request may look like
 *
 * Sizes are in bytes where they are not called sectors, of 512 bytes.
 */
struct queue_limits {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	blk_features_t features;
	blk_flags_t flags;
#else
	enum blk_bounce bounce;
#endif
	unsigned long seg_boundary_mask;
	unsigned long virt_boundary_mask;
	unsigned int max_hw_sectors;
	unsigned int max_dev_sectors;
	unsigned int chunk_sectors;
	unsigned int max_sectors;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	unsigned int max_user_sectors;
#endif
	unsigned int max_segment_size;
	unsigned int physical_block_size;
	unsigned int logical_block_size;
	unsigned int alignment_offset;
	unsigned int io_min;
	unsigned int io_opt;
	unsigned int max_discard_sectors;
	unsigned int max_hw_discard_sectors;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	unsigned int max_user_discard_sectors;
#endif
	unsigned int max_secure_erase_sectors;
	unsigned int max_write_zeroes_sectors;
	unsigned int max_zone_append_sectors;
	unsigned int discard_granularity;
	unsigned int discard_alignment;
	unsigned int zone_write_granularity;
	unsigned short max_segments;
	unsigned short max_integrity_segments;
	unsigned short max_discard_segments;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	unsigned int max_open_zones;
	unsigned int max_active_zones;
	unsigned int dma_alignment;
	unsigned int dma_pad_mask;
#else
	unsigned char misaligned;
	unsigned char discard_misaligned;
	unsigned char raid_partial_stripes_expensive;
	enum blk_zoned_model zoned;
	unsigned int dma_alignment;
#endif
};

/**
 * struct request_queue - where the requests of one disk go
 * @queuedata: the driver's
 * @mq_ops: the driver's functions; NULL if it takes bios itself
 * @hctx_table: struct blk_mq_hw_ctx, by number
 * @disk: whose queue it is, once there is one
 * @nr_requests: tags of each hardware queue
 * @rq_timeout: jiffies until ->timeout is called
 * @requeue_list: to be tried again
 * @mq_freeze_depth: how often it is frozen
 * @quiesce_depth: how often it is quiesced
 */
struct request_queue {
	void *queuedata;
	const struct blk_mq_ops *mq_ops;
	struct blk_mq_ctx *queue_ctx;
	unsigned long queue_flags;
	unsigned int rq_timeout;
	unsigned int queue_depth;
	unsigned int nr_hw_queues;
	struct xarray hctx_table;
	spinlock_t queue_lock;
	struct gendisk *disk;
	struct device *dev;
	unsigned long nr_requests;
	unsigned int dma_pad_mask;
	struct timer_list timeout;
	struct work_struct timeout_work;
	struct queue_limits limits;
	int id;
	int node;
	struct list_head requeue_list;
	spinlock_t requeue_lock;
	struct delayed_work requeue_work;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	struct mutex limits_lock;
#endif
	int mq_freeze_depth;
	struct mutex mq_freeze_lock;
	wait_queue_head_t mq_freeze_wq;
	int quiesce_depth;
	struct blk_mq_tag_set *tag_set;
	struct list_head tag_set_list;
	struct rcu_head rcu_head;
	struct srcu_struct ksim_srcu; /* readers run a blocking ->queue_rq */
	unsigned int ksim_users; /* requests and bios that it has */
	unsigned int ksim_refs;
	struct blk_flush_queue *ksim_flush;
	unsigned long ksim_caller; /* who made it */
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
enum {
	QUEUE_FLAG_DYING,
	QUEUE_FLAG_NOMERGES,
	QUEUE_FLAG_SAME_COMP,
	QUEUE_FLAG_FAIL_IO,
	QUEUE_FLAG_NOXMERGES,
	QUEUE_FLAG_SAME_FORCE,
	QUEUE_FLAG_INIT_DONE,
	QUEUE_FLAG_STATS,
	QUEUE_FLAG_REGISTERED,
	QUEUE_FLAG_QUIESCED,
	QUEUE_FLAG_RQ_ALLOC_TIME,
	QUEUE_FLAG_HCTX_ACTIVE,
	QUEUE_FLAG_SQ_SCHED,
	QUEUE_FLAG_MAX
};

#define QUEUE_FLAG_MQ_DEFAULT (1UL << QUEUE_FLAG_SAME_COMP)
#else
#define QUEUE_FLAG_STOPPED 0
#define QUEUE_FLAG_DYING 1
#define QUEUE_FLAG_HAS_SRCU 2
#define QUEUE_FLAG_NOMERGES 3
#define QUEUE_FLAG_SAME_COMP 4
#define QUEUE_FLAG_FAIL_IO 5
#define QUEUE_FLAG_NONROT 6
#define QUEUE_FLAG_VIRT QUEUE_FLAG_NONROT
#define QUEUE_FLAG_IO_STAT 7
#define QUEUE_FLAG_NOXMERGES 9
#define QUEUE_FLAG_ADD_RANDOM 10
#define QUEUE_FLAG_SAME_FORCE 12
#define QUEUE_FLAG_HW_WC 13
#define QUEUE_FLAG_INIT_DONE 14
#define QUEUE_FLAG_STABLE_WRITES 15
#define QUEUE_FLAG_POLL 16
#define QUEUE_FLAG_WC 17
#define QUEUE_FLAG_FUA 18
#define QUEUE_FLAG_DAX 19
#define QUEUE_FLAG_STATS 20
#define QUEUE_FLAG_REGISTERED 22
#define QUEUE_FLAG_QUIESCED 24
#define QUEUE_FLAG_NOWAIT 29
#define QUEUE_FLAG_SQ_SCHED 30

#define QUEUE_FLAG_MQ_DEFAULT						\
	((1UL << QUEUE_FLAG_IO_STAT) | (1UL << QUEUE_FLAG_SAME_COMP) |	\
	 (1UL << QUEUE_FLAG_NOWAIT))
#endif

void blk_queue_flag_set(unsigned int flag, struct request_queue *q);
void blk_queue_flag_clear(unsigned int flag, struct request_queue *q);

#define ksim_queue_flag(q, flag) test_bit(QUEUE_FLAG_##flag, &(q)->queue_flags)
#define blk_queue_dying(q) ksim_queue_flag(q, DYING)
#define blk_queue_init_done(q) ksim_queue_flag(q, INIT_DONE)
#define blk_queue_nomerges(q) ksim_queue_flag(q, NOMERGES)
#define blk_queue_noxmerges(q) ksim_queue_flag(q, NOXMERGES)
#define blk_queue_quiesced(q) ksim_queue_flag(q, QUIESCED)
#define blk_queue_registered(q) ksim_queue_flag(q, REGISTERED)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define blk_queue_nonrot(q) (!((q)->limits.features & BLK_FEAT_ROTATIONAL))
#define blk_queue_io_stat(q) ((q)->limits.features & BLK_FEAT_IO_STAT)
#else
bool blk_queue_flag_test_and_set(unsigned int flag, struct request_queue *q);
#define blk_queue_stopped(q) ksim_queue_flag(q, STOPPED)
#define blk_queue_nonrot(q) ksim_queue_flag(q, NONROT)
#define blk_queue_stable_writes(q) ksim_queue_flag(q, STABLE_WRITES)
#define blk_queue_io_stat(q) ksim_queue_flag(q, IO_STAT)
#define blk_queue_add_random(q) ksim_queue_flag(q, ADD_RANDOM)
#endif

#define blk_noretry_request(rq) ((rq)->cmd_flags & REQ_FAILFAST_MASK)
#define list_entry_rq(ptr) list_entry((ptr), struct request, queuelist)
#define for_each_bio(_bio) for (; _bio; _bio = _bio->bi_next)

#define dma_map_bvec(dev, bv, dir, attrs) \
	dma_map_page_attrs(dev, (bv)->bv_page, (bv)->bv_offset, \
			   (bv)->bv_len, (dir), (attrs))

static inline bool queue_is_mq(struct request_queue *q)
{
	return q->mq_ops;
}

static inline unsigned int blk_queue_depth(struct request_queue *q)
{
	return q->queue_depth ?: q->nr_requests;
}

/* disks */

/**
 * device_add_disk() - show a disk to the world
 * @parent: of /sys/…/block/<name>, or NULL
 * @disk: its name, fops and capacity are set
 * @groups: attributes of its directory, or NULL
 *
 * From here on requests can come.
 *
 * Context: may sleep.
 * Return: 0 or -errno; then put_disk() is still to be called.
 */
int __must_check device_add_disk(struct device *parent, struct gendisk *disk,
				 const struct attribute_group **groups);

static inline int __must_check add_disk(struct gendisk *disk)
{
	return device_add_disk(NULL, disk, NULL);
}

/**
 * del_gendisk() - take a disk away
 * @disk: was added
 *
 * Writes back what is dirty, waits for requests, and lets no others in. Who has
 * it open keeps it so, and gets errors.
 *
 * Context: may sleep.
 */
void del_gendisk(struct gendisk *disk);
void put_disk(struct gendisk *disk);
void invalidate_disk(struct gendisk *disk);
void set_disk_ro(struct gendisk *disk, bool read_only);
void disk_uevent(struct gendisk *disk, enum kobject_action action);
void set_capacity(struct gendisk *disk, sector_t size);

/**
 * set_capacity_and_notify() - a disk has become larger or smaller
 *
 * The kernel log and who listens to uevents are told if it is there and was and
 * is not empty.
 *
 * Return: whether uevents were sent.
 */
bool set_capacity_and_notify(struct gendisk *disk, sector_t size);
void blk_mark_disk_dead(struct gendisk *disk);
void inc_diskseq(struct gendisk *disk);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static inline u8 bdev_partno(const struct block_device *bdev)
{
	return atomic_read(&bdev->__bd_flags) & BD_PARTNO;
}

static inline bool bdev_test_flag(const struct block_device *bdev,
				  unsigned int flag)
{
	return atomic_read(&bdev->__bd_flags) & flag;
}

static inline void bdev_set_flag(struct block_device *bdev, unsigned int flag)
{
	atomic_or(flag, &bdev->__bd_flags);
}

static inline void bdev_clear_flag(struct block_device *bdev, unsigned int flag)
{
	atomic_andnot(flag, &bdev->__bd_flags);
}

static inline int get_disk_ro(struct gendisk *disk)
{
	return bdev_test_flag(disk->part0, BD_READ_ONLY) ||
	       test_bit(GD_READ_ONLY, &disk->state);
}

static inline int bdev_read_only(struct block_device *bdev)
{
	return bdev_test_flag(bdev, BD_READ_ONLY) || get_disk_ro(bdev->bd_disk);
}

static inline bool bdev_is_partition(struct block_device *bdev)
{
	return bdev_partno(bdev) != 0;
}
#else
static inline int get_disk_ro(struct gendisk *disk)
{
	return disk->part0->bd_read_only ||
	       test_bit(GD_READ_ONLY, &disk->state);
}

static inline int bdev_read_only(struct block_device *bdev)
{
	return bdev->bd_read_only || get_disk_ro(bdev->bd_disk);
}

static inline bool bdev_is_partition(struct block_device *bdev)
{
	return bdev->bd_partno;
}
#endif

static inline sector_t get_start_sect(struct block_device *bdev)
{
	return bdev->bd_start_sect;
}

static inline sector_t bdev_nr_sectors(struct block_device *bdev)
{
	return bdev->bd_nr_sectors;
}

static inline loff_t bdev_nr_bytes(struct block_device *bdev)
{
	return (loff_t)bdev_nr_sectors(bdev) << SECTOR_SHIFT;
}

static inline sector_t get_capacity(struct gendisk *disk)
{
	return bdev_nr_sectors(disk->part0);
}

/* A disk whose driver takes bios itself, by ->submit_bio. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node,
				 struct lock_class_key *lkclass);
#define blk_alloc_disk(lim, node_id)				\
({								\
	static struct lock_class_key __key;			\
								\
	__blk_alloc_disk(lim, node_id, &__key);			\
})
#else
struct gendisk *__blk_alloc_disk(int node, struct lock_class_key *lkclass);
#define blk_alloc_disk(node_id)					\
({								\
	static struct lock_class_key __key;			\
								\
	__blk_alloc_disk(node_id, &__key);			\
})
#endif

/**
 * __register_blkdev() - reserve a major number for disks
 * @major: 1 to 511; 0: any that is free
 * @name: shown in /proc/devices
 * @probe: Linux calls it if a node without a disk is opened; or NULL
 *
 * Return: 0, or the number if @major is 0; -EINVAL, -EBUSY, -ENOMEM.
 */
int __register_blkdev(unsigned int major, const char *name,
		      void (*probe)(dev_t devt));
#define register_blkdev(major, name) __register_blkdev(major, name, NULL)
void unregister_blkdev(unsigned int major, const char *name);

/* bios */

void submit_bio_noacct(struct bio *bio);
struct bio *bio_split_to_limits(struct bio *bio);
int blk_queue_enter(struct request_queue *q, blk_mq_req_flags_t flags);
void blk_queue_exit(struct request_queue *q);
void blk_sync_queue(struct request_queue *q);
bool __must_check blk_get_queue(struct request_queue *q);
void blk_put_queue(struct request_queue *q);
const char *blk_op_str(enum req_op op);
int blk_status_to_errno(blk_status_t status);
blk_status_t errno_to_blk_status(int errno);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
const char *blk_status_to_str(blk_status_t status);
#endif

static inline struct request_queue *bdev_get_queue(struct block_device *bdev)
{
	return bdev->bd_queue;
}

/**
 * struct blk_plug - requests that are held back until there are some more
 * @mq_list: them, the first one first
 * @rq_count: how many
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct rq_list {
	struct request *head;
	struct request *tail;
};
#endif

struct blk_plug {
	struct list_head ksim_list;
	unsigned short nr_ios;
	unsigned short rq_count;
};

void blk_start_plug(struct blk_plug *plug);
void blk_start_plug_nr_ios(struct blk_plug *plug, unsigned short nr_ios);
void blk_finish_plug(struct blk_plug *plug);
void __blk_flush_plug(struct blk_plug *plug, bool from_schedule);

static inline void blk_flush_plug(struct blk_plug *plug, bool async)
{
	if (plug)
		__blk_flush_plug(plug, async);
}

int blkdev_issue_flush(struct block_device *bdev);
int blkdev_issue_discard(struct block_device *bdev, sector_t sector,
			 sector_t nr_sects, gfp_t gfp_mask);
int blkdev_issue_secure_erase(struct block_device *bdev, sector_t sector,
			      sector_t nr_sects, gfp_t gfp);

#define BLKDEV_ZERO_NOUNMAP (1 << 0)
#define BLKDEV_ZERO_NOFALLBACK (1 << 1)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define BLKDEV_ZERO_KILLABLE (1 << 2)
#endif

int blkdev_issue_zeroout(struct block_device *bdev, sector_t sector,
			 sector_t nr_sects, gfp_t gfp_mask, unsigned int flags);

/* limits */

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
/* To be ended by one of the others. */
static inline struct queue_limits
queue_limits_start_update(struct request_queue *q)
{
	mutex_lock(&q->limits_lock);
	return q->limits;
}

int queue_limits_commit_update(struct request_queue *q,
			       struct queue_limits *lim);
int queue_limits_commit_update_frozen(struct request_queue *q,
				      struct queue_limits *lim);
int queue_limits_set(struct request_queue *q, struct queue_limits *lim);

static inline void queue_limits_cancel_update(struct request_queue *q)
{
	mutex_unlock(&q->limits_lock);
}

static inline void blk_queue_disable_discard(struct request_queue *q)
{
	q->limits.max_discard_sectors = 0;
}

static inline void blk_queue_disable_secure_erase(struct request_queue *q)
{
	q->limits.max_secure_erase_sectors = 0;
}

static inline void blk_queue_disable_write_zeroes(struct request_queue *q)
{
	q->limits.max_write_zeroes_sectors = 0;
}

static inline bool blk_queue_write_cache(struct request_queue *q)
{
	return q->limits.features & BLK_FEAT_WRITE_CACHE &&
	       !(q->limits.flags & BLK_FLAG_WRITE_CACHE_DISABLED);
}
#else
void blk_queue_bounce_limit(struct request_queue *q, enum blk_bounce limit);
void blk_queue_max_hw_sectors(struct request_queue *q,
			      unsigned int max_hw_sectors);
void blk_queue_chunk_sectors(struct request_queue *q,
			     unsigned int chunk_sectors);
void blk_queue_max_segments(struct request_queue *q,
			    unsigned short max_segments);
void blk_queue_max_discard_segments(struct request_queue *q,
				    unsigned short max_segments);
void blk_queue_max_secure_erase_sectors(struct request_queue *q,
					unsigned int max_sectors);
void blk_queue_max_segment_size(struct request_queue *q,
				unsigned int max_size);
void blk_queue_max_discard_sectors(struct request_queue *q,
				   unsigned int max_discard_sectors);
void blk_queue_max_write_zeroes_sectors(struct request_queue *q,
					unsigned int max_sectors);
void blk_queue_logical_block_size(struct request_queue *q, unsigned int size);
void blk_queue_physical_block_size(struct request_queue *q, unsigned int size);
void blk_queue_alignment_offset(struct request_queue *q, unsigned int offset);
void blk_queue_io_min(struct request_queue *q, unsigned int min);
void blk_queue_io_opt(struct request_queue *q, unsigned int opt);
void blk_limits_io_min(struct queue_limits *limits, unsigned int min);
void blk_limits_io_opt(struct queue_limits *limits, unsigned int opt);
void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask);
void blk_queue_virt_boundary(struct request_queue *q, unsigned long mask);
void blk_queue_dma_alignment(struct request_queue *q, int mask);
void blk_queue_update_dma_alignment(struct request_queue *q, int mask);
void blk_queue_update_dma_pad(struct request_queue *q, unsigned int mask);

/**
 * blk_queue_write_cache() - say whether the device has a cache
 * @q: its queue
 * @enabled: written data may be lost until it is flushed
 * @fua: it can write through
 */
void blk_queue_write_cache(struct request_queue *q, bool enabled, bool fua);
#endif

void blk_queue_rq_timeout(struct request_queue *q, unsigned int timeout);
void blk_set_queue_depth(struct request_queue *q, unsigned int depth);
void blk_set_stacking_limits(struct queue_limits *lim);

static inline unsigned long
queue_segment_boundary(const struct request_queue *q)
{
	return q->limits.seg_boundary_mask;
}

static inline unsigned long queue_virt_boundary(const struct request_queue *q)
{
	return q->limits.virt_boundary_mask;
}

static inline unsigned int queue_max_sectors(const struct request_queue *q)
{
	return q->limits.max_sectors;
}

static inline unsigned int queue_max_bytes(struct request_queue *q)
{
	return min_t(unsigned int, queue_max_sectors(q), INT_MAX >> 9) << 9;
}

static inline unsigned int queue_max_hw_sectors(const struct request_queue *q)
{
	return q->limits.max_hw_sectors;
}

static inline unsigned short queue_max_segments(const struct request_queue *q)
{
	return q->limits.max_segments;
}

static inline unsigned short
queue_max_discard_segments(const struct request_queue *q)
{
	return q->limits.max_discard_segments;
}

static inline unsigned int queue_max_segment_size(const struct request_queue *q)
{
	return q->limits.max_segment_size;
}

static inline unsigned int
queue_logical_block_size(const struct request_queue *q)
{
	return q->limits.logical_block_size;
}

static inline unsigned int
queue_physical_block_size(const struct request_queue *q)
{
	return q->limits.physical_block_size;
}

static inline unsigned int queue_io_min(const struct request_queue *q)
{
	return q->limits.io_min;
}

static inline unsigned int queue_io_opt(const struct request_queue *q)
{
	return q->limits.io_opt;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static inline unsigned int queue_dma_alignment(const struct request_queue *q)
#else
static inline int queue_dma_alignment(const struct request_queue *q)
#endif
{
	return q->limits.dma_alignment;
}

static inline unsigned int bdev_max_segments(struct block_device *bdev)
{
	return queue_max_segments(bdev_get_queue(bdev));
}

static inline unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return queue_logical_block_size(bdev_get_queue(bdev));
}

static inline unsigned int bdev_physical_block_size(struct block_device *bdev)
{
	return queue_physical_block_size(bdev_get_queue(bdev));
}

static inline unsigned int bdev_io_min(struct block_device *bdev)
{
	return queue_io_min(bdev_get_queue(bdev));
}

static inline unsigned int bdev_io_opt(struct block_device *bdev)
{
	return queue_io_opt(bdev_get_queue(bdev));
}

static inline unsigned int bdev_max_discard_sectors(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.max_discard_sectors;
}

static inline unsigned int bdev_discard_granularity(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.discard_granularity;
}

static inline unsigned int
bdev_max_secure_erase_sectors(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.max_secure_erase_sectors;
}

static inline unsigned int bdev_write_zeroes_sectors(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.max_write_zeroes_sectors;
}

static inline unsigned int bdev_dma_alignment(struct block_device *bdev)
{
	return queue_dma_alignment(bdev_get_queue(bdev));
}

static inline bool bdev_nonrot(struct block_device *bdev)
{
	return blk_queue_nonrot(bdev_get_queue(bdev));
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
static inline bool bdev_stable_writes(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.features & BLK_FEAT_STABLE_WRITES;
}

static inline bool bdev_write_cache(struct block_device *bdev)
{
	return blk_queue_write_cache(bdev_get_queue(bdev));
}

static inline bool bdev_fua(struct block_device *bdev)
{
	return bdev_get_queue(bdev)->limits.features & BLK_FEAT_FUA;
}
#else
static inline bool bdev_stable_writes(struct block_device *bdev)
{
	return ksim_queue_flag(bdev_get_queue(bdev), STABLE_WRITES);
}

static inline bool bdev_write_cache(struct block_device *bdev)
{
	return ksim_queue_flag(bdev_get_queue(bdev), WC);
}

static inline bool bdev_fua(struct block_device *bdev)
{
	return ksim_queue_flag(bdev_get_queue(bdev), FUA);
}
#endif

static inline int blk_rq_aligned(struct request_queue *q, unsigned long addr,
				 unsigned int len)
{
	unsigned int alignment = queue_dma_alignment(q);

	return !(addr & alignment) && !(len & alignment);
}

static inline unsigned int blksize_bits(unsigned int size)
{
	return order_base_2(size >> SECTOR_SHIFT) + SECTOR_SHIFT;
}

unsigned int block_size(struct block_device *bdev);
int kblockd_schedule_work(struct work_struct *work);
int kblockd_mod_delayed_work_on(int cpu, struct delayed_work *dwork,
				unsigned long delay);

#define MODULE_ALIAS_BLOCKDEV(major, minor) \
	MODULE_ALIAS("block-major-" __stringify(major) "-" __stringify(minor))
#define MODULE_ALIAS_BLOCKDEV_MAJOR(major) \
	MODULE_ALIAS("block-major-" __stringify(major) "-*")

enum blk_unique_id {
	BLK_UID_T10 = 1,
	BLK_UID_EUI64 = 2,
	BLK_UID_NAA = 3,
};

/**
 * struct block_device_operations - what a driver does itself
 * @submit_bio: takes all bios, in place of requests; must end each
 * @open: somebody opens the disk
 * @release: somebody closes it
 * @ioctl: a command that the kernel does not know
 * @getgeo: for HDIO_GETGEO
 * @set_read_only: for BLKROSET
 * @free_disk: nobody has the disk any more
 * @devnode: where in /dev
 */
struct block_device_operations {
	void (*submit_bio)(struct bio *bio);
	int (*poll_bio)(struct bio *bio, struct io_comp_batch *iob,
			unsigned int flags);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	int (*open)(struct gendisk *disk, blk_mode_t mode);
	void (*release)(struct gendisk *disk);
#else
	int (*open)(struct block_device *bdev, fmode_t mode);
	void (*release)(struct gendisk *disk, fmode_t mode);
	int (*rw_page)(struct block_device *bdev, sector_t sector,
		       struct page *page, enum req_op op);
#endif
	int (*ioctl)(struct block_device *bdev, ksim_blk_mode_t mode,
		     unsigned int cmd, unsigned long arg);
	int (*compat_ioctl)(struct block_device *bdev, ksim_blk_mode_t mode,
			    unsigned int cmd, unsigned long arg);
	unsigned int (*check_events)(struct gendisk *disk,
				     unsigned int clearing);
	void (*unlock_native_capacity)(struct gendisk *disk);
	int (*getgeo)(struct block_device *bdev, struct hd_geometry *geo);
	int (*set_read_only)(struct block_device *bdev, bool ro);
	void (*free_disk)(struct gendisk *disk);
	void (*swap_slot_free_notify)(struct block_device *bdev,
				      unsigned long offset);
	char *(*devnode)(struct gendisk *disk, umode_t *mode);
	int (*get_unique_id)(struct gendisk *disk, u8 id[16],
			     enum blk_unique_id id_type);
	struct module *owner;
	const struct pr_ops *pr_ops;
};

int blkdev_compat_ptr_ioctl(struct block_device *bdev, ksim_blk_mode_t mode,
			    unsigned int cmd, unsigned long arg);

/* Counts and times, for drivers that take bios. */
unsigned long bio_start_io_acct(struct bio *bio);
void bio_end_io_acct_remapped(struct bio *bio, unsigned long start_time,
			      struct block_device *orig_bdev);

static inline void bio_end_io_acct(struct bio *bio, unsigned long start_time)
{
	bio_end_io_acct_remapped(bio, start_time, bio->bi_bdev);
}

struct block_device *I_BDEV(struct inode *inode);
int lookup_bdev(const char *pathname, dev_t *dev);
void invalidate_bdev(struct block_device *bdev);
int sync_blockdev(struct block_device *bdev);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct blk_holder_ops;

struct file *bdev_file_open_by_path(const char *path, blk_mode_t mode,
				    void *holder,
				    const struct blk_holder_ops *hops);
struct file *bdev_file_open_by_dev(dev_t dev, blk_mode_t mode, void *holder,
				   const struct blk_holder_ops *hops);
struct block_device *file_bdev(struct file *bdev_file);
void bdev_fput(struct file *bdev_file);
#else
struct block_device *blkdev_get_by_path(const char *path, fmode_t mode,
					void *holder);
struct block_device *blkdev_get_by_dev(dev_t dev, fmode_t mode, void *holder);
void blkdev_put(struct block_device *bdev, fmode_t mode);
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
struct io_comp_batch {
	struct rq_list req_list;
	bool need_ts;
	void (*complete)(struct io_comp_batch *iob);
};
#else
struct io_comp_batch {
	struct request *req_list;
	bool need_ts;
	void (*complete)(struct io_comp_batch *iob);
};
#endif

#define DEFINE_IO_COMP_BATCH(name) struct io_comp_batch name = { }

#endif
