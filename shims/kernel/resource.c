// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who has which addresses: trees of resources, in the order of addresses.
 *
 * Stands for: kernel/resource.c
 */
#include <linux/device.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <ksim/abi/report.h>
#include <ksim/audit.h>
#include <ksim/interrupt.h>
#include <ksim/procfs.h>

struct resource ioport_resource = {
	.name = "PCI IO",
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};
EXPORT_SYMBOL(ioport_resource);

struct resource iomem_resource = {
	.name = "PCI mem",
	.end = -1,
	.flags = IORESOURCE_MEM,
};
EXPORT_SYMBOL(iomem_resource);

/* What __request_region() made. */
struct region {
	struct resource res;
	struct list_head link;
	unsigned long caller;
};

static LIST_HEAD(regions);

/* Return: what is in the way; NULL if @new is in the tree now. */
static struct resource *claim(struct resource *root, struct resource *new)
{
	struct resource **place;

	if (new->end < new->start || new->start < root->start ||
	    new->end > root->end)
		return root;
	for (place = &root->child; *place; place = &(*place)->sibling) {
		if ((*place)->start > new->end)
			break;
		if ((*place)->end >= new->start)
			return *place;
	}
	new->sibling = *place;
	*place = new;
	new->parent = root;
	return NULL;
}

static int unlink_resource(struct resource *old)
{
	struct resource **place;

	if (!old->parent)
		return -EINVAL;
	for (place = &old->parent->child; *place; place = &(*place)->sibling) {
		if (*place == old) {
			*place = old->sibling;
			old->parent = NULL;
			return 0;
		}
	}
	return -EINVAL;
}

int request_resource(struct resource *root, struct resource *new)
{
	return claim(root, new) ? -EBUSY : 0;
}
EXPORT_SYMBOL(request_resource);

int release_resource(struct resource *old)
{
	return unlink_resource(old);
}
EXPORT_SYMBOL(release_resource);

/* Children of @parent that lie in @new become its own. */
static int adopt(struct resource *parent, struct resource *new)
{
	struct resource **place = &parent->child, **last = &new->child;
	struct resource *res;

	for (res = parent->child; res; res = res->sibling)
		if (resource_overlaps(res, new) &&
		    (res->start < new->start || res->end > new->end))
			return -EBUSY;
	while (*place && (*place)->start < new->start)
		place = &(*place)->sibling;
	while (*place && (*place)->end <= new->end) {
		res = *place;
		*place = res->sibling;
		res->sibling = NULL;
		res->parent = new;
		*last = res;
		last = &res->sibling;
	}
	new->sibling = *place;
	*place = new;
	new->parent = parent;
	return 0;
}

int insert_resource(struct resource *parent, struct resource *new)
{
	struct resource *conflict;

	for (;;) {
		conflict = claim(parent, new);
		if (!conflict)
			return 0;
		if (conflict == parent)
			return -EBUSY;
		/* Into it, or around it? */
		if (conflict->start > new->start || conflict->end < new->end)
			return adopt(parent, new);
		if (conflict->start == new->start && conflict->end == new->end)
			return adopt(parent, new);
		parent = conflict;
	}
}
EXPORT_SYMBOL_GPL(insert_resource);

/* Those below it move up. */
int remove_resource(struct resource *old)
{
	struct resource *parent = old->parent, *child, *next;
	int ret = unlink_resource(old);

	for (child = old->child; !ret && child; child = next) {
		next = child->sibling;
		child->sibling = NULL;
		claim(parent, child);
	}
	old->child = NULL;
	return ret;
}
EXPORT_SYMBOL_GPL(remove_resource);

static struct resource *request_from(struct resource *parent,
				     resource_size_t start, resource_size_t n,
				     const char *name, int flags,
				     unsigned long caller)
{
	struct region *region = kzalloc(sizeof(*region), GFP_KERNEL);
	struct resource *conflict;

	if (!region)
		return NULL;
	/* Missed as a region, not as memory. */
	kmemleak_not_leak(region);
	region->res.name = name;
	region->res.start = start;
	region->res.end = start + n - 1;
	region->caller = ksim_report_driver_caller(caller);
	for (;;) {
		region->res.flags = resource_type(parent) | IORESOURCE_BUSY |
				    flags;
		region->res.desc = parent->desc;
		conflict = claim(parent, &region->res);
		if (!conflict)
			break;
		if (conflict == parent || conflict->flags & IORESOURCE_BUSY) {
			kfree(region);
			return NULL;
		}
		/* A device's own range: its driver claims it, or a part. */
		parent = conflict;
	}
	list_add_tail(&region->link, &regions);
	return &region->res;
}

