/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files, inodes and what can be done with them.
 *
 * Stands for: include/linux/fs.h, fs/{open,read_write,file_table,inode,
 *	       libfs,char_dev,fcntl}.c
 * Fidelity:   MODEL - calls, checks, their order and errno as in Linux; one
 *	       RAM-backed tree, no page cache but that of disks, no file
 *	       locks, no leases
 * Absent:     register_filesystem() and mounting, file locking, quotas,
 *	       notification, writeback, generic_file_read_iter(),
 *	       generic_file_write_iter()
 */
#ifndef _KSIM_LINUX_FS_H
#define _KSIM_LINUX_FS_H

#include <linux/linkage.h>
#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/version.h>
#include <linux/errno.h>
#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/dcache.h>
#include <linux/path.h>
#include <linux/stat.h>
#include <linux/cache.h>
#include <linux/errseq.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/uidgid.h>
#include <linux/cred.h>
#include <linux/capability.h>
#include <linux/fcntl.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/pid.h>
#include <linux/ioctl.h>

#include <asm/byteorder.h>
#include <uapi/linux/fs.h>

struct cdev;
struct cred;
struct dir_context;
struct file;
struct file_lock;
struct file_lease;
struct fasync_struct;
struct inode;
struct iattr;
struct io_comp_batch;
struct io_uring_cmd;
struct iov_iter;
struct kiocb;
struct kobject;
struct kstat;
struct kstatfs;
struct mnt_idmap;
struct module;
struct page;
struct pipe_inode_info;
struct poll_table_struct;
struct seq_file;
struct user_namespace;
struct vm_area_struct;

#define READ 0
#define WRITE 1

#define MAY_EXEC 0x00000001
#define MAY_WRITE 0x00000002
#define MAY_READ 0x00000004
#define MAY_APPEND 0x00000008
#define MAY_ACCESS 0x00000010
#define MAY_OPEN 0x00000020
#define MAY_CHDIR 0x00000040

#define FMODE_READ ((__force fmode_t)0x1)
#define FMODE_WRITE ((__force fmode_t)0x2)
#define FMODE_LSEEK ((__force fmode_t)0x4)
#define FMODE_PREAD ((__force fmode_t)0x8)
#define FMODE_PWRITE ((__force fmode_t)0x10)
#define FMODE_EXEC ((__force fmode_t)0x20)
#define FMODE_NDELAY ((__force fmode_t)0x40)
#define FMODE_EXCL ((__force fmode_t)0x80)
#define FMODE_UNSIGNED_OFFSET ((__force fmode_t)0x2000)
#define FMODE_PATH ((__force fmode_t)0x4000)
#define FMODE_ATOMIC_POS ((__force fmode_t)0x8000)
#define FMODE_WRITER ((__force fmode_t)0x10000)
#define FMODE_CAN_READ ((__force fmode_t)0x20000)
#define FMODE_CAN_WRITE ((__force fmode_t)0x40000)
#define FMODE_OPENED ((__force fmode_t)0x80000)
#define FMODE_CREATED ((__force fmode_t)0x100000)
#define FMODE_STREAM ((__force fmode_t)0x200000)
#define FMODE_CAN_ODIRECT ((__force fmode_t)0x400000)
#define FMODE_NOWAIT ((__force fmode_t)0x8000000)

#define ATTR_MODE (1 << 0)
#define ATTR_UID (1 << 1)
#define ATTR_GID (1 << 2)
#define ATTR_SIZE (1 << 3)
#define ATTR_ATIME (1 << 4)
#define ATTR_MTIME (1 << 5)
#define ATTR_CTIME (1 << 6)
#define ATTR_OPEN (1 << 15)

#define SB_RDONLY BIT(0)
#define SB_NODEV BIT(2)

#define S_SYNC (1 << 0)
#define S_NOATIME (1 << 1)
#define S_APPEND (1 << 2)
#define S_IMMUTABLE (1 << 3)
#define S_DEAD (1 << 4)
#define S_PRIVATE (1 << 9)

#define IS_APPEND(inode) ((inode)->i_flags & S_APPEND)
#define IS_IMMUTABLE(inode) ((inode)->i_flags & S_IMMUTABLE)
#define IS_DEADDIR(inode) ((inode)->i_flags & S_DEAD)

