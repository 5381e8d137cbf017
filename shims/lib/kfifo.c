// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Queues in a ring. The positions run freely; the difference of the two is what
 * is in the queue, and their lower bits are places in the ring.
 */
#include <linux/export.h>
#include <linux/kfifo.h>
#include <linux/scatterlist.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

static unsigned int used(const struct __kfifo *fifo)
{
	return fifo->in - fifo->out;
}

static unsigned int unused(const struct __kfifo *fifo)
{
	return fifo->mask + 1 - used(fifo);
}

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize,
		  gfp_t gfp_mask)
{
	size = roundup_pow_of_two(size);
	fifo->in = fifo->out = fifo->mask = 0;
	fifo->esize = esize;
	fifo->data = NULL;
	if (size < 2)
		return -EINVAL;
	fifo->data = kmalloc_array(esize, size, gfp_mask);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_alloc);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){};
}
EXPORT_SYMBOL(__kfifo_free);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size,
		 size_t esize)
{
	size /= esize;
	if (size)
		size = rounddown_pow_of_two(size);
	fifo->in = fifo->out = fifo->mask = 0;
	fifo->esize = esize;
	fifo->data = buffer;
	if (size < 2)
		return -EINVAL;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_init);

/* A run of elements as it lies in the ring: up to its end, and the rest. */
struct pieces {
	void *first;
	unsigned int first_bytes;
	unsigned int rest_bytes; /* from the ring's start */
};

static struct pieces pieces_at(const struct __kfifo *fifo, unsigned int position,
			       unsigned int count)
{
	unsigned int place = position & fifo->mask;
	unsigned int to_end = fifo->mask + 1 - place;
	unsigned int first = min(count, to_end);

	return (struct pieces){
		.first = fifo->data + place * fifo->esize,
		.first_bytes = first * fifo->esize,
		.rest_bytes = (count - first) * fifo->esize,
	};
}

static void copy_in(struct __kfifo *fifo, const void *from, unsigned int count,
		    unsigned int position)
{
	struct pieces to = pieces_at(fifo, position, count);

	memcpy(to.first, from, to.first_bytes);
	memcpy(fifo->data, from + to.first_bytes, to.rest_bytes);
	smp_wmb();
}

static void copy_out(struct __kfifo *fifo, void *to, unsigned int count,
		     unsigned int position)
{
	struct pieces from = pieces_at(fifo, position, count);

	memcpy(to, from.first, from.first_bytes);
	memcpy(to + from.first_bytes, fifo->data, from.rest_bytes);
	smp_wmb();
}

/* These return the number of elements that were not copied completely. */
static unsigned int copy_in_user(struct __kfifo *fifo, const void __user *from,
				 unsigned int count, unsigned int position,
				 unsigned int *copied)
{
	struct pieces to = pieces_at(fifo, position, count);
	unsigned long left;

	left = copy_from_user(to.first, from, to.first_bytes);
	if (left)
		left += to.rest_bytes;
	else
		left = copy_from_user(fifo->data, from + to.first_bytes,
				      to.rest_bytes);
	left = DIV_ROUND_UP(left, fifo->esize);
	smp_wmb();
	*copied = (count - left) * fifo->esize;
	return left;
}

static unsigned int copy_out_user(struct __kfifo *fifo, void __user *to,
				  unsigned int count, unsigned int position,
				  unsigned int *copied)
{
	struct pieces from = pieces_at(fifo, position, count);
	unsigned long left;

	left = copy_to_user(to, from.first, from.first_bytes);
	if (left)
		left += from.rest_bytes;
	else
		left = copy_to_user(to + from.first_bytes, fifo->data,
				    from.rest_bytes);
	left = DIV_ROUND_UP(left, fifo->esize);
	smp_wmb();
	*copied = (count - left) * fifo->esize;
	return left;
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int len)
{
	len = min(len, unused(fifo));
	copy_in(fifo, buf, len, fifo->in);
	fifo->in += len;
	return len;
}
EXPORT_SYMBOL(__kfifo_in);

unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int len)
{
	len = min(len, used(fifo));
	copy_out(fifo, buf, len, fifo->out);
	return len;
}
EXPORT_SYMBOL(__kfifo_out_peek);

unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int len)
{
	len = __kfifo_out_peek(fifo, buf, len);
	fifo->out += len;
	return len;
}
EXPORT_SYMBOL(__kfifo_out);

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from,
		      unsigned long len, unsigned int *copied)
{
	unsigned int count = min_t(unsigned long, len / fifo->esize,
				   unused(fifo));
	unsigned int left = copy_in_user(fifo, from, count, fifo->in, copied);

	fifo->in += count - left;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len,
		    unsigned int *copied)
{
	unsigned int count = min_t(unsigned long, len / fifo->esize,
				   used(fifo));
	unsigned int left = copy_out_user(fifo, to, count, fifo->out, copied);

	fifo->out += count - left;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_to_user);

/*
 * Describes a run of elements in the ring to a device: an entry for each of its
 * two pieces, for a ring lies in one piece of the direct map.
 */
static unsigned int fill_table(struct __kfifo *fifo, struct scatterlist *sgl,
			       int nents, unsigned int count,
			       unsigned int position)
{
	struct pieces pieces = pieces_at(fifo, position, count);
	unsigned int filled = 0;

	if (nents && pieces.first_bytes) {
		sg_set_page(sgl, virt_to_page(pieces.first),
			    pieces.first_bytes, offset_in_page(pieces.first));
		filled = 1;
	}
	if (filled < nents && pieces.rest_bytes) {
		sg_set_page(sgl + filled, virt_to_page(fifo->data),
			    pieces.rest_bytes, offset_in_page(fifo->data));
		filled++;
	}
	return filled;
}

