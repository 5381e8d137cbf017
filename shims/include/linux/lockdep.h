/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lock validation.
 *
 * Stands for: include/linux/lockdep.h, lockdep_types.h
 * Fidelity:   MODEL - a Debian kernel is built without lockdep, so the classes do
 *             nothing there either; who holds a lock is checked by the
 *             locks themselves
 * Absent:     lock_acquire() and the other entry points
 */
#ifndef _KSIM_LINUX_LOCKDEP_H
#define _KSIM_LINUX_LOCKDEP_H

#include <linux/types.h>

struct task_struct;

struct lock_class_key { };
struct lockdep_map { };

#define lockdep_register_key(key) ((void)(key))
#define lockdep_unregister_key(key) ((void)(key))
#define lockdep_init_map(map, name, key, subclass) \
	do { (void)(map); (void)(name); (void)(key); } while (0)
#define lockdep_set_class(lock, key) ((void)(key))
#define lockdep_set_class_and_name(lock, key, name) \
	do { (void)(key); (void)(name); } while (0)
#define lockdep_set_subclass(lock, sub) ((void)(lock))
#define lockdep_set_novalidate_class(lock) ((void)(lock))
#define lockdep_off() ((void)0)
#define lockdep_on() ((void)0)
#define lockdep_assert(cond) ((void)0)
#define lockdep_assert_held(lock) ((void)(lock))
#define lockdep_assert_not_held(lock) ((void)(lock))
#define lockdep_assert_held_write(lock) ((void)(lock))
#define lockdep_assert_held_read(lock) ((void)(lock))
#define lockdep_assert_held_once(lock) ((void)(lock))
#define lockdep_assert_none_held_once() ((void)0)
#define lockdep_assert_irqs_enabled() ((void)0)
#define lockdep_assert_irqs_disabled() ((void)0)
#define lockdep_is_held(lock) 1
#define lockdep_is_held_type(lock, read) 1
#define lockdep_depth(task) 0
#define debug_check_no_locks_freed(from, len) ((void)0)
#define SINGLE_DEPTH_NESTING 1

#endif