#define __FMODE_EXEC ((__force int)FMODE_EXEC)
#define ACC_MODE(x) ("\004\002\006\006"[(x) & O_ACCMODE])
#define OPEN_FMODE(flag) ((__force fmode_t)(((flag) + 1) & O_ACCMODE))

/* The longest read or write: whole pages that fit an int. */
#define MAX_RW_COUNT (INT_MAX & PAGE_MASK)
#define MAX_LFS_FILESIZE ((loff_t)LLONG_MAX)
#define OFFSET_MAX ((loff_t)LLONG_MAX)

#define CHRDEV_MAJOR_MAX 512
#define CHRDEV_MAJOR_DYN_END 234
#define CHRDEV_MAJOR_DYN_EXT_START 511
#define CHRDEV_MAJOR_DYN_EXT_END 384

#define IOCB_HIPRI ((__force int)RWF_HIPRI)
#define IOCB_DSYNC ((__force int)RWF_DSYNC)
#define IOCB_SYNC ((__force int)RWF_SYNC)
#define IOCB_NOWAIT ((__force int)RWF_NOWAIT)
#define IOCB_APPEND ((__force int)RWF_APPEND)
#define IOCB_EVENTFD (1 << 16)
#define IOCB_DIRECT (1 << 17)
#define IOCB_WRITE (1 << 18)
#define IOCB_WAITQ (1 << 19)
#define IOCB_NOIO (1 << 20)

typedef void *fl_owner_t;

struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	void (*ki_complete)(struct kiocb *iocb, long ret);
	void *private;
	int ki_flags;
	u16 ki_ioprio;
};

static inline bool is_sync_kiocb(struct kiocb *kiocb)
{
	return kiocb->ki_complete == NULL;
}

struct iattr {
	unsigned int ia_valid;
	umode_t ia_mode;
	kuid_t ia_uid;
	kgid_t ia_gid;
	loff_t ia_size;
	struct timespec64 ia_atime;
	struct timespec64 ia_mtime;
	struct timespec64 ia_ctime;
	struct file *ia_file;
};

struct address_space_operations;

struct address_space {
	struct inode *host;
	gfp_t gfp_mask;
	unsigned long nrpages;
	const struct address_space_operations *a_ops;
	unsigned long flags; /* AS_* */
	errseq_t wb_err; /* of what was written back */
	struct list_head private_list;
	void *private_data;
};

/* Errors of writing back that nobody has asked for. */
#define AS_EIO 0
#define AS_ENOSPC 1

struct inode_operations;

struct inode {
	umode_t i_mode;
	unsigned short i_opflags;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned int i_flags;
	const struct inode_operations *i_op;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	unsigned long i_ino;
	union {
		const unsigned int i_nlink;
		unsigned int __i_nlink;
	};
	dev_t i_rdev;
	loff_t i_size;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	time64_t i_atime_sec;
	time64_t i_mtime_sec;
	time64_t i_ctime_sec;
	u32 i_atime_nsec;
	u32 i_mtime_nsec;
	u32 i_ctime_nsec;
#else
	struct timespec64 i_atime;
	struct timespec64 i_mtime;
	struct timespec64 i_ctime;
#endif
	spinlock_t i_lock;
	unsigned short i_bytes;
	u8 i_blkbits;
	blkcnt_t i_blocks;
	unsigned long i_state;
	struct rw_semaphore i_rwsem;
	struct hlist_node i_hash;
	struct hlist_head i_dentry;
	atomic64_t i_version;
	atomic_t i_count;
	atomic_t i_writecount;
	atomic_t i_readcount;
	const struct file_operations *i_fop;
	struct address_space i_data;
	struct list_head i_devices;
	union {
		struct pipe_inode_info *i_pipe;
		struct cdev *i_cdev;
		char *i_link;
	};
	u32 i_generation;
	void *i_private;
	void *ksim_fs_private; /* of the file system it belongs to */
};

/**
 * struct fown_struct - who is told when there is something to do with a file
 * @lock: protects @pid, @pid_type, @uid and @euid
 * @pid: a process or a process group, NULL for nobody
 * @pid_type: which of them
 * @uid: of who named the owner; it must be one that may send to him
 * @euid: the same
 * @signum: by F_SETSIG; 0 for a SIGIO that does not say what it is about
 */
