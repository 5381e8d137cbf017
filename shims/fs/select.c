// SPDX-License-Identifier: GPL-2.0-or-later
/* poll() and select(). */
#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/hrtimer.h>
#include <linux/kmemleak.h>
#include <linux/poll.h>
#include <linux/restart_block.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/time.h>
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

/* @deadline: NULL for no limit, 0 for not to wait at all. */
static long do_sys_poll(unsigned long user, unsigned int nfds,
			ktime_t *deadline)
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
	ret = do_poll(fds, nfds, &table, deadline, deadline && !*deadline);
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
	long ret = do_sys_poll(restart->poll.ufds, restart->poll.nfds,
			       restart->poll.has_timeout ? &deadline : NULL);

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
	ret = do_sys_poll(user, nfds, timeout_ms >= 0 ? &deadline : NULL);
	if (ret != -ERESTARTNOHAND)
		return ret;
	restart->fn = do_restart_poll;
	restart->poll.ufds = user;
	restart->poll.nfds = nfds;
	restart->poll.has_timeout = timeout_ms >= 0;
	restart->poll.deadline_ns = ktime_to_ns(deadline);
	return -ERESTART_RESTARTBLOCK;
}

/* A limit in user memory, which learns how much of it was left */

enum time_format { FORMAT_TIMEVAL, FORMAT_TIMESPEC };

static int get_time(struct timespec64 *ts, unsigned long user,
		    enum time_format format)
{
	struct __kernel_old_timeval tv;

	if (format == FORMAT_TIMESPEC)
		return get_timespec64(ts, (void __user *)user);
	if (copy_from_user(&tv, (void __user *)user, sizeof(tv)))
		return -EFAULT;
	ts->tv_sec = tv.tv_sec + tv.tv_usec / USEC_PER_SEC;
	ts->tv_nsec = tv.tv_usec % USEC_PER_SEC * NSEC_PER_USEC;
	return 0;
}

static int put_time(const struct timespec64 *ts, unsigned long user,
		    enum time_format format)
{
	struct __kernel_old_timeval tv;

	if (format == FORMAT_TIMESPEC)
		return put_timespec64(ts, (void __user *)user);
	tv.tv_sec = ts->tv_sec;
	tv.tv_usec = ts->tv_nsec / NSEC_PER_USEC;
	return copy_to_user((void __user *)user, &tv, sizeof(tv)) ? -EFAULT : 0;
}

/* For do_sys_poll(). */
static int get_deadline(ktime_t *deadline, unsigned long user,
			enum time_format format)
{
	struct timespec64 ts;
	s64 length;

	if (get_time(&ts, user, format))
		return -EFAULT;
	if (!timespec64_valid(&ts))
		return -EINVAL;
	length = timespec64_to_ns(&ts);
	*deadline = length ? ktime_add_safe(ktime_get(), length) : 0;
	return 0;
}

static long poll_select_finish(ktime_t deadline, unsigned long user,
			       enum time_format format, long ret)
{
	struct timespec64 left;

	restore_saved_sigmask_unless(ret == -ERESTARTNOHAND);
	if (!user || !deadline)
		return ret;
	left = ktime_to_timespec64(max_t(ktime_t, deadline - ktime_get(), 0));
	/* Called again with the old limit it would wait too long. */
	if (put_time(&left, user, format) && ret == -ERESTARTNOHAND)
		return -EINTR;
	return ret;
}

long ksys_ppoll(unsigned long user, ksim_u32 nfds, unsigned long timeout,
		unsigned long sigmask, ksim_u64 sigsetsize)
{
	ktime_t deadline = 0;
	long ret = 0;

	if (timeout)
		ret = get_deadline(&deadline, timeout, FORMAT_TIMESPEC);
	if (!ret)
		ret = set_user_sigmask((void __user *)sigmask, sigsetsize);
	if (ret)
		return ret;
	ret = do_sys_poll(user, nfds, timeout ? &deadline : NULL);
	return poll_select_finish(deadline, timeout, FORMAT_TIMESPEC, ret);
}

/* select() */

enum { SET_IN, SET_OUT, SET_EX, SETS };

/* Which events a set is about. */
static const __poll_t set_events[SETS] = {
	[SET_IN] = EPOLLRDNORM | EPOLLRDBAND | EPOLLIN | EPOLLHUP | EPOLLERR |
		   EPOLLNVAL,
	[SET_OUT] = EPOLLWRBAND | EPOLLWRNORM | EPOLLOUT | EPOLLERR |
		    EPOLLNVAL,
	[SET_EX] = EPOLLPRI | EPOLLNVAL,
};

/**
 * struct select_sets - what select() was asked, and what it answers
 * @asked: bitmaps of descriptors
 * @found: those of them that are ready
 */
struct select_sets {
	unsigned long *asked[SETS];
	unsigned long *found[SETS];
};

/* Words of a bitmap that fit on the stack. */
#define N_STACK_WORDS 5

