/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reaching user memory.
 *
 * Stands for: include/linux/uaccess.h, arch/x86/include/asm/uaccess.h
 * Fidelity:   MODEL - user pointers are tagged (ksim/abi/user.h): a plain
 *             dereference is an oops; running past what the caller passed
 *             is a finding
 * Absent:     set_fs(), get_fs()
 */
#ifndef _KSIM_LINUX_UACCESS_H
#define _KSIM_LINUX_UACCESS_H

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/instruction_pointer.h>
#include <ksim/abi/user.h>

#define TASK_SIZE_MAX ((1UL << 47) - PAGE_SIZE)
#define TASK_SIZE TASK_SIZE_MAX
#define VERIFY_READ 0
#define VERIFY_WRITE 1

#define uaccess_kernel() false

/**
 * access_ok() - may a range be user memory?
 * @addr: user pointer
 * @size: bytes
 *
 * Says nothing about whether anything is mapped there.
 *
 * Context: Process context.
 * Return: true or false.
 */
#define access_ok(addr, size) \
	likely(ksim_user_ok((unsigned long)(addr), (size)))

/* Report a copy that can be seen to be larger than the object. */
void __copy_overflow(int size, unsigned long count);

static __always_inline __must_check bool
check_copy_size(const void *addr, size_t bytes, bool is_source)
{
	int sz = __builtin_object_size(addr, 0);

	if (unlikely(sz >= 0 && sz < bytes)) {
		__copy_overflow(sz, bytes);
		return false;
	}
	return bytes <= INT_MAX;
}

unsigned long _copy_from_user(void *to, const void __user *from,
			      unsigned long n);
unsigned long _copy_to_user(void __user *to, const void *from,
			    unsigned long n);

/**
 * copy_from_user() - copy from user memory
 * @to: kernel address
 * @from: user pointer
 * @n: bytes
 *
 * Context: Process context. May sleep.
 * Return: bytes that could NOT be copied; those are zero at @to.
 */
static __always_inline unsigned long __must_check
copy_from_user(void *to, const void __user *from, unsigned long n)
{
	if (check_copy_size(to, n, false))
		n = _copy_from_user(to, from, n);
	return n;
}

/**
 * copy_to_user() - copy to user memory
 * @to: user pointer
 * @from: kernel address
 * @n: bytes
 *
 * Context: Process context. May sleep.
 * Return: bytes that could NOT be copied.
 */
static __always_inline unsigned long __must_check
copy_to_user(void __user *to, const void *from, unsigned long n)
{
	if (check_copy_size(from, n, true))
		n = _copy_to_user(to, from, n);
	return n;
}

unsigned long __copy_from_user(void *to, const void __user *from,
			       unsigned long n);
unsigned long __copy_to_user(void __user *to, const void *from,
			     unsigned long n);
unsigned long __copy_from_user_inatomic(void *to, const void __user *from,
					unsigned long n);
unsigned long __copy_to_user_inatomic(void __user *to, const void *from,
				      unsigned long n);
long copy_from_user_nofault(void *dst, const void __user *src, size_t size);
long copy_to_user_nofault(void __user *dst, const void *src, size_t size);
int copy_struct_from_user(void *dst, size_t ksize, const void __user *src,
			  size_t usize);
int check_zeroed_user(const void __user *from, size_t size);

unsigned long clear_user(void __user *to, unsigned long n);
unsigned long __clear_user(void __user *to, unsigned long n);

/**
 * strncpy_from_user() - copy a string from user memory
 * @dst: kernel address
 * @src: user pointer
 * @count: room at @dst, the NUL included
 *
 * Context: Process context. May sleep.
 * Return: length without the NUL; @count if it did not fit, and then there is
 * no NUL at @dst; -EFAULT.
 */
long strncpy_from_user(char *dst, const char __user *src, long count);

/**
 * strnlen_user() - measure a string in user memory
 * @str: user pointer
 * @n: longest length of interest
 *
 * Return: length with the NUL; 0 on a fault; more than @n if it is longer.
 */
long strnlen_user(const char __user *str, long n);

int __ksim_get_user(void *to, unsigned long from, unsigned long size);
int __ksim_put_user(unsigned long to, const void *from, unsigned long size);

/**
 * get_user() - read one number from user memory
 * @x: variable that receives it; 0 on failure
 * @ptr: user pointer to 1, 2, 4 or 8 bytes
 *
 * Context: Process context. May sleep.
 * Return: 0 or -EFAULT.
 */
#define get_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) __gu_val;					\
	int __gu_err = __ksim_get_user((void *)&__gu_val,		\
				       (unsigned long)(ptr),		\
				       sizeof(*(ptr)));			\
									\
	BUILD_BUG_ON(sizeof(*(ptr)) > 8);				\
	(x) = __gu_val;							\
	__gu_err;							\
})

/**
 * put_user() - write one number to user memory
 * @x: the value
 * @ptr: user pointer to 1, 2, 4 or 8 bytes
 *
 * Context: Process context. May sleep.
 * Return: 0 or -EFAULT.
 */
#define put_user(x, ptr)						\
({									\
	__typeof__(*(ptr)) __pu_val = (x);				\
									\
	BUILD_BUG_ON(sizeof(*(ptr)) > 8);				\
	__ksim_put_user((unsigned long)(ptr), (const void *)&__pu_val,	\
			sizeof(*(ptr)));				\
})

#define __get_user(x, ptr) get_user(x, ptr)
#define __put_user(x, ptr) put_user(x, ptr)

#define user_access_begin(ptr, len) access_ok(ptr, len)
#define user_read_access_begin(ptr, len) access_ok(ptr, len)
#define user_write_access_begin(ptr, len) access_ok(ptr, len)
#define user_access_end() ((void)0)
#define user_read_access_end() ((void)0)
#define user_write_access_end() ((void)0)
#define unsafe_get_user(x, ptr, label) \
	do { if (get_user(x, ptr)) goto label; } while (0)
#define unsafe_put_user(x, ptr, label) \
	do { if (put_user(x, ptr)) goto label; } while (0)

#define pagefault_disable() ((void)0)
#define pagefault_enable() ((void)0)

#endif
