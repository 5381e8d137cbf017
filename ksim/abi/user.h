/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down: user memory, which the kernel may only reach through these calls.
 *
 * A user pointer that the kernel sees has bits 63..47 flipped
 * (KSIM_USER_FLIP), so that a plain dereference faults at once.
 */
#ifndef KSIM_ABI_USER_H
#define KSIM_ABI_USER_H

#include "types.h"

KSIM_ABI_BEGIN

#define KSIM_USER_FLIP 0xffff800000000000UL

/**
 * ksim_user_ok() - may this range be user memory at all? (access_ok)
 * @user: tagged user address
 * @size: bytes
 *
 * Also true for an untagged address outside everything that belongs to the
 * kernel: pointers inside a struct that a test passed are not tagged.
 *
 * Return: 1 or 0.
 */
int ksim_user_ok(unsigned long user, ksim_u64 size);

/**
 * ksim_user_read() - copy from user memory
 * @to: kernel address
 * @user: tagged user address
 * @size: bytes
 * @caller: return address inside the driver, for reports
 *
 * Context: process context.
 * Return: bytes that could NOT be copied, 0 when all went well.
 */
ksim_u64 ksim_user_read(void *to, unsigned long user, ksim_u64 size,
			unsigned long caller);

/**
 * ksim_user_write() - copy to user memory
 * @user: tagged user address
 * @from: kernel address
 * @size: bytes
 * @caller: return address inside the driver, for reports
 *
 * A driver that writes past what the system call's caller passed is a finding.
 *
 * Context: process context.
 * Return: bytes that could NOT be copied, 0 when all went well.
 */
ksim_u64 ksim_user_write(unsigned long user, const void *from, ksim_u64 size,
			 unsigned long caller);

/**
 * ksim_user_clear() - write zeroes to user memory
 * @user: tagged user address
 * @size: bytes
 * @caller: return address inside the driver, for reports
 *
 * Return: bytes that could NOT be cleared.
 */
ksim_u64 ksim_user_clear(unsigned long user, ksim_u64 size,
			 unsigned long caller);

/**
 * ksim_user_string() - copy a string from user memory
 * @to: kernel address, or NULL to measure only
 * @user: tagged user address
 * @size: room at @to in bytes
 * @caller: return address inside the driver, for reports
 *
 * Return: length without the NUL; @size if no NUL was found in @size bytes;
 * -EFAULT if the memory is not there.
 */
ksim_s64 ksim_user_string(char *to, unsigned long user, ksim_u64 size,
			  unsigned long caller);

KSIM_ABI_END

#endif
