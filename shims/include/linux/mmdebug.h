/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Assertions of the memory management code.
 *
 * Stands for: include/linux/mmdebug.h
 * Fidelity:   EXACT - as with CONFIG_DEBUG_VM=y: they check
 * Absent:     the page and vma dumps that go with a failure
 */
#ifndef _LINUX_MMDEBUG_H
#define _LINUX_MMDEBUG_H

#include <linux/bug.h>

#define VM_BUG_ON(cond) BUG_ON(cond)
#define VM_BUG_ON_PAGE(cond, page) \
	do { \
		(void)(page); \
		BUG_ON(cond); \
	} while (0)
#define VM_BUG_ON_FOLIO(cond, folio) VM_BUG_ON_PAGE(cond, folio)
#define VM_BUG_ON_VMA(cond, vma) VM_BUG_ON_PAGE(cond, vma)
#define VM_BUG_ON_MM(cond, mm) VM_BUG_ON_PAGE(cond, mm)
#define VM_BUG_ON_PGFLAGS(cond, page) VM_BUG_ON_PAGE(cond, page)

#define VM_WARN_ON(cond) ((void)WARN_ON(cond))
#define VM_WARN_ON_ONCE(cond) ((void)WARN_ON_ONCE(cond))
#define VM_WARN_ONCE(cond, format...) ((void)WARN_ONCE(cond, format))
#define VM_WARN(cond, format...) ((void)WARN(cond, format))
#define VM_WARN_ON_ONCE_PAGE(cond, page) WARN_ON_ONCE(cond)
#define VM_WARN_ON_FOLIO(cond, folio) WARN_ON(cond)
#define VM_WARN_ON_ONCE_FOLIO(cond, folio) WARN_ON_ONCE(cond)

#define VIRTUAL_BUG_ON(cond) BUG_ON(cond)

#endif
