// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scullpipe: a ring of bytes. Who finds it empty, or full, waits.
 *
 * It is there while somebody has the device open. A reader waits for data
 * also when nobody has it open for writing: there is no end of file.
 *
 *	buffer  |....hello, wor|	start: where "hello" begins
 *		|ld............|	used: 12, round the corner if need be
 *
 * Readers wait exclusively, and so do writers: what comes in wakes one of
 * them, the one that has waited longest. So whoever was woken and leaves more
 * than it takes must wake the next; nobody else will.
 */
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "scull.h"

int scull_p_nr_devs = 4;
module_param(scull_p_nr_devs, int, 0444);
MODULE_PARM_DESC(scull_p_nr_devs, "Number of pipes (default 4)");

static int scull_p_buffer = SCULL_P_BUFFER;
module_param(scull_p_buffer, int, 0444);
MODULE_PARM_DESC(scull_p_buffer, "Bytes that a pipe holds");

const struct scull_setting scull_pipe_setting = {
	.value = &scull_p_buffer,
	.max = SCULL_P_BUFFER_MAX,
};

/**
 * struct scull_pipe - one device
 * @lock: protects what follows up to @opens; @used may be looked at without
 * @buffer: the ring; NULL when nobody has the device open
 * @size: bytes that @buffer holds
 * @start: index of the first byte to read
 * @used: bytes to read
 * @opens: number of open files
 * @readers: wait for @used > 0
 * @writers: wait for @used < @size
 * @listeners: files whose owners want a SIGIO when data comes in
 * @cdev: what open() finds it by
 */
struct scull_pipe {
	struct mutex lock;
	char *buffer;
	size_t size;
	size_t start;
	size_t used;
	unsigned int opens;
	struct wait_queue_head readers;
	struct wait_queue_head writers;
	struct fasync_struct *listeners;
	struct cdev cdev;
};

static struct scull_pipe *scull_pipes;

static bool scull_pipe_has_data(const struct scull_pipe *pipe)
{
	return READ_ONCE(pipe->used) > 0;
}

static bool scull_pipe_has_room(const struct scull_pipe *pipe)
{
	return READ_ONCE(pipe->used) < pipe->size;
}

static void scull_pipe_wake_reader(struct scull_pipe *pipe)
{
	wake_up_interruptible_poll(&pipe->readers, EPOLLIN | EPOLLRDNORM);
}

static void scull_pipe_wake_writer(struct scull_pipe *pipe)
{
	wake_up_interruptible_poll(&pipe->writers, EPOLLOUT | EPOLLWRNORM);
}

static int scull_pipe_open(struct inode *inode, struct file *filp)
{
	struct scull_pipe *pipe;
	int ret = -ENOMEM;

	pipe = container_of(inode->i_cdev, struct scull_pipe, cdev);
	filp->private_data = pipe;

	if (mutex_lock_interruptible(&pipe->lock))
		return -ERESTARTSYS;
	if (!pipe->buffer) {
		pipe->size = READ_ONCE(scull_p_buffer);
		pipe->buffer = kmalloc(pipe->size, GFP_KERNEL);
		if (!pipe->buffer)
			goto out;
		pipe->start = 0;
		pipe->used = 0;
	}
	pipe->opens++;
	ret = stream_open(inode, filp);
out:
	mutex_unlock(&pipe->lock);
	return ret;
}

static int scull_pipe_fasync(int fd, struct file *filp, int on)
{
	struct scull_pipe *pipe = filp->private_data;

	return fasync_helper(fd, filp, on, &pipe->listeners);
}

static int scull_pipe_release(struct inode *inode, struct file *filp)
{
	struct scull_pipe *pipe = filp->private_data;

	scull_pipe_fasync(-1, filp, 0);
	mutex_lock(&pipe->lock);
	if (!--pipe->opens) {
		kfree(pipe->buffer);
		pipe->buffer = NULL;
	}
	mutex_unlock(&pipe->lock);
	return 0;
}

/*
 * Locks @pipe when it is @ready, for which the caller waits in @queue.
 * @slept becomes true if it may have been woken, and others not for its sake.
 */
static int scull_pipe_lock(struct scull_pipe *pipe, struct file *filp,
			   bool (*ready)(const struct scull_pipe *pipe),
			   struct wait_queue_head *queue, bool *slept)
{
	*slept = false;
	if (mutex_lock_interruptible(&pipe->lock))
		return -ERESTARTSYS;

