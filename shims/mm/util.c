// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copies on the heap, and kvmalloc().
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <asm/sections.h>

#include "internal.h"

/*
 * Read-only data of vmlinux.so lies between its code and, at the start of its
 * writable segment, the dynamic section.
 */
extern const char etext[] __attribute__((__visibility__("hidden")));
extern const char _DYNAMIC[] __attribute__((__visibility__("hidden")));

bool is_kernel_rodata(unsigned long address)
{
	return address >= (unsigned long)etext &&
	       address < (unsigned long)_DYNAMIC;
}

void kfree_const(const void *x)
{
	if (!is_kernel_rodata((unsigned long)x))
		kfree(x);
}
EXPORT_SYMBOL(kfree_const);

char *kstrdup(const char *s, gfp_t gfp)
{
	size_t size;
	char *copy;

	if (!s)
		return NULL;
	size = strlen(s) + 1;
	copy = kmalloc_track_caller(size, gfp);
	if (copy)
		memcpy(copy, s, size);
	return copy;
}
EXPORT_SYMBOL(kstrdup);

const char *kstrdup_const(const char *s, gfp_t gfp)
{
	size_t size;
	char *copy;

	if (is_kernel_rodata((unsigned long)s))
		return s;
	if (!s)
		return NULL;
	size = strlen(s) + 1;
	copy = kmalloc_track_caller(size, gfp);
	if (copy)
		memcpy(copy, s, size);
	return copy;
}
EXPORT_SYMBOL(kstrdup_const);

static char *copy_with_nul(char *to, const char *from, size_t length)
{
	if (to) {
		memcpy(to, from, length);
		to[length] = '\0';
	}
	return to;
}

char *kstrndup(const char *s, size_t max, gfp_t gfp)
{
	size_t length;

	if (!s)
		return NULL;
	length = strnlen(s, max);
	return copy_with_nul(kmalloc_track_caller(length + 1, gfp), s, length);
}
EXPORT_SYMBOL(kstrndup);

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	void *copy = kmalloc_track_caller(len, gfp);

	if (copy)
		memcpy(copy, src, len);
	return copy;
}
EXPORT_SYMBOL(kmemdup);

char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	if (!s)
		return NULL;
	return copy_with_nul(kmalloc_track_caller(len + 1, gfp), s, len);
}
EXPORT_SYMBOL(kmemdup_nul);

void *memdup_user(const void __user *src, size_t len)
{
	void *p = kmalloc_track_caller(len, GFP_USER | __GFP_NOWARN);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, src, len)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}
EXPORT_SYMBOL(memdup_user);

void *memdup_user_nul(const void __user *src, size_t len)
{
	char *p = kmalloc_track_caller(len + 1, GFP_KERNEL);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, src, len)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	p[len] = '\0';
	return p;
}
EXPORT_SYMBOL(memdup_user_nul);

char *strndup_user(const char __user *s, long n)
{
	long size = strnlen_user(s, n);
	char *p;

	if (!size)
		return ERR_PTR(-EFAULT);
	if (size > n)
		return ERR_PTR(-EINVAL);
	p = kmalloc_track_caller(size, GFP_USER | __GFP_NOWARN);
	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, s, size)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	p[size - 1] = '\0';
	return p;
}
EXPORT_SYMBOL(strndup_user);

static void *do_kvmalloc(size_t size, gfp_t flags, unsigned long ip)
{
	gfp_t kmalloc_flags = flags;
	void *p;

	if (size > PAGE_SIZE) {
		kmalloc_flags |= __GFP_NOWARN;
		if (!(kmalloc_flags & __GFP_RETRY_MAYFAIL))
			kmalloc_flags |= __GFP_NORETRY;
		kmalloc_flags &= ~__GFP_NOFAIL;
	}
	p = __kmalloc_node_track_caller(size, kmalloc_flags, NUMA_NO_NODE, ip);
	if (p || size <= PAGE_SIZE)
		return p;
	if (!gfpflags_allow_blocking(flags))
		return NULL;
	if (size > INT_MAX) {
		WARN_ON_ONCE(!(flags & __GFP_NOWARN));
		return NULL;
	}
	return __vmalloc_node(size, 1, flags, NUMA_NO_NODE, (void *)ip);
}

void *kvmalloc_node(size_t size, gfp_t flags, int node)
{
	return do_kvmalloc(size, flags, _RET_IP_);
}
EXPORT_SYMBOL(kvmalloc_node);

void *vmemdup_user(const void __user *src, size_t len)
{
	void *p = do_kvmalloc(len, GFP_USER, _RET_IP_);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, src, len)) {
		kvfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}
EXPORT_SYMBOL(vmemdup_user);

void kvfree(const void *addr)
{
	if (is_vmalloc_addr(addr))
		vfree(addr);
	else
		kfree(addr);
}
EXPORT_SYMBOL(kvfree);

void kvfree_sensitive(const void *addr, size_t len)
{
	if (likely(!ZERO_OR_NULL_PTR(addr))) {
		memzero_explicit((void *)addr, len);
		kvfree(addr);
	}
}
EXPORT_SYMBOL(kvfree_sensitive);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
void *kvrealloc(const void *p, size_t oldsize, size_t newsize, gfp_t flags)
{
	void *to;

	if (oldsize >= newsize)
		return (void *)p;
	to = do_kvmalloc(newsize, flags, _RET_IP_);
	if (!to)
		return NULL;
	memcpy(to, p, oldsize);
	kvfree(p);
	return to;
}
EXPORT_SYMBOL(kvrealloc);
#else
void *kvrealloc_noprof(const void *p, size_t size, gfp_t flags)
{
	struct vm_struct *area;
	void *to;

	if (!is_vmalloc_addr(p))
		return krealloc(p, size, flags);
	if (!size) {
		vfree(p);
		return NULL;
	}
	area = find_vm_area(p);
	if (area && size <= get_vm_area_size(area))
		return (void *)p;
	to = do_kvmalloc(size, flags, _RET_IP_);
	if (!to)
		return NULL;
	if (area)
		memcpy(to, p, area->ksim_requested);
	vfree(p);
	return to;
}
EXPORT_SYMBOL(kvrealloc_noprof);
#endif
