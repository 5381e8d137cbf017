/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a module must have been built for.
 *
 * Stands for: include/linux/vermagic.h
 * Fidelity:   EXACT - in form
 * Absent:     nothing
 */
#ifndef _LINUX_VERMAGIC_H
#define _LINUX_VERMAGIC_H

#include <generated/utsrelease.h>

#define MODULE_VERMAGIC_SMP "SMP "
#define MODULE_VERMAGIC_PREEMPT "preempt "
#define MODULE_VERMAGIC_MODULE_UNLOAD "mod_unload "
#define MODULE_VERMAGIC_MODVERSIONS "modversions "

#define VERMAGIC_STRING					\
	UTS_RELEASE " " MODULE_VERMAGIC_SMP MODULE_VERMAGIC_PREEMPT \
	MODULE_VERMAGIC_MODULE_UNLOAD MODULE_VERMAGIC_MODVERSIONS

#endif
