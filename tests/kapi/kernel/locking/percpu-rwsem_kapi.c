// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Per-CPU reader-writer locks (kernel/locking/percpu-rwsem.c).
 */
#include <linux/percpu-rwsem.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "kapi.h"
#include "kapi_thread.h"

DEFINE_STATIC_PERCPU_RWSEM(sem);

/* One that keeps the lock until it is told to let go. */
struct holder {
	struct kapi_thread thread;
	struct completion let_go;
	bool inside;
};

static int hold_for_reading(void *arg)
{
	struct holder *holder = arg;

	percpu_down_read(&sem);
	WRITE_ONCE(holder->inside, true);
	wait_for_completion(&holder->let_go);
	percpu_up_read(&sem);
	return 0;
}

static int hold_for_writing(void *arg)
{
	struct holder *holder = arg;

	percpu_down_write(&sem);
	WRITE_ONCE(holder->inside, true);
	wait_for_completion(&holder->let_go);
	percpu_up_write(&sem);
	return 0;
}

static void start_holder(struct holder *holder, int (*body)(void *))
{
	init_completion(&holder->let_go);
	holder->inside = false;
	kapi_thread_start(&holder->thread, body, holder);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&holder->thread));
}

static bool is_inside(struct holder *holder)
{
	msleep(KAPI_THREAD_CALM_MS);
	return READ_ONCE(holder->inside);
}

static void finish_holder(struct holder *holder)
{
	complete(&holder->let_go);
	kapi_thread_finish(&holder->thread);
}

/*
 * Whoever has written leaves RCU a callback, and it lies in the module. A
 * semaphore of one's own waits in percpu_free_rwsem().
 */
static void forget_writers(void)
{
	rcu_barrier();
}

KAPI_TEST(readers_share_it)
{
	struct holder reader;

	percpu_down_read(&sem);
	start_holder(&reader, hold_for_reading);
	KAPI_EXPECT_TRUE(is_inside(&reader));
	KAPI_EXPECT_TRUE(percpu_down_read_trylock(&sem));
	percpu_up_read(&sem);
	KAPI_EXPECT_FALSE(percpu_is_write_locked(&sem));
	finish_holder(&reader);
	percpu_up_read(&sem);
}

KAPI_TEST(a_writer_keeps_everybody_out)
{
	struct holder reader;

	percpu_down_write(&sem);
	KAPI_EXPECT_TRUE(percpu_is_write_locked(&sem));
	KAPI_EXPECT_FALSE(percpu_down_read_trylock(&sem));
	start_holder(&reader, hold_for_reading);
	KAPI_EXPECT_FALSE(is_inside(&reader));
	percpu_up_write(&sem);
	KAPI_EXPECT_TRUE(is_inside(&reader));
	KAPI_EXPECT_FALSE(percpu_is_write_locked(&sem));
	finish_holder(&reader);
	forget_writers();
}

KAPI_TEST(a_writer_waits_for_readers_and_new_readers_for_the_writer)
{
	struct holder writer, late;

	percpu_down_read(&sem);
	start_holder(&writer, hold_for_writing);
	KAPI_EXPECT_FALSE(is_inside(&writer));
	KAPI_EXPECT_FALSE(percpu_down_read_trylock(&sem));
	start_holder(&late, hold_for_reading);
	KAPI_EXPECT_FALSE(is_inside(&late));
	percpu_up_read(&sem);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	KAPI_EXPECT_FALSE(is_inside(&late));
	finish_holder(&writer);
	KAPI_EXPECT_TRUE(is_inside(&late));
	finish_holder(&late);
	forget_writers();
}

/* Unlike those of a rw_semaphore. */
KAPI_TEST(no_reader_overtakes_a_writer_that_waits)
{
	struct holder first, writer, second;

	percpu_down_write(&sem);
	start_holder(&first, hold_for_reading);
	start_holder(&writer, hold_for_writing);
	start_holder(&second, hold_for_reading);
	percpu_up_write(&sem);
	KAPI_EXPECT_TRUE(is_inside(&first));
	KAPI_EXPECT_FALSE(is_inside(&writer));
	KAPI_EXPECT_FALSE(is_inside(&second));
	finish_holder(&first);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	KAPI_EXPECT_FALSE(is_inside(&second));
	finish_holder(&writer);
	KAPI_EXPECT_TRUE(is_inside(&second));
	finish_holder(&second);
	forget_writers();
}

KAPI_TEST(no_signal_ends_the_wait)
{
	struct holder reader;

	percpu_down_write(&sem);
	start_holder(&reader, hold_for_reading);
	send_sig(SIGKILL, reader.thread.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&reader.thread));
	KAPI_EXPECT_FALSE(is_inside(&reader));
	percpu_up_write(&sem);
	finish_holder(&reader);
	forget_writers();
}

KAPI_TEST(one_can_be_made_and_freed)
{
	struct percpu_rw_semaphore *made = kzalloc(sizeof(*made), GFP_KERNEL);

	KAPI_ASSERT_EQ(percpu_init_rwsem(made), 0);
	percpu_down_read(made);
	percpu_up_read(made);
	percpu_down_write(made);
	percpu_up_write(made);
	percpu_free_rwsem(made);
	percpu_free_rwsem(made);
	kfree(made);
}

KAPI_MODULE();
