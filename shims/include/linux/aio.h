/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous I/O.
 *
 * Stands for: include/linux/aio.h
 * Fidelity:   ABSENT - drivers include it for struct kiocb
 * Absent:     kiocb_set_cancel_fn()
 */
#ifndef __LINUX__AIO_H
#define __LINUX__AIO_H

#include <linux/fs.h>

#endif
