// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages in user mappings: faults, and what drivers put there themselves. */
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <ksim/abi/memory.h>
#include <ksim/abi/report.h>
#include <ksim/syscalls.h>
#include "vma.h"

static void add_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

static void misuse(const char *title, const char *detail, unsigned long caller)
{
	struct ksim_site site = { caller, "called here" };

	ksim_report(KSIM_FINDING_MISUSE, NULL, title, detail, &site, 1);
}

static unsigned long *pte_of(struct ksim_area *area, unsigned long addr)
{
	unsigned long pages = vma_pages(&area->vma);

	if (!area->ptes) {
		area->ptes = kvcalloc(pages, sizeof(long), GFP_KERNEL);
		if (!area->ptes)
			return NULL;
		kmemleak_not_leak(area->ptes);
	}
	return &area->ptes[(addr - area->vma.vm_start) >> PAGE_SHIFT];
}

static void drop_pte(unsigned long *pte)
{
	unsigned long old = *pte;

	*pte = 0;
	if (old & AREA_PTE_HELD)
		put_page(virt_to_page(old & PAGE_MASK));
}

void zap_area(struct ksim_area *area, unsigned long start, unsigned long end)
{
	unsigned long first = (start - area->vma.vm_start) >> PAGE_SHIFT;
	unsigned long pages = (end - start) >> PAGE_SHIFT, i;

	if (!area->ptes)
		return;
	ksim_memory_zap_user(start, end - start);
	for (i = 0; i < pages; i++)
		drop_pte(&area->ptes[first + i]);
}

/* The reference that AREA_PTE_HELD means is the caller's to give. */
static int set_pte(struct ksim_area *area, unsigned long addr, void *ram,
		   unsigned long bits)
{
	unsigned long *pte = pte_of(area, addr);
	int error;

	if (!pte)
		return -ENOMEM;
	error = ksim_memory_map_user(addr, ram, !!(bits & AREA_PTE_WRITE));
	if (!error)
		*pte = (unsigned long)ram | bits;
	return error;
}

static unsigned long write_bit(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_WRITE && vma->vm_flags & VM_SHARED ?
		       AREA_PTE_WRITE : 0;
}

static bool pte_present(struct ksim_area *area, unsigned long addr)
{
	return area->ptes &&
	       area->ptes[(addr - area->vma.vm_start) >> PAGE_SHIFT];
}

/* page frames */

static int remap_from(struct vm_area_struct *vma, unsigned long addr,
		      unsigned long pfn, unsigned long size,
		      unsigned long caller)
{
	unsigned long end = addr + PAGE_ALIGN(size), at;
	int error;

	if (WARN_ON_ONCE(!PAGE_ALIGNED(addr)))
		return -EINVAL;
	if (addr < vma->vm_start || end > vma->vm_end || end <= addr) {
		misuse("remap_pfn_range() outside the area",
		       "the range is not inside [vm_start, vm_end); Linux would write to page tables that are not the area's",
		       caller);
		return -EINVAL;
	}
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE) {
		if (addr != vma->vm_start || end != vma->vm_end)
			return -EINVAL;
		vma->vm_pgoff = pfn;
	}
	add_flags(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	for (at = addr; at < end; at += PAGE_SIZE, pfn++) {
		if (!pfn_valid(pfn)) {
			misuse("remap_pfn_range() of something that is not RAM",
			       "the simulated machine has only RAM to map; is this an address where a page frame number is meant?",
			       caller);
			error = -EINVAL;
			goto undo;
		}
		if (WARN_ON(pte_present(to_area(vma), at))) {
			error = -EBUSY;
			goto undo;
		}
		error = set_pte(to_area(vma), at, pfn_to_virt(pfn),
				write_bit(vma));
		if (error)
			goto undo;
	}
	return 0;

undo:
	zap_area(to_area(vma), addr, at);
	return error;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot)
{
	return remap_from(vma, addr, pfn, size, _RET_IP_);
}
EXPORT_SYMBOL(remap_pfn_range);

