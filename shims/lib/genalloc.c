// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pools over memory that somebody else provides.
 *
 * A pool has chunks, a chunk has one bit for each granule. An algorithm picks
 * the first bit of a free run.
 */
#include <linux/bitmap.h>
#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/genalloc.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>

static inline unsigned long chunk_size(const struct gen_pool_chunk *chunk)
{
	return chunk->end_addr - chunk->start_addr + 1;
}

static struct gen_pool *create_pool(int min_alloc_order, unsigned long ip)
{
	struct gen_pool *pool;

	pool = __kmalloc_node_track_caller(sizeof(*pool), GFP_KERNEL,
					   NUMA_NO_NODE, ip);
	if (!pool)
		return NULL;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->chunks);
	pool->min_alloc_order = min_alloc_order;
	pool->algo = gen_pool_first_fit;
	pool->data = NULL;
	pool->name = NULL;
	return pool;
}

struct gen_pool *gen_pool_create(int min_alloc_order, int nid)
{
	return create_pool(min_alloc_order, _RET_IP_);
}
EXPORT_SYMBOL(gen_pool_create);

int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt,
		       phys_addr_t phys, size_t size, int nid, void *owner)
{
	unsigned long bits = size >> pool->min_alloc_order;
	struct gen_pool_chunk *chunk;

	chunk = __kmalloc_node_track_caller(
		sizeof(*chunk) + BITS_TO_LONGS(bits) * sizeof(long),
		GFP_KERNEL | __GFP_ZERO, NUMA_NO_NODE, _RET_IP_);
	if (!chunk)
		return -ENOMEM;
	chunk->phys_addr = phys;
	chunk->start_addr = virt;
	chunk->end_addr = virt + size - 1;
	chunk->owner = owner;
	atomic_long_set(&chunk->avail, size);
	spin_lock(&pool->lock);
	list_add(&chunk->next_chunk, &pool->chunks);
	spin_unlock(&pool->lock);
	return 0;
}
EXPORT_SYMBOL(gen_pool_add_owner);

phys_addr_t gen_pool_virt_to_phys(struct gen_pool *pool, unsigned long addr)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		if (addr >= chunk->start_addr && addr <= chunk->end_addr)
			return chunk->phys_addr + (addr - chunk->start_addr);
	return -1;
}
EXPORT_SYMBOL(gen_pool_virt_to_phys);

void gen_pool_destroy(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk, *next;

	list_for_each_entry_safe(chunk, next, &pool->chunks, next_chunk) {
		unsigned long bits = chunk_size(chunk) >> pool->min_alloc_order;

		list_del(&chunk->next_chunk);
		/* Something from this chunk is still in use. */
		BUG_ON(find_first_bit(chunk->bits, bits) < bits);
		kfree(chunk);
	}
	kfree_const(pool->name);
	kfree(pool);
}
EXPORT_SYMBOL(gen_pool_destroy);

unsigned long gen_pool_alloc_algo_owner(struct gen_pool *pool, size_t size,
					genpool_algo_t algo, void *data,
					void **owner)
{
	int order = pool->min_alloc_order;
	struct gen_pool_chunk *chunk;
	unsigned long addr = 0;
	unsigned long granules;
	unsigned long flags;

	if (owner)
		*owner = NULL;
	if (!size)
		return 0;
	granules = (size + (1UL << order) - 1) >> order;
	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		unsigned long bits = chunk_size(chunk) >> order;
		unsigned long bit;

		if (size > atomic_long_read(&chunk->avail))
			continue;
		bit = algo(chunk->bits, bits, 0, granules, data, pool,
			   chunk->start_addr);
		if (bit >= bits)
			continue;
		bitmap_set(chunk->bits, bit, granules);
		addr = chunk->start_addr + (bit << order);
		atomic_long_sub(granules << order, &chunk->avail);
		if (owner)
			*owner = chunk->owner;
		break;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return addr;
}
EXPORT_SYMBOL(gen_pool_alloc_algo_owner);

