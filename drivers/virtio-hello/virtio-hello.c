// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virtio-hello: a character device over a virtqueue.
 *
 *	/dev/virtio-hello<n>	each write() is a text that the device gets, and
 *				each read() gives the answer to one, or what is
 *				left of it
 *	answers			in sysfs, below the virtio device: how many
 *				there have been, out of the configuration;
 *				poll() tells of a change
 *
 * A file may be open longer than the device is there, and the machine may
 * sleep while texts are under way: they are sent again.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sysfs.h>
#include <linux/uaccess.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "uapi/virtio_hello.h"

static bool capitals;
module_param(capitals, bool, 0444);
MODULE_PARM_DESC(capitals, "Ask for answers in capital letters");

static DEFINE_IDA(hello_ida);

/**
 * struct hello - one device
 * @misc: the character device
 * @name: its name
 * @index: the number in it
 * @ref: the driver and each open file have one
 * @changed: tells who polls for answers
 * @lock: protects all that follows, and the queue
 * @vdev: NULL when the device is gone
 * @vq: NULL while the machine sleeps
 * @unsent: texts that wait for it to wake up
 * @answered: texts whose answers nobody has read, in the order in which these
 *	came
 * @wait: for room, and for answers
 */
struct hello {
	struct miscdevice misc;
	char name[24];
	int index;
	struct kref ref;
	struct work_struct changed;
	spinlock_t lock;
	struct virtio_device *vdev;
	struct virtqueue *vq;
	struct list_head unsent;
	struct list_head answered;
	wait_queue_head_t wait;
};

/**
 * struct hello_text - a text on its way, and back
 * @link: in one of the lists of its device, unless the queue has it
 * @size: of the text, then of the answer
 * @done: bytes of the answer that were read
 * @text: for the device to read
 * @answer: for the device to write
 */
struct hello_text {
	struct list_head link;
	size_t size;
	size_t done;
	char text[VIRTIO_HELLO_TEXT_MAX];
	char answer[VIRTIO_HELLO_TEXT_MAX];
};

static void hello_free_texts(struct list_head *texts)
{
	struct hello_text *text, *next;

	list_for_each_entry_safe(text, next, texts, link)
		kfree(text);
}

static void hello_release_ref(struct kref *ref)
{
	struct hello *hello = container_of(ref, struct hello, ref);

	hello_free_texts(&hello->answered);
	ida_free(&hello_ida, hello->index);
	kfree(hello);
}

/* The queue */

/* Context: the lock is held. */
static int hello_send(struct hello *hello, struct hello_text *text)
{
	struct scatterlist out, in, *sgs[] = { &out, &in };
	int err;

	sg_init_one(&out, text->text, text->size);
	sg_init_one(&in, text->answer, text->size);
	err = virtqueue_add_sgs(hello->vq, sgs, 1, 1, text, GFP_ATOMIC);
	if (err)
		return err;
	virtqueue_kick(hello->vq);
	return 0;
}

static void hello_done(struct virtqueue *vq)
{
	struct hello *hello = vq->vdev->priv;
	struct hello_text *text;
	unsigned long flags;
	unsigned int len;

	spin_lock_irqsave(&hello->lock, flags);
	do {
		virtqueue_disable_cb(vq);
		while ((text = virtqueue_get_buf(vq, &len))) {
			/* The device may say anything. */
			text->size = min_t(size_t, len, text->size);
			list_add_tail(&text->link, &hello->answered);
		}
	} while (!virtqueue_enable_cb(vq));
	spin_unlock_irqrestore(&hello->lock, flags);
	wake_up_interruptible_all(&hello->wait);
}

/* The character device */

/* Return: -EAGAIN if there is no room. */
static int hello_try_send(struct hello *hello, struct hello_text *text)
{
	unsigned long flags;
	int err;

	spin_lock_irqsave(&hello->lock, flags);
	if (!hello->vdev)
		err = -ENODEV;
	else if (!hello->vq)
		err = -EAGAIN;
	else
		err = hello_send(hello, text);
	spin_unlock_irqrestore(&hello->lock, flags);
	return err == -ENOSPC ? -EAGAIN : err;
}

