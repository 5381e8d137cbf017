// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sleeping reader-writer locks (kernel/locking/rwsem.c).
 */
#include <linux/errno.h>
#include <linux/rwsem.h>

#include "kapi.h"
#include "kapi_thread.h"

static DECLARE_RWSEM(sem);

/* One that keeps the lock until it is told to let go. */
struct holder {
	struct kapi_thread thread;
	struct completion let_go;
	bool inside;
};

static int hold(struct holder *holder, bool writes)
{
	if (writes)
		down_write(&sem);
	else
		down_read(&sem);
	WRITE_ONCE(holder->inside, true);
	wait_for_completion(&holder->let_go);
	WRITE_ONCE(holder->inside, false);
	if (writes)
		up_write(&sem);
	else
		up_read(&sem);
	return 0;
}

static int hold_for_reading(void *arg)
{
	return hold(arg, false);
}

static int hold_for_writing(void *arg)
{
	return hold(arg, true);
}

static void start_holder(struct holder *holder, int (*body)(void *))
{
	init_completion(&holder->let_go);
	holder->inside = false;
	kapi_thread_start(&holder->thread, body, holder);
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

static int try_both(void *arg)
{
	int answers = 0;

	if (down_read_trylock(&sem)) {
		answers |= 1;
		up_read(&sem);
	}
	if (down_write_trylock(&sem)) {
		answers |= 2;
		up_write(&sem);
	}
	return answers;
}

static int what_another_gets(void)
{
	struct kapi_thread other;

	kapi_thread_start(&other, try_both, NULL);
	return kapi_thread_finish(&other);
}

KAPI_TEST(a_reader_lets_readers_in_and_keeps_writers_out)
{
	KAPI_EXPECT_EQ(what_another_gets(), 3);
	down_read(&sem);
	KAPI_EXPECT_TRUE(rwsem_is_locked(&sem));
	KAPI_EXPECT_EQ(what_another_gets(), 1);
	up_read(&sem);
	KAPI_EXPECT_FALSE(rwsem_is_locked(&sem));
}

KAPI_TEST(a_writer_keeps_everybody_out)
{
	down_write(&sem);
	KAPI_EXPECT_TRUE(rwsem_is_locked(&sem));
	KAPI_EXPECT_EQ(what_another_gets(), 0);
	up_write(&sem);
	KAPI_EXPECT_EQ(what_another_gets(), 3);
}

KAPI_TEST(a_downgraded_writer_is_a_reader)
{
	down_write(&sem);
	downgrade_write(&sem);
	KAPI_EXPECT_EQ(what_another_gets(), 1);
	up_read(&sem);
	KAPI_EXPECT_FALSE(rwsem_is_locked(&sem));
}

KAPI_TEST(all_variants_take_a_free_lock)
{
	struct rw_semaphore inner;

	init_rwsem(&inner);
	KAPI_EXPECT_EQ(down_read_interruptible(&inner), 0);
	up_read(&inner);
	KAPI_EXPECT_EQ(down_read_killable(&inner), 0);
	up_read(&inner);
	KAPI_EXPECT_EQ(down_write_killable(&inner), 0);
	up_write(&inner);
	down_write(&sem);
	down_write_nested(&inner, SINGLE_DEPTH_NESTING);
	up_write(&inner);
	down_read_nested(&inner, SINGLE_DEPTH_NESTING);
	up_read(&inner);
	down_write_nest_lock(&inner, &sem);
	up_write(&inner);
	up_write(&sem);
	KAPI_EXPECT_FALSE(rwsem_is_locked(&inner));
}

KAPI_TEST(a_writer_waits_for_every_reader)
{
	struct holder writer;

	down_read(&sem);
	start_holder(&writer, hold_for_writing);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&writer.thread));
	KAPI_EXPECT_TRUE(rwsem_is_contended(&sem));
	KAPI_EXPECT_FALSE(is_inside(&writer));
	up_read(&sem);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	finish_holder(&writer);
	KAPI_EXPECT_FALSE(rwsem_is_contended(&sem));
}

