// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * User mappings: mmap(), munmap() and what drivers ask about areas.
 *
 * The areas of all processes are in one list, too: the processes of a test
 * share the memory of the host process, so an address says which area it is.
 */
#include <linux/export.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <ksim/abi/memory.h>
#include <ksim/abi/user.h>
#include <ksim/syscalls.h>
#include "vma.h"

#define MAX_MAP_COUNT 65530

static LIST_HEAD(all_areas);

/* What every architecture's mmap() takes; more needs ->mmap_supported_flags. */
#define LEGACY_MAP_MASK                                                  \
	(MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS |          \
	 MAP_DENYWRITE | MAP_EXECUTABLE | MAP_GROWSDOWN | MAP_LOCKED |   \
	 MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK |       \
	 MAP_HUGETLB | MAP_32BIT)

static void set_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_init(vma, flags);
#else
	vma->vm_flags = flags;
#endif
}

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	bool write = vm_flags & VM_WRITE, exec = vm_flags & VM_EXEC;

	if (!(vm_flags & VM_ACCESS_FLAGS))
		return PAGE_NONE;
	if (write && vm_flags & VM_SHARED)
		return exec ? PAGE_SHARED_EXEC : PAGE_SHARED;
	return exec ? PAGE_READONLY_EXEC : PAGE_READONLY;
}
EXPORT_SYMBOL(vm_get_page_prot);

void vma_set_page_prot(struct vm_area_struct *vma)
{
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
}

/* processes */

int copy_mm(struct task_struct *tsk)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	if (!mm)
		return -ENOMEM;
	mm->mm_users.counter = 1;
	mm->mm_count.counter = 1;
	mmap_init_lock(mm);
	spin_lock_init(&mm->page_table_lock);
	INIT_LIST_HEAD(&mm->ksim_areas);
	mm->task_size = TASK_SIZE;
	mm->owner = tsk;
	tsk->mm = tsk->active_mm = mm;
	return 0;
}

/* areas */

/* Drivers may have the address from a tagged pointer. */
static unsigned long untagged(unsigned long addr)
{
	return addr >> 63 ? addr ^ KSIM_USER_FLIP : addr;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;

	addr = untagged(addr);
	list_for_each_entry(vma, &mm->ksim_areas, ksim_link)
		if (addr < vma->vm_end)
			return vma;
	return NULL;
}
EXPORT_SYMBOL(find_vma);

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->vm_start <= untagged(addr) ? vma : NULL;
}
EXPORT_SYMBOL(vma_lookup);

struct ksim_area *find_area(unsigned long addr)
{
	struct ksim_area *area;

	list_for_each_entry(area, &all_areas, all)
		if (area->vma.vm_start <= addr && addr < area->vma.vm_end)
			return area;
	return NULL;
}

struct ksim_area *next_area_of(struct address_space *mapping,
			       struct ksim_area *after)
{
	struct list_head *at = after ? after->all.next : all_areas.next;

	for (; at != &all_areas; at = at->next) {
		struct ksim_area *area = list_entry(at, struct ksim_area, all);

		if (area->vma.vm_file &&
		    area->vma.vm_file->f_mapping == mapping)
			return area;
	}
	return NULL;
}

static void link_area(struct ksim_area *area)
{
	struct mm_struct *mm = area->vma.vm_mm;
	struct vm_area_struct *next =
		find_vma(mm, area->vma.vm_start);

	list_add_tail(&area->vma.ksim_link,
		      next ? &next->ksim_link : &mm->ksim_areas);
	list_add(&area->all, &all_areas);
	mm->map_count++;
	mm->total_vm += vma_pages(&area->vma);
}

static void unlink_area(struct ksim_area *area)
{
	struct mm_struct *mm = area->vma.vm_mm;

	list_del(&area->vma.ksim_link);
	list_del(&area->all);
	mm->map_count--;
	mm->total_vm -= vma_pages(&area->vma);
}

static void free_area(struct ksim_area *area)
{
	kvfree(area->ptes);
	kfree(area);
}

/* The pages are gone from the user already. */
static void remove_area(struct ksim_area *area)
{
	struct vm_area_struct *vma = &area->vma;

	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	free_area(area);
}

