/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What block devices are asked to do, and how that ends.
 *
 * Stands for: include/linux/blk_types.h
 * Fidelity:   MODEL - statuses, operations and flags have the kernel's names
 *	       and values; a block_device is always a whole disk
 * Absent:     partitions, cgroups, integrity, inline encryption, zones
 */
#ifndef _KSIM_LINUX_BLK_TYPES_H
#define _KSIM_LINUX_BLK_TYPES_H

#include <linux/atomic.h>
#include <linux/bvec.h>
#include <linux/device.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/version.h>

struct address_space;
struct bio;
struct bio_set;
struct gendisk;
struct inode;
struct request_queue;

#ifndef SECTOR_SHIFT
#define SECTOR_SHIFT 9
#endif
#ifndef SECTOR_SIZE
#define SECTOR_SIZE (1 << SECTOR_SHIFT)
#endif

#define PAGE_SECTORS_SHIFT (PAGE_SHIFT - SECTOR_SHIFT)
#define PAGE_SECTORS (1 << PAGE_SECTORS_SHIFT)
#define SECTOR_MASK (PAGE_SECTORS - 1)

/* One for reads, one for writes, one for discards, one for flushes. */
struct disk_stats {
	u64 nsecs[4];
	unsigned long sectors[4];
	unsigned long ios[4];
	unsigned long merges[4];
	unsigned long io_ticks;
	long in_flight[2];
};

/**
 * struct block_device - a disk, as those see it who read and write
 * @bd_nr_sectors: its size
 * @bd_disk: the driver's part
 * @bd_queue: where its requests go
 * @bd_dev: its number
 * @bd_openers: how many have it open
 * @bd_holder: who has it exclusively
 * @bd_holders: how often
 * @bd_device: /sys/class/block/<name>
 */
struct block_device {
	sector_t bd_start_sect;
	sector_t bd_nr_sectors;
	struct gendisk *bd_disk;
	struct request_queue *bd_queue;
	struct disk_stats *bd_stats;
	unsigned long bd_stamp;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	atomic_t __bd_flags;
#define BD_PARTNO 255
#define BD_READ_ONLY (1u << 8)
#define BD_WRITE_HOLDER (1u << 9)
#define BD_HAS_SUBMIT_BIO (1u << 10)
#define BD_RO_WARNED (1u << 11)
#else
	bool bd_read_only;
	u8 bd_partno;
#endif
	dev_t bd_dev;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	struct address_space *bd_mapping;
#else
	struct inode *bd_inode;
#endif
	atomic_t bd_openers;
	spinlock_t bd_size_lock;
	void *bd_claiming;
	void *bd_holder;
	int bd_holders;
	struct device bd_device;
};

#define bdev_whole(_bdev) ((_bdev)->bd_disk->part0)
#define dev_to_bdev(device) \
	container_of((device), struct block_device, bd_device)
#define bdev_kobj(_bdev) (&((_bdev)->bd_device.kobj))

typedef u8 __bitwise blk_status_t;
typedef u16 blk_short_t;

#define BLK_STS_OK 0
#define BLK_STS_NOTSUPP ((__force blk_status_t)1)
#define BLK_STS_TIMEOUT ((__force blk_status_t)2)
#define BLK_STS_NOSPC ((__force blk_status_t)3)
#define BLK_STS_TRANSPORT ((__force blk_status_t)4)
#define BLK_STS_TARGET ((__force blk_status_t)5)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define BLK_STS_RESV_CONFLICT ((__force blk_status_t)6)
#else
#define BLK_STS_NEXUS ((__force blk_status_t)6)
#endif
#define BLK_STS_MEDIUM ((__force blk_status_t)7)
#define BLK_STS_PROTECTION ((__force blk_status_t)8)
/* The device has no room for it; something in flight will make some. */
#define BLK_STS_RESOURCE ((__force blk_status_t)9)
#define BLK_STS_IOERR ((__force blk_status_t)10)
#define BLK_STS_DM_REQUEUE ((__force blk_status_t)11)
#define BLK_STS_AGAIN ((__force blk_status_t)12)
/* As BLK_STS_RESOURCE, but the driver sees to it that the queue runs again. */
#define BLK_STS_DEV_RESOURCE ((__force blk_status_t)13)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define BLK_STS_ZONE_OPEN_RESOURCE ((__force blk_status_t)14)
#define BLK_STS_ZONE_ACTIVE_RESOURCE ((__force blk_status_t)15)
#define BLK_STS_OFFLINE ((__force blk_status_t)16)
#define BLK_STS_DURATION_LIMIT ((__force blk_status_t)17)
#define BLK_STS_INVAL ((__force blk_status_t)19)
#else
#define BLK_STS_ZONE_RESOURCE ((__force blk_status_t)14)
#define BLK_STS_ZONE_OPEN_RESOURCE ((__force blk_status_t)15)
#define BLK_STS_ZONE_ACTIVE_RESOURCE ((__force blk_status_t)16)
#define BLK_STS_OFFLINE ((__force blk_status_t)17)
#endif