	while (!ready(pipe)) {
		mutex_unlock(&pipe->lock);
		if (filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible_exclusive(*queue, ready(pipe)))
			return -ERESTARTSYS;
		*slept = true;
		if (mutex_lock_interruptible(&pipe->lock)) {
			/* What it was woken for is the next one's. */
			wake_up_interruptible(queue);
			return -ERESTARTSYS;
		}
	}
	return 0;
}

static ssize_t scull_pipe_read(struct file *filp, char __user *buf,
			       size_t count, loff_t *pos)
{
	struct scull_pipe *pipe = filp->private_data;
	size_t piece, copied;
	bool slept, more;
	int ret;

	if (!count)
		return 0;
	ret = scull_pipe_lock(pipe, filp, scull_pipe_has_data, &pipe->readers,
			      &slept);
	if (ret)
		return ret;

	count = min(count, pipe->used);
	piece = min(count, pipe->size - pipe->start);
	copied = piece - copy_to_user(buf, pipe->buffer + pipe->start, piece);
	if (copied == piece && piece < count) {
		piece = count - copied;
		copied += piece - copy_to_user(buf + copied, pipe->buffer,
					       piece);
	}
	pipe->start = (pipe->start + copied) % pipe->size;
	WRITE_ONCE(pipe->used, pipe->used - copied);
	more = scull_pipe_has_data(pipe);
	mutex_unlock(&pipe->lock);

	if (slept && more)
		scull_pipe_wake_reader(pipe);
	if (!copied)
		return -EFAULT;
	scull_pipe_wake_writer(pipe);
	return copied;
}

static ssize_t scull_pipe_write(struct file *filp, const char __user *buf,
				size_t count, loff_t *pos)
{
	struct scull_pipe *pipe = filp->private_data;
	size_t end, piece, copied;
	bool slept, more;
	int ret;

	if (!count)
		return 0;
	ret = scull_pipe_lock(pipe, filp, scull_pipe_has_room, &pipe->writers,
			      &slept);
	if (ret)
		return ret;

	count = min(count, pipe->size - pipe->used);
	end = (pipe->start + pipe->used) % pipe->size;
	piece = min(count, pipe->size - end);
	copied = piece - copy_from_user(pipe->buffer + end, buf, piece);
	if (copied == piece && piece < count) {
		piece = count - copied;
		copied += piece - copy_from_user(pipe->buffer, buf + copied,
						 piece);
	}
	WRITE_ONCE(pipe->used, pipe->used + copied);
	more = scull_pipe_has_room(pipe);
	mutex_unlock(&pipe->lock);

	if (slept && more)
		scull_pipe_wake_writer(pipe);
	if (!copied)
		return -EFAULT;
	scull_pipe_wake_reader(pipe);
	kill_fasync(&pipe->listeners, SIGIO, POLL_IN);
	return copied;
}

/* A file is ready for what it was opened for only. */
static __poll_t scull_pipe_poll(struct file *filp, poll_table *wait)
{
	struct scull_pipe *pipe = filp->private_data;
	__poll_t mask = 0;

	poll_wait(filp, &pipe->readers, wait);
	poll_wait(filp, &pipe->writers, wait);
	if (filp->f_mode & FMODE_READ && scull_pipe_has_data(pipe))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (filp->f_mode & FMODE_WRITE && scull_pipe_has_room(pipe))
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

static const struct file_operations scull_pipe_fops = {
	.owner = THIS_MODULE,
	.open = scull_pipe_open,
	.release = scull_pipe_release,
	.read = scull_pipe_read,
	.write = scull_pipe_write,
	.poll = scull_pipe_poll,
	.fasync = scull_pipe_fasync,
	.unlocked_ioctl = scull_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static void scull_pipe_remove_some(int count)
{
	while (count--)
		scull_del_cdev(&scull_pipes[count].cdev);
	kfree(scull_pipes);
}

int scull_pipe_add(dev_t first)
{
	char name[SCULL_NAME_MAX];
	int ret;
	int i;

	scull_pipes = kcalloc(scull_p_nr_devs, sizeof(*scull_pipes),
			      GFP_KERNEL);
	if (!scull_pipes)
		return -ENOMEM;

	for (i = 0; i < scull_p_nr_devs; i++) {
		struct scull_pipe *pipe = &scull_pipes[i];

		mutex_init(&pipe->lock);
		init_waitqueue_head(&pipe->readers);
		init_waitqueue_head(&pipe->writers);
		snprintf(name, sizeof(name), "scullpipe%d", i);
		ret = scull_add_cdev(&pipe->cdev, &scull_pipe_fops, first + i,
				     name);
		if (ret) {
			scull_pipe_remove_some(i);
			return ret;
		}
	}
	return 0;
}

void scull_pipe_remove(void)
{
	scull_pipe_remove_some(scull_p_nr_devs);
}
