// SPDX-License-Identifier: GPL-2.0-or-later
/* Asynchronous notification, as a driver sees it. */
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/irq_work.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/version.h>
#include "kapi.h"

#define FD_OF_NOTHING 77

static struct fasync_struct *listeners;

static struct file *open_null(void)
{
	return filp_open("/dev/null", O_RDWR, 0);
}

/* Puts a file of the running process on the list. */
static struct file *open_listener(void)
{
	struct file *filp = open_null();

	KAPI_EXPECT_EQ(f_setown(filp, task_tgid_vnr(current), 1), 0);
	KAPI_EXPECT_EQ(fasync_helper(FD_OF_NOTHING, filp, 1, &listeners), 1);
	return filp;
}

static void close_listener(struct file *filp)
{
	KAPI_EXPECT_EQ(fasync_helper(-1, filp, 0, &listeners), 1);
	filp_close(filp, NULL);
}

static void set_signal(struct file *filp, int sig)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	filp->f_owner->signum = sig;
#else
	filp->f_owner.signum = sig;
#endif
}

/* What is sent meanwhile waits for take(). */
static void hold_back_all(sigset_t *old)
{
	sigset_t all;

	siginitsetinv(&all, sigmask(SIGKILL) | sigmask(SIGSTOP));
	sigprocmask(SIG_SETMASK, &all, old);
}

static void set_back(sigset_t *old)
{
	flush_signals(current);
	sigprocmask(SIG_SETMASK, old, NULL);
}

/* Return: the number of the next signal, 0 if there is none. */
static int take(kernel_siginfo_t *info)
{
	enum pid_type type;
	sigset_t none;
	int sig;

	siginitset(&none, 0);
	spin_lock_irq(&current->sighand->siglock);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	sig = dequeue_signal(&none, info, &type);
#else
	sig = dequeue_signal(current, &none, info, &type);
#endif
	spin_unlock_irq(&current->sighand->siglock);
	return sig;
}

KAPI_TEST(fasync_helper_says_whether_it_changed_something)
{
	struct fasync_struct *list = NULL;
	struct file *filp = open_null();

	KAPI_EXPECT_EQ(fasync_helper(1, filp, 0, &list), 0);
	KAPI_EXPECT_EQ(fasync_helper(1, filp, 1, &list), 1);
	KAPI_EXPECT_NOT_NULL(list);
	KAPI_EXPECT_EQ(fasync_helper(2, filp, 1, &list), 0);
	KAPI_EXPECT_EQ(fasync_helper(-1, filp, 0, &list), 1);
	KAPI_EXPECT_NULL(list);
	KAPI_EXPECT_EQ(fasync_helper(-1, filp, 0, &list), 0);
	filp_close(filp, NULL);
}

KAPI_TEST(fasync_flag_says_whether_the_file_is_on_the_list)
{
	struct fasync_struct *list = NULL;
	struct file *filp = open_null();

	KAPI_EXPECT_EQ(filp->f_flags & FASYNC, 0);
	fasync_helper(1, filp, 1, &list);
	KAPI_EXPECT_EQ(filp->f_flags & FASYNC, FASYNC);
	fasync_helper(-1, filp, 0, &list);
	KAPI_EXPECT_EQ(filp->f_flags & FASYNC, 0);
	filp_close(filp, NULL);
}

KAPI_TEST(fasync_list_holds_many_files_and_loses_the_right_one)
{
	struct fasync_struct *list = NULL;
	struct file *first = open_null(), *second = open_null();

	KAPI_EXPECT_EQ(fasync_helper(1, first, 1, &list), 1);
	KAPI_EXPECT_EQ(fasync_helper(2, second, 1, &list), 1);
	KAPI_EXPECT_EQ(fasync_helper(-1, first, 0, &list), 1);
	KAPI_EXPECT_NOT_NULL(list);
	KAPI_EXPECT_EQ(first->f_flags & FASYNC, 0);
	KAPI_EXPECT_EQ(second->f_flags & FASYNC, FASYNC);
	KAPI_EXPECT_EQ(fasync_helper(-1, second, 0, &list), 1);
	KAPI_EXPECT_NULL(list);
	filp_close(first, NULL);
	filp_close(second, NULL);
}

KAPI_TEST(kill_fasync_of_an_empty_list_does_nothing)
{
	struct fasync_struct *list = NULL;

	kill_fasync(&list, SIGIO, POLL_IN);
	KAPI_EXPECT_NULL(list);
}

