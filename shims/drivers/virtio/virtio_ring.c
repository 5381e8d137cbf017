// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Virtqueues, the driver's side: split and packed rings (virtio 1.2, 2.7 and
 * 2.8).
 *
 * Stands for: drivers/virtio/virtio_ring.c
 *
 * The ring in memory is all that the device sees. What the driver must be able
 * to trust, lists of descriptors above all, lies in slots beside it, so that a
 * device can spoil data but not the kernel.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/instruction_pointer.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include <ksim/abi/report.h>
#include <ksim/abi/virtio.h>

/**
 * struct slot - what is remembered of a descriptor
 * @data: token of the buffer that begins here; NULL if none does
 * @extra: its indirect table, or its context
 * @added_at: who added it, a return address
 * @next: the next one, in a buffer or in the list of those that are free
 * @last: of the buffer that begins here; itself if none does
 * @count: descriptors of the buffer that begins here; 1 if none does
 *
 * A packed ring has one for each buffer id, which goes round apart from the
 * place in the ring.
 */
struct slot {
	void *data;
	void *extra;
	unsigned long added_at;
	u16 next;
	u16 last;
	u16 count;
};

/* What a ring lies in. A split one is in one part, a packed one in three. */
struct ring_memory {
	u32 num;
	void *part[3];
	size_t bytes[3];
	struct slot *slots;
};

/**
 * struct ring - a virtqueue
 * @vq: what the driver sees
 * @packed: which format
 * @indirect: buffers of several pieces get a table of their own
 * @event: each side says when it wants to hear of something next
 * @owned: the memory was made with it
 * @broken: the device has made a mess, or somebody has given it up
 * @premapped: the driver has filled in DMA addresses
 * @event_triggered: with @event, an interrupt has come: no other will before
 *	the driver asks
 * @free_head: of the list of free slots
 * @num_added: descriptors since the last kick
 * @user: who is in the middle of using it, a return address
 */
struct ring {
	struct virtqueue vq;
	bool packed;
	bool indirect;
	bool event;
	bool owned;
	bool broken;
	bool premapped;
	bool event_triggered;
	u16 free_head;
	u16 num_added;
	unsigned long user;
	bool (*notify)(struct virtqueue *vq);
	struct ring_memory memory;
	u32 num;
	struct slot *slots;
	union {
		struct {
			struct vring vring;
			u16 avail_flags; /* as last written */
			u16 avail_idx; /* likewise */
			u16 last_used; /* entries that were taken */
		} split;
		struct {
			struct vring_packed_desc *desc;
			struct vring_packed_desc_event *driver;
			struct vring_packed_desc_event *device;
			u16 next_avail;
			u16 avail_flags; /* AVAIL and USED of what is added */
			u16 last_used; /* with the wrap counter, bit 15 */
			u16 event_flags; /* as last written */
		} pack;
	};
	unsigned int align;
	bool may_reduce;
};

#define WRAP_BIT BIT(VRING_PACKED_EVENT_F_WRAP_CTR)
#define PACKED_AVAIL BIT(VRING_PACKED_DESC_F_AVAIL)
#define PACKED_USED BIT(VRING_PACKED_DESC_F_USED)

static __always_inline struct ring *to_ring(const struct virtqueue *_vq)
{
	return (struct ring *)container_of(_vq, struct ring, vq);
}

/* Who may use it */

static noinline void report_second_user(struct ring *ring, unsigned long caller)
{
	struct ksim_site sites[] = {
		{ ksim_report_driver_caller(caller), "uses it here" },
		{ ring->user, "has not finished this" },
	};
	char detail[160];

	snprintf(detail, sizeof(detail),
		 "queue `%s` of %s was being changed by one, when another used it; the driver must let only one do so at a time",
		 ring->vq.name, dev_name(&ring->vq.vdev->dev));
	ksim_report(KSIM_FINDING_MISUSE, NULL,
		    "virtqueue used by two at once", detail, sites, 2);
}

static __always_inline void begin_use(struct ring *ring, unsigned long caller)
{
	if (unlikely(ring->user))
		report_second_user(ring, caller);
	ring->user = caller;
}

static __always_inline void end_use(struct ring *ring)
{
	ring->user = 0;
}

/*
 * Whether it can be used by somebody who does not say so: nobody is in the
 * middle of it, and nobody gets there before that one is done.
 */
static __always_inline bool is_alone(const struct ring *ring)
{
	return !(ring->user || ring->broken || ksim_sched_points_armed);
}

