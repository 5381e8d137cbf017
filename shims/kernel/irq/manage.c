// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Requesting interrupts, and turning them off and on.
 *
 * Stands for: kernel/irq/manage.c
 */
#define pr_fmt(fmt) "genirq: " fmt

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/version.h>
#include <linux/wait.h>
#include <ksim/abi/report.h>
#include <ksim/abi/time.h>
#include <ksim/interrupt.h>

#include "internals.h"

/* For a request without a handler. */
static irqreturn_t irq_default_primary_handler(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

/* Waiting */

/* A handler that waits for itself waits for ever. */
static void check_not_inside(struct irq_desc *desc, const char *function,
			     unsigned long caller)
{
	char detail[96];

	if (likely(desc->ksim_task != current))
		return;
	snprintf(detail, sizeof(detail),
		 "%s() waits for the handlers of irq %u, and is called by one",
		 function, desc->irq_data.irq);
	ksim_report_oops(KSIM_FINDING_DEADLOCK,
			 "watchdog: BUG: soft lockup - CPU#0 stuck",
			 "interrupt handler waits for its own end", detail,
			 &(struct ksim_site){ ksim_report_driver_caller(caller),
					      "waits here" },
			 1);
}

static void wait_for_handlers(struct irq_desc *desc, const char *function,
			      unsigned long caller)
{
	check_not_inside(desc, function, caller);
	while (desc->irq_common_data.state & IRQD_IRQ_INPROGRESS)
		ksim_time_spin(caller);
}

static void wait_for_threads(struct irq_desc *desc, const char *function,
			     unsigned long caller)
{
	wait_for_handlers(desc, function, caller);
	wait_event(desc->wait_for_threads, !desc->threads_active);
}

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return true;
	wait_for_handlers(desc, "synchronize_hardirq", _RET_IP_);
	return !desc->threads_active;
}
EXPORT_SYMBOL(synchronize_hardirq);

void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (desc)
		wait_for_threads(desc, "synchronize_irq", _RET_IP_);
}
EXPORT_SYMBOL(synchronize_irq);

/* Off and on */

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (desc && !desc->depth++)
		irq_disable(desc);
}
EXPORT_SYMBOL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	might_sleep();
	disable_irq_nosync(irq);
	if (desc)
		wait_for_threads(desc, "disable_irq", _RET_IP_);
}
EXPORT_SYMBOL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	disable_irq_nosync(irq);
	if (!desc)
		return false;
	wait_for_handlers(desc, "disable_hardirq", _RET_IP_);
	return !desc->threads_active;
}
EXPORT_SYMBOL_GPL(disable_hardirq);

static void enable_desc(struct irq_desc *desc)
{
	switch (desc->depth) {
	case 0:
		WARN(1, KERN_WARNING "Unbalanced enable for IRQ %d\n",
		     irq_desc_get_irq(desc));
		break;
	case 1:
		irq_startup(desc);
		break;
	default:
		desc->depth--;
	}
}

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	if (WARN(desc->irq_data.chip == &no_irq_chip,
		 KERN_ERR "enable_irq before setup/request_irq: irq %u\n", irq))
		return;
	enable_desc(desc);
	ksim_irq_poll_if_on();
}
EXPORT_SYMBOL(enable_irq);

/* Threads */

/* The last of the threads for which the line was masked unmasks it. */
static void finalize_oneshot(struct irq_desc *desc, struct irqaction *action)
{
	if (!(desc->istate & IRQS_ONESHOT) ||
	    action->handler == no_action)
		return;
	/* Still in the handler, which may wake this thread once more. */
	while (desc->irq_common_data.state & IRQD_IRQ_INPROGRESS)
		ksim_time_spin(_RET_IP_);
	if (test_bit(IRQTF_RUNTHREAD, &action->thread_flags))
		return;
	desc->threads_oneshot &= ~action->thread_mask;
	if (!desc->threads_oneshot && !irqd_irq_disabled(&desc->irq_data) &&
	    irqd_irq_masked(&desc->irq_data))
		unmask_irq(desc);
}