int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		       unsigned long pfn, unsigned long size, pgprot_t prot)
{
	return remap_from(vma, addr, pfn, size, _RET_IP_);
}
EXPORT_SYMBOL(io_remap_pfn_range);

int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start,
		    unsigned long len)
{
	unsigned long pages, pfn, vm_len;

	if (start + len < start)
		return -EINVAL;
	len += start & ~PAGE_MASK;
	pfn = start >> PAGE_SHIFT;
	pages = (len + ~PAGE_MASK) >> PAGE_SHIFT;
	if (pfn + pages < pfn)
		return -EINVAL;
	if (vma->vm_pgoff > pages)
		return -EINVAL;
	pfn += vma->vm_pgoff;
	pages -= vma->vm_pgoff;
	vm_len = vma->vm_end - vma->vm_start;
	if (vm_len >> PAGE_SHIFT > pages)
		return -EINVAL;
	return remap_from(vma, vma->vm_start, pfn, vm_len, _RET_IP_);
}
EXPORT_SYMBOL(vm_iomap_memory);

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr,
			  unsigned long pfn)
{
	return vmf_insert_pfn_prot(vma, addr, pfn, vma->vm_page_prot);
}
EXPORT_SYMBOL(vmf_insert_pfn);

vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, pgprot_t pgprot)
{
	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	BUG_ON((vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)) ==
	       (VM_PFNMAP | VM_MIXEDMAP));
	if (addr < vma->vm_start || addr >= vma->vm_end)
		return VM_FAULT_SIGBUS;
	if (!pfn_valid(pfn))
		return VM_FAULT_SIGBUS;
	addr &= PAGE_MASK;
	if (pte_present(to_area(vma), addr))
		return VM_FAULT_NOPAGE;
	if (set_pte(to_area(vma), addr, pfn_to_virt(pfn), write_bit(vma)))
		return VM_FAULT_OOM;
	return VM_FAULT_NOPAGE;
}
EXPORT_SYMBOL(vmf_insert_pfn_prot);

/* pages */

static int insert_page(struct vm_area_struct *vma, unsigned long addr,
		       struct page *page)
{
	int error;

	if (PageSlab(page))
		return -EINVAL;
	addr &= PAGE_MASK;
	if (pte_present(to_area(vma), addr))
		return -EBUSY;
	get_page(page);
	error = set_pte(to_area(vma), addr, page_address(page),
			AREA_PTE_HELD | write_bit(vma));
	if (error)
		put_page(page);
	return error;
}

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr,
		   struct page *page)
{
	if (addr < vma->vm_start || addr >= vma->vm_end)
		return -EFAULT;
	if (!page_count(page))
		return -EINVAL;
	if (!(vma->vm_flags & VM_MIXEDMAP)) {
		BUG_ON(vma->vm_flags & VM_PFNMAP);
		add_flags(vma, VM_MIXEDMAP);
	}
	return insert_page(vma, addr, page);
}
EXPORT_SYMBOL(vm_insert_page);

int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr,
		    struct page **pages, unsigned long *num)
{
	unsigned long end = addr + (*num * PAGE_SIZE) - 1;
	int error = 0;

	if (addr < vma->vm_start || end >= vma->vm_end)
		return -EFAULT;
	for (; *num && !error; addr += PAGE_SIZE, pages++) {
		error = vm_insert_page(vma, addr, *pages);
		if (!error)
			--*num;
	}
	return error;
}
EXPORT_SYMBOL(vm_insert_pages);

static int map_pages(struct vm_area_struct *vma, struct page **pages,
		     unsigned long num, unsigned long offset)
{
	unsigned long count = vma_pages(vma), addr = vma->vm_start, i;
	int error;

	if (offset >= num)
		return -ENXIO;
	if (count > num - offset)
		return -ENXIO;
	for (i = 0; i < count; i++, addr += PAGE_SIZE) {
		error = vm_insert_page(vma, addr, pages[offset + i]);
		if (error)
			return error;
	}
	return 0;
}

