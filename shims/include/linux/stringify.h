/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A macro's expansion as a string.
 *
 * Stands for: include/linux/stringify.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_STRINGIFY_H
#define _LINUX_STRINGIFY_H

#define __stringify_1(x...) #x
#define __stringify(x...) __stringify_1(x)

#endif
