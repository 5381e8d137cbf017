// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * epoll: poll() that remembers.
 *
 * A watched file has an epitem, which hangs on the file's wait queues for as
 * long as it is watched. A wake-up there puts the item on the ready list;
 * epoll_wait() asks ->poll of those on it. Level-triggered items then go back
 * to the end of the list, edge-triggered ones wait for the next wake-up.
 */
#include <linux/anon_inodes.h>
#include <linux/eventpoll.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/hrtimer.h>
#include <linux/kmemleak.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ksim/syscalls.h>

#define EP_PRIVATE_BITS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EPOLLINOUT_BITS (EPOLLIN | EPOLLOUT)
#define EPOLLEXCLUSIVE_OK_BITS						\
	(EPOLLINOUT_BITS | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | \
	 EPOLLEXCLUSIVE)
#define EP_MAX_NESTS 4
#define EP_MAX_EVENTS (INT_MAX / (int)sizeof(struct epoll_event))

struct eventpoll {
	struct mutex mtx; /* one at a time changes or scans */
	wait_queue_head_t wq; /* epoll_wait() */
	wait_queue_head_t poll_wait; /* those who poll the epoll file */
	spinlock_t lock; /* protects rdllist against wake-ups */
	struct list_head rdllist; /* items that may have events */
	struct list_head items; /* all */
};

/* An item on one wait queue of its file. */
struct eppoll_entry {
	struct eppoll_entry *next;
	struct epitem *base;
	wait_queue_entry_t wait;
	wait_queue_head_t *whead; /* NULL once the queue is gone */
};

struct epitem {
	struct list_head all;
	struct list_head rdllink;
	struct hlist_node fllink; /* in *file->f_ep */
	struct eventpoll *ep;
	struct file *file;
	int fd;
	struct eppoll_entry *pwqlist;
	struct epoll_event event;
};

struct ep_pqueue {
	poll_table pt;
	struct epitem *epi;
	bool failed;
};

static const struct file_operations eventpoll_fops;

static bool is_file_epoll(struct file *f)
{
	return f->f_op == &eventpoll_fops;
}

static void *ep_alloc(size_t size)
{
	void *p = kzalloc(size, GFP_KERNEL);

	kmemleak_not_leak(p);
	return p;
}

static void ep_make_ready(struct eventpoll *ep, struct epitem *epi)
{
	if (list_empty(&epi->rdllink))
		list_add_tail(&epi->rdllink, &ep->rdllist);
}

/* Puts an item on the ready list, and tells those who want to know. */
static void ep_announce(struct eventpoll *ep, struct epitem *epi)
{
	spin_lock_irq(&ep->lock);
	ep_make_ready(ep, epi);
	spin_unlock_irq(&ep->lock);
	if (waitqueue_active(&ep->wq))
		wake_up(&ep->wq);
	if (waitqueue_active(&ep->poll_wait))
		wake_up_poll(&ep->poll_wait, EPOLLIN);
}

static bool wants_exclusively(struct epitem *epi, __poll_t pollflags)
{
	switch (pollflags & EPOLLINOUT_BITS) {
	case EPOLLIN:
		return epi->event.events & EPOLLIN;
	case EPOLLOUT:
		return epi->event.events & EPOLLOUT;
	case 0:
		return true;
	default:
		return false;
	}
}

