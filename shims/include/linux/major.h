/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Major numbers that are taken.
 *
 * Stands for: include/linux/major.h
 * Fidelity:   EXACT - the user API header
 * Absent:     nothing
 */
#ifndef _SHIM_LINUX_MAJOR_H
#define _SHIM_LINUX_MAJOR_H

#include <uapi/linux/major.h>

#endif
