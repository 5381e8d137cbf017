// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The virtio bus and rings, with a transport and a device of the test's.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include "kapi.h"

#define TEST_ID 0x7e5a
#define TEST_SIZE 8
#define TEST_FEATURE 3

struct test_config {
	u8 byte;
	u8 pad;
	__le16 half;
	__le32 word;
	__le64 two;
};

/* The device, and what it has seen. */
static struct {
	struct virtio_device vdev;
	u64 offered;
	u8 status;
	u8 refuses; /* bits of the status that do not stay */
	struct test_config config;
	u32 generation;
	int generations_to_come; /* changes while somebody reads */
	int resets;
	int notified;
	int released;
	u16 used;
} *test;

/* The driver, and what it has been told. */
static int probed, removed, changed, scanned, validated;
static int probe_result;
static u64 probed_features;

static void test_get(struct virtio_device *vdev, unsigned int offset, void *buf,
		     unsigned int len)
{
	memcpy(buf, (u8 *)&test->config + offset, len);
	if (test->generations_to_come) {
		test->generations_to_come--;
		test->generation++;
		test->config.two = cpu_to_le64(le64_to_cpu(test->config.two) +
					       0x100000001ULL);
	}
}

static void test_set(struct virtio_device *vdev, unsigned int offset,
		     const void *buf, unsigned int len)
{
	memcpy((u8 *)&test->config + offset, buf, len);
}

static u32 test_generation(struct virtio_device *vdev)
{
	return test->generation;
}

static u8 test_get_status(struct virtio_device *vdev)
{
	return test->status;
}

static void test_set_status(struct virtio_device *vdev, u8 status)
{
	test->status = status & ~test->refuses;
}

static void test_reset(struct virtio_device *vdev)
{
	test->status = 0;
	test->used = 0;
	test->resets++;
}

static u64 test_get_features(struct virtio_device *vdev)
{
	return test->offered;
}

static int test_finalize_features(struct virtio_device *vdev)
{
	vring_transport_features(vdev);
	return 0;
}

static bool test_notify(struct virtqueue *vq)
{
	test->notified++;
	return true;
}

static void test_del_vqs(struct virtio_device *vdev)
{
	struct virtqueue *vq, *next;

	list_for_each_entry_safe(vq, next, &vdev->vqs, list)
		vring_del_virtqueue(vq);
}

static int test_new_vq(struct virtio_device *vdev, unsigned int index,
		       vq_callback_t *callback, const char *name, bool ctx,
		       struct virtqueue **vq)
{
	*vq = vring_create_virtqueue(index, TEST_SIZE, 64, vdev, true, false,
				     ctx, test_notify, callback, name);
	return *vq ? 0 : -ENOMEM;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static int test_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
			 struct virtqueue *vqs[], struct virtqueue_info info[],
			 struct irq_affinity *desc)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < nvqs && !err; i++)
		err = test_new_vq(vdev, i, info[i].callback, info[i].name,
				  info[i].ctx, &vqs[i]);
	return err;
}
#else
static int test_find_vqs(struct virtio_device *vdev, unsigned int nvqs,
			 struct virtqueue *vqs[], vq_callback_t *callbacks[],
			 const char *const names[], const bool *ctx,
			 struct irq_affinity *desc)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < nvqs && !err; i++)
		err = test_new_vq(vdev, i, callbacks[i], names[i],
				  ctx && ctx[i], &vqs[i]);
	return err;
}
#endif

static const struct virtio_config_ops test_ops = {
	.get = test_get,
	.set = test_set,
	.generation = test_generation,
	.get_status = test_get_status,
	.set_status = test_set_status,
	.reset = test_reset,
	.find_vqs = test_find_vqs,
	.del_vqs = test_del_vqs,
	.get_features = test_get_features,
	.finalize_features = test_finalize_features,
};

static void test_release(struct device *dev)
{
	test->released++;
}

static int test_validate(struct virtio_device *vdev)
{
	validated++;
	return 0;
}

static int test_probe(struct virtio_device *vdev)
{
	probed++;
	probed_features = vdev->features;
	return probe_result;
}

static void test_scan(struct virtio_device *vdev)
{
	scanned++;
}

