/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names in directories.
 *
 * Stands for: include/linux/dcache.h
 * Fidelity:   MODEL - the kernel's fields and lifetimes; no negative entries
 *	       are kept, no entry is ever reclaimed under memory pressure
 * Absent:     d_invalidate(), d_splice_alias(), d_move(), RCU walks
 */
#ifndef _LINUX_DCACHE_H
#define _LINUX_DCACHE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/path.h>

struct inode;
struct super_block;
struct vfsmount;

#define IS_ROOT(x) ((x) == (x)->d_parent)

struct qstr {
	union {
		struct {
			u32 hash;
			u32 len;
		};
		u64 hash_len;
	};
	const unsigned char *name;
};

#define QSTR_INIT(n, l) { { { .len = l } }, .name = n }

#define DNAME_INLINE_LEN 32

struct dentry_operations;

struct dentry {
	unsigned int d_flags;
	struct hlist_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	unsigned char d_iname[DNAME_INLINE_LEN];
	/* references: users, plus one while hashed in a tree that lives in RAM */
	int d_count;
	spinlock_t d_lock;
	const struct dentry_operations *d_op;
	struct super_block *d_sb;
	unsigned long d_time;
	void *d_fsdata;
	struct list_head d_child;
	struct list_head d_subdirs; /* oldest first */
	struct hlist_node d_alias;
};

struct dentry_operations {
	int (*d_revalidate)(struct dentry *, unsigned int);
	int (*d_delete)(const struct dentry *);
	int (*d_init)(struct dentry *);
	void (*d_release)(struct dentry *);
	void (*d_iput)(struct dentry *, struct inode *);
	char *(*d_dname)(struct dentry *, char *, int);
};

struct dentry *d_alloc(struct dentry *parent, const struct qstr *name);
struct dentry *d_alloc_name(struct dentry *parent, const char *name);
struct dentry *d_make_root(struct inode *inode);
void d_instantiate(struct dentry *dentry, struct inode *inode);
void d_add(struct dentry *dentry, struct inode *inode);
void d_rehash(struct dentry *dentry);
void d_drop(struct dentry *dentry);
void d_delete(struct dentry *dentry);
struct dentry *d_lookup(const struct dentry *parent, const struct qstr *name);
void dput(struct dentry *dentry);
char *d_path(const struct path *path, char *buf, int buflen);
char *dentry_path_raw(const struct dentry *dentry, char *buf, int buflen);

static inline struct dentry *dget(struct dentry *dentry)
{
	if (dentry)
		dentry->d_count++;
	return dentry;
}

static inline unsigned int d_count(const struct dentry *dentry)
{
	return dentry->d_count;
}

static inline int d_unhashed(const struct dentry *dentry)
{
	return hlist_unhashed(&dentry->d_hash);
}

static inline struct inode *d_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

static inline struct inode *d_backing_inode(const struct dentry *dentry)
{
	return dentry->d_inode;
}

static inline bool d_really_is_negative(const struct dentry *dentry)
{
	return !dentry->d_inode;
}

static inline bool d_really_is_positive(const struct dentry *dentry)
{
	return dentry->d_inode;
}

#define d_is_negative(dentry) d_really_is_negative(dentry)
#define d_is_positive(dentry) d_really_is_positive(dentry)

#endif
