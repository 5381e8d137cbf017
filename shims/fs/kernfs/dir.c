// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names below /sys, and how the VFS sees them: each lookup makes an entry and
 * an inode of its own, which live as long as they are used.
 */
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/magic.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "shims/fs/internal.h"
#include "kernfs-internal.h"

static const struct inode_operations kernfs_inode_operations;
static const struct file_operations kernfs_dir_fops;

struct kernfs_node *kernfs_new(struct kernfs_node *parent, const char *name,
			       umode_t mode, enum kernfs_kind kind,
			       struct kobject *kobj, unsigned long caller)
{
	size_t length = strlen(name);
	struct kernfs_node *kn = ksim_zalloc(sizeof(*kn) + length + 1);

	if (!kn)
		return ERR_PTR(-ENOMEM);
	if (parent && kernfs_find(parent, name, length)) {
		kfree(kn);
		return ERR_PTR(-EEXIST);
	}
	kn->count = 1;
	kn->kind = kind;
	kn->mode = mode;
	kn->ino = get_next_ino();
	kn->kobj = kobj;
	kn->caller = caller;
	INIT_LIST_HEAD(&kn->children);
	INIT_LIST_HEAD(&kn->sibling);
	memcpy(kn->name, name, length + 1);
	if (parent) {
		kn->parent = parent;
		parent->count++;
		list_add_tail(&kn->sibling, &parent->children);
	}
	return kn;
}

struct kernfs_node *kernfs_find(struct kernfs_node *dir, const char *name,
				size_t length)
{
	struct kernfs_node *kn;

	list_for_each_entry(kn, &dir->children, sibling)
		if (!strncmp(kn->name, name, length) && !kn->name[length])
			return kn;
	return NULL;
}

void kernfs_put(struct kernfs_node *kn)
{
	struct kernfs_node *parent;

	while (kn && --kn->count == 0) {
		parent = kn->parent;
		if (kn->kind == KERNFS_LINK)
			kernfs_put(kn->target);
		kfree(kn->poll);
		kfree(kn);
		kn = parent;
	}
}

void kernfs_notify(struct kernfs_node *kn)
{
	kn->event++;
	if (kn->poll)
		wake_up_interruptible(kn->poll);
}

/* From here on nobody gets in. */
static void close_tree(struct kernfs_node *kn)
{
	struct kernfs_node *child;

	kn->active.gone = true;
	list_for_each_entry(child, &kn->children, sibling)
		close_tree(child);
}

/* Waits for those inside, and drops what the tree had. */
static void drain_tree(struct kernfs_node *kn)
{
	while (!list_empty(&kn->children))
		drain_tree(list_first_entry(&kn->children, struct kernfs_node,
					    sibling));
	list_del_init(&kn->sibling);
	active_drain(&kn->active);
	kernfs_put(kn);
}

void kernfs_remove(struct kernfs_node *kn)
{
	if (!kn || kn->active.gone)
		return;
	close_tree(kn);
	drain_tree(kn);
}

/* "/devices/virtual/misc/foo"; the root is "". Returns where it begins. */
char *kernfs_path(struct kernfs_node *kn, char *buf, size_t size)
{
	char *at = buf + size;
	size_t length;

	*--at = 0;
	for (; kn->parent; kn = kn->parent) {
		length = strlen(kn->name);
		if (at - buf < length + 1)
			break;
		at -= length;
		memcpy(at, kn->name, length);
		*--at = '/';
	}
	return at;
}

static char *relative_link(struct kernfs_node *kn)
{
	struct kernfs_node *up;
	char path[256], *text, *target;
	size_t depth = 0;

	target = kernfs_path(kn->target, path, sizeof(path));
	for (up = kn->parent; up->parent; up = up->parent)
		depth++;
	text = kmalloc(depth * 3 + strlen(target) + 1, GFP_KERNEL);
	if (!text)
		return NULL;
	text[0] = 0;
	while (depth--)
		strcat(text, "../");
	return strcat(text, target + 1);
}

static void kernfs_evict(struct inode *inode)
{
	if (S_ISLNK(inode->i_mode))
		kfree(inode->i_link);
	kernfs_put(inode->i_private);
}

