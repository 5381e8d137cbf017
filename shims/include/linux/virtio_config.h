/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtio: features, configuration, and finding queues.
 *
 * Stands for: include/linux/virtio_config.h
 * Fidelity:   EXACT
 * Absent:     nothing
 *
 * Always inline, so that findings are at the driver's lines.
 */
#ifndef _SHIM_LINUX_VIRTIO_CONFIG_H
#define _SHIM_LINUX_VIRTIO_CONFIG_H

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/rcupdate.h>
#include <linux/typecheck.h>
#include <linux/virtio.h>
#include <linux/virtio_byteorder.h>
#include <uapi/linux/virtio_config.h>

struct cpumask;
struct irq_affinity;

struct virtio_shm_region {
	u64 addr;
	u64 len;
};

typedef void vq_callback_t(struct virtqueue *);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
/**
 * struct virtqueue_info - a queue that a driver wants
 * @name: NULL if it does not want this one
 * @callback: may be NULL
 * @ctx: whether its buffers have a context
 */
struct virtqueue_info {
	const char *name;
	vq_callback_t *callback;
	bool ctx;
};
#endif

/**
 * struct virtio_config_ops - how a transport reaches its devices
 * @get: read bytes of the configuration
 * @set: write some
 * @generation: changes when the configuration does; may be NULL
 * @get_status: read the status
 * @set_status: write it; not 0
 * @reset: set it to 0, and wait until the device has done so
 * @find_vqs: make queues
 * @del_vqs: free them
 * @synchronize_cbs: wait for callbacks that run; may be NULL
 * @get_features: what the device offers
 * @finalize_features: tell it what both have; may clear some of them
 * @bus_name: for messages; may be NULL
 * @set_vq_affinity: may be NULL
 * @get_vq_affinity: may be NULL
 * @get_shm_region: may be NULL
 * @disable_vq_and_reset: reset a queue alone; may be NULL
 * @enable_vq_after_reset: let it go on
 */
struct virtio_config_ops {
	void (*get)(struct virtio_device *vdev, unsigned int offset, void *buf,
		    unsigned int len);
	void (*set)(struct virtio_device *vdev, unsigned int offset,
		    const void *buf, unsigned int len);
	u32 (*generation)(struct virtio_device *vdev);
	u8 (*get_status)(struct virtio_device *vdev);
	void (*set_status)(struct virtio_device *vdev, u8 status);
	void (*reset)(struct virtio_device *vdev);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	int (*find_vqs)(struct virtio_device *vdev, unsigned int nvqs,
			struct virtqueue *vqs[],
			struct virtqueue_info vqs_info[],
			struct irq_affinity *desc);
#else
	int (*find_vqs)(struct virtio_device *vdev, unsigned int nvqs,
			struct virtqueue *vqs[], vq_callback_t *callbacks[],
			const char *const names[], const bool *ctx,
			struct irq_affinity *desc);
#endif
	void (*del_vqs)(struct virtio_device *vdev);
	void (*synchronize_cbs)(struct virtio_device *vdev);
	u64 (*get_features)(struct virtio_device *vdev);
	int (*finalize_features)(struct virtio_device *vdev);
	const char *(*bus_name)(struct virtio_device *vdev);
	int (*set_vq_affinity)(struct virtqueue *vq,
			       const struct cpumask *cpu_mask);
	const struct cpumask *(*get_vq_affinity)(struct virtio_device *vdev,
						 int index);
	bool (*get_shm_region)(struct virtio_device *vdev,
			       struct virtio_shm_region *region, u8 id);
	int (*disable_vq_and_reset)(struct virtqueue *vq);
	int (*enable_vq_after_reset)(struct virtqueue *vq);
};

/* A driver asks for features of its table only: BUG. */
void virtio_check_driver_offered_feature(const struct virtio_device *vdev,
					 unsigned int fbit);

#define ksim_virtio_bit(fbit)                       \
	({                                          \
		if (__builtin_constant_p(fbit))     \
			BUILD_BUG_ON((fbit) >= 64); \
		else                                \
			BUG_ON((fbit) >= 64);       \
		1ULL << (fbit);                     \
	})

/* These three are for transports: nothing is checked. */
static __always_inline bool __virtio_test_bit(const struct virtio_device *vdev,
					      unsigned int fbit)
{
	return vdev->features & ksim_virtio_bit(fbit);
}

