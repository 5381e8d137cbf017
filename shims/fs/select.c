// SPDX-License-Identifier: GPL-2.0-or-later
/* poll(). */
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/hrtimer.h>
#include <linux/kmemleak.h>
#include <linux/poll.h>
#include <linux/restart_block.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ksim/syscalls.h>

/* Soft limit of every process, as in file.c. */
#define NOFILE_MAX 1024
#define ENTRIES_PER_PAGE 32
#define N_STACK_FDS 16

struct poll_table_page {
	struct poll_table_page *next;
	int used;
	struct poll_table_entry entries[ENTRIES_PER_PAGE];
};

static struct poll_table_entry *poll_get_entry(struct poll_wqueues *pwq)
{
	struct poll_table_page *page = pwq->table;

	if (pwq->inline_index < N_INLINE_POLL_ENTRIES)
		return &pwq->inline_entries[pwq->inline_index++];
	if (!page || page->used == ENTRIES_PER_PAGE) {
		page = kmalloc(sizeof(*page), GFP_KERNEL);
		if (!page) {
			pwq->error = -ENOMEM;
			return NULL;
		}
		kmemleak_not_leak(page);
		page->used = 0;
		page->next = pwq->table;
		pwq->table = page;
	}
	return &page->entries[page->used++];
}

static int pollwake(wait_queue_entry_t *wait, unsigned int mode, int sync,
		    void *key)
{
	struct poll_table_entry *entry =
		container_of(wait, struct poll_table_entry, wait);
	struct poll_wqueues *pwq = wait->private;
	DECLARE_WAITQUEUE(sleeper, pwq->polling_task);

	/* Not what it waits for. */
	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	smp_wmb();
	pwq->triggered = 1;
	return default_wake_function(&sleeper, mode, sync, key);
}

static void pollwait(struct file *filp, wait_queue_head_t *wait_address,
		     poll_table *p)
{
	struct poll_wqueues *pwq = container_of(p, struct poll_wqueues, pt);
	struct poll_table_entry *entry = poll_get_entry(pwq);

	if (!entry)
		return;
	entry->filp = get_file(filp);
	entry->wait_address = wait_address;
	entry->key = p->_key;
	init_waitqueue_func_entry(&entry->wait, pollwake);
	entry->wait.private = pwq;
	add_wait_queue(wait_address, &entry->wait);
}

void poll_initwait(struct poll_wqueues *pwq)
{
	init_poll_funcptr(&pwq->pt, pollwait);
	pwq->polling_task = current;
	pwq->triggered = 0;
	pwq->error = 0;
	pwq->table = NULL;
	pwq->inline_index = 0;
}
EXPORT_SYMBOL(poll_initwait);

static void free_poll_entry(struct poll_table_entry *entry)
{
	remove_wait_queue(entry->wait_address, &entry->wait);
	fput(entry->filp);
}

void poll_freewait(struct poll_wqueues *pwq)
{
	struct poll_table_page *page = pwq->table, *next;
	int i;

	for (i = 0; i < pwq->inline_index; i++)
		free_poll_entry(&pwq->inline_entries[i]);
	for (; page; page = next) {
		next = page->next;
		for (i = 0; i < page->used; i++)
			free_poll_entry(&page->entries[i]);
		kfree(page);
	}
}
EXPORT_SYMBOL(poll_freewait);

/* Return: whether the time is up. */
static bool poll_schedule_timeout(struct poll_wqueues *pwq, ktime_t *expires)
{
	int err = -EINTR;

	set_current_state(TASK_INTERRUPTIBLE);
	if (!pwq->triggered)
		err = schedule_hrtimeout_range(expires, 0, HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
	smp_store_mb(pwq->triggered, 0);
	return !err;
}

static __poll_t do_pollfd(struct pollfd *pollfd, poll_table *pt)
{
	__poll_t mask = 0, filter;
	struct fd f;

	if (pollfd->fd >= 0) {
		mask = EPOLLNVAL;
		f = fdget(pollfd->fd);
		if (f.file) {
			filter = demangle_poll(pollfd->events) | EPOLLERR |
				 EPOLLHUP;
			pt->_key = filter;
			mask = vfs_poll(f.file, pt) & filter;
			fdput(f);
		}
	}
	pollfd->revents = mangle_poll(mask);
	return mask;
}

static int do_poll(struct pollfd *fds, unsigned int nfds,
		   struct poll_wqueues *pwq, ktime_t *expires, bool timed_out)
{
	poll_table *pt = &pwq->pt;
	unsigned int i;
	int count = 0;

	/* Who does not wait leaves no trace on any queue. */
	if (timed_out)
		pt->_qproc = NULL;
	for (;;) {
		for (i = 0; i < nfds; i++) {
			if (!do_pollfd(&fds[i], pt))
				continue;
			count++;
			pt->_qproc = NULL;
		}
		/* Being on the queues once is enough. */
		pt->_qproc = NULL;
		if (!count) {
			count = pwq->error;
			if (signal_pending(current))
				count = -ERESTARTNOHAND;
		}
		if (count || timed_out)
			return count;
		timed_out = poll_schedule_timeout(pwq, expires);
	}
}

/* @deadline: NULL for no limit. */
static long do_sys_poll(unsigned long user, unsigned int nfds,
			ktime_t *deadline, bool at_once)
{
	struct pollfd stack_fds[N_STACK_FDS], *fds = stack_fds;
	struct pollfd __user *ufds = (struct pollfd __user *)user;
	struct poll_wqueues table;
	long ret = -EFAULT;
	unsigned int i;

	if (nfds > NOFILE_MAX)
		return -EINVAL;
	if (nfds > N_STACK_FDS) {
		fds = kmalloc_array(nfds, sizeof(*fds), GFP_KERNEL);
		if (!fds)
			return -ENOMEM;
		kmemleak_not_leak(fds);
	}
	if (copy_from_user(fds, ufds, nfds * sizeof(*fds)))
		goto out;
	poll_initwait(&table);
	ret = do_poll(fds, nfds, &table, deadline, at_once);
	poll_freewait(&table);
	for (i = 0; i < nfds; i++) {
		if (!put_user(fds[i].revents, &ufds[i].revents))
			continue;
		ret = -EFAULT;
		break;
	}
out:
	if (fds != stack_fds)
		kfree(fds);
	return ret;
}

static long do_restart_poll(struct restart_block *restart)
{
	ktime_t deadline = ns_to_ktime(restart->poll.deadline_ns);
	bool limited = restart->poll.has_timeout;
	long ret = do_sys_poll(restart->poll.ufds, restart->poll.nfds,
			       limited ? &deadline : NULL,
			       limited && !deadline);

	if (ret != -ERESTARTNOHAND)
		return ret;
	restart->fn = do_restart_poll;
	return -ERESTART_RESTARTBLOCK;
}

long ksys_poll(unsigned long user, ksim_u32 nfds, int timeout_ms)
{
	struct restart_block *restart = &current->restart_block;
	ktime_t deadline = 0;
	long ret;

	if (timeout_ms > 0)
		deadline = ktime_add_ms(ktime_get(), timeout_ms);
	ret = do_sys_poll(user, nfds, timeout_ms > 0 ? &deadline : NULL,
			  timeout_ms == 0);
	if (ret != -ERESTARTNOHAND)
		return ret;
	restart->fn = do_restart_poll;
	restart->poll.ufds = user;
	restart->poll.nfds = nfds;
	restart->poll.has_timeout = timeout_ms >= 0;
	restart->poll.deadline_ns = ktime_to_ns(deadline);
	return -ERESTART_RESTARTBLOCK;
}
