/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Up: what vmlinux.so offers the core. It exports one symbol, ksim_vmlinux.
 *
 * Every operation but boot() runs in the context of a task, on its kernel
 * stack, entered by the core (Task::enter_kernel). Errors are negative errno.
 * Pointers marked "user" are tagged (user.h).
 */
#ifndef KSIM_ABI_VMLINUX_H
#define KSIM_ABI_VMLINUX_H

#include "types.h"
#include "module.h"
#include "platform.h"
#include "task.h"

KSIM_ABI_BEGIN

#define KSIM_VMLINUX_SYMBOL "ksim_vmlinux"
#define KSIM_VMLINUX_ABI 1

struct ksim_iovec { /* struct iovec; base is a user address */
	unsigned long base;
	ksim_u64 size;
};

/* As sigaction(2) has it; handlers are what the core makes of them. */
struct ksim_sigaction {
	unsigned long handler; /* SIG_DFL, SIG_IGN, or the core's */
	unsigned long flags; /* SA_* */
	ksim_u64 mask;
};

/**
 * struct ksim_syscalls - system calls, in the order of arguments Linux has
 *
 * @path arguments are kernel strings: the core has already fetched them.
 */
struct ksim_syscalls {
	long (*open)(const char *path, int flags, ksim_u32 mode);
	long (*close)(int fd);
	long (*read)(int fd, unsigned long user, ksim_u64 size);
	long (*write)(int fd, unsigned long user, ksim_u64 size);
	long (*pread)(int fd, unsigned long user, ksim_u64 size,
		      ksim_s64 offset);
	long (*pwrite)(int fd, unsigned long user, ksim_u64 size,
		       ksim_s64 offset);
	long (*readv)(int fd, const struct ksim_iovec *vector, ksim_u32 count);
	long (*writev)(int fd, const struct ksim_iovec *vector, ksim_u32 count);
	long (*lseek)(int fd, ksim_s64 offset, int whence);
	long (*ioctl)(int fd, ksim_u32 command, unsigned long argument);
	long (*compat_ioctl)(int fd, ksim_u32 command, unsigned long argument);
	long (*fsync)(int fd, int datasync);
	long (*dup)(int fd);
	long (*dup3)(int from, int to, int flags);
	long (*fcntl)(int fd, ksim_u32 command, unsigned long argument);
	long (*getdents)(int fd, unsigned long user, ksim_u32 size);
	long (*mmap)(unsigned long address, ksim_u64 size, int protection,
		     int flags, int fd, ksim_u64 offset);
	long (*munmap)(unsigned long address, ksim_u64 size);
	long (*splice)(int in, ksim_s64 *in_offset, int out,
		       ksim_s64 *out_offset, ksim_u64 size, ksim_u32 flags);
	long (*stat)(const char *path, unsigned long user, int follow);
	long (*fstat)(int fd, unsigned long user);
	long (*mknod)(const char *path, ksim_u32 mode, ksim_u32 device);
	long (*mkdir)(const char *path, ksim_u32 mode);
	long (*unlink)(const char *path);
	long (*rmdir)(const char *path);
	long (*chmod)(const char *path, ksim_u32 mode);
	long (*chown)(const char *path, ksim_u32 uid, ksim_u32 gid);
	long (*access)(const char *path, int mode);
	long (*readlink)(const char *path, unsigned long user, ksim_u32 size);
	long (*setresuid)(ksim_u32 real, ksim_u32 effective, ksim_u32 saved);
	long (*setresgid)(ksim_u32 real, ksim_u32 effective, ksim_u32 saved);
	long (*setgroups)(ksim_u32 count, const ksim_u32 *groups);
	long (*getuid)(void);
	long (*geteuid)(void);
	long (*getgid)(void);
	long (*getegid)(void);
	long (*getpid)(void);
	long (*setpgid)(int pid, int group);
	long (*getpgid)(int pid);
	/* capget/capset in one 64-bit mask of effective+permitted bits */
	long (*capset)(ksim_u64 mask);
	long (*umask)(ksim_u32 mask);
	long (*poll)(unsigned long user, ksim_u32 count, int timeout_ms);
	/*
	 * @timeout and @mask may be 0, and so may sets of descriptors. pselect6
	 * has the two parts of its last argument one by one.
	 */
	long (*ppoll)(unsigned long user, ksim_u32 count, unsigned long timeout,
		      unsigned long mask, ksim_u64 mask_size);
	long (*select)(int count, unsigned long in, unsigned long out,
		       unsigned long exceptional, unsigned long timeout);
	long (*pselect6)(int count, unsigned long in, unsigned long out,
			 unsigned long exceptional, unsigned long timeout,
			 unsigned long mask, ksim_u64 mask_size);
	long (*epoll_create1)(int flags);
	long (*epoll_ctl)(int epfd, int operation, int fd, unsigned long user);
	long (*epoll_wait)(int epfd, unsigned long user, int count,
			   int timeout_ms);
	long (*epoll_pwait)(int epfd, unsigned long user, int count,
			    int timeout_ms, unsigned long mask,
			    ksim_u64 mask_size);
	/* Sets of signals: bit 0 is signal 1. */
	long (*kill)(int pid, int signal);
	long (*sigaction)(int signal, const struct ksim_sigaction *action,
			  struct ksim_sigaction *old);
	long (*sigprocmask)(int how, const ksim_u64 *set, ksim_u64 *old);
	long (*sigpending)(ksim_u64 *set);
	/* A handler is over: the mask is again what it was before. */
	long (*sigreturn)(ksim_u64 blocked);
	/* KSIM_RESUME_RESTART_BLOCK */
	long (*restart_syscall)(void);
	long (*init_module)(const struct ksim_image *image,
			    const char *parameters);
	long (*delete_module)(const char *name, ksim_u32 flags);
};

