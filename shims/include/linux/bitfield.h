/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fields of a register, named by their masks.
 *
 * Stands for: include/linux/bitfield.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_BITFIELD_H
#define _LINUX_BITFIELD_H

#include <linux/build_bug.h>
#include <asm/byteorder.h>

#define __bf_shf(x) (__builtin_ffsll(x) - 1)

#define __BF_FIELD_CHECK(mask, reg, val, pfx)				\
({									\
	BUILD_BUG_ON_MSG(!__builtin_constant_p(mask),			\
			 pfx "mask is not constant");			\
	BUILD_BUG_ON_MSG((mask) == 0, pfx "mask is zero");		\
	BUILD_BUG_ON_MSG(__builtin_constant_p(val) ?			\
			 ~((mask) >> __bf_shf(mask)) &			\
				 (0 + (val)) : 0,			\
			 pfx "value too large for the field");		\
	BUILD_BUG_ON_MSG((unsigned long long)(mask) >			\
			 (unsigned long long)(typeof(reg))~0ull,	\
			 pfx "type of reg too small for mask");		\
	__BUILD_BUG_ON_NOT_POWER_OF_2((mask) +				\
				      (1ULL << __bf_shf(mask)));	\
})

/* The largest value the field holds. */
#define FIELD_MAX(_mask)						\
({									\
	__BF_FIELD_CHECK(_mask, 0ULL, 0ULL, "FIELD_MAX: ");		\
	(typeof(_mask))((_mask) >> __bf_shf(_mask));			\
})
/* Does @_val fit? */
#define FIELD_FIT(_mask, _val)						\
({									\
	__BF_FIELD_CHECK(_mask, 0ULL, 0ULL, "FIELD_FIT: ");		\
	!((((typeof(_mask))_val) << __bf_shf(_mask)) & ~(_mask));	\
})
/* @_val at its place in the register. */
#define FIELD_PREP(_mask, _val)						\
({									\
	__BF_FIELD_CHECK(_mask, 0ULL, _val, "FIELD_PREP: ");		\
	((typeof(_mask))(_val) << __bf_shf(_mask)) & (_mask);		\
})
/* The same as a constant expression. */
#define FIELD_PREP_CONST(_mask, _val)					\
	(BUILD_BUG_ON_ZERO((_mask) == 0) +				\
	 BUILD_BUG_ON_ZERO(~((_mask) >> __bf_shf(_mask)) & (_val)) +	\
	 (((typeof(_mask))(_val) << __bf_shf(_mask)) & (_mask)))
/* The field's value out of a register. */
#define FIELD_GET(_mask, _reg)						\
({									\
	__BF_FIELD_CHECK(_mask, _reg, 0U, "FIELD_GET: ");		\
	(typeof(_mask))(((_reg) & (_mask)) >> __bf_shf(_mask));		\
})

/* For masks that are not constant. */
#define field_prep(mask, val)						\
({									\
	__auto_type __mask = (mask);					\
									\
	((typeof(__mask))(val) << __bf_shf(__mask)) & __mask;		\
})
#define field_get(mask, reg)						\
({									\
	__auto_type __mask = (mask);					\
									\
	(typeof(__mask))(((reg) & __mask) >> __bf_shf(__mask));		\
})

void __compiletime_error("value doesn't fit into mask") __field_overflow(void);
void __compiletime_error("bad bitfield mask") __bad_mask(void);

/* The field's lowest bit. */
static __always_inline u64 field_multiplier(u64 field)
{
	if ((field | (field - 1)) & ((field | (field - 1)) + 1))
		__bad_mask();
	return field & -field;
}

static __always_inline u64 field_mask(u64 field)
{
	return field / field_multiplier(field);
}
#define field_max(field) ((typeof(field))field_mask(field))

#define ____MAKE_OP(type, base, to, from)				\
static __always_inline __##type type##_encode_bits(base v, base field)	\
{									\
	if (__builtin_constant_p(v) && (v & ~field_mask(field)))	\
		__field_overflow();					\
	return to((v & field_mask(field)) * field_multiplier(field));	\
}									\
static __always_inline __##type						\
type##_replace_bits(__##type old, base val, base field)			\
{									\
	return (old & ~to(field)) | type##_encode_bits(val, field);	\
}									\
static __always_inline void						\
type##p_replace_bits(__##type *p, base val, base field)			\
{									\
	*p = type##_replace_bits(*p, val, field);			\
}									\
static __always_inline base type##_get_bits(__##type v, base field)	\
{									\
	return (from(v) & field) / field_multiplier(field);		\
}
#define __ksim_same(x) (x)
#define __MAKE_OP(size)							\
	____MAKE_OP(le##size, u##size, cpu_to_le##size, le##size##_to_cpu) \
	____MAKE_OP(be##size, u##size, cpu_to_be##size, be##size##_to_cpu) \
	____MAKE_OP(u##size, u##size, __ksim_same, __ksim_same)
____MAKE_OP(u8, u8, __ksim_same, __ksim_same)
__MAKE_OP(16)
__MAKE_OP(32)
__MAKE_OP(64)
#undef __MAKE_OP
#undef ____MAKE_OP

#endif