KAPI_TEST(a_reader_that_comes_behind_a_waiting_writer_waits)
{
	struct holder writer, reader;

	down_read(&sem);
	start_holder(&writer, hold_for_writing);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&writer.thread));
	start_holder(&reader, hold_for_reading);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&reader.thread));
	KAPI_EXPECT_EQ(what_another_gets(), 0);
	up_read(&sem);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	KAPI_EXPECT_FALSE(is_inside(&reader));
	finish_holder(&writer);
	KAPI_EXPECT_TRUE(is_inside(&reader));
	finish_holder(&reader);
}

/* Readers overtake a writer that waits between them. */
KAPI_TEST(all_waiting_readers_enter_with_the_first)
{
	struct holder first, writer, second;

	down_write(&sem);
	start_holder(&first, hold_for_reading);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&first.thread));
	start_holder(&writer, hold_for_writing);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&writer.thread));
	start_holder(&second, hold_for_reading);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&second.thread));
	up_write(&sem);
	KAPI_EXPECT_TRUE(is_inside(&first));
	KAPI_EXPECT_TRUE(is_inside(&second));
	KAPI_EXPECT_FALSE(is_inside(&writer));
	finish_holder(&first);
	KAPI_EXPECT_FALSE(is_inside(&writer));
	finish_holder(&second);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	finish_holder(&writer);
}

KAPI_TEST(a_downgrade_lets_waiting_readers_in)
{
	struct holder reader, writer;

	down_write(&sem);
	start_holder(&reader, hold_for_reading);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&reader.thread));
	start_holder(&writer, hold_for_writing);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&writer.thread));
	downgrade_write(&sem);
	KAPI_EXPECT_TRUE(is_inside(&reader));
	KAPI_EXPECT_FALSE(is_inside(&writer));
	up_read(&sem);
	KAPI_EXPECT_FALSE(is_inside(&writer));
	finish_holder(&reader);
	KAPI_EXPECT_TRUE(is_inside(&writer));
	finish_holder(&writer);
}

static int read_interruptible(void *arg)
{
	int err = down_read_interruptible(&sem);

	if (!err)
		up_read(&sem);
	return err;
}

static int read_killable(void *arg)
{
	int err = down_read_killable(&sem);

	if (!err)
		up_read(&sem);
	return err;
}

static int write_killable(void *arg)
{
	int err = down_write_killable(&sem);

	if (!err)
		up_write(&sem);
	return err;
}

KAPI_TEST(a_signal_ends_an_interruptible_wait_with_eintr)
{
	struct kapi_thread reader;

	down_write(&sem);
	kapi_thread_start(&reader, read_interruptible, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&reader));
	send_sig(SIGUSR1, reader.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&reader), -EINTR);
	up_write(&sem);
	KAPI_EXPECT_FALSE(rwsem_is_locked(&sem));
}

static void expect_killable(int (*body)(void *))
{
	struct kapi_thread other;

	down_write(&sem);
	kapi_thread_start(&other, body, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGUSR1, other.task, 1);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&other));
	send_sig(SIGKILL, other.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&other), -EINTR);
	up_write(&sem);
	KAPI_EXPECT_FALSE(rwsem_is_locked(&sem));
}

KAPI_TEST(only_a_fatal_signal_ends_a_killable_wait)
{
	expect_killable(read_killable);
	expect_killable(write_killable);
}

KAPI_TEST(readers_go_on_when_the_writer_before_them_is_killed)
{
	struct kapi_thread writer;
	struct holder reader;

	down_read(&sem);
	kapi_thread_start(&writer, write_killable, NULL);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&writer));
	start_holder(&reader, hold_for_reading);
	KAPI_EXPECT_TRUE(kapi_thread_sleeps(&reader.thread));
	send_sig(SIGKILL, writer.task, 1);
	KAPI_EXPECT_EQ(kapi_thread_finish(&writer), -EINTR);
	KAPI_EXPECT_TRUE(is_inside(&reader));
	finish_holder(&reader);
	up_read(&sem);
}

KAPI_MODULE();