static void test_remove(struct virtio_device *vdev)
{
	removed++;
	virtio_reset_device(vdev);
	vdev->config->del_vqs(vdev);
}

static void test_changed(struct virtio_device *vdev)
{
	changed++;
}

static const struct virtio_device_id test_ids[] = {
	{ TEST_ID, VIRTIO_DEV_ANY_ID },
	{ 0 },
};

static const unsigned int test_features[] = { TEST_FEATURE };

static struct virtio_driver test_driver = {
	.driver.name = "kapi_virtio",
	.driver.owner = THIS_MODULE,
	.id_table = test_ids,
	.feature_table = test_features,
	.feature_table_size = ARRAY_SIZE(test_features),
	.validate = test_validate,
	.probe = test_probe,
	.scan = test_scan,
	.remove = test_remove,
	.config_changed = test_changed,
};

/* Return: whether the device is there, with a driver that has seen it. */
static bool begin(u64 features)
{
	probed = removed = changed = scanned = validated = 0;
	test = kzalloc(sizeof(*test), GFP_KERNEL);
	if (!test)
		return false;
	test->offered = features;
	test->vdev.id.device = TEST_ID;
	test->vdev.id.vendor = 1;
	test->vdev.config = &test_ops;
	test->vdev.dev.release = test_release;
	if (register_virtio_driver(&test_driver))
		goto err_free;
	if (!register_virtio_device(&test->vdev))
		return true;
	put_device(&test->vdev.dev);
	unregister_virtio_driver(&test_driver);
err_free:
	kfree(test);
	return false;
}

static void end(void)
{
	unregister_virtio_device(&test->vdev);
	unregister_virtio_driver(&test_driver);
	KAPI_EXPECT_EQ(test->released, 1);
	kfree(test);
}

#define MODERN BIT_ULL(VIRTIO_F_VERSION_1)

KAPI_TEST(features_are_those_that_both_have)
{
	KAPI_ASSERT_TRUE(begin(MODERN | BIT_ULL(TEST_FEATURE) | BIT_ULL(4) |
			       BIT_ULL(VIRTIO_F_SR_IOV)));
	KAPI_EXPECT_EQ(probed, 1);
	KAPI_EXPECT_EQ(validated, 1);
	KAPI_EXPECT_EQ(scanned, 1);
	KAPI_EXPECT_EQ(probed_features, MODERN | BIT_ULL(TEST_FEATURE));
	KAPI_EXPECT_TRUE(virtio_has_feature(&test->vdev, TEST_FEATURE));
	KAPI_EXPECT_EQ(test->resets, 1);
	KAPI_EXPECT_EQ(test->status, VIRTIO_CONFIG_S_ACKNOWLEDGE |
				     VIRTIO_CONFIG_S_DRIVER |
				     VIRTIO_CONFIG_S_FEATURES_OK |
				     VIRTIO_CONFIG_S_DRIVER_OK);
	end();
	KAPI_EXPECT_EQ(removed, 1);
}

KAPI_TEST(a_device_before_version_1_has_no_features_ok)
{
	KAPI_ASSERT_TRUE(begin(0));
	KAPI_EXPECT_EQ(probed, 1);
	KAPI_EXPECT_EQ(test->status & VIRTIO_CONFIG_S_FEATURES_OK, 0);
	end();
}

KAPI_TEST(a_driver_that_fails_leaves_the_device_failed)
{
	probe_result = -EIO;
	KAPI_ASSERT_TRUE(begin(MODERN));
	probe_result = 0;
	KAPI_EXPECT_EQ(probed, 1);
	KAPI_EXPECT_EQ(scanned, 0);
	KAPI_EXPECT_TRUE(test->status & VIRTIO_CONFIG_S_FAILED);
	end();
	KAPI_EXPECT_EQ(removed, 0);
}

KAPI_TEST(changes_are_told_when_the_driver_is_ready)
{
	KAPI_ASSERT_TRUE(begin(MODERN));
	virtio_config_changed(&test->vdev);
	KAPI_EXPECT_EQ(changed, 1);
	end();
}