unsigned int __kfifo_dma_in_prepare(struct __kfifo *fifo,
				    struct scatterlist *sgl, int nents,
				    unsigned int len)
{
	return fill_table(fifo, sgl, nents, min(len, unused(fifo)), fifo->in);
}
EXPORT_SYMBOL(__kfifo_dma_in_prepare);

unsigned int __kfifo_dma_out_prepare(struct __kfifo *fifo,
				     struct scatterlist *sgl, int nents,
				     unsigned int len)
{
	return fill_table(fifo, sgl, nents, min(len, used(fifo)), fifo->out);
}
EXPORT_SYMBOL(__kfifo_dma_out_prepare);

/*
 * Records: @recsize bytes of length, lowest first, then the bytes themselves.
 * Elements are bytes here.
 */
unsigned int __kfifo_max_r(unsigned int len, size_t recsize)
{
	return min(len, (1U << (8 * recsize)) - 1);
}
EXPORT_SYMBOL(__kfifo_max_r);

static u8 *byte_at(struct __kfifo *fifo, unsigned int position)
{
	return (u8 *)fifo->data + (position & fifo->mask);
}

unsigned int __kfifo_len_r(struct __kfifo *fifo, size_t recsize)
{
	unsigned int len = 0;

	while (recsize--)
		len = len << 8 | *byte_at(fifo, fifo->out + recsize);
	return len;
}
EXPORT_SYMBOL(__kfifo_len_r);

static void store_length(struct __kfifo *fifo, unsigned int len, size_t recsize)
{
	size_t i;

	for (i = 0; i < recsize; i++)
		*byte_at(fifo, fifo->in + i) = len >> (8 * i);
}

unsigned int __kfifo_in_r(struct __kfifo *fifo, const void *buf,
			  unsigned int len, size_t recsize)
{
	if (len + recsize > unused(fifo))
		return 0;
	store_length(fifo, len, recsize);
	copy_in(fifo, buf, len, fifo->in + recsize);
	fifo->in += len + recsize;
	return len;
}
EXPORT_SYMBOL(__kfifo_in_r);

unsigned int __kfifo_out_peek_r(struct __kfifo *fifo, void *buf,
				unsigned int len, size_t recsize)
{
	if (!used(fifo))
		return 0;
	len = min(len, __kfifo_len_r(fifo, recsize));
	copy_out(fifo, buf, len, fifo->out + recsize);
	return len;
}
EXPORT_SYMBOL(__kfifo_out_peek_r);

void __kfifo_skip_r(struct __kfifo *fifo, size_t recsize)
{
	fifo->out += __kfifo_len_r(fifo, recsize) + recsize;
}
EXPORT_SYMBOL(__kfifo_skip_r);

unsigned int __kfifo_out_r(struct __kfifo *fifo, void *buf, unsigned int len,
			   size_t recsize)
{
	if (!used(fifo))
		return 0;
	/* what does not fit into @buf is lost */
	len = __kfifo_out_peek_r(fifo, buf, len, recsize);
	__kfifo_skip_r(fifo, recsize);
	return len;
}
EXPORT_SYMBOL(__kfifo_out_r);

int __kfifo_from_user_r(struct __kfifo *fifo, const void __user *from,
			unsigned long len, unsigned int *copied, size_t recsize)
{
	*copied = 0;
	len = __kfifo_max_r(len, recsize);
	if (len + recsize > unused(fifo))
		return 0;
	store_length(fifo, len, recsize);
	if (copy_in_user(fifo, from, len, fifo->in + recsize, copied)) {
		*copied = 0;
		return -EFAULT;
	}
	fifo->in += len + recsize;
	return 0;
}
EXPORT_SYMBOL(__kfifo_from_user_r);

int __kfifo_to_user_r(struct __kfifo *fifo, void __user *to, unsigned long len,
		      unsigned int *copied, size_t recsize)
{
	*copied = 0;
	if (!used(fifo))
		return 0;
	len = min_t(unsigned long, len, __kfifo_len_r(fifo, recsize));
	if (copy_out_user(fifo, to, len, fifo->out + recsize, copied)) {
		*copied = 0;
		return -EFAULT;
	}
	__kfifo_skip_r(fifo, recsize);
	return 0;
}
EXPORT_SYMBOL(__kfifo_to_user_r);

unsigned int __kfifo_dma_in_prepare_r(struct __kfifo *fifo,
				      struct scatterlist *sgl, int nents,
				      unsigned int len, size_t recsize)
{
	len = __kfifo_max_r(len, recsize);
	if (len + recsize > unused(fifo))
		return 0;
	return fill_table(fifo, sgl, nents, len, fifo->in + recsize);
}
EXPORT_SYMBOL(__kfifo_dma_in_prepare_r);

void __kfifo_dma_in_finish_r(struct __kfifo *fifo, unsigned int len,
			     size_t recsize)
{
	len = __kfifo_max_r(len, recsize);
	store_length(fifo, len, recsize);
	fifo->in += len + recsize;
}
EXPORT_SYMBOL(__kfifo_dma_in_finish_r);

unsigned int __kfifo_dma_out_prepare_r(struct __kfifo *fifo,
				       struct scatterlist *sgl, int nents,
				       unsigned int len, size_t recsize)
{
	len = __kfifo_max_r(len, recsize);
	if (len + recsize > used(fifo))
		return 0;
	return fill_table(fifo, sgl, nents, len, fifo->out + recsize);
}
EXPORT_SYMBOL(__kfifo_dma_out_prepare_r);
