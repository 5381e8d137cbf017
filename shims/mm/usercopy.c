/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reaching user memory.
 *
 * Stands for: lib/usercopy.c, lib/strn*_user.c, arch/x86/lib/usercopy_64.c
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <ksim/abi/report.h>
#include <ksim/abi/user.h>
#include <ksim/task.h>

/* What access_ok() calls. */
EXPORT_SYMBOL(ksim_user_ok);

static __always_inline unsigned long read_user(void *to, const void __user *from,
					       unsigned long n,
					       unsigned long caller)
{
	unsigned long missing =
		ksim_user_read(to, (unsigned long)from, n, caller);

	/* So that what a driver then uses is not somebody else's data. */
	if (unlikely(missing))
		memset(to + (n - missing), 0, missing);
	return missing;
}

unsigned long _copy_from_user(void *to, const void __user *from,
			      unsigned long n)
{
	ksim_might_sleep_at("copy_from_user", _RET_IP_);
	return read_user(to, from, n, _RET_IP_);
}
EXPORT_SYMBOL(_copy_from_user);

unsigned long _copy_to_user(void __user *to, const void *from,
			    unsigned long n)
{
	ksim_might_sleep_at("copy_to_user", _RET_IP_);
	return ksim_user_write((unsigned long)to, from, n, _RET_IP_);
}
EXPORT_SYMBOL(_copy_to_user);

unsigned long __copy_from_user(void *to, const void __user *from,
			       unsigned long n)
{
	ksim_might_sleep_at("__copy_from_user", _RET_IP_);
	return ksim_user_read(to, (unsigned long)from, n, _RET_IP_);
}
EXPORT_SYMBOL(__copy_from_user);

unsigned long __copy_to_user(void __user *to, const void *from,
			     unsigned long n)
{
	ksim_might_sleep_at("__copy_to_user", _RET_IP_);
	return ksim_user_write((unsigned long)to, from, n, _RET_IP_);
}
EXPORT_SYMBOL(__copy_to_user);

unsigned long __copy_from_user_inatomic(void *to, const void __user *from,
					unsigned long n)
{
	return ksim_user_read(to, (unsigned long)from, n, _RET_IP_);
}
EXPORT_SYMBOL(__copy_from_user_inatomic);

unsigned long __copy_to_user_inatomic(void __user *to, const void *from,
				      unsigned long n)
{
	return ksim_user_write((unsigned long)to, from, n, _RET_IP_);
}
EXPORT_SYMBOL(__copy_to_user_inatomic);

long copy_from_user_nofault(void *dst, const void __user *src, size_t size)
{
	return ksim_user_read(dst, (unsigned long)src, size, _RET_IP_) ?
		       -EFAULT : 0;
}
EXPORT_SYMBOL_GPL(copy_from_user_nofault);

long copy_to_user_nofault(void __user *dst, const void *src, size_t size)
{
	return ksim_user_write((unsigned long)dst, src, size, _RET_IP_) ?
		       -EFAULT : 0;
}
EXPORT_SYMBOL_GPL(copy_to_user_nofault);

void __copy_overflow(int size, unsigned long count)
{
	char detail[96];
	struct ksim_site site = { ksim_report_driver_caller(_RET_IP_),
				  "copies too much here" };

	scnprintf(detail, sizeof(detail),
		  "it copies %lu bytes, the kernel object has only %d", count,
		  size);
	ksim_report(KSIM_FINDING_OVERFLOW, "Buffer overflow detected",
		    "user copy larger than the kernel object", detail, &site,
		    1);
}
EXPORT_SYMBOL(__copy_overflow);

int __ksim_get_user(void *to, unsigned long from, unsigned long size)
{
	ksim_might_sleep_at("get_user", _RET_IP_);
	return read_user(to, (const void __user *)from, size, _RET_IP_) ?
		       -EFAULT : 0;
}
EXPORT_SYMBOL(__ksim_get_user);

int __ksim_put_user(unsigned long to, const void *from, unsigned long size)
{
	ksim_might_sleep_at("put_user", _RET_IP_);
	return ksim_user_write(to, from, size, _RET_IP_) ? -EFAULT : 0;
}
EXPORT_SYMBOL(__ksim_put_user);

unsigned long clear_user(void __user *to, unsigned long n)
{
	ksim_might_sleep_at("clear_user", _RET_IP_);
	return ksim_user_clear((unsigned long)to, n, _RET_IP_);
}
EXPORT_SYMBOL(clear_user);

unsigned long __clear_user(void __user *to, unsigned long n)
{
	return ksim_user_clear((unsigned long)to, n, _RET_IP_);
}
EXPORT_SYMBOL(__clear_user);

long strncpy_from_user(char *dst, const char __user *src, long count)
{
	ksim_might_sleep_at("strncpy_from_user", _RET_IP_);
	if (unlikely(count <= 0))
		return 0;
	return ksim_user_string(dst, (unsigned long)src, count, _RET_IP_);
}
EXPORT_SYMBOL(strncpy_from_user);

long strnlen_user(const char __user *str, long n)
{
	long length;

	ksim_might_sleep_at("strnlen_user", _RET_IP_);
	if (unlikely(n <= 0))
		return 0;
	length = ksim_user_string(NULL, (unsigned long)str, n, _RET_IP_);
	return length < 0 ? 0 : length + 1;
}
EXPORT_SYMBOL(strnlen_user);

int check_zeroed_user(const void __user *from, size_t size)
{
	unsigned char piece[64];

	while (size) {
		size_t n = min(size, sizeof(piece));
		size_t i;

		if (ksim_user_read(piece, (unsigned long)from, n, _RET_IP_))
			return -EFAULT;
		for (i = 0; i < n; i++)
			if (piece[i])
				return 0;
		from += n;
		size -= n;
	}
	return 1;
}
EXPORT_SYMBOL(check_zeroed_user);

int copy_struct_from_user(void *dst, size_t ksize, const void __user *src,
			  size_t usize)
{
	size_t common = min(ksize, usize);
	int zeroed;

	if (usize > ksize) {
		zeroed = check_zeroed_user(src + common, usize - common);
		if (zeroed <= 0)
			return zeroed ?: -E2BIG;
	}
	memset(dst + common, 0, ksize - common);
	return copy_from_user(dst, src, common) ? -EFAULT : 0;
}
EXPORT_SYMBOL(copy_struct_from_user);
