// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Resources that go away with their device.
 *
 * A device has a list of nodes, oldest first. A node is a resource or one end
 * of a group; releasing works backwards through a range of the list.
 */
#include <linux/device.h>
#include <linux/devres.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <asm/sections.h>

enum node_kind {
	NODE_RESOURCE,
	NODE_GROUP_OPEN,
	NODE_GROUP_CLOSE,
};

struct devres_node {
	struct list_head entry;
	enum node_kind kind;
	dr_release_t release;
	const char *name;
	size_t size;
};

struct devres {
	struct devres_node node;
	u8 data[] __aligned(ARCH_KMALLOC_MINALIGN);
};

struct devres_group {
	struct devres_node open;
	struct devres_node close; /* entry is empty while the group is open */
	void *id;
	unsigned long close_seen; /* number of the walk that came past close */
};

static inline struct devres *devres_of(void *res)
{
	return container_of(res, struct devres, data[0]);
}

static struct devres *alloc_devres(dr_release_t release, size_t size, gfp_t gfp,
				   const char *name, unsigned long ip)
{
	struct devres *dr;
	size_t bytes;

	if (__builtin_add_overflow(sizeof(*dr), size, &bytes))
		return NULL;
	dr = __kmalloc_node_track_caller(bytes, gfp, NUMA_NO_NODE, ip);
	if (!dr)
		return NULL;
	dr->node = (struct devres_node){ .kind = NODE_RESOURCE,
					 .release = release,
					 .name = name,
					 .size = size };
	INIT_LIST_HEAD(&dr->node.entry);
	return dr;
}

static void add_node(struct device *dev, struct devres_node *node)
{
	BUG_ON(!list_empty(&node->entry));
	list_add_tail(&node->entry, &dev->devres_head);
}

void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid,
			  const char *name)
{
	struct devres *dr = alloc_devres(release, size, gfp | __GFP_ZERO, name,
					 _RET_IP_);

	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(__devres_alloc_node);

void devres_free(void *res)
{
	if (!res)
		return;
	BUG_ON(!list_empty(&devres_of(res)->node.entry));
	kfree(devres_of(res));
}
EXPORT_SYMBOL_GPL(devres_free);

void devres_add(struct device *dev, void *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	add_node(dev, &devres_of(res)->node);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_add);

/* The latest resource that matches; with the lock held. */
static struct devres *find_devres(struct device *dev, dr_release_t release,
				  dr_match_t match, void *match_data)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->kind == NODE_RESOURCE && node->release == release &&
		    (!match || match(dev, dr->data, match_data)))
			return dr;
	}
	return NULL;
}

void *devres_find(struct device *dev, dr_release_t release, dr_match_t match,
		  void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_devres(dev, release, match, match_data);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_find);