struct fown_struct {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	struct file *file;
#endif
	rwlock_t lock;
	struct pid *pid;
	enum pid_type pid_type;
	kuid_t uid, euid;
	int signum;
};

struct file_ra_state {
	pgoff_t start;
	unsigned int size;
	unsigned int async_size;
	unsigned int ra_pages;
	loff_t prev_pos;
};

struct file {
	atomic_long_t f_count;
	spinlock_t f_lock;
	fmode_t f_mode;
	const struct file_operations *f_op;
	struct address_space *f_mapping;
	void *private_data;
	struct inode *f_inode;
	unsigned int f_flags;
	unsigned int f_iocb_flags;
	const struct cred *f_cred;
	struct path f_path;
	struct mutex f_pos_lock;
	loff_t f_pos;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	struct fown_struct *f_owner;
#else
	struct fown_struct f_owner;
	u64 f_version;
#endif
	struct file_ra_state f_ra;
	errseq_t f_wb_err; /* what it has been told of */
	struct hlist_head *f_ep;
};

typedef bool (*filldir_t)(struct dir_context *, const char *, int, loff_t, u64,
			  unsigned int);

struct dir_context {
	filldir_t actor;
	loff_t pos;
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
typedef unsigned int __bitwise fop_flags_t;
#define FOP_BUFFER_RASYNC ((__force fop_flags_t)(1 << 0))
#define FOP_BUFFER_WASYNC ((__force fop_flags_t)(1 << 1))
#define FOP_MMAP_SYNC ((__force fop_flags_t)(1 << 2))
#define FOP_DIO_PARALLEL_WRITE ((__force fop_flags_t)(1 << 3))
#define FOP_HUGE_PAGES ((__force fop_flags_t)(1 << 4))
#define FOP_UNSIGNED_OFFSET ((__force fop_flags_t)(1 << 5))
#endif

struct file_operations {
	struct module *owner;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	fop_flags_t fop_flags;
#endif
	loff_t (*llseek)(struct file *, loff_t, int);
	ssize_t (*read)(struct file *, char __user *, size_t, loff_t *);
	ssize_t (*write)(struct file *, const char __user *, size_t,
			 loff_t *);
	ssize_t (*read_iter)(struct kiocb *, struct iov_iter *);
	ssize_t (*write_iter)(struct kiocb *, struct iov_iter *);
	int (*iopoll)(struct kiocb *kiocb, struct io_comp_batch *,
		      unsigned int flags);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	int (*iterate)(struct file *, struct dir_context *);
#endif
	int (*iterate_shared)(struct file *, struct dir_context *);
	__poll_t (*poll)(struct file *, struct poll_table_struct *);
	long (*unlocked_ioctl)(struct file *, unsigned int, unsigned long);
	long (*compat_ioctl)(struct file *, unsigned int, unsigned long);
	int (*mmap)(struct file *, struct vm_area_struct *);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
	unsigned long mmap_supported_flags;
#endif
	int (*open)(struct inode *, struct file *);
	int (*flush)(struct file *, fl_owner_t id);
	int (*release)(struct inode *, struct file *);
	int (*fsync)(struct file *, loff_t, loff_t, int datasync);
	int (*fasync)(int, struct file *, int);
	int (*lock)(struct file *, int, struct file_lock *);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
	ssize_t (*sendpage)(struct file *, struct page *, int, size_t,
			    loff_t *, int);
#endif
	unsigned long (*get_unmapped_area)(struct file *, unsigned long,
					   unsigned long, unsigned long,
					   unsigned long);
	int (*check_flags)(int);
	int (*flock)(struct file *, int, struct file_lock *);
	ssize_t (*splice_write)(struct pipe_inode_info *, struct file *,
				loff_t *, size_t, unsigned int);
	ssize_t (*splice_read)(struct file *, loff_t *,
			       struct pipe_inode_info *, size_t, unsigned int);
	void (*splice_eof)(struct file *file);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	int (*setlease)(struct file *, int, struct file_lease **, void **);
#else
	int (*setlease)(struct file *, long, struct file_lock **, void **);
#endif
	long (*fallocate)(struct file *file, int mode, loff_t offset,
			  loff_t len);
	void (*show_fdinfo)(struct seq_file *m, struct file *f);
	ssize_t (*copy_file_range)(struct file *, loff_t, struct file *,
				   loff_t, size_t, unsigned int);
	loff_t (*remap_file_range)(struct file *file_in, loff_t pos_in,
				   struct file *file_out, loff_t pos_out,
				   loff_t len, unsigned int remap_flags);
	int (*fadvise)(struct file *, loff_t, loff_t, int);
	int (*uring_cmd)(struct io_uring_cmd *ioucmd,
			 unsigned int issue_flags);
	int (*uring_cmd_iopoll)(struct io_uring_cmd *, struct io_comp_batch *,
				unsigned int poll_flags);
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define ksim_idmap struct mnt_idmap
#else
#define ksim_idmap struct user_namespace
#endif

struct inode_operations {
	struct dentry *(*lookup)(struct inode *, struct dentry *,
				 unsigned int);
	int (*permission)(ksim_idmap *, struct inode *, int);
	int (*create)(ksim_idmap *, struct inode *, struct dentry *, umode_t,
		      bool);
	int (*link)(struct dentry *, struct inode *, struct dentry *);
	int (*unlink)(struct inode *, struct dentry *);
	int (*symlink)(ksim_idmap *, struct inode *, struct dentry *,
		       const char *);
	int (*mkdir)(ksim_idmap *, struct inode *, struct dentry *, umode_t);
	int (*rmdir)(struct inode *, struct dentry *);
	int (*mknod)(ksim_idmap *, struct inode *, struct dentry *, umode_t,
		     dev_t);
	int (*rename)(ksim_idmap *, struct inode *, struct dentry *,
		      struct inode *, struct dentry *, unsigned int);
	int (*setattr)(ksim_idmap *, struct dentry *, struct iattr *);
	int (*getattr)(ksim_idmap *, const struct path *, struct kstat *, u32,
		       unsigned int);
};

struct super_operations {
	struct inode *(*alloc_inode)(struct super_block *sb);
	void (*destroy_inode)(struct inode *);
	void (*free_inode)(struct inode *);
	void (*evict_inode)(struct inode *);
	void (*put_super)(struct super_block *);
	int (*statfs)(struct dentry *, struct kstatfs *);
};

struct super_block {
	struct list_head s_list;
	dev_t s_dev;
	unsigned char s_blocksize_bits;
	unsigned long s_blocksize;
	loff_t s_maxbytes;
	const struct super_operations *s_op;
	unsigned long s_flags;
	unsigned long s_iflags;
	unsigned long s_magic;
	struct dentry *s_root;
	void *s_fs_info;
	u32 s_time_gran;
	char s_id[32];
};

/* inodes */

struct inode *new_inode(struct super_block *sb);
void ihold(struct inode *inode);
void iput(struct inode *inode);
struct inode *igrab(struct inode *inode);
void inode_init_once(struct inode *inode);
void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev);
void inode_init_owner(ksim_idmap *idmap, struct inode *inode,
		      const struct inode *dir, umode_t mode);
void set_nlink(struct inode *inode, unsigned int nlink);
void clear_nlink(struct inode *inode);
void inc_nlink(struct inode *inode);
void drop_nlink(struct inode *inode);
unsigned int get_next_ino(void);
struct timespec64 current_time(struct inode *inode);
int generic_permission(ksim_idmap *idmap, struct inode *inode, int mask);
int inode_permission(ksim_idmap *idmap, struct inode *inode, int mask);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
struct timespec64 inode_set_ctime_current(struct inode *inode);

static inline struct timespec64 inode_get_ctime(const struct inode *inode)
{
	return (struct timespec64){ inode->i_ctime_sec, inode->i_ctime_nsec };
}

static inline struct timespec64 inode_get_mtime(const struct inode *inode)
{
	return (struct timespec64){ inode->i_mtime_sec, inode->i_mtime_nsec };
}

static inline struct timespec64 inode_get_atime(const struct inode *inode)
{
	return (struct timespec64){ inode->i_atime_sec, inode->i_atime_nsec };
}

static inline struct timespec64
inode_set_atime_to_ts(struct inode *inode, struct timespec64 ts)
{
	inode->i_atime_sec = ts.tv_sec;
	inode->i_atime_nsec = ts.tv_nsec;
	return ts;
}

static inline struct timespec64
inode_set_mtime_to_ts(struct inode *inode, struct timespec64 ts)
{
	inode->i_mtime_sec = ts.tv_sec;
	inode->i_mtime_nsec = ts.tv_nsec;
	return ts;
}

static inline struct timespec64
inode_set_ctime_to_ts(struct inode *inode, struct timespec64 ts)
{
	inode->i_ctime_sec = ts.tv_sec;
	inode->i_ctime_nsec = ts.tv_nsec;
	return ts;
}

struct timespec64 simple_inode_init_ts(struct inode *inode);
#endif

static inline void mark_inode_dirty(struct inode *inode)
{
	/* Nothing is ever written back: the tree lives in RAM. */
}

static inline unsigned int iminor(const struct inode *inode)
{
	return MINOR(inode->i_rdev);
}

static inline unsigned int imajor(const struct inode *inode)
{
	return MAJOR(inode->i_rdev);
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

static inline void i_size_write(struct inode *inode, loff_t i_size)
{
	inode->i_size = i_size;
}

static inline uid_t i_uid_read(const struct inode *inode)
{
	return __kuid_val(inode->i_uid);
}

static inline gid_t i_gid_read(const struct inode *inode)
{
	return __kgid_val(inode->i_gid);
}

static inline void inode_lock(struct inode *inode)
{
	down_write(&inode->i_rwsem);
}

static inline void inode_unlock(struct inode *inode)
{
	up_write(&inode->i_rwsem);
}

static inline void inode_lock_shared(struct inode *inode)
{
	down_read(&inode->i_rwsem);
}

static inline void inode_unlock_shared(struct inode *inode)
{
	up_read(&inode->i_rwsem);
}

/* open files */

static inline struct inode *file_inode(const struct file *f)
{
	return f->f_inode;
}

static inline struct dentry *file_dentry(const struct file *file)
{
	return file->f_path.dentry;
}

struct file *get_file(struct file *f);

#define file_count(x) ((x)->f_count.counter)

char *file_path(struct file *filp, char *buf, int buflen);
struct file *filp_open(const char *filename, int flags, umode_t mode);
struct file *dentry_open(const struct path *path, int flags,
			 const struct cred *creds);
int filp_close(struct file *filp, fl_owner_t id);
struct file *alloc_file(const struct path *path, int flags,
			const struct file_operations *fop);

ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos);
ssize_t kernel_write(struct file *file, const void *buf, size_t count,
		     loff_t *pos);
ssize_t vfs_read(struct file *file, char __user *buf, size_t count,
		 loff_t *pos);
ssize_t vfs_write(struct file *file, const char __user *buf, size_t count,
		  loff_t *pos);
loff_t vfs_llseek(struct file *file, loff_t offset, int whence);
int vfs_fsync(struct file *file, int datasync);
int vfs_fsync_range(struct file *file, loff_t start, loff_t end, int datasync);
long vfs_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);
long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
int iterate_dir(struct file *file, struct dir_context *ctx);
int vfs_getattr(const struct path *path, struct kstat *stat, u32 request_mask,
		unsigned int query_flags);

