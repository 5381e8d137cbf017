/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: the memory of the simulated machine.
 *
 * RAM is one fixed range of the process, the same in every run, zero when
 * first touched. It is not cleared at reboot: what lies there after one is
 * what the last kernel left. The page allocator in shims/mm owns all of it and
 * tells the core how far it has come (vmlinux.h: ram_high_water), so that the
 * core can hand memory back to the host.
 */
#ifndef KSIM_ABI_MEMORY_H
#define KSIM_ABI_MEMORY_H

#include "types.h"

KSIM_ABI_BEGIN

#define KSIM_PAGE_SHIFT 12
#define KSIM_PAGE_SIZE (1UL << KSIM_PAGE_SHIFT)

/* RAM: where the direct map lies. Physical address 0 is KSIM_RAM_BASE. */
#define KSIM_RAM_BASE 0x200000000000UL
#define KSIM_RAM_SIZE 0x000100000000UL /* 4 GiB */

/* One struct page for each page of RAM; 64 bytes each. */
#define KSIM_VMEMMAP_BASE 0x210000000000UL
#define KSIM_VMEMMAP_SIZE (KSIM_RAM_SIZE / KSIM_PAGE_SIZE * 64)

/*
 * Per-CPU data. At a per-CPU pointer itself nothing may be touched; the copy of
 * CPU n lies (n + 1) units below, whatever the pointer points at: a variable of
 * a module, or a place that alloc_percpu() gave out. The latter are
 * KSIM_PERCPU_BASE ... KSIM_PERCPU_BASE + KSIM_PERCPU_UNIT.
 */
#define KSIM_CPUS_MAX 8
#define KSIM_PERCPU_UNIT 0x4000000UL /* 64 MiB */
#define KSIM_PERCPU_BASE 0x230020000000UL
#define KSIM_PERCPU_SECTION "ksim_percpu"

/**
 * ksim_memory_poison() - tell AddressSanitizer that nobody may touch a range
 * @address: start, 8-byte aligned
 * @size: bytes
 *
 * Nothing in a build without AddressSanitizer.
 */
void ksim_memory_poison(const void *address, ksim_u64 size);

/**
 * ksim_memory_unpoison() - undo ksim_memory_poison()
 * @address: start
 * @size: bytes
 */
void ksim_memory_unpoison(const void *address, ksim_u64 size);

/**
 * ksim_memory_is_dead_stack() - does an address lie below all stack frames?
 * @address: any address
 *
 * Return: 1 if it lies on the kernel stack of a task, at a place where there is
 * no frame now; else 0.
 */
int ksim_memory_is_dead_stack(const void *address);

/**
 * ksim_memory_map_user() - make one page of RAM appear in a user mapping
 * @user: page-aligned user address (untagged) inside a mapping made by
 *	  ksim_memory_reserve_user()
 * @ram: page-aligned address in RAM
 * @writable: whether user space may write
 *
 * Return: 0 or -ENOMEM.
 */
int ksim_memory_map_user(unsigned long user, const void *ram, int writable);

/**
 * ksim_memory_reserve_user() - choose addresses for a new user mapping
 * @hint: wished address or 0
 * @size: bytes, a multiple of the page size
 * @fixed: non-zero for MAP_FIXED
 *
 * Nothing is accessible there yet; touching it raises a user page fault
 * (vmlinux.h: user_fault).
 *
 * Return: the untagged user address, or 0 if there is no room.
 */
unsigned long ksim_memory_reserve_user(unsigned long hint, ksim_u64 size,
				       int fixed);

/**
 * ksim_memory_release_user() - drop a range made by ksim_memory_reserve_user()
 * @user: page-aligned user address (untagged)
 * @size: bytes, a multiple of the page size
 */
void ksim_memory_release_user(unsigned long user, ksim_u64 size);

/**
 * ksim_memory_zap_user() - forget pages, so that the next touch faults
 * @user: page-aligned user address (untagged)
 * @size: bytes, a multiple of the page size
 */
void ksim_memory_zap_user(unsigned long user, ksim_u64 size);

KSIM_ABI_END

#endif