static void thread_is_done(struct irq_desc *desc)
{
	if (!--desc->threads_active)
		wake_up(&desc->wait_for_threads);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = irq_to_desc(action->irq);

	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (test_and_clear_bit(IRQTF_RUNTHREAD,
				       &action->thread_flags)) {
			struct ksim_context context;

			__set_current_state(TASK_RUNNING);
			context = ksim_context_save();
			action->thread_fn(action->irq, action->dev_id);
			ksim_context_check(context, "threaded interrupt",
					   action->thread_fn);
			finalize_oneshot(desc, action);
			thread_is_done(desc);
			continue;
		}
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int make_thread(struct irqaction *action)
{
	struct task_struct *thread;

	thread = kthread_create(irq_thread, action, "irq/%d-%s", action->irq,
				action->name);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	get_task_struct(thread);
	action->thread = thread;
	return 0;
}

static void stop_thread(struct irqaction *action)
{
	if (!action->thread)
		return;
	kthread_stop(action->thread);
	put_task_struct(action->thread);
}

/* Requests */

static int trigger_of(const struct irqaction *action)
{
	return action->flags & IRQF_TRIGGER_MASK;
}

/* One who does not care may take after the others. */
static bool agree_on_oneshot(const struct irqaction *old, struct irqaction *new)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	if (old->flags & IRQF_ONESHOT && new->flags & IRQF_COND_ONESHOT)
		new->flags |= IRQF_ONESHOT;
#endif
	return !((old->flags ^ new->flags) & IRQF_ONESHOT);
}

/* Return: 0 if the line can be shared so, -EBUSY if not. */
static int check_shared(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction *old = desc->action;
	unsigned int oldtype = trigger_of(new);

	if (irqd_trigger_type_was_set(&desc->irq_data))
		oldtype = irqd_get_trigger_type(&desc->irq_data);
	else
		irqd_set_trigger_type(&desc->irq_data, oldtype);
	if (old->flags & new->flags & IRQF_SHARED &&
	    oldtype == trigger_of(new) && agree_on_oneshot(old, new) &&
	    !((old->flags ^ new->flags) & IRQF_PERCPU))
		return 0;
	if (!(new->flags & IRQF_PROBE_SHARED))
		pr_err("Flags mismatch irq %d. %08x (%s) vs. %08x (%s)\n",
		       new->irq, new->flags, new->name, old->flags, old->name);
	return -EBUSY;
}

static int choose_thread_mask(struct irq_desc *desc, struct irqaction *new)
{
	unsigned long taken = 0;
	struct irqaction *action;

	if (!(new->flags & IRQF_ONESHOT)) {
		if (new->handler != irq_default_primary_handler)
			return 0;
		/* The line would come again before the thread has run. */
		pr_err("Threaded irq requested with handler=NULL and !ONESHOT for %s (irq %d)\n",
		       new->name, new->irq);
		return -EINVAL;
	}
	for (action = desc->action; action; action = action->next)
		taken |= action->thread_mask;
	if (!~taken)
		return -EBUSY;
	new->thread_mask = 1UL << __ffs(~taken);
	return 0;
}

/* The first one on a line. */
static int start_line(struct irq_desc *desc, struct irqaction *new)
{
	int ret;

	if (trigger_of(new)) {
		ret = __irq_set_trigger(desc, trigger_of(new));
		if (ret)
			return ret;
	}
	desc->istate &= ~(IRQS_SPURIOUS_DISABLED | IRQS_ONESHOT);
	desc->irq_common_data.state &= ~IRQD_IRQ_INPROGRESS;
	if (new->flags & IRQF_ONESHOT)
		desc->istate |= IRQS_ONESHOT;
	desc->action = new;
	if (!(new->flags & IRQF_NO_AUTOEN) && !(desc->status & IRQ_NOAUTOEN))
		irq_startup(desc);
	else
		desc->depth = 1;
	return 0;
}

static void join_line(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **place = &desc->action;

	while (*place)
		place = &(*place)->next;
	*place = new;
	if (desc->istate & IRQS_SPURIOUS_DISABLED) {
		desc->istate &= ~IRQS_SPURIOUS_DISABLED;
		enable_desc(desc);
	}
}