KAPI_TEST(configuration_of_every_width)
{
	struct virtio_device *vdev;
	struct test_config *config;
	u8 bytes[4];
	u8 byte = 0;
	u16 half = 0;
	u32 word = 0;
	u64 two = 0;

	KAPI_ASSERT_TRUE(begin(MODERN));
	vdev = &test->vdev;
	config = &test->config;
	config->byte = 0x11;
	config->half = cpu_to_le16(0x2233);
	config->word = cpu_to_le32(0x44556677);
	config->two = cpu_to_le64(0x8899aabbccddeeffULL);
	virtio_cread_le(vdev, struct test_config, byte, &byte);
	virtio_cread_le(vdev, struct test_config, half, &half);
	virtio_cread_le(vdev, struct test_config, word, &word);
	virtio_cread_le(vdev, struct test_config, two, &two);
	KAPI_EXPECT_EQ(byte, 0x11);
	KAPI_EXPECT_EQ(half, 0x2233);
	KAPI_EXPECT_EQ(word, 0x44556677);
	KAPI_EXPECT_EQ(two, 0x8899aabbccddeeffULL);
	KAPI_EXPECT_EQ(virtio_cread8(vdev, 0), 0x11);
	KAPI_EXPECT_EQ(virtio_cread16(vdev, 2), 0x2233);
	KAPI_EXPECT_EQ(virtio_cread32(vdev, 4), 0x44556677);
	KAPI_EXPECT_EQ(virtio_cread64(vdev, 8), 0x8899aabbccddeeffULL);
	virtio_cread_bytes(vdev, 4, bytes, sizeof(bytes));
	KAPI_EXPECT_EQ(bytes[0], 0x77);
	KAPI_EXPECT_EQ(bytes[3], 0x44);
	half = 0x1234;
	virtio_cwrite_le(vdev, struct test_config, half, &half);
	KAPI_EXPECT_EQ(le16_to_cpu(config->half), 0x1234);
	virtio_cwrite32(vdev, 4, 0xdeadbeef);
	KAPI_EXPECT_EQ(le32_to_cpu(config->word), 0xdeadbeef);
	KAPI_EXPECT_EQ(virtio_cread_le_feature(vdev, TEST_FEATURE,
					       struct test_config, word, &word),
		       -ENOENT);
	end();
}

KAPI_TEST(what_changes_meanwhile_is_read_again)
{
	u8 bytes[8];

	KAPI_ASSERT_TRUE(begin(MODERN));
	test->generations_to_come = 3;
	virtio_cread_bytes(&test->vdev, 8, bytes, sizeof(bytes));
	KAPI_EXPECT_EQ(test->generations_to_come, 0);
	KAPI_EXPECT_EQ(bytes[0], 3);
	KAPI_EXPECT_EQ(bytes[4], 3);
	end();
}

/* Rings */

static int callbacks;

static void ring_callback(struct virtqueue *vq)
{
	callbacks++;
}

static struct virtqueue *ring_begin(u64 features)
{
	struct virtqueue *vq;

	if (!begin(MODERN | features))
		return NULL;
	callbacks = 0;
	vq = virtio_find_single_vq(&test->vdev, ring_callback, "ring");
	if (!IS_ERR(vq))
		return vq;
	end();
	return NULL;
}

static struct vring *ring_of(struct virtqueue *vq)
{
	return (struct vring *)virtqueue_get_vring(vq);
}

/* The device uses a buffer. */
static void ring_use(struct virtqueue *vq, u32 id, u32 len)
{
	struct vring *vring = ring_of(vq);
	struct vring_used_elem *entry =
		&vring->used->ring[test->used % TEST_SIZE];

	entry->id = cpu_to_virtio32(&test->vdev, id);
	entry->len = cpu_to_virtio32(&test->vdev, len);
	vring->used->idx = cpu_to_virtio16(&test->vdev, ++test->used);
}

static u16 ring_head(struct virtqueue *vq, unsigned int nth)
{
	return virtio16_to_cpu(&test->vdev, ring_of(vq)->avail->ring[nth]);
}

static u16 ring_avail(struct virtqueue *vq)
{
	return virtio16_to_cpu(&test->vdev, ring_of(vq)->avail->idx);
}

static u8 *piece;

