/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Command numbers of ioctl().
 *
 * Stands for: include/linux/ioctl.h
 * Fidelity:   EXACT - the user API header
 * Absent:     nothing
 */
#ifndef _SHIM_LINUX_IOCTL_H
#define _SHIM_LINUX_IOCTL_H

#include <uapi/linux/ioctl.h>

#endif
