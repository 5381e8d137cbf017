/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Things undone at the end of a block: __free(), no_free_ptr(), guard().
 *
 * Stands for: include/linux/cleanup.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CLEANUP_H
#define _LINUX_CLEANUP_H

#include <linux/compiler.h>

/*
 * DEFINE_FREE() names what @_free does to a variable, called _T, of type
 * @_type; __free(@_name) on a variable's definition asks for it.
 */
#define DEFINE_FREE(_name, _type, _free)		\
static inline void __free_##_name(void *p)		\
{							\
	_type _T = *(_type *)p;				\
							\
	_free;						\
}
#define __free(_name) __cleanup(__free_##_name)

/* The pointer, which will not be freed after all. */
#define __get_and_null(p, nullvalue)			\
({							\
	__auto_type __ptr = &(p);			\
	__auto_type __val = *__ptr;			\
							\
	*__ptr = nullvalue;				\
	__val;						\
})

static inline __must_check const volatile void *
__must_check_fn(const volatile void *val)
{
	return val;
}
#define no_free_ptr(p) \
	((typeof(p))__must_check_fn(__get_and_null(p, NULL)))
#define return_ptr(p) return no_free_ptr(p)

/*
 * DEFINE_CLASS() makes a type with an @_init that gives its value and an
 * @_exit that undoes it; CLASS() defines a variable of it.
 */
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)		\
typedef _type class_##_name##_t;					\
static inline void class_##_name##_destructor(_type *p)			\
{									\
	_type _T = *p;							\
									\
	_exit;								\
}									\
static inline _type class_##_name##_constructor(_init_args)		\
{									\
	_type t = _init;						\
									\
	return t;							\
}
#define EXTEND_CLASS(_name, ext, _init, _init_args...)			\
typedef class_##_name##_t class_##_name##ext##_t;			\
static inline void							\
class_##_name##ext##_destructor(class_##_name##_t *p)			\
{									\
	class_##_name##_destructor(p);					\
}									\
static inline class_##_name##_t						\
class_##_name##ext##_constructor(_init_args)				\
{									\
	class_##_name##_t t = _init;					\
									\
	return t;							\
}
#define CLASS(_name, var)						\
	class_##_name##_t var __cleanup(class_##_name##_destructor) =	\
		class_##_name##_constructor

/* A class whose value is the pointer that was locked. */
#define DEFINE_GUARD(_name, _type, _lock, _unlock)			\
DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }),	\
	     _type _T)							\
static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)	\
{									\
	return *_T;							\
}
#define DEFINE_GUARD_COND(_name, _ext, _condlock)			\
EXTEND_CLASS(_name, _ext,						\
	     ({								\
		     void *_t = _T;					\
		     if (_T && !(_condlock))				\
			     _t = NULL;					\
		     _t;						\
	     }),							\
	     class_##_name##_t _T)					\
static inline void *							\
class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)			\
{									\
	return class_##_name##_lock_ptr(_T);				\
}

/* Locked to the end of the block; guard(mutex)(&lock). */
#define guard(_name) CLASS(_name, __UNIQUE_ID(guard))

#define __guard_ptr(_name) class_##_name##_lock_ptr

/* Locked for one statement. */
#define scoped_guard(_name, args...)					\
	for (CLASS(_name, scope)(args), *done = NULL;			\
	     __guard_ptr(_name)(&scope) && !done; done = (void *)1)
#define scoped_cond_guard(_name, _fail, args...)			\
	for (CLASS(_name, scope)(args), *done = NULL; !done;		\
	     done = (void *)1)						\
		if (!__guard_ptr(_name)(&scope))			\
			_fail;						\
		else

/* Guards that keep more than the lock's address, or none at all. */
#define __DEFINE_UNLOCK_GUARD(_name, _type, _unlock, ...)		\
typedef struct {							\
	_type *lock;							\
	__VA_ARGS__;							\
} class_##_name##_t;							\
static inline void class_##_name##_destructor(class_##_name##_t *_T)	\
{									\
	if (_T->lock) {							\
		_unlock;						\
	}								\
}									\
static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)	\
{									\
	return _T->lock;						\
}
#define __DEFINE_LOCK_GUARD_1(_name, _type, _lock)			\
static inline class_##_name##_t class_##_name##_constructor(_type *l)	\
{									\
	class_##_name##_t _t = { .lock = l }, *_T = &_t;		\
									\
	_lock;								\
	return _t;							\
}
#define __DEFINE_LOCK_GUARD_0(_name, _lock)				\
static inline class_##_name##_t class_##_name##_constructor(void)	\
{									\
	class_##_name##_t _t = { .lock = (void *)1 },			\
			  *_T __maybe_unused = &_t;			\
									\
	_lock;								\
	return _t;							\
}
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)		\
	__DEFINE_UNLOCK_GUARD(_name, _type, _unlock, __VA_ARGS__)	\
	__DEFINE_LOCK_GUARD_1(_name, _type, _lock)
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)			\
	__DEFINE_UNLOCK_GUARD(_name, void, _unlock, __VA_ARGS__)	\
	__DEFINE_LOCK_GUARD_0(_name, _lock)
#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)		\
EXTEND_CLASS(_name, _ext,						\
	     ({								\
		     class_##_name##_t _t = { .lock = l }, *_T = &_t;	\
		     if (_T->lock && !(_condlock))			\
			     _T->lock = NULL;				\
		     _t;						\
	     }),							\
	     typeof_member(class_##_name##_t, lock) l)			\
static inline void *							\
class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)			\
{									\
	return class_##_name##_lock_ptr(_T);				\
}

#endif
