// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/probe and relatives: files that tell what the kernel did to them.
 */
#include <linux/anon_inodes.h>
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#define PROBE_NOT_MINE _IO('p', 1)
#define PROBE_COUNT _IO('p', 2)
#define PROBE_ANONYMOUS _IO('p', 3)
#define PROBE_IS_COMPAT _IO('p', 4)

/* What happened since the module was loaded. */
static struct {
	int opens, flushes, releases;
} count;

static int probe_open(struct inode *inode, struct file *filp)
{
	count.opens++;
	return 0;
}

static int probe_flush(struct file *filp, fl_owner_t id)
{
	count.flushes++;
	return filp->f_flags & O_SYNC ? -EIO : 0;
}

static int probe_release(struct inode *inode, struct file *filp)
{
	count.releases++;
	return 0;
}

static ssize_t probe_read(struct file *filp, char __user *buf, size_t length,
			  loff_t *pos)
{
	char text[32];
	int n = scnprintf(text, sizeof(text), "%d %d %d", count.opens,
			  count.flushes, count.releases);

	return simple_read_from_buffer(buf, length, pos, text, n);
}

static long probe_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	static const struct file_operations nothing = {
		.owner = THIS_MODULE,
		.release = probe_release,
	};

	switch (cmd) {
	case PROBE_COUNT:
		return count.releases;
	case PROBE_ANONYMOUS:
		return anon_inode_getfd("[probe]", &nothing, NULL, O_CLOEXEC);
	case PROBE_IS_COMPAT:
		return in_compat_syscall();
	default:
		return -ENOIOCTLCMD;
	}
}

static int probe_check_flags(int flags)
{
	return flags & O_DIRECT ? -EINVAL : 0;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.flush = probe_flush,
	.release = probe_release,
	.read = probe_read,
	.unlocked_ioctl = probe_ioctl,
	.compat_ioctl = probe_ioctl,
	.check_flags = probe_check_flags,
	.llseek = default_llseek,
};

/* Nothing but an owner. */
static const struct file_operations bare_fops = { .owner = THIS_MODULE };

/* Remembers what was written, with the iterator methods. */
static char stored[64];

static ssize_t iter_read(struct kiocb *iocb, struct iov_iter *to)
{
	size_t left = strlen(stored) - min_t(size_t, iocb->ki_pos,
					     strlen(stored));
	size_t n = copy_to_iter(stored + iocb->ki_pos, left, to);

	iocb->ki_pos += n;
	return n;
}

static ssize_t iter_write(struct kiocb *iocb, struct iov_iter *from)
{
	size_t n;

	if (iocb->ki_flags & IOCB_APPEND)
		iocb->ki_pos = strlen(stored);
	if (iocb->ki_pos >= sizeof(stored) - 1)
		return -ENOSPC;
	n = copy_from_iter(stored + iocb->ki_pos,
			   sizeof(stored) - 1 - iocb->ki_pos, from);
	iocb->ki_pos += n;
	return n;
}

static const struct file_operations iter_fops = {
	.owner = THIS_MODULE,
	.read_iter = iter_read,
	.write_iter = iter_write,
	.llseek = no_seek_end_llseek,
};

/* A stream: each read tells its position, if there is one. */
static int stream_probe_open(struct inode *inode, struct file *filp)
{
	return stream_open(inode, filp);
}

static ssize_t stream_read(struct file *filp, char __user *buf, size_t length,
			   loff_t *pos)
{
	return put_user(pos ? 'p' : '-', buf) ? -EFAULT : 1;
}

static const struct file_operations stream_fops = {
	.owner = THIS_MODULE,
	.open = stream_probe_open,
	.read = stream_read,
};

static int refusing_open(struct inode *inode, struct file *filp)
{
	count.opens++;
	return -EBUSY;
}

static const struct file_operations refusing_fops = {
	.owner = THIS_MODULE,
	.open = refusing_open,
	.release = probe_release,
};

#define PROBE(kind, node)                                   \
static struct miscdevice kind##_misc = {                    \
	.minor = MISC_DYNAMIC_MINOR,                        \
	.name = node,                                       \
	.fops = &kind##_fops,                               \
	.mode = 0640,                                       \
}

PROBE(probe, "probe");
PROBE(bare, "probe_bare");
PROBE(iter, "probe_iter");
PROBE(stream, "probe_stream");
PROBE(refusing, "probe_refusing");

static struct miscdevice *devices[] = {
	&probe_misc, &bare_misc, &iter_misc, &stream_misc, &refusing_misc,
};

static int __init file_probe_init(void)
{
	int i, error;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		error = misc_register(devices[i]);
		if (error)
			goto err_devices;
	}
	return 0;

err_devices:
	while (i-- > 0)
		misc_deregister(devices[i]);
	return error;
}

static void __exit file_probe_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		misc_deregister(devices[i]);
}

module_init(file_probe_init);
module_exit(file_probe_exit);
MODULE_DESCRIPTION("Files that tell what is done to them");
MODULE_LICENSE("GPL");
