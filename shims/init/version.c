// SPDX-License-Identifier: GPL-2.0-or-later
#include <generated/utsrelease.h>
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/utsname.h>

#define UTS_VERSION "#1 SMP PREEMPT_DYNAMIC ksim"

struct uts_namespace init_uts_ns = {
	.name = {
		.sysname = "Linux",
		.nodename = CONFIG_DEFAULT_HOSTNAME,
		.release = UTS_RELEASE,
		.version = UTS_VERSION,
		.machine = "x86_64",
		.domainname = "(none)",
	},
};
EXPORT_SYMBOL_GPL(init_uts_ns);

const char linux_banner[] =
	"Linux version " UTS_RELEASE " (ksim) " UTS_VERSION "\n";