/* What the core does when the handlers of signals have run. */
enum ksim_resume {
	KSIM_RESUME_RETURN, /* the system call returns what it returned */
	KSIM_RESUME_RESTART, /* it is called again */
	KSIM_RESUME_RESTART_BLOCK, /* restart_syscall() is called instead */
};

/**
 * struct ksim_user_return - a task on its way back to user code
 * @returned: of the system call, in and out
 * @in_call: non-zero until it is decided what becomes of the call
 * @resume: that decision, enum ksim_resume; zero at first
 */
struct ksim_user_return {
	long returned;
	int in_call;
	int resume;
};

enum ksim_signal_action {
	KSIM_SIGNAL_NONE, /* there is no signal */
	KSIM_SIGNAL_HANDLER, /* there is a handler for it */
	KSIM_SIGNAL_DEATH, /* the process ends of it */
};

/**
 * struct ksim_signal_frame - a signal to be handled by user code
 * @signal: its number
 * @handler: as given to sigaction()
 * @flags: SA_*
 * @blocked: signals that were held back before, for sigreturn()
 * @info: siginfo_t
 */
struct ksim_signal_frame {
	int signal;
	unsigned long handler;
	unsigned long flags;
	ksim_u64 blocked;
	unsigned long info[16];
};

/**
 * struct ksim_wait_description - what a task sleeps for
 * @what: "mutex `dev->lock`"; empty if not known
 * @holder_name: task that has the lock, if it is one and somebody has it
 * @holder_pid: its pid
 * @held_since: return address of where it took the lock; 0 if there is none
 * @site: return address of what it all hangs on; 0 if there is nothing
 * @site_note: what happened there
 * @uninterruptible: non-zero if no signal ends the wait
 */
struct ksim_wait_description {
	char what[96];
	char holder_name[16];
	int holder_pid;
	unsigned long held_since;
	unsigned long site;
	char site_note[96];
	int uninterruptible;
};

/* What a device finds where it was told to read or write. */
enum ksim_dma {
	KSIM_DMA_GOOD,
	KSIM_DMA_FREED, /* memory that was freed */
	KSIM_DMA_BEYOND, /* more than there is of the object */
	KSIM_DMA_NOTHING, /* memory that nobody has allocated */
};

/**
 * enum ksim_file_ability - what an open file can do
 * @KSIM_FILE_POSITION: it has a position, so that pread() is for it
 * @KSIM_FILE_SEEK: which lseek() may change
 * @KSIM_FILE_FLUSH: its driver wants to know of each close()
 */
enum ksim_file_ability {
	KSIM_FILE_POSITION = 1,
	KSIM_FILE_SEEK = 2,
	KSIM_FILE_FLUSH = 4,
};

struct ksim_vmlinux {
	ksim_u32 abi; /* KSIM_VMLINUX_ABI */
	const char *release; /* for example "6.1.0-ksim" */
	const char *vermagic; /* what a module must carry */

	/* Points at `current`; the core writes it at every task switch. */
	void **current_task;
	/* What `current` is while no task can run: interrupts arrive there. */
	void *idle_task;
	/* Where in a task_struct the number of its CPU stands (u32). */
	ksim_u64 cpu_offset;
	/*
	 * How many CPUs there are, KSIM_CPUS_MAX at most; the core may write
	 * another number before boot().
	 */
	ksim_u32 *cpu_count;
	/* End of the RAM in use, for handing memory back to the host. */
	const unsigned long *ram_high_water;

	/* start_kernel(); on the core's stack, before any task exists. */
	void (*boot)(void);