struct resource *__request_region(struct resource *parent,
				  resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	return request_from(parent, start, n, name, flags, _RET_IP_);
}
EXPORT_SYMBOL(__request_region);

static void free_region(struct region *region)
{
	unlink_resource(&region->res);
	list_del(&region->link);
	kfree(region);
}

void __release_region(struct resource *parent, resource_size_t start,
		      resource_size_t n)
{
	resource_size_t end = start + n - 1;
	struct region *region;

	list_for_each_entry(region, &regions, link) {
		if (region->res.start == start && region->res.end == end &&
		    resource_type(&region->res) == resource_type(parent)) {
			free_region(region);
			return;
		}
	}
	pr_warn("Trying to free nonexistent resource <%pa-%pa>\n", &start,
		&end);
}
EXPORT_SYMBOL(__release_region);

struct region_devres {
	struct resource *parent;
	resource_size_t start;
	resource_size_t n;
};

static void devm_region_release(struct device *dev, void *res)
{
	struct region_devres *this = res;

	__release_region(this->parent, this->start, this->n);
}

static int devm_region_match(struct device *dev, void *res, void *match_data)
{
	struct region_devres *this = res, *match = match_data;

	return this->parent == match->parent && this->start == match->start &&
	       this->n == match->n;
}

struct resource *__devm_request_region(struct device *dev,
				       struct resource *parent,
				       resource_size_t start,
				       resource_size_t n, const char *name)
{
	struct region_devres *dr;
	struct resource *res;

	dr = devres_alloc(devm_region_release, sizeof(*dr), GFP_KERNEL);
	if (!dr)
		return NULL;
	*dr = (struct region_devres){ parent, start, n };
	res = request_from(parent, start, n, name, 0, _RET_IP_);
	if (res)
		devres_add(dev, dr);
	else
		devres_free(dr);
	return res;
}
EXPORT_SYMBOL(__devm_request_region);

void __devm_release_region(struct device *dev, struct resource *parent,
			   resource_size_t start, resource_size_t n)
{
	struct region_devres match = { parent, start, n };

	WARN_ON(devres_release(dev, devm_region_release, devm_region_match,
			       &match));
}
EXPORT_SYMBOL(__devm_release_region);

void resource_audit_module(struct module *mod)
{
	struct region *region, *next;
	char detail[160];

	list_for_each_entry_safe(region, next, &regions, link) {
		if (!ksim_in_module(region->caller, mod))
			continue;
		snprintf(detail, sizeof(detail),
			 "%s 0x%llx to 0x%llx, and release_%sregion() was not called",
			 region->res.flags & IORESOURCE_IO ? "ports" : "memory",
			 (u64)region->res.start, (u64)region->res.end,
			 region->res.flags & IORESOURCE_IO ? "" : "mem_");
		ksim_report(KSIM_FINDING_LEFTOVER, NULL,
			    "region of addresses left behind", detail,
			    (struct ksim_site[]){
				    { region->caller, "requested here" } },
			    1);
		free_region(region);
	}
}

/* /proc/iomem, /proc/ioports */

static void show_below(struct seq_file *m, struct resource *parent, int depth,
		       int width)
{
	struct resource *res;

	for (res = parent->child; res; res = res->sibling) {
		seq_printf(m, "%*s%0*llx-%0*llx : %s\n", depth * 2, "", width,
			   (u64)res->start, width, (u64)res->end,
			   res->name ?: "<BAD>");
		show_below(m, res, depth + 1, width);
	}
}

int iomem_show(struct seq_file *m, void *v)
{
	show_below(m, &iomem_resource, 0, 8);
	return 0;
}

int ioports_show(struct seq_file *m, void *v)
{
	show_below(m, &ioport_resource, 0, 4);
	return 0;
}