/* Could it go better on another path to the same device? */
static inline bool blk_path_error(blk_status_t error)
{
	switch (error) {
	case BLK_STS_NOTSUPP:
	case BLK_STS_NOSPC:
	case BLK_STS_TARGET:
	case (__force blk_status_t)6: /* a reservation */
	case BLK_STS_MEDIUM:
	case BLK_STS_PROTECTION:
		return false;
	default:
		return true;
	}
}

typedef __u32 __bitwise blk_opf_t;
typedef unsigned int blk_qc_t;
#define BLK_QC_T_NONE -1U

typedef void(bio_end_io_t)(struct bio *);

/**
 * struct bio - something to be read or written
 * @bi_next: the next one of the same request
 * @bi_bdev: where
 * @bi_opf: enum req_op, and REQ_*
 * @bi_flags: BIO_*
 * @bi_status: how it ended
 * @bi_iter: what is left of it
 * @bi_end_io: called when it is over, in any context
 * @bi_private: for @bi_end_io
 * @bi_vcnt: pieces in @bi_io_vec
 * @bi_max_vecs: room in it; this and what follows survive bio_reset()
 * @bi_io_vec: the memory
 * @bi_pool: where it goes with the last reference; NULL: its owner knows
 */
struct bio {
	struct bio *bi_next;
	struct block_device *bi_bdev;
	blk_opf_t bi_opf;
	unsigned short bi_flags;
	unsigned short bi_ioprio;
	blk_status_t bi_status;
	atomic_t __bi_remaining;
	struct bvec_iter bi_iter;
	blk_qc_t bi_cookie;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	unsigned short bi_vcnt;
	unsigned short bi_max_vecs;
	atomic_t __bi_cnt;
	struct bio_vec *bi_io_vec;
	struct bio_set *bi_pool;
	struct bio_vec bi_inline_vecs[];
};

#define BIO_RESET_BYTES offsetof(struct bio, bi_max_vecs)
#define BIO_MAX_SECTORS (UINT_MAX >> SECTOR_SHIFT)

enum {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	BIO_PAGE_PINNED,
#else
	BIO_NO_PAGE_REF,
#endif
	BIO_CLONED,
	BIO_BOUNCED,
	BIO_QUIET,
	BIO_CHAIN,
	BIO_REFFED,
	BIO_BPS_THROTTLED,
	BIO_TRACE_COMPLETION,
	BIO_CGROUP_ACCT,
	BIO_QOS_THROTTLED,
	BIO_QOS_MERGED,
	BIO_REMAPPED,
	BIO_FLAG_LAST
};

typedef __u32 __bitwise blk_mq_req_flags_t;

#define REQ_OP_BITS 8
#define REQ_OP_MASK (__force blk_opf_t)((1 << REQ_OP_BITS) - 1)
#define REQ_FLAG_BITS 24

/* What writes is odd. */
enum req_op {
	REQ_OP_READ = (__force blk_opf_t)0,
	REQ_OP_WRITE = (__force blk_opf_t)1,
	REQ_OP_FLUSH = (__force blk_opf_t)2,
	REQ_OP_DISCARD = (__force blk_opf_t)3,
	REQ_OP_SECURE_ERASE = (__force blk_opf_t)5,
	REQ_OP_ZONE_APPEND = (__force blk_opf_t)7,
	REQ_OP_WRITE_ZEROES = (__force blk_opf_t)9,
	REQ_OP_ZONE_OPEN = (__force blk_opf_t)11,
	REQ_OP_ZONE_CLOSE = (__force blk_opf_t)13,
	REQ_OP_ZONE_FINISH = (__force blk_opf_t)15,
	REQ_OP_ZONE_RESET = (__force blk_opf_t)17,
	REQ_OP_ZONE_RESET_ALL = (__force blk_opf_t)19,
	REQ_OP_DRV_IN = (__force blk_opf_t)34,
	REQ_OP_DRV_OUT = (__force blk_opf_t)35,
	REQ_OP_LAST = (__force blk_opf_t)36,
};