void *devres_get(struct device *dev, void *new_res, dr_match_t match,
		 void *match_data)
{
	struct devres *fresh = devres_of(new_res);
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_devres(dev, fresh->node.release, match, match_data);
	if (!dr) {
		add_node(dev, &fresh->node);
		dr = fresh;
		new_res = NULL;
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	devres_free(new_res);
	return dr->data;
}
EXPORT_SYMBOL_GPL(devres_get);

void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match,
		    void *match_data)
{
	struct devres *dr;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	dr = find_devres(dev, release, match, match_data);
	if (dr)
		list_del_init(&dr->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return dr ? dr->data : NULL;
}
EXPORT_SYMBOL_GPL(devres_remove);

int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match,
		   void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL_GPL(devres_destroy);

int devres_release(struct device *dev, dr_release_t release, dr_match_t match,
		   void *match_data)
{
	void *res = devres_remove(dev, release, match, match_data);

	if (!res)
		return -ENOENT;
	release(dev, res);
	devres_free(res);
	return 0;
}
EXPORT_SYMBOL_GPL(devres_release);

void devres_for_each_res(struct device *dev, dr_release_t release,
			 dr_match_t match, void *match_data,
			 void (*fn)(struct device *dev, void *res, void *data),
			 void *data)
{
	struct devres_node *node, *next;
	unsigned long flags;

	if (!fn)
		return;
	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry_safe_reverse(node, next, &dev->devres_head, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->kind == NODE_RESOURCE && node->release == release &&
		    (!match || match(dev, dr->data, match_data)))
			fn(dev, dr->data, data);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_for_each_res);

/*
 * Moves the resources of [first, end) to @todo, latest first. A group goes
 * along if all of it is in the range; one that is still open has no end, so
 * its start is enough.
 */
static int remove_range(struct list_head *first, struct list_head *end,
			struct list_head *todo)
{
	static unsigned long walk;
	struct list_head *entry = end->prev;
	bool last = entry == end;
	int count = 0;

	walk++;
	while (!last) {
		struct devres_node *node =
			list_entry(entry, struct devres_node, entry);
		struct devres_group *group;

		last = entry == first;
		entry = entry->prev;
		switch (node->kind) {
		case NODE_RESOURCE:
			list_move_tail(&node->entry, todo);
			count++;
			break;
		case NODE_GROUP_CLOSE:
			group = container_of(node, struct devres_group, close);
			group->close_seen = walk;
			break;
		case NODE_GROUP_OPEN:
			group = container_of(node, struct devres_group, open);
			if (group->close_seen != walk &&
			    !list_empty(&group->close.entry))
				break;
			list_del_init(&group->close.entry);
			list_move_tail(&group->open.entry, todo);
			break;
		}
	}
	return count;
}

static void release_nodes(struct device *dev, struct list_head *todo)
{
	struct devres_node *node, *next;

	list_for_each_entry_safe(node, next, todo, entry) {
		struct devres *dr = container_of(node, struct devres, node);

		if (node->kind == NODE_GROUP_OPEN) {
			kfree(container_of(node, struct devres_group, open));
			continue;
		}
		node->release(dev, dr->data);
		kfree(dr);
	}
}

int devres_release_all(struct device *dev)
{
	unsigned long flags;
	LIST_HEAD(todo);
	int count;

	if (WARN_ON(!dev->devres_head.next))
		return -ENODEV;
	if (list_empty(&dev->devres_head))
		return 0;
	spin_lock_irqsave(&dev->devres_lock, flags);
	count = remove_range(dev->devres_head.next, &dev->devres_head, &todo);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	release_nodes(dev, &todo);
	return count;
}

/*
 * Groups
 */

void *devres_open_group(struct device *dev, void *id, gfp_t gfp)
{
	struct devres_group *group;
	unsigned long flags;

	group = kmalloc_track_caller(sizeof(*group), gfp);
	if (!group)
		return NULL;
	*group = (struct devres_group){
		.open = { .kind = NODE_GROUP_OPEN, .name = "grp<" },
		.close = { .kind = NODE_GROUP_CLOSE, .name = "grp>" },
		.id = id ? id : group,
	};
	INIT_LIST_HEAD(&group->open.entry);
	INIT_LIST_HEAD(&group->close.entry);
	spin_lock_irqsave(&dev->devres_lock, flags);
	add_node(dev, &group->open);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return group->id;
}
EXPORT_SYMBOL_GPL(devres_open_group);

/* The group called @id, or the latest that is still open if @id is NULL. */
static struct devres_group *find_group(struct device *dev, void *id)
{
	struct devres_node *node;

	list_for_each_entry_reverse(node, &dev->devres_head, entry) {
		struct devres_group *group;

		if (node->kind != NODE_GROUP_OPEN)
			continue;
		group = container_of(node, struct devres_group, open);
		if (id ? group->id == id : list_empty(&group->close.entry))
			return group;
	}
	return NULL;
}

void devres_close_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (!WARN_ON(!group))
		add_node(dev, &group->close);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}
EXPORT_SYMBOL_GPL(devres_close_group);