static int ring_add(struct virtqueue *vq, unsigned int out, unsigned int in)
{
	struct scatterlist out_sg[TEST_SIZE], in_sg[TEST_SIZE];
	struct scatterlist *sgs[2];
	unsigned int n = 0, i;

	if (out) {
		sg_init_table(out_sg, out);
		for (i = 0; i < out; i++)
			sg_set_buf(&out_sg[i], piece + 16 * i, 8);
		sgs[n++] = out_sg;
	}
	if (in) {
		sg_init_table(in_sg, in);
		for (i = 0; i < in; i++)
			sg_set_buf(&in_sg[i], piece + 16 * i + 8, 4);
		sgs[n++] = in_sg;
	}
	return virtqueue_add_sgs(vq, sgs, !!out, !!in, piece, GFP_KERNEL);
}

static bool pieces_begin(void)
{
	piece = kzalloc(16 * TEST_SIZE, GFP_KERNEL);
	return piece;
}

/* The device must not have it any more. */
static void *take_back(struct virtqueue *vq)
{
	virtio_reset_device(vq->vdev);
	return virtqueue_detach_unused_buf(vq);
}

KAPI_TEST(a_buffer_is_a_chain_of_descriptors)
{
	struct virtqueue *vq;
	struct vring_desc *desc;
	u16 head;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	KAPI_EXPECT_EQ(virtqueue_get_vring_size(vq), TEST_SIZE);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE);
	KAPI_EXPECT_EQ(ring_add(vq, 1, 2), 0);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE - 3);
	KAPI_EXPECT_EQ(ring_avail(vq), 1);
	head = ring_head(vq, 0);
	KAPI_ASSERT_TRUE(head < TEST_SIZE);
	desc = &ring_of(vq)->desc[head];
	KAPI_EXPECT_EQ(virtio64_to_cpu(&test->vdev, desc->addr),
		       virt_to_phys(piece));
	KAPI_EXPECT_EQ(virtio32_to_cpu(&test->vdev, desc->len), 8);
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, desc->flags),
		       VRING_DESC_F_NEXT);
	desc = &ring_of(vq)->desc[virtio16_to_cpu(&test->vdev, desc->next)];
	KAPI_EXPECT_EQ(virtio64_to_cpu(&test->vdev, desc->addr),
		       virt_to_phys(piece) + 8);
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, desc->flags),
		       VRING_DESC_F_NEXT | VRING_DESC_F_WRITE);
	desc = &ring_of(vq)->desc[virtio16_to_cpu(&test->vdev, desc->next)];
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, desc->flags),
		       VRING_DESC_F_WRITE);
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	KAPI_EXPECT_PTR_EQ(take_back(vq), NULL);
	end();
	kfree(piece);
}

KAPI_TEST(an_indirect_table_takes_one_descriptor)
{
	struct virtqueue *vq;
	struct vring_desc *desc, *table;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC));
	KAPI_ASSERT_TRUE(vq);
	KAPI_EXPECT_EQ(ring_add(vq, 2, 2), 0);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE - 1);
	desc = &ring_of(vq)->desc[ring_head(vq, 0)];
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, desc->flags),
		       VRING_DESC_F_INDIRECT);
	KAPI_EXPECT_EQ(virtio32_to_cpu(&test->vdev, desc->len), 4 * 16);
	table = phys_to_virt(virtio64_to_cpu(&test->vdev, desc->addr));
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, table[0].next), 1);
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, table[3].flags),
		       VRING_DESC_F_WRITE);
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE);
	/* One piece needs no table. */
	KAPI_EXPECT_EQ(ring_add(vq, 0, 1), 0);
	desc = &ring_of(vq)->desc[ring_head(vq, ring_avail(vq) - 1)];
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, desc->flags),
		       VRING_DESC_F_WRITE);
	take_back(vq);
	end();
	kfree(piece);
}

