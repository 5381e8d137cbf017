// SPDX-License-Identifier: GPL-2.0-or-later
/* Walking user vectors, kernel vectors and single buffers alike. */
#include <linux/uio.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/bug.h>

void iov_iter_init(struct iov_iter *i, unsigned int direction,
		   const struct iovec *iov, unsigned long nr_segs,
		   size_t count)
{
	WARN_ON(direction & ~(READ | WRITE));
	*i = (struct iov_iter){
		.iter_type = ITER_IOVEC,
		.data_source = direction,
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
		.__iov = iov,
#else
		.user_backed = true,
		.iov = iov,
#endif
		.nr_segs = nr_segs,
		.count = count,
	};
}
EXPORT_SYMBOL(iov_iter_init);

void iov_iter_kvec(struct iov_iter *i, unsigned int direction,
		   const struct kvec *kvec, unsigned long nr_segs,
		   size_t count)
{
	WARN_ON(direction & ~(READ | WRITE));
	*i = (struct iov_iter){
		.iter_type = ITER_KVEC,
		.data_source = direction,
		.kvec = kvec,
		.nr_segs = nr_segs,
		.count = count,
	};
}
EXPORT_SYMBOL(iov_iter_kvec);

void iov_iter_discard(struct iov_iter *i, unsigned int direction, size_t count)
{
	BUG_ON(direction != READ);
	*i = (struct iov_iter){
		.iter_type = ITER_DISCARD,
		.data_source = direction,
		.count = count,
	};
}
EXPORT_SYMBOL(iov_iter_discard);

/* iovec and kvec have one layout; only who may be touched differs. */
static const struct kvec *segment(const struct iov_iter *i)
{
	return i->kvec;
}

static bool is_vector(const struct iov_iter *i)
{
	return iter_is_iovec(i) || iov_iter_is_kvec(i);
}

/* Where the next bytes are, and how many of them lie together. */
static void *current_chunk(const struct iov_iter *i, size_t *length)
{
	if (!is_vector(i)) {
		*length = i->count;
		return (void __force *)i->ubuf + i->iov_offset;
	}
	*length = min(i->count, segment(i)->iov_len - i->iov_offset);
	return segment(i)->iov_base + i->iov_offset;
}

static void skip_finished(struct iov_iter *i)
{
	while (is_vector(i) && i->nr_segs &&
	       i->iov_offset >= segment(i)->iov_len) {
		i->iov_offset -= segment(i)->iov_len;
		i->kvec++;
		i->nr_segs--;
	}
}

void iov_iter_advance(struct iov_iter *i, size_t bytes)
{
	bytes = min(bytes, i->count);
	i->count -= bytes;
	i->iov_offset += bytes;
	skip_finished(i);
}
EXPORT_SYMBOL(iov_iter_advance);

void iov_iter_revert(struct iov_iter *i, size_t bytes)
{
	if (!bytes)
		return;
	if (WARN_ON(bytes > MAX_RW_COUNT))
		return;
	i->count += bytes;
	if (iov_iter_is_discard(i))
		return;
	while (is_vector(i) && bytes > i->iov_offset) {
		bytes -= i->iov_offset;
		i->kvec--;
		i->nr_segs++;
		i->iov_offset = segment(i)->iov_len;
	}
	i->iov_offset -= bytes;
}
EXPORT_SYMBOL(iov_iter_revert);

size_t iov_iter_single_seg_count(const struct iov_iter *i)
{
	if (i->nr_segs > 1 && is_vector(i))
		return min(i->count, segment(i)->iov_len - i->iov_offset);
	return i->count;
}
EXPORT_SYMBOL(iov_iter_single_seg_count);

unsigned long iov_iter_alignment(const struct iov_iter *i)
{
	struct iov_iter copy = *i;
	unsigned long bits = 0;
	size_t length;

	if (iov_iter_is_discard(i))
		return 0;
	while (copy.count) {
		bits |= (unsigned long)current_chunk(&copy, &length);
		bits |= length;
		iov_iter_advance(&copy, length);
	}
	return bits;
}
EXPORT_SYMBOL(iov_iter_alignment);

size_t _copy_to_iter(const void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = 0, length, left;
	void *to;

	if (WARN_ON_ONCE(i->data_source))
		return 0;
	bytes = min(bytes, i->count);
	skip_finished(i);
	while (done < bytes) {
		to = current_chunk(i, &length);
		length = min(length, bytes - done);
		left = 0;
		if (user_backed_iter(i))
			left = copy_to_user((void __user *)to, addr + done,
					    length);
		else if (iov_iter_is_kvec(i))
			memcpy(to, addr + done, length);
		iov_iter_advance(i, length - left);
		done += length - left;
		if (left)
			break;
	}
	return done;
}
EXPORT_SYMBOL(_copy_to_iter);

size_t _copy_from_iter(void *addr, size_t bytes, struct iov_iter *i)
{
	size_t done = 0, length, left;
	void *from;

	if (WARN_ON_ONCE(!i->data_source))
		return 0;
	bytes = min(bytes, i->count);
	skip_finished(i);
	while (done < bytes) {
		from = current_chunk(i, &length);
		length = min(length, bytes - done);
		left = 0;
		if (user_backed_iter(i))
			left = copy_from_user(addr + done,
					      (const void __user *)from,
					      length);
		else
			memcpy(addr + done, from, length);
		iov_iter_advance(i, length - left);
		done += length - left;
		if (left)
			break;
	}
	return done;
}
EXPORT_SYMBOL(_copy_from_iter);

size_t iov_iter_zero(size_t bytes, struct iov_iter *i)
{
	size_t done = 0, length, left;
	void *to;

	bytes = min(bytes, i->count);
	skip_finished(i);
	while (done < bytes) {
		to = current_chunk(i, &length);
		length = min(length, bytes - done);
		left = 0;
		if (user_backed_iter(i))
			left = clear_user((void __user *)to, length);
		else if (iov_iter_is_kvec(i))
			memset(to, 0, length);
		iov_iter_advance(i, length - left);
		done += length - left;
		if (left)
			break;
	}
	return done;
}
EXPORT_SYMBOL(iov_iter_zero);

size_t copy_page_to_iter(struct page *page, size_t offset, size_t bytes,
			 struct iov_iter *i)
{
	return _copy_to_iter(page_address(page) + offset, bytes, i);
}
EXPORT_SYMBOL(copy_page_to_iter);

size_t copy_page_from_iter(struct page *page, size_t offset, size_t bytes,
			   struct iov_iter *i)
{
	return _copy_from_iter(page_address(page) + offset, bytes, i);
}
EXPORT_SYMBOL(copy_page_from_iter);