static inline void init_sync_kiocb(struct kiocb *kiocb, struct file *filp)
{
	*kiocb = (struct kiocb){
		.ki_filp = filp,
		.ki_flags = filp->f_iocb_flags,
	};
}

static inline int iocb_flags(struct file *file)
{
	int flags = 0;

	if (file->f_flags & O_APPEND)
		flags |= IOCB_APPEND;
	if (file->f_flags & O_DIRECT)
		flags |= IOCB_DIRECT;
	if (file->f_flags & O_DSYNC)
		flags |= IOCB_DSYNC;
	if (file->f_flags & __O_SYNC)
		flags |= IOCB_SYNC;
	return flags;
}

static inline ssize_t call_read_iter(struct file *file, struct kiocb *kio,
				     struct iov_iter *iter)
{
	return file->f_op->read_iter(kio, iter);
}

static inline ssize_t call_write_iter(struct file *file, struct kiocb *kio,
				      struct iov_iter *iter)
{
	return file->f_op->write_iter(kio, iter);
}

static inline int call_mmap(struct file *file, struct vm_area_struct *vma)
{
	return file->f_op->mmap(file, vma);
}

int nonseekable_open(struct inode *inode, struct file *filp);
int stream_open(struct inode *inode, struct file *filp);
int generic_file_open(struct inode *inode, struct file *filp);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define no_llseek NULL
#endif
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
ssize_t generic_file_read_iter(struct kiocb *iocb, struct iov_iter *to);
ssize_t generic_file_write_iter(struct kiocb *iocb, struct iov_iter *from);
loff_t vfs_setpos(struct file *file, loff_t offset, loff_t maxsize);
loff_t generic_file_llseek(struct file *file, loff_t offset, int whence);
loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence,
				loff_t maxsize, loff_t eof);
loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence,
			 loff_t size);
loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence);
loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence,
			       loff_t size);
/**
 * simple_attr_open() - open a file that is one number
 * @inode: of the file; its i_private is passed to @get and @set
 * @file: the file
 * @get: asks for the number; NULL: reading fails with EACCES
 * @set: sets it; NULL: writing fails with EACCES
 * @fmt: how to print it; takes an unsigned long long
 *
 * Context: Process context. May sleep.
 * Return: 0 or -ENOMEM.
 */
int simple_attr_open(struct inode *inode, struct file *file,
		     int (*get)(void *, u64 *), int (*set)(void *, u64),
		     const char *fmt);
int simple_attr_release(struct inode *inode, struct file *file);
ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len,
			 loff_t *ppos);
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len,
			  loff_t *ppos);
ssize_t simple_attr_write_signed(struct file *file, const char __user *buf,
				 size_t len, loff_t *ppos);

static inline __printf(1, 2)
void __simple_attr_check_format(const char *fmt, ...)
{
	/* The compiler does it. */
}

#define DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, __is_signed) \
static int __fops ## _open(struct inode *inode, struct file *file)	\
{									\
	__simple_attr_check_format(__fmt, 0ull);			\
	return simple_attr_open(inode, file, __get, __set, __fmt);	\
}									\
static const struct file_operations __fops = {				\
	.owner	 = THIS_MODULE,						\
	.open	 = __fops ## _open,					\
	.release = simple_attr_release,					\
	.read	 = simple_attr_read,					\
	.write	 = (__is_signed) ? simple_attr_write_signed :		\
				   simple_attr_write,			\
	.llseek	 = generic_file_llseek,					\
}

