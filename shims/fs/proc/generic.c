// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entries of /proc: made, found, listed and removed.
 *
 * Stands for: fs/proc/generic.c
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include "internal.h"

struct proc_dir_entry *pde_find(struct proc_dir_entry *dir, const char *name,
				size_t length)
{
	struct proc_dir_entry *de;

	list_for_each_entry(de, &dir->children, sibling)
		if (strlen(de->name) == length &&
		    !memcmp(de->name, name, length))
			return de;
	return NULL;
}

void pde_put(struct proc_dir_entry *de)
{
	if (--de->count)
		return;
	kfree(de->target);
	kfree(de);
}

/*
 * Walks "driver/foo" below *@dir down to its last part.
 * Return: that part; NULL if there is no such directory.
 */
static const char *walk_to_last(const char *name, struct proc_dir_entry **dir)
{
	const char *slash;

	if (!*dir) {
		proc_root_init();
		*dir = &proc_root;
	}
	while ((slash = strchr(name, '/'))) {
		struct proc_dir_entry *de = pde_find(*dir, name, slash - name);

		if (!de) {
			WARN(1, "name '%s'\n", name);
			return NULL;
		}
		*dir = de;
		name = slash + 1;
	}
	return name;
}

static bool is_name(const char *name)
{
	size_t length = strlen(name);

	if (!length) {
		WARN(1, "name len 0\n");
		return false;
	}
	if (length > NAME_MAX) {
		WARN(1, "name len %u\n", (unsigned int)length);
		return false;
	}
	if (!strcmp(name, ".") || !strcmp(name, "..")) {
		WARN(1, "name '%s'\n", name);
		return false;
	}
	return true;
}

static struct proc_dir_entry *make(const char *name, umode_t mode,
				   struct proc_dir_entry *parent, void *data,
				   unsigned long caller)
{
	struct proc_dir_entry *de;
	const char *last;
	size_t length;

	last = walk_to_last(name, &parent);
	if (!last || !is_name(last))
		return NULL;
	if (parent->active.gone)
		return NULL;
	length = strlen(last);
	de = ksim_zalloc(sizeof(*de) + length + 1);
	if (!de)
		return NULL;
	/* A driver that loses it is told of the entry, not of memory. */
	de->count = 1;
	de->mode = mode;
	de->data = data;
	de->ino = get_next_ino();
	de->caller = ksim_report_driver_caller(caller);
	INIT_LIST_HEAD(&de->openers);
	INIT_LIST_HEAD(&de->children);
	memcpy(de->name, last, length + 1);
	if (pde_find(parent, last, length)) {
		WARN(1, "proc_dir_entry '%s/%s' already registered\n",
		     parent->name, de->name);
		kfree(de);
		return NULL;
	}
	de->parent = parent;
	/* Oldest first; Linux sorts them. */
	list_add_tail(&de->sibling, &parent->children);
	return de;
}

static umode_t file_mode(umode_t mode)
{
	if (!(mode & S_IFMT))
		mode |= S_IFREG;
	if (!(mode & S_IALLUGO))
		mode |= S_IRUGO;
	return mode;
}

struct proc_dir_entry *proc_create_data(const char *name, umode_t mode,
					struct proc_dir_entry *parent,
					const struct proc_ops *proc_ops,
					void *data)
{
	struct proc_dir_entry *de;

	WARN_ON_ONCE(!S_ISREG(file_mode(mode)));
	de = make(name, file_mode(mode), parent, data, _RET_IP_);
	if (de)
		de->ops = proc_ops;
	return de;
}
EXPORT_SYMBOL(proc_create_data);

struct proc_dir_entry *proc_create(const char *name, umode_t mode,
				   struct proc_dir_entry *parent,
				   const struct proc_ops *proc_ops)
{
	return proc_create_data(name, mode, parent, proc_ops, NULL);
}
EXPORT_SYMBOL(proc_create);

static int proc_seq_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *de = PDE(inode);

	if (de->state_size)
		return seq_open_private(file, de->seq_ops, de->state_size);
	return seq_open(file, de->seq_ops);
}

