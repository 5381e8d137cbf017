/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where Kbuild puts the version.
 *
 * Stands for: include/generated/uapi/linux/version.h
 * Fidelity:   EXACT - forwards to linux/version.h
 * Absent:     nothing
 */
#include <linux/version.h>