KAPI_TEST(a_full_ring_says_so_and_tells_the_device)
{
	struct virtqueue *vq;
	int i;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	for (i = 0; i < TEST_SIZE; i++)
		KAPI_EXPECT_EQ(ring_add(vq, 1, 0), 0);
	KAPI_EXPECT_EQ(vq->num_free, 0);
	test->notified = 0;
	KAPI_EXPECT_EQ(ring_add(vq, 1, 0), -ENOSPC);
	KAPI_EXPECT_EQ(test->notified, 1);
	KAPI_EXPECT_EQ(ring_add(vq, 0, 1), -ENOSPC);
	KAPI_EXPECT_EQ(test->notified, 1);
	while (take_back(vq))
		continue;
	end();
	kfree(piece);
}

KAPI_TEST(buffers_come_back_in_the_order_of_the_device)
{
	unsigned int len = 0;
	struct virtqueue *vq;
	struct scatterlist sg;
	int i;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	for (i = 0; i < 3; i++) {
		sg_init_one(&sg, piece + i, 1);
		KAPI_EXPECT_EQ(virtqueue_add_inbuf(vq, &sg, 1, piece + i,
						   GFP_KERNEL), 0);
	}
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
	ring_use(vq, ring_head(vq, 2), 7);
	ring_use(vq, ring_head(vq, 0), 5);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece + 2);
	KAPI_EXPECT_EQ(len, 7);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
	KAPI_EXPECT_EQ(len, 5);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE - 1);
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece + 1);
	end();
	kfree(piece);
}

KAPI_TEST(a_context_comes_back_with_its_buffer)
{
	struct virtqueue *vq;
	struct scatterlist sg;
	unsigned int len;
	void *ctx = NULL;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	sg_init_one(&sg, piece, 1);
	KAPI_EXPECT_EQ(virtqueue_add_inbuf_ctx(vq, &sg, 1, piece, &callbacks,
					       GFP_KERNEL), 0);
	ring_use(vq, ring_head(vq, 0), 1);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf_ctx(vq, &len, &ctx), piece);
	KAPI_EXPECT_PTR_EQ(ctx, &callbacks);
	end();
	kfree(piece);
}

KAPI_TEST(kicks_are_left_out_when_the_device_says_so)
{
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	ring_add(vq, 1, 0);
	KAPI_EXPECT_TRUE(virtqueue_kick_prepare(vq));
	ring_of(vq)->used->flags = cpu_to_virtio16(&test->vdev,
						   VRING_USED_F_NO_NOTIFY);
	ring_add(vq, 1, 0);
	KAPI_EXPECT_FALSE(virtqueue_kick_prepare(vq));
	KAPI_EXPECT_TRUE(virtqueue_kick(vq));
	KAPI_EXPECT_EQ(test->notified, 0);
	while (take_back(vq))
		continue;
	end();
	kfree(piece);
}

KAPI_TEST(an_event_index_says_when_to_kick_and_to_call_back)
{
	struct virtqueue *vq;
	struct vring *vring;
	unsigned int len;
	int i;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(BIT_ULL(VIRTIO_RING_F_EVENT_IDX));
	KAPI_ASSERT_TRUE(vq);
	vring = ring_of(vq);
	vring_avail_event(vring) = cpu_to_virtio16(&test->vdev, 2);
	ring_add(vq, 1, 0);
	ring_add(vq, 1, 0);
	KAPI_EXPECT_FALSE(virtqueue_kick_prepare(vq));
	ring_add(vq, 1, 0);
	KAPI_EXPECT_TRUE(virtqueue_kick_prepare(vq));
	for (i = 0; i < 2; i++)
		ring_use(vq, ring_head(vq, i), 0);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, vring_used_event(vring)),
		       1);
	KAPI_EXPECT_FALSE(virtqueue_enable_cb(vq));
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
	KAPI_EXPECT_TRUE(virtqueue_enable_cb(vq));
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, vring_used_event(vring)),
		       2);
	while (take_back(vq))
		continue;
	end();
	kfree(piece);
}

