// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions of block devices that stop a driver which calls them. */
#include <linux/version.h>
#include <ksim/absent.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
KSIM_ABSENT(bdev_file_open_by_path);
KSIM_ABSENT(bdev_file_open_by_dev);
KSIM_ABSENT(bdev_fput);
#endif
KSIM_ABSENT(blk_mq_alloc_request_hctx);
KSIM_ABSENT(blk_mq_update_nr_hw_queues);
KSIM_ABSENT(blk_rq_map_user);
KSIM_ABSENT(blk_rq_map_user_iov);
KSIM_ABSENT(blk_rq_unmap_user);
