// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * read(), write(), lseek() and their relatives, with the checks of Linux in
 * the order of Linux.
 */
#include <linux/fs.h>
#include <linux/export.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include <ksim/syscalls.h>
#include "internal.h"

static bool unsigned_offsets(struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return file->f_op->fop_flags & FOP_UNSIGNED_OFFSET;
#else
	return file->f_mode & FMODE_UNSIGNED_OFFSET;
#endif
}

static int rw_verify_area(struct file *file, const loff_t *ppos, size_t count)
{
	loff_t pos;

	if (unlikely((ssize_t)count < 0))
		return -EINVAL;
	if (!ppos)
		return 0;
	pos = *ppos;
	if (unlikely(pos < 0)) {
		if (!unsigned_offsets(file))
			return -EINVAL;
		if (count >= -pos)
			return -EOVERFLOW;
	} else if (unlikely((loff_t)((u64)pos + count) < 0)) {
		if (!unsigned_offsets(file))
			return -EINVAL;
	}
	return 0;
}

static ssize_t call_iter(struct file *filp, struct iov_iter *iter,
			 loff_t *ppos, int rw)
{
	struct kiocb kiocb;
	ssize_t ret;

	init_sync_kiocb(&kiocb, filp);
	kiocb.ki_pos = ppos ? *ppos : 0;
	ret = rw == READ ? filp->f_op->read_iter(&kiocb, iter) :
			   filp->f_op->write_iter(&kiocb, iter);
	BUG_ON(ret == -EIOCBQUEUED);
	if (ppos)
		*ppos = kiocb.ki_pos;
	return ret;
}

ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct iov_iter iter;
	ssize_t ret;

	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (unlikely(!access_ok(buf, count)))
		return -EFAULT;
	ret = rw_verify_area(file, pos, count);
	if (ret)
		return ret;
	if (count > MAX_RW_COUNT)
		count = MAX_RW_COUNT;
	if (file->f_op->read)
		return file->f_op->read(file, buf, count, pos);
	if (!file->f_op->read_iter)
		return -EINVAL;
	iov_iter_ubuf(&iter, ITER_DEST, buf, count);
	return call_iter(file, &iter, pos, READ);
}
EXPORT_SYMBOL_GPL(vfs_read);

ssize_t vfs_write(struct file *file, const char __user *buf, size_t count,
		  loff_t *pos)
{
	struct iov_iter iter;
	ssize_t ret;

	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE))
		return -EINVAL;
	if (unlikely(!access_ok(buf, count)))
		return -EFAULT;
	ret = rw_verify_area(file, pos, count);
	if (ret)
		return ret;
	if (count > MAX_RW_COUNT)
		count = MAX_RW_COUNT;
	if (file->f_op->write)
		return file->f_op->write(file, buf, count, pos);
	if (!file->f_op->write_iter)
		return -EINVAL;
	iov_iter_ubuf(&iter, ITER_SOURCE, (void __user *)buf, count);
	return call_iter(file, &iter, pos, WRITE);
}
EXPORT_SYMBOL_GPL(vfs_write);

static int warn_unsupported(struct file *file, const char *op)
{
	pr_warn_ratelimited("kernel %s not supported for file %pD4 (pid: %d comm: %.20s)\n",
			    op, file, current->pid, current->comm);
	return -EINVAL;
}

ssize_t kernel_read(struct file *file, void *buf, size_t count, loff_t *pos)
{
	struct kvec vec = { .iov_base = buf };
	struct iov_iter iter;
	loff_t at = pos ? *pos : 0;
	ssize_t ret;

	ret = rw_verify_area(file, pos, count);
	if (ret)
		return ret;
	if (WARN_ON_ONCE(!(file->f_mode & FMODE_READ)))
		return -EINVAL;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (!file->f_op->read_iter || file->f_op->read)
		return warn_unsupported(file, "read");
	vec.iov_len = min_t(size_t, count, MAX_RW_COUNT);
	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, vec.iov_len);
	ret = call_iter(file, &iter, &at, READ);
	if (ret > 0 && pos)
		*pos = at;
	return ret;
}
EXPORT_SYMBOL(kernel_read);

ssize_t kernel_write(struct file *file, const void *buf, size_t count,
		     loff_t *pos)
{
	struct kvec vec = { .iov_base = (void *)buf };
	struct iov_iter iter;
	loff_t at = pos ? *pos : 0;
	ssize_t ret;

	ret = rw_verify_area(file, pos, count);
	if (ret)
		return ret;
	if (WARN_ON_ONCE(!(file->f_mode & FMODE_WRITE)))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE))
		return -EINVAL;
	if (!file->f_op->write_iter || file->f_op->write)
		return warn_unsupported(file, "write");
	vec.iov_len = min_t(size_t, count, MAX_RW_COUNT);
	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, vec.iov_len);
	ret = call_iter(file, &iter, &at, WRITE);
	if (ret > 0 && pos)
		*pos = at;
	return ret;
}
EXPORT_SYMBOL(kernel_write);

