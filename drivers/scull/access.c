// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scullsingle, sculluid, scullwuid, scullpriv: the memory of main.c behind
 * doors of four sorts.
 *
 * The first three keep one memory and differ in whom they let in while
 * somebody is there: nobody; the same user; the same user, and others wait.
 * The fourth lets everybody in, each process to a memory of its own.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/wait.h>

#include "scull.h"

/**
 * struct scull_door - a memory, and who is in
 * @dev: the memory
 * @lock: protects @opens and @user
 * @opens: number of open files
 * @user: who opened the first of them
 * @left: where others wait for @opens to be 0
 * @cdev: what open() finds it by
 */
struct scull_door {
	struct scull_dev dev;
	spinlock_t lock;
	unsigned int opens;
	kuid_t user;
	struct wait_queue_head left;
	struct cdev cdev;
};

static struct scull_door scull_single;
static struct scull_door scull_uid;
static struct scull_door scull_wuid;

static bool scull_admits_nobody(const struct scull_door *door)
{
	return false;
}

static bool scull_admits_user(const struct scull_door *door)
{
	return uid_eq(door->user, current_euid()) || capable(CAP_DAC_OVERRIDE);
}

/* Goes in, if nobody is there or the door @admits one more. */
static bool scull_enter(struct scull_door *door,
			bool (*admits)(const struct scull_door *door))
{
	bool in;

	spin_lock(&door->lock);
	in = !door->opens || admits(door);
	if (in && !door->opens++)
		door->user = current_euid();
	spin_unlock(&door->lock);
	return in;
}

static void scull_leave(struct scull_door *door)
{
	bool last;

	spin_lock(&door->lock);
	last = !--door->opens;
	spin_unlock(&door->lock);
	/* All of them: several may be of one user. */
	if (last)
		wake_up_interruptible(&door->left);
}

/* What is left to do for who has gone in. */
static int scull_door_open(struct scull_door *door, struct file *filp)
{
	int ret = scull_dev_open(&door->dev, filp);

	if (ret)
		scull_leave(door);
	return ret;
}

static int scull_door_release(struct inode *inode, struct file *filp)
{
	scull_leave(container_of(inode->i_cdev, struct scull_door, cdev));
	return 0;
}

static int scull_single_open(struct inode *inode, struct file *filp)
{
	if (!scull_enter(&scull_single, scull_admits_nobody))
		return -EBUSY;
	return scull_door_open(&scull_single, filp);
}

static int scull_uid_open(struct inode *inode, struct file *filp)
{
	if (!scull_enter(&scull_uid, scull_admits_user))
		return -EBUSY;
	return scull_door_open(&scull_uid, filp);
}