static __always_inline void __virtio_set_bit(struct virtio_device *vdev,
					     unsigned int fbit)
{
	vdev->features |= ksim_virtio_bit(fbit);
}

static __always_inline void __virtio_clear_bit(struct virtio_device *vdev,
					       unsigned int fbit)
{
	vdev->features &= ~ksim_virtio_bit(fbit);
}

/**
 * virtio_has_feature() - have both sides agreed on a feature?
 * @vdev: the device
 * @fbit: its number, which is in the driver's table or a transport's
 */
static __always_inline bool virtio_has_feature(const struct virtio_device *vdev,
					       unsigned int fbit)
{
	if (fbit < VIRTIO_TRANSPORT_F_START)
		virtio_check_driver_offered_feature(vdev, fbit);
	return __virtio_test_bit(vdev, fbit);
}

/* Whether the device takes physical addresses, whatever the platform has. */
static __always_inline bool
virtio_has_dma_quirk(const struct virtio_device *vdev)
{
	return !virtio_has_feature(vdev, VIRTIO_F_ACCESS_PLATFORM);
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static __always_inline int virtio_find_vqs(struct virtio_device *vdev,
					   unsigned int nvqs,
					   struct virtqueue *vqs[],
					   struct virtqueue_info vqs_info[],
					   struct irq_affinity *desc)
{
	return vdev->config->find_vqs(vdev, nvqs, vqs, vqs_info, desc);
}

static __always_inline struct virtqueue *
virtio_find_single_vq(struct virtio_device *vdev, vq_callback_t *c,
		      const char *n)
{
	struct virtqueue_info wanted = { .name = n, .callback = c };
	struct virtqueue *vq;
	int err = virtio_find_vqs(vdev, 1, &vq, &wanted, NULL);

	return err < 0 ? ERR_PTR(err) : vq;
}
#else
static __always_inline int
virtio_find_vqs_ctx(struct virtio_device *vdev, unsigned int nvqs,
		    struct virtqueue *vqs[], vq_callback_t *callbacks[],
		    const char *const names[], const bool *ctx,
		    struct irq_affinity *desc)
{
	return vdev->config->find_vqs(vdev, nvqs, vqs, callbacks, names, ctx,
				      desc);
}

/**
 * virtio_find_vqs() - make the queues of a device
 * @vdev: the device
 * @nvqs: how many entries the arrays have
 * @vqs: set to the queues; NULL where there is no name
 * @callbacks: see struct virtqueue
 * @names: NULL for a queue that the driver does not want
 * @desc: ignored
 *
 * Context: Process context. May sleep.
 * Return: 0; -ENOENT if the device has not so many, -ENOMEM.
 */
static __always_inline int
virtio_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
		struct virtqueue *vqs[], vq_callback_t *callbacks[],
		const char *const names[], struct irq_affinity *desc)
{
	return virtio_find_vqs_ctx(vdev, nvqs, vqs, callbacks, names, NULL,
				   desc);
}

static __always_inline struct virtqueue *
virtio_find_single_vq(struct virtio_device *vdev, vq_callback_t *c,
		      const char *n)
{
	vq_callback_t *callbacks[] = { c };
	const char *names[] = { n };
	struct virtqueue *vq;
	int err = virtio_find_vqs(vdev, 1, &vq, callbacks, names, NULL);

	return err < 0 ? ERR_PTR(err) : vq;
}
#endif

static __always_inline void virtio_synchronize_cbs(struct virtio_device *dev)
{
	if (dev->config->synchronize_cbs)
		dev->config->synchronize_cbs(dev);
	else
		synchronize_rcu();
}

/**
 * virtio_device_ready() - let the device use its queues
 * @dev: the device
 *
 * A driver that uses queues in its probe() calls this before; otherwise it is
 * done afterwards.
 */
static __always_inline void virtio_device_ready(struct virtio_device *dev)
{
	unsigned int status = dev->config->get_status(dev);

	WARN_ON(status & VIRTIO_CONFIG_S_DRIVER_OK);
	dev->config->set_status(dev, status | VIRTIO_CONFIG_S_DRIVER_OK);
}

static __always_inline const char *virtio_bus_name(struct virtio_device *vdev)
{
	return vdev->config->bus_name ? vdev->config->bus_name(vdev) : "virtio";
}