/* Cuts @area at @addr: it keeps what is below. */
static int split_area(struct ksim_area *area, unsigned long addr)
{
	struct vm_area_struct *vma = &area->vma;
	unsigned long below = (addr - vma->vm_start) >> PAGE_SHIFT;
	unsigned long above = vma_pages(vma) - below;
	struct ksim_area *upper;
	int error;

	if (vma->vm_ops && vma->vm_ops->may_split) {
		error = vma->vm_ops->may_split(vma, addr);
		if (error)
			return error;
	}
	upper = kmalloc(sizeof(*upper), GFP_KERNEL);
	if (!upper)
		return -ENOMEM;
	memcpy(upper, area, sizeof(*upper));
	upper->ptes = NULL;
	if (area->ptes) {
		upper->ptes = kvcalloc(above, sizeof(long), GFP_KERNEL);
		if (!upper->ptes) {
			kfree(upper);
			return -ENOMEM;
		}
		kmemleak_not_leak(upper->ptes);
		memcpy(upper->ptes, area->ptes + below, above * sizeof(long));
		memset(area->ptes + below, 0, above * sizeof(long));
	}
	unlink_area(area);
	upper->vma.vm_start = addr;
	upper->vma.vm_pgoff += below;
	vma->vm_end = addr;
	link_area(area);
	link_area(upper);
	if (upper->vma.vm_file)
		get_file(upper->vma.vm_file);
	if (upper->vma.vm_ops && upper->vma.vm_ops->open)
		upper->vma.vm_ops->open(&upper->vma);
	return 0;
}

static struct ksim_area *first_overlap(struct mm_struct *mm,
				       unsigned long start, unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? to_area(vma) : NULL;
}

static int do_munmap(struct mm_struct *mm, unsigned long start, size_t len)
{
	unsigned long end;
	struct ksim_area *area;
	LIST_HEAD(removed);
	int error;

	if (offset_in_page(start) || start > TASK_SIZE ||
	    len > TASK_SIZE - start)
		return -EINVAL;
	end = start + PAGE_ALIGN(len);
	if (end == start)
		return -EINVAL;
	area = first_overlap(mm, start, end);
	if (area && area->vma.vm_start < start) {
		if (end < area->vma.vm_end && mm->map_count >= MAX_MAP_COUNT)
			return -ENOMEM;
		error = split_area(area, start);
		if (error)
			return error;
	}
	area = end ? find_area(end - 1) : NULL;
	if (area && area->vma.vm_mm == mm && area->vma.vm_end > end) {
		error = split_area(area, end);
		if (error)
			return error;
	}
	while ((area = first_overlap(mm, start, end))) {
		unlink_area(area);
		list_add_tail(&area->all, &removed);
		zap_area(area, area->vma.vm_start, area->vma.vm_end);
		ksim_memory_release_user(area->vma.vm_start,
					 area->vma.vm_end - area->vma.vm_start);
	}
	while (!list_empty(&removed)) {
		area = list_first_entry(&removed, struct ksim_area, all);
		list_del(&area->all);
		remove_area(area);
	}
	return 0;
}

long ksys_munmap(unsigned long address, ksim_u64 size)
{
	struct mm_struct *mm = current->mm;
	int error;

	mmap_write_lock(mm);
	error = do_munmap(mm, untagged(address), size);
	mmap_write_unlock(mm);
	return error;
}

void exit_mm(struct task_struct *tsk)
{
	struct mm_struct *mm = tsk->mm;

	if (!mm)
		return;
	/* An oops may have left it locked. */
	mmap_init_lock(mm);
	while (!list_empty(&mm->ksim_areas)) {
		struct vm_area_struct *vma = list_first_entry(
			&mm->ksim_areas, struct vm_area_struct, ksim_link);
		struct ksim_area *area = to_area(vma);

		unlink_area(area);
		zap_area(area, vma->vm_start, vma->vm_end);
		ksim_memory_release_user(vma->vm_start,
					 vma->vm_end - vma->vm_start);
		remove_area(area);
	}
	tsk->mm = NULL;
	if (--mm->mm_users.counter == 0)
		kfree(mm);
}

/* mmap() */

static unsigned long prot_to_flags(int prot)
{
	return (prot & PROT_READ ? VM_READ : 0) |
	       (prot & PROT_WRITE ? VM_WRITE : 0) |
	       (prot & PROT_EXEC ? VM_EXEC : 0);
}

/* Whether @file may be mapped so, and with which VM_ flags. */
static int check_file(struct file *file, size_t len, pgoff_t pgoff, int prot,
		      int flags, unsigned long *vm_flags)
{
	unsigned long mask = LEGACY_MAP_MASK;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
	mask |= file->f_op->mmap_supported_flags;
#else
	if (file->f_op->fop_flags & FOP_MMAP_SYNC)
		mask |= MAP_SYNC;
#endif
	if (S_ISREG(file_inode(file)->i_mode) &&
	    pgoff > (MAX_LFS_FILESIZE - len) >> PAGE_SHIFT)
		return -EOVERFLOW;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		flags &= LEGACY_MAP_MASK;
		fallthrough;
	case MAP_SHARED_VALIDATE:
		if (flags & ~(mask | MAP_TYPE))
			return -EOPNOTSUPP;
		if (prot & PROT_WRITE && !(file->f_mode & FMODE_WRITE))
			return -EACCES;
		if (IS_APPEND(file_inode(file)) && file->f_mode & FMODE_WRITE)
			return -EACCES;
		*vm_flags |= VM_SHARED | VM_MAYSHARE;
		if (!(file->f_mode & FMODE_WRITE))
			*vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
		fallthrough;
	case MAP_PRIVATE:
		if (!(file->f_mode & FMODE_READ))
			return -EACCES;
		if (!file->f_op->mmap)
			return -ENODEV;
		return 0;
	default:
		return -EINVAL;
	}
}

