/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fixed-width types of the boundary between the C shims and the C++ core.
 *
 * Neither <linux/types.h> nor <stdint.h> may be included here: each side has
 * its own and they disagree about names.
 */
#ifndef KSIM_ABI_TYPES_H
#define KSIM_ABI_TYPES_H

typedef __UINT8_TYPE__ ksim_u8;
typedef __UINT16_TYPE__ ksim_u16;
typedef __UINT32_TYPE__ ksim_u32;
typedef __UINT64_TYPE__ ksim_u64;
typedef __INT32_TYPE__ ksim_s32;
typedef __INT64_TYPE__ ksim_s64;

#define KSIM_FOREVER 0xffffffffffffffffUL

#define KSIM_NORETURN __attribute__((__noreturn__))
#define KSIM_INLINE static inline __attribute__((__always_inline__))
#define KSIM_PRINTF(format, first) \
	__attribute__((__format__(__printf__, format, first)))

#ifdef __cplusplus
#define KSIM_ABI_BEGIN extern "C" {
#define KSIM_ABI_END }
#else
#define KSIM_ABI_BEGIN
#define KSIM_ABI_END
#endif

#endif
