// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Modules as other modules see them (kernel/module/main.c).
 */
#include <linux/errno.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "kapi.h"

KAPI_TEST(this_module_has_the_files_name)
{
	KAPI_EXPECT_STREQ(THIS_MODULE->name, KBUILD_MODNAME);
	KAPI_EXPECT_STREQ(module_name(THIS_MODULE), KBUILD_MODNAME);
	KAPI_EXPECT_STREQ(module_name(NULL), "kernel");
}

KAPI_TEST(this_module_is_live)
{
	KAPI_EXPECT_EQ(THIS_MODULE->state, MODULE_STATE_LIVE);
	KAPI_EXPECT_TRUE(module_is_live(THIS_MODULE));
	KAPI_EXPECT_NOT_NULL(THIS_MODULE->init);
	KAPI_EXPECT_NOT_NULL(THIS_MODULE->exit);
}

KAPI_TEST(references_are_counted)
{
	int before = module_refcount(THIS_MODULE);

	KAPI_EXPECT_TRUE(try_module_get(THIS_MODULE));
	KAPI_EXPECT_EQ(module_refcount(THIS_MODULE), before + 1);
	__module_get(THIS_MODULE);
	KAPI_EXPECT_EQ(module_refcount(THIS_MODULE), before + 2);
	module_put(THIS_MODULE);
	module_put(THIS_MODULE);
	KAPI_EXPECT_EQ(module_refcount(THIS_MODULE), before);
}

KAPI_TEST(built_in_code_needs_no_reference)
{
	KAPI_EXPECT_TRUE(try_module_get(NULL));
	__module_get(NULL);
	module_put(NULL);
}

static int variable;

KAPI_TEST(a_module_knows_its_extent)
{
	unsigned long function = (unsigned long)this_module_is_live;
	unsigned long on_stack = (unsigned long)&function;

	KAPI_EXPECT_TRUE(within_module(function, THIS_MODULE));
	KAPI_EXPECT_TRUE(within_module((unsigned long)&variable, THIS_MODULE));
	KAPI_EXPECT_FALSE(within_module(on_stack, THIS_MODULE));
	KAPI_EXPECT_FALSE(within_module((unsigned long)memcpy, THIS_MODULE));
}

KAPI_TEST(an_unknown_symbol_cannot_be_got)
{
	KAPI_EXPECT_NULL(__symbol_get("no_module_exports_this"));
}

static int no_news(struct notifier_block *nb, unsigned long state, void *data)
{
	return NOTIFY_DONE;
}

KAPI_TEST(a_notifier_can_be_taken_back_once)
{
	struct notifier_block nb = { .notifier_call = no_news };

	KAPI_EXPECT_EQ(register_module_notifier(&nb), 0);
	KAPI_EXPECT_EQ(unregister_module_notifier(&nb), 0);
	KAPI_EXPECT_EQ(unregister_module_notifier(&nb), -ENOENT);
}

KAPI_TEST(a_module_that_is_not_there_cannot_be_requested)
{
	KAPI_EXPECT_NE(request_module("ksim-no-such-module-%d", 1), 0);
}

KAPI_MODULE();