static long place(struct mm_struct *mm, struct file *file,
		  unsigned long address, size_t len, pgoff_t pgoff, int flags)
{
	unsigned long chosen;
	int error;

	if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
		if (len > TASK_SIZE || address > TASK_SIZE - len)
			return -ENOMEM;
		if (offset_in_page(address))
			return -EINVAL;
		if (flags & MAP_FIXED_NOREPLACE &&
		    first_overlap(mm, address, address + len))
			return -EEXIST;
		if (first_overlap(mm, address, address + len)) {
			error = do_munmap(mm, address, len);
			if (error)
				return error;
		}
		chosen = ksim_memory_reserve_user(address, len, 1);
		return chosen ? (long)chosen : -ENOMEM;
	}
	address &= PAGE_MASK;
	if (file && file->f_op->get_unmapped_area) {
		chosen = file->f_op->get_unmapped_area(file, address, len,
						       pgoff, flags);
		if (IS_ERR_VALUE(chosen))
			return chosen;
		if (offset_in_page(chosen))
			return -EINVAL;
		address = chosen;
	}
	chosen = ksim_memory_reserve_user(address, len, 0);
	return chosen ? (long)chosen : -ENOMEM;
}

static long map_region(struct mm_struct *mm, struct file *file,
		       unsigned long address, size_t len,
		       unsigned long vm_flags, pgoff_t pgoff)
{
	struct ksim_area *area = kzalloc(sizeof(*area), GFP_KERNEL);
	struct vm_area_struct *vma;
	int error = -ENOMEM;

	if (!area)
		goto err_release;
	vma = &area->vma;
	vma->vm_mm = mm;
	vma->vm_start = address;
	vma->vm_end = address + len;
	vma->vm_pgoff = pgoff;
	vma->vm_page_prot = vm_get_page_prot(vm_flags);
	set_flags(vma, vm_flags);
	if (file) {
		vma->vm_file = get_file(file);
		error = file->f_op->mmap(file, vma);
		if (error)
			goto err_file;
		/* Linux warns, and carries on with what the driver chose. */
		WARN_ON_ONCE(vma->vm_start != address);
	}
	link_area(area);
	return address;

err_file:
	/* The driver may have put another file there. */
	fput(vma->vm_file);
	zap_area(area, address, address + len);
	free_area(area);
err_release:
	ksim_memory_release_user(address, len);
	return error;
}

static long do_mmap(struct file *file, unsigned long address, size_t len,
		    int prot, int flags, pgoff_t pgoff)
{
	struct mm_struct *mm = current->mm;
	unsigned long vm_flags;
	long where;
	int error;

	if (!len)
		return -EINVAL;
	len = PAGE_ALIGN(len);
	if (!len)
		return -ENOMEM;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EOVERFLOW;
	if (mm->map_count > MAX_MAP_COUNT)
		return -ENOMEM;
	if (len > TASK_SIZE)
		return -ENOMEM;
	vm_flags = prot_to_flags(prot) | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	if (flags & MAP_LOCKED)
		vm_flags |= VM_LOCKED;
	if (file) {
		error = check_file(file, len, pgoff, prot, flags, &vm_flags);
		if (error)
			return error;
	} else if ((flags & MAP_TYPE) == MAP_SHARED) {
		pgoff = 0;
		vm_flags |= VM_SHARED | VM_MAYSHARE;
	} else if ((flags & MAP_TYPE) != MAP_PRIVATE) {
		return -EINVAL;
	}
	where = place(mm, file, address, len, pgoff, flags);
	if (where < 0)
		return where;
	if (!file && !(vm_flags & VM_SHARED))
		pgoff = where >> PAGE_SHIFT;
	return map_region(mm, file, where, len, vm_flags, pgoff);
}

long ksys_mmap(unsigned long address, ksim_u64 size, int protection, int flags,
	       int fd, ksim_u64 offset)
{
	struct file *file = NULL;
	long ret;

	if (offset & ~PAGE_MASK)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		file = fget(fd);
		if (!file)
			return -EBADF;
	}
	mmap_write_lock(current->mm);
	ret = do_mmap(file, untagged(address), size, protection, flags,
		      offset >> PAGE_SHIFT);
	mmap_write_unlock(current->mm);
	if (file)
		fput(file);
	return ret;
}