static __always_inline int
virtqueue_set_affinity(struct virtqueue *vq, const struct cpumask *cpu_mask)
{
	const struct virtio_config_ops *ops = vq->vdev->config;

	return ops->set_vq_affinity ? ops->set_vq_affinity(vq, cpu_mask) : 0;
}

static __always_inline bool
virtio_get_shm_region(struct virtio_device *vdev,
		      struct virtio_shm_region *region, u8 id)
{
	return vdev->config->get_shm_region &&
	       vdev->config->get_shm_region(vdev, region, id);
}

static __always_inline bool virtio_is_little_endian(struct virtio_device *vdev)
{
	return virtio_legacy_is_little_endian() ||
	       virtio_has_feature(vdev, VIRTIO_F_VERSION_1);
}

#define KSIM_VIRTIO_ORDER(bits)                                               \
	static __always_inline u##bits virtio##bits##_to_cpu(                 \
		struct virtio_device *vdev, __virtio##bits val)               \
	{                                                                     \
		return __virtio##bits##_to_cpu(virtio_is_little_endian(vdev), \
					       val);                          \
	}                                                                     \
                                                                              \
	static __always_inline __virtio##bits cpu_to_virtio##bits(            \
		struct virtio_device *vdev, u##bits val)                      \
	{                                                                     \
		return __cpu_to_virtio##bits(virtio_is_little_endian(vdev),   \
					     val);                            \
	}
KSIM_VIRTIO_ORDER(16)
KSIM_VIRTIO_ORDER(32)
KSIM_VIRTIO_ORDER(64)
#undef KSIM_VIRTIO_ORDER

#define virtio_to_cpu(vdev, x)                             \
	_Generic((x),                                      \
		__u8: (x),                                 \
		__virtio16: virtio16_to_cpu((vdev), (x)),  \
		__virtio32: virtio32_to_cpu((vdev), (x)),  \
		__virtio64: virtio64_to_cpu((vdev), (x)))

/* @m: something of the type that is wanted. */
#define cpu_to_virtio(vdev, x, m)                          \
	_Generic((m),                                      \
		__u8: (x),                                 \
		__virtio16: cpu_to_virtio16((vdev), (x)),  \
		__virtio32: cpu_to_virtio32((vdev), (x)),  \
		__virtio64: cpu_to_virtio64((vdev), (x)))

#define virtio_le_to_cpu(x)                        \
	_Generic((x),                              \
		__u8: (u8)(x),                     \
		__le16: (u16)le16_to_cpu(x),       \
		__le32: (u32)le32_to_cpu(x),       \
		__le64: (u64)le64_to_cpu(x))

#define virtio_cpu_to_le(x, m)                     \
	_Generic((m),                              \
		__u8: (x),                         \
		__le16: cpu_to_le16(x),            \
		__le32: cpu_to_le32(x),            \
		__le64: cpu_to_le64(x))

#define __virtio_native_type(structname, member) \
	typeof(virtio_to_cpu(NULL, ((structname *)0)->member))

/* @count fields of @bytes, all out of one state of the configuration. */
static __always_inline void __virtio_cread_many(struct virtio_device *vdev,
						unsigned int offset, void *buf,
						size_t count, size_t bytes)
{
	u32 (*generation)(struct virtio_device *) = vdev->config->generation;
	u32 before, after = generation ? generation(vdev) : 0;
	size_t i;

	might_sleep();
	do {
		before = after;
		for (i = 0; i < count; i++)
			vdev->config->get(vdev, offset + i * bytes,
					  buf + i * bytes, bytes);
		after = generation ? generation(vdev) : 0;
	} while (after != before);
}

/* One field, of any width. */
static __always_inline void ksim_virtio_get(struct virtio_device *vdev,
					    unsigned int offset, void *buf,
					    size_t bytes)
{
	might_sleep();
	if (bytes <= 4)
		vdev->config->get(vdev, offset, buf, bytes);
	else
		__virtio_cread_many(vdev, offset, buf, 1, bytes);
}

#define ksim_virtio_cread(vdev, structname, member, ptr, convert)         \
	do {                                                              \
		typeof(((structname *)0)->member) virtio_cread_v;         \
                                                                          \
		typecheck(typeof(convert(virtio_cread_v)), *(ptr));       \
		ksim_virtio_get((vdev), offsetof(structname, member),     \
				&virtio_cread_v, sizeof(virtio_cread_v)); \
		*(ptr) = convert(virtio_cread_v);                         \
	} while (0)

