// SPDX-License-Identifier: GPL-2.0-or-later
/* Which hardware queue of a virtio device each CPU uses. */
#include <linux/blk-mq-virtio.h>
#include <linux/blk-mq.h>
#include <linux/export.h>

void blk_mq_virtio_map_queues(struct blk_mq_queue_map *qmap,
			      struct virtio_device *vdev, int first_vec)
{
	blk_mq_map_queues(qmap);
}
EXPORT_SYMBOL_GPL(blk_mq_virtio_map_queues);
