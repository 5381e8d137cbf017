/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The older name of linux/jump_label.h.
 *
 * Stands for: include/linux/static_key.h
 * Fidelity:   EXACT - forwards
 * Absent:     nothing
 */
#ifndef _LINUX_STATIC_KEY_H
#define _LINUX_STATIC_KEY_H

#include <linux/jump_label.h>

#endif
