// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Init functions of built-in code, called level by level. Stands for the part
 * of init/main.c that does so.
 */
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/printk.h>

#define LEVEL(id)							\
	extern initcall_t __start___initcall_##id[]			\
		__attribute__((__weak__, __visibility__("hidden")));	\
	extern initcall_t __stop___initcall_##id[]			\
		__attribute__((__weak__, __visibility__("hidden")))

LEVEL(con);
LEVEL(early);
LEVEL(0);
LEVEL(1);
LEVEL(1s);
LEVEL(2);
LEVEL(2s);
LEVEL(3);
LEVEL(3s);
LEVEL(4);
LEVEL(4s);
LEVEL(5);
LEVEL(5s);
LEVEL(rootfs);
LEVEL(6);
LEVEL(6s);
LEVEL(7);
LEVEL(7s);

int do_one_initcall(initcall_t fn)
{
	int count = preempt_count();
	int ret = fn();
	bool imbalanced = preempt_count() != count;
	bool irqs_off = irqs_disabled();

	preempt_count_add(count - preempt_count());
	if (irqs_off)
		local_irq_enable();
	WARN(imbalanced || irqs_off, "initcall %pS returned with %s%s\n", fn,
	     imbalanced ? "preemption imbalance " : "",
	     irqs_off ? "disabled interrupts " : "");
	return ret;
}

static void do_level(initcall_t *from, initcall_t *to)
{
	for (; from < to; from++)
		do_one_initcall(*from);
}

#define DO_LEVEL(id) do_level(__start___initcall_##id, __stop___initcall_##id)

void do_initcalls(void)
{
	DO_LEVEL(con);
	DO_LEVEL(early);
	DO_LEVEL(0);
	DO_LEVEL(1);
	DO_LEVEL(1s);
	DO_LEVEL(2);
	DO_LEVEL(2s);
	DO_LEVEL(3);
	DO_LEVEL(3s);
	DO_LEVEL(4);
	DO_LEVEL(4s);
	DO_LEVEL(5);
	DO_LEVEL(5s);
	DO_LEVEL(rootfs);
	DO_LEVEL(6);
	DO_LEVEL(6s);
	DO_LEVEL(7);
	DO_LEVEL(7s);
}
