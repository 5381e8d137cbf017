/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random number generators in hardware.
 *
 * Stands for: include/linux/hw_random.h, drivers/char/hw_random/core.c
 * Fidelity:   MODEL - /dev/hwrng reads the current generator, sysfs chooses
 *	       it; nothing feeds the kernel's own random numbers, which come
 *	       from the test's seed
 * Absent:     module parameters of rng_core
 */
#ifndef LINUX_HWRANDOM_H_
#define LINUX_HWRANDOM_H_

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct device;

/**
 * struct hwrng - a generator
 * @name: no two have the same
 * @init: called before the first read; may be NULL
 * @cleanup: called when nobody reads any more; may be NULL
 * @data_present: superseded by @read
 * @data_read: likewise
 * @read: fills at most @max bytes, which is at least 32, waiting for them if
 *	@wait; returns how many, or -errno
 * @priv: the driver's
 * @quality: bits of entropy in 1024 bits
 */
struct hwrng {
	const char *name;
	int (*init)(struct hwrng *rng);
	void (*cleanup)(struct hwrng *rng);
	int (*data_present)(struct hwrng *rng, int wait);
	int (*data_read)(struct hwrng *rng, u32 *data);
	int (*read)(struct hwrng *rng, void *data, size_t max, bool wait);
	unsigned long priv;
	unsigned short quality;

	/* The core's. */
	struct list_head list;
	struct kref ref;
	struct work_struct cleanup_work;
	struct completion cleanup_done;
	struct completion dying;
};

/**
 * hwrng_register() - offer a generator
 * @rng: the generator; the best of all is the current one
 *
 * It is read at once, without waiting, if it is to be the current one.
 *
 * Context: Process context. May sleep.
 * Return: 0; -EINVAL if it has no name or nothing to read with, -EEXIST if its
 * name is taken; -errno of @rng->init().
 */
int hwrng_register(struct hwrng *rng);
/* Returns when nobody reads it any more and it has been cleaned up. */
void hwrng_unregister(struct hwrng *rng);
int devm_hwrng_register(struct device *dev, struct hwrng *rng);
void devm_hwrng_unregister(struct device *dev, struct hwrng *rng);

/* Sleep, but not longer than the generator is registered. */
long hwrng_msleep(struct hwrng *rng, unsigned int msecs);
long hwrng_yield(struct hwrng *rng);

#endif
