/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An error that each of several observers is to hear of once.
 *
 * Stands for: include/linux/errseq.h, lib/errseq.c
 * Fidelity:   EXACT - who is told, and that one who comes late is told of an
 *	       error that nobody has seen
 * Absent:     nothing
 */
#ifndef _LINUX_ERRSEQ_H
#define _LINUX_ERRSEQ_H

#include <linux/types.h>

typedef u32 errseq_t;

/**
 * errseq_set() - record an error
 * @eseq: where
 * @err: -errno
 *
 * Return: the value that there was before.
 */
errseq_t errseq_set(errseq_t *eseq, int err);

/**
 * errseq_sample() - what an observer starts with
 *
 * Return: the current value; 0 if it is an error that nobody has seen.
 */
errseq_t errseq_sample(errseq_t *eseq);

/* Return: the last error if there was one since the sample @since; else 0. */
int errseq_check(errseq_t *eseq, errseq_t since);

/* As errseq_check(); moves *@since on, so that it is told once. */
int errseq_check_and_advance(errseq_t *eseq, errseq_t *since);

#endif
