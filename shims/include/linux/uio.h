/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One way to walk user vectors, kernel vectors and single buffers.
 *
 * Stands for: include/linux/uio.h, lib/iov_iter.c
 * Fidelity:   EXACT - iovec, kvec, ubuf and discard iterators
 * Absent:     bvec, pipe and xarray iterators, iov_iter_get_pages*(),
 *	       csum_and_copy_*(); saved states, which Linux keeps from modules
 */
#ifndef _KSIM_LINUX_UIO_H
#define _KSIM_LINUX_UIO_H

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/thread_info.h>
#include <linux/types.h>
#include <linux/version.h>
#include <uapi/linux/uio.h>

struct page;

struct kvec {
	void *iov_base;
	size_t iov_len;
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
enum iter_type {
	ITER_UBUF,
	ITER_IOVEC,
	ITER_BVEC,
	ITER_KVEC,
	ITER_XARRAY,
	ITER_DISCARD,
};
#else
enum iter_type {
	ITER_IOVEC,
	ITER_KVEC,
	ITER_BVEC,
	ITER_PIPE,
	ITER_XARRAY,
	ITER_DISCARD,
	ITER_UBUF,
};
#endif

#define ITER_SOURCE 1
#define ITER_DEST 0

struct iov_iter {
	u8 iter_type;
	bool nofault;
	bool data_source;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	bool user_backed;
#endif
	size_t iov_offset;
	size_t count;
	union {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
		const struct iovec *__iov;
#else
		const struct iovec *iov;
#endif
		const struct kvec *kvec;
		void __user *ubuf;
	};
	unsigned long nr_segs;
};

static inline const struct iovec *iter_iov(const struct iov_iter *iter)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	return iter->__iov;
#else
	return iter->iov;
#endif
}

static inline enum iter_type iov_iter_type(const struct iov_iter *i)
{
	return i->iter_type;
}

static inline bool iter_is_ubuf(const struct iov_iter *i)
{
	return iov_iter_type(i) == ITER_UBUF;
}

static inline bool iter_is_iovec(const struct iov_iter *i)
{
	return iov_iter_type(i) == ITER_IOVEC;
}

static inline bool iov_iter_is_kvec(const struct iov_iter *i)
{
	return iov_iter_type(i) == ITER_KVEC;
}

static inline bool iov_iter_is_discard(const struct iov_iter *i)
{
	return iov_iter_type(i) == ITER_DISCARD;
}

static inline unsigned char iov_iter_rw(const struct iov_iter *i)
{
	return i->data_source ? 1 : 0;
}

static inline bool user_backed_iter(const struct iov_iter *i)
{
	return iter_is_ubuf(i) || iter_is_iovec(i);
}

static inline size_t iov_iter_count(const struct iov_iter *i)
{
	return i->count;
}

static inline void iov_iter_truncate(struct iov_iter *i, u64 count)
{
	if (i->count > count)
		i->count = count;
}

static inline void iov_iter_reexpand(struct iov_iter *i, size_t count)
{
	i->count = count;
}

static inline size_t iov_length(const struct iovec *iov, unsigned long nr_segs)
{
	size_t total = 0;

	while (nr_segs--)
		total += iov++->iov_len;
	return total;
}

void iov_iter_init(struct iov_iter *i, unsigned int direction,
		   const struct iovec *iov, unsigned long nr_segs,
		   size_t count);
void iov_iter_kvec(struct iov_iter *i, unsigned int direction,
		   const struct kvec *kvec, unsigned long nr_segs,
		   size_t count);
void iov_iter_discard(struct iov_iter *i, unsigned int direction,
		      size_t count);

static inline void iov_iter_ubuf(struct iov_iter *i, unsigned int direction,
				 void __user *buf, size_t count)
{
	*i = (struct iov_iter){
		.iter_type = ITER_UBUF,
		.data_source = direction,
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
		.user_backed = true,
#endif
		.ubuf = buf,
		.count = count,
		.nr_segs = 1,
	};
}

void iov_iter_advance(struct iov_iter *i, size_t bytes);
void iov_iter_revert(struct iov_iter *i, size_t bytes);
size_t iov_iter_single_seg_count(const struct iov_iter *i);
size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i);
size_t _copy_from_iter(void *addr, size_t bytes, struct iov_iter *i);
size_t iov_iter_zero(size_t bytes, struct iov_iter *i);
size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes,
			 struct iov_iter *i);
size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes,
			   struct iov_iter *i);
unsigned long iov_iter_alignment(const struct iov_iter *i);

static __always_inline __must_check size_t
copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	return _copy_to_iter(addr, bytes, i);
}

static __always_inline __must_check size_t
copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	return _copy_from_iter(addr, bytes, i);
}

static __always_inline __must_check bool
copy_to_iter_full(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t copied = _copy_to_iter(addr, bytes, i);

	if (likely(copied == bytes))
		return true;
	iov_iter_revert(i, copied);
	return false;
}

static __always_inline __must_check bool
copy_from_iter_full(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t copied = _copy_from_iter(addr, bytes, i);

	if (likely(copied == bytes))
		return true;
	iov_iter_revert(i, copied);
	return false;
}

#endif