static ssize_t hello_write(struct file *filp, const char __user *buf,
			   size_t count, loff_t *pos)
{
	struct hello *hello = filp->private_data;
	struct hello_text *text;
	int err;

	if (!count)
		return 0;
	text = kzalloc(sizeof(*text), GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	text->size = min_t(size_t, count, sizeof(text->text));
	count = text->size;
	if (copy_from_user(text->text, buf, count)) {
		err = -EFAULT;
		goto err_free;
	}
	err = hello_try_send(hello, text);
	if (err == -EAGAIN && !(filp->f_flags & O_NONBLOCK)) {
		int sent = -EAGAIN;

		err = wait_event_interruptible(
			hello->wait,
			(sent = hello_try_send(hello, text)) != -EAGAIN);
		err = err ?: sent;
	}
	if (err)
		goto err_free;
	return count;
err_free:
	kfree(text);
	return err;
}

/* Return: an answer, which is the caller's now; or NULL. */
static struct hello_text *hello_take_answer(struct hello *hello, bool *gone)
{
	struct hello_text *text;
	unsigned long flags;

	spin_lock_irqsave(&hello->lock, flags);
	text = list_first_entry_or_null(&hello->answered, struct hello_text,
					link);
	if (text)
		list_del(&text->link);
	*gone = !hello->vdev;
	spin_unlock_irqrestore(&hello->lock, flags);
	return text;
}

static ssize_t hello_read(struct file *filp, char __user *buf, size_t count,
			  loff_t *pos)
{
	struct hello *hello = filp->private_data;
	struct hello_text *text;
	unsigned long flags;
	bool gone;
	int err;

	if (!count)
		return 0;
	text = hello_take_answer(hello, &gone);
	if (!text && !gone && (filp->f_flags & O_NONBLOCK))
		return -EAGAIN;
	if (!text && !gone) {
		err = wait_event_interruptible(
			hello->wait,
			(text = hello_take_answer(hello, &gone)) || gone);
		if (err)
			return err;
	}
	if (!text)
		return -ENODEV;
	count = min(count, text->size - text->done);
	err = copy_to_user(buf, text->answer + text->done, count) ? -EFAULT : 0;
	if (!err)
		text->done += count;
	if (text->done == text->size) {
		kfree(text);
		return count;
	}
	spin_lock_irqsave(&hello->lock, flags);
	list_add(&text->link, &hello->answered);
	spin_unlock_irqrestore(&hello->lock, flags);
	return err ?: count;
}

static __poll_t hello_poll(struct file *filp, poll_table *wait)
{
	struct hello *hello = filp->private_data;
	__poll_t events = 0;
	unsigned long flags;

	poll_wait(filp, &hello->wait, wait);
	spin_lock_irqsave(&hello->lock, flags);
	if (!list_empty(&hello->answered))
		events |= EPOLLIN | EPOLLRDNORM;
	if (!hello->vdev)
		events |= EPOLLHUP | EPOLLERR;
	/* A text takes two descriptors, or one with a table of its own. */
	else if (hello->vq && hello->vq->num_free >= 2)
		events |= EPOLLOUT | EPOLLWRNORM;
	spin_unlock_irqrestore(&hello->lock, flags);
	return events;
}

/* The device is there: misc_deregister() waits for those who open it. */
static int hello_open(struct inode *inode, struct file *filp)
{
	struct hello *hello = container_of(filp->private_data, struct hello,
					   misc);

	kref_get(&hello->ref);
	filp->private_data = hello;
	return stream_open(inode, filp);
}

static int hello_release(struct inode *inode, struct file *filp)
{
	struct hello *hello = filp->private_data;

	kref_put(&hello->ref, hello_release_ref);
	return 0;
}

static const struct file_operations hello_fops = {
	.owner = THIS_MODULE,
	.open = hello_open,
	.release = hello_release,
	.read = hello_read,
	.write = hello_write,
	.poll = hello_poll,
};

/* sysfs */

static ssize_t answers_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	u32 answers;

	virtio_cread_le(dev_to_virtio(dev), struct virtio_hello_config, answers,
			&answers);
	return sysfs_emit(buf, "%u\n", answers);
}
static DEVICE_ATTR_RO(answers);

static struct attribute *hello_attrs[] = {
	&dev_attr_answers.attr,
	NULL,
};
ATTRIBUTE_GROUPS(hello);

static void hello_changed(struct work_struct *work)
{
	struct hello *hello = container_of(work, struct hello, changed);

	sysfs_notify(&hello->misc.parent->kobj, NULL, "answers");
}

/* In an interrupt, where sysfs_notify() must not be called. */
static void hello_config_changed(struct virtio_device *vdev)
{
	struct hello *hello = vdev->priv;

	schedule_work(&hello->changed);
}

/* The driver */

static int hello_validate(struct virtio_device *vdev)
{
	if (!capitals)
		__virtio_clear_bit(vdev, VIRTIO_HELLO_F_CAPITALS);
	return 0;
}

