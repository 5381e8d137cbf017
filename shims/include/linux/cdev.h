/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Character devices.
 *
 * Stands for: include/linux/cdev.h, fs/char_dev.c
 * Fidelity:   EXACT - region rules, lookup, lifetimes
 * Absent:     nothing
 */
#ifndef _LINUX_CDEV_H
#define _LINUX_CDEV_H

#include <linux/kobject.h>
#include <linux/kdev_t.h>
#include <linux/list.h>
#include <linux/device.h>

struct file_operations;
struct inode;
struct module;

struct cdev {
	struct kobject kobj;
	struct module *owner;
	const struct file_operations *ops;
	struct list_head list;
	dev_t dev;
	unsigned int count;
};

/**
 * cdev_init() - set up a cdev that lives inside something of the driver's
 * @cdev: the structure; all its fields are cleared
 * @fops: what open files of this device can do
 */
void cdev_init(struct cdev *cdev, const struct file_operations *fops);

/**
 * cdev_alloc() - make a cdev that frees itself with its last reference
 *
 * Return: the cdev, or NULL.
 */
struct cdev *cdev_alloc(void);
void cdev_put(struct cdev *p);

/**
 * cdev_add() - make a device live
 * @p: the cdev
 * @dev: first device number
 * @count: how many minor numbers it answers for
 *
 * It can be opened before this returns.
 *
 * Return: 0, -EBUSY for a reserved number, or -ENOMEM.
 */
int cdev_add(struct cdev *p, dev_t dev, unsigned int count);
void cdev_set_parent(struct cdev *p, struct kobject *kobj);
int cdev_device_add(struct cdev *cdev, struct device *dev);
void cdev_device_del(struct cdev *cdev, struct device *dev);
void cdev_del(struct cdev *p);
void cd_forget(struct inode *inode);

#endif
