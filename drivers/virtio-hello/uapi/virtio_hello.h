/* SPDX-License-Identifier: GPL-2.0-or-later WITH Linux-syscall-note */
/*
 * What the hello device, its driver and programs agree on.
 *
 * Queue 0 takes buffers that have a text to read, and as much room to write.
 * The device writes the same text there.
 */
#ifndef _UAPI_VIRTIO_HELLO_H
#define _UAPI_VIRTIO_HELLO_H

#include <linux/types.h>

#define VIRTIO_ID_HELLO 0x7e57 /* a number that nobody has been given */

/* Features */
#define VIRTIO_HELLO_F_CAPITALS 0 /* the answer is in capital letters */

struct virtio_hello_config {
	__le32 answers; /* how many the device has given */
};

#define VIRTIO_HELLO_TEXT_MAX 256 /* bytes in one write() */

#endif
