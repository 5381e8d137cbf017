/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: the kernel log.
 */
#ifndef KSIM_ABI_LOG_H
#define KSIM_ABI_LOG_H

#include "types.h"

KSIM_ABI_BEGIN

/**
 * ksim_log_write() - append to the kernel log
 * @level: 0 (emergency) to 7 (debug); -1 continues the last record (KERN_CONT)
 * @text: formatted text without level prefix; a trailing newline ends the record
 * @length: bytes of @text
 *
 * Scheduling point: no. Context: any.
 */
void ksim_log_write(int level, const char *text, ksim_u64 length);

KSIM_ABI_END

#endif
