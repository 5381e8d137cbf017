// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tree of debugfs: names that live until they are removed.
 *
 * Stands for: fs/debugfs/inode.c
 */
#define pr_fmt(fmt) "debugfs: " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/magic.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include "internal.h"

static void debugfs_evict(struct inode *inode)
{
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_link);
	kfree(debugfs_entry(inode));
}

static const struct super_operations debugfs_sops = {
	.evict_inode = debugfs_evict,
};

static struct super_block debugfs_sb = {
	.s_blocksize = PAGE_SIZE,
	.s_blocksize_bits = PAGE_SHIFT,
	.s_maxbytes = MAX_LFS_FILESIZE,
	.s_magic = DEBUGFS_MAGIC,
	.s_op = &debugfs_sops,
	.s_dev = 3,
	.s_id = "debugfs",
};

static int debugfs_setattr(ksim_idmap *idmap, struct dentry *dentry,
			   struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);

	if (attr->ia_valid & ATTR_UID)
		inode->i_uid = attr->ia_uid;
	if (attr->ia_valid & ATTR_GID)
		inode->i_gid = attr->ia_gid;
	if (attr->ia_valid & ATTR_MODE)
		inode->i_mode = attr->ia_mode;
	return 0;
}

static const struct inode_operations debugfs_inode_operations = {
	.setattr = debugfs_setattr,
};

static LIST_HEAD(entries);
static struct dentry *root;

static struct inode *make_inode(umode_t mode, unsigned long caller)
{
	struct debugfs_entry *entry = ksim_zalloc(sizeof(*entry));
	struct inode *inode = entry ? new_inode(&debugfs_sb) : NULL;

	if (!inode) {
		kfree(entry);
		return NULL;
	}
	INIT_LIST_HEAD(&entry->list);
	entry->caller = caller;
	inode->i_mode = mode;
	inode->i_op = &debugfs_inode_operations;
	inode->ksim_fs_private = entry;
	inode_touch(inode);
	if (S_ISDIR(mode)) {
		inode->i_fop = &simple_dir_operations;
		inc_nlink(inode);
	} else if (S_ISREG(mode)) {
		inode->i_fop = &debugfs_proxy_file_operations;
	}
	return inode;
}

struct dentry *debugfs_root(void)
{
	if (!root) {
		root = d_make_root(make_inode(S_IFDIR | 0700, 0));
		if (!root)
			panic("debugfs: no memory for its root");
	}
	return root;
}

static struct dentry *find(const char *name, struct dentry *parent)
{
	struct qstr part = { .name = (const unsigned char *)name };

	part.len = strlen(name);
	return d_lookup(parent, &part);
}

/* Return: the entry with its inode; nobody's name yet. */
static struct debugfs_entry *start(const char *name, umode_t mode,
				   struct dentry **parent, unsigned long caller)
{
	struct inode *inode;
	struct dentry *other;

	if (IS_ERR(*parent))
		return ERR_CAST(*parent);
	if (!*parent)
		*parent = debugfs_root();
	other = find(name, *parent);
	if (other) {
		dput(other);
		if (S_ISDIR(mode))
			pr_err("Directory '%s' with parent '%s' already present!\n",
			       name, (*parent)->d_name.name);
		else
			pr_err("File '%s' in directory '%s' already present!\n",
			       name, (*parent)->d_name.name);
		return ERR_PTR(-EEXIST);
	}
	inode = make_inode(mode, ksim_report_driver_caller(caller));
	if (!inode) {
		pr_err("out of free dentries, can not create %s '%s'\n",
		       S_ISDIR(mode) ? "directory" : "file", name);
		return ERR_PTR(-ENOMEM);
	}
	debugfs_entry(inode)->dentry = d_alloc_name(*parent, name);
	if (!debugfs_entry(inode)->dentry) {
		iput(inode);
		return ERR_PTR(-ENOMEM);
	}
	d_instantiate(debugfs_entry(inode)->dentry, inode);
	return debugfs_entry(inode);
}

static struct dentry *finish(struct debugfs_entry *entry)
{
	struct dentry *dentry = entry->dentry;

	if (S_ISDIR(d_inode(dentry)->i_mode))
		inc_nlink(d_inode(dentry->d_parent));
	d_rehash(dentry);
	list_add_tail(&entry->list, &entries);
	return dentry;
}