static int setup_irq(struct irq_desc *desc, struct irqaction *new)
{
	int ret;

	if (desc->irq_data.chip == &no_irq_chip)
		return -ENOSYS;
	if (!try_module_get(desc->owner))
		return -ENODEV;
	if (!trigger_of(new))
		new->flags |= irqd_get_trigger_type(&desc->irq_data);
	if (new->thread_fn) {
		ret = make_thread(new);
		if (ret)
			goto err_module;
	}
	if (desc->irq_data.chip->flags & IRQCHIP_ONESHOT_SAFE)
		new->flags &= ~IRQF_ONESHOT;

	ret = desc->action ? check_shared(desc, new) : 0;
	if (!ret)
		ret = choose_thread_mask(desc, new);
	if (!ret && !desc->action)
		ret = start_line(desc, new);
	else if (!ret)
		join_line(desc, new);
	if (ret)
		goto err_thread;
	desc->irq_count = 0;
	desc->irqs_unhandled = 0;
	if (new->thread)
		wake_up_process(new->thread);
	/* What was waiting for the line to come on. */
	ksim_irq_poll_if_on();
	return 0;

err_thread:
	stop_thread(new);
err_module:
	module_put(desc->owner);
	return ret;
}

static int request_from(unsigned int irq, irq_handler_t handler,
			irq_handler_t thread_fn, unsigned long irqflags,
			const char *devname, void *dev_id, unsigned long caller)
{
	bool shared = irqflags & IRQF_SHARED;
	struct irqaction *action;
	struct irq_desc *desc;
	int ret;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	if ((shared && !dev_id) || (shared && irqflags & IRQF_NO_AUTOEN) ||
	    (!shared && irqflags & IRQF_COND_SUSPEND) ||
	    (irqflags & IRQF_NO_SUSPEND && irqflags & IRQF_COND_SUSPEND))
		return -EINVAL;
	desc = irq_to_desc(irq);
	if (!desc || desc->status & IRQ_NOREQUEST)
		return -EINVAL;
	/* The timer's. */
	if (!irq) {
		pr_err("Flags mismatch irq %d. %08lx (%s) vs. %08x (%s)\n", irq,
		       irqflags, devname, IRQF_NOBALANCING | IRQF_TIMER,
		       "timer");
		return -EBUSY;
	}
	if (!handler) {
		if (!thread_fn)
			return -EINVAL;
		handler = irq_default_primary_handler;
	}
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	/* Missed as a handler, not as memory. */
	kmemleak_not_leak(action);
	action->irq = irq;
	action->handler = handler;
	action->thread_fn = thread_fn;
	action->flags = irqflags;
	action->name = devname;
	action->dev_id = dev_id;
	action->ksim_site = ksim_report_driver_caller(caller);
	ret = setup_irq(desc, action);
	if (ret)
		kfree(action);
	return ret;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler,
			 irq_handler_t thread_fn, unsigned long irqflags,
			 const char *devname, void *dev_id)
{
	return request_from(irq, handler, thread_fn, irqflags, devname, dev_id,
			    _RET_IP_);
}
EXPORT_SYMBOL(request_threaded_irq);

int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
		const char *name, void *dev)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	flags |= IRQF_COND_ONESHOT;
#endif
	return request_from(irq, handler, NULL, flags, name, dev, _RET_IP_);
}
EXPORT_SYMBOL(request_irq);

int request_any_context_irq(unsigned int irq, irq_handler_t handler,
			    unsigned long flags, const char *name, void *dev_id)
{
	int ret = request_from(irq, handler, NULL, flags, name, dev_id,
			       _RET_IP_);

	return ret ?: IRQC_IS_HARDIRQ;
}
EXPORT_SYMBOL_GPL(request_any_context_irq);

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction **place, *action;
	const char *devname;

	if (!desc)
		return NULL;
	WARN(in_interrupt(), "Trying to free IRQ %d from IRQ context!\n", irq);
	place = &desc->action;
	while (*place && (*place)->dev_id != dev_id)
		place = &(*place)->next;
	action = *place;
	if (!action) {
		WARN(1, "Trying to free already-free IRQ %d\n", irq);
		return NULL;
	}
	*place = action->next;
	if (!desc->action)
		irq_shutdown(desc);
	wait_for_handlers(desc, "free_irq", _RET_IP_);
	/* It may have been woken, and not have begun. */
	stop_thread(action);
	desc->threads_oneshot &= ~action->thread_mask;
	module_put(desc->owner);
	devname = action->name;
	kfree(action);
	return devname;
}
EXPORT_SYMBOL(free_irq);
