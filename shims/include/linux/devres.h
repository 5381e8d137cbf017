/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resources that go away with the device: devres and the devm_ family.
 *
 * Stands for: include/linux/device.h (its devres part), drivers/base/devres.c
 * Fidelity:   EXACT - released in reverse order; groups nest
 * Absent:     devm_alloc_percpu(), devm_ioremap_resource() and its kin
 */
#ifndef _LINUX_DEVRES_H
#define _LINUX_DEVRES_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/numa.h>
#include <linux/stdarg.h>

struct device;

typedef void (*dr_release_t)(struct device *dev, void *res);
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/**
 * devres_alloc() - allocate data of a resource
 * @release: called with it when the device goes
 * @size: bytes
 * @gfp: flags
 *
 * Return: zeroed data, not yet attached to a device, or NULL.
 */
#define devres_alloc(release, size, gfp) \
	__devres_alloc_node(release, size, gfp, NUMA_NO_NODE, #release)
#define devres_alloc_node(release, size, gfp, nid) \
	__devres_alloc_node(release, size, gfp, nid, #release)
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid,
			  const char *name);
void devres_free(void *res);
void devres_add(struct device *dev, void *res);
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match,
		  void *match_data);
void *devres_get(struct device *dev, void *new_res, dr_match_t match,
		 void *match_data);
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match,
		    void *match_data);
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match,
		   void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match,
		   void *match_data);
void devres_for_each_res(struct device *dev, dr_release_t release,
			 dr_match_t match, void *match_data,
			 void (*fn)(struct device *dev, void *res, void *data),
			 void *data);

/**
 * devres_release_all() - release everything a device holds, last one first
 * @dev: the device
 *
 * For the driver core only.
 *
 * Return: resources released.
 */
int devres_release_all(struct device *dev);

void *__must_check devres_open_group(struct device *dev, void *id, gfp_t gfp);
void devres_close_group(struct device *dev, void *id);
void devres_remove_group(struct device *dev, void *id);
int devres_release_group(struct device *dev, void *id);

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp);
void *__must_check devm_krealloc(struct device *dev, void *ptr, size_t size,
				 gfp_t gfp);
void devm_kfree(struct device *dev, const void *p);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp);
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp);
__attribute__((__format__(__printf__, 3, 0)))
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt,
		      va_list ap);
__attribute__((__format__(__printf__, 3, 4)))
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...);
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask,
				  unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);

static __always_inline void *devm_kzalloc(struct device *dev, size_t size,
					  gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

static __always_inline void *devm_kmalloc_array(struct device *dev, size_t n,
						size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return devm_kmalloc(dev, bytes, flags);
}

static __always_inline void *devm_kcalloc(struct device *dev, size_t n,
					  size_t size, gfp_t flags)
{
	return devm_kmalloc_array(dev, n, size, flags | __GFP_ZERO);
}

/**
 * devm_add_action() - call a function when the device goes
 * @dev: the device
 * @action: the function
 * @data: its argument
 *
 * Return: 0 or -ENOMEM.
 */
int devm_add_action(struct device *dev, void (*action)(void *data), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *data),
			void *data);
void devm_release_action(struct device *dev, void (*action)(void *data),
			 void *data);

static inline int devm_add_action_or_reset(struct device *dev,
					   void (*action)(void *data),
					   void *data)
{
	int ret = devm_add_action(dev, action, data);

	if (ret)
		action(data);
	return ret;
}

#endif
