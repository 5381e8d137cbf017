/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words at any address, in either byte order.
 *
 * Stands for: include/linux/unaligned.h, include/asm-generic/unaligned.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_UNALIGNED_H
#define _LINUX_UNALIGNED_H

#include <linux/types.h>
#include <asm/byteorder.h>

#define __get_unaligned_t(type, ptr)				\
({								\
	const struct {						\
		type x;						\
	} __packed *__pack = (typeof(__pack))(ptr);		\
								\
	__pack->x;						\
})
#define __put_unaligned_t(type, val, ptr)			\
	do {							\
		struct {					\
			type x;					\
		} __packed *__pack = (typeof(__pack))(ptr);	\
								\
		__pack->x = (val);				\
	} while (0)

#define get_unaligned(ptr) __get_unaligned_t(typeof(*(ptr)), (ptr))
#define put_unaligned(val, ptr) \
	__put_unaligned_t(typeof(*(ptr)), (val), (ptr))

#define __ksim_unaligned_order(order, bits)				\
static inline u##bits get_unaligned_##order##bits(const void *p)	\
{									\
	return order##bits##_to_cpu(__get_unaligned_t(__##order##bits, p)); \
}									\
static inline void put_unaligned_##order##bits(u##bits val, void *p)	\
{									\
	__put_unaligned_t(__##order##bits, cpu_to_##order##bits(val), p); \
}

__ksim_unaligned_order(le, 16)
__ksim_unaligned_order(le, 32)
__ksim_unaligned_order(le, 64)
__ksim_unaligned_order(be, 16)
__ksim_unaligned_order(be, 32)
__ksim_unaligned_order(be, 64)

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = p;

	return b[0] << 16 | b[1] << 8 | b[2];
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = p;

	return b[0] | b[1] << 8 | b[2] << 16;
}

static inline void put_unaligned_be24(const u32 val, void *p)
{
	u8 *b = p;

	b[0] = val >> 16;
	b[1] = val >> 8;
	b[2] = val;
}

static inline void put_unaligned_le24(const u32 val, void *p)
{
	u8 *b = p;

	b[0] = val;
	b[1] = val >> 8;
	b[2] = val >> 16;
}

static inline u64 get_unaligned_be48(const void *p)
{
	return (u64)get_unaligned_be16(p) << 32 |
	       get_unaligned_be32((const u8 *)p + 2);
}

static inline void put_unaligned_be48(const u64 val, void *p)
{
	put_unaligned_be16(val >> 32, p);
	put_unaligned_be32(val, (u8 *)p + 2);
}

#endif
