/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The number of elements of an array.
 *
 * Stands for: include/linux/array_size.h
 * Fidelity:   EXACT - a pointer does not compile
 * Absent:     nothing
 */
#ifndef _LINUX_ARRAY_SIZE_H
#define _LINUX_ARRAY_SIZE_H

#include <linux/compiler.h>

#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]) + __must_be_array(arr))

#endif
