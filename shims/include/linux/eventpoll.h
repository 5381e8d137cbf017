/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * epoll.
 *
 * Stands for: include/linux/eventpoll.h
 * Fidelity:   ABSENT - the user API constants only
 * Absent:     everything else
 */
#ifndef _SHIM_LINUX_EVENTPOLL_H
#define _SHIM_LINUX_EVENTPOLL_H

#include <linux/types.h>
#include <linux/capability.h>
#include <uapi/linux/eventpoll.h>

#endif