void *gen_pool_dma_alloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	unsigned long addr;

	if (!pool)
		return NULL;
	addr = gen_pool_alloc(pool, size);
	if (!addr)
		return NULL;
	if (dma)
		*dma = gen_pool_virt_to_phys(pool, addr);
	return (void *)addr;
}
EXPORT_SYMBOL(gen_pool_dma_alloc);

void *gen_pool_dma_zalloc(struct gen_pool *pool, size_t size, dma_addr_t *dma)
{
	void *p = gen_pool_dma_alloc(pool, size, dma);

	if (p)
		memset(p, 0, size);
	return p;
}
EXPORT_SYMBOL(gen_pool_dma_zalloc);

void gen_pool_free_owner(struct gen_pool *pool, unsigned long addr, size_t size,
			 void **owner)
{
	int order = pool->min_alloc_order;
	unsigned long granules = (size + (1UL << order) - 1) >> order;
	struct gen_pool_chunk *chunk;
	unsigned long flags;

	if (owner)
		*owner = NULL;
	spin_lock_irqsave(&pool->lock, flags);
	list_for_each_entry(chunk, &pool->chunks, next_chunk) {
		unsigned long bit;

		if (addr < chunk->start_addr || addr > chunk->end_addr)
			continue;
		BUG_ON(addr + size - 1 > chunk->end_addr);
		bit = (addr - chunk->start_addr) >> order;
		/* Freed twice, or never allocated. */
		BUG_ON(find_next_zero_bit(chunk->bits, bit + granules, bit) <
		       bit + granules);
		bitmap_clear(chunk->bits, bit, granules);
		atomic_long_add(granules << order, &chunk->avail);
		if (owner)
			*owner = chunk->owner;
		spin_unlock_irqrestore(&pool->lock, flags);
		return;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	BUG();
}
EXPORT_SYMBOL(gen_pool_free_owner);

void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool,
					  struct gen_pool_chunk *chunk,
					  void *data),
			     void *data)
{
	struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		func(pool, chunk, data);
}
EXPORT_SYMBOL(gen_pool_for_each_chunk);

bool gen_pool_has_addr(struct gen_pool *pool, unsigned long start, size_t size)
{
	unsigned long end = start + size - 1;
	struct gen_pool_chunk *chunk;

	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		if (start >= chunk->start_addr && start <= chunk->end_addr)
			return end <= chunk->end_addr;
	return false;
}
EXPORT_SYMBOL(gen_pool_has_addr);

size_t gen_pool_avail(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t avail = 0;

	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		avail += atomic_long_read(&chunk->avail);
	return avail;
}
EXPORT_SYMBOL_GPL(gen_pool_avail);

size_t gen_pool_size(struct gen_pool *pool)
{
	struct gen_pool_chunk *chunk;
	size_t size = 0;

	list_for_each_entry(chunk, &pool->chunks, next_chunk)
		size += chunk_size(chunk);
	return size;
}
EXPORT_SYMBOL_GPL(gen_pool_size);

void gen_pool_set_algo(struct gen_pool *pool, genpool_algo_t algo, void *data)
{
	pool->algo = algo ? algo : gen_pool_first_fit;
	pool->data = data;
}
EXPORT_SYMBOL(gen_pool_set_algo);

unsigned long gen_pool_first_fit(unsigned long *map, unsigned long size,
				 unsigned long start, unsigned int nr,
				 void *data, struct gen_pool *pool,
				 unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr, 0);
}
EXPORT_SYMBOL(gen_pool_first_fit);

