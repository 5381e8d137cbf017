/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printf and scanf.
 *
 * Stands for: include/linux/sprintf.h (in 6.1 part of linux/kernel.h),
 *             lib/vsprintf.c
 * Fidelity:   EXACT - output, return values, the kernel's %p extensions and its
 *             sscanf. %p prints a hash as Linux does, but always the same one.
 *             A kernel without CONFIG_OF, CONFIG_HAVE_CLK and CONFIG_RUST
 *             answers %pOF, %pC and %pA; so does ksim
 * Absent:     %pg prints a hashed pointer, %pfw "(einval)"; vbin_printf(),
 *             bstr_printf()
 */
#ifndef _LINUX_KERNEL_SPRINTF_H_
#define _LINUX_KERNEL_SPRINTF_H_

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/* Return: digits written (with blanks up to @width), 0 if @size is too small */
int num_to_str(char *buf, int size, unsigned long long num,
	       unsigned int width);

__printf(2, 3) int sprintf(char *buf, const char *fmt, ...);
__printf(2, 0) int vsprintf(char *buf, const char *fmt, va_list args);
/* snprintf: Return: length the text would have with room enough. */
__printf(3, 4) int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 0) int vsnprintf(char *buf, size_t size, const char *fmt,
			     va_list args);
/* scnprintf: Return: length of the text in @buf. */
__printf(3, 4) int scnprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 0) int vscnprintf(char *buf, size_t size, const char *fmt,
			      va_list args);

/* lib/kasprintf.c */
__printf(2, 3) __malloc char *kasprintf(gfp_t gfp, const char *fmt, ...);
__printf(2, 0) __malloc char *kvasprintf(gfp_t gfp, const char *fmt,
					 va_list args);
__printf(2, 0) const char *kvasprintf_const(gfp_t gfp, const char *fmt,
					    va_list args);

__scanf(2, 3) int sscanf(const char *buf, const char *fmt, ...);
__scanf(2, 0) int vsscanf(const char *buf, const char *fmt, va_list args);

extern bool no_hash_pointers;

#endif
