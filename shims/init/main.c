/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boot, and the table of everything that the core may call.
 *
 * Stands for: init/main.c
 */
#include <linux/cpumask.h>
#include <linux/cred.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <linux/vermagic.h>
#include <ksim/abi/vmlinux.h>
#include <ksim/audit.h>
#include <ksim/dma.h>
#include <ksim/init.h>
#include <ksim/interrupt.h>
#include <ksim/module.h>
#include <ksim/platform.h>
#include <ksim/signal.h>
#include <ksim/syscalls.h>
#include <ksim/task.h>

enum system_states system_state;
EXPORT_SYMBOL(system_state);

/* Runs at every boot, so every line here costs every test. */
static void start_kernel(void)
{
	current_task = &init_task;
	cpu_init();
	fork_init();
	system_state = SYSTEM_RUNNING;
}

static int kernel_preemptible(void)
{
	return preemptible();
}

static int task_number(void *task)
{
	return task_tgid_nr(task);
}

static long sys_getuid(void)
{
	return current_uid().val;
}

static long sys_geteuid(void)
{
	return current_euid().val;
}

static long sys_getgid(void)
{
	return current_gid().val;
}

static long sys_getegid(void)
{
	return current_egid().val;
}

static long sys_getpid(void)
{
	return task_tgid_nr(current);
}

extern unsigned long ram_high_water;

__visible const struct ksim_vmlinux ksim_vmlinux = {
	.abi = KSIM_VMLINUX_ABI,
	.release = UTS_RELEASE,
	.vermagic = VERMAGIC_STRING,
	.current_task = (void **)&current_task,
	.idle_task = &init_task,
	.cpu_offset = offsetof(struct task_struct, thread_info.cpu),
	.cpu_count = &nr_cpu_ids,
	.ram_high_water = &ram_high_water,
	.boot = start_kernel,
	.process_new = ksim_process_new,
	.task_exit = ksim_process_exit,
	.task_free = ksim_process_free,
	.stack_abandoned = ksim_stack_abandoned,
	.task_pid = task_number,
	.serve = ksim_serve,
	.pose = ksim_pose,
	.task_signal = ksim_task_signal,
	.file_abilities = ksim_file_abilities,
	.file_flush = ksim_file_flush,
	.file_close_flushed = ksim_file_close_flushed,
	.flags_offset = offsetof(struct task_struct, thread_info.flags),
	.flags_signal = BIT(TIF_SIGPENDING) | BIT(TIF_NOTIFY_SIGNAL),
	.signal_deliver = ksim_signal_deliver,
	.system_call_ends = ksim_exit_to_user_mode,
	.preemptible = kernel_preemptible,
	.interruptible = ksim_interruptible,
	.deliver_interrupts = ksim_deliver_interrupts,
	.irq_lines = KSIM_IRQ_LINES,
	.irq_line_set = ksim_irq_line_set,
	.platform_device_add = ksim_platform_device_add,
	.platform_device_remove = ksim_platform_device_remove,
	.virtio_device_add = ksim_virtio_device_add,
	.platform_device_suspend = ksim_platform_device_suspend,
	.platform_device_resume = ksim_platform_device_resume,
	.dma_check = ksim_dma_check,
	.describe_wait = ksim_describe_wait,
	.user_fault = ksim_user_page_fault,
	.oops = ksim_oops,
	.print_tainted = print_tainted,
	.audit = ksim_audit,
	.syscalls = {
		.open = ksys_open,
		.close = ksys_close,
		.read = ksys_read,
		.write = ksys_write,
		.pread = ksys_pread,
		.pwrite = ksys_pwrite,
		.readv = ksys_readv,
		.writev = ksys_writev,
		.lseek = ksys_lseek,
		.ioctl = ksys_ioctl,
		.compat_ioctl = ksys_compat_ioctl,
		.fsync = ksys_fsync,
		.dup = ksys_dup,
		.dup3 = ksys_dup3,
		.fcntl = ksys_fcntl,
		.getdents = ksys_getdents,
		.mmap = ksys_mmap,
		.munmap = ksys_munmap,
		.splice = ksys_splice,
		.stat = ksys_stat,
		.fstat = ksys_fstat,
		.mknod = ksys_mknod,
		.mkdir = ksys_mkdir,
		.unlink = ksys_unlink,
		.rmdir = ksys_rmdir,
		.chmod = ksys_chmod,
		.chown = ksys_chown,
		.access = ksys_access,
		.readlink = ksys_readlink,
		.setresuid = ksys_setresuid,
		.setresgid = ksys_setresgid,
		.setgroups = ksys_setgroups,
		.getuid = sys_getuid,
		.geteuid = sys_geteuid,
		.getgid = sys_getgid,
		.getegid = sys_getegid,
		.getpid = sys_getpid,
		.setpgid = ksys_setpgid,
		.getpgid = ksys_getpgid,
		.capset = ksys_capset,
		.umask = ksys_umask,
		.poll = ksys_poll,
		.ppoll = ksys_ppoll,
		.select = ksys_select,
		.pselect6 = ksys_pselect6,
		.epoll_create1 = ksys_epoll_create1,
		.epoll_ctl = ksys_epoll_ctl,
		.epoll_wait = ksys_epoll_wait,
		.epoll_pwait = ksys_epoll_pwait,
		.kill = ksys_kill,
		.sigaction = ksys_sigaction,
		.sigprocmask = ksys_sigprocmask,
		.sigpending = ksys_sigpending,
		.sigreturn = ksys_sigreturn,
		.restart_syscall = ksys_restart_syscall,
		.init_module = ksys_init_module,
		.delete_module = ksys_delete_module,
	},
};