	/*
	 * Makes a task_struct (comm @name) for a new user process and gives it
	 * a copy of the parent's credentials and a copy of its descriptor table
	 * (fork). @parent is NULL for the first process: root, no descriptors.
	 */
	void *(*process_new)(struct ksim_task *task, const char *name,
			     void *parent);
	/* The current task ends: closes its files, drops its references. */
	void (*task_exit)(int code);
	/*
	 * The core is through with a dead task, and drops its reference to the
	 * task_struct. Called in another task, which may sleep.
	 */
	void (*task_free)(void *kernel_task);
	/*
	 * The current task was killed inside the kernel, where it left its
	 * stack behind, and lives on all the same: locks, counts and state
	 * are as for one that has just come in.
	 */
	void (*stack_abandoned)(void);
	int (*task_pid)(void *kernel_task);

	/*
	 * The current process serves others: processes that are made of it
	 * from now on share its descriptors, of which there may be many.
	 */
	void (*serve)(void);
	/* The current process shows this pid; nobody can find it by that. */
	void (*pose)(int pid);
	/* Sends a signal, as the kernel does, to any process. */
	void (*task_signal)(void *kernel_task, int signal);
	/* Return: of enum ksim_file_ability, or -EBADF. */
	int (*file_abilities)(int fd);
	/*
	 * The two halves of close(): what every descriptor that is closed
	 * does, and the rest.
	 */
	long (*file_flush)(int fd);
	long (*file_close_flushed)(int fd);

	/*
	 * Where in a task_struct its flags are (unsigned long), and which of
	 * them mean that signal_deliver() must be called before the task goes
	 * on in user code.
	 */
	ksim_u64 flags_offset;
	unsigned long flags_signal;
	/*
	 * Takes the next signal of the current task. The core calls it while
	 * the flags are set; then it runs the handlers, last one first.
	 * Return: enum ksim_signal_action.
	 */
	int (*signal_deliver)(struct ksim_user_return *ret,
			      struct ksim_signal_frame *frame);

	/*
	 * A system call of the current task has returned: reports what it
	 * must not take along to user code, locks above all.
	 */
	void (*system_call_ends)(void);

	/*
	 * May the current task be preempted right here? 0 under a spinlock, in
	 * interrupt context, with interrupts or preemption off.
	 */
	int (*preemptible)(void);
	/*
	 * Has the current task interrupts on? Not inside a hard interrupt, not
	 * after local_irq_disable().
	 */
	int (*interruptible)(void);
	/*
	 * An interrupt has arrived: run the timers that are due, raised lines,
	 * then softirqs unless they are off or being run already.
	 */
	void (*deliver_interrupts)(void);
	/* How many interrupt lines there are; 0 is the timer's. */
	ksim_u32 irq_lines;
	/*
	 * A device drives interrupt line @irq; @level is enum ksim_irq_level.
	 * Handlers run when the core delivers next.
	 * Return: 0, or -EINVAL if there is no such line.
	 */
	int (*irq_line_set)(ksim_u32 irq, int level);

	/*
	 * A device that nobody can discover is there, or is not any more.
	 * *@handle is what platform_device_remove() takes.
	 * Return: 0 or -errno.
	 */
	long (*platform_device_add)(const struct ksim_platform_device *device,
				    void **handle);
	void (*platform_device_remove)(void *handle);

	/*
	 * The same for a device on the virtio bus, whose registers lie in
	 * memory as virtio-mmio has it.
	 */
	long (*virtio_device_add)(const struct ksim_platform_device *device,
				  void **handle);
	/*
	 * The machine goes to sleep, or wakes up, as far as this device goes.
	 * @handle: of either.
	 * Return: 0 or -errno, of its driver.
	 */
	long (*platform_device_suspend)(void *handle);
	long (*platform_device_resume)(void *handle);

	/*
	 * A device is about to read or write @size bytes of RAM, which are
	 * there. @site: set to who allocated or freed them, 0 if that is not
	 * known.
	 * Return: enum ksim_dma.
	 */
	int (*dma_check)(const void *address, ksim_u64 size,
			 unsigned long *site);

	/*
	 * A task is blocked, and nobody will wake it: what does it wait for?
	 * Called on any stack; only looks.
	 * Return: 0 if it is a kernel thread that may sleep for ever.
	 */
	int (*describe_wait)(const void *kernel_task,
			     struct ksim_wait_description *to);

	/*
	 * The current task touched @user (untagged) inside a user mapping.
	 * Return: 0 when the page is there now; -EFAULT → SIGSEGV, SIGBUS as
	 * positive signal numbers.
	 */
	int (*user_fault)(unsigned long user, int write);

	/*
	 * The current task oopsed in kernel code, @module_name or NULL. It is
	 * about to die; taints, marks locks.
	 */
	void (*oops)(const char *module_name);
	/* What an oops says of those before it. */
	const char *(*print_tainted)(void);

	/* Everything still held by modules: called when a test ends. */
	void (*audit)(void);

	struct ksim_syscalls syscalls;
};

KSIM_ABI_END

#endif