static bool is_asked(const struct select_sets *sets, unsigned int fd)
{
	return test_bit(fd, sets->asked[SET_IN]) ||
	       test_bit(fd, sets->asked[SET_OUT]) ||
	       test_bit(fd, sets->asked[SET_EX]);
}

/* Return: the end of what is asked for, at most @n; -EBADF if not all is open. */
static int select_end(const struct select_sets *sets, int n)
{
	const struct fdtable *fdt = files_fdtable(current->files);
	int fd, end = 0;

	for (fd = 0; fd < n; fd++) {
		if (!is_asked(sets, fd))
			continue;
		if (!fd_is_open(fd, fdt))
			return -EBADF;
		end = fd + 1;
	}
	return end;
}

/* Return: of how many sets it was found. */
static int select_one(struct select_sets *sets, int fd, poll_table *pt)
{
	__poll_t mask = EPOLLNVAL;
	struct fd f = fdget(fd);
	int i, count = 0;

	if (f.file) {
		/* Linux listens for exceptions even if nobody asked. */
		pt->_key = set_events[SET_EX];
		for (i = 0; i < SETS; i++)
			if (test_bit(fd, sets->asked[i]))
				pt->_key |= set_events[i];
		mask = vfs_poll(f.file, pt);
		fdput(f);
	}
	for (i = 0; i < SETS; i++) {
		if (!test_bit(fd, sets->asked[i]) || !(mask & set_events[i]))
			continue;
		__set_bit(fd, sets->found[i]);
		count++;
	}
	return count;
}

static long do_select(struct select_sets *sets, int n, ktime_t *deadline)
{
	bool timed_out = deadline && !*deadline;
	struct poll_wqueues table;
	poll_table *pt = &table.pt;
	long count = 0;
	int fd;

	n = select_end(sets, n);
	if (n < 0)
		return n;
	poll_initwait(&table);
	if (timed_out)
		pt->_qproc = NULL;
	for (;;) {
		for (fd = 0; fd < n; fd++) {
			if (is_asked(sets, fd))
				count += select_one(sets, fd, pt);
			if (count)
				pt->_qproc = NULL;
		}
		pt->_qproc = NULL;
		if (count || timed_out || signal_pending(current))
			break;
		if (table.error) {
			count = table.error;
			break;
		}
		timed_out = poll_schedule_timeout(&table, deadline);
	}
	poll_freewait(&table);
	if (!count && signal_pending(current))
		return -ERESTARTNOHAND;
	return count;
}

static long core_sys_select(int n, const unsigned long user[SETS],
			    ktime_t *deadline)
{
	unsigned long stack_bits[2 * SETS * N_STACK_WORDS] = {};
	unsigned long *bits = stack_bits;
	struct select_sets sets;
	unsigned int i, words;
	long ret = -EFAULT;
	size_t size;

	if (n < 0)
		return -EINVAL;
	/* Descriptors that there cannot be are not even looked at. */
	n = min_t(unsigned int, n, files_fdtable(current->files)->max_fds);
	words = BITS_TO_LONGS(n);
	size = words * sizeof(*bits);
	if (words > N_STACK_WORDS) {
		bits = kcalloc(2 * SETS, size, GFP_KERNEL);
		if (!bits)
			return -ENOMEM;
		kmemleak_not_leak(bits);
	}
	for (i = 0; i < SETS; i++) {
		sets.asked[i] = bits + i * words;
		sets.found[i] = bits + (SETS + i) * words;
		if (user[i] && copy_from_user(sets.asked[i],
					      (void __user *)user[i], size))
			goto out;
	}
	ret = do_select(&sets, n, deadline);
	for (i = 0; ret >= 0 && i < SETS; i++)
		if (user[i] && copy_to_user((void __user *)user[i],
					    sets.found[i], size))
			ret = -EFAULT;
out:
	if (bits != stack_bits)
		kfree(bits);
	return ret;
}

long ksys_select(int n, unsigned long in, unsigned long out, unsigned long ex,
		 unsigned long timeout)
{
	const unsigned long user[SETS] = { in, out, ex };
	ktime_t deadline = 0;
	long ret = 0;

	if (timeout)
		ret = get_deadline(&deadline, timeout, FORMAT_TIMEVAL);
	if (ret)
		return ret;
	ret = core_sys_select(n, user, timeout ? &deadline : NULL);
	return poll_select_finish(deadline, timeout, FORMAT_TIMEVAL, ret);
}

long ksys_pselect6(int n, unsigned long in, unsigned long out,
		   unsigned long ex, unsigned long timeout,
		   unsigned long sigmask, ksim_u64 sigsetsize)
{
	const unsigned long user[SETS] = { in, out, ex };
	ktime_t deadline = 0;
	long ret = 0;

	if (timeout)
		ret = get_deadline(&deadline, timeout, FORMAT_TIMESPEC);
	if (!ret)
		ret = set_user_sigmask((void __user *)sigmask, sigsetsize);
	if (ret)
		return ret;
	ret = core_sys_select(n, user, timeout ? &deadline : NULL);
	return poll_select_finish(deadline, timeout, FORMAT_TIMESPEC, ret);
}
