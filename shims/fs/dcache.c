// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names: a hash of (parent, name), and for each directory the list of its
 * entries, oldest first.
 *
 * An entry lives while somebody refers to it. The tree in RAM holds one
 * reference to each of its entries; entries of /sys are never hashed.
 */
#include <linux/fs.h>
#include <linux/dcache.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/bug.h>
#include "internal.h"

#define D_HASH_BITS 6

static struct hlist_head dentry_hashtable[1 << D_HASH_BITS];

static struct hlist_head *d_bucket(const struct dentry *parent, u32 hash)
{
	u32 mixed = (u32)((unsigned long)parent >> 6) + hash;

	return &dentry_hashtable[(mixed * 0x61C88647u) >> (32 - D_HASH_BITS)];
}

static u32 name_hash(const unsigned char *name, u32 len)
{
	u32 hash = 0;

	while (len--)
		hash = hash * 31 + *name++;
	return hash;
}

struct dentry *d_alloc(struct dentry *parent, const struct qstr *name)
{
	struct dentry *dentry;
	unsigned char *text;

	vfs_caches();
	dentry = kmem_cache_zalloc(dentry_cachep, GFP_KERNEL);
	if (!dentry)
		return NULL;
	text = dentry->d_iname;
	if (name->len >= DNAME_INLINE_LEN) {
		text = ksim_zalloc(name->len + 1);
		if (!text) {
			kmem_cache_free(dentry_cachep, dentry);
			return NULL;
		}
	}
	memcpy(text, name->name, name->len);
	dentry->d_name.name = text;
	dentry->d_name.len = name->len;
	dentry->d_name.hash = name_hash(text, name->len);
	dentry->d_count = 1;
	spin_lock_init(&dentry->d_lock);
	INIT_LIST_HEAD(&dentry->d_child);
	INIT_LIST_HEAD(&dentry->d_subdirs);
	dentry->d_parent = parent ? dget(parent) : dentry;
	if (parent)
		dentry->d_sb = parent->d_sb;
	return dentry;
}
EXPORT_SYMBOL(d_alloc);

struct dentry *d_alloc_name(struct dentry *parent, const char *name)
{
	struct qstr q = { .name = (const unsigned char *)name };

	q.len = strlen(name);
	return d_alloc(parent, &q);
}
EXPORT_SYMBOL(d_alloc_name);

struct dentry *d_make_root(struct inode *inode)
{
	struct dentry *dentry;

	if (!inode)
		return NULL;
	dentry = d_alloc_name(NULL, "/");
	if (!dentry) {
		iput(inode);
		return NULL;
	}
	dentry->d_sb = inode->i_sb;
	d_instantiate(dentry, inode);
	return dentry;
}
EXPORT_SYMBOL(d_make_root);

void d_instantiate(struct dentry *dentry, struct inode *inode)
{
	dentry->d_inode = inode;
	if (inode)
		hlist_add_head(&dentry->d_alias, &inode->i_dentry);
}
EXPORT_SYMBOL(d_instantiate);

void d_rehash(struct dentry *dentry)
{
	hlist_add_head(&dentry->d_hash,
		       d_bucket(dentry->d_parent, dentry->d_name.hash));
	list_add_tail(&dentry->d_child, &dentry->d_parent->d_subdirs);
}
EXPORT_SYMBOL(d_rehash);

void d_add(struct dentry *dentry, struct inode *inode)
{
	d_instantiate(dentry, inode);
	d_rehash(dentry);
}
EXPORT_SYMBOL(d_add);

void d_drop(struct dentry *dentry)
{
	if (d_unhashed(dentry))
		return;
	hlist_del_init(&dentry->d_hash);
	list_del_init(&dentry->d_child);
}
EXPORT_SYMBOL(d_drop);

void d_delete(struct dentry *dentry)
{
	d_drop(dentry);
}
EXPORT_SYMBOL(d_delete);

struct dentry *d_lookup(const struct dentry *parent, const struct qstr *name)
{
	u32 hash = name_hash(name->name, name->len);
	struct dentry *dentry;

