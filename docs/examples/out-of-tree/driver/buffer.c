// SPDX-License-Identifier: GPL-2.0-or-later
#include "buffer.h"

void ring_put(struct ring_buffer *ring, char byte)
{
	ring->bytes[(ring->first + ring->count) % RING_BYTES] = byte;
	if (ring->count < RING_BYTES)
		ring->count++;
	else
		ring->first = (ring->first + 1) % RING_BYTES;
}

char ring_take(struct ring_buffer *ring)
{
	char byte = ring->bytes[ring->first];

	ring->first = (ring->first + 1) % RING_BYTES;
	ring->count--;
	return byte;
}
