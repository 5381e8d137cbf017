// SPDX-License-Identifier: GPL-2.0-or-later
/* Files without a name, which all share one inode. */
#include <linux/anon_inodes.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include "internal.h"

static struct inode *anon_inode;
static const struct inode_operations anon_inode_operations;

static struct inode *get_anon_inode(void)
{
	if (!anon_inode) {
		vfs_root();
		anon_inode = new_inode(ksim_root_mnt.mnt_sb);
		if (!anon_inode)
			return NULL;
		anon_inode->i_mode = S_IRUSR | S_IWUSR;
		anon_inode->i_flags |= S_PRIVATE;
		anon_inode->i_op = &anon_inode_operations;
	}
	ihold(anon_inode);
	return anon_inode;
}

struct file *anon_inode_getfile(const char *name,
				const struct file_operations *fops, void *priv,
				int flags)
{
	struct inode *inode;
	struct file *file;

	if (fops->owner && !try_module_get(fops->owner))
		return ERR_PTR(-ENOENT);
	inode = get_anon_inode();
	file = ERR_PTR(-ENOMEM);
	if (!inode)
		goto err_module;
	file = alloc_file_pseudo(inode, &ksim_root_mnt, name,
				 flags & (O_ACCMODE | O_NONBLOCK), fops);
	if (IS_ERR(file))
		goto err_inode;
	file->f_mapping = inode->i_mapping;
	file->private_data = priv;
	return file;

err_inode:
	iput(inode);
err_module:
	module_put(fops->owner);
	return file;
}
EXPORT_SYMBOL_GPL(anon_inode_getfile);

int anon_inode_getfd(const char *name, const struct file_operations *fops,
		     void *priv, int flags)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(flags);
	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, priv, flags);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}
EXPORT_SYMBOL_GPL(anon_inode_getfd);
