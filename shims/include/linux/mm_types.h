/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struct page, address spaces and the areas in them.
 *
 * Stands for: include/linux/mm_types.h, mm_types_task.h
 * Fidelity:   MODEL - struct page is 64 bytes with the members that drivers
 *             use; an mm_struct keeps its areas in a list
 * Absent:     page tables, the maple tree, anonymous memory, NUMA policy
 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/version.h>
#include <linux/list.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/rbtree_types.h>
#include <asm/page.h>
#include <asm/pgtable_types.h>

struct address_space;
struct file;
struct task_struct;
struct vm_operations_struct;
struct kmem_cache;

struct page {
	unsigned long flags;
	union {
		struct {
			union {
				struct list_head lru;
				struct list_head buddy_list;
				struct list_head pcp_list;
			};
			struct address_space *mapping;
			union {
				pgoff_t index;
				unsigned long share;
			};
			unsigned long private;
		};
		/* Bit 0 set: a tail page, the rest points at the head. */
		unsigned long compound_head;
		struct rcu_head rcu_head;
	};
	union {
		atomic_t _mapcount;
		unsigned int page_type;
	};
	atomic_t _refcount;
	/*
	 * ksim's own, in place of memcg_data: what the allocator knows. For
	 * the first page of a block: which slab, vmalloc area or call site
	 * has it; see mm/internal.h.
	 */
	unsigned long ksim_owner;
} __attribute__((__aligned__(8)));

_Static_assert(sizeof(struct page) == 64, "one cache line");

struct folio {
	struct page page;
};

#define page_private(page) ((page)->private)

static inline void set_page_private(struct page *page, unsigned long private)
{
	page->private = private;
}

static inline void *folio_get_private(struct folio *folio)
{
	return (void *)folio->page.private;
}

typedef unsigned long vm_flags_t;

/**
 * struct vm_area_struct - one range of a user mapping
 * @vm_start: first address (untagged user address)
 * @vm_end: first address after it
 * @vm_mm: the address space it is in
 * @vm_page_prot: access permissions
 * @vm_flags: VM_*
 * @vm_ops: what the mapped driver wants to be told
 * @vm_pgoff: offset of @vm_start in the file, in pages
 * @vm_file: the mapped file
 * @vm_private_data: the driver's own
 * @ksim_link: entry in mm_struct.ksim_areas
 */
struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	unsigned long vm_flags;
#else
	union {
		const vm_flags_t vm_flags;
		vm_flags_t __vm_flags;
	};
#endif
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
	struct list_head ksim_link;
};

struct mm_struct {
	atomic_t mm_users;
	atomic_t mm_count;
	struct rw_semaphore mmap_lock;
	spinlock_t page_table_lock;
	struct list_head ksim_areas; /* sorted by vm_start */
	int map_count;
	unsigned long total_vm;
	unsigned long locked_vm;
	unsigned long task_size;
	unsigned long start_code, end_code, start_data, end_data;
	unsigned long start_brk, brk, start_stack;
	unsigned long arg_start, arg_end, env_start, env_end;
	struct task_struct *owner;
	struct file *exe_file;
};

typedef unsigned int vm_fault_t;

enum vm_fault_reason {
	VM_FAULT_OOM = 0x000001,
	VM_FAULT_SIGBUS = 0x000002,
	VM_FAULT_MAJOR = 0x000004,
	VM_FAULT_WRITE = 0x000008,
	VM_FAULT_HWPOISON = 0x000010,
	VM_FAULT_HWPOISON_LARGE = 0x000020,
	VM_FAULT_SIGSEGV = 0x000040,
	VM_FAULT_NOPAGE = 0x000100,
	VM_FAULT_LOCKED = 0x000200,
	VM_FAULT_RETRY = 0x000400,
	VM_FAULT_FALLBACK = 0x000800,
	VM_FAULT_DONE_COW = 0x001000,
	VM_FAULT_NEEDDSYNC = 0x002000,
	VM_FAULT_COMPLETED = 0x004000,
};

#define VM_FAULT_ERROR \
	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | \
	 VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE | VM_FAULT_FALLBACK)

enum fault_flag {
	FAULT_FLAG_WRITE = 1 << 0,
	FAULT_FLAG_MKWRITE = 1 << 1,
	FAULT_FLAG_ALLOW_RETRY = 1 << 2,
	FAULT_FLAG_RETRY_NOWAIT = 1 << 3,
	FAULT_FLAG_KILLABLE = 1 << 4,
	FAULT_FLAG_TRIED = 1 << 5,
	FAULT_FLAG_USER = 1 << 6,
	FAULT_FLAG_REMOTE = 1 << 7,
	FAULT_FLAG_INSTRUCTION = 1 << 8,
	FAULT_FLAG_INTERRUPTIBLE = 1 << 9,
};

#endif