#define DEFINE_SIMPLE_ATTRIBUTE(__fops, __get, __set, __fmt)		\
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, false)
#define DEFINE_SIMPLE_ATTRIBUTE_SIGNED(__fops, __get, __set, __fmt)	\
	DEFINE_SIMPLE_ATTRIBUTE_XSIGNED(__fops, __get, __set, __fmt, true)

loff_t default_llseek(struct file *file, loff_t offset, int whence);

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos,
				const void *from, size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos,
			       const void __user *from, size_t count);
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos,
				const void *from, size_t available);
int simple_open(struct inode *inode, struct file *file);
ssize_t generic_read_dir(struct file *filp, char __user *buf, size_t size,
			 loff_t *ppos);
int noop_fsync(struct file *file, loff_t start, loff_t end, int datasync);
int dcache_readdir(struct file *file, struct dir_context *ctx);
int dcache_dir_open(struct inode *inode, struct file *file);
int dcache_dir_close(struct inode *inode, struct file *file);
loff_t dcache_dir_lseek(struct file *file, loff_t offset, int whence);

static inline bool dir_emit(struct dir_context *ctx, const char *name,
			    int namelen, u64 ino, unsigned int type)
{
	return ctx->actor(ctx, name, namelen, ctx->pos, ino, type);
}

bool dir_emit_dots(struct file *file, struct dir_context *ctx);

static inline bool dir_relax(struct inode *inode)
{
	return !IS_DEADDIR(inode);
}

#define fops_get(fops) \
	(((fops) && try_module_get((fops)->owner)) ? (fops) : NULL)

#define fops_put(fops)                              \
	do {                                        \
		if (fops)                           \
			module_put((fops)->owner);  \
	} while (0)

/* The old operations must have been looked at, hence never NULL. */
#define replace_fops(f, fops)                       \
	do {                                        \
		struct file *__file = (f);          \
		fops_put(__file->f_op);             \
		BUG_ON(!(__file->f_op = (fops)));   \
	} while (0)

/* char devices */

int alloc_chrdev_region(dev_t *dev, unsigned int baseminor,
			unsigned int count, const char *name);