KAPI_TEST(callbacks_are_turned_off_by_a_flag)
{
	struct virtqueue *vq;
	unsigned int seen, len;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	KAPI_EXPECT_EQ(vring_interrupt(0, vq), IRQ_NONE);
	virtqueue_disable_cb(vq);
	KAPI_EXPECT_EQ(virtio16_to_cpu(&test->vdev, ring_of(vq)->avail->flags),
		       VRING_AVAIL_F_NO_INTERRUPT);
	seen = virtqueue_enable_cb_prepare(vq);
	KAPI_EXPECT_EQ(ring_of(vq)->avail->flags, 0);
	KAPI_EXPECT_FALSE(virtqueue_poll(vq, seen));
	ring_add(vq, 0, 1);
	ring_use(vq, ring_head(vq, 0), 1);
	KAPI_EXPECT_TRUE(virtqueue_poll(vq, seen));
	KAPI_EXPECT_EQ(vring_interrupt(0, vq), IRQ_HANDLED);
	KAPI_EXPECT_EQ(callbacks, 1);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
	end();
	kfree(piece);
}

KAPI_TEST(a_device_that_uses_what_is_not_there_breaks_the_queue)
{
	struct virtqueue *vq;
	unsigned int len;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	ring_add(vq, 0, 1);
	KAPI_EXPECT_FALSE(virtqueue_is_broken(vq));
	ring_use(vq, TEST_SIZE, 1);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
	KAPI_EXPECT_TRUE(virtqueue_is_broken(vq));
	KAPI_EXPECT_EQ(ring_add(vq, 0, 1), -EIO);
	KAPI_EXPECT_FALSE(virtqueue_notify(vq));
	/* What it has can be taken back all the same. */
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	end();
	kfree(piece);
}

KAPI_TEST(a_device_that_uses_something_twice_breaks_the_queue)
{
	struct virtqueue *vq;
	unsigned int len;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	ring_add(vq, 0, 1);
	ring_use(vq, ring_head(vq, 0), 1);
	ring_use(vq, ring_head(vq, 0), 1);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
	KAPI_EXPECT_TRUE(virtqueue_is_broken(vq));
	end();
	kfree(piece);
}

KAPI_TEST(a_device_can_be_given_up)
{
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(0);
	KAPI_ASSERT_TRUE(vq);
	virtio_break_device(&test->vdev);
	KAPI_EXPECT_TRUE(virtqueue_is_broken(vq));
	KAPI_EXPECT_EQ(ring_add(vq, 0, 1), -EIO);
	__virtio_unbreak_device(&test->vdev);
	KAPI_EXPECT_EQ(ring_add(vq, 0, 1), 0);
	take_back(vq);
	end();
	kfree(piece);
}

/* Packed rings */

#define PACKED BIT_ULL(VIRTIO_F_RING_PACKED)
#define AVAIL BIT(VRING_PACKED_DESC_F_AVAIL)
#define USED BIT(VRING_PACKED_DESC_F_USED)

static struct vring_packed_desc *packed_of(struct virtqueue *vq)
{
	return phys_to_virt(virtqueue_get_desc_addr(vq));
}

static u16 packed_flags(struct virtqueue *vq, unsigned int place)
{
	return le16_to_cpu(packed_of(vq)[place].flags);
}

static void packed_use(struct virtqueue *vq, unsigned int place, u16 id,
		       u32 len, bool wrap)
{
	struct vring_packed_desc *desc = &packed_of(vq)[place];

	desc->id = cpu_to_le16(id);
	desc->len = cpu_to_le32(len);
	desc->flags = cpu_to_le16(wrap ? AVAIL | USED : 0);
}

KAPI_TEST(a_packed_buffer_is_descriptors_in_a_row)
{
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(PACKED);
	KAPI_ASSERT_TRUE(vq);
	KAPI_EXPECT_EQ(ring_add(vq, 1, 2), 0);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE - 3);
	KAPI_EXPECT_EQ(packed_flags(vq, 0), AVAIL | VRING_DESC_F_NEXT);
	KAPI_EXPECT_EQ(packed_flags(vq, 1),
		       AVAIL | VRING_DESC_F_NEXT | VRING_DESC_F_WRITE);
	KAPI_EXPECT_EQ(packed_flags(vq, 2), AVAIL | VRING_DESC_F_WRITE);
	KAPI_EXPECT_EQ(packed_flags(vq, 3), 0);
	KAPI_EXPECT_EQ(le64_to_cpu(packed_of(vq)[0].addr), virt_to_phys(piece));
	KAPI_EXPECT_EQ(le32_to_cpu(packed_of(vq)[0].len), 8);
	KAPI_EXPECT_EQ(le32_to_cpu(packed_of(vq)[2].len), 4);
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE);
	end();
	kfree(piece);
}