static int hello_start(struct hello *hello, struct virtio_device *vdev)
{
	struct virtqueue *vq = virtio_find_single_vq(vdev, hello_done, "hello");
	struct hello_text *text, *next;
	unsigned long flags;

	if (IS_ERR(vq))
		return PTR_ERR(vq);
	virtio_device_ready(vdev);
	spin_lock_irqsave(&hello->lock, flags);
	hello->vq = vq;
	list_for_each_entry_safe(text, next, &hello->unsent, link) {
		list_del(&text->link);
		/* It has been in this queue before. */
		if (hello_send(hello, text))
			kfree(text);
	}
	spin_unlock_irqrestore(&hello->lock, flags);
	wake_up_interruptible_all(&hello->wait);
	return 0;
}

/* What was not answered waits in @hello->unsent. */
static void hello_stop(struct hello *hello, struct virtio_device *vdev)
{
	struct hello_text *text;
	struct virtqueue *vq;
	unsigned long flags;

	/* Nobody kicks a device that has been reset. */
	spin_lock_irqsave(&hello->lock, flags);
	vq = hello->vq;
	hello->vq = NULL;
	spin_unlock_irqrestore(&hello->lock, flags);
	virtio_reset_device(vdev);
	/* In no particular order. */
	spin_lock_irqsave(&hello->lock, flags);
	while ((text = virtqueue_detach_unused_buf(vq)))
		list_add_tail(&text->link, &hello->unsent);
	spin_unlock_irqrestore(&hello->lock, flags);
	cancel_work_sync(&hello->changed);
	vdev->config->del_vqs(vdev);
}

static int hello_probe(struct virtio_device *vdev)
{
	struct hello *hello = kzalloc(sizeof(*hello), GFP_KERNEL);
	int err;

	if (!hello)
		return -ENOMEM;
	err = ida_alloc(&hello_ida, GFP_KERNEL);
	if (err < 0) {
		kfree(hello);
		return err;
	}
	hello->index = err;
	snprintf(hello->name, sizeof(hello->name), "virtio-hello%d",
		 hello->index);
	kref_init(&hello->ref);
	INIT_WORK(&hello->changed, hello_changed);
	hello->misc.parent = &vdev->dev;
	spin_lock_init(&hello->lock);
	INIT_LIST_HEAD(&hello->unsent);
	INIT_LIST_HEAD(&hello->answered);
	init_waitqueue_head(&hello->wait);
	hello->vdev = vdev;
	vdev->priv = hello;
	err = hello_start(hello, vdev);
	if (err)
		goto err_put;
	hello->misc.minor = MISC_DYNAMIC_MINOR;
	hello->misc.name = hello->name;
	hello->misc.fops = &hello_fops;
	err = misc_register(&hello->misc);
	if (err)
		goto err_stop;
	dev_info(&vdev->dev, "/dev/%s, %u descriptors%s\n", hello->name,
		 virtqueue_get_vring_size(hello->vq),
		 virtio_has_feature(vdev, VIRTIO_HELLO_F_CAPITALS) ?
			 ", in capitals" : "");
	return 0;
err_stop:
	hello_stop(hello, vdev);
err_put:
	kref_put(&hello->ref, hello_release_ref);
	return err;
}

static void hello_remove(struct virtio_device *vdev)
{
	struct hello *hello = vdev->priv;

	misc_deregister(&hello->misc);
	spin_lock_irq(&hello->lock);
	hello->vdev = NULL;
	spin_unlock_irq(&hello->lock);
	hello_stop(hello, vdev);
	hello_free_texts(&hello->unsent);
	wake_up_interruptible_all(&hello->wait);
	kref_put(&hello->ref, hello_release_ref);
}

static int __maybe_unused hello_freeze(struct virtio_device *vdev)
{
	hello_stop(vdev->priv, vdev);
	return 0;
}

static int __maybe_unused hello_restore(struct virtio_device *vdev)
{
	return hello_start(vdev->priv, vdev);
}

static const struct virtio_device_id hello_ids[] = {
	{ VIRTIO_ID_HELLO, VIRTIO_DEV_ANY_ID },
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, hello_ids);

static const unsigned int hello_features[] = { VIRTIO_HELLO_F_CAPITALS };

static struct virtio_driver hello_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.driver.dev_groups = hello_groups,
	.id_table = hello_ids,
	.feature_table = hello_features,
	.feature_table_size = ARRAY_SIZE(hello_features),
	.validate = hello_validate,
	.probe = hello_probe,
	.remove = hello_remove,
	.config_changed = hello_config_changed,
#ifdef CONFIG_PM_SLEEP
	.freeze = hello_freeze,
	.restore = hello_restore,
#endif
};
module_virtio_driver(hello_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Sends texts to a virtio device that says them again");
MODULE_LICENSE("GPL");
