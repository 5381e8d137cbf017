/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls on files and memory, for the table in init/main.c.
 *
 * Stands for: include/linux/syscalls.h, as far as struct ksim_syscalls goes
 * Fidelity:   EXACT - checks, their order and errno of Linux 6.1
 * Absent:     everything that struct ksim_syscalls (ksim/abi/vmlinux.h) has not
 */
#ifndef _KSIM_SYSCALLS_H
#define _KSIM_SYSCALLS_H

#include <ksim/abi/vmlinux.h>

struct task_struct;

long ksys_open(const char *path, int flags, ksim_u32 mode);
long ksys_close(int fd);
long ksys_read(int fd, unsigned long user, ksim_u64 size);
long ksys_write(int fd, unsigned long user, ksim_u64 size);
long ksys_pread(int fd, unsigned long user, ksim_u64 size, ksim_s64 offset);
long ksys_pwrite(int fd, unsigned long user, ksim_u64 size, ksim_s64 offset);
long ksys_readv(int fd, const struct ksim_iovec *vector, ksim_u32 count);
long ksys_writev(int fd, const struct ksim_iovec *vector, ksim_u32 count);
long ksys_lseek(int fd, ksim_s64 offset, int whence);
long ksys_ioctl(int fd, ksim_u32 command, unsigned long argument);
long ksys_compat_ioctl(int fd, ksim_u32 command, unsigned long argument);
long ksys_fsync(int fd, int datasync);
long ksys_dup(int fd);
long ksys_dup3(int from, int to, int flags);
long ksys_fcntl(int fd, ksim_u32 command, unsigned long argument);
long ksys_getdents(int fd, unsigned long user, ksim_u32 size);
long ksys_mmap(unsigned long address, ksim_u64 size, int protection, int flags,
	       int fd, ksim_u64 offset);
long ksys_munmap(unsigned long address, ksim_u64 size);
long ksys_splice(int in, ksim_s64 *in_offset, int out, ksim_s64 *out_offset,
		 ksim_u64 size, ksim_u32 flags);
long ksys_stat(const char *path, unsigned long user, int follow);
long ksys_fstat(int fd, unsigned long user);
long ksys_mknod(const char *path, ksim_u32 mode, ksim_u32 device);
long ksys_mkdir(const char *path, ksim_u32 mode);
long ksys_unlink(const char *path);
long ksys_rmdir(const char *path);
long ksys_chmod(const char *path, ksim_u32 mode);
long ksys_chown(const char *path, ksim_u32 uid, ksim_u32 gid);
long ksys_access(const char *path, int mode);
long ksys_readlink(const char *path, unsigned long user, ksim_u32 size);
long ksys_umask(ksim_u32 mask);
long ksys_poll(unsigned long user, ksim_u32 nfds, int timeout_ms);
long ksys_ppoll(unsigned long user, ksim_u32 nfds, unsigned long timeout,
		unsigned long sigmask, ksim_u64 sigsetsize);
long ksys_select(int n, unsigned long in, unsigned long out, unsigned long ex,
		 unsigned long timeout);
long ksys_pselect6(int n, unsigned long in, unsigned long out,
		   unsigned long ex, unsigned long timeout,
		   unsigned long sigmask, ksim_u64 sigsetsize);
long ksys_epoll_create1(int flags);
long ksys_epoll_ctl(int epfd, int op, int fd, unsigned long user);
long ksys_epoll_wait(int epfd, unsigned long user, int maxevents,
		     int timeout_ms);
long ksys_epoll_pwait(int epfd, unsigned long user, int maxevents,
		      int timeout_ms, unsigned long sigmask,
		      ksim_u64 sigsetsize);

/* See struct ksim_vmlinux for these. */
void ksim_serve(void);
int ksim_file_abilities(int fd);
long ksim_file_flush(int fd);
long ksim_file_close_flushed(int fd);

/**
 * copy_mm() - give a new process an empty address space
 * @tsk: the new process
 *
 * Mappings are not inherited, but as all processes live in one host process
 * a child can still touch what its parent mapped.
 *
 * Return: 0 or -ENOMEM.
 */
int copy_mm(struct task_struct *tsk);

/**
 * exit_mm() - unmap everything of a process that ends
 * @tsk: the process, which must be current: ->close of the areas runs
 */
void exit_mm(struct task_struct *tsk);

/**
 * ksim_user_page_fault() - the current task touched a mapping (user_fault)
 * @user: untagged user address
 * @write: non-zero for a store
 *
 * Return: 0 when the page is there now; -EFAULT for SIGSEGV; SIGBUS.
 */
int ksim_user_page_fault(unsigned long user, int write);

#endif