/* system calls */

static inline bool has_position(struct file *file)
{
	return !(file->f_mode & FMODE_STREAM);
}

long ksys_read(int fd, unsigned long user, ksim_u64 size)
{
	struct fd f = fdget_pos(fd);
	bool positioned;
	ssize_t ret;
	loff_t pos;

	if (unlikely(!f.file))
		return -EBADF;
	positioned = has_position(f.file);
	pos = f.file->f_pos;
	ret = vfs_read(f.file, (char __user *)user, size,
		       positioned ? &pos : NULL);
	if (ret >= 0 && positioned)
		f.file->f_pos = pos;
	fdput_pos(f);
	return ret;
}

long ksys_write(int fd, unsigned long user, ksim_u64 size)
{
	struct fd f = fdget_pos(fd);
	bool positioned;
	ssize_t ret;
	loff_t pos;

	if (unlikely(!f.file))
		return -EBADF;
	positioned = has_position(f.file);
	pos = f.file->f_pos;
	ret = vfs_write(f.file, (const char __user *)user, size,
			positioned ? &pos : NULL);
	if (ret >= 0 && positioned)
		f.file->f_pos = pos;
	fdput_pos(f);
	return ret;
}

long ksys_pread(int fd, unsigned long user, ksim_u64 size, ksim_s64 offset)
{
	loff_t pos = offset;
	ssize_t ret;
	struct fd f;

	if (pos < 0)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	ret = -ESPIPE;
	if (f.file->f_mode & FMODE_PREAD)
		ret = vfs_read(f.file, (char __user *)user, size, &pos);
	fdput(f);
	return ret;
}

long ksys_pwrite(int fd, unsigned long user, ksim_u64 size, ksim_s64 offset)
{
	loff_t pos = offset;
	ssize_t ret;
	struct fd f;

	if (pos < 0)
		return -EINVAL;
	f = fdget(fd);
	if (!f.file)
		return -EBADF;
	ret = -ESPIPE;
	if (f.file->f_mode & FMODE_PWRITE)
		ret = vfs_write(f.file, (const char __user *)user, size, &pos);
	fdput(f);
	return ret;
}

/*
 * Checks a vector and copies it, for lengths are cut to MAX_RW_COUNT in all.
 * On success *@vec is @fast or must be given to kfree().
 */
static ssize_t import_iovec(const struct ksim_iovec *from, ksim_u32 count,
			    struct iovec *fast, struct iovec **vec)
{
	struct iovec *iov = fast;
	size_t total = 0, len;
	ksim_u32 i;

	*vec = fast;
	if (count > UIO_MAXIOV)
		return -EINVAL;
	if (count > UIO_FASTIOV) {
		iov = kmalloc_array(count, sizeof(*iov), GFP_KERNEL);
		if (!iov)
			return -ENOMEM;
	}
	*vec = iov;
	for (i = 0; i < count; i++) {
		iov[i].iov_base = (void __user *)from[i].base;
		iov[i].iov_len = from[i].size;
		if ((ssize_t)from[i].size < 0)
			goto err_inval;
	}
	for (i = 0; i < count; i++) {
		len = iov[i].iov_len;
		if (!access_ok(iov[i].iov_base, len)) {
			if (iov != fast)
				kfree(iov);
			return -EFAULT;
		}
		if (len > MAX_RW_COUNT - total)
			len = iov[i].iov_len = MAX_RW_COUNT - total;
		total += len;
	}
	return total;

err_inval:
	if (iov != fast)
		kfree(iov);
	return -EINVAL;
}

static ssize_t loop_vector(struct file *filp, const struct iovec *iov,
			   ksim_u32 count, loff_t *ppos, int rw)
{
	ssize_t ret = 0, nr;

	for (; count; count--, iov++) {
		if (rw == READ)
			nr = filp->f_op->read(filp, iov->iov_base,
					      iov->iov_len, ppos);
		else
			nr = filp->f_op->write(filp, iov->iov_base,
					       iov->iov_len, ppos);
		if (nr < 0) {
			if (!ret)
				ret = nr;
			break;
		}
		ret += nr;
		if (nr != iov->iov_len)
			break;
	}
	return ret;
}

static ssize_t vfs_vector(struct file *file, const struct ksim_iovec *vector,
			  ksim_u32 count, loff_t *pos, int rw)
{
	struct iovec fast[UIO_FASTIOV], *iov;
	struct iov_iter iter;
	ssize_t total, ret;

	total = import_iovec(vector, count, fast, &iov);
	if (total < 0)
		return total;
	ret = -EBADF;
	if (!(file->f_mode & (rw == READ ? FMODE_READ : FMODE_WRITE)))
		goto out;
	ret = -EINVAL;
	if (!(file->f_mode & (rw == READ ? FMODE_CAN_READ : FMODE_CAN_WRITE)))
		goto out;
	ret = 0;
	if (!total)
		goto out;
	ret = rw_verify_area(file, pos, total);
	if (ret < 0)
		goto out;
	if (rw == READ ? !!file->f_op->read_iter : !!file->f_op->write_iter) {
		iov_iter_init(&iter, rw, iov, count, total);
		ret = call_iter(file, &iter, pos, rw);
	} else {
		ret = loop_vector(file, iov, count, pos, rw);
	}
out:
	if (iov != fast)
		kfree(iov);
	return ret;
}

