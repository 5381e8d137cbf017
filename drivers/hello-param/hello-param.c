// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One module parameter of each kind, and a log line for each that shows what
 * the module was given.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>

static char *whom = "world";
module_param(whom, charp, 0444);
MODULE_PARM_DESC(whom, "Whom to greet");

static bool loud;
module_param(loud, bool, 0444);
MODULE_PARM_DESC(loud, "Greet with an exclamation mark");

static bool shy;
module_param_named(bold, shy, invbool, 0444);
MODULE_PARM_DESC(bold, "The opposite of shy");

static unsigned char small = 8;
module_param(small, byte, 0444);
static short signed_short = -16;
module_param(signed_short, short, 0444);
static unsigned short unsigned_short = 16;
module_param(unsigned_short, ushort, 0444);
static int howmany = 1;
module_param(howmany, int, 0644);
MODULE_PARM_DESC(howmany, "How often to greet");
static unsigned int unsigned_int = 32;
module_param(unsigned_int, uint, 0444);
static long signed_long = -64;
module_param(signed_long, long, 0444);
static unsigned long unsigned_long = 64;
module_param(unsigned_long, ulong, 0444);
static unsigned long long huge = 640;
module_param(huge, ullong, 0444);
static unsigned int mask = 0xff;
module_param(mask, hexint, 0444);

static int numbers[4] = { 1, 2 };
static unsigned int numbers_count = 2;
module_param_array(numbers, int, &numbers_count, 0444);
MODULE_PARM_DESC(numbers, "Up to four numbers");

static char label[8] = "none";
module_param_string(label, label, sizeof(label), 0444);
MODULE_PARM_DESC(label, "Up to seven characters");

/* A parameter with a rule of its own. */
static unsigned int percent = 50;

static int percent_set(const char *text, const struct kernel_param *param)
{
	unsigned int value;
	int ret;

	ret = kstrtouint(text, 10, &value);
	if (ret)
		return ret;
	if (value > 100)
		return -ERANGE;
	*(unsigned int *)param->arg = value;
	return 0;
}

static const struct kernel_param_ops percent_ops = {
	.set = percent_set,
	.get = param_get_uint,
};
module_param_cb(percent, &percent_ops, &percent, 0444);
MODULE_PARM_DESC(percent, "From 0 to 100");

static int __init hello_param_init(void)
{
	unsigned int i;

	for (i = 0; i < howmany; i++)
		pr_info("Hello, %s%s\n", whom, loud ? "!" : "");
	pr_info("bold=%d small=%u signed_short=%d unsigned_short=%u\n",
		!shy, small, signed_short, unsigned_short);
	pr_info("unsigned_int=%u signed_long=%ld unsigned_long=%lu huge=%llu\n",
		unsigned_int, signed_long, unsigned_long, huge);
	pr_info("mask=%#x label=%s percent=%u\n", mask, label, percent);
	for (i = 0; i < numbers_count; i++)
		pr_info("numbers[%u]=%d\n", i, numbers[i]);
	return 0;
}

static void __exit hello_param_exit(void)
{
	pr_info("Goodbye, %s\n", whom);
}

module_init(hello_param_init);
module_exit(hello_param_exit);

MODULE_AUTHOR("The example driver authors");
MODULE_DESCRIPTION("One module parameter of each kind");
MODULE_LICENSE("GPL");
