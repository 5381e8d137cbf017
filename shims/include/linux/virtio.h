/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio: devices and their drivers, and the queues between them.
 *
 * Stands for: include/linux/virtio.h, drivers/virtio/virtio.c,
 *	       drivers/virtio/virtio_ring.c
 * Fidelity:   MODEL - split and packed rings, indirect tables, event index,
 *	       negotiation, freeze and restore as in Linux; DMA addresses are
 *	       physical ones; use of a queue by two at once is a finding
 * Absent:     DMA mapping, administration virtqueues
 */
#ifndef _SHIM_LINUX_VIRTIO_H
#define _SHIM_LINUX_VIRTIO_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-direction.h>
#include <linux/gfp.h>
#include <linux/idr.h>
#include <linux/mod_devicetable.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/version.h>

struct module;
struct virtio_config_ops;
struct virtio_device;
struct vring;
struct vringh_config_ops;

/**
 * struct virtqueue - a queue of buffers for a device
 * @list: in virtio_device.vqs
 * @callback: called when the device has used buffers; may be NULL
 * @name: for messages
 * @vdev: whose it is
 * @index: of the device's queues, from 0
 * @num_free: descriptors that are free
 * @num_max: how many there could be
 * @reset: the queue alone has been reset
 * @priv: the transport's
 */
struct virtqueue {
	struct list_head list;
	void (*callback)(struct virtqueue *vq);
	const char *name;
	struct virtio_device *vdev;
	unsigned int index;
	unsigned int num_free;
	unsigned int num_max;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	bool reset;
	void *priv;
#else
	void *priv;
	bool reset;
#endif
};

/**
 * virtqueue_add_sgs() - offer a buffer to the device
 * @vq: the queue
 * @sgs: lists of pieces, each with an end
 * @out_sgs: so many of them the device reads
 * @in_sgs: so many that follow it writes
 * @data: what virtqueue_get_buf() returns for it; not NULL
 * @gfp: for a table of descriptors
 *
 * The device hears of it at virtqueue_kick(). The caller keeps others from
 * using the queue meanwhile, callbacks above all; so do callers of all that
 * follows, unless it is said otherwise.
 *
 * Context: Any, as far as @gfp goes.
 * Return: 0; -ENOSPC if there is no room, -EIO if the queue is broken,
 * -ENOMEM.
 */
int virtqueue_add_sgs(struct virtqueue *vq, struct scatterlist *sgs[],
		      unsigned int out_sgs, unsigned int in_sgs, void *data,
		      gfp_t gfp);
/* One list, that the device reads; or writes. */
int virtqueue_add_outbuf(struct virtqueue *vq, struct scatterlist sg[],
			 unsigned int num, void *data, gfp_t gfp);
int virtqueue_add_inbuf(struct virtqueue *vq, struct scatterlist sg[],
			unsigned int num, void *data, gfp_t gfp);
/* With something else that virtqueue_get_buf_ctx() gives back. */
int virtqueue_add_inbuf_ctx(struct virtqueue *vq, struct scatterlist sg[],
			    unsigned int num, void *data, void *ctx, gfp_t gfp);

/**
 * virtqueue_kick() - tell the device of new buffers, if it wants to know
 * @vq: the queue
 *
 * Return: false if the device cannot be told, else true.
 */
bool virtqueue_kick(struct virtqueue *vq);
/* Whether virtqueue_notify() must be called. */
bool virtqueue_kick_prepare(struct virtqueue *vq);
/* Need not be serialised. */
bool virtqueue_notify(struct virtqueue *vq);

/**
 * virtqueue_get_buf() - the next buffer that the device has used
 * @vq: the queue
 * @len: set to how many bytes the device says it has written
 *
 * Return: the token that it was added with; NULL if there is none, or if the
 * device has made a mess of the queue, which is broken then.
 */
void *virtqueue_get_buf(struct virtqueue *vq, unsigned int *len);
void *virtqueue_get_buf_ctx(struct virtqueue *vq, unsigned int *len,
			    void **ctx);