static const struct super_operations kernfs_sops = {
	.evict_inode = kernfs_evict,
};

static struct super_block sysfs_sb = {
	.s_blocksize = PAGE_SIZE,
	.s_blocksize_bits = PAGE_SHIFT,
	.s_maxbytes = MAX_LFS_FILESIZE,
	.s_magic = SYSFS_MAGIC,
	.s_op = &kernfs_sops,
	.s_dev = 1,
	.s_id = "sysfs",
};

static struct inode *kernfs_inode(struct kernfs_node *kn)
{
	struct inode *inode = new_inode(&sysfs_sb);

	if (!inode)
		return NULL;
	kn->count++;
	inode->i_private = kn;
	inode->i_ino = kn->ino;
	inode->i_uid = kn->uid;
	inode->i_gid = kn->gid;
	inode->i_op = &kernfs_inode_operations;
	inode_touch(inode);
	switch (kn->kind) {
	case KERNFS_DIR:
		inode->i_mode = S_IFDIR | kn->mode;
		inode->i_fop = &kernfs_dir_fops;
		inc_nlink(inode);
		break;
	case KERNFS_LINK:
		inode->i_mode = S_IFLNK | 0777;
		inode->i_link = relative_link(kn);
		if (!inode->i_link) {
			iput(inode);
			return NULL;
		}
		break;
	case KERNFS_FILE:
		inode->i_size = PAGE_SIZE;
		fallthrough;
	case KERNFS_BIN_FILE:
		if (kn->kind == KERNFS_BIN_FILE)
			inode->i_size = kn->bin->size;
		inode->i_mode = S_IFREG | kn->mode;
		inode->i_fop = &sysfs_file_operations;
		break;
	}
	return inode;
}

struct inode *kernfs_root_inode(void)
{
	return kernfs_inode(sysfs_root());
}

static struct dentry *kernfs_lookup(struct inode *dir, struct dentry *dentry,
				    unsigned int flags)
{
	struct kernfs_node *kn = kernfs_find(dir->i_private,
					     dentry->d_name.name,
					     dentry->d_name.len);
	struct inode *inode;

	if (!kn)
		return NULL;
	if (kn->kind == KERNFS_DIR && kn->mounted)
		return dget(kn->mounted());
	inode = kernfs_inode(kn);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	d_instantiate(dentry, inode);
	return NULL;
}

static int kernfs_setattr(ksim_idmap *idmap, struct dentry *dentry,
			  struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);
	struct kernfs_node *kn = inode->i_private;

	if (attr->ia_valid & ATTR_UID)
		kn->uid = inode->i_uid = attr->ia_uid;
	if (attr->ia_valid & ATTR_GID)
		kn->gid = inode->i_gid = attr->ia_gid;
	if (attr->ia_valid & ATTR_MODE) {
		inode->i_mode = attr->ia_mode;
		kn->mode = attr->ia_mode & S_IALLUGO;
	}
	return 0;
}

static const struct inode_operations kernfs_inode_operations = {
	.lookup = kernfs_lookup,
	.setattr = kernfs_setattr,
};

static int kernfs_readdir(struct file *file, struct dir_context *ctx)
{
	static const unsigned char types[] = {
		[KERNFS_DIR] = DT_DIR,
		[KERNFS_FILE] = DT_REG,
		[KERNFS_BIN_FILE] = DT_REG,
		[KERNFS_LINK] = DT_LNK,
	};
	struct kernfs_node *dir = file_inode(file)->i_private, *kn;
	loff_t at = 2;

	if (!dir_emit_dots(file, ctx))
		return 0;
	list_for_each_entry(kn, &dir->children, sibling) {
		if (at++ < ctx->pos)
			continue;
		if (!dir_emit(ctx, kn->name, strlen(kn->name), kn->ino,
			      types[kn->kind]))
			return 0;
		ctx->pos = at;
	}
	return 0;
}

static const struct file_operations kernfs_dir_fops = {
	.llseek = dcache_dir_lseek,
	.read = generic_read_dir,
	.iterate_shared = kernfs_readdir,
};