struct dentry *debugfs_make_file(const char *name, umode_t mode,
				 struct dentry *parent, void *data,
				 const struct file_operations *fops,
				 unsigned long caller)
{
	struct debugfs_entry *entry;

	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	entry = start(name, mode, &parent, caller);
	if (IS_ERR(entry))
		return ERR_CAST(entry);
	entry->fops = fops;
	d_inode(entry->dentry)->i_private = data;
	return finish(entry);
}

struct dentry *debugfs_create_file(const char *name, umode_t mode,
				   struct dentry *parent, void *data,
				   const struct file_operations *fops)
{
	return debugfs_make_file(name, mode, parent, data, fops, _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_file);

struct dentry *debugfs_create_file_unsafe(const char *name, umode_t mode,
					  struct dentry *parent, void *data,
					  const struct file_operations *fops)
{
	return debugfs_make_file(name, mode, parent, data, fops, _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_file_unsafe);

void debugfs_create_file_size(const char *name, umode_t mode,
			      struct dentry *parent, void *data,
			      const struct file_operations *fops,
			      loff_t file_size)
{
	struct dentry *de = debugfs_make_file(name, mode, parent, data, fops,
					      _RET_IP_);

	if (!IS_ERR(de))
		d_inode(de)->i_size = file_size;
}
EXPORT_SYMBOL_GPL(debugfs_create_file_size);

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	struct debugfs_entry *entry = start(name, S_IFDIR | 0755, &parent,
					    _RET_IP_);

	return IS_ERR(entry) ? ERR_CAST(entry) : finish(entry);
}
EXPORT_SYMBOL_GPL(debugfs_create_dir);

struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent,
				      const char *target)
{
	struct debugfs_entry *entry;
	char *link = kstrdup(target, GFP_KERNEL);

	if (!link)
		return ERR_PTR(-ENOMEM);
	kmemleak_not_leak(link);
	entry = start(name, S_IFLNK | 0777, &parent, _RET_IP_);
	if (IS_ERR(entry)) {
		kfree(link);
		return ERR_CAST(entry);
	}
	d_inode(entry->dentry)->i_link = link;
	return finish(entry);
}
EXPORT_SYMBOL_GPL(debugfs_create_symlink);

struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	if (IS_ERR_OR_NULL(name) || IS_ERR(parent))
		return NULL;
	return find(name, parent ?: debugfs_root());
}
EXPORT_SYMBOL_GPL(debugfs_lookup);

static struct dentry *first_child(struct dentry *dentry)
{
	return list_first_entry_or_null(&dentry->d_subdirs, struct dentry,
					d_child);
}

/* Deepest first. */
static void remove_tree(struct dentry *dentry)
{
	struct debugfs_entry *entry = debugfs_entry(d_inode(dentry));
	struct dentry *child;

	while ((child = first_child(dentry)))
		remove_tree(child);
	if (d_unhashed(dentry))
		return;
	list_del_init(&entry->list);
	dget(dentry);
	dentry_unlink(dentry);
	active_drain(&entry->active);
	dput(dentry);
}

void debugfs_remove(struct dentry *dentry)
{
	if (!IS_ERR_OR_NULL(dentry))
		remove_tree(dentry);
}
EXPORT_SYMBOL_GPL(debugfs_remove);

void debugfs_lookup_and_remove(const char *name, struct dentry *parent)
{
	struct dentry *dentry = debugfs_lookup(name, parent);

	if (!dentry)
		return;
	debugfs_remove(dentry);
	dput(dentry);
}
EXPORT_SYMBOL_GPL(debugfs_lookup_and_remove);

bool debugfs_initialized(void)
{
	return true;
}
EXPORT_SYMBOL_GPL(debugfs_initialized);

void debugfs_audit_module(struct module *mod)
{
	struct debugfs_entry *entry, *first;
	char detail[160];

	do {
		first = NULL;
		list_for_each_entry(entry, &entries, list) {
			if (ksim_in_module(entry->caller, mod)) {
				first = entry;
				break;
			}
		}
		if (!first)
			break;
		snprintf(detail, sizeof(detail),
			 "%s %pd2 is still there, and debugfs_remove() was not called",
			 S_ISDIR(d_inode(first->dentry)->i_mode) ? "directory" : "file",
			 first->dentry);
		ksim_report(KSIM_FINDING_LEFTOVER,
			    "BUG: unable to handle page fault",
			    "entry in debugfs left behind", detail,
			    (struct ksim_site[]){
				    { first->caller, "made here" } },
			    1);
		/* With it goes what is below; once is enough. */
		remove_tree(first->dentry);
	} while (first);
}