/* A hint to the device: callbacks may come all the same. Unserialised. */
void virtqueue_disable_cb(struct virtqueue *vq);
/* False if there are used buffers already. */
bool virtqueue_enable_cb(struct virtqueue *vq);
/* What it returns is for virtqueue_poll(), which need not be serialised. */
unsigned int virtqueue_enable_cb_prepare(struct virtqueue *vq);
bool virtqueue_poll(struct virtqueue *vq, unsigned int last_used_idx);
/* As virtqueue_enable_cb(), but not before most buffers are used. */
bool virtqueue_enable_cb_delayed(struct virtqueue *vq);

/* A buffer that was never used; the device must have been reset before. */
void *virtqueue_detach_unused_buf(struct virtqueue *vq);

int virtqueue_set_dma_premapped(struct virtqueue *vq);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
unsigned int virtqueue_get_vring_size(const struct virtqueue *vq);
bool virtqueue_is_broken(const struct virtqueue *vq);
const struct vring *virtqueue_get_vring(const struct virtqueue *vq);
dma_addr_t virtqueue_get_desc_addr(const struct virtqueue *vq);
dma_addr_t virtqueue_get_avail_addr(const struct virtqueue *vq);
dma_addr_t virtqueue_get_used_addr(const struct virtqueue *vq);
struct device *virtqueue_dma_dev(struct virtqueue *vq);
int virtqueue_resize(struct virtqueue *vq, u32 num,
		     void (*recycle)(struct virtqueue *vq, void *buf),
		     void (*recycle_done)(struct virtqueue *vq));
int virtqueue_reset(struct virtqueue *vq,
		    void (*recycle)(struct virtqueue *vq, void *buf),
		    void (*recycle_done)(struct virtqueue *vq));
#else
unsigned int virtqueue_get_vring_size(struct virtqueue *vq);
bool virtqueue_is_broken(struct virtqueue *vq);
const struct vring *virtqueue_get_vring(struct virtqueue *vq);
dma_addr_t virtqueue_get_desc_addr(struct virtqueue *vq);
dma_addr_t virtqueue_get_avail_addr(struct virtqueue *vq);
dma_addr_t virtqueue_get_used_addr(struct virtqueue *vq);
int virtqueue_resize(struct virtqueue *vq, u32 num,
		     void (*recycle)(struct virtqueue *vq, void *buf));
#endif

/**
 * struct virtio_device - a device on the virtio bus
 * @index: its number, as in its name
 * @failed: whether its status said so, before it was frozen
 * @config_lock: protects the reports of changes of the configuration
 * @vqs_list_lock: protects @vqs
 * @dev: the device, below that of the transport
 * @id: what it is, for drivers to find
 * @config: how the transport reaches it
 * @vqs: its queues
 * @features: what both sides have
 * @priv: the driver's
 */