KAPI_TEST(a_packed_table_takes_one_descriptor)
{
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(PACKED | BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC));
	KAPI_ASSERT_TRUE(vq);
	KAPI_EXPECT_EQ(ring_add(vq, 2, 1), 0);
	KAPI_EXPECT_EQ(vq->num_free, TEST_SIZE - 1);
	KAPI_EXPECT_EQ(packed_flags(vq, 0), AVAIL | VRING_DESC_F_INDIRECT);
	KAPI_EXPECT_EQ(le32_to_cpu(packed_of(vq)[0].len), 3 * 16);
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	end();
	kfree(piece);
}

KAPI_TEST(a_packed_ring_turns_its_flags_over_at_its_end)
{
	unsigned int len = 0, i;
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(PACKED);
	KAPI_ASSERT_TRUE(vq);
	for (i = 0; i < 3 * TEST_SIZE; i++) {
		bool wrap = i / TEST_SIZE % 2 == 0;
		unsigned int place = i % TEST_SIZE;

		KAPI_EXPECT_EQ(ring_add(vq, 0, 1), 0);
		KAPI_EXPECT_EQ(packed_flags(vq, place) & (AVAIL | USED),
			       wrap ? AVAIL : USED);
		KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
		packed_use(vq, place, le16_to_cpu(packed_of(vq)[place].id), i,
			   wrap);
		KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), piece);
		KAPI_EXPECT_EQ(len, i);
	}
	end();
	kfree(piece);
}

KAPI_TEST(a_packed_ring_is_broken_by_an_id_that_is_none)
{
	struct virtqueue *vq;
	unsigned int len;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(PACKED);
	KAPI_ASSERT_TRUE(vq);
	ring_add(vq, 0, 1);
	packed_use(vq, 0, TEST_SIZE, 1, true);
	KAPI_EXPECT_PTR_EQ(virtqueue_get_buf(vq, &len), NULL);
	KAPI_EXPECT_TRUE(virtqueue_is_broken(vq));
	KAPI_EXPECT_PTR_EQ(take_back(vq), piece);
	end();
	kfree(piece);
}

KAPI_TEST(a_packed_ring_says_when_it_wants_to_hear)
{
	struct vring_packed_desc_event *event;
	struct virtqueue *vq;

	KAPI_ASSERT_TRUE(pieces_begin());
	vq = ring_begin(PACKED | BIT_ULL(VIRTIO_RING_F_EVENT_IDX));
	KAPI_ASSERT_TRUE(vq);
	event = phys_to_virt(virtqueue_get_avail_addr(vq));
	virtqueue_disable_cb(vq);
	KAPI_EXPECT_EQ(le16_to_cpu(event->flags),
		       VRING_PACKED_EVENT_FLAG_DISABLE);
	KAPI_EXPECT_TRUE(virtqueue_enable_cb(vq));
	KAPI_EXPECT_EQ(le16_to_cpu(event->flags), VRING_PACKED_EVENT_FLAG_DESC);
	KAPI_EXPECT_EQ(le16_to_cpu(event->off_wrap),
		       BIT(VRING_PACKED_EVENT_F_WRAP_CTR));
	/* So does the device. */
	event = phys_to_virt(virtqueue_get_used_addr(vq));
	event->flags = cpu_to_le16(VRING_PACKED_EVENT_FLAG_DISABLE);
	ring_add(vq, 0, 1);
	KAPI_EXPECT_FALSE(virtqueue_kick_prepare(vq));
	event->off_wrap = cpu_to_le16(2 | BIT(VRING_PACKED_EVENT_F_WRAP_CTR));
	event->flags = cpu_to_le16(VRING_PACKED_EVENT_FLAG_DESC);
	ring_add(vq, 0, 1);
	KAPI_EXPECT_FALSE(virtqueue_kick_prepare(vq));
	ring_add(vq, 0, 1);
	KAPI_EXPECT_TRUE(virtqueue_kick_prepare(vq));
	while (take_back(vq))
		continue;
	end();
	kfree(piece);
}

KAPI_MODULE();
