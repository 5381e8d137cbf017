/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module system calls.
 *
 * Stands for: the prototypes in include/linux/syscalls.h
 * Fidelity:   MODEL - an image that the core has mapped takes the place of the
 *             bytes of a file
 * Absent:     finit_module()
 */
#ifndef _KSIM_MODULE_H
#define _KSIM_MODULE_H

#include <linux/types.h>

struct ksim_image;

/**
 * ksys_init_module() - load a module
 * @image: its code, mapped by the core
 * @args: parameters, as on insmod's command line
 *
 * Context: Process context. May sleep.
 * Return: 0 or -errno.
 */
long ksys_init_module(const struct ksim_image *image, const char *args);

/**
 * ksys_delete_module() - unload a module
 * @name: its name
 * @flags: O_TRUNC to force; O_NONBLOCK is implied, as in Linux
 *
 * Context: Process context. May sleep.
 * Return: 0 or -errno.
 */
long ksys_delete_module(const char *name, u32 flags);

#endif
