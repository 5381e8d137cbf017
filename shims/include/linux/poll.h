/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for many files.
 *
 * Stands for: include/linux/poll.h
 * Fidelity:   EXACT - for what is there; a timeout ends without slack
 * Absent:     busy polling, sysctl
 */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/compiler.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <uapi/linux/poll.h>
#include <linux/eventpoll.h>

/* The casts of user space's header lack the __force that sparse wants. */
#ifdef __CHECKER__
#undef EPOLLIN
#define EPOLLIN ((__force __poll_t)POLLIN)
#undef EPOLLPRI
#define EPOLLPRI ((__force __poll_t)POLLPRI)
#undef EPOLLOUT
#define EPOLLOUT ((__force __poll_t)POLLOUT)
#undef EPOLLERR
#define EPOLLERR ((__force __poll_t)POLLERR)
#undef EPOLLHUP
#define EPOLLHUP ((__force __poll_t)POLLHUP)
#undef EPOLLNVAL
#define EPOLLNVAL ((__force __poll_t)POLLNVAL)
#undef EPOLLRDNORM
#define EPOLLRDNORM ((__force __poll_t)POLLRDNORM)
#undef EPOLLRDBAND
#define EPOLLRDBAND ((__force __poll_t)POLLRDBAND)
#undef EPOLLWRNORM
#define EPOLLWRNORM ((__force __poll_t)POLLWRNORM)
#undef EPOLLWRBAND
#define EPOLLWRBAND ((__force __poll_t)POLLWRBAND)
#undef EPOLLMSG
#define EPOLLMSG ((__force __poll_t)POLLMSG)
#undef EPOLLRDHUP
#define EPOLLRDHUP ((__force __poll_t)POLLRDHUP)
#endif

#define DEFAULT_POLLMASK (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

struct poll_table_struct;

typedef void (*poll_queue_proc)(struct file *, wait_queue_head_t *,
				struct poll_table_struct *);

typedef struct poll_table_struct {
	poll_queue_proc _qproc;
	__poll_t _key;
} poll_table;

/**
 * poll_wait() - for ->poll: the file is worth a look when this queue wakes up
 * @filp: the file
 * @wait_address: the queue; must live as long as the file is open
 * @p: as given to ->poll; may be NULL
 *
 * Does not sleep.
 */
static inline void poll_wait(struct file *filp,
			     wait_queue_head_t *wait_address, poll_table *p)
{
	if (p && p->_qproc && wait_address)
		p->_qproc(filp, wait_address, p);
}

static inline bool poll_does_not_wait(const poll_table *p)
{
	return p == NULL || p->_qproc == NULL;
}

static inline __poll_t poll_requested_events(const poll_table *p)
{
	return p ? p->_key : ~(__poll_t)0;
}

static inline void init_poll_funcptr(poll_table *pt, poll_queue_proc qproc)
{
	pt->_qproc = qproc;
	pt->_key = ~(__poll_t)0;
}

static inline bool file_can_poll(struct file *file)
{
	return file->f_op->poll;
}

static inline __poll_t vfs_poll(struct file *file,
				struct poll_table_struct *pt)
{
	if (unlikely(!file->f_op->poll))
		return DEFAULT_POLLMASK;
	return file->f_op->poll(file, pt);
}

/* One queue that a poll() waits on. */
struct poll_table_entry {
	struct file *filp;
	__poll_t key;
	wait_queue_entry_t wait;
	wait_queue_head_t *wait_address;
};

struct poll_table_page;

#define N_INLINE_POLL_ENTRIES 8

/**
 * struct poll_wqueues - all queues that a poll() waits on
 * @pt: what ->poll gets
 * @table: entries beyond the first few
 * @polling_task: who polls
 * @triggered: something woke up since the last look
 * @error: -ENOMEM when there was no room for a queue
 * @inline_index: how many of @inline_entries are in use
 */
struct poll_wqueues {
	poll_table pt;
	struct poll_table_page *table;
	struct task_struct *polling_task;
	int triggered;
	int error;
	int inline_index;
	struct poll_table_entry inline_entries[N_INLINE_POLL_ENTRIES];
};

void poll_initwait(struct poll_wqueues *pwq);
void poll_freewait(struct poll_wqueues *pwq);

/* The kernel's events and those of poll(2) have the same bits on x86. */
#define KSIM_POLL_MASK							\
	(EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLNVAL | \
	 EPOLLRDNORM | EPOLLRDBAND | EPOLLWRNORM | EPOLLWRBAND | EPOLLMSG | \
	 EPOLLRDHUP)

static inline __u16 mangle_poll(__poll_t val)
{
	return val & KSIM_POLL_MASK;
}

static inline __poll_t demangle_poll(u16 val)
{
	return val & KSIM_POLL_MASK;
}

#endif