KAPI_TEST(kill_fasync_sends_the_owner_one_sigio)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	kill_fasync(&listeners, SIGIO, POLL_IN);
	kill_fasync(&listeners, SIGIO, POLL_OUT);
	KAPI_EXPECT_FALSE(signal_pending(current));
	KAPI_EXPECT_EQ(take(&info), SIGIO);
	KAPI_EXPECT_EQ(info.si_code, SI_KERNEL);
	KAPI_EXPECT_EQ(take(&info), 0);
	set_back(&old);
	close_listener(filp);
}

/* The first two real-time signals are glibc's, which blocks them in no thread. */
#define QUEUED_SIGNAL (SIGRTMIN + 2)

KAPI_TEST(kill_fasync_sends_the_signal_that_was_asked_for_each_time)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	set_signal(filp, QUEUED_SIGNAL);
	kill_fasync(&listeners, SIGIO, POLL_IN);
	kill_fasync(&listeners, SIGIO, POLL_HUP);
	KAPI_EXPECT_EQ(take(&info), QUEUED_SIGNAL);
	KAPI_EXPECT_EQ(info.si_code, POLL_IN);
	KAPI_EXPECT_EQ(info.si_band, POLLIN | POLLRDNORM);
	KAPI_EXPECT_EQ(info.si_fd, FD_OF_NOTHING);
	KAPI_EXPECT_EQ(take(&info), QUEUED_SIGNAL);
	KAPI_EXPECT_EQ(info.si_code, POLL_HUP);
	KAPI_EXPECT_EQ(info.si_band, POLLHUP | POLLERR);
	KAPI_EXPECT_EQ(take(&info), 0);
	set_back(&old);
	close_listener(filp);
}

KAPI_TEST(kill_fasync_names_the_descriptor_that_was_given_last)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	set_signal(filp, SIGIO);
	fasync_helper(FD_OF_NOTHING + 1, filp, 1, &listeners);
	kill_fasync(&listeners, SIGIO, POLL_OUT);
	KAPI_EXPECT_EQ(take(&info), SIGIO);
	KAPI_EXPECT_EQ(info.si_code, POLL_OUT);
	KAPI_EXPECT_EQ(info.si_fd, FD_OF_NOTHING + 1);
	set_back(&old);
	close_listener(filp);
}

KAPI_TEST(kill_fasync_sends_no_plain_sigurg)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	kill_fasync(&listeners, SIGURG, POLL_PRI);
	KAPI_EXPECT_EQ(take(&info), 0);
	set_signal(filp, SIGUSR1);
	kill_fasync(&listeners, SIGURG, POLL_PRI);
	KAPI_EXPECT_EQ(take(&info), SIGUSR1);
	KAPI_EXPECT_EQ(info.si_band, POLLPRI | POLLRDBAND);
	set_back(&old);
	close_listener(filp);
}

KAPI_TEST(kill_fasync_sends_nothing_without_owner)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	KAPI_EXPECT_EQ(f_setown(filp, 0, 1), 0);
	kill_fasync(&listeners, SIGIO, POLL_IN);
	KAPI_EXPECT_EQ(take(&info), 0);
	set_back(&old);
	close_listener(filp);
}

KAPI_TEST(f_setown_keeps_an_owner_unless_forced)
{
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	KAPI_EXPECT_EQ(f_setown(filp, 0, 0), 0);
	kill_fasync(&listeners, SIGIO, POLL_IN);
	KAPI_EXPECT_EQ(take(&info), SIGIO);
	set_back(&old);
	close_listener(filp);
}

KAPI_TEST(f_setown_refuses_what_cannot_be_a_number)
{
	struct file *filp = open_null();

	KAPI_EXPECT_EQ(f_setown(filp, INT_MIN, 1), -EINVAL);
	KAPI_EXPECT_EQ(f_setown(filp, INT_MAX, 1), -ESRCH);
	filp_close(filp, NULL);
}

static void tell(struct irq_work *work)
{
	kill_fasync(&listeners, SIGIO, POLL_IN);
}

KAPI_TEST(kill_fasync_works_in_an_interrupt)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(tell);
	struct file *filp = open_listener();
	kernel_siginfo_t info;
	sigset_t old;

	hold_back_all(&old);
	irq_work_queue(&work);
	irq_work_sync(&work);
	KAPI_EXPECT_EQ(take(&info), SIGIO);
	set_back(&old);
	close_listener(filp);
}

KAPI_MODULE();