static int ep_poll_callback(wait_queue_entry_t *wait, unsigned int mode,
			    int sync, void *key)
{
	struct eppoll_entry *pwq =
		container_of(wait, struct eppoll_entry, wait);
	struct epitem *epi = pwq->base;
	struct eventpoll *ep = epi->ep;
	__poll_t pollflags = key_to_poll(key);
	unsigned long flags;
	bool counts;
	int taken = 0;

	spin_lock_irqsave(&ep->lock, flags);
	/* Not after a one-shot event, and not what it does not wait for. */
	counts = epi->event.events & ~EP_PRIVATE_BITS &&
		 (!pollflags || pollflags & epi->event.events);
	if (counts) {
		ep_make_ready(ep, epi);
		if (waitqueue_active(&ep->wq)) {
			if (!(pollflags & POLLFREE) &&
			    wants_exclusively(epi, pollflags))
				taken = 1;
			wake_up(&ep->wq);
		}
	}
	spin_unlock_irqrestore(&ep->lock, flags);
	if (counts && waitqueue_active(&ep->poll_wait))
		wake_up_poll(&ep->poll_wait, EPOLLIN);
	if (!(epi->event.events & EPOLLEXCLUSIVE))
		taken = 1;
	if (pollflags & POLLFREE) {
		/* Its owner frees the queue as soon as this returns. */
		list_del_init(&wait->entry);
		pwq->whead = NULL;
	}
	return taken;
}

static void ep_ptable_queue_proc(struct file *file, wait_queue_head_t *whead,
				 poll_table *pt)
{
	struct ep_pqueue *epq = container_of(pt, struct ep_pqueue, pt);
	struct epitem *epi = epq->epi;
	struct eppoll_entry *pwq;

	if (epq->failed)
		return;
	pwq = ep_alloc(sizeof(*pwq));
	if (!pwq) {
		epq->failed = true;
		return;
	}
	init_waitqueue_func_entry(&pwq->wait, ep_poll_callback);
	pwq->whead = whead;
	pwq->base = epi;
	if (epi->event.events & EPOLLEXCLUSIVE)
		add_wait_queue_exclusive(whead, &pwq->wait);
	else
		add_wait_queue(whead, &pwq->wait);
	pwq->next = epi->pwqlist;
	epi->pwqlist = pwq;
}

static __poll_t ep_item_poll(struct epitem *epi, poll_table *pt)
{
	pt->_key = epi->event.events;
	return vfs_poll(epi->file, pt) & epi->event.events;
}

/* Has a ready item events indeed? Items without are dropped on the way. */
static bool ep_has_events(struct eventpoll *ep)
{
	struct epitem *epi, *n;
	poll_table pt;

	init_poll_funcptr(&pt, NULL);
	list_for_each_entry_safe(epi, n, &ep->rdllist, rdllink) {
		if (ep_item_poll(epi, &pt))
			return true;
		list_del_init(&epi->rdllink);
	}
	return false;
}

static __poll_t ep_eventpoll_poll(struct file *file, poll_table *wait)
{
	struct eventpoll *ep = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &ep->poll_wait, wait);
	/* Below the one that watches this one. */
	mutex_lock_nested(&ep->mtx, SINGLE_DEPTH_NESTING);
	if (ep_has_events(ep))
		mask = EPOLLIN | EPOLLRDNORM;
	mutex_unlock(&ep->mtx);
	return mask;
}

static void ep_unregister_pollwait(struct epitem *epi)
{
	struct eppoll_entry *pwq;

	while ((pwq = epi->pwqlist)) {
		epi->pwqlist = pwq->next;
		if (pwq->whead)
			remove_wait_queue(pwq->whead, &pwq->wait);
		kfree(pwq);
	}
}

static void ep_remove(struct eventpoll *ep, struct epitem *epi)
{
	struct file *file = epi->file;

	ep_unregister_pollwait(epi);
	hlist_del_init(&epi->fllink);
	if (hlist_empty(file->f_ep)) {
		kfree(file->f_ep);
		file->f_ep = NULL;
	}
	list_del(&epi->all);
	spin_lock_irq(&ep->lock);
	list_del_init(&epi->rdllink);
	spin_unlock_irq(&ep->lock);
	kfree(epi);
}

void eventpoll_release_file(struct file *file)
{
	struct epitem *epi;
	struct eventpoll *ep;

	while (file->f_ep) {
		epi = hlist_entry(file->f_ep->first, struct epitem, fllink);
		ep = epi->ep;
		mutex_lock(&ep->mtx);
		/* Unless somebody else has just done so. */
		if (file->f_ep && file->f_ep->first == &epi->fllink)
			ep_remove(ep, epi);
		mutex_unlock(&ep->mtx);
	}
}

