/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: virtual time.
 */
#ifndef KSIM_ABI_TIME_H
#define KSIM_ABI_TIME_H

#include "types.h"

KSIM_ABI_BEGIN

/**
 * ksim_time_now_ns() - virtual nanoseconds since boot
 *
 * Constant while a task runs, but for ksim_time_pass() and ksim_time_spin().
 */
ksim_u64 ksim_time_now_ns(void);

/**
 * ksim_time_real_base_ns() - wall clock at boot
 *
 * Return: nanoseconds since the Unix epoch at which this kernel booted; the
 * same in every run unless the test chose otherwise.
 */
ksim_u64 ksim_time_real_base_ns(void);

/**
 * ksim_time_pass() - let time go by without giving up the CPU (udelay)
 * @ns: virtual nanoseconds
 *
 * Scheduling point: no.
 */
void ksim_time_pass(ksim_u64 ns);

/**
 * ksim_time_spin() - one turn of a busy wait (cpu_relax, a jiffies read)
 * @caller: return address inside the driver, for reports
 *
 * Other runnable tasks go first; when all runnable tasks only spin, time
 * passes, in ever larger steps. A wait that takes an hour of it is a finding,
 * and ends the task.
 *
 * Scheduling point: yes, where the task may be preempted.
 */
void ksim_time_spin(unsigned long caller);

KSIM_ABI_END

#endif