int vm_map_pages(struct vm_area_struct *vma, struct page **pages,
		 unsigned long num)
{
	return map_pages(vma, pages, num, vma->vm_pgoff);
}
EXPORT_SYMBOL(vm_map_pages);

int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages,
		      unsigned long num)
{
	return map_pages(vma, pages, num, 0);
}
EXPORT_SYMBOL(vm_map_pages_zero);

vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr,
			   struct page *page)
{
	int err = vm_insert_page(vma, addr, page);

	if (err == -ENOMEM)
		return VM_FAULT_OOM;
	if (err < 0 && err != -EBUSY)
		return VM_FAULT_SIGBUS;
	return VM_FAULT_NOPAGE;
}
EXPORT_SYMBOL(vmf_insert_page);

/* taking away */

void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address,
		  unsigned long size)
{
	if (!range_in_vma(vma, address, address + size) ||
	    !(vma->vm_flags & VM_PFNMAP))
		return;
	zap_area(to_area(vma), address, address + size);
}
EXPORT_SYMBOL_GPL(zap_vma_ptes);

void unmap_mapping_range(struct address_space *mapping, loff_t const holebegin,
			 loff_t const holelen, int even_cows)
{
	unsigned long first = holebegin >> PAGE_SHIFT, last = ULONG_MAX;
	struct ksim_area *area = NULL;

	if (holelen)
		last = (holebegin + holelen - 1) >> PAGE_SHIFT;
	while ((area = next_area_of(mapping, area))) {
		struct vm_area_struct *vma = &area->vma;
		unsigned long i;

		for (i = 0; area->ptes && i < vma_pages(vma); i++) {
			unsigned long at = vma->vm_start + (i << PAGE_SHIFT);

			if (vma->vm_pgoff + i < first ||
			    vma->vm_pgoff + i > last)
				continue;
			if (area->ptes[i] & AREA_PTE_COPY && !even_cows)
				continue;
			zap_area(area, at, at + PAGE_SIZE);
		}
	}
}
EXPORT_SYMBOL(unmap_mapping_range);

/* faults */

static int give_new_page(struct ksim_area *area, unsigned long addr,
			 const void *contents)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
	unsigned long bits = AREA_PTE_HELD | AREA_PTE_COPY;
	unsigned long *pte;

	if (!page)
		return SIGBUS;
	kmemleak_not_leak(page_address(page));
	if (contents)
		memcpy(page_address(page), contents, PAGE_SIZE);
	if (area->vma.vm_flags & VM_WRITE)
		bits |= AREA_PTE_WRITE;
	pte = pte_of(area, addr);
	if (pte)
		drop_pte(pte);
	if (set_pte(area, addr, page_address(page), bits)) {
		put_page(page);
		return SIGBUS;
	}
	return 0;
}

static int answer(vm_fault_t ret)
{
	return ret & VM_FAULT_SIGSEGV ? -EFAULT : SIGBUS;
}

/* A store to a page that is there, but not to be written without asking. */
static int write_fault(struct ksim_area *area, struct vm_fault *vmf)
{
	struct vm_area_struct *vma = &area->vma;
	unsigned long *pte = pte_of(area, vmf->address);
	void *ram = (void *)(*pte & PAGE_MASK);
	vm_fault_t ret;

	if (!(vma->vm_flags & VM_SHARED))
		return give_new_page(area, vmf->address, ram);
	if (vma->vm_ops && vma->vm_ops->page_mkwrite &&
	    *pte & AREA_PTE_HELD) {
		vmf->page = virt_to_page(ram);
		vmf->flags |= FAULT_FLAG_MKWRITE;
		ret = vma->vm_ops->page_mkwrite(vmf);
		if (ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE))
			return ret & VM_FAULT_ERROR ? answer(ret) : 0;
		if (ret & VM_FAULT_LOCKED)
			unlock_page(vmf->page);
	}
	return set_pte(area, vmf->address, ram,
		       (*pte & AREA_PTE_BITS) | AREA_PTE_WRITE) ? SIGBUS : 0;
}