static int ep_eventpoll_release(struct inode *inode, struct file *file)
{
	struct eventpoll *ep = file->private_data;

	mutex_lock(&ep->mtx);
	while (!list_empty(&ep->items))
		ep_remove(ep, list_first_entry(&ep->items, struct epitem, all));
	mutex_unlock(&ep->mtx);
	mutex_destroy(&ep->mtx);
	kfree(ep);
	return 0;
}

static const struct file_operations eventpoll_fops = {
	.release = ep_eventpoll_release,
	.poll = ep_eventpoll_poll,
	.llseek = noop_llseek,
};

long ksys_epoll_create1(int flags)
{
	struct eventpoll *ep;
	int fd;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	ep = ep_alloc(sizeof(*ep));
	if (!ep)
		return -ENOMEM;
	mutex_init(&ep->mtx);
	init_waitqueue_head(&ep->wq);
	init_waitqueue_head(&ep->poll_wait);
	spin_lock_init(&ep->lock);
	INIT_LIST_HEAD(&ep->rdllist);
	INIT_LIST_HEAD(&ep->items);
	fd = anon_inode_getfd("[eventpoll]", &eventpoll_fops, ep,
			      O_RDWR | (flags & O_CLOEXEC));
	if (fd < 0)
		kfree(ep);
	return fd;
}

/* Changing what is watched */

static struct epitem *ep_find(struct eventpoll *ep, struct file *file, int fd)
{
	struct epitem *epi;

	list_for_each_entry(epi, &ep->items, all)
		if (epi->file == file && epi->fd == fd)
			return epi;
	return NULL;
}

/* How deep epoll files lie below @file; too much if @ep is among them. */
static int ep_depth(struct file *file, const struct eventpoll *ep, int level)
{
	struct eventpoll *inner = file->private_data;
	struct epitem *epi;
	int deepest = level, depth;

	if (inner == ep || level > EP_MAX_NESTS)
		return EP_MAX_NESTS + 1;
	list_for_each_entry(epi, &inner->items, all) {
		if (!is_file_epoll(epi->file))
			continue;
		depth = ep_depth(epi->file, ep, level + 1);
		deepest = max(deepest, depth);
	}
	return deepest;
}

static int ep_insert(struct eventpoll *ep, const struct epoll_event *event,
		     struct file *file, int fd)
{
	struct ep_pqueue epq = {};
	struct epitem *epi;
	__poll_t revents;

	epi = ep_alloc(sizeof(*epi));
	if (!epi)
		return -ENOMEM;
	if (!file->f_ep) {
		file->f_ep = ep_alloc(sizeof(*file->f_ep));
		if (!file->f_ep) {
			kfree(epi);
			return -ENOMEM;
		}
	}
	INIT_LIST_HEAD(&epi->rdllink);
	epi->ep = ep;
	epi->file = file;
	epi->fd = fd;
	epi->event = *event;
	hlist_add_head(&epi->fllink, file->f_ep);
	list_add_tail(&epi->all, &ep->items);

	epq.epi = epi;
	init_poll_funcptr(&epq.pt, ep_ptable_queue_proc);
	revents = ep_item_poll(epi, &epq.pt);
	if (epq.failed) {
		ep_remove(ep, epi);
		return -ENOMEM;
	}
	if (revents)
		ep_announce(ep, epi);
	return 0;
}

static void ep_modify(struct eventpoll *ep, struct epitem *epi,
		      const struct epoll_event *event)
{
	poll_table pt;

	init_poll_funcptr(&pt, NULL);
	epi->event = *event;
	smp_mb();
	if (ep_item_poll(epi, &pt))
		ep_announce(ep, epi);
}

