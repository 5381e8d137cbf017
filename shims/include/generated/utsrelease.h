/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What uname -r says.
 *
 * Stands for: include/generated/utsrelease.h
 * Fidelity:   MODEL - "-ksim" stands for the distribution's suffix
 * Absent:     nothing
 */
#ifndef _GENERATED_UTSRELEASE_H
#define _GENERATED_UTSRELEASE_H

#include <linux/stringify.h>
#include <linux/version.h>

#define UTS_RELEASE						\
	__stringify(LINUX_VERSION_MAJOR) "."			\
	__stringify(LINUX_VERSION_PATCHLEVEL) "."		\
	__stringify(LINUX_VERSION_SUBLEVEL) "-ksim"

#endif
