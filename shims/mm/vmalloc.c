// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Areas: vmalloc() and vmap().
 *
 * vmalloc() takes contiguous pages from the upper half of RAM, always behind
 * the last area until the end is reached. Behind each area lies an unused
 * page whose first bytes are a redzone, as are the bytes between the size
 * asked for and the end of its page. Freed areas keep their addresses and
 * their poison until a number of others have been freed.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/poison.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <ksim/abi/chance.h>

#include "internal.h"
#include "slab.h"

#define REDZONE_BYTES 64
#define FILL_BYTES_MAX (64 * 1024) /* of pattern, in a new or freed area */
#define QUARANTINE_AREAS 16

static LIST_HEAD(areas); /* sorted by address; also those in quarantine */
static struct rb_root area_tree = RB_ROOT; /* the same ones */
static unsigned long next_address = VMALLOC_START;
static unsigned long pages_in_use;

/* Freed areas, oldest first; a ring. */
static struct vm_struct *quarantine[QUARANTINE_AREAS];
static unsigned int quarantine_next;

#define KEPT 0x80000000UL /* vm_struct.flags: not a leak */

static struct vm_struct *area_of(const struct rb_node *node)
{
	return rb_entry(node, struct vm_struct, ksim_node);
}

static bool lies_below(struct rb_node *node, const struct rb_node *other)
{
	return area_of(node)->addr < area_of(other)->addr;
}

struct vm_struct *vmalloc_area_at(const void *address)
{
	const struct rb_node *node = area_tree.rb_node;

	while (node) {
		struct vm_struct *area = area_of(node);

		if (address < area->addr)
			node = node->rb_left;
		else if (address < area->addr + get_vm_area_size(area))
			return area;
		else
			node = node->rb_right;
	}
	return NULL;
}

static unsigned long redzone_start(const struct vm_struct *area)
{
	return ALIGN((unsigned long)area->addr + area->ksim_requested, 8);
}

static unsigned long redzone_size(const struct vm_struct *area)
{
	unsigned long end = (unsigned long)area->addr + get_vm_area_size(area);

	return end - redzone_start(area) < REDZONE_BYTES ?
		       end - redzone_start(area) :
		       REDZONE_BYTES;
}

/* Whole pages of these may be seen by user space: no redzone inside. */
static bool checks_inside(const struct vm_struct *area)
{
	return !(area->flags & VM_USERMAP);
}

static void *guard_page(const struct vm_struct *area)
{
	return area->addr + get_vm_area_size(area);
}

static unsigned long filled_words(const struct vm_struct *area)
{
	unsigned long size = get_vm_area_size(area);

	return (size < FILL_BYTES_MAX ? size : FILL_BYTES_MAX) / 8;
}

static void check_redzones(struct vm_struct *area, unsigned long found_at)
{
	const u8 *bad = NULL;
	char detail[160];

	if (checks_inside(area) &&
	    !words_are((void *)redzone_start(area), WORD_OF(SLUB_RED_ACTIVE),
		       redzone_size(area) / 8))
		bad = first_other_byte((void *)redzone_start(area),
				       SLUB_RED_ACTIVE, redzone_size(area));
	if (!bad)
		bad = first_other_byte(guard_page(area), SLUB_RED_ACTIVE,
				       REDZONE_BYTES);
	if (!bad)
		return;
	snprintf(detail, sizeof(detail),
		 "vmalloc(%lu) area at 0x%lx: byte %lu was changed",
		 area->ksim_requested, (unsigned long)area->addr,
		 (unsigned long)((void *)bad - area->addr));
	ksim_report(KSIM_FINDING_OVERFLOW,
		    "BUG: KASAN: vmalloc-out-of-bounds",
		    "write past the end of a vmalloc() area", detail,
		    (struct ksim_site[]){
			    { (unsigned long)area->caller, "allocated here" },
			    { found_at, "found when it was freed here" } },
		    found_at ? 2 : 1);
	fill_words((void *)redzone_start(area), WORD_OF(SLUB_RED_ACTIVE),
		   redzone_size(area) / 8);
	fill_words(guard_page(area), WORD_OF(SLUB_RED_ACTIVE),
		   REDZONE_BYTES / 8);
}

