/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock of an address space.
 *
 * Stands for: include/linux/mmap_lock.h
 * Fidelity:   EXACT - a read-write semaphore in struct mm_struct
 * Absent:     per-area locks, tracepoints
 */
#ifndef _LINUX_MMAP_LOCK_H
#define _LINUX_MMAP_LOCK_H

#include <linux/mm_types.h>
#include <linux/rwsem.h>

#define mmap_init_lock(mm) init_rwsem(&(mm)->mmap_lock)
#define mmap_write_lock(mm) down_write(&(mm)->mmap_lock)
#define mmap_write_trylock(mm) (down_write_trylock(&(mm)->mmap_lock) != 0)
#define mmap_write_unlock(mm) up_write(&(mm)->mmap_lock)
#define mmap_write_downgrade(mm) downgrade_write(&(mm)->mmap_lock)
#define mmap_read_lock(mm) down_read(&(mm)->mmap_lock)
#define mmap_read_trylock(mm) (down_read_trylock(&(mm)->mmap_lock) != 0)
#define mmap_read_unlock(mm) up_read(&(mm)->mmap_lock)
#define mmap_assert_locked(mm) \
	VM_BUG_ON_MM(!rwsem_is_locked(&(mm)->mmap_lock), mm)
#define mmap_assert_write_locked(mm) mmap_assert_locked(mm)

#endif
