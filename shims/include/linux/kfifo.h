/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues of elements, or of records of bytes, in a ring.
 *
 * Stands for: include/linux/kfifo.h, lib/kfifo.c
 * Fidelity:   EXACT
 * Absent:     kfifo_dma_*_prepare_mapped(), kfifo_out_linear()
 */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/kernel.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/version.h>

/**
 * struct __kfifo - the state of a queue
 * @in: elements ever written, modulo 2^32
 * @out: elements ever read
 * @mask: number of elements, a power of two, minus 1
 * @esize: bytes of an element
 * @data: the ring
 */
struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

/*
 * The type of a queue tells all there is to know while compiling: what its
 * elements are (*type), how many bytes in front of a record hold its length
 * (sizeof(*rectype), 0 without records), and what kfifo_in() and kfifo_out()
 * take (*ptr).
 */
#define __KSIM_KFIFO_COMMON(datatype, recsize, ptrtype)		\
	union {							\
		struct __kfifo kfifo;				\
		datatype *type;					\
		const datatype *const_type;			\
		char (*rectype)[recsize];			\
		ptrtype *ptr;					\
		ptrtype const *ptr_const;			\
	}

/* With the ring behind it, or with room for no more than a pointer to it. */
#define __KSIM_KFIFO(type, size, recsize, ptrtype)		\
	{							\
		__KSIM_KFIFO_COMMON(type, recsize, ptrtype);	\
		type buf[((size) < 2 || ((size) & ((size) - 1))) ? -1 : (size)]; \
	}
#define __KSIM_KFIFO_PTR(type, recsize, ptrtype)		\
	{							\
		__KSIM_KFIFO_COMMON(type, recsize, ptrtype);	\
		type buf[0];					\
	}

#define STRUCT_KFIFO(type, size) struct __KSIM_KFIFO(type, size, 0, type)
#define STRUCT_KFIFO_PTR(type) struct __KSIM_KFIFO_PTR(type, 0, type)
#define STRUCT_KFIFO_REC_1(size) \
	struct __KSIM_KFIFO(unsigned char, size, 1, void)
#define STRUCT_KFIFO_REC_2(size) \
	struct __KSIM_KFIFO(unsigned char, size, 2, void)

/* Queues of bytes, allocated at run time. */
struct kfifo __KSIM_KFIFO_PTR(unsigned char, 0, void);
struct kfifo_rec_ptr_1 __KSIM_KFIFO_PTR(unsigned char, 1, void);
struct kfifo_rec_ptr_2 __KSIM_KFIFO_PTR(unsigned char, 2, void);

#define __is_kfifo_ptr(fifo) \
	(sizeof(*fifo) == sizeof(STRUCT_KFIFO_PTR(typeof(*(fifo)->type))))

#define DECLARE_KFIFO_PTR(fifo, type) STRUCT_KFIFO_PTR(type) fifo
#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo

/* Makes a queue of DECLARE_KFIFO() ready, or marks a _PTR as not allocated. */
#define INIT_KFIFO(fifo)						\
({									\
	typeof(&(fifo)) __f = &(fifo);					\
	struct __kfifo *__k = &__f->kfifo;				\
									\
	__k->in = 0;							\
	__k->out = 0;							\
	__k->mask = __is_kfifo_ptr(__f) ? 0 : ARRAY_SIZE(__f->buf) - 1;	\
	__k->esize = sizeof(*__f->buf);					\
	__k->data = __is_kfifo_ptr(__f) ? NULL : __f->buf;		\
})

#define DEFINE_KFIFO(fifo, type, size)					\
	DECLARE_KFIFO(fifo, type, size) = (typeof(fifo)){		\
		{ { .in = 0,						\
		    .out = 0,						\
		    .mask = __is_kfifo_ptr(&(fifo)) ?			\
				    0 : ARRAY_SIZE((fifo).buf) - 1,	\
		    .esize = sizeof(*(fifo).buf),			\
		    .data = __is_kfifo_ptr(&(fifo)) ? NULL :		\
						      (fifo).buf,	\
		} }							\
	}

static inline unsigned int __must_check
__kfifo_uint_must_check_helper(unsigned int val)
{
	return val;
}

static inline int __must_check __kfifo_int_must_check_helper(int val)
{
	return val;
}