enum req_flag_bits {
	__REQ_FAILFAST_DEV = REQ_OP_BITS,
	__REQ_FAILFAST_TRANSPORT,
	__REQ_FAILFAST_DRIVER,
	__REQ_SYNC,
	__REQ_META,
	__REQ_PRIO,
	__REQ_NOMERGE,
	__REQ_IDLE,
	__REQ_INTEGRITY,
	__REQ_FUA,
	__REQ_PREFLUSH,
	__REQ_RAHEAD,
	__REQ_BACKGROUND,
	__REQ_NOWAIT,
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	__REQ_CGROUP_PUNT,
#endif
	__REQ_POLLED,
	__REQ_ALLOC_CACHE,
	__REQ_SWAP,
	__REQ_DRV,
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	__REQ_FS_PRIVATE,
	__REQ_ATOMIC,
#endif
	__REQ_NOUNMAP,
	__REQ_NR_BITS,
};

#define KSIM_REQ(name) ((__force blk_opf_t)(1ULL << __REQ_##name))

/* Give up after the first error of the device, the transport, the driver. */
#define REQ_FAILFAST_DEV KSIM_REQ(FAILFAST_DEV)
#define REQ_FAILFAST_TRANSPORT KSIM_REQ(FAILFAST_TRANSPORT)
#define REQ_FAILFAST_DRIVER KSIM_REQ(FAILFAST_DRIVER)
#define REQ_SYNC KSIM_REQ(SYNC) /* somebody waits */
#define REQ_META KSIM_REQ(META)
#define REQ_PRIO KSIM_REQ(PRIO)
#define REQ_NOMERGE KSIM_REQ(NOMERGE)
#define REQ_IDLE KSIM_REQ(IDLE)
#define REQ_INTEGRITY KSIM_REQ(INTEGRITY)
#define REQ_FUA KSIM_REQ(FUA) /* over when the data are on the medium */
#define REQ_PREFLUSH KSIM_REQ(PREFLUSH) /* flush the device's cache before */
#define REQ_RAHEAD KSIM_REQ(RAHEAD)
#define REQ_BACKGROUND KSIM_REQ(BACKGROUND)
#define REQ_NOWAIT KSIM_REQ(NOWAIT) /* fail rather than sleep for a tag */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define REQ_CGROUP_PUNT KSIM_REQ(CGROUP_PUNT)
#endif
#define REQ_POLLED KSIM_REQ(POLLED)
#define REQ_ALLOC_CACHE KSIM_REQ(ALLOC_CACHE)
#define REQ_SWAP KSIM_REQ(SWAP)
#define REQ_DRV KSIM_REQ(DRV)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define REQ_FS_PRIVATE KSIM_REQ(FS_PRIVATE)
#define REQ_ATOMIC KSIM_REQ(ATOMIC)
#endif
#define REQ_NOUNMAP KSIM_REQ(NOUNMAP) /* write zeroes, free no blocks */

#define REQ_FAILFAST_MASK \
	(REQ_FAILFAST_DEV | REQ_FAILFAST_TRANSPORT | REQ_FAILFAST_DRIVER)
#define REQ_NOMERGE_FLAGS (REQ_NOMERGE | REQ_PREFLUSH | REQ_FUA)

enum stat_group {
	STAT_READ,
	STAT_WRITE,
	STAT_DISCARD,
	STAT_FLUSH,
	NR_STAT_GROUPS
};

static inline enum req_op bio_op(const struct bio *bio)
{
	return bio->bi_opf & REQ_OP_MASK;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
static inline void bio_set_op_attrs(struct bio *bio, enum req_op op,
				    blk_opf_t op_flags)
{
	bio->bi_opf = op | op_flags;
}
#endif

static inline bool op_is_write(blk_opf_t op)
{
	return op & 1;
}

/* Does it need more steps than one of a device with a cache? */
static inline bool op_is_flush(blk_opf_t op)
{
	return op & (REQ_FUA | REQ_PREFLUSH);
}

static inline bool op_is_sync(blk_opf_t op)
{
	return (op & REQ_OP_MASK) == REQ_OP_READ ||
	       op & (REQ_SYNC | REQ_FUA | REQ_PREFLUSH);
}

static inline bool op_is_discard(blk_opf_t op)
{
	return (op & REQ_OP_MASK) == REQ_OP_DISCARD;
}

static inline bool op_is_zone_mgmt(enum req_op op)
{
	switch (op & REQ_OP_MASK) {
	case REQ_OP_ZONE_RESET:
	case REQ_OP_ZONE_RESET_ALL:
	case REQ_OP_ZONE_OPEN:
	case REQ_OP_ZONE_CLOSE:
	case REQ_OP_ZONE_FINISH:
		return true;
	default:
		return false;
	}
}

static inline int op_stat_group(enum req_op op)
{
	return op_is_discard(op) ? STAT_DISCARD : op_is_write(op);
}

#endif