static int proc_seq_release(struct inode *inode, struct file *file)
{
	if (PDE(inode)->state_size)
		return seq_release_private(inode, file);
	return seq_release(inode, file);
}

static const struct proc_ops proc_seq_ops = {
	.proc_open = proc_seq_open,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_release = proc_seq_release,
};

struct proc_dir_entry *
proc_create_seq_private(const char *name, umode_t mode,
			struct proc_dir_entry *parent,
			const struct seq_operations *ops,
			unsigned int state_size, void *data)
{
	struct proc_dir_entry *de = make(name, file_mode(mode), parent, data,
					 _RET_IP_);

	if (de) {
		de->ops = &proc_seq_ops;
		de->seq_ops = ops;
		de->state_size = state_size;
	}
	return de;
}
EXPORT_SYMBOL(proc_create_seq_private);

static int proc_single_open(struct inode *inode, struct file *file)
{
	struct proc_dir_entry *de = PDE(inode);

	return single_open(file, de->show, de->data);
}

static const struct proc_ops proc_single_ops = {
	.proc_open = proc_single_open,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

struct proc_dir_entry *
proc_create_single_data(const char *name, umode_t mode,
			struct proc_dir_entry *parent,
			int (*show)(struct seq_file *, void *), void *data)
{
	struct proc_dir_entry *de = make(name, file_mode(mode), parent, data,
					 _RET_IP_);

	if (de) {
		de->ops = &proc_single_ops;
		de->show = show;
	}
	return de;
}
EXPORT_SYMBOL(proc_create_single_data);

struct proc_dir_entry *proc_symlink(const char *name,
				    struct proc_dir_entry *parent,
				    const char *dest)
{
	char *target = kstrdup(dest, GFP_KERNEL);
	struct proc_dir_entry *de;

	if (!target)
		return NULL;
	kmemleak_not_leak(target);
	de = make(name, S_IFLNK | 0777, parent, NULL, _RET_IP_);
	if (!de) {
		kfree(target);
		return NULL;
	}
	de->target = target;
	de->size = strlen(target);
	return de;
}
EXPORT_SYMBOL(proc_symlink);

struct proc_dir_entry *proc_mkdir_data(const char *name, umode_t mode,
				       struct proc_dir_entry *parent,
				       void *data)
{
	return make(name, S_IFDIR | (mode ?: S_IRUGO | S_IXUGO), parent, data,
		    _RET_IP_);
}
EXPORT_SYMBOL_GPL(proc_mkdir_data);

struct proc_dir_entry *proc_mkdir_mode(const char *name, umode_t mode,
				       struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, mode, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir_mode);

struct proc_dir_entry *proc_mkdir(const char *name,
				  struct proc_dir_entry *parent)
{
	return proc_mkdir_data(name, 0, parent, NULL);
}
EXPORT_SYMBOL(proc_mkdir);

struct proc_dir_entry *proc_create_mount_point(const char *name)
{
	return proc_mkdir_data(name, 0, NULL, NULL);
}
EXPORT_SYMBOL(proc_create_mount_point);

void proc_set_size(struct proc_dir_entry *de, loff_t size)
{
	de->size = size;
}
EXPORT_SYMBOL(proc_set_size);

void proc_set_user(struct proc_dir_entry *de, kuid_t uid, kgid_t gid)
{
	de->uid = uid;
	de->gid = gid;
}
EXPORT_SYMBOL(proc_set_user);

void *proc_get_parent_data(const struct inode *inode)
{
	return PDE(inode)->parent->data;
}
EXPORT_SYMBOL_GPL(proc_get_parent_data);

/* Removal */

static void unlink_entry(struct proc_dir_entry *de)
{
	list_del_init(&de->sibling);
	proc_entry_rundown(de);
	pde_put(de);
}

/* Deepest first. */
static void remove_tree(struct proc_dir_entry *de)
{
	de->active.gone = true;
	while (!list_empty(&de->children))
		remove_tree(list_first_entry(&de->children,
					     struct proc_dir_entry, sibling));
	unlink_entry(de);
}

void remove_proc_entry(const char *name, struct proc_dir_entry *parent)
{
	const char *last = walk_to_last(name, &parent);
	struct proc_dir_entry *de, *child;

	if (!last)
		return;
	de = pde_find(parent, last, strlen(last));
	if (!de) {
		WARN(1, "name '%s'\n", name);
		return;
	}
	child = list_first_entry_or_null(&de->children, struct proc_dir_entry,
					 sibling);
	WARN(child, "%s: removing non-empty directory '%s/%s', leaking at least '%s'\n",
	     "remove_proc_entry", de->parent->name, de->name,
	     child ? child->name : "");
	remove_tree(de);
}
EXPORT_SYMBOL(remove_proc_entry);

int remove_proc_subtree(const char *name, struct proc_dir_entry *parent)
{
	const char *last = walk_to_last(name, &parent);
	struct proc_dir_entry *de;

	if (!last)
		return -ENOENT;
	de = pde_find(parent, last, strlen(last));
	if (!de)
		return -ENOENT;
	remove_tree(de);
	return 0;
}
EXPORT_SYMBOL(remove_proc_subtree);

void proc_remove(struct proc_dir_entry *de)
{
	if (!IS_ERR_OR_NULL(de))
		remove_tree(de);
}
EXPORT_SYMBOL(proc_remove);

static void report_left(struct proc_dir_entry *de)
{
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "%s %s/%s is still there, and proc_remove() was not called",
		 S_ISDIR(de->mode) ? "directory" : "file",
		 de->parent == &proc_root ? "/proc" : de->parent->name,
		 de->name);
	ksim_report(KSIM_FINDING_LEFTOVER, "BUG: unable to handle page fault",
		    "entry in /proc left behind", detail,
		    (struct ksim_site[]){ { de->caller, "made here" } }, 1);
}

