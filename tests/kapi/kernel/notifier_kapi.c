// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Notifier chains.
 */
#include <linux/notifier.h>
#include "kapi.h"

static int order; /* decimal digits: who was called, in order */
static int answers[4];

static int note(struct notifier_block *nb, unsigned long action, void *data);

static struct notifier_block blocks[4] = {
	{ .notifier_call = note, .priority = 0 },
	{ .notifier_call = note, .priority = 0 },
	{ .notifier_call = note, .priority = 10 },
	{ .notifier_call = note, .priority = -10 },
};

static int note(struct notifier_block *nb, unsigned long action, void *data)
{
	int who = nb - blocks;

	order = order * 10 + who + 1;
	if (data)
		*(unsigned long *)data += action;
	return answers[who];
}

static void reset(void)
{
	order = 0;
	memset(answers, 0, sizeof(answers));
}

KAPI_TEST(an_empty_chain_is_done)
{
	RAW_NOTIFIER_HEAD(chain);

	KAPI_EXPECT_EQ(raw_notifier_call_chain(&chain, 0, NULL), NOTIFY_DONE);
}

KAPI_TEST(higher_priorities_come_first)
{
	RAW_NOTIFIER_HEAD(chain);
	unsigned long sum = 0;
	int i;

	reset();
	for (i = 0; i < 4; i++)
		KAPI_ASSERT_EQ(raw_notifier_chain_register(&chain, &blocks[i]),
			       0);
	answers[3] = NOTIFY_OK;
	KAPI_EXPECT_EQ(raw_notifier_call_chain(&chain, 5, &sum), NOTIFY_OK);
	KAPI_EXPECT_EQ(order, 3124);
	KAPI_EXPECT_EQ(sum, 20);
}

KAPI_TEST(stop_ends_the_round)
{
	RAW_NOTIFIER_HEAD(chain);

	reset();
	raw_notifier_chain_register(&chain, &blocks[0]);
	raw_notifier_chain_register(&chain, &blocks[1]);
	answers[0] = NOTIFY_STOP;
	KAPI_EXPECT_EQ(raw_notifier_call_chain(&chain, 0, NULL), NOTIFY_STOP);
	KAPI_EXPECT_EQ(order, 1);
}

KAPI_TEST(unregistered_functions_are_not_called)
{
	RAW_NOTIFIER_HEAD(chain);

	reset();
	raw_notifier_chain_register(&chain, &blocks[0]);
	raw_notifier_chain_register(&chain, &blocks[1]);
	KAPI_EXPECT_EQ(raw_notifier_chain_unregister(&chain, &blocks[0]), 0);
	KAPI_EXPECT_EQ(raw_notifier_chain_unregister(&chain, &blocks[0]),
		       -ENOENT);
	raw_notifier_call_chain(&chain, 0, NULL);
	KAPI_EXPECT_EQ(order, 2);
}

KAPI_TEST_WARNS(registering_twice_is_refused)
{
	RAW_NOTIFIER_HEAD(chain);

	KAPI_EXPECT_EQ(raw_notifier_chain_register(&chain, &blocks[0]), 0);
	KAPI_EXPECT_EQ(raw_notifier_chain_register(&chain, &blocks[0]),
		       -EEXIST);
}

KAPI_TEST(a_robust_call_takes_back_what_was_told)
{
	RAW_NOTIFIER_HEAD(chain);
	unsigned long sum = 0;

	reset();
	raw_notifier_chain_register(&chain, &blocks[0]);
	raw_notifier_chain_register(&chain, &blocks[1]);
	raw_notifier_chain_register(&chain, &blocks[3]);
	answers[3] = NOTIFY_BAD;
	KAPI_EXPECT_EQ(raw_notifier_call_chain_robust(&chain, 1, 100, &sum),
		       NOTIFY_BAD);
	KAPI_EXPECT_EQ(order, 12412);
	KAPI_EXPECT_EQ(sum, 203);
}

KAPI_TEST(blocking_and_atomic_chains_do_the_same)
{
	BLOCKING_NOTIFIER_HEAD(blocking);
	ATOMIC_NOTIFIER_HEAD(atomic);

	reset();
	KAPI_EXPECT_EQ(blocking_notifier_chain_register(&blocking, &blocks[0]),
		       0);
	KAPI_EXPECT_EQ(blocking_notifier_call_chain(&blocking, 0, NULL), 0);
	KAPI_EXPECT_EQ(blocking_notifier_chain_unregister(&blocking,
							  &blocks[0]), 0);
	KAPI_EXPECT_EQ(atomic_notifier_chain_register(&atomic, &blocks[1]), 0);
	KAPI_EXPECT_EQ(atomic_notifier_call_chain(&atomic, 0, NULL), 0);
	KAPI_EXPECT_EQ(atomic_notifier_chain_unregister(&atomic, &blocks[1]),
		       0);
	KAPI_EXPECT_EQ(order, 12);
}

KAPI_TEST(a_unique_priority_is_refused_to_the_second)
{
	ATOMIC_NOTIFIER_HEAD(chain);

	KAPI_EXPECT_EQ(atomic_notifier_chain_register_unique_prio(&chain,
								  &blocks[0]),
		       0);
	KAPI_EXPECT_EQ(atomic_notifier_chain_register_unique_prio(&chain,
								  &blocks[1]),
		       -EBUSY);
	KAPI_EXPECT_EQ(atomic_notifier_chain_register_unique_prio(&chain,
								  &blocks[2]),
		       0);
}

KAPI_TEST(errnos_travel_as_return_values)
{
	KAPI_EXPECT_EQ(notifier_from_errno(0), NOTIFY_OK);
	KAPI_EXPECT_EQ(notifier_to_errno(notifier_from_errno(-EINVAL)),
		       -EINVAL);
	KAPI_EXPECT_TRUE(notifier_from_errno(-EINVAL) & NOTIFY_STOP_MASK);
	KAPI_EXPECT_EQ(notifier_to_errno(NOTIFY_DONE), 0);
}

KAPI_MODULE();