void devres_remove_group(struct device *dev, void *id)
{
	struct devres_group *group;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (!WARN_ON(!group)) {
		list_del_init(&group->open.entry);
		list_del_init(&group->close.entry);
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	kfree(group);
}
EXPORT_SYMBOL_GPL(devres_remove_group);

int devres_release_group(struct device *dev, void *id)
{
	struct list_head *end = &dev->devres_head;
	struct devres_group *group;
	unsigned long flags;
	LIST_HEAD(todo);
	int count = 0;

	spin_lock_irqsave(&dev->devres_lock, flags);
	group = find_group(dev, id);
	if (group) {
		if (!list_empty(&group->close.entry))
			end = group->close.entry.next;
		count = remove_range(&group->open.entry, end, &todo);
	}
	/* An empty list: the device is going and its groups went before. */
	WARN_ON(!group && !list_empty(&dev->devres_head));
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	release_nodes(dev, &todo);
	return count;
}
EXPORT_SYMBOL_GPL(devres_release_group);

/*
 * Actions
 */

struct action_devres {
	void *data;
	void (*action)(void *data);
};

static void devm_action_release(struct device *dev, void *res)
{
	struct action_devres *devres = res;

	devres->action(devres->data);
}

static int devm_action_match(struct device *dev, void *res, void *p)
{
	struct action_devres *devres = res;
	struct action_devres *target = p;

	return devres->action == target->action && devres->data == target->data;
}

int devm_add_action(struct device *dev, void (*action)(void *data), void *data)
{
	struct action_devres *devres;
	struct devres *dr;

	dr = alloc_devres(devm_action_release, sizeof(*devres), GFP_KERNEL,
			  "devm_action_release", _RET_IP_);
	if (!dr)
		return -ENOMEM;
	devres = (void *)dr->data;
	devres->data = data;
	devres->action = action;
	devres_add(dev, devres);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_add_action);

void devm_remove_action(struct device *dev, void (*action)(void *data),
			void *data)
{
	struct action_devres devres = { .data = data, .action = action };

	WARN_ON(devres_destroy(dev, devm_action_release, devm_action_match,
			       &devres));
}
EXPORT_SYMBOL_GPL(devm_remove_action);

void devm_release_action(struct device *dev, void (*action)(void *data),
			 void *data)
{
	struct action_devres devres = { .data = data, .action = action };

	WARN_ON(devres_release(dev, devm_action_release, devm_action_match,
			       &devres));
}
EXPORT_SYMBOL_GPL(devm_release_action);

/*
 * Memory
 */

/* The memory is the resource itself and goes with it. */
static void devm_kmalloc_release(struct device *dev, void *res)
{
}

static int devm_kmalloc_match(struct device *dev, void *res, void *data)
{
	return res == data;
}

static void *do_devm_kmalloc(struct device *dev, size_t size, gfp_t gfp,
			     unsigned long ip)
{
	struct devres *dr;

	if (!size)
		return ZERO_SIZE_PTR;
	dr = alloc_devres(devm_kmalloc_release, size, gfp,
			  "devm_kzalloc_release", ip);
	if (!dr)
		return NULL;
	devres_add(dev, dr->data);
	return dr->data;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return do_devm_kmalloc(dev, size, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(devm_kmalloc);

void devm_kfree(struct device *dev, const void *p)
{
	if (ZERO_OR_NULL_PTR(p) || is_kernel_rodata((unsigned long)p))
		return;
	WARN_ON(devres_destroy(dev, devm_kmalloc_release, devm_kmalloc_match,
			       (void *)p));
}
EXPORT_SYMBOL_GPL(devm_kfree);

void *devm_krealloc(struct device *dev, void *ptr, size_t new_size, gfp_t gfp)
{
	struct devres *old, *fresh;
	unsigned long flags;

	if (!new_size) {
		devm_kfree(dev, ptr);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(ptr))
		return do_devm_kmalloc(dev, new_size, gfp, _RET_IP_);
	if (WARN_ON(is_kernel_rodata((unsigned long)ptr)))
		return NULL;
	if (sizeof(*old) + new_size < new_size)
		return NULL;
	if (sizeof(*old) + new_size <= ksize(devres_of(ptr)))
		return ptr;
	fresh = alloc_devres(devm_kmalloc_release, new_size, gfp,
			     "devm_krealloc_release", _RET_IP_);
	if (!fresh)
		return NULL;
	spin_lock_irqsave(&dev->devres_lock, flags);
	old = find_devres(dev, devm_kmalloc_release, devm_kmalloc_match, ptr);
	if (old)
		list_replace(&old->node.entry, &fresh->node.entry);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	if (WARN(!old, "Memory chunk not managed or managed by a different device.")) {
		kfree(fresh);
		return NULL;
	}
	memcpy(fresh->data, old->data, ksize(old) - sizeof(*old));
	kfree(old);
	return fresh->data;
}
EXPORT_SYMBOL_GPL(devm_krealloc);

static void *devm_copy(struct device *dev, const void *src, size_t size,
		       gfp_t gfp, unsigned long ip)
{
	void *p = do_devm_kmalloc(dev, size, gfp, ip);

	if (p)
		memcpy(p, src, size);
	return p;
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_copy(dev, s, strlen(s) + 1, gfp, _RET_IP_) : NULL;
}
EXPORT_SYMBOL_GPL(devm_kstrdup);

const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	if (is_kernel_rodata((unsigned long)s))
		return s;
	return s ? devm_copy(dev, s, strlen(s) + 1, gfp, _RET_IP_) : NULL;
}
EXPORT_SYMBOL_GPL(devm_kstrdup_const);

void *devm_kmemdup(struct device *dev, const void *src, size_t len, gfp_t gfp)
{
	return devm_copy(dev, src, len, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(devm_kmemdup);

static char *do_devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt,
				va_list ap, unsigned long ip)
{
	unsigned int length;
	va_list again;
	char *p;

	va_copy(again, ap);
	length = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	p = do_devm_kmalloc(dev, length + 1, gfp, ip);
	if (p)
		vsnprintf(p, length + 1, fmt, ap);
	return p;
}

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt,
		      va_list ap)
{
	return do_devm_kvasprintf(dev, gfp, fmt, ap, _RET_IP_);
}
EXPORT_SYMBOL(devm_kvasprintf);

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = do_devm_kvasprintf(dev, gfp, fmt, ap, _RET_IP_);
	va_end(ap);
	return p;
}
EXPORT_SYMBOL_GPL(devm_kasprintf);

struct pages_devres {
	unsigned long addr;
	unsigned int order;
};

static int devm_pages_match(struct device *dev, void *res, void *p)
{
	struct pages_devres *devres = res;
	struct pages_devres *target = p;

	return devres->addr == target->addr;
}

static void devm_pages_release(struct device *dev, void *res)
{
	struct pages_devres *devres = res;

	free_pages(devres->addr, devres->order);
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp_mask,
				  unsigned int order)
{
	struct pages_devres *devres;
	struct devres *dr;
	unsigned long addr = __get_free_pages(gfp_mask, order);

	if (unlikely(!addr))
		return 0;
	dr = alloc_devres(devm_pages_release, sizeof(*devres), GFP_KERNEL,
			  "devm_pages_release", _RET_IP_);
	if (unlikely(!dr)) {
		free_pages(addr, order);
		return 0;
	}
	devres = (void *)dr->data;
	devres->addr = addr;
	devres->order = order;
	devres_add(dev, devres);
	return addr;
}
EXPORT_SYMBOL_GPL(devm_get_free_pages);

void devm_free_pages(struct device *dev, unsigned long addr)
{
	struct pages_devres devres = { .addr = addr };

	WARN_ON(devres_release(dev, devm_pages_release, devm_pages_match,
			       &devres));
}
EXPORT_SYMBOL_GPL(devm_free_pages);