unsigned long gen_pool_first_fit_align(unsigned long *map, unsigned long size,
				       unsigned long start, unsigned int nr,
				       void *data, struct gen_pool *pool,
				       unsigned long start_addr)
{
	struct genpool_data_align *alignment = data;
	int order = pool->min_alloc_order;
	unsigned long mask, offset;

	mask = ((alignment->align + (1UL << order) - 1) >> order) - 1;
	offset = (start_addr & (alignment->align - 1)) >> order;
	return bitmap_find_next_zero_area_off(map, size, start, nr, mask,
					      offset);
}
EXPORT_SYMBOL(gen_pool_first_fit_align);

unsigned long gen_pool_first_fit_order_align(unsigned long *map,
					     unsigned long size,
					     unsigned long start,
					     unsigned int nr, void *data,
					     struct gen_pool *pool,
					     unsigned long start_addr)
{
	return bitmap_find_next_zero_area(map, size, start, nr,
					  roundup_pow_of_two(nr) - 1);
}
EXPORT_SYMBOL(gen_pool_first_fit_order_align);

unsigned long gen_pool_fixed_alloc(unsigned long *map, unsigned long size,
				   unsigned long start, unsigned int nr,
				   void *data, struct gen_pool *pool,
				   unsigned long start_addr)
{
	struct genpool_data_fixed *fixed = data;
	int order = pool->min_alloc_order;
	unsigned long want = fixed->offset >> order;
	unsigned long bit;

	if (WARN_ON(fixed->offset & ((1UL << order) - 1)))
		return size;
	bit = bitmap_find_next_zero_area(map, size, start + want, nr,
					 roundup_pow_of_two(1) - 1);
	return bit == want ? bit : size;
}
EXPORT_SYMBOL(gen_pool_fixed_alloc);

unsigned long gen_pool_best_fit(unsigned long *map, unsigned long size,
				unsigned long start, unsigned int nr,
				void *data, struct gen_pool *pool,
				unsigned long start_addr)
{
	unsigned long best_length = size + 1;
	unsigned long best = size;
	unsigned long bit;

	bit = bitmap_find_next_zero_area(map, size, start, nr, 0);
	while (bit < size) {
		unsigned long end = find_next_bit(map, size, bit + nr);

		if (end - bit < best_length) {
			best_length = end - bit;
			best = bit;
			if (best_length == nr)
				break;
		}
		bit = bitmap_find_next_zero_area(map, size, end + 1, nr, 0);
	}
	return best;
}
EXPORT_SYMBOL(gen_pool_best_fit);

static void devm_gen_pool_release(struct device *dev, void *res)
{
	gen_pool_destroy(*(struct gen_pool **)res);
}

static int devm_gen_pool_match(struct device *dev, void *res, void *data)
{
	struct gen_pool **p = res;

	/* A nameless pool matches only a search without name. */
	if (!data && !(*p)->name)
		return 1;
	return data && (*p)->name && !strcmp((*p)->name, data);
}

struct gen_pool *gen_pool_get(struct device *dev, const char *name)
{
	struct gen_pool **p = devres_find(dev, devm_gen_pool_release,
					  devm_gen_pool_match, (void *)name);

	return p ? *p : NULL;
}
EXPORT_SYMBOL_GPL(gen_pool_get);

struct gen_pool *devm_gen_pool_create(struct device *dev, int min_alloc_order,
				      int nid, const char *name)
{
	const char *pool_name = NULL;
	struct gen_pool **p, *pool;

	if (gen_pool_get(dev, name))
		return ERR_PTR(-EINVAL);
	if (name) {
		pool_name = kstrdup_const(name, GFP_KERNEL);
		if (!pool_name)
			return ERR_PTR(-ENOMEM);
	}
	p = devres_alloc(devm_gen_pool_release, sizeof(*p), GFP_KERNEL);
	if (!p)
		goto err_free_name;
	pool = create_pool(min_alloc_order, _RET_IP_);
	if (!pool)
		goto err_free_devres;
	*p = pool;
	pool->name = pool_name;
	devres_add(dev, p);
	return pool;

err_free_devres:
	devres_free(p);
err_free_name:
	kfree_const(pool_name);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL(devm_gen_pool_create);
