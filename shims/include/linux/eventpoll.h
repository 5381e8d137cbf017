/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * epoll.
 *
 * Stands for: include/linux/eventpoll.h
 * Fidelity:   EXACT - what a file's end means for epoll
 * Absent:     get_epoll_tfile_raw_ptr(), busy polling
 */
#ifndef _SHIM_LINUX_EVENTPOLL_H
#define _SHIM_LINUX_EVENTPOLL_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <uapi/linux/eventpoll.h>

void eventpoll_release_file(struct file *file);

/* The file is about to go: nobody waits for it any more. */
static inline void eventpoll_release(struct file *file)
{
	if (unlikely(file->f_ep))
		eventpoll_release_file(file);
}

#endif