static long do_vector(int fd, const struct ksim_iovec *vector, ksim_u32 count,
		      int rw)
{
	struct fd f = fdget_pos(fd);
	bool positioned;
	ssize_t ret;
	loff_t pos;

	if (!f.file)
		return -EBADF;
	positioned = has_position(f.file);
	pos = f.file->f_pos;
	ret = vfs_vector(f.file, vector, count, positioned ? &pos : NULL, rw);
	if (ret >= 0 && positioned)
		f.file->f_pos = pos;
	fdput_pos(f);
	return ret;
}

long ksys_readv(int fd, const struct ksim_iovec *vector, ksim_u32 count)
{
	return do_vector(fd, vector, count, READ);
}

long ksys_writev(int fd, const struct ksim_iovec *vector, ksim_u32 count)
{
	return do_vector(fd, vector, count, WRITE);
}

/* seeking */

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	if (!(file->f_mode & FMODE_LSEEK))
		return -ESPIPE;
	return file->f_op->llseek(file, offset, whence);
}
EXPORT_SYMBOL(vfs_llseek);

long ksys_lseek(int fd, ksim_s64 offset, int whence)
{
	struct fd f = fdget_pos(fd);
	loff_t ret;

	if (!f.file)
		return -EBADF;
	ret = -EINVAL;
	if ((unsigned int)whence <= SEEK_MAX)
		ret = vfs_llseek(f.file, offset, whence);
	fdput_pos(f);
	return ret;
}

loff_t vfs_setpos(struct file *file, loff_t offset, loff_t maxsize)
{
	if (offset < 0 && !unsigned_offsets(file))
		return -EINVAL;
	if (offset > maxsize)
		return -EINVAL;
	if (offset != file->f_pos) {
		file->f_pos = offset;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
		file->f_version = 0;
#endif
	}
	return offset;
}
EXPORT_SYMBOL(vfs_setpos);

loff_t generic_file_llseek_size(struct file *file, loff_t offset, int whence,
				loff_t maxsize, loff_t eof)
{
	switch (whence) {
	case SEEK_END:
		offset += eof;
		break;
	case SEEK_CUR:
		if (offset == 0)
			return file->f_pos;
		offset += file->f_pos;
		break;
	case SEEK_DATA:
		/* It is all data. */
		if ((u64)offset >= eof)
			return -ENXIO;
		break;
	case SEEK_HOLE:
		/* The one hole is at the end. */
		if ((u64)offset >= eof)
			return -ENXIO;
		offset = eof;
		break;
	}
	return vfs_setpos(file, offset, maxsize);
}
EXPORT_SYMBOL(generic_file_llseek_size);

loff_t generic_file_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *inode = file->f_mapping->host;

	return generic_file_llseek_size(file, offset, whence,
					inode->i_sb->s_maxbytes,
					i_size_read(inode));
}
EXPORT_SYMBOL(generic_file_llseek);

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence,
			 loff_t size)
{
	switch (whence) {
	case SEEK_SET:
	case SEEK_CUR:
	case SEEK_END:
		return generic_file_llseek_size(file, offset, whence, size,
						size);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(fixed_size_llseek);

loff_t no_seek_end_llseek(struct file *file, loff_t offset, int whence)
{
	return no_seek_end_llseek_size(file, offset, whence, OFFSET_MAX);
}
EXPORT_SYMBOL(no_seek_end_llseek);

loff_t no_seek_end_llseek_size(struct file *file, loff_t offset, int whence,
			       loff_t size)
{
	switch (whence) {
	case SEEK_SET:
	case SEEK_CUR:
		return generic_file_llseek_size(file, offset, whence, size, 0);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL(no_seek_end_llseek_size);

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}
EXPORT_SYMBOL(noop_llseek);

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *inode = file_inode(file);
	loff_t retval;

	inode_lock(inode);
	switch (whence) {
	case SEEK_END:
		offset += i_size_read(inode);
		break;
	case SEEK_CUR:
		if (offset == 0) {
			retval = file->f_pos;
			goto out;
		}
		offset += file->f_pos;
		break;
	case SEEK_DATA:
		retval = -ENXIO;
		if (offset >= inode->i_size)
			goto out;
		break;
	case SEEK_HOLE:
		retval = -ENXIO;
		if (offset >= inode->i_size)
			goto out;
		offset = inode->i_size;
		break;
	}
	retval = -EINVAL;
	if (offset >= 0 || unsigned_offsets(file)) {
		if (offset != file->f_pos) {
			file->f_pos = offset;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
			file->f_version = 0;
#endif
		}
		retval = offset;
	}
out:
	inode_unlock(inode);
	return retval;
}
EXPORT_SYMBOL(default_llseek);
