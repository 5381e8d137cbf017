// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files of debugfs: each call goes through here, so that none begins once the
 * file is being removed; and files that show a number.
 *
 * Stands for: fs/debugfs/file.c
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "internal.h"

const struct file_operations *debugfs_real_fops(const struct file *filp)
{
	return debugfs_entry(file_inode(filp))->fops;
}
EXPORT_SYMBOL_GPL(debugfs_real_fops);

int debugfs_file_get(struct dentry *dentry)
{
	return active_get(&debugfs_entry(d_inode(dentry))->active) ? 0 : -EIO;
}
EXPORT_SYMBOL_GPL(debugfs_file_get);

void debugfs_file_put(struct dentry *dentry)
{
	active_put(&debugfs_entry(d_inode(dentry))->active);
}
EXPORT_SYMBOL_GPL(debugfs_file_put);

static int proxy_open(struct inode *inode, struct file *file)
{
	struct debugfs_entry *entry = debugfs_entry(inode);
	int ret = 0;

	if (!active_get(&entry->active))
		return -ENOENT;
	if (!fops_get(entry->fops)) {
		ret = -ENXIO;
		goto out;
	}
	if (!entry->fops->llseek)
		file->f_mode &= ~FMODE_LSEEK;
	if (entry->fops->open)
		ret = entry->fops->open(inode, file);
	if (ret)
		fops_put(entry->fops);
out:
	active_put(&entry->active);
	return ret;
}

static int proxy_release(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = debugfs_real_fops(file);

	/* The module is still there: the open file has held it. */
	if (fops->release)
		fops->release(inode, file);
	fops_put(fops);
	return 0;
}

/* @otherwise: what the VFS says of a file that has no such operation. */
#define PROXY_CALL(file, otherwise, operation, args...)			\
({									\
	struct debugfs_entry *__entry = debugfs_entry(file_inode(file)); \
	__typeof__(__entry->fops->operation(args)) __ret = -EIO;	\
									\
	if (active_get(&__entry->active)) {				\
		if (__entry->fops->operation)				\
			__ret = __entry->fops->operation(args);		\
		else							\
			__ret = (otherwise);				\
		active_put(&__entry->active);				\
	}								\
	__ret;								\
})

static loff_t proxy_llseek(struct file *file, loff_t offset, int whence)
{
	return PROXY_CALL(file, -ESPIPE, llseek, file, offset, whence);
}

static ssize_t proxy_read(struct file *file, char __user *buf, size_t size,
			  loff_t *ppos)
{
	return PROXY_CALL(file, -EINVAL, read, file, buf, size, ppos);
}

static ssize_t proxy_write(struct file *file, const char __user *buf,
			   size_t size, loff_t *ppos)
{
	return PROXY_CALL(file, -EINVAL, write, file, buf, size, ppos);
}

static long proxy_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return PROXY_CALL(file, -ENOTTY, unlocked_ioctl, file, cmd, arg);
}

static __poll_t proxy_poll(struct file *file, struct poll_table_struct *wait)
{
	struct debugfs_entry *entry = debugfs_entry(file_inode(file));
	__poll_t mask = DEFAULT_POLLMASK;

	if (!active_get(&entry->active))
		return EPOLLHUP;
	if (entry->fops->poll)
		mask = entry->fops->poll(file, wait);
	active_put(&entry->active);
	return mask;
}

const struct file_operations debugfs_proxy_file_operations = {
	.open = proxy_open,
	.release = proxy_release,
	.llseek = proxy_llseek,
	.read = proxy_read,
	.write = proxy_write,
	.unlocked_ioctl = proxy_ioctl,
	.poll = proxy_poll,
};

ssize_t debugfs_attr_read(struct file *file, char __user *buf, size_t len,
			  loff_t *ppos)
{
	return simple_attr_read(file, buf, len, ppos);
}
EXPORT_SYMBOL_GPL(debugfs_attr_read);

ssize_t debugfs_attr_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *ppos)
{
	return simple_attr_write(file, buf, len, ppos);
}
EXPORT_SYMBOL_GPL(debugfs_attr_write);

