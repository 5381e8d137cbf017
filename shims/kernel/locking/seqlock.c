// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is checked where a sequence counter is written.
 *
 * Stands for: the checks in include/linux/seqlock.h
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/printk.h>
#include <linux/seqlock.h>
#include <ksim/abi/report.h>

void ksim_seqcount_preemptible(void)
{
	struct ksim_site site = { ksim_report_driver_caller(_RET_IP_),
				  "writes here" };

	pr_err("WARNING: at include/linux/seqlock.h __seqprop_assert\n");
	ksim_report(KSIM_FINDING_CONTEXT,
		    "WARNING: at include/linux/seqlock.h __seqprop_assert",
		    "sequence counter written while preemption is on",
		    "whoever reads instead of the preempted writer waits for it for ever: disable preemption, or give the counter the lock that goes with it",
		    &site, 1);
}
EXPORT_SYMBOL(ksim_seqcount_preemptible);