#define kfifo_initialized(fifo) ((fifo)->kfifo.mask)
#define kfifo_esize(fifo) ((fifo)->kfifo.esize)
#define kfifo_recsize(fifo) (sizeof(*(fifo)->rectype))
/* Elements that fit; records have their lengths stored in between. */
#define kfifo_size(fifo) ((fifo)->kfifo.mask + 1)

#define kfifo_reset(fifo) \
	(void)({ (fifo)->kfifo.in = (fifo)->kfifo.out = 0; })
/* Empties it; safe for the only reader. */
#define kfifo_reset_out(fifo) \
	(void)({ (fifo)->kfifo.out = (fifo)->kfifo.in; })

#define kfifo_len(fifo) ((fifo)->kfifo.in - (fifo)->kfifo.out)
#define kfifo_is_empty(fifo) ((fifo)->kfifo.in == (fifo)->kfifo.out)
#define kfifo_is_full(fifo) (kfifo_len(fifo) > (fifo)->kfifo.mask)

#define kfifo_is_empty_spinlocked(fifo, lock)			\
({								\
	unsigned long __flags;					\
	bool __empty;						\
								\
	spin_lock_irqsave(lock, __flags);			\
	__empty = kfifo_is_empty(fifo);				\
	spin_unlock_irqrestore(lock, __flags);			\
	__empty;						\
})
#define kfifo_is_empty_spinlocked_noirqsave(fifo, lock)		\
({								\
	bool __empty;						\
								\
	spin_lock(lock);					\
	__empty = kfifo_is_empty(fifo);				\
	spin_unlock(lock);					\
	__empty;						\
})

/* Free elements; for records, bytes that a next record may have. */
#define kfifo_avail(fifo)						\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
	unsigned int __free = kfifo_size(__f) - kfifo_len(__f);		\
									\
	!__rec ? __free : __free <= __rec ? 0 :				\
		__kfifo_max_r(__free - __rec, __rec);			\
})									\
)

/* Drops an element or a record. */
#define kfifo_skip(fifo)						\
	(void)({							\
		typeof((fifo) + 1) __f = (fifo);			\
		const size_t __rec = sizeof(*__f->rectype);		\
									\
		if (__rec)						\
			__kfifo_skip_r(&__f->kfifo, __rec);		\
		else							\
			__f->kfifo.out++;				\
	})
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define kfifo_skip_count(fifo, count)					\
	(void)({							\
		(fifo)->kfifo.out += (count);				\
	})
#endif

/* Bytes of the next record; without records, of an element. */
#define kfifo_peek_len(fifo)						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	!__rec ? kfifo_len(__f) * sizeof(*__f->type) :			\
		 __kfifo_len_r(&__f->kfifo, __rec);			\
})

/**
 * kfifo_alloc() - give a queue a ring
 * @fifo: a queue that was declared as a pointer
 * @size: elements; rounded up to a power of two, at least 2
 * @gfp_mask: how to allocate
 *
 * Return: 0, -ENOMEM, or -EINVAL.
 */
#define kfifo_alloc(fifo, size, gfp_mask)				\
__kfifo_int_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
									\
	__is_kfifo_ptr(__f) ?						\
		__kfifo_alloc(&__f->kfifo, size, sizeof(*__f->type),	\
			      gfp_mask) :				\
		-EINVAL;						\
})									\
)
#define kfifo_free(fifo)						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
									\
	if (__is_kfifo_ptr(__f))					\
		__kfifo_free(&__f->kfifo);				\
})
/* As kfifo_alloc() with @size bytes at @buffer, rounded down. */
#define kfifo_init(fifo, buffer, size)					\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
									\
	__is_kfifo_ptr(__f) ?						\
		__kfifo_init(&__f->kfifo, buffer, size,			\
			     sizeof(*__f->type)) :			\
		-EINVAL;						\
})

/* One element; how many were put (for records: bytes), 0 if it was full. */
#define kfifo_put(fifo, val)						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(*__f->const_type) __val = (val);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_in_r(&__f->kfifo, &__val, sizeof(__val), __rec) : \
		__kfifo_in(&__f->kfifo, &__val, 1);			\
})
#define kfifo_get(fifo, val)						\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(__f->ptr) __val = (val);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_out_r(&__f->kfifo, __val, sizeof(*__val), __rec) : \
		__kfifo_out(&__f->kfifo, __val, 1);			\
})									\
)
/* As kfifo_get(), but the element stays. */
#define kfifo_peek(fifo, val)						\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(__f->ptr) __val = (val);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_out_peek_r(&__f->kfifo, __val, sizeof(*__val),	\
				   __rec) :				\
		__kfifo_out_peek(&__f->kfifo, __val, 1);		\
})									\
)

