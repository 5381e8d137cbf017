// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reclaim, of which there is none: shrinkers are kept and never called.
 */
#include <linux/export.h>
#include <linux/instruction_pointer.h>
#include <linux/list.h>
#include <linux/oom.h>
#include <linux/shrinker.h>

#include <ksim/abi/report.h>

static LIST_HEAD(shrinkers);

int register_shrinker(struct shrinker *shrinker, const char *fmt, ...)
{
	ksim_report_stub("register_shrinker",
			 "memory is never short, so the shrinker is not called",
			 _RET_IP_);
	shrinker->flags |= SHRINKER_REGISTERED;
	list_add_tail(&shrinker->list, &shrinkers);
	return 0;
}
EXPORT_SYMBOL(register_shrinker);

void unregister_shrinker(struct shrinker *shrinker)
{
	if (!(shrinker->flags & SHRINKER_REGISTERED))
		return;
	list_del(&shrinker->list);
	shrinker->flags &= ~SHRINKER_REGISTERED;
}
EXPORT_SYMBOL(unregister_shrinker);

/* Nothing to wait for: no shrinker ever runs. */
void synchronize_shrinkers(void)
{
}
EXPORT_SYMBOL(synchronize_shrinkers);

int register_oom_notifier(struct notifier_block *nb)
{
	ksim_report_stub("register_oom_notifier",
			 "there is no out-of-memory killer to call it",
			 _RET_IP_);
	return 0;
}
EXPORT_SYMBOL_GPL(register_oom_notifier);

int unregister_oom_notifier(struct notifier_block *nb)
{
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_oom_notifier);
