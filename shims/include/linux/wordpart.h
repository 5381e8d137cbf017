/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a word: in linux/kernel.h, as older drivers expect them.
 *
 * Stands for: include/linux/wordpart.h
 * Fidelity:   EXACT - forwards
 * Absent:     nothing
 */
#ifndef _LINUX_WORDPART_H
#define _LINUX_WORDPART_H

#include <linux/kernel.h>

#endif