int register_chrdev_region(dev_t from, unsigned int count, const char *name);
void unregister_chrdev_region(dev_t from, unsigned int count);
int __register_chrdev(unsigned int major, unsigned int baseminor,
		      unsigned int count, const char *name,
		      const struct file_operations *fops);
void __unregister_chrdev(unsigned int major, unsigned int baseminor,
			 unsigned int count, const char *name);

static inline int register_chrdev(unsigned int major, const char *name,
				  const struct file_operations *fops)
{
	return __register_chrdev(major, 0, 256, name, fops);
}

static inline void unregister_chrdev(unsigned int major, const char *name)
{
	__unregister_chrdev(major, 0, 256, name);
}

/* signals on I/O */

/**
 * struct fasync_struct - one file whose owner wants to be told
 * @fa_lock: protects @fa_fd and @fa_file
 * @magic: FASYNC_MAGIC
 * @fa_fd: the descriptor that it was asked for by
 * @fa_next: the next one of the driver's list
 * @fa_file: the file; NULL once it is off the list
 * @fa_rcu: for freeing it
 * @ksim_all: ksim's own: entry in the list of all of them
 * @ksim_site: ksim's own: where the driver added it
 */
struct fasync_struct {
	rwlock_t fa_lock;
	int magic;
	int fa_fd;
	struct fasync_struct *fa_next;
	struct file *fa_file;
	struct rcu_head fa_rcu;
	struct list_head ksim_all;
	unsigned long ksim_site;
};

#define FASYNC_MAGIC 0x4601

/**
 * fasync_helper() - for ->fasync: put a file on a list, or take it off
 * @fd: as given to ->fasync
 * @filp: as given to ->fasync
 * @on: as given to ->fasync
 * @fapp: head of the driver's list, NULL at first
 *
 * FASYNC in @filp->f_flags says from then on whether the file is on the list.
 *
 * Context: Process context. May sleep.
 * Return: 1 if it was put on or taken off, 0 if there was nothing to change,
 *	   -ENOMEM.
 */
int fasync_helper(int fd, struct file *filp, int on,
		  struct fasync_struct **fapp);

/**
 * kill_fasync() - tell the owners of all files on a list
 * @fp: head of the list
 * @sig: SIGIO; SIGURG reaches those only that have asked for a signal of their
 *	 own. The owner gets the signal that he asked for, or SIGIO
 * @band: why: POLL_IN, POLL_OUT, POLL_MSG, POLL_ERR, POLL_PRI or POLL_HUP
 *
 * Context: Any.
 */
void kill_fasync(struct fasync_struct **fp, int sig, int band);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
/* A file has no owner until somebody asks for one. Return: 0 or -ENOMEM. */
int file_f_owner_allocate(struct file *file);

static inline struct fown_struct *file_f_owner(const struct file *file)
{
	return READ_ONCE(file->f_owner);
}
#endif

/**
 * __f_setown() - set who is told about a file
 * @filp: the file
 * @pid: the process or process group; NULL for nobody
 * @type: which of them
 * @force: whether to replace one that is there
 *
 * 6.12: file_f_owner_allocate() must have been called before.
 */
void __f_setown(struct file *filp, struct pid *pid, enum pid_type type,
		int force);

/**
 * f_setown() - set who is told about a file, by number
 * @filp: the file
 * @who: a process, or a process group if it is negative; 0 for nobody
 * @force: whether to replace one that is there
 *
 * Return: 0, -EINVAL, -ESRCH; 6.12: -ENOMEM.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int f_setown(struct file *filp, int who, int force);
#else
int f_setown(struct file *filp, unsigned long who, int force);
#endif

/* types of directory entries */
#define S_DT_SHIFT 12
#define S_DT(mode) (((mode) & S_IFMT) >> S_DT_SHIFT)
#define DT_UNKNOWN 0
#define DT_FIFO S_DT(S_IFIFO)
#define DT_CHR S_DT(S_IFCHR)
#define DT_DIR S_DT(S_IFDIR)
#define DT_BLK S_DT(S_IFBLK)
#define DT_REG S_DT(S_IFREG)
#define DT_LNK S_DT(S_IFLNK)
#define DT_SOCK S_DT(S_IFSOCK)
#define DT_WHT 14

/* Drivers get these from here, too. Last: they may need the above. */
#include <linux/sched/signal.h>
#include <linux/semaphore.h>
#include <linux/uaccess.h>

#endif
