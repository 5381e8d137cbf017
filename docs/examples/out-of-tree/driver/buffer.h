/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of bytes that forgets the oldest when there is no room.
 */
#ifndef RING_BUFFER_H
#define RING_BUFFER_H

#include <linux/types.h>

#ifndef RING_BYTES
#define RING_BYTES 4096
#endif

struct ring_buffer {
	char bytes[RING_BYTES];
	size_t first; /* where the oldest byte is; < RING_BYTES */
	size_t count; /* how many there are; <= RING_BYTES */
};

void ring_put(struct ring_buffer *ring, char byte);
/* Needs a ring that is not empty. */
char ring_take(struct ring_buffer *ring);

#endif