/* Up to @n elements, or one record of @n bytes; how many were copied. */
#define kfifo_in(fifo, buf, n)						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(__f->ptr_const) __buf = (buf);				\
	unsigned long __n = (n);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_in_r(&__f->kfifo, __buf, __n, __rec) :		\
		__kfifo_in(&__f->kfifo, __buf, __n);			\
})
#define kfifo_out(fifo, buf, n)						\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(__f->ptr) __buf = (buf);					\
	unsigned long __n = (n);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_out_r(&__f->kfifo, __buf, __n, __rec) :		\
		__kfifo_out(&__f->kfifo, __buf, __n);			\
})									\
)
#define kfifo_out_peek(fifo, buf, n)					\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	typeof(__f->ptr) __buf = (buf);					\
	unsigned long __n = (n);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_out_peek_r(&__f->kfifo, __buf, __n, __rec) :	\
		__kfifo_out_peek(&__f->kfifo, __buf, __n);		\
})									\
)

#define __ksim_kfifo_irqsave(lock, call)				\
({									\
	unsigned long __flags;						\
	unsigned int __copied;						\
									\
	spin_lock_irqsave(lock, __flags);				\
	__copied = call;						\
	spin_unlock_irqrestore(lock, __flags);				\
	__copied;							\
})
#define __ksim_kfifo_locked(lock, call)					\
({									\
	unsigned int __copied;						\
									\
	spin_lock(lock);						\
	__copied = call;						\
	spin_unlock(lock);						\
	__copied;							\
})
#define kfifo_in_spinlocked(fifo, buf, n, lock) \
	__ksim_kfifo_irqsave(lock, kfifo_in(fifo, buf, n))
#define kfifo_in_spinlocked_noirqsave(fifo, buf, n, lock) \
	__ksim_kfifo_locked(lock, kfifo_in(fifo, buf, n))
#define kfifo_out_spinlocked(fifo, buf, n, lock)			\
	__kfifo_uint_must_check_helper(					\
		__ksim_kfifo_irqsave(lock, kfifo_out(fifo, buf, n)))
#define kfifo_out_spinlocked_noirqsave(fifo, buf, n, lock)		\
	__kfifo_uint_must_check_helper(					\
		__ksim_kfifo_locked(lock, kfifo_out(fifo, buf, n)))
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define kfifo_in_locked(fifo, buf, n, lock) \
	kfifo_in_spinlocked(fifo, buf, n, lock)
#define kfifo_out_locked(fifo, buf, n, lock) \
	kfifo_out_spinlocked(fifo, buf, n, lock)
#endif

/**
 * kfifo_from_user() - write from user memory
 * @fifo: the queue
 * @from: user address
 * @len: bytes
 * @copied: bytes copied, also after an error
 *
 * Return: 0 or -EFAULT.
 */
#define kfifo_from_user(fifo, from, len, copied)			\
__kfifo_uint_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_from_user_r(&__f->kfifo, from, len, copied, __rec) : \
		__kfifo_from_user(&__f->kfifo, from, len, copied);	\
})									\
)
#define kfifo_to_user(fifo, to, len, copied)				\
__kfifo_int_must_check_helper(						\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_to_user_r(&__f->kfifo, to, len, copied, __rec) : \
		__kfifo_to_user(&__f->kfifo, to, len, copied);		\
})									\
)

/**
 * kfifo_dma_in_prepare() - describe free room to a device that will fill it
 * @fifo: the queue
 * @sgl: a table of @nents entries, of which two are enough
 * @nents: its size
 * @len: elements wanted; bytes of the record, if it has records
 *
 * Nothing is in the queue before kfifo_dma_in_finish().
 *
 * Return: entries filled; 0 if there is no room.
 */
