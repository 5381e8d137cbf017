/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where we are and where we came from.
 *
 * Stands for: include/linux/instruction_pointer.h
 * Fidelity:   EXACT
 * Absent:     nothing
 */
#ifndef _LINUX_INSTRUCTION_POINTER_H
#define _LINUX_INSTRUCTION_POINTER_H

#define _RET_IP_ (unsigned long)__builtin_return_address(0)
#define _THIS_IP_				\
({						\
	__label__ __here;			\
__here:						\
	(unsigned long)&&__here;		\
})

/* As _THIS_IP_, but as exact as a return address is, for struct ksim_site. */
#define ksim_this_site()					\
({								\
	unsigned long __site;					\
								\
	asm volatile("lea 0(%%rip), %0" : "=r"(__site));	\
	__site;							\
})

#endif