static bool ep_exclusive_is_wrong(int op, struct file *file,
				  const struct epoll_event *event)
{
	if (op == EPOLL_CTL_DEL || !(event->events & EPOLLEXCLUSIVE))
		return false;
	return op == EPOLL_CTL_MOD || is_file_epoll(file) ||
	       event->events & ~EPOLLEXCLUSIVE_OK_BITS;
}

static int ep_change(struct eventpoll *ep, int op, struct file *file, int fd,
		     struct epoll_event *event)
{
	struct epitem *epi = ep_find(ep, file, fd);

	if (op == EPOLL_CTL_ADD) {
		if (epi)
			return -EEXIST;
		event->events |= EPOLLERR | EPOLLHUP;
		return ep_insert(ep, event, file, fd);
	}
	if (op != EPOLL_CTL_DEL && op != EPOLL_CTL_MOD)
		return -EINVAL;
	if (!epi)
		return -ENOENT;
	if (op == EPOLL_CTL_DEL) {
		ep_remove(ep, epi);
		return 0;
	}
	if (epi->event.events & EPOLLEXCLUSIVE)
		return -EINVAL;
	event->events |= EPOLLERR | EPOLLHUP;
	ep_modify(ep, epi, event);
	return 0;
}

static int do_epoll_ctl(struct file *epfile, int op, struct file *file, int fd,
			struct epoll_event *event)
{
	struct eventpoll *ep = epfile->private_data;
	int error;

	if (!file_can_poll(file))
		return -EPERM;
	if (epfile == file || !is_file_epoll(epfile) ||
	    ep_exclusive_is_wrong(op, file, event))
		return -EINVAL;
	if (op != EPOLL_CTL_DEL)
		event->events &= ~EPOLLWAKEUP;
	if (op == EPOLL_CTL_ADD && is_file_epoll(file) &&
	    ep_depth(file, ep, 1) > EP_MAX_NESTS)
		return -ELOOP;
	mutex_lock(&ep->mtx);
	error = ep_change(ep, op, file, fd, event);
	mutex_unlock(&ep->mtx);
	return error;
}

long ksys_epoll_ctl(int epfd, int op, int fd, unsigned long user)
{
	struct epoll_event event = {};
	struct fd f, tf;
	long error = -EBADF;

	if (op != EPOLL_CTL_DEL &&
	    copy_from_user(&event, (void __user *)user, sizeof(event)))
		return -EFAULT;
	f = fdget(epfd);
	if (!f.file)
		return -EBADF;
	tf = fdget(fd);
	if (tf.file) {
		error = do_epoll_ctl(f.file, op, tf.file, fd, &event);
		fdput(tf);
	}
	fdput(f);
	return error;
}

/* Waiting */

/* Return: the number of events that were handed over, or -EFAULT. */
static int ep_send_events(struct eventpoll *ep,
			  struct epoll_event __user *events, int maxevents)
{
	struct epoll_event event;
	struct epitem *epi;
	LIST_HEAD(txlist);
	poll_table pt;
	int count = 0;

	init_poll_funcptr(&pt, NULL);
	mutex_lock(&ep->mtx);
	spin_lock_irq(&ep->lock);
	list_splice_init(&ep->rdllist, &txlist);
	spin_unlock_irq(&ep->lock);
	while (count < maxevents && !list_empty(&txlist)) {
		epi = list_first_entry(&txlist, struct epitem, rdllink);
		/* From here on a wake-up makes it ready again. */
		spin_lock_irq(&ep->lock);
		list_del_init(&epi->rdllink);
		spin_unlock_irq(&ep->lock);
		event = epi->event;
		event.events = ep_item_poll(epi, &pt);
		if (!event.events)
			continue;
		if (copy_to_user(&events[count], &event, sizeof(event))) {
			spin_lock_irq(&ep->lock);
			list_move(&epi->rdllink, &txlist);
			spin_unlock_irq(&ep->lock);
			if (!count)
				count = -EFAULT;
			break;
		}
		count++;
		if (epi->event.events & EPOLLONESHOT) {
			epi->event.events &= EP_PRIVATE_BITS;
		} else if (!(epi->event.events & EPOLLET)) {
			spin_lock_irq(&ep->lock);
			ep_make_ready(ep, epi);
			spin_unlock_irq(&ep->lock);
		}
	}
	spin_lock_irq(&ep->lock);
	/* What there was no room for is first next time. */
	list_splice(&txlist, &ep->rdllist);
	if (!list_empty(&ep->rdllist) && waitqueue_active(&ep->wq))
		wake_up(&ep->wq);
	spin_unlock_irq(&ep->lock);
	mutex_unlock(&ep->mtx);
	return count;
}

