/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Byte patterns and addresses that mark memory nobody may use.
 *
 * Stands for: include/linux/poison.h
 * Fidelity:   EXACT - constants
 * Absent:     poisons of subsystems that ksim does not have
 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

/* Non-canonical on x86, so that a dereference faults. */
#define POISON_POINTER_DELTA 0xdead000000000000UL

#define LIST_POISON1 ((void *)0x100 + POISON_POINTER_DELTA)
#define LIST_POISON2 ((void *)0x122 + POISON_POINTER_DELTA)

#define TIMER_ENTRY_STATIC ((void *)0x300 + POISON_POINTER_DELTA)
#define TAIL_MAPPING ((void *)0x400 + POISON_POINTER_DELTA)

#define PAGE_POISON 0xaa /* a free page */

#define SLUB_RED_INACTIVE 0xbb /* redzone of a free object */
#define SLUB_RED_ACTIVE 0xcc /* redzone of a live object */

#define POISON_INUSE 0x5a /* allocated and not yet written */
#define POISON_FREE 0x6b /* freed */
#define POISON_END 0xa5 /* last byte of a freed object */

#define POISON_FREE_INITMEM 0xcc

#define MUTEX_DEBUG_INIT 0x11
#define MUTEX_DEBUG_FREE 0x22
#define MUTEX_POISON_WW_CTX ((void *)0x500 + POISON_POINTER_DELTA)

#define KEY_DESTROY 0xbd

#endif
