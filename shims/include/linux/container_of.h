/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a member to the structure that holds it.
 *
 * Stands for: include/linux/container_of.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/stddef.h>

#define typeof_member(T, m) typeof(((T *)0)->m)

/**
 * container_of() - the structure that a member is embedded in
 * @ptr: address of the member
 * @type: type of the structure
 * @member: name of the member
 */
#define container_of(ptr, type, member)					\
({									\
	void *__member_ptr = (void *)(ptr);				\
									\
	static_assert(__same_type(*(ptr), ((type *)0)->member) ||	\
		      __same_type(*(ptr), void),			\
		      "pointer type mismatch in container_of()");	\
	(type *)(__member_ptr - offsetof(type, member));		\
})

/* As container_of(), but NULL and error pointers are handed through. */
#define container_of_safe(ptr, type, member)				\
({									\
	void *__member_ptr = (void *)(ptr);				\
									\
	static_assert(__same_type(*(ptr), ((type *)0)->member) ||	\
		      __same_type(*(ptr), void),			\
		      "pointer type mismatch in container_of_safe()");	\
	IS_ERR_OR_NULL(__member_ptr) ? ERR_CAST(__member_ptr) :		\
		(type *)(__member_ptr - offsetof(type, member));	\
})

#define container_of_const(ptr, type, member)				\
	_Generic(ptr,							\
		const typeof(*(ptr)) *:					\
			((const type *)container_of(ptr, type, member)),\
		default: ((type *)container_of(ptr, type, member)))

#endif
