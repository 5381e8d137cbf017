/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The majors that the kernel itself answers for. */
#ifndef _CHAR_H
#define _CHAR_H

extern const struct file_operations misc_fops;
extern const struct file_operations memory_fops;

#endif
