/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rings of virtio queues, for transports.
 *
 * Stands for: include/linux/virtio_ring.h, drivers/virtio/virtio_ring.c
 * Fidelity:   EXACT - but for barriers, see <asm/barrier.h>
 * Absent:     vring_create_virtqueue_dma()
 */
#ifndef _SHIM_LINUX_VIRTIO_RING_H
#define _SHIM_LINUX_VIRTIO_RING_H

#include <linux/irqreturn.h>
#include <linux/types.h>
#include <linux/version.h>
#include <asm/barrier.h>

#include <uapi/linux/virtio_ring.h>

struct virtio_device;
struct virtqueue;

static inline void virtio_mb(bool weak_barriers)
{
	mb();
}

static inline void virtio_rmb(bool weak_barriers)
{
	rmb();
}

static inline void virtio_wmb(bool weak_barriers)
{
	wmb();
}

#define virtio_store_mb(weak_barriers, p, v) \
	do {                                 \
		WRITE_ONCE(*(p), v);         \
		mb();                        \
	} while (0)

/**
 * vring_create_virtqueue() - make a queue and its ring
 * @index: of the device's queues
 * @num: descriptors; a power of two for a split ring
 * @vring_align: of the part that the device writes
 * @vdev: whose; its features say what sort of ring it is
 * @weak_barriers: ignored
 * @may_reduce_num: fewer descriptors will do
 * @ctx: buffers have a context, and no indirect tables
 * @notify: tells the device
 * @callback: see struct virtqueue
 * @name: likewise
 *
 * Return: the queue, or NULL.
 */
struct virtqueue *vring_create_virtqueue(
	unsigned int index, unsigned int num, unsigned int vring_align,
	struct virtio_device *vdev, bool weak_barriers, bool may_reduce_num,
	bool ctx, bool (*notify)(struct virtqueue *vq),
	void (*callback)(struct virtqueue *vq), const char *name);

/* With a split ring in memory of the caller's, which is zero. */
struct virtqueue *vring_new_virtqueue(
	unsigned int index, unsigned int num, unsigned int vring_align,
	struct virtio_device *vdev, bool weak_barriers, bool ctx, void *pages,
	bool (*notify)(struct virtqueue *vq),
	void (*callback)(struct virtqueue *vq), const char *name);

/* Frees the queue, and its ring if that was made with it. */
void vring_del_virtqueue(struct virtqueue *vq);

/* Clears the features of transports that rings do not know. */
void vring_transport_features(struct virtio_device *vdev);

/* IRQ_NONE if nothing has been used. */
irqreturn_t vring_interrupt(int irq, void *vq);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
u32 vring_notification_data(struct virtqueue *vq);
#endif

#endif