static int driver_fault(struct ksim_area *area, struct vm_fault *vmf)
{
	struct vm_area_struct *vma = &area->vma;
	bool shared = vma->vm_flags & VM_SHARED;
	unsigned long bits = AREA_PTE_HELD;
	void *handler = vma->vm_ops->fault;
	vm_fault_t ret;
	int error;

	ret = vma->vm_ops->fault(vmf);
	if (ret & VM_FAULT_ERROR)
		return answer(ret);
	if (ret & (VM_FAULT_NOPAGE | VM_FAULT_RETRY)) {
		if (pte_present(area, vmf->address))
			return 0;
		misuse("fault handler says it mapped a page, but did not",
		       "VM_FAULT_NOPAGE promises that vmf_insert_pfn() or the like was called; Linux would fault for ever",
		       (unsigned long)handler);
		return SIGBUS;
	}
	if (!vmf->page) {
		misuse("fault handler returned success without a page",
		       "it must set vmf->page or return a VM_FAULT_ code; Linux would follow a NULL page",
		       (unsigned long)handler);
		return SIGBUS;
	}
	if (ret & VM_FAULT_LOCKED)
		unlock_page(vmf->page);
	if (!shared && vmf->flags & FAULT_FLAG_WRITE) {
		error = give_new_page(area, vmf->address,
				      page_address(vmf->page));
		put_page(vmf->page);
		return error;
	}
	if (shared && vma->vm_flags & VM_WRITE && !vma->vm_ops->page_mkwrite)
		bits |= AREA_PTE_WRITE;
	if (set_pte(area, vmf->address, page_address(vmf->page), bits)) {
		put_page(vmf->page);
		return SIGBUS;
	}
	if (vmf->flags & FAULT_FLAG_WRITE && !(bits & AREA_PTE_WRITE))
		return write_fault(area, vmf);
	return 0;
}

static int handle_fault(struct ksim_area *area, unsigned long user, int write)
{
	struct vm_area_struct *vma = &area->vma;
	unsigned long address = user & PAGE_MASK;
	unsigned long *pte;
	struct vm_fault vmf = {
		.vma = vma,
		.gfp_mask = GFP_KERNEL,
		.pgoff = vma->vm_pgoff +
			 ((address - vma->vm_start) >> PAGE_SHIFT),
		.address = address,
		.real_address = user,
		.flags = FAULT_FLAG_USER | FAULT_FLAG_ALLOW_RETRY |
			 FAULT_FLAG_KILLABLE | FAULT_FLAG_INTERRUPTIBLE |
			 (write ? FAULT_FLAG_WRITE : 0),
	};

	if (write && !(vma->vm_flags & VM_WRITE))
		return -EFAULT;
	if (!write && !(vma->vm_flags & VM_ACCESS_FLAGS))
		return -EFAULT;
	if (pte_present(area, address)) {
		pte = pte_of(area, address);
		if (write && !(*pte & AREA_PTE_WRITE))
			return write_fault(area, &vmf);
		/* Somebody else was faster. */
		return ksim_memory_map_user(address,
					    (void *)(*pte & PAGE_MASK),
					    !!(*pte & AREA_PTE_WRITE)) ?
			       SIGBUS : 0;
	}
	if (!vma->vm_ops) {
		/* Memory of nobody, unless it should be shared with a file. */
		if (vma->vm_file && vma->vm_flags & VM_SHARED)
			return SIGBUS;
		return give_new_page(area, address, NULL);
	}
	return vma->vm_ops->fault ? driver_fault(area, &vmf) : SIGBUS;
}

int ksim_user_page_fault(unsigned long user, int write)
{
	struct ksim_area *area = find_area(user);
	struct mm_struct *mm;
	int ret;

	if (!area)
		return -EFAULT;
	mm = area->vma.vm_mm;
	mmap_read_lock(mm);
	ret = handle_fault(area, user, write);
	mmap_read_unlock(mm);
	return ret;
}