static int scull_wuid_open(struct inode *inode, struct file *filp)
{
	struct scull_door *door = &scull_wuid;

	if (!scull_enter(door, scull_admits_user)) {
		if (filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		/* The condition goes in as soon as it can, once. */
		if (wait_event_interruptible(
			    door->left, scull_enter(door, scull_admits_user)))
			return -ERESTARTSYS;
	}
	return scull_door_open(door, filp);
}

/**
 * struct scull_private - the memory of one process
 * @dev: the memory
 * @node: in scull_privates
 * @owner: the process; as this holds a reference, no later process is it,
 *	   even if it gets the same number
 * @opens: number of open files
 */
struct scull_private {
	struct scull_dev dev;
	struct list_head node;
	struct pid *owner;
	unsigned int opens;
};

static DEFINE_MUTEX(scull_privates_lock); /* and of their @opens */
static LIST_HEAD(scull_privates);
static struct cdev scull_private_cdev;

static void scull_private_free(struct scull_private *priv)
{
	list_del(&priv->node);
	scull_trim(&priv->dev);
	put_pid(priv->owner);
	kfree(priv);
}

static bool scull_private_is_unused(const struct scull_private *priv)
{
	bool gone;

	rcu_read_lock();
	gone = !pid_task(priv->owner, PIDTYPE_TGID);
	rcu_read_unlock();
	return gone && !priv->opens;
}

/* The memory of the running process; NULL if there is none to be had. */
static struct scull_private *scull_private_get(void)
{
	struct scull_private *priv, *next, *own = NULL;
	struct pid *me = task_tgid(current);

	list_for_each_entry_safe(priv, next, &scull_privates, node) {
		if (priv->owner == me)
			own = priv;
		else if (scull_private_is_unused(priv))
			scull_private_free(priv);
	}
	if (own)
		return own;

	own = kzalloc(sizeof(*own), GFP_KERNEL);
	if (!own)
		return NULL;
	scull_dev_init(&own->dev);
	own->owner = get_pid(me);
	list_add(&own->node, &scull_privates);
	return own;
}

static void scull_private_put(struct scull_private *priv)
{
	mutex_lock(&scull_privates_lock);
	priv->opens--;
	mutex_unlock(&scull_privates_lock);
}

static int scull_private_open(struct inode *inode, struct file *filp)
{
	struct scull_private *priv;
	int ret;

	if (mutex_lock_interruptible(&scull_privates_lock))
		return -ERESTARTSYS;
	priv = scull_private_get();
	if (priv)
		priv->opens++;
	mutex_unlock(&scull_privates_lock);
	if (!priv)
		return -ENOMEM;

	ret = scull_dev_open(&priv->dev, filp);
	if (ret)
		scull_private_put(priv);
	return ret;
}

static int scull_private_release(struct inode *inode, struct file *filp)
{
	struct scull_dev *dev = filp->private_data;

	scull_private_put(container_of(dev, struct scull_private, dev));
	return 0;
}

#define SCULL_MEMORY_FOPS			\
	.owner = THIS_MODULE,			\
	.read = scull_read,			\
	.write = scull_write,			\
	.llseek = scull_llseek,			\
	.unlocked_ioctl = scull_ioctl,		\
	.compat_ioctl = compat_ptr_ioctl

static const struct file_operations scull_single_fops = {
	SCULL_MEMORY_FOPS,
	.open = scull_single_open,
	.release = scull_door_release,
};

static const struct file_operations scull_uid_fops = {
	SCULL_MEMORY_FOPS,
	.open = scull_uid_open,
	.release = scull_door_release,
};

static const struct file_operations scull_wuid_fops = {
	SCULL_MEMORY_FOPS,
	.open = scull_wuid_open,
	.release = scull_door_release,
};

static const struct file_operations scull_private_fops = {
	SCULL_MEMORY_FOPS,
	.open = scull_private_open,
	.release = scull_private_release,
};

static const struct {
	const char *name;
	struct cdev *cdev;
	const struct file_operations *fops;
	struct scull_door *door;
} scull_access_devs[SCULL_NR_ACCESS] = {
	{ "scullsingle", &scull_single.cdev, &scull_single_fops,
	  &scull_single },
	{ "sculluid", &scull_uid.cdev, &scull_uid_fops, &scull_uid },
	{ "scullwuid", &scull_wuid.cdev, &scull_wuid_fops, &scull_wuid },
	{ "scullpriv", &scull_private_cdev, &scull_private_fops, NULL },
};

static void scull_access_remove_some(int count)
{
	struct scull_private *priv, *next;

	while (count--) {
		scull_del_cdev(scull_access_devs[count].cdev);
		if (scull_access_devs[count].door)
			scull_trim(&scull_access_devs[count].door->dev);
	}
	list_for_each_entry_safe(priv, next, &scull_privates, node)
		scull_private_free(priv);
}

int scull_access_add(dev_t first)
{
	int ret;
	int i;

	for (i = 0; i < SCULL_NR_ACCESS; i++) {
		struct scull_door *door = scull_access_devs[i].door;

		if (door) {
			scull_dev_init(&door->dev);
			spin_lock_init(&door->lock);
			init_waitqueue_head(&door->left);
		}
		ret = scull_add_cdev(scull_access_devs[i].cdev,
				     scull_access_devs[i].fops, first + i,
				     scull_access_devs[i].name);
		if (ret) {
			scull_access_remove_some(i);
			return ret;
		}
	}
	return 0;
}

void scull_access_remove(void)
{
	scull_access_remove_some(SCULL_NR_ACCESS);
}
