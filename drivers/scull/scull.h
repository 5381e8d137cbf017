/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of scull know of each other.
 */
#ifndef _SCULL_H
#define _SCULL_H

#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include "uapi/scull.h"

#define SCULL_NR_DEVS_MAX 256	/* of each sort */
#define SCULL_NR_ACCESS 4	/* single, uid, wuid, priv */
#define SCULL_NAME_MAX 24

/**
 * struct scull_setting - something that ioctls can change
 * @value: the module parameter; changed atomically, by several devices at once
 * @max: largest value that makes sense; the smallest is 1
 */
struct scull_setting {
	int *value;
	int max;
};

bool scull_setting_ok(const struct scull_setting *setting, int value);

/**
 * struct scull_dev - a memory to read and write
 * @lock: protects all that follows
 * @sets: &struct scull_set in order, without gaps, at least up to @size
 * @size: end of what was written, in bytes
 * @quantum: bytes in each quantum
 * @qset: quanta in each set
 */
struct scull_dev {
	struct mutex lock;
	struct list_head sets;
	loff_t size;
	u32 quantum;
	u32 qset;
};

void scull_dev_init(struct scull_dev *dev);

/**
 * scull_trim() - empty a memory; it starts over with the settings of the day
 * @dev: locked, or nobody else knows it
 */
void scull_trim(struct scull_dev *dev);

/**
 * scull_dev_open() - make a file one of this memory, as its flags want it
 * @dev: empties it if it is opened for writing only
 * @filp: from now on good for scull_read(), scull_write() and scull_llseek()
 *
 * Return: 0 or -ERESTARTSYS.
 */
int scull_dev_open(struct scull_dev *dev, struct file *filp);

ssize_t scull_read(struct file *filp, char __user *buf, size_t count,
		   loff_t *pos);
ssize_t scull_write(struct file *filp, const char __user *buf, size_t count,
		    loff_t *pos);
loff_t scull_llseek(struct file *filp, loff_t offset, int whence);
/* Good for any file of this driver. */
long scull_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

struct seq_file;

/* Return: what /dev/scull@index keeps; NULL if there is no such device. */
struct scull_dev *scull_bare_dev(loff_t index);
/* Prints what it is made of. */
void scull_dev_show(struct seq_file *m, int index);

/* proc.c */
void scull_proc_add(void);
void scull_proc_remove(void);

/**
 * scull_add_cdev() - let a device be opened, and give it a node in /dev
 * @cdev: not initialised yet; what is around it must be ready for use
 * @fops: what can be done with it
 * @number: one of the driver's device numbers
 * @name: of the node
 *
 * Return: 0 or a negative errno.
 */
int scull_add_cdev(struct cdev *cdev, const struct file_operations *fops,
		   dev_t number, const char *name);
void scull_del_cdev(struct cdev *cdev);

/* pipe.c; the numbers from @first on are for them */
extern int scull_p_nr_devs;
extern const struct scull_setting scull_pipe_setting;
int scull_pipe_add(dev_t first);
void scull_pipe_remove(void);

/* access.c; SCULL_NR_ACCESS numbers from @first on are for them */
int scull_access_add(dev_t first);
void scull_access_remove(void);

#endif