ssize_t debugfs_attr_write_signed(struct file *file, const char __user *buf,
				  size_t len, loff_t *ppos)
{
	return simple_attr_write_signed(file, buf, len, ppos);
}
EXPORT_SYMBOL_GPL(debugfs_attr_write_signed);

/* A file is made with operations that its mode allows. */
static void make_value(const char *name, umode_t mode, struct dentry *parent,
		       void *value, const struct file_operations *both,
		       const struct file_operations *read_only,
		       const struct file_operations *write_only,
		       unsigned long caller)
{
	const struct file_operations *fops = both;

	if (!(mode & S_IWUGO))
		fops = read_only;
	else if (!(mode & S_IRUGO))
		fops = write_only;
	debugfs_make_file(name, mode, parent, value, fops, caller);
}

#define NUMBER_ACCESS(name, type)					\
static int name##_get(void *data, u64 *val)				\
{									\
	*val = *(type *)data;						\
	return 0;							\
}									\
static int name##_set(void *data, u64 val)				\
{									\
	*(type *)data = val;						\
	return 0;							\
}

NUMBER_ACCESS(u8, u8)
NUMBER_ACCESS(u16, u16)
NUMBER_ACCESS(u32, u32)
NUMBER_ACCESS(u64, u64)
NUMBER_ACCESS(ulong, unsigned long)
NUMBER_ACCESS(size_t, size_t)

static int atomic_t_get(void *data, u64 *val)
{
	*val = atomic_read((atomic_t *)data);
	return 0;
}

static int atomic_t_set(void *data, u64 val)
{
	atomic_set((atomic_t *)data, val);
	return 0;
}

