// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What virtqueue_vs_ringtest.cc needs beside a ring of the kernel's own ring
 * test (tools/virtio/ringtest), with which it is compiled when the benchmark
 * runs: both sides on one thread, in the rhythm of tests/fixtures/ring_probe.c.
 */
#include "main.h"

int param;
bool do_exit;
bool do_sleep;
bool do_relax;
unsigned int ring_size = 256;

static long kicks;

void kick(void)
{
	kicks++;
}

void call(void)
{
}

void wait_for_kick(void)
{
}

void wait_for_call(void)
{
}

/* Requires: this comes first, and once. */
__attribute__((visibility("default"))) void ringtest_start(void)
{
	alloc_ring();
	enable_kick();
}

/* Return: buffers that came back; as many as were wanted if all is well. */
__attribute__((visibility("default"))) long
ringtest_send(long wanted, unsigned int batch, void *piece, unsigned int bytes)
{
	const long kicks_before = kicks;
	long came = 0, batches = 0;
	unsigned int len, i;
	void *used;

	while (came < wanted) {
		for (i = 0; i < batch; i++)
			if (add_inbuf(bytes, piece, piece))
				return came;
		kick_available();
		while (use_buf(&len, &used))
			continue;
		call_used();
		enable_kick();
		for (i = 0; i < batch; i++)
			if (!get_buf(&len, &used))
				return came;
		came += batch;
		batches++;
	}
	return kicks - kicks_before == batches ? came : -1;
}
