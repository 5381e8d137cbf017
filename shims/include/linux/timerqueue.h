/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes sorted by time.
 *
 * Stands for: include/linux/timerqueue.h, timerqueue_types.h
 * Fidelity:   MODEL - the type that struct hrtimer has inside
 * Absent:     timerqueue_add(), timerqueue_del() and the queue head
 */
#ifndef _KSIM_LINUX_TIMERQUEUE_H
#define _KSIM_LINUX_TIMERQUEUE_H

#include <linux/ktime.h>
#include <linux/rbtree.h>

struct timerqueue_node {
	struct rb_node node;
	ktime_t expires;
};

#endif
