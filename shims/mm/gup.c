// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Making pages of user space present.
 */
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/uaccess.h>

/* Bytes of a range from its byte number @at to the end of that page. */
static size_t rest_of_page(const char __user *start, size_t at)
{
	return PAGE_SIZE - offset_in_page((unsigned long)start + at);
}

size_t fault_in_readable(const char __user *uaddr, size_t size)
{
	size_t at;
	char __maybe_unused byte;

	for (at = 0; at < size; at += min(rest_of_page(uaddr, at), size - at))
		if (get_user(byte, uaddr + at))
			break;
	return size - at;
}
EXPORT_SYMBOL(fault_in_readable);

size_t fault_in_writeable(char __user *uaddr, size_t size)
{
	size_t at;

	/* Linux writes a zero to each page as well. */
	for (at = 0; at < size; at += min(rest_of_page(uaddr, at), size - at))
		if (put_user(0, uaddr + at))
			break;
	return size - at;
}
EXPORT_SYMBOL(fault_in_writeable);