static void audit_below(struct proc_dir_entry *dir, struct module *mod)
{
	struct proc_dir_entry *de, *next;

	list_for_each_entry_safe(de, next, &dir->children, sibling) {
		if (!ksim_in_module(de->caller, mod)) {
			audit_below(de, mod);
			continue;
		}
		report_left(de);
		/* With it goes what is below; once is enough. */
		remove_tree(de);
	}
}

void proc_audit_module(struct module *mod)
{
	if (proc_root.children.next)
		audit_below(&proc_root, mod);
}

/* Looking things up */

static struct dentry *proc_lookup(struct inode *dir, struct dentry *dentry,
				  unsigned int flags)
{
	struct proc_dir_entry *de = pde_find(PDE(dir), dentry->d_name.name,
					     dentry->d_name.len);
	struct inode *inode;

	if (!de)
		return NULL;
	inode = proc_get_inode(de);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	d_instantiate(dentry, inode);
	return NULL;
}

static int proc_readdir(struct file *file, struct dir_context *ctx)
{
	struct proc_dir_entry *dir = PDE(file_inode(file)), *de;
	loff_t at = 2;

	if (!dir_emit_dots(file, ctx))
		return 0;
	list_for_each_entry(de, &dir->children, sibling) {
		if (at++ < ctx->pos)
			continue;
		if (!dir_emit(ctx, de->name, strlen(de->name), de->ino,
			      de->mode >> 12 & 15))
			return 0;
		ctx->pos = at;
	}
	return 0;
}

static int proc_setattr(ksim_idmap *idmap, struct dentry *dentry,
			struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);
	struct proc_dir_entry *de = PDE(inode);

	if (attr->ia_valid & ATTR_UID)
		de->uid = inode->i_uid = attr->ia_uid;
	if (attr->ia_valid & ATTR_GID)
		de->gid = inode->i_gid = attr->ia_gid;
	if (attr->ia_valid & ATTR_MODE)
		de->mode = inode->i_mode = attr->ia_mode;
	return 0;
}

const struct inode_operations proc_dir_inode_operations = {
	.lookup = proc_lookup,
	.setattr = proc_setattr,
};

const struct file_operations proc_dir_operations = {
	.llseek = dcache_dir_lseek,
	.read = generic_read_dir,
	.iterate_shared = proc_readdir,
};