#define VALUE_FILE(kind, access, type, fmt, is_signed)			\
DEFINE_DEBUGFS_ATTRIBUTE_XSIGNED(fops_##kind, access##_get,		\
				 access##_set, fmt, is_signed);		\
DEFINE_DEBUGFS_ATTRIBUTE_XSIGNED(fops_##kind##_ro, access##_get, NULL,	\
				 fmt, is_signed);			\
DEFINE_DEBUGFS_ATTRIBUTE_XSIGNED(fops_##kind##_wo, NULL, access##_set,	\
				 fmt, is_signed);			\
void debugfs_create_##kind(const char *name, umode_t mode,		\
			   struct dentry *parent, type *value)		\
{									\
	make_value(name, mode, parent, value, &fops_##kind,		\
		   &fops_##kind##_ro, &fops_##kind##_wo, _RET_IP_);	\
}									\
EXPORT_SYMBOL_GPL(debugfs_create_##kind)

VALUE_FILE(u8, u8, u8, "%llu\n", false);
VALUE_FILE(u16, u16, u16, "%llu\n", false);
VALUE_FILE(u32, u32, u32, "%llu\n", false);
VALUE_FILE(u64, u64, u64, "%llu\n", false);
VALUE_FILE(ulong, ulong, unsigned long, "%llu\n", false);
VALUE_FILE(x8, u8, u8, "0x%02llx\n", false);
VALUE_FILE(x16, u16, u16, "0x%04llx\n", false);
VALUE_FILE(x32, u32, u32, "0x%08llx\n", false);
VALUE_FILE(x64, u64, u64, "0x%016llx\n", false);
VALUE_FILE(size_t, size_t, size_t, "%llu\n", false);
VALUE_FILE(atomic_t, atomic_t, atomic_t, "%lld\n", true);

ssize_t debugfs_read_file_bool(struct file *file, char __user *user_buf,
			       size_t count, loff_t *ppos)
{
	const char *text = *(bool *)file->private_data ? "Y\n" : "N\n";

	return simple_read_from_buffer(user_buf, count, ppos, text, 2);
}
EXPORT_SYMBOL_GPL(debugfs_read_file_bool);

ssize_t debugfs_write_file_bool(struct file *file, const char __user *user_buf,
				size_t count, loff_t *ppos)
{
	bool *val = file->private_data;
	bool bv;

	/* What is no truth value is taken all the same, and does nothing. */
	if (!kstrtobool_from_user(user_buf, count, &bv))
		*val = bv;
	return count;
}
EXPORT_SYMBOL_GPL(debugfs_write_file_bool);

#define BOOL_OPERATIONS				\
	.open = simple_open,			\
	.llseek = default_llseek

static const struct file_operations fops_bool = {
	.read = debugfs_read_file_bool,
	.write = debugfs_write_file_bool,
	BOOL_OPERATIONS,
};
static const struct file_operations fops_bool_ro = {
	.read = debugfs_read_file_bool,
	BOOL_OPERATIONS,
};
static const struct file_operations fops_bool_wo = {
	.write = debugfs_write_file_bool,
	BOOL_OPERATIONS,
};

void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
			 bool *value)
{
	make_value(name, mode, parent, value, &fops_bool, &fops_bool_ro,
		   &fops_bool_wo, _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_bool);

static ssize_t blob_read(struct file *file, char __user *user_buf, size_t count,
			 loff_t *ppos)
{
	struct debugfs_blob_wrapper *blob = file->private_data;

	return simple_read_from_buffer(user_buf, count, ppos, blob->data,
				       blob->size);
}

static const struct file_operations fops_blob = {
	.read = blob_read,
	.open = simple_open,
	.llseek = default_llseek,
};

struct dentry *debugfs_create_blob(const char *name, umode_t mode,
				   struct dentry *parent,
				   struct debugfs_blob_wrapper *blob)
{
	return debugfs_make_file(name, mode & 0444, parent, blob, &fops_blob,
				 _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_blob);

static int u32_array_show(struct seq_file *m, void *v)
{
	struct debugfs_u32_array *data = m->private;
	u32 i;

	for (i = 0; i < data->n_elements; i++)
		seq_printf(m, "%u%c", data->array[i],
			   i + 1 < data->n_elements ? ' ' : '\n');
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(u32_array);

void debugfs_create_u32_array(const char *name, umode_t mode,
			      struct dentry *parent,
			      struct debugfs_u32_array *array)
{
	debugfs_make_file(name, mode, parent, array, &u32_array_fops, _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_u32_array);

void debugfs_print_regs32(struct seq_file *s, const struct debugfs_reg32 *regs,
			  int nregs, void __iomem *base, char *prefix)
{
	for (; nregs && !seq_has_overflowed(s); nregs--, regs++) {
		if (prefix)
			seq_puts(s, prefix);
		seq_printf(s, "%s = 0x%08x\n", regs->name,
			   readl(base + regs->offset));
	}
}
EXPORT_SYMBOL_GPL(debugfs_print_regs32);

static int regset32_show(struct seq_file *m, void *v)
{
	struct debugfs_regset32 *regset = m->private;

	debugfs_print_regs32(m, regset->regs, regset->nregs, regset->base, "");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(regset32);

void debugfs_create_regset32(const char *name, umode_t mode,
			     struct dentry *parent,
			     struct debugfs_regset32 *regset)
{
	debugfs_make_file(name, mode, parent, regset, &regset32_fops, _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_regset32);

struct devm_seqfile {
	int (*read)(struct seq_file *seq, void *data);
	struct device *dev;
};

static int devm_seqfile_open(struct inode *inode, struct file *file)
{
	struct devm_seqfile *entry = inode->i_private;

	return single_open(file, entry->read, entry->dev);
}

static const struct file_operations devm_seqfile_fops = {
	.owner = THIS_MODULE,
	.open = devm_seqfile_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

void debugfs_create_devm_seqfile(struct device *dev, const char *name,
				 struct dentry *parent,
				 int (*read_fn)(struct seq_file *s, void *data))
{
	struct devm_seqfile *entry;

	if (IS_ERR(parent))
		return;
	entry = devm_kzalloc(dev, sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return;
	entry->read = read_fn;
	entry->dev = dev;
	debugfs_make_file(name, S_IRUGO, parent, entry, &devm_seqfile_fops,
			  _RET_IP_);
}
EXPORT_SYMBOL_GPL(debugfs_create_devm_seqfile);
