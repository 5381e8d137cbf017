/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ring buffers of a power-of-two size; one byte always stays free.
 *
 * Stands for: include/linux/circ_buf.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_CIRC_BUF_H
#define _LINUX_CIRC_BUF_H 1

struct circ_buf {
	char *buf;
	int head;
	int tail;
};

/* Bytes to read; bytes to write. */
#define CIRC_CNT(head, tail, size) (((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size) CIRC_CNT((tail), ((head) + 1), (size))

/* The same, but only up to the end of the buffer. */
#define CIRC_CNT_TO_END(head, tail, size)			\
({								\
	int __to_end = (size) - (tail);				\
	int __all = ((head) + __to_end) & ((size) - 1);		\
								\
	__all < __to_end ? __all : __to_end;			\
})
#define CIRC_SPACE_TO_END(head, tail, size)			\
({								\
	int __to_end = (size) - 1 - (head);			\
	int __all = (__to_end + (tail)) & ((size) - 1);		\
								\
	__all <= __to_end ? __all : __to_end + 1;		\
})

#endif
