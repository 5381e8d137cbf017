/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands for: include/linux/blk-mq-virtio.h
 * Fidelity: MODEL - no transport says which CPUs its interrupts go to, so queues are spread as
 *	blk_mq_map_queues() does it
 * Absent: nothing
 */
#ifndef _LINUX_BLK_MQ_VIRTIO_H
#define _LINUX_BLK_MQ_VIRTIO_H

struct blk_mq_queue_map;
struct virtio_device;

/**
 * blk_mq_virtio_map_queues - say which hardware queue each CPU uses
 * @qmap: the map to fill
 * @vdev: whose queues they are
 * @first_vec: the first interrupt vector of these queues
 *
 * Context: Any.
 */
void blk_mq_virtio_map_queues(struct blk_mq_queue_map *qmap,
			      struct virtio_device *vdev, int first_vec);

#endif