/* Off the queue even if the task was awake already: a wake-up was for it. */
static int ep_autoremove_wake_function(struct wait_queue_entry *wq_entry,
				       unsigned int mode, int sync, void *key)
{
	int ret = default_wake_function(wq_entry, mode, sync, key);

	list_del_init(&wq_entry->entry);
	return ret;
}

/* Return: whether there may be events now. */
static bool ep_sleep(struct eventpoll *ep, ktime_t *expires, bool *timed_out)
{
	wait_queue_entry_t wait;
	bool available;

	init_wait(&wait);
	wait.func = ep_autoremove_wake_function;
	spin_lock_irq(&ep->lock);
	__set_current_state(TASK_INTERRUPTIBLE);
	available = !list_empty(&ep->rdllist);
	if (!available)
		add_wait_queue_exclusive(&ep->wq, &wait);
	spin_unlock_irq(&ep->lock);
	if (!available)
		*timed_out = !schedule_hrtimeout_range(expires, 0,
						       HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
	if (list_empty_careful(&wait.entry))
		return true;
	spin_lock_irq(&ep->lock);
	/* Still queued, so it was the clock or a signal, unless just now. */
	available = !*timed_out || list_empty(&wait.entry);
	remove_wait_queue(&ep->wq, &wait);
	spin_unlock_irq(&ep->lock);
	return available;
}

static int ep_poll(struct eventpoll *ep, struct epoll_event __user *events,
		   int maxevents, ktime_t *expires, bool timed_out)
{
	bool available;
	int ret;

	spin_lock_irq(&ep->lock);
	available = !list_empty(&ep->rdllist);
	spin_unlock_irq(&ep->lock);
	for (;;) {
		if (available) {
			ret = ep_send_events(ep, events, maxevents);
			if (ret)
				return ret;
		}
		if (timed_out)
			return 0;
		if (signal_pending(current))
			return -EINTR;
		available = ep_sleep(ep, expires, &timed_out);
	}
}

long ksys_epoll_wait(int epfd, unsigned long user, int maxevents,
		     int timeout_ms)
{
	struct epoll_event __user *events = (void __user *)user;
	ktime_t deadline = 0;
	struct fd f;
	long error = -EINVAL;

	if (maxevents <= 0 || maxevents > EP_MAX_EVENTS)
		return -EINVAL;
	if (!access_ok(events, maxevents * sizeof(*events)))
		return -EFAULT;
	if (timeout_ms > 0)
		deadline = ktime_add_ms(ktime_get(), timeout_ms);
	f = fdget(epfd);
	if (!f.file)
		return -EBADF;
	if (is_file_epoll(f.file))
		error = ep_poll(f.file->private_data, events, maxevents,
				timeout_ms > 0 ? &deadline : NULL,
				timeout_ms == 0);
	fdput(f);
	return error;
}

long ksys_epoll_pwait(int epfd, unsigned long user, int maxevents,
		      int timeout_ms, unsigned long sigmask,
		      ksim_u64 sigsetsize)
{
	long ret = set_user_sigmask((void __user *)sigmask, sigsetsize);

	if (ret)
		return ret;
	ret = ksys_epoll_wait(epfd, user, maxevents, timeout_ms);
	restore_saved_sigmask_unless(ret == -EINTR);
	return ret;
}
