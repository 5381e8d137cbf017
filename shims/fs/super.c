// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory of the VFS. It is the kernel's own, even if a driver's call brought
 * it about, and so exempt from the leak audit.
 */
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/slab.h>
#include "internal.h"

struct kmem_cache *filp_cachep, *inode_cachep, *dentry_cachep;

static struct kmem_cache *make_cache(const char *name, unsigned int size)
{
	struct kmem_cache *cache =
		kmem_cache_create(name, size, 0, SLAB_PANIC | SLAB_NOLEAKTRACE,
				  NULL);

	kmemleak_not_leak(cache);
	return cache;
}

/* Made with the first file or name, for boot has no time for it. */
void vfs_caches(void)
{
	if (likely(filp_cachep))
		return;
	inode_cachep = make_cache("inode_cache", sizeof(struct inode));
	dentry_cachep = make_cache("dentry", sizeof(struct dentry));
	filp_cachep = make_cache("filp", sizeof(struct file));
}

/* By size; kmalloc() would look for the driver on the stack each time. */
static struct kmem_cache *small_cachep[3];

void *ksim_zalloc(size_t size)
{
	static const char *const names[] = { "vfs-96", "vfs-160", "vfs-256" };
	static const unsigned int sizes[] = { 96, 160, 256 };
	unsigned int i;
	void *p;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (size > sizes[i])
			continue;
		if (unlikely(!small_cachep[i]))
			small_cachep[i] = make_cache(names[i], sizes[i]);
		return kmem_cache_zalloc(small_cachep[i], GFP_KERNEL);
	}
	p = kzalloc(size, GFP_KERNEL);
	if (p)
		kmemleak_not_leak(p);
	return p;
}
