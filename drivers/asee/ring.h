/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A circular buffer of bytes, for all steps of the driver. */
#ifndef ASEE_RING_H
#define ASEE_RING_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#define ASEE_NAME "asee_mod"
#define ASEE_SIZE_DEFAULT 16
#define ASEE_SIZE_MAX (64 * 1024)

/**
 * struct asee_ring - bytes that were written and not read yet
 * @data: kmalloc()ed
 * @size: bytes that @data holds
 * @start: index of the oldest one
 * @count: how many there are
 *
 * Whoever has a ring sees to it that only one task uses it at a time; @size and
 * @count may be looked at by others.
 */
struct asee_ring {
	char *data;
	size_t size;
	size_t start;
	size_t count;
};

static inline int asee_ring_init(struct asee_ring *ring)
{
	*ring = (struct asee_ring){ .size = ASEE_SIZE_DEFAULT };
	ring->data = kmalloc(ring->size, GFP_KERNEL);
	return ring->data ? 0 : -ENOMEM;
}

static inline void asee_ring_destroy(struct asee_ring *ring)
{
	kfree(ring->data);
	ring->data = NULL;
}

static inline size_t asee_ring_room(const struct asee_ring *ring)
{
	return ring->size - ring->count;
}

/* Adds @n bytes. Requires: there is room. */
static inline void asee_ring_put(struct asee_ring *ring, const char *from,
				 size_t n)
{
	size_t end = (ring->start + ring->count) % ring->size;
	size_t piece = min(n, ring->size - end);

	memcpy(ring->data + end, from, piece);
	memcpy(ring->data, from + piece, n - piece);
	WRITE_ONCE(ring->count, ring->count + n);
}

/* Copies the oldest bytes, @n at most, and leaves them. Return: how many. */
static inline size_t asee_ring_peek(const struct asee_ring *ring, char *to,
				    size_t n)
{
	size_t piece;

	n = min(n, ring->count);
	piece = min(n, ring->size - ring->start);
	memcpy(to, ring->data + ring->start, piece);
	memcpy(to + piece, ring->data, n - piece);
	return n;
}

/* Forgets the @n oldest bytes. Requires: there are so many. */
static inline void asee_ring_drop(struct asee_ring *ring, size_t n)
{
	ring->start = (ring->start + n) % ring->size;
	WRITE_ONCE(ring->count, ring->count - n);
}

/**
 * asee_ring_move() - go on in another buffer
 * @ring: the ring
 * @data: room for @size bytes, kmalloc()ed, the ring's own from now on
 * @size: not less than the ring's count
 *
 * Return: the old buffer, for kfree().
 */
static inline char *asee_ring_move(struct asee_ring *ring, char *data,
				   size_t size)
{
	char *old = ring->data;

	asee_ring_peek(ring, data, ring->count);
	ring->data = data;
	WRITE_ONCE(ring->size, size);
	ring->start = 0;
	return old;
}

#endif