	hlist_for_each_entry(dentry, d_bucket(parent, hash), d_hash) {
		if (dentry->d_name.hash == hash && dentry->d_parent == parent &&
		    dentry->d_name.len == name->len &&
		    !memcmp(dentry->d_name.name, name->name, name->len))
			return dget(dentry);
	}
	return NULL;
}
EXPORT_SYMBOL(d_lookup);

void dput(struct dentry *dentry)
{
	struct dentry *parent;

	while (dentry && --dentry->d_count == 0) {
		d_drop(dentry);
		parent = IS_ROOT(dentry) ? NULL : dentry->d_parent;
		if (dentry->d_inode) {
			hlist_del(&dentry->d_alias);
			if (dentry->d_op && dentry->d_op->d_iput)
				dentry->d_op->d_iput(dentry, dentry->d_inode);
			else
				iput(dentry->d_inode);
		}
		if (dentry->d_op && dentry->d_op->d_release)
			dentry->d_op->d_release(dentry);
		if (dentry->d_name.name != dentry->d_iname)
			kfree(dentry->d_name.name);
		kmem_cache_free(dentry_cachep, dentry);
		dentry = parent;
	}
}
EXPORT_SYMBOL(dput);

/* Takes a name out of the RAM tree, with the reference the tree had. */
void dentry_unlink(struct dentry *dentry)
{
	struct inode *inode = d_inode(dentry);

	if (d_unhashed(dentry))
		return;
	if (S_ISDIR(inode->i_mode)) {
		inode->i_flags |= S_DEAD;
		clear_nlink(inode);
		drop_nlink(d_inode(dentry->d_parent));
	} else {
		drop_nlink(inode);
	}
	inode_touch(d_inode(dentry->d_parent));
	d_drop(dentry);
	dput(dentry);
}

static char *prepend(char *at, char *buf, const char *text, size_t len)
{
	if (IS_ERR(at) || at - buf < len)
		return ERR_PTR(-ENAMETOOLONG);
	at -= len;
	return memcpy(at, text, len);
}

static char *build_path(const struct dentry *dentry, char *buf, int buflen,
			bool mark_deleted)
{
	char *at = buf + buflen;

	at = prepend(at, buf, "", 1);
	if (mark_deleted && !IS_ROOT(dentry) && d_unhashed(dentry) &&
	    dentry->d_inode && !dentry->d_inode->i_nlink)
		at = prepend(at, buf, " (deleted)", 10);
	if (IS_ROOT(dentry))
		return prepend(at, buf, "/", 1);
	for (; !IS_ROOT(dentry); dentry = dentry->d_parent) {
		at = prepend(at, buf, dentry->d_name.name, dentry->d_name.len);
		at = prepend(at, buf, "/", 1);
	}
	return at;
}

char *d_path(const struct path *path, char *buf, int buflen)
{
	struct dentry *dentry = path->dentry;

	if (dentry->d_op && dentry->d_op->d_dname)
		return dentry->d_op->d_dname(dentry, buf, buflen);
	return build_path(dentry, buf, buflen, true);
}
EXPORT_SYMBOL(d_path);

char *dentry_path_raw(const struct dentry *dentry, char *buf, int buflen)
{
	return build_path(dentry, buf, buflen, false);
}
EXPORT_SYMBOL(dentry_path_raw);

char *file_path(struct file *filp, char *buf, int buflen)
{
	return d_path(&filp->f_path, buf, buflen);
}
EXPORT_SYMBOL(file_path);

void path_get(const struct path *path)
{
	dget(path->dentry);
}
EXPORT_SYMBOL(path_get);

void path_put(const struct path *path)
{
	dput(path->dentry);
}
EXPORT_SYMBOL(path_put);

struct vfsmount *mntget(struct vfsmount *mnt)
{
	return mnt;
}
EXPORT_SYMBOL(mntget);

void mntput(struct vfsmount *mnt)
{
	/* The one mount stays for ever. */
}
EXPORT_SYMBOL(mntput);

int mnt_want_write(struct vfsmount *mnt)
{
	return mnt->mnt_flags & MNT_READONLY ? -EROFS : 0;
}
EXPORT_SYMBOL_GPL(mnt_want_write);

void mnt_drop_write(struct vfsmount *mnt)
{
	/* Nobody waits for the last writer. */
}
EXPORT_SYMBOL_GPL(mnt_drop_write);
