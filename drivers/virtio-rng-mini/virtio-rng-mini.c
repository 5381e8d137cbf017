// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virtio-rng-mini: random bytes from a virtio entropy device, for /dev/hwrng.
 *
 * There is one buffer. The device has it, or it holds bytes that nobody has
 * read yet; when the last of them goes, the device gets it again.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/hw_random.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>

#define RNG_BUFFER_BYTES 64

/**
 * struct rng_mini - one device
 * @hwrng: for the core, which calls one read() at a time
 * @name: its name
 * @vq: its only queue
 * @arrived: the device has filled the buffer, or never will again
 * @gone: it never will
 * @registered: the core knows of it
 * @avail: bytes in the buffer that nobody has read, the last ones; 0 while the
 *	device has it
 * @used: bytes before them
 * @buffer: for the device to write
 */
struct rng_mini {
	struct hwrng hwrng;
	char name[32];
	struct virtqueue *vq;
	struct completion arrived;
	bool gone;
	bool registered;
	unsigned int avail;
	unsigned int used;
	u8 buffer[RNG_BUFFER_BYTES] ____cacheline_aligned;
};

static void rng_mini_arrived(struct virtqueue *vq)
{
	struct rng_mini *rng = vq->vdev->priv;
	unsigned int len;

	if (!virtqueue_get_buf(vq, &len))
		return;
	/* The device may say anything. */
	rng->avail = min_t(unsigned int, len, sizeof(rng->buffer));
	rng->used = 0;
	complete(&rng->arrived);
}

static int rng_mini_request(struct rng_mini *rng)
{
	struct scatterlist sg;
	int err;

	reinit_completion(&rng->arrived);
	sg_init_one(&sg, rng->buffer, sizeof(rng->buffer));
	err = virtqueue_add_inbuf(rng->vq, &sg, 1, rng, GFP_KERNEL);
	if (!err)
		virtqueue_kick(rng->vq);
	return err;
}

/* Return: bytes that were there; asks for more when they are gone. */
static int rng_mini_take(struct rng_mini *rng, void *to, size_t size)
{
	int err;

	size = min_t(size_t, size, rng->avail);
	memcpy(to, rng->buffer + rng->used, size);
	rng->used += size;
	rng->avail -= size;
	if (rng->avail) {
		/* What is left is there for the next one. */
		complete(&rng->arrived);
		return size;
	}
	err = rng_mini_request(rng);
	return err ?: size;
}

static int rng_mini_read(struct hwrng *hwrng, void *data, size_t max, bool wait)
{
	struct rng_mini *rng = container_of(hwrng, struct rng_mini, hwrng);
	int err;

	if (rng->gone)
		return -ENODEV;
	if (!wait && !completion_done(&rng->arrived))
		return 0;
	err = wait_for_completion_killable(&rng->arrived);
	if (err)
		return err;
	if (rng->gone)
		return -ENODEV;
	return rng_mini_take(rng, data, max);
}

static int rng_mini_start(struct rng_mini *rng, struct virtio_device *vdev)
{
	struct virtqueue *vq = virtio_find_single_vq(vdev, rng_mini_arrived,
						     "input");
	int err;

	if (IS_ERR(vq))
		return PTR_ERR(vq);
	rng->vq = vq;
	rng->gone = false;
	virtio_device_ready(vdev);
	err = rng_mini_request(rng);
	if (err) {
		virtio_reset_device(vdev);
		vdev->config->del_vqs(vdev);
	}
	return err;
}

static void rng_mini_stop(struct rng_mini *rng, struct virtio_device *vdev)
{
	rng->gone = true;
	complete_all(&rng->arrived);
	if (rng->registered)
		hwrng_unregister(&rng->hwrng);
	rng->registered = false;
	virtio_reset_device(vdev);
	vdev->config->del_vqs(vdev);
}

static int rng_mini_probe(struct virtio_device *vdev)
{
	struct rng_mini *rng = kzalloc(sizeof(*rng), GFP_KERNEL);
	int err;

	if (!rng)
		return -ENOMEM;
	vdev->priv = rng;
	init_completion(&rng->arrived);
	snprintf(rng->name, sizeof(rng->name), "rng-mini.%d", vdev->index);
	rng->hwrng.name = rng->name;
	rng->hwrng.read = rng_mini_read;
	rng->hwrng.quality = 1000;
	err = rng_mini_start(rng, vdev);
	if (err)
		kfree(rng);
	return err;
}

static void rng_mini_scan(struct virtio_device *vdev)
{
	struct rng_mini *rng = vdev->priv;

	rng->registered = !hwrng_register(&rng->hwrng);
	if (!rng->registered)
		dev_err(&vdev->dev, "cannot be registered\n");
}

static void rng_mini_remove(struct virtio_device *vdev)
{
	struct rng_mini *rng = vdev->priv;

	rng_mini_stop(rng, vdev);
	kfree(rng);
}

static int __maybe_unused rng_mini_freeze(struct virtio_device *vdev)
{
	rng_mini_stop(vdev->priv, vdev);
	return 0;
}

static int __maybe_unused rng_mini_restore(struct virtio_device *vdev)
{
	struct rng_mini *rng = vdev->priv;
	int err = rng_mini_start(rng, vdev);

	if (!err)
		rng_mini_scan(vdev);
	return err;
}

static const struct virtio_device_id rng_mini_ids[] = {
	{ VIRTIO_ID_RNG, VIRTIO_DEV_ANY_ID },
	{ 0 },
};
MODULE_DEVICE_TABLE(virtio, rng_mini_ids);

static struct virtio_driver rng_mini_driver = {
	.driver.name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
	.id_table = rng_mini_ids,
	.probe = rng_mini_probe,
	.scan = rng_mini_scan,
	.remove = rng_mini_remove,
#ifdef CONFIG_PM_SLEEP
	.freeze = rng_mini_freeze,
	.restore = rng_mini_restore,
#endif
};
module_virtio_driver(rng_mini_driver);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("Random bytes from a virtio entropy device");
MODULE_LICENSE("GPL");