struct virtio_device {
	int index;
	bool failed;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	bool config_core_enabled;
	bool config_driver_disabled;
#else
	bool config_enabled;
#endif
	bool config_change_pending;
	spinlock_t config_lock;
	spinlock_t vqs_list_lock;
	struct device dev;
	struct virtio_device_id id;
	const struct virtio_config_ops *config;
	const struct vringh_config_ops *vringh_config;
	struct list_head vqs;
	u64 features;
	void *priv;
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define dev_to_virtio(_dev) container_of_const(_dev, struct virtio_device, dev)
#else
static inline struct virtio_device *dev_to_virtio(struct device *_dev)
{
	return container_of(_dev, struct virtio_device, dev);
}
#endif

void virtio_add_status(struct virtio_device *dev, unsigned int status);
/* After an error the caller must put_device(). */
int register_virtio_device(struct virtio_device *dev);
void unregister_virtio_device(struct virtio_device *dev);
bool is_virtio_device(struct device *dev);

/* No queue of the device goes on, or all of them do again. */
void virtio_break_device(struct virtio_device *dev);
void __virtio_unbreak_device(struct virtio_device *dev);
void __virtqueue_break(struct virtqueue *vq);
void __virtqueue_unbreak(struct virtqueue *vq);

/* The transport's: the configuration has changed. Context: any. */
void virtio_config_changed(struct virtio_device *dev);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
/* The driver is not told of changes meanwhile; one is remembered. */
void virtio_config_driver_disable(struct virtio_device *dev);
void virtio_config_driver_enable(struct virtio_device *dev);
#endif
int virtio_device_freeze(struct virtio_device *dev);
int virtio_device_restore(struct virtio_device *dev);

/**
 * virtio_reset_device() - make the device forget everything
 * @dev: the device
 *
 * It does not touch memory any more, nor call back. A driver does this before
 * it lets go of its queues.
 *
 * Context: Process context.
 */
void virtio_reset_device(struct virtio_device *dev);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
size_t virtio_max_dma_size(const struct virtio_device *vdev);
#else
size_t virtio_max_dma_size(struct virtio_device *vdev);
#endif

#define virtio_device_for_each_vq(vdev, vq) \
	list_for_each_entry(vq, &(vdev)->vqs, list)

/**
 * struct virtio_driver - a driver for virtio devices
 * @driver: its name
 * @id_table: which devices, up to an entry that is 0
 * @feature_table: numbers of the features that it knows
 * @feature_table_size: how many
 * @feature_table_legacy: the same for devices before version 1; NULL if there
 *	is no difference
 * @feature_table_size_legacy: how many
 * @validate: may clear features, before both sides agree
 * @probe: a device is there
 * @scan: called after @probe, when the device is live
 * @remove: it is gone, or the driver is; resets the device
 * @config_changed: in any context
 * @freeze: before the machine sleeps
 * @restore: afterwards; the device has been reset
 */
struct virtio_driver {
	struct device_driver driver;
	const struct virtio_device_id *id_table;
	const unsigned int *feature_table;
	unsigned int feature_table_size;
	const unsigned int *feature_table_legacy;
	unsigned int feature_table_size_legacy;
	int (*validate)(struct virtio_device *dev);
	int (*probe)(struct virtio_device *dev);
	void (*scan)(struct virtio_device *dev);
	void (*remove)(struct virtio_device *dev);
	void (*config_changed)(struct virtio_device *dev);
	int (*freeze)(struct virtio_device *dev);
	int (*restore)(struct virtio_device *dev);
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define drv_to_virtio(__drv) \
	container_of_const(__drv, struct virtio_driver, driver)
#define register_virtio_driver(drv) __register_virtio_driver(drv, THIS_MODULE)
int __register_virtio_driver(struct virtio_driver *drv, struct module *owner);
#else
static inline struct virtio_driver *drv_to_virtio(struct device_driver *drv)
{
	return container_of(drv, struct virtio_driver, driver);
}

int register_virtio_driver(struct virtio_driver *drv);
#endif
void unregister_virtio_driver(struct virtio_driver *drv);

#define module_virtio_driver(__virtio_driver) \
	module_driver(__virtio_driver, register_virtio_driver, \
		      unregister_virtio_driver)

dma_addr_t virtqueue_dma_map_single_attrs(struct virtqueue *vq, void *ptr,
					  size_t size,
					  enum dma_data_direction dir,
					  unsigned long attrs);
void virtqueue_dma_unmap_single_attrs(struct virtqueue *vq, dma_addr_t addr,
				      size_t size, enum dma_data_direction dir,
				      unsigned long attrs);
int virtqueue_dma_mapping_error(struct virtqueue *vq, dma_addr_t addr);
bool virtqueue_dma_need_sync(struct virtqueue *vq, dma_addr_t addr);
void virtqueue_dma_sync_single_range_for_cpu(struct virtqueue *vq,
					     dma_addr_t addr,
					     unsigned long offset, size_t size,
					     enum dma_data_direction dir);
void virtqueue_dma_sync_single_range_for_device(struct virtqueue *vq,
						dma_addr_t addr,
						unsigned long offset,
						size_t size,
						enum dma_data_direction dir);

#endif