#define kfifo_dma_in_prepare(fifo, sgl, nents, len)			\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_dma_in_prepare_r(&__f->kfifo, sgl, nents, len,	\
					 __rec) :			\
		__kfifo_dma_in_prepare(&__f->kfifo, sgl, nents, len);	\
})

/**
 * kfifo_dma_in_finish() - what a device has written is in the queue now
 * @fifo: the queue
 * @len: bytes
 */
#define kfifo_dma_in_finish(fifo, len)					\
(void)({								\
	typeof((fifo) + 1) __f = (fifo);				\
	unsigned int __len = (len);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	if (__rec)							\
		__kfifo_dma_in_finish_r(&__f->kfifo, __len, __rec);	\
	else								\
		__f->kfifo.in += __len / sizeof(*__f->type);		\
})

/**
 * kfifo_dma_out_prepare() - describe elements to a device that will take them
 * @fifo: the queue
 * @sgl: a table of @nents entries, of which two are enough
 * @nents: its size
 * @len: elements wanted; bytes of the record, if it has records
 *
 * Nothing leaves the queue before kfifo_dma_out_finish().
 *
 * Return: entries filled; 0 if there is nothing.
 */
#define kfifo_dma_out_prepare(fifo, sgl, nents, len)			\
({									\
	typeof((fifo) + 1) __f = (fifo);				\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	__rec ? __kfifo_dma_out_prepare_r(&__f->kfifo, sgl, nents, len,	\
					  __rec) :			\
		__kfifo_dma_out_prepare(&__f->kfifo, sgl, nents, len);	\
})

/**
 * kfifo_dma_out_finish() - what a device has taken leaves the queue
 * @fifo: the queue
 * @len: bytes; of records the first leaves, whatever its length
 */
#define kfifo_dma_out_finish(fifo, len)					\
(void)({								\
	typeof((fifo) + 1) __f = (fifo);				\
	unsigned int __len = (len);					\
	const size_t __rec = sizeof(*__f->rectype);			\
									\
	if (__rec)							\
		__kfifo_skip_r(&__f->kfifo, __rec);			\
	else								\
		__f->kfifo.out += __len / sizeof(*__f->type);		\
})

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize,
		  gfp_t gfp_mask);
void __kfifo_free(struct __kfifo *fifo);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size,
		 size_t esize);

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf,
			unsigned int len);
unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int len);
unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf,
			      unsigned int len);
int __kfifo_from_user(struct __kfifo *fifo, const void __user *from,
		      unsigned long len, unsigned int *copied);
int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned long len,
		    unsigned int *copied);

unsigned int __kfifo_in_r(struct __kfifo *fifo, const void *buf,
			  unsigned int len, size_t recsize);
unsigned int __kfifo_out_r(struct __kfifo *fifo, void *buf, unsigned int len,
			   size_t recsize);
unsigned int __kfifo_out_peek_r(struct __kfifo *fifo, void *buf,
				unsigned int len, size_t recsize);
int __kfifo_from_user_r(struct __kfifo *fifo, const void __user *from,
			unsigned long len, unsigned int *copied,
			size_t recsize);
int __kfifo_to_user_r(struct __kfifo *fifo, void __user *to, unsigned long len,
		      unsigned int *copied, size_t recsize);
unsigned int __kfifo_len_r(struct __kfifo *fifo, size_t recsize);
void __kfifo_skip_r(struct __kfifo *fifo, size_t recsize);
unsigned int __kfifo_dma_in_prepare(struct __kfifo *fifo,
				    struct scatterlist *sgl, int nents,
				    unsigned int len);
unsigned int __kfifo_dma_out_prepare(struct __kfifo *fifo,
				     struct scatterlist *sgl, int nents,
				     unsigned int len);
unsigned int __kfifo_dma_in_prepare_r(struct __kfifo *fifo,
				      struct scatterlist *sgl, int nents,
				      unsigned int len, size_t recsize);
void __kfifo_dma_in_finish_r(struct __kfifo *fifo, unsigned int len,
			     size_t recsize);
unsigned int __kfifo_dma_out_prepare_r(struct __kfifo *fifo,
				       struct scatterlist *sgl, int nents,
				       unsigned int len, size_t recsize);
/* The longest record that @len bytes and the length field allow. */
unsigned int __kfifo_max_r(unsigned int len, size_t recsize);

/* Drivers get these from here, too. Last: they may need the above. */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#endif