#define ksim_virtio_cwrite(vdev, structname, member, value)                \
	do {                                                               \
		typeof(((structname *)0)->member) virtio_cwrite_v = value; \
                                                                           \
		might_sleep();                                             \
		(vdev)->config->set((vdev), offsetof(structname, member),  \
				    &virtio_cwrite_v,                      \
				    sizeof(virtio_cwrite_v));              \
	} while (0)

/**
 * virtio_cread() - read a field of the configuration
 * @vdev: the device
 * @structname: type of the configuration
 * @member: the field, in the device's byte order
 * @ptr: where to, in the CPU's; of the field's width
 */
#define virtio_cread(vdev, structname, member, ptr)                   \
	do {                                                          \
		struct virtio_device *ksim_vdev = (vdev);             \
                                                                      \
		ksim_virtio_cread(ksim_vdev, structname, member, ptr, \
				  ksim_virtio_cread_convert);         \
	} while (0)
#define ksim_virtio_cread_convert(x) virtio_to_cpu(ksim_vdev, x)

#define virtio_cwrite(vdev, structname, member, ptr)                          \
	do {                                                                  \
		typecheck(__virtio_native_type(structname, member), *(ptr));  \
		ksim_virtio_cwrite(vdev, structname, member,                  \
				   cpu_to_virtio(vdev, *(ptr),                \
						 ((structname *)0)->member)); \
	} while (0)

/* The same for configurations that are always little-endian. */
#define virtio_cread_le(vdev, structname, member, ptr) \
	ksim_virtio_cread(vdev, structname, member, ptr, virtio_le_to_cpu)

#define virtio_cwrite_le(vdev, structname, member, ptr)                        \
	do {                                                                   \
		typecheck(typeof(virtio_le_to_cpu(((structname *)0)->member)), \
			  *(ptr));                                             \
		ksim_virtio_cwrite(                                            \
			vdev, structname, member,                              \
			virtio_cpu_to_le(*(ptr), ((structname *)0)->member));  \
	} while (0)

/* -ENOENT without the feature. */
#define virtio_cread_feature(vdev, fbit, structname, member, ptr)      \
	({                                                             \
		int _r = virtio_has_feature(vdev, fbit) ? 0 : -ENOENT; \
                                                                       \
		if (!_r)                                               \
			virtio_cread((vdev), structname, member, ptr); \
		_r;                                                    \
	})
#define virtio_cread_le_feature(vdev, fbit, structname, member, ptr)      \
	({                                                                \
		int _r = virtio_has_feature(vdev, fbit) ? 0 : -ENOENT;    \
                                                                          \
		if (!_r)                                                  \
			virtio_cread_le((vdev), structname, member, ptr); \
		_r;                                                       \
	})

static __always_inline void virtio_cread_bytes(struct virtio_device *vdev,
					       unsigned int offset, void *buf,
					       size_t len)
{
	__virtio_cread_many(vdev, offset, buf, len, 1);
}

static __always_inline u8 virtio_cread8(struct virtio_device *vdev,
					unsigned int offset)
{
	u8 value;

	ksim_virtio_get(vdev, offset, &value, sizeof(value));
	return value;
}

static __always_inline void virtio_cwrite8(struct virtio_device *vdev,
					   unsigned int offset, u8 val)
{
	might_sleep();
	vdev->config->set(vdev, offset, &val, sizeof(val));
}

#define KSIM_VIRTIO_CONFIG(bits)                                              \
	static __always_inline u##bits virtio_cread##bits(                    \
		struct virtio_device *vdev, unsigned int offset)              \
	{                                                                     \
		__virtio##bits value;                                         \
                                                                              \
		ksim_virtio_get(vdev, offset, &value, sizeof(value));         \
		return virtio##bits##_to_cpu(vdev, value);                    \
	}                                                                     \
                                                                              \
	static __always_inline void virtio_cwrite##bits(                      \
		struct virtio_device *vdev, unsigned int offset, u##bits val) \
	{                                                                     \
		__virtio##bits value = cpu_to_virtio##bits(vdev, val);        \
                                                                              \
		might_sleep();                                                \
		vdev->config->set(vdev, offset, &value, sizeof(value));       \
	}
KSIM_VIRTIO_CONFIG(16)
KSIM_VIRTIO_CONFIG(32)
KSIM_VIRTIO_CONFIG(64)
#undef KSIM_VIRTIO_CONFIG

#endif