static void check_freed(struct vm_struct *area)
{
	unsigned long words = filled_words(area);
	char detail[160];
	const u8 *bad;

	if (words_are(area->addr, WORD_OF(POISON_FREE), words))
		return;
	bad = first_other_byte(area->addr, POISON_FREE, words * 8);
	snprintf(detail, sizeof(detail),
		 "vmalloc(%lu) area at 0x%lx: byte %lu was changed after the area was freed",
		 area->ksim_requested, (unsigned long)area->addr,
		 (unsigned long)((void *)bad - area->addr));
	ksim_report(KSIM_FINDING_USE_AFTER_FREE,
		    "BUG: unable to handle page fault",
		    "write to a freed vmalloc() area", detail,
		    (struct ksim_site[]){
			    { area->ksim_freed_by, "freed here" },
			    { (unsigned long)area->caller,
			      "allocated here" } },
		    2);
	fill_words(area->addr, WORD_OF(POISON_FREE), words);
}

static void forget_area(struct vm_struct *area)
{
	list_del(&area->ksim_link);
	rb_erase(&area->ksim_node, &area_tree);
	kfree(area);
}

static void retire_area(struct vm_struct *area)
{
	struct vm_struct *oldest = quarantine[quarantine_next];

	if (oldest) {
		check_freed(oldest);
		forget_area(oldest);
	}
	quarantine[quarantine_next] = area;
	quarantine_next = (quarantine_next + 1) % QUARANTINE_AREAS;
}

static void empty_quarantine(void)
{
	unsigned int i;

	for (i = 0; i < QUARANTINE_AREAS; i++) {
		if (!quarantine[i])
			continue;
		check_freed(quarantine[i]);
		forget_area(quarantine[i]);
		quarantine[i] = NULL;
	}
}

/* Links @area where there is room for @size bytes. */
static bool place_area(struct vm_struct *area, unsigned long size,
		       unsigned long align)
{
	unsigned long start = ALIGN(next_address, align);
	unsigned long gap = VMALLOC_START;
	struct vm_struct *other;

	if (start <= VMALLOC_END && VMALLOC_END - start >= size) {
		area->addr = (void *)start;
		next_address = start + size;
		list_add_tail(&area->ksim_link, &areas);
		rb_add(&area->ksim_node, &area_tree, lies_below);
		return true;
	}
	list_for_each_entry(other, &areas, ksim_link) {
		if ((unsigned long)other->addr < VMALLOC_START)
			continue;
		if (ALIGN(gap, align) + size <= (unsigned long)other->addr) {
			area->addr = (void *)ALIGN(gap, align);
			list_add_tail(&area->ksim_link, &other->ksim_link);
			rb_add(&area->ksim_node, &area_tree, lies_below);
			return true;
		}
		gap = (unsigned long)other->addr + other->size;
	}
	return false;
}

static struct vm_struct *new_area(gfp_t gfp)
{
	struct vm_struct *area = kzalloc(sizeof(*area), gfp);

	if (area)
		slab_mark_kept(area);
	return area;
}

static void *do_vmalloc(unsigned long size, unsigned long align, gfp_t gfp,
			unsigned long flags, unsigned long ip)
{
	unsigned long bytes = PAGE_ALIGN(size);
	unsigned long site = driver_site(ip);
	struct vm_struct *area;

	if (WARN_ON_ONCE(!size))
		return NULL;
	if (bytes < size || bytes >> PAGE_SHIFT > totalram_pages())
		goto fail;
	check_alloc_context(gfp, ip);
	if (!(gfp & __GFP_NOFAIL) && ksim_chance_fail(KSIM_FAILURE_PAGE, site))
		return NULL;
	area = new_area(gfp & __GFP_DIRECT_RECLAIM ? GFP_KERNEL :
						     GFP_ATOMIC);
	if (!area)
		return NULL;
	align = align < PAGE_SIZE ? PAGE_SIZE : align;
	if (!place_area(area, bytes + PAGE_SIZE, align)) {
		empty_quarantine();
		if (!place_area(area, bytes + PAGE_SIZE, align)) {
			kfree(area);
			goto fail;
		}
	}
	area->size = bytes + PAGE_SIZE;
	area->flags = VM_ALLOC | flags;
	area->nr_pages = bytes >> PAGE_SHIFT;
	area->caller = (void *)site;
	area->ksim_requested = size;
	pages_in_use += area->nr_pages;
	init_vmalloc_pages(virt_to_page(area->addr), area->nr_pages,
			   (unsigned long)area);
	if (ram_high_water < (unsigned long)area->addr + area->size)
		ram_high_water = (unsigned long)area->addr + area->size;

	mm_unguard(area->addr, bytes);
	if (gfp & __GFP_ZERO)
		memset(area->addr, 0, bytes);
	else
		fill_words(area->addr, WORD_OF(POISON_INUSE),
			   filled_words(area));
	if (checks_inside(area)) {
		fill_words((void *)redzone_start(area),
			   WORD_OF(SLUB_RED_ACTIVE), redzone_size(area) / 8);
		mm_guard((void *)redzone_start(area),
			 (unsigned long)guard_page(area) - redzone_start(area));
	}
	fill_words(guard_page(area), WORD_OF(SLUB_RED_ACTIVE),
		   REDZONE_BYTES / 8);
	mm_guard(guard_page(area), PAGE_SIZE);
	return area->addr;

fail:
	if (gfp & __GFP_NOFAIL)
		ksim_report_oops(KSIM_FINDING_DEADLOCK,
				 "Kernel panic - not syncing: System is deadlocked on memory",
				 "no memory left for a __GFP_NOFAIL allocation",
				 NULL,
				 &(struct ksim_site){ site, "allocates here" },
				 1);
	if (!(gfp & __GFP_NOWARN))
		pr_warn("vmalloc error: size %lu, failed to allocate pages\n",
			size);
	return NULL;
}