#define BAD_RING(ring, format, ...)                                        \
	do {                                                               \
		dev_err(&(ring)->vq.vdev->dev, "%s:" format,               \
			(ring)->vq.name, ##__VA_ARGS__);                   \
		(ring)->broken = true;                                     \
	} while (0)

/* Memory */

static bool alloc_part(struct ring_memory *memory, unsigned int part,
		       size_t bytes, gfp_t gfp)
{
	memory->bytes[part] = PAGE_ALIGN(bytes);
	memory->part[part] = alloc_pages_exact(memory->bytes[part],
					       gfp | __GFP_ZERO);
	return memory->part[part];
}

static void free_memory(struct ring_memory *memory, bool owned)
{
	unsigned int part;

	for (part = 0; owned && part < ARRAY_SIZE(memory->part); part++)
		if (memory->part[part])
			free_pages_exact(memory->part[part],
					 memory->bytes[part]);
	kfree(memory->slots);
}

static int alloc_slots(struct ring_memory *memory)
{
	memory->slots = kcalloc(memory->num, sizeof(struct slot), GFP_KERNEL);
	return memory->slots ? 0 : -ENOMEM;
}

static int alloc_split(struct ring_memory *memory, struct virtio_device *vdev,
		       u32 num, unsigned int align, bool may_reduce)
{
	if (num & (num - 1)) {
		dev_warn(&vdev->dev, "Bad virtqueue length %u\n", num);
		return -EINVAL;
	}
	for (; num; num /= 2) {
		memory->num = num;
		if (alloc_part(memory, 0, vring_size(num, align),
			       GFP_KERNEL | __GFP_NOWARN))
			return alloc_slots(memory);
		if (!may_reduce)
			break;
	}
	return -ENOMEM;
}

static int alloc_packed(struct ring_memory *memory, u32 num)
{
	size_t event = sizeof(struct vring_packed_desc_event);

	memory->num = num;
	if (!alloc_part(memory, 0, num * sizeof(struct vring_packed_desc),
			GFP_KERNEL | __GFP_NOWARN) ||
	    !alloc_part(memory, 1, event, GFP_KERNEL) ||
	    !alloc_part(memory, 2, event, GFP_KERNEL))
		return -ENOMEM;
	return alloc_slots(memory);
}

static int alloc_memory(struct ring *ring, struct ring_memory *memory, u32 num)
{
	int err;

	*memory = (struct ring_memory){};
	if (ring->packed)
		err = alloc_packed(memory, num);
	else
		err = alloc_split(memory, ring->vq.vdev, num, ring->align,
				  ring->may_reduce);
	if (err)
		free_memory(memory, true);
	return err;
}

/* A ring as nobody has used it yet. */
static void start_ring(struct ring *ring)
{
	unsigned int i;

	for (i = 0; i < ring->num; i++)
		ring->slots[i] = (struct slot){ .next = i + 1, .last = i,
						.count = 1 };
	ring->vq.num_free = ring->num;
	ring->free_head = 0;
	ring->num_added = 0;
	ring->event_triggered = false;
	if (ring->packed) {
		ring->pack.next_avail = 0;
		ring->pack.avail_flags = PACKED_AVAIL;
		ring->pack.last_used = WRAP_BIT;
		ring->pack.event_flags = 0;
	} else {
		ring->split.avail_flags = 0;
		ring->split.avail_idx = 0;
		ring->split.last_used = 0;
	}
	if (ring->vq.callback)
		return;
	if (ring->packed) {
		ring->pack.event_flags = VRING_PACKED_EVENT_FLAG_DISABLE;
		ring->pack.driver->flags = cpu_to_le16(ring->pack.event_flags);
	} else {
		ring->split.avail_flags = VRING_AVAIL_F_NO_INTERRUPT;
		if (!ring->event)
			ring->split.vring.avail->flags = cpu_to_virtio16(
				ring->vq.vdev, ring->split.avail_flags);
	}
}

static void use_memory(struct ring *ring, const struct ring_memory *memory)
{
	ring->memory = *memory;
	ring->num = memory->num;
	ring->slots = memory->slots;
	if (ring->packed) {
		ring->pack.desc = memory->part[0];
		ring->pack.driver = memory->part[1];
		ring->pack.device = memory->part[2];
	} else {
		vring_init(&ring->split.vring, memory->num, memory->part[0],
			   ring->align);
	}
	ksim_virtqueue_sites(virt_to_phys(memory->part[0]),
			     &ring->slots[0].added_at, sizeof(struct slot));
	start_ring(ring);
}

static void drop_memory(struct ring *ring)
{
	ksim_virtqueue_sites(virt_to_phys(ring->memory.part[0]), NULL, 0);
	free_memory(&ring->memory, ring->owned);
}

/* Adding */

static __always_inline u64 piece_address(const struct ring *ring,
					 struct scatterlist *sg)
{
	return unlikely(ring->premapped) ? sg_dma_address(sg) : sg_phys(sg);
}

/* Most lists have one piece: no call for that. */
static __always_inline struct scatterlist *next_piece(struct scatterlist *sg)
{
	return sg_is_last(sg) ? NULL : sg_next(sg);
}

/* The pieces of several lists, one after the other; some may have none. */
struct pieces {
	struct scatterlist **sgs;
	unsigned int list;
	struct scatterlist *sg;
};

static __always_inline void skip_empty_lists(struct pieces *pieces)
{
	while (!pieces->sg)
		pieces->sg = pieces->sgs[++pieces->list];
}

/* Requires: there is a piece. */
static __always_inline struct pieces first_of(struct scatterlist *sgs[])
{
	struct pieces pieces = { .sgs = sgs, .sg = sgs[0] };

	skip_empty_lists(&pieces);
	return pieces;
}

/* Requires: there is another one. */
static __always_inline void advance(struct pieces *pieces)
{
	pieces->sg = next_piece(pieces->sg);
	skip_empty_lists(pieces);
}

static __always_inline bool wants_table(const struct ring *ring,
					unsigned int total)
{
	return ring->indirect && total > 1 && ring->vq.num_free;
}

/* Takes the slots from @head to @last off the free list, for a buffer. */
static __always_inline void take_slots(struct ring *ring, u16 head, u16 last,
				       u16 count, void *data, void *extra,
				       unsigned long caller)
{
	struct slot *slot = &ring->slots[head];

	ring->free_head = ring->slots[last].next;
	ring->vq.num_free -= count;
	slot->data = data;
	slot->extra = extra;
	slot->added_at = caller;
	slot->last = last;
	slot->count = count;
}

static __always_inline void *give_back_slots(struct ring *ring, u16 head,
					     void **ctx)
{
	struct slot *slot = &ring->slots[head];
	void *data = slot->data;

	slot->data = NULL;
	ring->slots[slot->last].next = ring->free_head;
	slot->last = head;
	ring->free_head = head;
	ring->vq.num_free += slot->count;
	slot->count = 1;
	if (!ring->indirect) {
		if (ctx)
			*ctx = slot->extra;
	} else if (slot->extra) {
		kfree(slot->extra);
	}
	slot->extra = NULL;
	return data;
}

static int add_split(struct ring *ring, struct scatterlist *sgs[],
		     unsigned int total, unsigned int out_sgs, void *data,
		     void *ctx, gfp_t gfp, unsigned long caller)
{
	struct virtio_device *vdev = ring->vq.vdev;
	struct vring *vring = &ring->split.vring;
	struct vring_desc *desc = vring->desc, *table = NULL;
	u16 head = ring->free_head, i = head, last = head;
	unsigned int left, needed = total;
	struct pieces pieces = first_of(sgs);

	if (wants_table(ring, total))
		table = kmalloc_array(total, sizeof(*table), gfp);
	else
		WARN_ON_ONCE(total > ring->num && !ring->indirect);
	if (table) {
		desc = table;
		needed = 1;
		i = 0;
	}
	if (unlikely(ring->vq.num_free < needed)) {
		/* The device may be slow to take what it should read. */
		if (out_sgs)
			ring->notify(&ring->vq);
		kfree(table);
		return -ENOSPC;
	}
	for (left = total; left; left--) {
		u16 next = table ? i + 1 : ring->slots[i].next;
		u16 flags = pieces.list < out_sgs ? 0 : VRING_DESC_F_WRITE;

		if (left > 1)
			flags |= VRING_DESC_F_NEXT;
		desc[i].addr = cpu_to_virtio64(vdev,
					       piece_address(ring, pieces.sg));
		desc[i].len = cpu_to_virtio32(vdev, pieces.sg->length);
		desc[i].flags = cpu_to_virtio16(vdev, flags);
		desc[i].next = cpu_to_virtio16(vdev, next);
		if (!table)
			last = i;
		i = next;
		if (left > 1)
			advance(&pieces);
	}
	if (table) {
		desc = &vring->desc[head];
		desc->addr = cpu_to_virtio64(vdev, virt_to_phys(table));
		desc->len = cpu_to_virtio32(vdev, total * sizeof(*table));
		desc->flags = cpu_to_virtio16(vdev, VRING_DESC_F_INDIRECT);
		desc->next = cpu_to_virtio16(vdev, ring->slots[head].next);
	}
	take_slots(ring, head, last, needed, data, table ?: ctx, caller);

	vring->avail->ring[ring->split.avail_idx & (ring->num - 1)] =
		cpu_to_virtio16(vdev, head);
	/* The device must not see the index before what it stands for. */
	virtio_wmb(true);
	ring->split.avail_idx++;
	vring->avail->idx = cpu_to_virtio16(vdev, ring->split.avail_idx);
	ring->num_added++;
	return 0;
}

/* The next place in the ring; its flags turn over at the end. */
static __always_inline u16 next_place(struct ring *ring, u16 place)
{
	if (likely(++place < ring->num))
		return place;
	ring->pack.avail_flags ^= PACKED_AVAIL | PACKED_USED;
	return 0;
}

/* Return: -ENOMEM if there is no table: it may go without. */
static int add_packed_table(struct ring *ring, struct scatterlist *sgs[],
			    unsigned int total, unsigned int out_sgs,
			    void *data, gfp_t gfp, unsigned long caller)
{
	struct vring_packed_desc *table, *desc;
	struct pieces pieces = first_of(sgs);
	u16 id = ring->free_head, flags;
	unsigned int i;

	table = kmalloc_array(total, sizeof(*table), gfp);
	if (!table)
		return -ENOMEM;
	for (i = 0; i < total; i++) {
		if (i)
			advance(&pieces);
		flags = pieces.list < out_sgs ? 0 : VRING_DESC_F_WRITE;
		table[i].addr = cpu_to_le64(piece_address(ring, pieces.sg));
		table[i].len = cpu_to_le32(pieces.sg->length);
		table[i].id = 0;
		table[i].flags = cpu_to_le16(flags);
	}
	desc = &ring->pack.desc[ring->pack.next_avail];
	desc->addr = cpu_to_le64(virt_to_phys(table));
	desc->len = cpu_to_le32(total * sizeof(*table));
	desc->id = cpu_to_le16(id);
	flags = VRING_DESC_F_INDIRECT | ring->pack.avail_flags;
	take_slots(ring, id, id, 1, data, table, caller);
	ring->pack.next_avail = next_place(ring, ring->pack.next_avail);
	virtio_wmb(true);
	desc->flags = cpu_to_le16(flags);
	ring->num_added++;
	return 0;
}

static int add_packed(struct ring *ring, struct scatterlist *sgs[],
		      unsigned int total, unsigned int out_sgs, void *data,
		      void *ctx, gfp_t gfp, unsigned long caller)
{
	u16 place = ring->pack.next_avail, id = ring->free_head, last = id;
	struct vring_packed_desc *head = &ring->pack.desc[place];
	struct pieces pieces = first_of(sgs);
	u16 head_flags = 0;
	unsigned int left;

	if (wants_table(ring, total)) {
		int err = add_packed_table(ring, sgs, total, out_sgs, data, gfp,
					   caller);

		if (err != -ENOMEM)
			return err;
	}
	WARN_ON_ONCE(total > ring->num && !ring->indirect);
	if (unlikely(ring->vq.num_free < total))
		return -ENOSPC;
	for (left = total; left; left--) {
		struct vring_packed_desc *desc = &ring->pack.desc[place];
		u16 flags = pieces.list < out_sgs ? 0 : VRING_DESC_F_WRITE;

		flags |= ring->pack.avail_flags;
		if (left > 1)
			flags |= VRING_DESC_F_NEXT;
		desc->addr = cpu_to_le64(piece_address(ring, pieces.sg));
		desc->len = cpu_to_le32(pieces.sg->length);
		desc->id = cpu_to_le16(id);
		if (left == total)
			head_flags = flags;
		else
			desc->flags = cpu_to_le16(flags);
		place = next_place(ring, place);
		if (left > 1) {
			last = ring->slots[last].next;
			advance(&pieces);
		}
	}
	take_slots(ring, id, last, total, data, ctx, caller);
	ring->pack.next_avail = place;
	/* The first comes last: with it all are the device's. */
	virtio_wmb(true);
	head->flags = cpu_to_le16(head_flags);
	ring->num_added += total;
	return 0;
}

static noinline int add_from(struct virtqueue *vq, struct scatterlist *sgs[],
			     unsigned int total, unsigned int out_sgs,
			     void *data, void *ctx, gfp_t gfp,
			     unsigned long caller)
{
	struct ring *ring = to_ring(vq);
	int err;

	BUG_ON(!data);
	BUG_ON(ctx && ring->indirect);
	BUG_ON(!total);
	begin_use(ring, caller);
	if (unlikely(ring->broken))
		err = -EIO;
	else if (ring->packed)
		err = add_packed(ring, sgs, total, out_sgs, data, ctx, gfp,
				 caller);
	else
		err = add_split(ring, sgs, total, out_sgs, data, ctx, gfp,
				caller);
	end_use(ring);
	/* More than the device could tell from nothing. */
	if (unlikely(ring->num_added == U16_MAX))
		virtqueue_kick(vq);
	return err;
}

int virtqueue_add_sgs(struct virtqueue *vq, struct scatterlist *sgs[],
		      unsigned int out_sgs, unsigned int in_sgs, void *data,
		      gfp_t gfp)
{
	unsigned int n, total = 0;
	struct scatterlist *sg;

	for (n = 0; n < out_sgs + in_sgs; n++)
		for (sg = sgs[n]; sg; sg = next_piece(sg))
			total++;
	return add_from(vq, sgs, total, out_sgs, data, NULL, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_add_sgs);

static unsigned int report_length(struct virtqueue *vq, unsigned int num,
				  unsigned int entries, unsigned long caller)
{
	struct ksim_site site = { ksim_report_driver_caller(caller),
				  "adds it here" };
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "it says %u, but the list ends after %u; queue `%s` of %s",
		 num, entries, vq->name, dev_name(&vq->vdev->dev));
	ksim_report(KSIM_FINDING_MISUSE, NULL,
		    "scatterlist has another length than the driver says",
		    detail, &site, 1);
	return entries;
}

/* Linux relies on the length that the driver says. */
static noinline int add_list(struct virtqueue *vq, struct scatterlist *sg,
			     unsigned int num, unsigned int out_sgs, void *data,
			     void *ctx, gfp_t gfp, unsigned long caller)
{
	unsigned int entries = sg_nents(sg);

	if (unlikely(entries != num))
		num = report_length(vq, num, entries, caller);
	return add_from(vq, &sg, num, out_sgs, data, ctx, gfp, caller);
}

/*
 * The short way, for what most drivers do most of the time: one piece, and a
 * free descriptor for it. It does what add_split() and add_packed() do, and
 * calls nothing.
 */
static __always_inline void add_one_split(struct ring *ring, u64 address,
					  u32 bytes, u16 way)
{
	struct virtio_device *vdev = ring->vq.vdev;
	struct vring *vring = &ring->split.vring;
	u16 head = ring->free_head, at = ring->split.avail_idx;
	struct vring_desc *desc = &vring->desc[head];

	desc->addr = cpu_to_virtio64(vdev, address);
	desc->len = cpu_to_virtio32(vdev, bytes);
	desc->flags = cpu_to_virtio16(vdev, way);
	vring->avail->ring[at & (ring->num - 1)] = cpu_to_virtio16(vdev, head);
	barrier();
	ring->split.avail_idx = ++at;
	vring->avail->idx = cpu_to_virtio16(vdev, at);
}

static __always_inline void add_one_packed(struct ring *ring, u64 address,
					   u32 bytes, u16 way)
{
	u16 place = ring->pack.next_avail;
	struct vring_packed_desc *desc = &ring->pack.desc[place];
	u16 flags = way | ring->pack.avail_flags;

	desc->addr = cpu_to_le64(address);
	desc->len = cpu_to_le32(bytes);
	desc->id = cpu_to_le16(ring->free_head);
	ring->pack.next_avail = next_place(ring, place);
	barrier();
	desc->flags = cpu_to_le16(flags);
}

static __always_inline int add_one(struct virtqueue *vq, struct scatterlist *sg,
				   unsigned int num, u16 way, void *data,
				   gfp_t gfp, unsigned long caller)
{
	struct ring *ring = to_ring(vq);
	struct slot *slot;
	u64 address;

	if (unlikely(num != 1 || !sg_is_last(sg) || sg_is_chain(sg) || !data ||
		     !vq->num_free || ring->premapped || !is_alone(ring) ||
		     ring->num_added == U16_MAX - 1))
		return add_list(vq, sg, num, !way, data, NULL, gfp, caller);
	address = sg_phys(sg);
	vq->num_free--;
	ring->num_added++;
	if (ring->packed)
		add_one_packed(ring, address, sg->length, way);
	else
		add_one_split(ring, address, sg->length, way);
	slot = &ring->slots[ring->free_head];
	ring->free_head = slot->next;
	slot->data = data;
	slot->added_at = caller;
	return 0;
}

int virtqueue_add_outbuf(struct virtqueue *vq, struct scatterlist *sg,
			 unsigned int num, void *data, gfp_t gfp)
{
	return add_one(vq, sg, num, 0, data, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_add_outbuf);

int virtqueue_add_inbuf(struct virtqueue *vq, struct scatterlist *sg,
			unsigned int num, void *data, gfp_t gfp)
{
	return add_one(vq, sg, num, VRING_DESC_F_WRITE, data, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_add_inbuf);

int virtqueue_add_inbuf_ctx(struct virtqueue *vq, struct scatterlist *sg,
			    unsigned int num, void *data, void *ctx, gfp_t gfp)
{
	return add_list(vq, sg, num, 0, data, ctx, gfp, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_add_inbuf_ctx);

/* Kicks */

static bool kick_needed_split(const struct ring *ring, u16 old)
{
	const struct vring *vring = &ring->split.vring;
	struct virtio_device *vdev = ring->vq.vdev;

	if (ring->event)
		return vring_need_event(
			virtio16_to_cpu(vdev, vring_avail_event(vring)),
			ring->split.avail_idx, old);
	return !(vring->used->flags &
		 cpu_to_virtio16(vdev, VRING_USED_F_NO_NOTIFY));
}

static bool kick_needed_packed(const struct ring *ring, u16 old)
{
	u16 flags = le16_to_cpu(ring->pack.device->flags);
	u16 event = le16_to_cpu(ring->pack.device->off_wrap);
	bool wrap = !(ring->pack.avail_flags & PACKED_USED);
	u16 place = event & ~WRAP_BIT;

	if (flags != VRING_PACKED_EVENT_FLAG_DESC)
		return flags != VRING_PACKED_EVENT_FLAG_DISABLE;
	if (!!(event & WRAP_BIT) != wrap)
		place -= ring->num;
	return vring_need_event(place, ring->pack.next_avail, old);
}

static bool kick_prepare_from(struct virtqueue *vq, unsigned long caller)
{
	struct ring *ring = to_ring(vq);
	bool needed;
	u16 added;

	begin_use(ring, caller);
	/* What was added must be there before the device's wish is read. */
	virtio_mb(true);
	added = ring->num_added;
	ring->num_added = 0;
	if (ring->packed)
		needed = kick_needed_packed(ring,
					    ring->pack.next_avail - added);
	else
		needed = kick_needed_split(ring, ring->split.avail_idx - added);
	end_use(ring);
	return needed;
}

bool virtqueue_kick_prepare(struct virtqueue *vq)
{
	return kick_prepare_from(vq, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_kick_prepare);

bool virtqueue_notify(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);

	if (unlikely(ring->broken))
		return false;
	if (!ring->notify(vq)) {
		ring->broken = true;
		return false;
	}
	return true;
}
EXPORT_SYMBOL_GPL(virtqueue_notify);

bool virtqueue_kick(struct virtqueue *vq)
{
	return !kick_prepare_from(vq, _RET_IP_) || virtqueue_notify(vq);
}
EXPORT_SYMBOL_GPL(virtqueue_kick);

/* What the device has used */

static __always_inline bool is_used_packed(const struct ring *ring, u16 at)
{
	u16 place = at & ~WRAP_BIT;
	u16 flags = le16_to_cpu(READ_ONCE(ring->pack.desc[place].flags));
	bool used = flags & PACKED_USED, avail = flags & PACKED_AVAIL;

	return used == avail && used == !!(at & WRAP_BIT);
}

static __always_inline bool more_used(const struct ring *ring)
{
	if (ring->packed)
		return is_used_packed(ring, ring->pack.last_used);
	return ring->split.last_used !=
	       virtio16_to_cpu(ring->vq.vdev,
			       READ_ONCE(ring->split.vring.used->idx));
}

/* Whether the device may use @id; it is broken if not. */
static __always_inline bool id_is_good(struct ring *ring, u32 id)
{
	if (unlikely(id >= ring->num)) {
		BAD_RING(ring, "id %u out of range\n", id);
		return false;
	}
	if (unlikely(!ring->slots[id].data)) {
		BAD_RING(ring, "id %u is not a head!\n", id);
		return false;
	}
	return true;
}

static __always_inline void *get_split(struct ring *ring, unsigned int *len,
				       void **ctx)
{
	struct virtio_device *vdev = ring->vq.vdev;
	struct vring *vring = &ring->split.vring;
	struct vring_used_elem *entry =
		&vring->used->ring[ring->split.last_used & (ring->num - 1)];
	u32 id = virtio32_to_cpu(vdev, entry->id);
	void *data;

	*len = virtio32_to_cpu(vdev, entry->len);
	if (!id_is_good(ring, id))
		return NULL;
	data = give_back_slots(ring, id, ctx);
	ring->split.last_used++;
	if (!(ring->split.avail_flags & VRING_AVAIL_F_NO_INTERRUPT))
		virtio_store_mb(true, &vring_used_event(vring),
				cpu_to_virtio16(vdev, ring->split.last_used));
	return data;
}

static __always_inline u16 packed_advance(const struct ring *ring, u16 at,
					  u16 count)
{
	u16 place = (at & ~WRAP_BIT) + count;
	u16 wrap = at & WRAP_BIT;

	if (place >= ring->num) {
		place -= ring->num;
		wrap ^= WRAP_BIT;
	}
	return place | wrap;
}

static __always_inline void *get_packed(struct ring *ring, unsigned int *len,
					void **ctx)
{
	u16 at = ring->pack.last_used;
	struct vring_packed_desc *desc = &ring->pack.desc[at & ~WRAP_BIT];
	u16 id = le16_to_cpu(desc->id);
	void *data;

	*len = le32_to_cpu(desc->len);
	if (!id_is_good(ring, id))
		return NULL;
	at = packed_advance(ring, at, ring->slots[id].count);
	data = give_back_slots(ring, id, ctx);
	ring->pack.last_used = at;
	if (ring->pack.event_flags == VRING_PACKED_EVENT_FLAG_DESC)
		virtio_store_mb(true, &ring->pack.driver->off_wrap,
				cpu_to_le16(at));
	return data;
}

static noinline void *get_from(struct virtqueue *vq, unsigned int *len,
			       void **ctx, unsigned long caller)
{
	struct ring *ring = to_ring(vq);
	void *data = NULL;

	begin_use(ring, caller);
	if (!unlikely(ring->broken) && more_used(ring)) {
		virtio_rmb(true);
		data = ring->packed ? get_packed(ring, len, ctx) :
				      get_split(ring, len, ctx);
	}
	end_use(ring);
	return data;
}

void *virtqueue_get_buf_ctx(struct virtqueue *vq, unsigned int *len, void **ctx)
{
	return get_from(vq, len, ctx, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_get_buf_ctx);

/*
 * The short way back, as in add_one(): the slot of a buffer that has one
 * descriptor and no table, and that is there.
 */
static __always_inline struct slot *used_slot(struct ring *ring, u32 id)
{
	struct slot *slot = &ring->slots[id];

	return likely(id < ring->num && slot->data && slot->count == 1 &&
		      !slot->extra) ? slot : NULL;
}

static __always_inline void *free_slot(struct ring *ring, struct slot *slot,
				       u16 id)
{
	void *data = slot->data;

	slot->data = NULL;
	slot->next = ring->free_head;
	ring->free_head = id;
	ring->vq.num_free++;
	return data;
}

static __always_inline void *get_one_split(struct ring *ring, unsigned int *len)
{
	struct virtio_device *vdev = ring->vq.vdev;
	struct vring *vring = &ring->split.vring;
	u16 at = ring->split.last_used;
	struct vring_used_elem *entry;
	struct slot *slot;
	u32 id;

	if (at == virtio16_to_cpu(vdev, __READ_ONCE(vring->used->idx)))
		return NULL;
	barrier();
	entry = &vring->used->ring[at & (ring->num - 1)];
	id = virtio32_to_cpu(vdev, __READ_ONCE(entry->id));
	slot = used_slot(ring, id);
	if (!slot)
		return NULL;
	*len = virtio32_to_cpu(vdev, entry->len);
	ring->split.last_used = ++at;
	if (!(ring->split.avail_flags & VRING_AVAIL_F_NO_INTERRUPT))
		vring_used_event(vring) = cpu_to_virtio16(vdev, at);
	return free_slot(ring, slot, id);
}

static __always_inline void *get_one_packed(struct ring *ring,
					    unsigned int *len)
{
	u16 at = ring->pack.last_used;
	struct vring_packed_desc *desc = &ring->pack.desc[at & ~WRAP_BIT];
	u16 used = at & WRAP_BIT ? PACKED_USED | PACKED_AVAIL : 0;
	u16 flags = le16_to_cpu(__READ_ONCE(desc->flags));
	struct slot *slot;
	u16 id;

	if ((flags & (PACKED_USED | PACKED_AVAIL)) != used)
		return NULL;
	barrier();
	id = le16_to_cpu(__READ_ONCE(desc->id));
	slot = used_slot(ring, id);
	if (!slot)
		return NULL;
	*len = le32_to_cpu(desc->len);
	at = packed_advance(ring, at, 1);
	ring->pack.last_used = at;
	if (ring->pack.event_flags == VRING_PACKED_EVENT_FLAG_DESC)
		ring->pack.driver->off_wrap = cpu_to_le16(at);
	return free_slot(ring, slot, id);
}

void *virtqueue_get_buf(struct virtqueue *vq, unsigned int *len)
{
	struct ring *ring = to_ring(vq);
	void *data = NULL;

	if (likely(is_alone(ring)))
		data = ring->packed ? get_one_packed(ring, len) :
				      get_one_split(ring, len);
	/* Looking in vain counts, see ksim_sched_point(). */
	return data ?: get_from(vq, len, NULL, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_get_buf);

static noinline void report_live(struct virtqueue *vq, unsigned long caller)
{
	struct ksim_site site = { ksim_report_driver_caller(caller),
				  "takes it here" };
	char detail[128];

	snprintf(detail, sizeof(detail),
		 "queue `%s` of %s is live: the device was not reset", vq->name,
		 dev_name(&vq->vdev->dev));
	ksim_report(KSIM_FINDING_MISUSE, NULL,
		    "driver takes back a buffer that the device may be using",
		    detail, &site, 1);
}

static void *detach_from(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);
	void *data = NULL;
	unsigned int i;

	for (i = 0; i < ring->num && !data; i++) {
		if (!ring->slots[i].data)
			continue;
		data = give_back_slots(ring, i, NULL);
		if (!ring->packed)
			ring->split.vring.avail->idx = cpu_to_virtio16(
				vq->vdev, --ring->split.avail_idx);
	}
	BUG_ON(!data && vq->num_free != ring->num);
	return data;
}

void *virtqueue_detach_unused_buf(struct virtqueue *vq)
{
	struct virtio_device *vdev = vq->vdev;
	struct ring *ring = to_ring(vq);
	void *data;

	begin_use(ring, _RET_IP_);
	data = detach_from(vq);
	if (data && vdev->config->get_status(vdev) & VIRTIO_CONFIG_S_DRIVER_OK)
		report_live(vq, _RET_IP_);
	end_use(ring);
	return data;
}
EXPORT_SYMBOL_GPL(virtqueue_detach_unused_buf);

/* Callbacks */

void virtqueue_disable_cb(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);

	if (ring->packed) {
		if (ring->pack.event_flags == VRING_PACKED_EVENT_FLAG_DISABLE)
			return;
		ring->pack.event_flags = VRING_PACKED_EVENT_FLAG_DISABLE;
		/* The device has interrupted, and will not do so again. */
		if (!ring->event_triggered)
			ring->pack.driver->flags =
				cpu_to_le16(ring->pack.event_flags);
		return;
	}
	if (ring->split.avail_flags & VRING_AVAIL_F_NO_INTERRUPT)
		return;
	ring->split.avail_flags |= VRING_AVAIL_F_NO_INTERRUPT;
	if (ring->event_triggered)
		return;
	if (ring->event)
		/* As far away as it can be, most of the time. */
		vring_used_event(&ring->split.vring) = 0;
	else
		ring->split.vring.avail->flags =
			cpu_to_virtio16(vq->vdev, ring->split.avail_flags);
}
EXPORT_SYMBOL_GPL(virtqueue_disable_cb);

/* Callbacks are on again; with events, when @ahead more have been used. */
static void enable_split(struct ring *ring, u16 ahead)
{
	struct vring *vring = &ring->split.vring;
	struct virtio_device *vdev = ring->vq.vdev;

	if (ring->split.avail_flags & VRING_AVAIL_F_NO_INTERRUPT) {
		ring->split.avail_flags &= ~VRING_AVAIL_F_NO_INTERRUPT;
		if (!ring->event)
			vring->avail->flags = cpu_to_virtio16(
				vdev, ring->split.avail_flags);
	}
	vring_used_event(vring) =
		cpu_to_virtio16(vdev, ring->split.last_used + ahead);
}

static void enable_packed(struct ring *ring, u16 ahead)
{
	if (ring->event) {
		ring->pack.driver->off_wrap = cpu_to_le16(
			packed_advance(ring, ring->pack.last_used, ahead));
		/* The place must be there before the wish for it. */
		virtio_wmb(true);
	}
	if (ring->pack.event_flags != VRING_PACKED_EVENT_FLAG_DISABLE)
		return;
	ring->pack.event_flags = ring->event ?
					 VRING_PACKED_EVENT_FLAG_DESC :
					 VRING_PACKED_EVENT_FLAG_ENABLE;
	ring->pack.driver->flags = cpu_to_le16(ring->pack.event_flags);
}

static unsigned int enable_cb_prepare_from(struct virtqueue *vq,
					   unsigned long caller)
{
	struct ring *ring = to_ring(vq);
	u16 last_used;

	begin_use(ring, caller);
	ring->event_triggered = false;
	if (ring->packed) {
		enable_packed(ring, 0);
		last_used = ring->pack.last_used;
	} else {
		enable_split(ring, 0);
		last_used = ring->split.last_used;
	}
	end_use(ring);
	return last_used;
}

unsigned int virtqueue_enable_cb_prepare(struct virtqueue *vq)
{
	return enable_cb_prepare_from(vq, _RET_IP_);
}
EXPORT_SYMBOL_GPL(virtqueue_enable_cb_prepare);

bool virtqueue_poll(struct virtqueue *vq, unsigned int last_used_idx)
{
	struct ring *ring = to_ring(vq);

	if (unlikely(ring->broken))
		return false;
	virtio_mb(true);
	if (ring->packed)
		return is_used_packed(ring, last_used_idx);
	return (u16)last_used_idx !=
	       virtio16_to_cpu(vq->vdev,
			       READ_ONCE(ring->split.vring.used->idx));
}
EXPORT_SYMBOL_GPL(virtqueue_poll);

bool virtqueue_enable_cb(struct virtqueue *vq)
{
	return !virtqueue_poll(vq, enable_cb_prepare_from(vq, _RET_IP_));
}
EXPORT_SYMBOL_GPL(virtqueue_enable_cb);

bool virtqueue_enable_cb_delayed(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);
	u16 ahead, used;
	bool enough;

	begin_use(ring, _RET_IP_);
	ring->event_triggered = false;
	if (ring->packed) {
		ahead = (ring->num - vq->num_free) * 3 / 4;
		enable_packed(ring, ahead);
		virtio_mb(true);
		enough = is_used_packed(ring, ring->pack.last_used);
	} else {
		ahead = (u16)(ring->split.avail_idx - ring->split.last_used) *
			3 / 4;
		enable_split(ring, ahead);
		virtio_mb(true);
		used = virtio16_to_cpu(vq->vdev, ring->split.vring.used->idx) -
		       ring->split.last_used;
		enough = used > ahead;
	}
	end_use(ring);
	return !enough;
}
EXPORT_SYMBOL_GPL(virtqueue_enable_cb_delayed);

irqreturn_t vring_interrupt(int irq, void *_vq)
{
	struct ring *ring = to_ring(_vq);

	if (!more_used(ring))
		return IRQ_NONE;
	if (unlikely(ring->broken))
		return IRQ_HANDLED;
	if (ring->event)
		ring->event_triggered = true;
	if (ring->vq.callback)
		ring->vq.callback(&ring->vq);
	return IRQ_HANDLED;
}
EXPORT_SYMBOL_GPL(vring_interrupt);

/* Making and freeing */

static struct ring *new_ring(unsigned int index, struct virtio_device *vdev,
			     bool ctx, bool (*notify)(struct virtqueue *vq),
			     void (*callback)(struct virtqueue *vq),
			     const char *name)
{
	struct ring *ring = kzalloc(sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return NULL;
	ring->vq.callback = callback;
	ring->vq.vdev = vdev;
	ring->vq.name = name;
	ring->vq.index = index;
	ring->notify = notify;
	ring->packed = virtio_has_feature(vdev, VIRTIO_F_RING_PACKED);
	ring->indirect = !ctx &&
			 virtio_has_feature(vdev, VIRTIO_RING_F_INDIRECT_DESC);
	ring->event = virtio_has_feature(vdev, VIRTIO_RING_F_EVENT_IDX);
	return ring;
}

static struct virtqueue *add_queue(struct ring *ring,
				   const struct ring_memory *memory)
{
	struct virtio_device *vdev = ring->vq.vdev;

	use_memory(ring, memory);
	spin_lock(&vdev->vqs_list_lock);
	list_add_tail(&ring->vq.list, &vdev->vqs);
	spin_unlock(&vdev->vqs_list_lock);
	return &ring->vq;
}

struct virtqueue *vring_create_virtqueue(
	unsigned int index, unsigned int num, unsigned int vring_align,
	struct virtio_device *vdev, bool weak_barriers, bool may_reduce_num,
	bool ctx, bool (*notify)(struct virtqueue *vq),
	void (*callback)(struct virtqueue *vq), const char *name)
{
	struct ring *ring = new_ring(index, vdev, ctx, notify, callback, name);
	struct ring_memory memory;

	if (!ring)
		return NULL;
	ring->owned = true;
	ring->align = vring_align;
	ring->may_reduce = may_reduce_num;
	if (alloc_memory(ring, &memory, num)) {
		kfree(ring);
		return NULL;
	}
	return add_queue(ring, &memory);
}
EXPORT_SYMBOL_GPL(vring_create_virtqueue);

struct virtqueue *vring_new_virtqueue(
	unsigned int index, unsigned int num, unsigned int vring_align,
	struct virtio_device *vdev, bool weak_barriers, bool ctx, void *pages,
	bool (*notify)(struct virtqueue *vq),
	void (*callback)(struct virtqueue *vq), const char *name)
{
	struct ring_memory memory = { .num = num, .part = { pages } };
	struct ring *ring;

	if (virtio_has_feature(vdev, VIRTIO_F_RING_PACKED))
		return NULL;
	ring = new_ring(index, vdev, ctx, notify, callback, name);
	if (!ring)
		return NULL;
	ring->align = vring_align;
	if (alloc_slots(&memory)) {
		kfree(ring);
		return NULL;
	}
	return add_queue(ring, &memory);
}
EXPORT_SYMBOL_GPL(vring_new_virtqueue);

void vring_del_virtqueue(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);

	spin_lock(&vq->vdev->vqs_list_lock);
	list_del(&vq->list);
	spin_unlock(&vq->vdev->vqs_list_lock);
	drop_memory(ring);
	kfree(ring);
}
EXPORT_SYMBOL_GPL(vring_del_virtqueue);

void vring_transport_features(struct virtio_device *vdev)
{
	const u64 known = BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) |
			  BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
			  BIT_ULL(VIRTIO_F_VERSION_1) |
			  BIT_ULL(VIRTIO_F_ACCESS_PLATFORM) |
			  BIT_ULL(VIRTIO_F_RING_PACKED) |
			  BIT_ULL(VIRTIO_F_ORDER_PLATFORM);
	const u64 transport = GENMASK_ULL(VIRTIO_TRANSPORT_F_END - 1,
					  VIRTIO_TRANSPORT_F_START);

	vdev->features &= known | ~transport;
}
EXPORT_SYMBOL_GPL(vring_transport_features);

/* A queue alone */

static int stop_queue(struct virtqueue *vq,
		      void (*recycle)(struct virtqueue *vq, void *buf))
{
	const struct virtio_config_ops *ops = vq->vdev->config;
	void *buf;
	int err;

	if (!ops->disable_vq_and_reset || !ops->enable_vq_after_reset)
		return -ENOENT;
	err = ops->disable_vq_and_reset(vq);
	if (err)
		return err;
	while ((buf = detach_from(vq)))
		recycle(vq, buf);
	return 0;
}

static void clear_ring(struct ring *ring)
{
	unsigned int part;

	for (part = 0; part < ARRAY_SIZE(ring->memory.part); part++)
		if (ring->memory.part[part])
			memset(ring->memory.part[part], 0,
			       ring->memory.bytes[part]);
	start_ring(ring);
}

static int resize_from(struct virtqueue *vq, u32 num,
		       void (*recycle)(struct virtqueue *vq, void *buf),
		       void (*recycle_done)(struct virtqueue *vq))
{
	struct ring *ring = to_ring(vq);
	struct ring_memory memory;
	int err;

	if (!ring->owned)
		return -EPERM;
	if (num > vq->num_max)
		return -E2BIG;
	if (!num)
		return -EINVAL;
	if (num == ring->num)
		return 0;
	err = stop_queue(vq, recycle);
	if (err)
		return err;
	if (recycle_done)
		recycle_done(vq);
	err = alloc_memory(ring, &memory, num);
	if (err) {
		clear_ring(ring);
		err = -ENOMEM;
	} else {
		drop_memory(ring);
		use_memory(ring, &memory);
	}
	return vq->vdev->config->enable_vq_after_reset(vq) ? -EBUSY : err;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
int virtqueue_resize(struct virtqueue *vq, u32 num,
		     void (*recycle)(struct virtqueue *vq, void *buf),
		     void (*recycle_done)(struct virtqueue *vq))
{
	return resize_from(vq, num, recycle, recycle_done);
}
EXPORT_SYMBOL_GPL(virtqueue_resize);

int virtqueue_reset(struct virtqueue *vq,
		    void (*recycle)(struct virtqueue *vq, void *buf),
		    void (*recycle_done)(struct virtqueue *vq))
{
	int err = stop_queue(vq, recycle);

	if (err)
		return err;
	if (recycle_done)
		recycle_done(vq);
	clear_ring(to_ring(vq));
	return vq->vdev->config->enable_vq_after_reset(vq) ? -EBUSY : 0;
}
EXPORT_SYMBOL_GPL(virtqueue_reset);

u32 vring_notification_data(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);
	u32 next;

	if (ring->packed)
		next = ring->pack.next_avail |
		       (ring->pack.avail_flags & PACKED_USED ? 0 : WRAP_BIT);
	else
		next = ring->split.avail_idx;
	return next << 16 | vq->index;
}
EXPORT_SYMBOL_GPL(vring_notification_data);

struct device *virtqueue_dma_dev(struct virtqueue *vq)
{
	return virtio_has_dma_quirk(vq->vdev) ? NULL : vq->vdev->dev.parent;
}
EXPORT_SYMBOL_GPL(virtqueue_dma_dev);

#define ksim_const_queue const struct virtqueue
#define ksim_const_virtio const struct virtio_device
#else
int virtqueue_resize(struct virtqueue *vq, u32 num,
		     void (*recycle)(struct virtqueue *vq, void *buf))
{
	return resize_from(vq, num, recycle, NULL);
}
EXPORT_SYMBOL_GPL(virtqueue_resize);

#define ksim_const_queue struct virtqueue
#define ksim_const_virtio struct virtio_device
#endif

/* What there is to know */

unsigned int virtqueue_get_vring_size(ksim_const_queue *vq)
{
	return to_ring(vq)->num;
}
EXPORT_SYMBOL_GPL(virtqueue_get_vring_size);

bool virtqueue_is_broken(ksim_const_queue *vq)
{
	return READ_ONCE(to_ring(vq)->broken);
}
EXPORT_SYMBOL_GPL(virtqueue_is_broken);

void __virtqueue_break(struct virtqueue *vq)
{
	WRITE_ONCE(to_ring(vq)->broken, true);
}
EXPORT_SYMBOL_GPL(__virtqueue_break);

void __virtqueue_unbreak(struct virtqueue *vq)
{
	WRITE_ONCE(to_ring(vq)->broken, false);
}
EXPORT_SYMBOL_GPL(__virtqueue_unbreak);

static void set_broken(struct virtio_device *dev, bool broken)
{
	struct virtqueue *vq;

	spin_lock(&dev->vqs_list_lock);
	list_for_each_entry(vq, &dev->vqs, list)
		WRITE_ONCE(to_ring(vq)->broken, broken);
	spin_unlock(&dev->vqs_list_lock);
}

void virtio_break_device(struct virtio_device *dev)
{
	set_broken(dev, true);
}
EXPORT_SYMBOL_GPL(virtio_break_device);

void __virtio_unbreak_device(struct virtio_device *dev)
{
	set_broken(dev, false);
}
EXPORT_SYMBOL_GPL(__virtio_unbreak_device);

const struct vring *virtqueue_get_vring(ksim_const_queue *vq)
{
	return &to_ring(vq)->split.vring;
}
EXPORT_SYMBOL_GPL(virtqueue_get_vring);

dma_addr_t virtqueue_get_desc_addr(ksim_const_queue *vq)
{
	struct ring *ring = to_ring(vq);

	BUG_ON(!ring->owned);
	return virt_to_phys(ring->memory.part[0]);
}
EXPORT_SYMBOL_GPL(virtqueue_get_desc_addr);

dma_addr_t virtqueue_get_avail_addr(ksim_const_queue *vq)
{
	struct ring *ring = to_ring(vq);

	BUG_ON(!ring->owned);
	return ring->packed ? virt_to_phys(ring->pack.driver) :
			      virt_to_phys(ring->split.vring.avail);
}
EXPORT_SYMBOL_GPL(virtqueue_get_avail_addr);

dma_addr_t virtqueue_get_used_addr(ksim_const_queue *vq)
{
	struct ring *ring = to_ring(vq);

	BUG_ON(!ring->owned);
	return ring->packed ? virt_to_phys(ring->pack.device) :
			      virt_to_phys(ring->split.vring.used);
}
EXPORT_SYMBOL_GPL(virtqueue_get_used_addr);

/* DMA: an address on the bus is a physical one. */

size_t virtio_max_dma_size(ksim_const_virtio *vdev)
{
	return SIZE_MAX;
}
EXPORT_SYMBOL_GPL(virtio_max_dma_size);

int virtqueue_set_dma_premapped(struct virtqueue *vq)
{
	struct ring *ring = to_ring(vq);

	if (vq->num_free != ring->num || virtio_has_dma_quirk(vq->vdev))
		return -EINVAL;
	ring->premapped = true;
	return 0;
}
EXPORT_SYMBOL_GPL(virtqueue_set_dma_premapped);

dma_addr_t virtqueue_dma_map_single_attrs(struct virtqueue *vq, void *ptr,
					  size_t size,
					  enum dma_data_direction dir,
					  unsigned long attrs)
{
	return virt_to_phys(ptr);
}
EXPORT_SYMBOL_GPL(virtqueue_dma_map_single_attrs);

void virtqueue_dma_unmap_single_attrs(struct virtqueue *vq, dma_addr_t addr,
				      size_t size, enum dma_data_direction dir,
				      unsigned long attrs)
{
}
EXPORT_SYMBOL_GPL(virtqueue_dma_unmap_single_attrs);

int virtqueue_dma_mapping_error(struct virtqueue *vq, dma_addr_t addr)
{
	return 0;
}
EXPORT_SYMBOL_GPL(virtqueue_dma_mapping_error);

bool virtqueue_dma_need_sync(struct virtqueue *vq, dma_addr_t addr)
{
	return false;
}
EXPORT_SYMBOL_GPL(virtqueue_dma_need_sync);

void virtqueue_dma_sync_single_range_for_cpu(struct virtqueue *vq,
					     dma_addr_t addr,
					     unsigned long offset, size_t size,
					     enum dma_data_direction dir)
{
}
EXPORT_SYMBOL_GPL(virtqueue_dma_sync_single_range_for_cpu);

void virtqueue_dma_sync_single_range_for_device(struct virtqueue *vq,
						dma_addr_t addr,
						unsigned long offset,
						size_t size,
						enum dma_data_direction dir)
{
}
EXPORT_SYMBOL_GPL(virtqueue_dma_sync_single_range_for_device);
