// SPDX-License-Identifier: GPL-2.0-or-later
/* Nodes in /dev, which come and go with their devices. */
#include <linux/blkdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "base.h"
#include "shims/fs/internal.h"

static const char kernel_made; /* i_private of what was made here */

static struct dentry *dev_dir(void)
{
	struct path path;
	struct dentry *dir;

	if (path_lookup("/dev", LOOKUP_DIRECTORY, &path))
		return NULL;
	dir = path.dentry;
	dput(dir); /* /dev cannot be removed */
	return dir;
}

static struct dentry *child_of(struct dentry *dir, const char *name, u32 length)
{
	struct qstr part = { .name = (const unsigned char *)name };

	part.len = length;
	return d_lookup(dir, &part);
}

/* Walks "input/mice" down to its last part, making directories. */
static struct dentry *make_parents(struct dentry *dir, const char **name)
{
	struct dentry *next;
	const char *slash;
	char part[NAME_MAX + 1];

	while ((slash = strchr(*name, '/'))) {
		strscpy(part, *name, min_t(size_t, sizeof(part),
					   slash - *name + 1));
		next = child_of(dir, part, strlen(part));
		if (next) {
			dput(next);
		} else {
			next = vfs_make_node(dir, part, S_IFDIR | 0755, 0);
			if (IS_ERR(next))
				return next;
			d_inode(next)->i_private = (void *)&kernel_made;
		}
		if (!S_ISDIR(d_inode(next)->i_mode))
			return ERR_PTR(-ENOTDIR);
		dir = next;
		*name = slash + 1;
	}
	return dir;
}

void devtmpfs_create_node(struct device *dev)
{
	kuid_t uid = GLOBAL_ROOT_UID;
	kgid_t gid = GLOBAL_ROOT_GID;
	struct dentry *dir, *node;
	const char *tmp = NULL, *name;
	umode_t mode = 0;

	name = device_get_devnode(dev, &mode, &uid, &gid, &tmp);
	if (!name)
		return;
	if (!mode)
		mode = 0600;
	dir = dev_dir();
	if (dir)
		dir = make_parents(dir, &name);
	if (IS_ERR_OR_NULL(dir))
		goto out;
	node = child_of(dir, name, strlen(name));
	if (node) {
		/* Somebody's mknod() was faster; Linux lets it be, too. */
		dput(node);
		goto out;
	}
	mode = (mode & S_IALLUGO) |
	       (dev->class == &block_class ? S_IFBLK : S_IFCHR);
	node = vfs_make_node(dir, name, mode, dev->devt);
	if (!IS_ERR(node)) {
		d_inode(node)->i_uid = uid;
		d_inode(node)->i_gid = gid;
		d_inode(node)->i_private = (void *)&kernel_made;
		dev->p->node = dget(node);
	}
out:
	kfree(tmp);
}

void devtmpfs_delete_node(struct device_private *p)
{
	struct dentry *node = p->node, *dir, *up;

	if (!node)
		return;
	p->node = NULL;
	dir = dget(node->d_parent);
	if (!d_unhashed(node))
		dentry_unlink(node);
	dput(node);
	/* Directories that were made for it go once they are empty. */
	while (d_inode(dir)->i_private == &kernel_made &&
	       list_empty(&dir->d_subdirs) && !d_unhashed(dir)) {
		up = dget(dir->d_parent);
		dentry_unlink(dir);
		dput(dir);
		dir = up;
	}
	dput(dir);
}