void *vmalloc(unsigned long size)
{
	return do_vmalloc(size, 1, GFP_KERNEL, 0, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc);

void *vzalloc(unsigned long size)
{
	return do_vmalloc(size, 1, GFP_KERNEL | __GFP_ZERO, 0, _RET_IP_);
}
EXPORT_SYMBOL(vzalloc);

void *vmalloc_user(unsigned long size)
{
	return do_vmalloc(size, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO, VM_USERMAP,
			  _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_user);

void *vmalloc_node(unsigned long size, int node)
{
	return do_vmalloc(size, 1, GFP_KERNEL, 0, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_node);

void *vzalloc_node(unsigned long size, int node)
{
	return do_vmalloc(size, 1, GFP_KERNEL | __GFP_ZERO, 0, _RET_IP_);
}
EXPORT_SYMBOL(vzalloc_node);

void *vmalloc_32(unsigned long size)
{
	return do_vmalloc(size, 1, GFP_KERNEL | GFP_DMA32, 0, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_32);

void *vmalloc_32_user(unsigned long size)
{
	return do_vmalloc(size, PAGE_SIZE,
			  GFP_KERNEL | GFP_DMA32 | __GFP_ZERO, VM_USERMAP,
			  _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_32_user);

void *vmalloc_huge(unsigned long size, gfp_t gfp_mask)
{
	return do_vmalloc(size, 1, gfp_mask, VM_ALLOW_HUGE_VMAP, _RET_IP_);
}
EXPORT_SYMBOL_GPL(vmalloc_huge);

void *__vmalloc(unsigned long size, gfp_t gfp_mask)
{
	return do_vmalloc(size, 1, gfp_mask, 0, _RET_IP_);
}
EXPORT_SYMBOL(__vmalloc);

void *__vmalloc_node(unsigned long size, unsigned long align, gfp_t gfp_mask,
		     int node, const void *caller)
{
	return do_vmalloc(size, align, gfp_mask, 0, (unsigned long)caller);
}

static void *vmalloc_times(size_t n, size_t size, gfp_t flags, unsigned long ip)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return do_vmalloc(bytes, 1, flags, 0, ip);
}

void *__vmalloc_array(size_t n, size_t size, gfp_t flags)
{
	return vmalloc_times(n, size, flags, _RET_IP_);
}
EXPORT_SYMBOL(__vmalloc_array);

void *vmalloc_array(size_t n, size_t size)
{
	return vmalloc_times(n, size, GFP_KERNEL, _RET_IP_);
}
EXPORT_SYMBOL(vmalloc_array);

void *__vcalloc(size_t n, size_t size, gfp_t flags)
{
	return vmalloc_times(n, size, flags | __GFP_ZERO, _RET_IP_);
}
EXPORT_SYMBOL(__vcalloc);

void *vcalloc(size_t n, size_t size)
{
	return vmalloc_times(n, size, GFP_KERNEL | __GFP_ZERO, _RET_IP_);
}
EXPORT_SYMBOL(vcalloc);

/* The area that starts at @addr and is in use, or NULL and a finding. */
static struct vm_struct *area_to_free(const void *addr, const char *function,
				      unsigned long ip)
{
	struct vm_struct *area = vmalloc_area_at(addr);
	struct mm_description what;
	char detail[224], linux_says[96];

	if (area && area->addr == addr && !area->ksim_freed_by)
		return area;
	snprintf(linux_says, sizeof(linux_says),
		 "Trying to %s() nonexistent vm area (0x%lx)", function,
		 (unsigned long)addr);
	if (area && area->addr == addr) {
		snprintf(detail, sizeof(detail),
			 "vmalloc(%lu) area at 0x%lx", area->ksim_requested,
			 (unsigned long)addr);
		ksim_report(KSIM_FINDING_DOUBLE_FREE, linux_says,
			    "vmalloc() area is freed twice", detail,
			    (struct ksim_site[]){
				    { driver_site(ip), "freed again here" },
				    { area->ksim_freed_by, "first freed here" },
				    { (unsigned long)area->caller,
				      "allocated here" } },
			    3);
		return NULL;
	}
	describe_address(addr, &what);
	snprintf(detail, sizeof(detail), "%s(): %s", function, what.text);
	ksim_report(KSIM_FINDING_BAD_FREE, linux_says,
		    "free of something that is not a vmalloc() area", detail,
		    &(struct ksim_site){ driver_site(ip), "freed here" }, 1);
	return NULL;
}

static void do_vunmap(struct vm_struct *area)
{
	if (area->phys_addr)
		ksim_memory_release_user((unsigned long)area->addr,
					 get_vm_area_size(area));
	forget_area(area);
}

static void do_vfree(const void *addr, unsigned long ip)
{
	struct vm_struct *area;
	unsigned long i;

	if (!addr)
		return;
	area = area_to_free(addr, "vfree", ip);
	if (!area)
		return;
	if (area->flags & VM_MAP) {
		if (area->flags & VM_MAP_PUT_PAGES) {
			for (i = 0; i < area->nr_pages; i++)
				put_page(area->pages[i]);
			kvfree(area->pages);
		}
		do_vunmap(area);
		return;
	}
	check_redzones(area, driver_site(ip));
	area->ksim_freed_by = driver_site(ip);
	pages_in_use -= area->nr_pages;
	fill_words(area->addr, WORD_OF(POISON_FREE), filled_words(area));
	mm_guard(area->addr, get_vm_area_size(area));
	retire_area(area);
}

void vfree(const void *addr)
{
	if (!in_interrupt())
		might_sleep();
	do_vfree(addr, _RET_IP_);
}
EXPORT_SYMBOL(vfree);

void vfree_atomic(const void *addr)
{
	do_vfree(addr, _RET_IP_);
}

/* Makes an alias of scattered pages; the core can map RAM anywhere. */
static void *map_alias(struct page **pages, unsigned int count)
{
	unsigned long size = (unsigned long)count << PAGE_SHIFT;
	unsigned long start = ksim_memory_reserve_user(0, size, 0);
	unsigned int i;

	if (!start)
		return NULL;
	for (i = 0; i < count; i++) {
		if (ksim_memory_map_user(start + i * PAGE_SIZE,
					 page_to_virt(pages[i]), 1)) {
			ksim_memory_release_user(start, size);
			return NULL;
		}
	}
	return (void *)start;
}

static void *do_vmap(struct page **pages, unsigned int count,
		     unsigned long flags, unsigned long ip)
{
	struct vm_struct *area;

	might_sleep();
	if (!count || count > totalram_pages())
		return NULL;
	area = new_area(GFP_KERNEL);
	if (!area)
		return NULL;
	area->addr = map_alias(pages, count);
	if (!area->addr) {
		kfree(area);
		return NULL;
	}
	area->flags = (flags & VM_MAP_PUT_PAGES) | VM_MAP | VM_NO_GUARD;
	area->phys_addr = page_to_phys(pages[0]);
	area->size = (unsigned long)count << PAGE_SHIFT;
	area->nr_pages = count;
	area->pages = pages;
	area->caller = (void *)driver_site(ip);
	area->ksim_requested = area->size;
	list_add(&area->ksim_link, &areas);
	rb_add(&area->ksim_node, &area_tree, lies_below);
	return area->addr;
}

void *vmap(struct page **pages, unsigned int count, unsigned long flags,
	   pgprot_t prot)
{
	return do_vmap(pages, count, flags, _RET_IP_);
}
EXPORT_SYMBOL(vmap);

void vunmap(const void *addr)
{
	struct vm_struct *area;

	might_sleep();
	if (!addr)
		return;
	area = area_to_free(addr, "vunmap", _RET_IP_);
	if (!area)
		return;
	if (area->flags & VM_MAP)
		do_vunmap(area);
	else
		do_vfree(addr, _RET_IP_);
}
EXPORT_SYMBOL(vunmap);

void *vm_map_ram(struct page **pages, unsigned int count, int node)
{
	return do_vmap(pages, count, VM_MAP, _RET_IP_);
}
EXPORT_SYMBOL(vm_map_ram);

void vm_unmap_ram(const void *mem, unsigned int count)
{
	struct vm_struct *area = area_to_free(mem, "vm_unmap_ram", _RET_IP_);

	if (area)
		do_vunmap(area);
}
EXPORT_SYMBOL(vm_unmap_ram);

bool is_vmalloc_addr(const void *x)
{
	unsigned long addr = (unsigned long)x;

	if (addr >= VMALLOC_START && addr < VMALLOC_END)
		return true;
	return !in_module_text(addr) && addr - PAGE_OFFSET >= KSIM_RAM_SIZE &&
	       vmalloc_area_at(x);
}
EXPORT_SYMBOL(is_vmalloc_addr);

int is_vmalloc_or_module_addr(const void *x)
{
	return is_vmalloc_addr(x) || in_module_text((unsigned long)x);
}

struct page *vmalloc_to_page(const void *addr)
{
	struct vm_struct *area = vmalloc_area_at(addr);

	if (!area || area->ksim_freed_by)
		return NULL;
	if (area->flags & VM_MAP)
		return area->pages[(addr - area->addr) >> PAGE_SHIFT];
	return virt_to_page(addr);
}
EXPORT_SYMBOL(vmalloc_to_page);

unsigned long vmalloc_to_pfn(const void *addr)
{
	return page_to_pfn(vmalloc_to_page(addr));
}
EXPORT_SYMBOL(vmalloc_to_pfn);

struct vm_struct *find_vm_area(const void *addr)
{
	struct vm_struct *area = vmalloc_area_at(addr);

	return area && !area->ksim_freed_by ? area : NULL;
}

unsigned long vmalloc_nr_pages(void)
{
	return pages_in_use;
}

int remap_vmalloc_range_partial(struct vm_area_struct *vma,
				unsigned long uaddr, void *kaddr,
				unsigned long pgoff, unsigned long size)
{
	struct vm_struct *area;
	unsigned long offset;

	if (__builtin_mul_overflow(pgoff, PAGE_SIZE, &offset))
		return -EINVAL;
	size = PAGE_ALIGN(size);
	if (!PAGE_ALIGNED(uaddr) || !PAGE_ALIGNED(kaddr))
		return -EINVAL;
	area = find_vm_area(kaddr);
	if (!area || !(area->flags & (VM_USERMAP | VM_DMA_COHERENT)))
		return -EINVAL;
	if (offset + size < size || offset + size > get_vm_area_size(area))
		return -EINVAL;
	for (kaddr += offset; size; size -= PAGE_SIZE) {
		int ret = vm_insert_page(vma, uaddr, vmalloc_to_page(kaddr));

		if (ret)
			return ret;
		uaddr += PAGE_SIZE;
		kaddr += PAGE_SIZE;
	}
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	vma->vm_flags |= VM_DONTEXPAND | VM_DONTDUMP;
#else
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
#endif
	return 0;
}

int remap_vmalloc_range(struct vm_area_struct *vma, void *addr,
			unsigned long pgoff)
{
	return remap_vmalloc_range_partial(vma, vma->vm_start, addr, pgoff,
					   vma->vm_end - vma->vm_start);
}
EXPORT_SYMBOL(remap_vmalloc_range);

/*
 * Audits
 */

bool vmalloc_mark_kept(const void *address)
{
	struct vm_struct *area = vmalloc_area_at(address);

	if (!area)
		return false;
	area->flags |= KEPT;
	return true;
}

void vmalloc_audit_leaks(struct leak_audit *audit)
{
	struct vm_struct *area;

	list_for_each_entry(area, &areas, ksim_link) {
		if (area->ksim_freed_by || area->flags & KEPT ||
		    !leak_is_of(audit, (unsigned long)area->caller))
			continue;
		leak_found(audit, (unsigned long)area->caller,
			   area->ksim_requested, area->addr,
			   area->flags & VM_MAP ? "vmap()" : "vmalloc()");
		area->flags |= KEPT;
	}
}

void vmalloc_check_areas(void)
{
	struct vm_struct *area;

	list_for_each_entry(area, &areas, ksim_link) {
		if (area->flags & VM_MAP)
			continue;
		if (area->ksim_freed_by)
			check_freed(area);
		else
			check_redzones(area, 0);
	}
}
